// What works now against what stands there: the second half of the summary of states.
import type { Figure } from '#contract/figure';
import type { StatusSummary } from '#contract/status';
import { sentencesOf } from '#rules/messages';
import { figureRecords, leafLikely } from '#storage/figures.repository';
import { placesById } from '#storage/place-figures.repository';
import { leafCodes, regionRows, rootCodes } from '#storage/regions.repository';
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

/** Two sums of the same ground differ by rounding. */
const LEAST_LOST_M2 = 0.01;

/** Of a region and everything below it; undefined = of all there is. Errors: region.not_found. */
export async function effectiveOf(ctx: Ctx, region: string | undefined): Promise<Effective> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, region);
  if (scope === null) throw regionMissing(region!);
  const live = await liveFigures(ctx, scope);
  const root = region ?? (await onlyRoot(ctx, scope));
  const [nominal, figure] = root === null ? [null, null] : [await nominalOf(ctx, root), liveFigureOf(live, root)];
  const within = await leafCodes(reader, scope, 'all');
  const leaves = within.length;
  const computed = within.filter((code) => live.leaves.get(code)?.figure != null);
  return {
    nominal: nominal === null ? null : { likelyM2: nominal.likelyM2!, demandM2: nominal.demandM2! },
    effective: areasOf(figure),
    comparable: figure?.likelyM2 == null ? null : await installedOf(ctx, scope, computed, leaves, nominal),
    leaves,
    leavesComputed: computed.length,
    ...why(ctx, nominal, figure, leaves),
    belowMinimum: await belowMinimum(ctx, scope, live),
    darkPlaces: await darkPlaces(ctx, within, live),
    openOutages: await countOutages(ctx, region),
  };
}

/** The installed figure of the leaves that have a live one, all together. */
async function installedOf(
  ctx: Ctx,
  scope: Scope,
  codes: string[],
  leaves: number,
  nominal: Figure | null,
): Promise<Effective['comparable']> {
  if (codes.length === leaves && nominal !== null) return { likelyM2: nominal.likelyM2!, demandM2: nominal.demandM2! };
  const sum = { likelyM2: 0, demandM2: 0 };
  for (const { figure } of await figureRecords(ctx.storage.reader, scope, 'installed', codes)) {
    sum.likelyM2 += figure.likelyM2 ?? 0;
    sum.demandM2 += figure.demandM2 ?? 0;
  }
  return sum;
}

/** Everything has one figure when there is one region above all. */
async function onlyRoot(ctx: Ctx, scope: Scope): Promise<string | null> {
  if (scope.kind === 'subtree') return scope.code;
  const roots = await rootCodes(ctx.storage.reader, scope);
  return roots.length === 1 ? roots[0] : null;
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
async function belowMinimum(ctx: Ctx, scope: Scope, live: LiveFigures): Promise<Effective['belowMinimum']> {
  const { reader } = ctx.storage;
  // most leaves lose nothing: only the others are judged
  const less = [...(await leafLikely(reader, scope, 'installed'))].flatMap(([code, likelyM2]) => {
    const now = live.leaves.get(code)?.figure?.likelyM2;
    return now != null && now < likelyM2 - LEAST_LOST_M2 ? [code] : [];
  });
  const found: Effective['belowMinimum'] = [];
  if (less.length === 0) return found;
  const judge = await judgeOf(ctx);
  const installed = new Map(
    (await figureRecords(reader, scope, 'installed', less)).map((row) => [row.regionCode, row]),
  );
  for (const row of await regionRows(reader, scope, less)) {
    const nominal = judge(row, toFigure(installed.get(row.code)!));
    const effective = judge(row, liveFigureOf(live, row.code));
    if (nominal?.minimum == null || nominal.actual === null || effective?.actual == null) continue;
    if (nominal.actual >= nominal.minimum && effective.actual < nominal.minimum)
      found.push({
        code: row.code,
        name: row.name,
        nameEn: row.nameEn,
        nominal: nominal.actual,
        effective: effective.actual,
        minimum: nominal.minimum,
      });
  }
  return found.sort((a, b) => b.nominal - b.effective - (a.nominal - a.effective) || (a.code < b.code ? -1 : 1));
}

async function darkPlaces(ctx: Ctx, within: string[], { leaves }: LiveFigures): Promise<Effective['darkPlaces']> {
  const ids = within.flatMap((code) => leaves.get(code)?.dark ?? []);
  const places = await placesById(ctx.storage.reader, ctx.scope, 'installed', ids);
  return places.map((place) => ({
    id: place.placeId,
    name: place.name,
    nameEn: place.nameEn,
    class: place.class,
    regionCode: place.regionCode,
  }));
}
