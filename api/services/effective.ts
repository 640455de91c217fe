// What works now against what stands there: the second half of the summary of states.
import type { Figure } from '#contract/figure';
import type { StatusSummary } from '#contract/status';
import { sentencesOf } from '#rules/messages';
import { type FigureRecord, figureRecords } from '#storage/figures.repository';
import { placesById } from '#storage/place-figures.repository';
import { allRegionRows } from '#storage/regions.repository';
import { narrow, type Scope } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { toFigure } from './figure-rollup.ts';
import { regionFigure } from './figures.ts';
import { type LiveFigures, liveFigureOf, liveFigures } from './live-figures.ts';
import { countOutages } from './outages.ts';
import { regionMissing } from './regions.ts';
import { judgeOf } from './standing-of-figures.ts';

export type Effective = Pick<
  StatusSummary,
  | 'nominal'
  | 'effective'
  | 'comparable'
  | 'leaves'
  | 'leavesComputed'
  | 'reason'
  | 'reasonZh'
  | 'belowMinimum'
  | 'darkPlaces'
  | 'openOutages'
>;

/** Of a region and everything below it; undefined = of all there is. Errors: region.not_found. */
export async function effectiveOf(ctx: Ctx, region: string | undefined): Promise<Effective> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, region);
  if (scope === null) throw regionMissing(region!);
  const live = await liveFigures(ctx, scope);
  const root = region ?? (await onlyRoot(ctx, scope));
  const [nominal, figure] = root === null ? [null, null] : [await nominalOf(ctx, root), liveFigureOf(live, root)];
  const rows = await allRegionRows(reader, scope);
  const leaves = rows.filter((row) => row.isLeaf).length;
  const computed = [...live.leaves.values()].filter((row) => row.figure !== null).map((row) => row.regionCode);
  const installed = new Map((await figureRecords(reader, scope, 'installed')).map((row) => [row.regionCode, row]));
  return {
    nominal: nominal === null ? null : { likelyM2: nominal.likelyM2!, demandM2: nominal.demandM2! },
    effective: areasOf(figure),
    comparable: figure?.likelyM2 == null ? null : sumOf(installed, computed),
    leaves,
    leavesComputed: computed.length,
    ...why(ctx, nominal, figure, leaves),
    belowMinimum: await belowMinimum(ctx, scope, live, installed),
    darkPlaces: await darkPlaces(ctx, live),
    openOutages: await countOutages(ctx, region),
  };
}

type Installed = Map<string, FigureRecord>;
/** Likely area and demand of some leaves together. */
function sumOf(installed: Installed, leaves: readonly string[]): { likelyM2: number; demandM2: number } {
  const sum = { likelyM2: 0, demandM2: 0 };
  for (const code of leaves) {
    const record = installed.get(code);
    const figure = record === undefined ? null : toFigure(record);
    sum.likelyM2 += figure?.likelyM2 ?? 0;
    sum.demandM2 += figure?.demandM2 ?? 0;
  }
  return sum;
}

/** Everything has one figure when there is one region above all. */
async function onlyRoot(ctx: Ctx, scope: Scope): Promise<string | null> {
  if (scope.kind === 'subtree') return scope.code;
  const roots = (await allRegionRows(ctx.storage.reader, scope)).filter((row) => row.depth === 0);
  return roots.length === 1 ? roots[0].code : null;
}

async function nominalOf(ctx: Ctx, code: string): Promise<Figure | null> {
  const figure = await regionFigure(ctx, { code });
  return figure.likelyM2 === null || figure.demandM2 === null ? null : figure;
}

function areasOf(figure: Figure | null): Effective['effective'] {
  if (figure === null || figure.likelyM2 === null) return null;
  return {
    likelyM2: figure.likelyM2,
    coveredM2: figure.coveredM2!,
    coveredHighM2: figure.coveredHighM2!,
    demandM2: figure.demandM2!,
  };
}

function why(
  ctx: Ctx,
  nominal: Figure | null,
  figure: Figure | null,
  leaves: number,
): Pick<Effective, 'reason' | 'reasonZh'> {
  if (figure?.likelyM2 != null && nominal !== null) return { reason: null, reasonZh: null };
  const isHeard = ctx.status.leavesChangedSince(0).length > 0;
  const code = !isHeard
    ? 'effective.no_words'
    : figure === null
      ? 'effective.none_computed'
      : figure.likelyM2 === null
        ? 'effective.mixed'
        : 'effective.not_measured';
  const { en, zh } = sentencesOf(code, { leaves });
  return { reason: en.message, reasonZh: zh.message };
}

/** Leaves that the installed cameras bring to their minimum and the working ones do not. */
async function belowMinimum(
  ctx: Ctx,
  scope: Scope,
  live: LiveFigures,
  nominal: Installed,
): Promise<Effective['belowMinimum']> {
  const judge = await judgeOf(ctx);
  const found: Effective['belowMinimum'] = [];
  for (const row of await allRegionRows(ctx.storage.reader, scope)) {
    if (!row.isLeaf) continue;
    const installed = nominal.get(row.code);
    const figure = liveFigureOf(live, row.code);
    if (installed === undefined || figure === null) continue;
    const [now, effective] = [judge(row, toFigure(installed)), judge(row, figure)];
    if (now?.minimum == null || now.actual === null || effective?.actual == null) continue;
    if (now.actual >= now.minimum && effective.actual < now.minimum)
      found.push({
        code: row.code,
        name: row.name,
        nameEn: row.nameEn,
        nominal: now.actual,
        effective: effective.actual,
        minimum: now.minimum,
      });
  }
  return found.sort((a, b) => b.nominal - b.effective - (a.nominal - a.effective) || (a.code < b.code ? -1 : 1));
}

async function darkPlaces(ctx: Ctx, { leaves }: LiveFigures): Promise<Effective['darkPlaces']> {
  const ids = [...leaves.values()].flatMap((row) => row.dark);
  const places = await placesById(ctx.storage.reader, ctx.scope, 'installed', ids);
  return places.map((place) => ({
    id: place.placeId,
    name: place.name,
    nameEn: place.nameEn,
    class: place.class,
    regionCode: place.regionCode,
  }));
}
