// What goes into a snapshot: the tree, the figures of its leaves, stages, status times and the targets in force.
import type { Target } from '#contract/target';
import { monthOf } from '#rules/months';
import { COUNTED_STEPS } from '#rules/stage-steps';
import { type FigureRecord, figurePage } from '#storage/figures.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { PackedTable } from '#storage/snapshot-blob';
import { timesByLeaf } from '#storage/status-days.repository';
import type { Reader } from '#storage/storage';
import { targetRecords } from '#storage/targets.repository';
import type { Ctx } from './ctx.ts';
import { breathe } from './in-turns.ts';
import { figureTable, type GroupKey, groupName, type LeafEntry } from './snapshot-figures.ts';
import { INSTALLED_RANGE, seeingTable } from './snapshot-sums.ts';
import { treeColumns } from './snapshot-tree.ts';
import { stageSumsOn } from './stage-ledger.ts';
import { toTarget } from './standing-of-figures.ts';
import { freshDays } from './status-days.ts';

export interface SnapshotHead {
  dataVersion: number;
  asOf: string;
  /** the month that status times are of */
  month: string;
  /** leaves, and how many of them had a figure that held */
  leaves: number;
  leavesMeasured: number;
  /** in force when it was taken */
  targets: Target[];
}
export interface SnapshotContent {
  head: SnapshotHead;
  tables: PackedTable[];
  columns: ReturnType<typeof treeColumns>;
}

/** Figures of one set at one detail: leaves, and distinct cameras of parents. */
export interface GroupRows {
  key: GroupKey;
  rows: readonly FigureRecord[];
}

const PAGE = 500;
const STAGES_TABLE = 'stages';
const TIMES_TABLE = 'times';
export const TIME_COLUMNS = ['onlineS', 'offlineS', 'unknownS', 'plannedS', 'ownS'] as const;
export const stageColumn = (of: 'cameras' | 'devices', counted: string): string => `${of} ${counted}`;
export { STAGES_TABLE, TIMES_TABLE };

/** Everything as it stands now. Stages are those at the end of a day, times those of its month so far. */
export async function contentNow(ctx: Ctx, asOf: string, day: string): Promise<SnapshotContent> {
  const { dataVersion, regions, groups, targets, dirty } = await ctx.storage.read(async (reader) => {
    const all = await allRegionRows(reader, EVERYTHING);
    return {
      dataVersion: await readMeta(reader, 'dataVersion'),
      regions: all,
      targets: (await targetRecords(reader, EVERYTHING)).map(toTarget),
      groups: [
        { key: INSTALLED_RANGE, rows: await allFigures(reader, 'installed') },
        { key: { ...INSTALLED_RANGE, set: 'planned' as const }, rows: await allFigures(reader, 'planned') },
      ],
      dirty: 0,
    };
  });
  const columns = treeColumns(regions);
  const leaves = regions.filter((row) => row.isLeaf).map((row) => row.code);
  return {
    head: {
      dataVersion,
      asOf,
      month: monthOf(day),
      leaves: leaves.length,
      leavesMeasured: leaves.length - dirty,
      targets,
    },
    columns,
    tables: [...(await groupTables(columns, groups)), ...(await countTables(ctx, columns, leaves, asOf.slice(0, 10)))],
  };
}

async function allFigures(reader: Reader, set: 'installed' | 'planned'): Promise<FigureRecord[]> {
  const found: FigureRecord[] = [];
  for (let after = ''; ; ) {
    const page = await figurePage(reader, EVERYTHING, set, after, PAGE);
    found.push(...page);
    if (page.length < PAGE) return found;
    after = page[PAGE - 1].regionCode;
    await breathe();
  }
}

/** `rows` in code order. */
export async function groupTables(
  columns: SnapshotContent['columns'],
  groups: readonly GroupRows[],
): Promise<PackedTable[]> {
  const nodeOf = new Map(columns.codes.map((code, i) => [code, i]));
  const isParent = new Set(columns.parents);
  const tables: PackedTable[] = [];
  for (const { key, rows } of groups) {
    const leaves: LeafEntry[] = [];
    const seeing: [node: number, cameras: number][] = [];
    for (const row of rows) {
      const node = nodeOf.get(row.regionCode);
      if (node === undefined) continue;
      if (isParent.has(node)) seeing.push([node, row.figure.camerasSeeing]);
      else leaves.push({ node, ...row });
    }
    tables.push(await figureTable(groupName(key), leaves), {
      name: seeingTable(key),
      rows: seeing.length,
      columns: [
        { name: 'node', values: Int32Array.from(seeing, ([node]) => node) },
        { name: 'camerasSeeing', values: Int32Array.from(seeing, ([, cameras]) => cameras) },
      ],
    });
  }
  return tables;
}

/** Stages at the end of a day, and camera time of its month up to it. */
export async function countTables(
  ctx: Ctx,
  columns: SnapshotContent['columns'],
  leaves: readonly string[],
  day: string,
): Promise<PackedTable[]> {
  const nodeOf = new Map(columns.codes.map((code, i) => [code, i]));
  const { byRegion } = await stageSumsOn({ ...ctx, scope: EVERYTHING }, { codes: leaves, on: day });
  const stages = [...byRegion].filter(([code]) => nodeOf.has(code)).sort(([a], [b]) => (a < b ? -1 : 1));
  // days that are still missing are made first; what is reported has to be whole
  const making = await freshDays({ ...ctx, scope: EVERYTHING }, EVERYTHING);
  if (making !== null) await ctx.background.settled(making.id);
  const times = (await timesByLeaf(ctx.storage.reader, EVERYTHING, `${day.slice(0, 7)}-01`, day))
    .filter(({ code }) => nodeOf.has(code))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  return [
    {
      name: STAGES_TABLE,
      rows: stages.length,
      columns: [
        { name: 'node', values: Int32Array.from(stages, ([code]) => nodeOf.get(code)!) },
        ...(['cameras', 'devices'] as const).flatMap((of) =>
          COUNTED_STEPS.map((counted) => ({
            name: stageColumn(of, counted),
            values: Int32Array.from(stages, ([, sums]) => sums[of][counted]),
            ...(of === 'devices' && { like: stageColumn('cameras', counted) }),
          })),
        ),
      ],
    },
    {
      name: TIMES_TABLE,
      rows: times.length,
      columns: [
        { name: 'node', values: Int32Array.from(times, (row) => nodeOf.get(row.code)!) },
        ...TIME_COLUMNS.map((name) => ({ name, values: Float64Array.from(times, (row) => row[name]) })),
      ],
    },
  ];
}
