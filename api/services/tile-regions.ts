// What does a tile of regions show: which outlines, and which figures on them?
import type { RegionTileProps } from '#contract/tile';
import type { Detail } from '#rules/profiles';
import { figureRecords } from '#storage/figures.repository';
import { decodeSoup } from '#storage/geometry-blob';
import { readMeta } from '#storage/meta.repository';
import { type RegionShapeRow, regionShapePage } from '#storage/regions.repository';
import { EVERYTHING, pathOf } from '#storage/scope';
import type { TileId } from '#tiles/mercator';
import {
  indexRegionsInSteps,
  levelsAt,
  type RegionLevels,
  type RegionShape,
  regionsIn,
  regionsTile,
} from '#tiles/regions.tile';
import type { Ctx } from './ctx.ts';
import { isOfProfile } from './detail-measure.ts';
import { type CameraSetName, figuresColumnar } from './figures.ts';
import { breathe, inTurns } from './in-turns.ts';
import { currentFigure, dirtyBelow, judgeOf } from './standing-of-figures.ts';

type Facts = Omit<RegionShapeRow, 'geometry' | 'labelLon' | 'labelLat'>;
interface Shapes {
  levels: RegionLevels;
  facts: Map<string, Facts>;
}
type Props = (codes: string[]) => Promise<Map<string, RegionTileProps>>;

/** What one open database has ready for its tiles of regions. */
export interface RegionTiles {
  shapes: { version: number; built: Promise<Shapes> } | null;
  /** by what is asked; the oldest goes first */
  props: Map<string, Props>;
}
export const noRegionTiles = (): RegionTiles => ({ shapes: null, props: new Map() });

/** Callers with different scopes and sets look at the same time. */
const KEPT_PROPS = 8;
const PAGE = 500;
const FIGURES_READ = 200;

/** Tries with one level less each, until `fits` is content or one level is left. */
export async function regionTile<T>(
  ctx: Ctx,
  kept: RegionTiles,
  id: TileId,
  asked: { set: CameraSetName | undefined; detail: Detail; stamp: string },
  pack: (bytes: Uint8Array) => Promise<T>,
  fits: (packed: T) => boolean,
): Promise<T> {
  const { levels, facts } = await shapesOf(ctx, kept);
  const key = JSON.stringify([asked, ctx.scope]);
  let props = kept.props.get(key);
  if (props === undefined) {
    props = await propsReader(ctx, facts, asked.set, asked.detail);
    kept.props.set(key, props);
    if (kept.props.size > KEPT_PROPS) kept.props.delete(kept.props.keys().next().value!);
  }
  const all = levelsAt(levels, id.z).length;
  for (let without = 0; ; without++) {
    const hits = regionsIn(levels, id, without);
    const known = await props(hits.map((hit) => hit.code));
    const made = await pack(regionsTile(id, hits, (code) => known.get(code) ?? null));
    if (fits(made) || without + 1 >= all) return made;
  }
}

function shapesOf(ctx: Ctx, kept: RegionTiles): Promise<Shapes> {
  return readMeta(ctx.storage.reader, 'regionsVersion').then((version) => {
    if (kept.shapes?.version === version) return kept.shapes.built;
    const built = buildShapes(ctx);
    const own = { version, built };
    kept.shapes = own;
    // what failed once may succeed the next time
    built.catch(() => {
      if (kept.shapes === own) kept.shapes = null;
    });
    return built;
  });
}

