// The league table of a level: values, targets, trends and ranks that are fair to small regions.
import type { League, LeagueRow } from '#contract/progress';
import type { Target, TargetMetric } from '#contract/target';
import { type Peers, peerGroups, ranksOf, type Standing } from '#rules/league';
import { monthOf, nextMonth } from '#rules/months';
import { NO_VALUE, type NodeValue } from '#rules/region-sums';
import { byWhatIsCounted } from '#rules/targets';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, type RegionRow } from '#storage/regions.repository';
import { EVERYTHING, narrow } from '#storage/scope';
import { snapshotRows } from '#storage/snapshots.repository';
import type { Storage } from '#storage/storage';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { counted, ratio } from './history-values.ts';
import { todayOf } from './month-content.ts';
import { allTargets, type Judged, judgeAll, targetsHolding } from './progress-targets.ts';
import { regionMissing } from './regions.ts';
import type { Measured } from './snapshot-metrics.ts';
import { stageSumsByMonth } from './stage-ledger.ts';
import { regionTimes } from './status-days.ts';
import { type ValueNow, valuesNow } from './value-now.ts';
import { cheapValuesOn, isCheap, valuesOfMonth, valuesOn } from './values-on.ts';
import { versions } from './workspace.ts';

export interface LeagueAsked {
  scope?: string;
  level?: string;
  metric?: TargetMetric;
  on?: string;
  peers?: Peers;
}
/** Regions with fewer cameras are listed, but not ranked: one camera more or less would move them far. */
export const FEW_CAMERAS = 5;
const TREND_MONTHS = 12;
/** Tables that were asked for last: 3,000 townships take a second to put together. */
const MOST_KEPT = 8;
const kept = new WeakMap<Storage, Map<string, Promise<League>>>();

/** Errors: region.not_found, league.level_unknown. */
export async function league(ctx: Ctx, asked: LeagueAsked): Promise<League> {
  const { dataVersion, figuresVersion } = await versions(ctx);
  const stages = await readMeta(ctx.storage.reader, 'stagesVersion');
  const months = (await snapshotRows(ctx.storage.reader, EVERYTHING, { kind: 'known' })).map((row) => row.takenAt);
  const key = JSON.stringify([
    dataVersion,
    figuresVersion,
    stages,
    todayOf(ctx),
    months.sort().at(-1),
    ctx.scope,
    asked,
  ]);
  const known = kept.get(ctx.storage) ?? new Map<string, Promise<League>>();
  kept.set(ctx.storage, known);
  const made = known.get(key) ?? makeLeague(ctx, asked);
  known.delete(key);
  known.set(key, made);
  made.catch(() => known.delete(key));
  if (known.size > MOST_KEPT) known.delete(known.keys().next().value!);
  return made;
}

async function makeLeague(ctx: Ctx, asked: LeagueAsked): Promise<League> {
  const today = todayOf(ctx);
  const on = asked.on !== undefined && asked.on < today ? asked.on : today;
  const rows = await rowsAsked(ctx, asked);
  const targets = await allTargets(ctx);
  const like = likeOf(rows, targets, asked.metric ?? 'coverage', on);
  const values = await valuesNow(ctx, like, rows);
  if (on < today) await putPast(ctx, like, values, on);
  const judged = await judgeAll(ctx, rows, like, targets, on, values);
  const trendMonths = Array.from({ length: TREND_MONTHS }, (_, i) => nextMonth(monthOf(on), i + 1 - TREND_MONTHS));
  const trends = await trendsOf(ctx, like, judged, trendMonths, on === today);
  const online = await regionTimes(ctx, { scope: ctx.scope, from: `${monthOf(on)}-01`, to: on });
  const { groupOf, groups } = peerGroups(
    rows.map(({ code, areaM2, population, leafCount }) => ({ code, areaM2, population, villages: leafCount })),
    asked.peers ?? 'all',
  );
  const rankedBy = judged.some(({ target }) => target !== null) ? 'attainment' : 'value';
  const standings = judged.map((one) => standingOf(one, groupOf.get(one.row.code)!, rankedBy, like.metric));
  const ranks = ranksOf(standings.map(({ standing }) => standing));
  const items = judged.map((one, i): LeagueRow => {
    const { row, value, attainment } = one;
    const { rank, tied, meaningful } = ranks.get(row.code)!;
    return {
      code: row.code,
      name: row.name,
      nameEn: row.nameEn,
      level: row.level,
      parentCode: row.depth === 0 ? null : row.parentCode,
      peers: groupOf.get(row.code)!,
      rank,
      tied,
      rankMeaningful: meaningful,
      unranked: standings[i].unranked,
      attainment,
      actual: value.value,
      low: value.low,
      high: value.high,
      trend: trends.map((trend) => trend.get(row.code) ?? null),
      cameras: value.cameras,
      online: online.get(row.code)?.onlineRate ?? null,
      overM2: value.overM2,
    };
  });
  const graded = judged.filter(({ attainment }) => attainment !== null && attainment.actual !== null);
  return {
    scope: asked.scope ?? null,
    level: rows[0].level,
    on,
    metric: like.metric,
    rows: items.sort(byRank),
    rankedBy,
    peerGroups: groups,
    trendMonths,
    atTarget: graded.filter(({ attainment }) => attainment!.grade === 'met').length,
    judged: graded.length,
    dataVersion: await readMeta(ctx.storage.reader, 'dataVersion'),
  };
}

