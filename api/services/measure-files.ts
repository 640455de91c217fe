// Files in, figures out: measuring without a database. Same rules, engine and workers as the workspace uses.
import type Flatbush from 'flatbush';
import type { Figure } from '#contract/figure';
import type { GapClass } from '#contract/gap';
import type { ImportOptions, ImportQuestion } from '#contract/import';
import type { Problem } from '#contract/problem';
import { type MeasureOptions, outlineRings, readOutline } from '#engine';
import type { ParseSummary, PublicSpaceRow, RowOf } from '#importers/types';
import { DEFAULT_ASSUMPTIONS, type EmptyFootprint } from '#rules/assumptions';
import { gapNamer } from '#rules/gap-id';
import { gapReason, standsTo } from '#rules/gap-reason';
import {
  type CameraTable,
  cameraTable,
  DEMAND_CLASSES,
  demandOf,
  EMPTY_SOUP,
  type InputLeaf,
  type InputPublicSpace,
  type LeafLayers,
  leafInput,
  linesFrom,
  type PublicSpaceTable,
  polygonBoxes,
  publicSpaceTable,
  soupFrom,
  standingCounts,
} from '#rules/leaf-input';
import {
  entriesMeeting,
  type InputObstacle,
  type InputZone,
  indexSoups,
  type KeyPlace,
  keyPlaces,
  linesOfSoup,
  obstacleInput,
  placeInput,
  sightBoxes,
  zoneInput,
} from '#rules/leaf-layers';
import { problem } from '#rules/messages';
import { type Detail, RANGE_DETAIL } from '#rules/profiles';
import { type RegionTree, regionTree } from '#rules/region-tree';
import { type FigureMeta, figureOfSum, leafFigure, rollUpTree, sumTree } from '#rules/rollup';
import { type LeafLocator, leafLocator, liesOn } from '#rules/standing';
import type { MeasureReply } from '#workers/messages';
import type { Runner } from '#workers/runner';
import type { ImportRunner } from './import-runner.ts';
import { cutByTerrain, type ReadElevation, readElevationFile, terrainProblems } from './terrain.ts';

export interface FileInput {
  path: string;
  /** as shown in problems */
  name: string;
  options: ImportOptions;
}
export interface MeasureFiles {
  regions: FileInput & { where?: { field: string; value: string } };
  cameras: FileInput;
  publicSpace?: FileInput;
  obstacles?: FileInput;
  privacyZones?: FileInput;
  elevation?: FileInput;
  /** default `range` */
  detail?: Detail;
  k: number;
  /** also outline the gaps (GeoJSON features) */
  gaps: boolean;
}
export interface MeasureDeps {
  importRunner: ImportRunner;
  runner: Runner;
  now: string;
  onProgress?: (phase: 'reading' | 'measuring', done: number, total: number) => void;
  signal?: AbortSignal;
}

/** A region of the run with its figure, in the order of the file. */
export interface MeasuredRegion {
  code: string;
  name: string;
  parentCode: string | null;
  level: string | null;
  figure: Figure;
}
export type MeasuredFiles =
  | { ok: false; problems: Problem[]; questions: { file: string; question: ImportQuestion }[] }
  | {
      ok: true;
      regions: MeasuredRegion[];
      total: Figure;
      problems: Problem[];
      /** GeoJSON features, one a piece of 25 m² or more, greatest need first; empty unless asked for */
      gaps: Iterable<GapFeature>;
      gapCount: number;
    };
export interface GapFeature {
  type: 'Feature';
  id: string;
  bbox: [number, number, number, number];
  properties: Record<string, unknown>;
  geometry: { type: 'MultiPolygon'; coordinates: [number, number][][][] };
}

interface Parsed<Row> {
  name: string;
  rows: Row[];
  problems: Problem[];
  summary: ParseSummary;
}

/** Leaves measured in one go by a worker; more only help where there are many. */
const BATCH_LEAVES = 32;
const CEILING = 3;

/** Reads the files, measures every leaf and sums the parents. Faults of the files are in the result, never thrown. */
export async function measureFiles(input: MeasureFiles, deps: MeasureDeps): Promise<MeasuredFiles> {
  if (input.elevation === undefined) return measureOver(input, deps, null);
  const onProgress = (done: number, total: number): void => deps.onProgress?.('reading', done, total);
  const elevation = await readElevationFile({ ...deps, onProgress }, input.elevation);
  try {
    return await measureOver(input, deps, elevation);
  } finally {
    await elevation.close();
  }
}

