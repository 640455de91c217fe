// All metrics of all regions at one data version, kept as one blob of the columns of its leaves.
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { Figure } from '#contract/figure';
import { EVERYTHING } from '#storage/scope';
import { type Base, isPacked, openSnapshot, packSnapshot, type SnapshotBlob } from '#storage/snapshot-blob';
import {
  deleteSnapshots,
  dropUnusedTrees,
  findSnapshot,
  newestBase,
  putSnapshot,
  putTree,
  type SnapshotRow,
  snapshotRows,
} from '#storage/snapshots.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { todayOf } from './month-content.ts';
import { contentNow, type SnapshotContent } from './snapshot-content.ts';
import { figuresOfGroup, INSTALLED_RANGE } from './snapshot-sums.ts';
import { thinned } from './snapshot-thinning.ts';
import { packTree, readTree, type SnapshotTree } from './snapshot-tree.ts';

export interface SnapshotEntry {
  code: string;
  figure: Figure;
}

/** An opened snapshot: what it is, the tree it speaks of, and its columns. */
export interface OpenSnapshot {
  row: SnapshotRow;
  tree: SnapshotTree;
  blob: SnapshotBlob;
}

/** A content is told apart from a base only where that saves at least this part of it: a base cannot go before it. */
const WORTH_A_BASE = 0.4;

/** Packs and writes. A snapshot of the same id is replaced. */
export async function keepSnapshot(
  ctx: Ctx,
  row: Omit<SnapshotRow, 'treeId' | 'baseId' | 'regions'>,
  { head, tables, columns }: SnapshotContent,
): Promise<SnapshotRow> {
  const tree = await packTree(columns);
  const whole = await packSnapshot(head, tables);
  const base = await newestOther(ctx, row.id);
  const apart = base === null ? null : await packSnapshot(head, tables, basedOn(base, columns.codes));
  const isApart = apart !== null && apart.length <= whole.length * (1 - WORTH_A_BASE);
  const kept: SnapshotRow = {
    ...row,
    treeId: tree.id,
    baseId: isApart ? base!.row.id : null,
    regions: columns.codes.length,
  };
  await ctx.storage.transaction(async (writer) => {
    await putTree(writer, tree.id, tree.content);
    await putSnapshot(writer, { ...kept, content: isApart ? apart : whole }, ctx.ids());
  });
  return kept;
}

/** What is replaced right now can be no base: of itself, or of others that would lose it. */
async function newestOther(ctx: Ctx, id: string): Promise<OpenSnapshot | null> {
  const row = await newestBase(ctx.storage.reader, EVERYTHING);
  return row === null || row.id === id ? null : openById(ctx, row.id);
}

/** Rows of a base by the regions that they speak of. `codes`: of the tree of what is told apart from it. */
const basedOn = ({ blob, tree }: OpenSnapshot, codes: readonly string[]): Base => ({
  blob,
  async aligned(table, nodes) {
    const rowOf = new Map<string, number>();
    const own = await blob.numbers(table, 'node');
    for (let i = 0; i < own.length; i += 1) rowOf.set(tree.codes[own[i]], i);
    return Int32Array.from(nodes, (node) => rowOf.get(codes[node]) ?? -1);
  },
});

/** Null: there is none, or it is of the format of before. */
export async function openById(ctx: Ctx, id: string): Promise<OpenSnapshot | null> {
  const record = await findSnapshot(ctx.storage.reader, EVERYTHING, id);
  if (record === null || record.treeId === null || !isPacked(record.content)) return null;
  const { content, ...row } = record;
  const tree = await readTree(ctx.storage, record.treeId);
  if (row.baseId === null) return { row, tree, blob: openSnapshot(content) };
  const base = await openById(ctx, row.baseId);
  if (base === null) throw new Error(`expected the base ${row.baseId} of the snapshot ${id}, got none`);
  return { row, tree, blob: openSnapshot(content, basedOn(base, tree.codes)) };
}

/** Written after every completed measuring; a later one of the same version replaces it. Older automatic ones are thinned
 * out: the last of each day, then the last of each month. */
export async function takeSnapshot(ctx: Ctx): Promise<void> {
  const at = nowIso(ctx);
  const content = await contentNow(ctx, at, todayOf(ctx));
  const { dataVersion } = content.head;
  await keepSnapshot(
    ctx,
    {
      id: `v${dataVersion}`,
      dataVersion,
      kind: 'auto',
      month: null,
      asOf: at,
      takenAt: at,
      actor: ctx.actor,
      reason: null,
      correctionOf: null,
    },
    content,
  );
  await thinSnapshots(ctx);
}

export async function thinSnapshots(ctx: Ctx): Promise<void> {
  const rows = await snapshotRows(ctx.storage.reader, EVERYTHING);
  const gone = thinned(rows, nowIso(ctx));
  if (gone.length === 0) return;
  await ctx.storage.transaction(async (writer) => {
    await deleteSnapshots(writer, gone);
    await dropUnusedTrees(writer);
  });
}

/** Figures of all regions, parents summed with the tree as of then; also of the format of before. */
export async function readSnapshot(ctx: Ctx, dataVersion: number): Promise<SnapshotEntry[] | null> {
  const id = `v${dataVersion}`;
  const record = await findSnapshot(ctx.storage.reader, EVERYTHING, id);
  if (record === null) return null;
  if (!isPacked(record.content)) {
    const text = await promisify<Uint8Array, Buffer>(inflate)(record.content);
    return JSON.parse(text.toString('utf8')) as SnapshotEntry[];
  }
  const open = await openById(ctx, id);
  return figuresOfGroup(open!, INSTALLED_RANGE);
}