const LAST = Number.MAX_SAFE_INTEGER;
/** Best first, group by group; those without a rank last. */
const byRank = (a: LeagueRow, b: LeagueRow): number =>
  (a.rank ?? LAST) - (b.rank ?? LAST) || (a.code < b.code ? -1 : 1);

/** Regions of a level below the scope; without one, of the level of the scope's first child. */
async function rowsAsked(ctx: Ctx, { scope: code, level }: LeagueAsked): Promise<RegionRow[]> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, code);
  if (scope === null) throw regionMissing(code!);
  const top = scope.kind === 'subtree' ? scope.code : null;
  const children = level === undefined ? await allRegionRows(reader, ctx.scope, { parent: top ?? '' }) : [];
  const wanted = level ?? children[0]?.level;
  const rows = wanted === undefined ? [] : await allRegionRows(reader, scope, { level: wanted });
  const below = rows.filter((row) => row.code !== top);
  if (below.length === 0) throw new ServiceError('league.level_unknown', 'not-found', { level: wanted ?? '–' });
  return below;
}

/** Most of the regions' targets count so; without targets the metric as it is counted when nothing is said. */
function likeOf(rows: readonly RegionRow[], targets: readonly Target[], metric: TargetMetric, day: string): Measured {
  const own = targets.filter((target) => target.metric === metric);
  const groups = byWhatIsCounted(own);
  const times = groups.map((group) => ({
    measure: group[0].measure,
    n: rows.filter((row) => targetsHolding(row, [group], day).length > 0).length,
  }));
  // of ways that are equally frequent the one that counts most
  times.sort((a, b) => b.n - a.n);
  return { metric, measure: times[0]?.measure ?? {} };
}

/** On a day of the past values are those of the ledger, or of the month end that is kept. */
async function putPast(ctx: Ctx, like: Measured, values: Map<string, ValueNow>, on: string): Promise<void> {
  const then = await valuesOn(ctx, like, [...values.keys()], on);
  for (const [code, now] of values) {
    const value = then.get(code) ?? NO_VALUE;
    values.set(code, { ...now, ...value, low: value.value, high: value.value });
  }
}

async function trendsOf(
  ctx: Ctx,
  like: Measured,
  judged: readonly Judged[],
  months: readonly string[],
  isToday: boolean,
): Promise<Map<string, number | null>[]> {
  const codes = judged.map(({ row }) => row.code);
  const last = new Map(judged.map(({ row, value }) => [row.code, value.value]));
  const past = await pastOf(ctx, like, codes, months);
  return months.map((_month, i) => (isToday && i === months.length - 1 ? last : past[i]));
}

async function pastOf(
  ctx: Ctx,
  like: Measured,
  codes: readonly string[],
  months: readonly string[],
): Promise<Map<string, number | null>[]> {
  const plain = (values: ReadonlyMap<string | null, NodeValue>): Map<string, number | null> =>
    new Map(codes.map((code) => [code, values.get(code)?.value ?? null]));
  const { metric, measure } = like;
  if (metric === 'cameras' || metric === 'networkedRate' || metric === 'filedRate') {
    const { byRegion } = await stageSumsByMonth(ctx, { codes, months });
    const countOf = (code: string, i: number): number | null => {
      const sums = byRegion.get(code)?.[i]?.cameras;
      if (sums === undefined) return null;
      if (metric === 'cameras') return counted(sums[measure.stage ?? 'installed']).value;
      return ratio(sums[metric === 'filedRate' ? 'filed' : 'networked'], sums.installed).value;
    };
    return months.map((_month, i) => new Map(codes.map((code) => [code, countOf(code, i)])));
  }
  const found: Map<string, number | null>[] = [];
  for (const month of months)
    found.push(
      plain(
        isCheap(like)
          ? await cheapValuesOn(ctx, like, codes, `${month}-31`)
          : await valuesOfMonth(ctx, like, codes, month),
      ),
    );
  return found;
}

interface Placed {
  standing: Standing;
  unranked: LeagueRow['unranked'];
}

function standingOf(
  { row, target, value, attainment }: Judged,
  peers: string,
  rankedBy: 'attainment' | 'value',
  metric: TargetMetric,
): Placed {
  const none = (unranked: LeagueRow['unranked']): Placed => ({
    standing: { code: row.code, peers, value: null, low: null, high: null },
    unranked,
  });
  if (value.value === null) return none('no-data');
  if (rankedBy === 'attainment' && (target === null || attainment?.attainment == null)) return none('no-target');
  // a region that has to get its cameras yet is ranked by how many it has
  if (metric !== 'cameras' && value.cameras < FEW_CAMERAS) return none('few-cameras');
  const { expected = 0, attainment: share = null } = attainment ?? {};
  const scale = rankedBy === 'attainment' && expected > 0 ? 1 / expected : 1;
  const isScaled = rankedBy === 'value' || expected > 0;
  const ranked = rankedBy === 'attainment' ? share! : value.value;
  return {
    standing: {
      code: row.code,
      peers,
      value: ranked,
      low: isScaled ? value.low! * scale : ranked,
      high: isScaled ? value.high! * scale : ranked,
    },
    unranked: null,
  };
}