async function measureOver(
  input: MeasureFiles,
  deps: MeasureDeps,
  elevation: ReadElevation | null,
): Promise<MeasuredFiles> {
  const regions = await read(deps, 'regions', input.regions, input.regions.where);
  const cameras = await read(deps, 'cameras', input.cameras);
  const space = input.publicSpace ? await read(deps, 'public-space', input.publicSpace) : null;
  const obstacles = input.obstacles ? await read(deps, 'obstacles', input.obstacles) : null;
  const zones = input.privacyZones ? await read(deps, 'privacy-zones', input.privacyZones) : null;
  const parsed = [regions, cameras, space, obstacles, zones].filter((file) => file !== null);
  const problems = parsed.flatMap((file) => file.problems);
  const names = parsed.map((file) => file.name);
  const questions = parsed.flatMap((file, i) =>
    file.summary.questions.map((question) => ({ file: names[i]!, question })),
  );
  if (elevation !== null) {
    const file = input.elevation!.name;
    problems.push(...elevation.problems);
    // `--crs` speaks of the lists, so a grid has an option of its own
    questions.push(
      ...elevation.summary.questions.map((question) => ({ file, question: { ...question, option: 'elevationCrs' } })),
    );
  }
  const refused = [...parsed, ...(elevation ? [elevation] : [])].some((file) => file.summary.refused);
  if (questions.length > 0 || refused) return { ok: false, problems, questions };
  if (regions.rows.length === 0) {
    const { field, value } = input.regions.where ?? { field: null, value: null };
    const why = field === null ? '' : ` (${field}=${value})`;
    problems.push(problem(input.regions.name, null, field, value, 'cli.no_regions', { why }));
    return { ok: false, problems, questions };
  }
  // figures of an empty list would look like figures
  const unusable = parsed.findIndex((file) => file.rows.length === 0);
  if (unusable >= 0) {
    const file = names[unusable]!;
    problems.push(problem(file, null, null, null, 'cli.no_rows', { file }));
    return { ok: false, problems, questions };
  }
  const layers = { space: space?.rows, obstacles: obstacles?.rows, zones: zones?.rows };
  const run = await prepare(regions.rows, cameras.rows, layers, input, elevation, deps.signal);
  problems.push(...run.problems);
  const replies = await measureLeaves(run, input, deps);
  problems.push(...failedChecks(run, replies, input.regions.name));
  return {
    ok: true,
    problems,
    ...figuresOf(run, replies, regions.rows, metaOf(input, deps.now)),
    ...gapsOf(run, replies, input.gaps),
  };
}

async function read<K extends Exclude<keyof RowOf, 'targets' | 'elevation'>>(
  deps: MeasureDeps,
  kind: K,
  file: FileInput,
  where?: { field: string; value: string },
) {
  const result = await deps.importRunner.parse(file.path, {
    kind,
    fileName: file.name,
    options: file.options,
    where,
    signal: deps.signal,
    onProgress: (p) => deps.onProgress?.('reading', p.bytesRead, p.bytesTotal),
  });
  const { summary } = result;
  const problems = summary.refused ? [summary.refused] : [];
  const parsed: Parsed<RowOf[K]> = { name: file.name, rows: [], problems, summary };
  try {
    for await (const batch of result.batches) {
      for (const row of batch.rows) parsed.rows.push(row);
      for (const fault of batch.problems) parsed.problems.push(fault);
    }
  } finally {
    await result.close();
  }
  return parsed;
}

interface Run {
  tree: RegionTree<{ code: string; parentCode: string | null; name: string }>;
  leaves: InputLeaf[];
  cameras: CameraTable;
  counts: ReturnType<typeof standingCounts>;
  space: { table: PublicSpaceTable; rows: PublicSpaceRow[]; placesOf: Map<number, KeyPlace[]> } | null;
  obstacles: { list: InputObstacle[]; boxes: Flatbush | null } | null;
  zones: { list: InputZone[]; boxes: Flatbush | null } | null;
  problems: Problem[];
}
interface LayerRows {
  space: PublicSpaceRow[] | undefined;
  obstacles: RowOf['obstacles'][] | undefined;
  zones: RowOf['privacy-zones'][] | undefined;
}