/** Leaves of the scope whose box touches the tile, ascending by code. */
export async function leavesNear(
  ctx: Ctx,
  kept: RegionTiles,
  id: TileId,
): Promise<{ code: string; labelPoint: readonly [number, number] }[]> {
  const { levels, facts } = await shapesOf(ctx, kept);
  const within = await pathWithin(ctx);
  return levels.levels
    .flatMap(({ shapes, index }) => index.near(id).map((i) => shapes[i]))
    .filter(({ code }) => facts.get(code)?.isLeaf && facts.get(code)?.path.startsWith(within))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** What the paths of the scope's regions begin with. */
const pathWithin = async (ctx: Ctx): Promise<string> =>
  ctx.scope.kind === 'everything' ? '' : pathOf(ctx.storage.reader, ctx.scope.code);

async function buildShapes(ctx: Ctx): Promise<Shapes> {
  const shapes: RegionShape[] = [];
  const facts = new Map<string, Facts>();
  await ctx.storage.read(async (reader) => {
    for (let after = ''; ; ) {
      const page = await regionShapePage(reader, EVERYTHING, after, PAGE);
      for (const { geometry, labelLon, labelLat, ...own } of page) {
        facts.set(own.code, own);
        if (geometry === null) continue;
        const { code, level, depth } = own;
        shapes.push({ code, level, depth, labelPoint: [labelLon, labelLat], geometry: decodeSoup(geometry) });
      }
      if (page.length < PAGE) break;
      after = page[PAGE - 1].code;
      await breathe();
    }
  });
  return { levels: await inTurns(indexRegionsInSteps(shapes)), facts };
}

/** Reads the figures of the regions that tiles ask for, each once. */
async function propsReader(
  ctx: Ctx,
  facts: Map<string, Facts>,
  set: CameraSetName | undefined,
  detail: Detail,
): Promise<Props> {
  if (isOfProfile(detail)) {
    const all = await columnProps(ctx, facts, set, detail);
    return async () => all;
  }
  const { reader } = ctx.storage;
  const [dirty, judge] = [await dirtyBelow(ctx), await judgeOf(ctx)];
  const within = await pathWithin(ctx);
  const known = new Map<string, RegionTileProps>();
  return async (codes) => {
    const missing = codes.filter((code) => !known.has(code) && facts.get(code)?.path.startsWith(within));
    for (let i = 0; i < missing.length; i += FIGURES_READ) {
      const some = missing.slice(i, i + FIGURES_READ);
      const records = new Map(
        (await figureRecords(reader, ctx.scope, 'installed', some)).map((row) => [row.regionCode, row]),
      );
      if (set === 'planned')
        for (const row of await figureRecords(reader, ctx.scope, 'planned', some)) records.set(row.regionCode, row);
      for (const code of some) {
        const region = facts.get(code)!;
        const record = records.get(code);
        const figure = record === undefined ? null : currentFigure(record, dirty);
        const attainment = judge(region, figure);
        const measured = figure !== null && figure.leavesMeasured === figure.leaves;
        known.set(code, {
          ...named(region),
          basis: figure?.basis ?? null,
          demandM2: whole(figure?.demandM2),
          coveredM2: whole(figure?.coveredM2),
          likelyM2: whole(figure?.likelyM2),
          coveredHighM2: whole(figure?.coveredHighM2),
          cameras: measured ? figure.cameras : null,
          gapCount: measured ? figure.gapCount : null,
          targetDistance: attainment?.distance ?? null,
          targetMinimum: attainment?.minimum ?? null,
          grade: attainment?.grade ?? null,
        });
      }
      await breathe();
    }
    return known;
  };
}

const whole = (value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : Math.round(value);

function named({ code, name, nameEn, level, parentCode, depth, isLeaf }: Facts) {
  return { code, name, nameEn, level, parentCode: depth === 0 ? null : parentCode, depth, isLeaf };
}

async function columnProps(
  ctx: Ctx,
  facts: Map<string, Facts>,
  set: CameraSetName | undefined,
  { name, profile }: Detail,
): Promise<Map<string, RegionTileProps>> {
  const columns = await figuresColumnar(ctx, { set, detail: name, profile: profile ?? undefined });
  return new Map(
    columns.codes.flatMap((code, i) => {
      const region = facts.get(code);
      if (region === undefined) return [];
      const props: RegionTileProps = {
        ...named(region),
        basis: columns.basis[i],
        demandM2: whole(columns.demandM2[i]),
        coveredM2: whole(columns.coveredM2[i]),
        likelyM2: whole(columns.likelyM2[i]),
        coveredHighM2: whole(columns.coveredHighM2[i]),
        cameras: columns.measured[i] ? columns.cameras[i] : null,
        gapCount: columns.measured[i] ? columns.gapCount[i] : null,
        targetDistance: columns.distance[i],
        targetMinimum: columns.minimum[i],
        grade: columns.grade[i],
      };
      return [[code, props]];
    }),
  );
}
