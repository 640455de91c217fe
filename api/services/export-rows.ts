// Which rows leave: cameras, regions with figures, gaps, footprints; page by page out of one consistent read.
import type { CameraFields } from '#contract/camera';
import type { ExportWhat } from '#contract/export';
import { cutFootprintPolygons, footprintPolygon, metresPerDegree, outlineRings, reachBox, readOutline } from '#engine';
import { CAMERA_EXPORT_FIELDS } from '#exports/fields';
import type { ExportRow, Geometry, Value } from '#exports/model';
import { footprintOf, type Look } from '#rules/assumptions';
import { inSet } from '#rules/leaf-input';
import { obstacleInput } from '#rules/leaf-layers';
import { findCameras } from '#storage/cameras.repository';
import { type ExportedCamera, exportedCameras } from '#storage/export.repository';
import { type GapRecord, gapsByCell } from '#storage/gaps.repository';
import { decodeSoup, polygonsOf } from '#storage/geometry-blob';
import { obstacleRecords } from '#storage/obstacles.repository';
import { allRegionRows, outlines } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { type GapItem, gapItems } from './gaps.ts';
import { lookAt } from './look.ts';
import { type RegionItem, regionItems } from './regions.ts';
import { judgeOf } from './standing-of-figures.ts';

export interface RowSource {
  includeRestricted: boolean;
  /** of the layer's system; null = outside of it */
  shape(geometry: Geometry | null): Geometry | null;
  /** counts of one walk over the rows */
  counts: RowCounts;
}
export interface RowCounts {
  rows: number;
  /** left out because nobody asked for them */
  restricted: number;
  /** without a place in the system asked for */
  outsideCrs: number;
}

export function rowPages(ctx: Ctx, what: ExportWhat, source: RowSource): AsyncGenerator<ExportRow[]> {
  switch (what) {
    case 'cameras':
      return cameraRows(ctx, source);
    case 'regions':
      return regionRowsOut(ctx, source);
    case 'gaps':
      return gapRows(ctx, source);
    case 'footprints':
      return footprintRows(ctx, source);
  }
}

const multiPolygon = (coordinates: readonly (readonly (readonly (readonly number[])[])[])[]): Geometry | null =>
  coordinates.length === 0 ? null : { type: 'MultiPolygon', coordinates };

function allowed(cameras: ExportedCamera[], source: RowSource): ExportedCamera[] {
  if (source.includeRestricted) return cameras;
  const open = cameras.filter((camera) => !camera.restricted);
  source.counts.restricted += cameras.length - open.length;
  return open;
}

/** A shape that was there and is not any more lies outside of the system. */
function placed(geometry: Geometry | null, source: RowSource): Geometry | null {
  const at = source.shape(geometry);
  if (at === null && geometry !== null) source.counts.outsideCrs++;
  return at;
}

async function* cameraRows(ctx: Ctx, source: RowSource): AsyncGenerator<ExportRow[]> {
  for await (const cameras of exportedCameras(ctx.storage.reader, ctx.scope)) {
    const rows = allowed(cameras, source).map((camera): ExportRow => {
      const { id, name, longitude, latitude } = camera;
      const geometry = placed({ type: 'Point', coordinates: [longitude, latitude] }, source);
      const [x, y] = geometry?.type === 'Point' ? geometry.coordinates : [null, null];
      const values = CAMERA_EXPORT_FIELDS.map(({ key }): Value => {
        if (key === 'longitude') return x;
        if (key === 'latitude') return y;
        return camera[key as keyof CameraFields];
      });
      return { id, name, values, geometry };
    });
    source.counts.rows += rows.length;
    yield rows;
  }
}

const REGIONS_TOGETHER = 250;