async function prepare(
  regions: RowOf['regions'][],
  cameras: RowOf['cameras'][],
  layers: LayerRows,
  input: MeasureFiles,
  elevation: ReadElevation | null,
  signal?: AbortSignal,
): Promise<Run> {
  const tree = regionTree(regions.map(({ code, parentCode, name }) => ({ code, parentCode, name })));
  const shapeOf = new Map(regions.map((r) => [r.code, r]));
  const leaves = tree.leaves.map(({ code }) => ({ code, soup: soupFrom(shapeOf.get(code)!.geometry) }));
  const list = cameras.map(({ id, fields }) => ({ id, ...fields }));
  const look = { detail: input.detail ?? RANGE_DETAIL, table: DEFAULT_ASSUMPTIONS };
  const seen = cameraTable(list, 'installed', look);
  const { table, unknown } = await cutByTerrain(seen, list, { grids: elevation?.grids ?? [] }, signal);
  const rowOf = new Map(cameras.map((c) => [c.id, c]));
  const locate = leafLocator(leaves);
  const standing = new Int32Array(table.n);
  const problems: Problem[] = [];
  for (let i = 0; i < table.n; i++) {
    standing[i] = locate.find(table.columns.lon[i]!, table.columns.lat[i]!);
    if (standing[i]! >= 0) continue;
    const id = table.ids[i]!;
    const at = `${table.columns.lon[i]}, ${table.columns.lat[i]}`;
    problems.push(problem(input.cameras.name, rowOf.get(id)!.row, null, at, 'camera.no_region', { id }, 'warning'));
  }
  problems.sort((a, b) => a.row! - b.row!);
  if (table.n > 0 && problems.length === table.n) {
    problems.unshift(problem(input.cameras.name, null, null, null, 'cameras.all_outside', { n: table.n }, 'warning'));
  }
  table.empty.forEach((i, at) => {
    problems.push(emptyProblem(input.cameras.name, rowOf.get(table.ids[i]!)!.row, table.ids[i]!, table.emptyWhy[at]!));
  });
  problems.push(...terrainProblems(input.elevation?.name ?? '', table, unknown));
  return {
    tree,
    leaves,
    cameras: table,
    counts: standingCounts(table, standing, leaves.length),
    space: layers.space ? spaceOf(layers.space, locate) : null,
    obstacles: layers.obstacles ? obstaclesOf(layers.obstacles) : null,
    zones: layers.zones ? zonesOf(layers.zones) : null,
    problems,
  };
}

function spaceOf(rows: PublicSpaceRow[], locate: LeafLocator): Run['space'] {
  const features = rows.map(featureOfRow);
  const placesOf = new Map<number, KeyPlace[]>();
  for (const place of keyPlaces(features)) {
    const leaf = locate.find(place.longitude, place.latitude);
    placesOf.set(leaf, [...(placesOf.get(leaf) ?? []), place]);
  }
  return { table: publicSpaceTable(features), rows, placesOf };
}
function featureOfRow(row: PublicSpaceRow): InputPublicSpace {
  const { class: kind, weight, shape, radiusM, geometry } = row;
  if (shape === 'area') return { class: kind, weight, soup: soupFrom(geometry) };
  const lines = linesOfSoup(linesFrom(geometry));
  return { class: kind, weight, soup: EMPTY_SOUP, strokes: { lines, radiusM: radiusM! } };
}
function obstaclesOf(rows: RowOf['obstacles'][]): Run['obstacles'] {
  const list = rows.map(({ shape, heightM, geometry }) => ({
    shape,
    heightM,
    soup: shape === 'wall' ? linesFrom(geometry) : soupFrom(geometry),
  }));
  return { list, boxes: indexSoups(list.map((o) => o.soup)) };
}
function zonesOf(rows: RowOf['privacy-zones'][]): Run['zones'] {
  const list = rows.map(({ rule, geometry }) => ({ rule, soup: soupFrom(geometry) }));
  return { list, boxes: indexSoups(list.map((zone) => zone.soup)) };
}

