// Which targets hold for a scope, how does it stand to one of them, and how do its children?
import type { Attainment, Grade, Target } from '#contract/target';
import { attainmentOfValue, targetsFor } from '#rules/targets';
import { allRegionRows, childrenOf, codesOfPath, findRegion, type RegionRow } from '#storage/regions.repository';
import { EVERYTHING, narrow } from '#storage/scope';
import { targetRecords } from '#storage/targets.repository';
import type { Ctx } from './ctx.ts';
import { gradeBands } from './progress-settings.ts';
import { valuesNow } from './region-facts.ts';
import { toTarget } from './standing-of-figures.ts';
import { startValuesOf } from './start-values.ts';

/** The one that is drawn first is the scope's coverage, else the first. */
export async function targetsHolding(ctx: Ctx, region: string | null, today: string): Promise<Target[]> {
  if (region === null) return [];
  const targets = (await targetRecords(ctx.storage.reader, EVERYTHING)).map(toTarget);
  const row = (await findRegion(ctx.storage.reader, ctx.scope, region))!;
  return targetsFor(row, above(row), targets, today);
}

const above = (row: Pick<RegionRow, 'path'>) =>
  codesOfPath(row.path)
    .slice(0, -1)
    .reverse()
    .map((code) => ({ code, level: '' }));

export async function standingOf(
  ctx: Ctx,
  region: string | null,
  target: Target,
  today: string,
): Promise<Attainment | null> {
  if (region === null) return null;
  const value = await valuesNow(ctx, { scope: region, measured: target });
  const start = await startValuesOf(ctx, target);
  const bands = await gradeBands(ctx.storage.reader);
  return attainmentOfValue(value(region), target, today, { bands, startValue: start(region) });
}

/** Grades of the children by the target of the same metric that holds for each; null = none does. */
export async function childGrades(
  ctx: Ctx,
  region: string | null,
  target: Target | null,
  today: string,
): Promise<(Grade | null)[]> {
  const { reader } = ctx.storage;
  const scope = (await narrow(reader, ctx.scope, region ?? undefined)) ?? ctx.scope;
  const rows =
    region === null ? await allRegionRows(reader, scope, { parent: '' }) : await childrenOf(reader, scope, region);
  const attained = await attainmentsOf(ctx, {
    scope: region ?? undefined,
    rows,
    metric: target?.metric ?? 'coverage',
    today,
  });
  return rows.map((row) => attained.get(row.code)?.grade ?? null);
}

/** Of many regions at once, by the target of one metric that holds for each; those without a target are missing. */
export async function attainmentsOf(
  ctx: Ctx,
  input: {
    scope?: string;
    rows: readonly Pick<RegionRow, 'code' | 'level' | 'path'>[];
    metric: Target['metric'];
    today: string;
  },
): Promise<Map<string, Attainment>> {
  const targets = (await targetRecords(ctx.storage.reader, EVERYTHING))
    .map(toTarget)
    .filter(({ metric }) => metric === input.metric);
  const bands = await gradeBands(ctx.storage.reader);
  const found = new Map<string, Attainment>();
  const judges = new Map<
    string,
    { value: Awaited<ReturnType<typeof valuesNow>>; start: Awaited<ReturnType<typeof startValuesOf>> }
  >();
  for (const row of input.rows) {
    const [target] = targetsFor(row, above(row), targets, input.today);
    if (target === undefined) continue;
    const key = JSON.stringify([target.id, target.metric, target.measure]);
    let judge = judges.get(key);
    if (judge === undefined) {
      judge = {
        value: await valuesNow(ctx, { scope: input.scope, measured: target }),
        start: await startValuesOf(ctx, target),
      };
      judges.set(key, judge);
    }
    const facts = { bands, startValue: judge.start(row.code) };
    found.set(row.code, attainmentOfValue(judge.value(row.code), target, input.today, facts));
  }
  return found;
}
