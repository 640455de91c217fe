// What do the steps of the stage ledger come to, on a day or month by month?
import { and, eq, gte, lte, type SQL, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import type { Scope } from './scope.ts';
import { NO_REGION } from './stage-steps.repository.ts';
import type { Reader } from './storage.ts';
import { regions, stageLeaves, stageSteps } from './tables.sqlite.ts';

export interface LeafSum {
  code: string;
  counted: string;
  cameras: number;
  devices: number;
}
/** Steps that hold, of the leaves whose paths lie in a range. */
const holding = (more: SQL | undefined) =>
  and(
    gte(regions.path, sql.placeholder('from')),
    lte(regions.path, sql.placeholder('upTo')),
    eq(regions.isLeaf, true),
    gte(stageLeaves.builtVersion, 0),
    more,
  );
const sums = {
  code: stageSteps.regionCode,
  counted: stageSteps.stage,
  cameras: sql<number>`sum(${stageSteps.cameras})`,
  devices: sql<number>`sum(${stageSteps.devices})`,
};
const month = sql<string>`substr(${stageSteps.day}, 1, 7)`;

const sumsByLeaf = keptQuery((reader: Reader) =>
  reader
    .select(sums)
    .from(regions)
    .innerJoin(stageLeaves, eq(stageLeaves.regionCode, regions.code))
    .innerJoin(stageSteps, eq(stageSteps.regionCode, regions.code))
    .where(holding(lte(stageSteps.day, sql.placeholder('day'))))
    .groupBy(stageSteps.regionCode, stageSteps.stage),
);
const sumsOfNone = keptQuery((reader: Reader) =>
  reader
    .select(sums)
    .from(stageSteps)
    .where(and(eq(stageSteps.regionCode, NO_REGION), lte(stageSteps.day, sql.placeholder('day'))))
    .groupBy(stageSteps.regionCode, stageSteps.stage),
);
/** What the steps of leaves come to at the end of a day: of those from one path up to another; null = of no region. */
export async function leafSums(
  reader: Reader,
  _scope: Scope,
  paths: { from: string; upTo: string } | null,
  day: string,
): Promise<LeafSum[]> {
  const rows =
    paths === null
      ? await reader.rawRows(sumsOfNone(reader), { day })
      : await reader.rawRows(sumsByLeaf(reader), { ...paths, day });
  return rows.map(([code, counted, sum, devices]) => ({ code, counted, cameras: sum, devices }) as LeafSum);
}

const monthsByLeaf = keptQuery((reader: Reader) =>
  reader
    .select({ ...sums, month })
    .from(regions)
    .innerJoin(stageLeaves, eq(stageLeaves.regionCode, regions.code))
    .innerJoin(stageSteps, eq(stageSteps.regionCode, regions.code))
    .where(holding(undefined))
    .groupBy(stageSteps.regionCode, stageSteps.stage, month),
);
const monthsOfNone = keptQuery((reader: Reader) =>
  reader
    .select({ ...sums, month })
    .from(stageSteps)
    .where(eq(stageSteps.regionCode, NO_REGION))
    .groupBy(stageSteps.regionCode, stageSteps.stage, month),
);
/** As `leafSums`, but what happened in each month (YYYY-MM). */
export async function leafMonths(
  reader: Reader,
  _scope: Scope,
  paths: { from: string; upTo: string } | null,
): Promise<(LeafSum & { month: string })[]> {
  const rows =
    paths === null ? await reader.rawRows(monthsOfNone(reader), {}) : await reader.rawRows(monthsByLeaf(reader), paths);
  return rows.map(
    ([code, counted, sum, devices, of]) =>
      ({ code, counted, cameras: sum, devices, month: of }) as LeafSum & { month: string },
  );
}