/** What the leaf at an index needs beside its cameras; every typed array is its own. */
function layersOf(run: Run, leaf: InputLeaf, places: readonly KeyPlace[]): LeafLayers {
  const { space, obstacles, zones } = run;
  const layers: LeafLayers = {};
  if (space !== null && places.length > 0) layers.places = placeInput(space.table.features, places);
  if (zones !== null)
    layers.zones = zoneInput(entriesMeeting(zones.boxes, polygonBoxes(leaf.soup)).map((i) => zones.list[i]!));
  if (obstacles !== null) {
    const boxes = sightBoxes(leaf.soup, layers.places ?? null, run.cameras);
    layers.obstacles = obstacleInput(entriesMeeting(obstacles.boxes, boxes).map((i) => obstacles.list[i]!));
  }
  return layers;
}

interface LeafReply {
  reply: MeasureReply;
  /** engine camera i → row of the camera table */
  rows: Int32Array;
  /** public-space feature of each polygon of the demand */
  features: Int32Array | null;
}

async function measureLeaves(run: Run, input: MeasureFiles, deps: MeasureDeps): Promise<LeafReply[]> {
  const options: MeasureOptions = { k: input.k, ceiling: CEILING, gaps: true };
  const done: LeafReply[] = [];
  const total = run.leaves.length;
  const batch = async (from: number): Promise<void> => {
    const leaves = run.leaves.slice(from, from + BATCH_LEAVES);
    const parts = leaves.map((leaf, i) => {
      const found = run.space ? demandOf(run.space.table, leaf.soup) : null;
      const layers = layersOf(run, leaf, run.space?.placesOf.get(from + i) ?? []);
      const { input: leafIn, rows } = leafInput(leaf, run.cameras, found?.demand ?? null, layers);
      const region = {
        coords: leaf.soup.coords.slice(),
        ringEnd: leaf.soup.ringEnd.slice(),
        polyEnd: leaf.soup.polyEnd.slice(),
      };
      return {
        rows,
        features: found?.features ?? null,
        request: { key: leaf.code, input: { ...leafIn, region }, options },
      };
    });
    const replies = await deps.runner.measure(
      parts.map((p) => p.request),
      deps.signal,
    );
    replies.forEach((reply, i) => {
      done[from + i] = { reply, rows: parts[i]!.rows, features: parts[i]!.features };
    });
    measured += leaves.length;
    deps.onProgress?.('measuring', measured, total);
  };
  let measured = 0;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < total) {
      deps.signal?.throwIfAborted();
      const from = next;
      next += BATCH_LEAVES;
      await batch(from);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, deps.runner.width) }, lane));
  return done;
}

function failedChecks(run: Run, replies: LeafReply[], file: string): Problem[] {
  return replies.flatMap(({ reply }, i) => {
    if (reply.failedChecks.length === 0) return [];
    const params = { code: run.leaves[i]!.code, checks: reply.failedChecks.join(', ') };
    return [problem(file, null, null, params.code, 'measure.failed_check', params, 'warning')];
  });
}

function metaOf({ detail = RANGE_DETAIL, k }: MeasureFiles, now: string): FigureMeta {
  const { name, profile } = detail;
  const assumptionsVersion = DEFAULT_ASSUMPTIONS.version;
  return { set: 'installed', detail: name, profile, assumptionsVersion, k, dataVersion: 0, computedAt: now };
}

/** Why a camera covers nothing. */
function emptyProblem(file: string, row: number, id: string, why: EmptyFootprint): Problem {
  const { empty, field, value, nearM, reachM } = why;
  const rounded = (metres: number): number => Math.round(metres * 100) / 100;
  const params = { id, field, shown: String(value), nearM: rounded(nearM), reachM: rounded(reachM) };
  return problem(file, row, field, value, empty, params, 'warning');
}

function figuresOf(run: Run, replies: LeafReply[], regions: RowOf['regions'][], meta: FigureMeta) {
  const leafFigures = new Map<string, Figure>();
  const seenBy = new Map<number, string[]>();
  replies.forEach(({ reply, rows }, i) => {
    const { code } = run.leaves[i]!;
    for (const camera of reply.seeing) {
      const row = rows[camera]!;
      const leaves = seenBy.get(row);
      if (leaves) leaves.push(code);
      else seenBy.set(row, [code]);
    }
    const numbers = { ...reply, gapCount: reply.gaps.length };
    leafFigures.set(code, leafFigure(numbers, run.space !== null, run.counts[i]!, reply.seeing.length, meta));
  });
  const crossBorder = [...seenBy.values()].filter((leaves) => leaves.length > 1);
  const figures = rollUpTree(run.tree, leafFigures, crossBorder, meta);
  const levels = new Map(regions.map((r) => [r.code, r.level]));
  return {
    regions: regions.map(({ code, name, parentCode }) => ({
      code,
      name,
      parentCode,
      level: levels.get(code) ?? null,
      figure: figures.get(code)!,
    })),
    total: figureOfSum(sumTree(run.tree, leafFigures, meta.k).total, seenBy.size, meta),
  };
}

