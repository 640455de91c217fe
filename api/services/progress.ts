// Who promised what by when, and are we on track: one target of a scope with its plan, months, forecast and milestones.
import type { Progress } from '#contract/progress';
import { COUNTED, type Target } from '#contract/target';
import { FORECAST_LEAST, forecastOf } from '#rules/forecast';
import { lastDayOf, monthOf } from '#rules/months';
import { gradeCounts, lagDays, milestoneStates, plannedOn, planOf } from '#rules/progress';
import { attainmentOfNode } from '#rules/progress-judge';
import { byWhatIsCounted } from '#rules/targets';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, findRegion, type RegionRow } from '#storage/regions.repository';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { pointsOf, spanOf } from './history.ts';
import { todayOf } from './month-content.ts';
import { staleMonths } from './month-history.ts';
import { onlineByMonth } from './progress-online.ts';
import { gradeBands } from './progress-settings.ts';
import { allTargets, childGrades, targetsHolding } from './progress-targets.ts';
import { moneySeries } from './project-money.ts';
import { regionMissing } from './regions.ts';
import { stageSeries } from './stage-ledger.ts';
import { valueNow } from './value-now.ts';
import { isCheap } from './values-on.ts';

/** Errors: region.not_found, progress.span, progress.target_unknown. */
export async function progressOf(
  ctx: Ctx,
  input: { scope?: string; from?: string; to?: string; target?: string },
): Promise<Progress> {
  const { reader } = ctx.storage;
  const region = input.scope ?? (ctx.scope.kind === 'subtree' ? ctx.scope.code : null);
  if (region !== null && (await findRegion(reader, ctx.scope, region)) === null) throw regionMissing(region);
  const today = todayOf(ctx);
  const { from, to, months } = spanOf(ctx, input);
  const every = await allTargets(ctx);
  const row = region === null ? await onlyRoot(ctx) : await findRegion(reader, ctx.scope, region);
  const targets = row === null ? [] : targetsHolding(row, byWhatIsCounted(every), today);
  const target = input.target === undefined ? (targets[0] ?? null) : targets.find(({ id }) => id === input.target);
  if (target === undefined) throw new ServiceError('progress.target_unknown', 'not-found', { id: input.target! });
  const shown = target === null ? null : await targetProgress(ctx, region, target, months, today);
  const upToNow = months.filter((month) => month <= monthOf(today));
  const online = await onlineByMonth(ctx, region, upToNow);
  const stages = await stageSeries(ctx, region ?? undefined, upToNow);
  const money = await moneySeries(ctx, region ?? undefined, upToNow);
  const stale = ctx.storage.readOnly ? [] : await staleMonths(ctx, { from: months[0], to: upToNow.at(-1) ?? to });
  return {
    scope: region,
    from,
    to,
    today,
    targets,
    target,
    attainment: shown?.attainment ?? null,
    points: shown?.points ?? [],
    forecast: shown?.forecast ?? null,
    noForecast: shown?.noForecast ?? null,
    noForecastZh: shown?.noForecastZh ?? null,
    milestones: shown?.milestones ?? [],
    lagDays: shown?.lagDays ?? null,
    stages: stages.map(({ month, cameras }) => ({ month, cameras, online: online.get(month) ?? null })),
    grades: gradeCounts(await childGrades(ctx, region, target, every, today)),
    money: money.months,
    budget: money.budget,
    currency: money.currency,
    staleMonths: target !== null && isCheap(target) ? [] : stale,
    dataVersion: await readMeta(reader, 'dataVersion'),
  };
}

type OfTarget = Pick<
  Progress,
  'attainment' | 'points' | 'forecast' | 'noForecast' | 'noForecastZh' | 'milestones' | 'lagDays'
>;

async function targetProgress(
  ctx: Ctx,
  region: string | null,
  target: Target,
  months: readonly string[],
  today: string,
): Promise<OfTarget> {
  const { metric, measure } = target;
  // what was there at the start and at milestones gone by is needed, shown or not
  const early = [target.start, ...target.milestones.map(({ date }) => date)].map(monthOf);
  const wanted = [...new Set([...early.filter((month) => month <= monthOf(today)), ...months])].sort();
  const all = await pointsOf(ctx, { region, metric, measure, months: wanted });
  const dated = all.flatMap(({ month, known }) => {
    const day = month === monthOf(today) ? today : lastDayOf(month);
    return known === null || day > today ? [] : [{ day, value: known }];
  });
  const valueOn = (day: string) => dated.findLast((point) => point.day <= day) ?? null;
  const startValue = valueOn(target.start)?.value ?? null;
  const plan = planOf(target, startValue);
  const forecast = forecastOf({
    points: dated,
    minimum: target.minimum,
    maximum: COUNTED.has(metric) ? null : 1,
    today,
  });
  const now = await valueNow(ctx, { metric, measure }, region);
  const actual = now.value;
  const few = dated.length < FORECAST_LEAST;
  return {
    attainment: attainmentOfNode(target, now, today, { bands: await gradeBands(ctx.storage.reader), startValue }),
    points: all
      .filter(({ month }) => months.includes(month))
      .map((point) => {
        const day = point.month === monthOf(today) ? today : lastDayOf(point.month);
        return { ...point, expected: plannedOn(plan, day) };
      }),
    forecast,
    noForecast: few ? `A forecast needs values of ${FORECAST_LEAST} months; ${dated.length} have one.` : null,
    noForecastZh: few ? `预测至少需要 ${FORECAST_LEAST} 个月的数值，目前有 ${dated.length} 个月。` : null,
    milestones: milestoneStates({ target, actual, actualOn: valueOn, forecast, today }),
    lagDays: lagDays(target, plan, actual, today),
  };
}

/** Of a workspace with one root, everything is that region. */
async function onlyRoot(ctx: Ctx): Promise<RegionRow | null> {
  const roots = await allRegionRows(ctx.storage.reader, ctx.scope, { parent: '' });
  return roots.length === 1 ? roots[0] : null;
}
