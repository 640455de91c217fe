// What is known today of the end of a month, as the content of a snapshot.
import { dayAt } from '#rules/instant';
import { lastDayOf } from '#rules/months';
import { readMeta } from '#storage/meta.repository';
import { EVERYTHING } from '#storage/scope';
import { targetRecords } from '#storage/targets.repository';
import type { Ctx } from './ctx.ts';
import { figuresAtPoint, type PointFigures } from './point-in-time.ts';
import { countTables, type GroupRows, groupTables, type SnapshotContent } from './snapshot-content.ts';
import { INSTALLED_RANGE } from './snapshot-sums.ts';
import { treeColumns } from './snapshot-tree.ts';
import { toTarget } from './standing-of-figures.ts';

/** The last instant of a month. Days are those of the workspace's zone (rules/instant.ts). */
export const endOfMonth = (month: string): string =>
  new Date(Date.parse(`${lastDayOf(month)}T23:59:59.999+08:00`)).toISOString();
/** The day (YYYY-MM-DD) that it is now. */
export const todayOf = (ctx: Pick<Ctx, 'clock'>): string => dayAt(ctx.clock());

/** Leaves are measured as they stood at the end of the month, as far as is known today. */
export async function contentOfMonth(
  ctx: Ctx,
  month: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<SnapshotContent> {
  const all: Ctx = { ...ctx, scope: EVERYTHING };
  const at = endOfMonth(month);
  const dataVersion = await readMeta(ctx.storage.reader, 'dataVersion');
  const targets = (await targetRecords(ctx.storage.reader, EVERYTHING)).map(toTarget);
  const sets = targets.some(({ measure }) => measure.set === 'planned')
    ? (['installed', 'planned'] as const)
    : (['installed'] as const);
  const groups: GroupRows[] = [];
  let regions: PointFigures['regions'] = [];
  for (const set of sets) {
    signal?.throwIfAborted();
    const found = await figuresAtPoint(all, { at, known: 'now', set, wait: true });
    if ('job' in found) throw new Error('expected figures that were waited for, got a job');
    regions = found.regions;
    const rows = regions.flatMap(({ code, isLeaf }) => {
      const record = found.records.get(code);
      return record === undefined || (isLeaf && record.set !== set) ? [] : [record];
    });
    groups.push({ key: { ...INSTALLED_RANGE, set }, rows });
  }
  const columns = treeColumns(regions);
  const leaves = regions.filter((row) => row.isLeaf).map((row) => row.code);
  const measured = groups[0].rows.filter(({ figure }) => figure.leaves === 1 && figure.leavesMeasured === 1);
  const leavesMeasured = new Set(measured.map((row) => row.regionCode));
  return {
    head: {
      dataVersion,
      asOf: at,
      month,
      leaves: leaves.length,
      leavesMeasured: leaves.filter((code) => leavesMeasured.has(code)).length,
      targets,
    },
    columns,
    tables: [...(await groupTables(columns, groups)), ...(await countTables(all, columns, leaves, lastDayOf(month)))],
  };
}

/** Nothing was known of that month. */
export async function emptyContent(ctx: Ctx, month: string): Promise<SnapshotContent> {
  const dataVersion = await readMeta(ctx.storage.reader, 'dataVersion');
  return {
    head: { dataVersion, asOf: endOfMonth(month), month, leaves: 0, leavesMeasured: 0, targets: [] },
    columns: treeColumns([]),
    tables: [],
  };
}