async function* regionRowsOut(ctx: Ctx, source: RowSource): AsyncGenerator<ExportRow[]> {
  const { reader } = ctx.storage;
  const all = await allRegionRows(reader, ctx.scope);
  const judge = await judgeOf(ctx);
  for (let i = 0; i < all.length; i += REGIONS_TOGETHER) {
    const some = all.slice(i, i + REGIONS_TOGETHER);
    const codes = some.map((row) => row.code);
    const shapes = new Map((await outlines(reader, ctx.scope, { codes })).map((row) => [row.code, row.geometry]));
    const rows = (await regionItems(ctx, some, judge)).map((item): ExportRow => {
      const blob = shapes.get(item.code) ?? null;
      const geometry = blob === null ? null : placed(multiPolygon(polygonsOf(decodeSoup(blob))), source);
      return { id: item.code, name: item.name, values: regionValues(item).map(rounded), geometry };
    });
    source.counts.rows += rows.length;
    yield rows;
  }
}

/** Figures are not exact to more digits, and spreadsheets keep no more. */
const DIGITS = 15;
const rounded = (value: Value): Value => (typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value);

/** In the order of REGION_EXPORT_FIELDS. */
function regionValues(item: RegionItem): Value[] {
  const { figure, attainment } = item;
  const share = (m2: number | null | undefined): number | null =>
    figure?.demandM2 && m2 !== null && m2 !== undefined ? m2 / figure.demandM2 : null;
  return [
    item.code,
    item.name,
    item.nameEn,
    item.parentCode,
    item.level,
    item.population,
    item.urbanRural,
    item.areaM2,
    figure?.basis ?? null,
    figure?.demandM2 ?? null,
    figure?.coveredM2 ?? null,
    figure?.likelyM2 ?? null,
    figure?.coveredHighM2 ?? null,
    share(figure?.coveredM2),
    share(figure?.likelyM2),
    share(figure?.coveredHighM2),
    figure?.cameras ?? null,
    figure?.camerasSeeing ?? null,
    figure?.devices ?? null,
    figure?.unaimed ?? null,
    figure?.gapCount ?? null,
    attainment?.grade ?? null,
    attainment?.minimum ?? null,
    figure?.detail ?? null,
    figure?.dataVersion ?? null,
    figure?.computedAt ?? null,
  ];
}

const GAPS_TOGETHER = 500;

async function* gapRows(ctx: Ctx, source: RowSource): AsyncGenerator<ExportRow[]> {
  for await (const records of gapsByCell(ctx.storage.reader, ctx.scope, {}))
    for (let i = 0; i < records.length; i += GAPS_TOGETHER) {
      const rows = await gapPage(ctx, records.slice(i, i + GAPS_TOGETHER), source);
      source.counts.rows += rows.length;
      yield rows;
    }
}

async function gapPage(ctx: Ctx, records: GapRecord[], source: RowSource): Promise<ExportRow[]> {
  const outlineOf = new Map(records.map((record) => [record.id, record.outline]));
  const hidden = source.includeRestricted ? new Set<string>() : await restrictedOf(ctx, records);
  return (await gapItems(ctx, records)).map((gap): ExportRow => {
    const geometry = placed(multiPolygon([outlineRings(readOutline(outlineOf.get(gap.id)!))]), source);
    const isHidden = gap.nearestCamera !== null && hidden.has(gap.nearestCamera.id);
    return { id: gap.id, name: gap.id, values: gapValues(gap, isHidden).map(rounded), geometry };
  });
}

/** Restricted ones among the nearest cameras: neither they nor the sentences that name them leave. */
async function restrictedOf(ctx: Ctx, records: GapRecord[]): Promise<Set<string>> {
  const ids = [...new Set(records.flatMap(({ nearestCameraId }) => nearestCameraId ?? []))];
  const found = await findCameras(ctx.storage.reader, EVERYTHING, ids);
  return new Set(found.filter((camera) => camera.restricted).map((camera) => camera.id));
}

/** In the order of GAP_EXPORT_FIELDS. */
const gapValues = (gap: GapItem, isHidden: boolean): Value[] => [
  gap.id,
  gap.regionCode,
  gap.regionName,
  gap.class,
  gap.areaM2,
  gap.need,
  gap.componentId,
  gap.componentM2,
  isHidden ? null : (gap.nearestCamera?.id ?? null),
  isHidden ? null : (gap.nearestCamera?.distanceM ?? null),
  gap.places.length === 0 ? null : gap.places.join('; '),
  isHidden ? null : gap.reason,
  isHidden ? null : gap.reasonZh,
];