function gapsOf(run: Run, replies: LeafReply[], wanted: boolean): { gaps: Iterable<GapFeature>; gapCount: number } {
  const gapCount = replies.reduce((n, { reply }) => n + reply.gaps.length, 0);
  if (!wanted) return { gaps: [], gapCount };
  const order: { leaf: number; gap: number; need: number; id: string }[] = [];
  replies.forEach(({ reply, features }, leaf) => {
    const nameOf = gapNamer(run.leaves[leaf]!.code);
    reply.gaps.forEach((g, gap) => {
      const id = nameOf(classOf(run, g.label), g);
      order.push({ leaf, gap, id, need: g.areaM2 * groundAt(run, features, g).weight });
    });
  });
  order.sort((a, b) => b.need - a.need || (a.id < b.id ? -1 : 1));
  const feature = (at: (typeof order)[number]): GapFeature => gapFeature(run, replies[at.leaf]!, at);
  return {
    gapCount,
    gaps: {
      *[Symbol.iterator]() {
        for (const at of order) yield feature(at);
      },
    },
  };
}

const classOf = (run: Run, label: number): GapClass => (run.space ? DEMAND_CLASSES[label]! : 'area');

/** Weight and names of the public space of the piece's class at its label point. */
function groundAt(run: Run, features: Int32Array | null, gap: MeasureReply['gaps'][number]) {
  if (!run.space || !features) return { weight: 1, places: [] as string[], placesEn: [] as string[] };
  const { table, rows } = run.space;
  const [x, y] = gap.labelPoint;
  const here = [...new Set(features)].filter((i) => liesOn(table.features[i]!, x, y));
  here.sort((a, b) => table.rank[a]! - table.rank[b]! || a - b);
  const own = here.find((i) => table.features[i]!.class === DEMAND_CLASSES[gap.label]);
  const named = new Map(
    here.flatMap((i) => (rows[i]!.name ? [[rows[i]!.name!, rows[i]!.nameEn ?? rows[i]!.name!] as const] : [])),
  );
  const weight = own === undefined ? 1 : table.features[own]!.weight;
  return { weight, places: [...named.keys()], placesEn: [...named.values()] };
}

function gapFeature(
  run: Run,
  { reply, rows, features }: LeafReply,
  at: { leaf: number; gap: number; need: number; id: string },
): GapFeature {
  const g = reply.gaps[at.gap]!;
  const { code } = run.leaves[at.leaf]!;
  const gapClass = classOf(run, g.label);
  const { places, placesEn } = groundAt(run, features, g);
  const near = g.nearest < 0 ? null : rows[g.nearest]!;
  const nearestCamera = near === null ? null : { id: run.cameras.ids[near]!, distanceM: g.nearestM };
  const stands = near === null ? undefined : standsTo(cameraAt(run.cameras, near), g.labelPoint);
  return {
    type: 'Feature',
    id: at.id,
    bbox: g.bbox,
    properties: {
      regionCode: code,
      regionName: run.tree.byCode.get(code)!.name,
      cell: g.cell,
      class: gapClass,
      areaM2: g.areaM2,
      need: at.need,
      componentM2: reply.components[g.component]?.areaM2 ?? g.areaM2,
      labelPoint: g.labelPoint,
      nearestCamera,
      places,
      placesEn,
      ...gapReason({
        class: gapClass,
        areaM2: g.areaM2,
        nearestCamera: nearestCamera && { ...nearestCamera, stands },
        places,
        placesEn,
      }),
    },
    geometry: { type: 'MultiPolygon', coordinates: [outlineRings(readOutline(g.outline))] },
  };
}

function cameraAt({ columns }: CameraTable, row: number): Parameters<typeof standsTo>[0] {
  const { lon, lat, azimuthDeg, hfovDeg, nearM, reachM } = columns;
  return {
    longitude: lon[row]!,
    latitude: lat[row]!,
    azimuthDeg: azimuthDeg[row]!,
    hfovDeg: hfovDeg[row]!,
    nearM: nearM[row]!,
    reachM: reachM[row]!,
  };
}