const FOOTPRINTS_TOGETHER = 50;

/** A chord leaves its arc by less (m). */
const SAG_M = 0.02;

async function* footprintRows(ctx: Ctx, source: RowSource): AsyncGenerator<ExportRow[]> {
  const look = await lookAt(ctx.storage.reader);
  const obstacles = await ctx.spatial.obstacles(ctx.storage.reader);
  for await (const cameras of exportedCameras(ctx.storage.reader, ctx.scope)) {
    const all = allowed(cameras, source);
    // one that is cut by buildings takes a hundred times as long as one that is not
    for (let i = 0; i < all.length; i += FOOTPRINTS_TOGETHER) {
      const rows: ExportRow[] = [];
      for (const camera of all.slice(i, i + FOOTPRINTS_TOGETHER)) {
        if (!inSet(camera.stage, 'installed')) continue;
        const row = await footprintRow(ctx, camera, look, obstacles, source);
        if (row !== null) rows.push(row);
      }
      source.counts.rows += rows.length;
      yield rows;
    }
  }
}

type Obstacles = Awaited<ReturnType<Ctx['spatial']['obstacles']>>;

async function footprintRow(
  ctx: Ctx,
  camera: ExportedCamera,
  look: Look,
  obstacles: Obstacles,
  source: RowSource,
): Promise<ExportRow | null> {
  const seen = footprintOf(camera, look);
  if ('empty' in seen) return null;
  const { id, name, longitude, latitude, heightM } = camera;
  const { azimuthDeg, hfovDeg, nearM, reachM, unaimed, assumptions } = seen;
  const near = obstacles.meeting([reachBox(longitude, latitude, reachM)]);
  let polygons: number[][][][];
  if (near.length === 0) {
    const whole = footprintPolygon(longitude, latitude, azimuthDeg, hfovDeg, nearM, reachM);
    polygons = whole.length === 0 ? [] : [whole];
  } else {
    const records = await obstacleRecords(ctx.storage.reader, EVERYTHING, near);
    const input = obstacleInput(records.map(({ geometry, ...row }) => ({ ...row, soup: decodeSoup(geometry) })));
    const one = (value: number): Float64Array => Float64Array.of(value);
    [polygons] = cutFootprintPolygons(
      {
        n: 1,
        lon: one(longitude),
        lat: one(latitude),
        azimuthDeg: one(azimuthDeg),
        hfovDeg: one(hfovDeg),
        nearM: one(nearM),
        reachM: one(reachM),
        p: one(1),
        heightM: one(heightM ?? Number.NaN),
      },
      input,
      SAG_M,
    );
  }
  const fullM2 = (hfovDeg / 360) * Math.PI * (reachM * reachM - nearM * nearM);
  const areaM2 = near.length === 0 ? fullM2 : areaOf(polygons, latitude);
  const values: Value[] = [
    id,
    name,
    camera.regionCode,
    camera.type ?? 'fixed',
    camera.stage,
    !unaimed,
    azimuthDeg,
    hfovDeg,
    nearM,
    reachM,
    areaM2,
    near.length > 0 && areaM2 < fullM2 * (1 - CUT_SHARE),
    assumptions.length === 0 ? null : assumptions.join('; '),
  ];
  return { id, name, values: values.map(rounded), geometry: placed(multiPolygon(polygons), source) };
}

/** The chords of an arc lose less of an area than this. */
const CUT_SHARE = 0.005;

/** Flat about the camera: footprints are small. */
function areaOf(polygons: number[][][][], latitude: number): number {
  const [perLon, perLat] = metresPerDegree(latitude);
  let twice = 0;
  for (const polygon of polygons)
    polygon.forEach((ring, i) => {
      const [x0, y0] = ring[0]!;
      let sum = 0;
      for (let k = 0; k + 1 < ring.length; k++)
        sum += (ring[k]![0]! - x0!) * (ring[k + 1]![1]! - y0!) - (ring[k + 1]![0]! - x0!) * (ring[k]![1]! - y0!);
      twice += (i === 0 ? 1 : -1) * Math.abs(sum);
    });
  return (twice / 2) * perLon * perLat;
}
