// Which snapshots are kept, and the trees of regions that they speak of.
import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, isNull, ne } from 'drizzle-orm';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { snapshots, snapshotTrees } from './tables.sqlite.ts';

export type SnapshotRecord = typeof snapshots.$inferSelect;
export type SnapshotKind = SnapshotRecord['kind'];
/** Everything but the content. */
export type SnapshotRow = Omit<SnapshotRecord, 'content'>;
const { content: _content, ...plain } = getTableColumns(snapshots);
const FEW = 500;

// What all of the country was is kept as one: who may see a part of it is looked at by those who read the content.

/** Oldest month first, then in the order in which they were taken. */
export async function snapshotRows(
  reader: Reader,
  _scope: Scope,
  which: { kind?: SnapshotKind; month?: string } = {},
): Promise<SnapshotRow[]> {
  const { kind, month } = which;
  return reader
    .select(plain)
    .from(snapshots)
    .where(
      and(
        kind === undefined ? undefined : eq(snapshots.kind, kind),
        month === undefined ? undefined : eq(snapshots.month, month),
      ),
    )
    .orderBy(asc(snapshots.month), asc(snapshots.takenAt), asc(snapshots.id));
}

export async function findSnapshot(reader: Reader, _scope: Scope, id: string): Promise<SnapshotRecord | null> {
  return (await reader.select().from(snapshots).where(eq(snapshots.id, id)))[0] ?? null;
}

/** The newest packed one that has no base: what later ones are told apart from. */
export async function newestBase(reader: Reader, _scope: Scope): Promise<SnapshotRow | null> {
  const rows = await reader
    .select(plain)
    .from(snapshots)
    .where(and(isNull(snapshots.baseId), isNotNull(snapshots.treeId), ne(snapshots.kind, 'base')))
    .orderBy(desc(snapshots.takenAt), desc(snapshots.id))
    .limit(1);
  return rows[0] ?? null;
}

/** Takes the place of the one of the same id; where others stand on that, it stays for them under `baseId`. */
export async function putSnapshot(writer: Writer, row: SnapshotRecord, baseId: string): Promise<void> {
  const { id } = row;
  const above = await writer.select({ id: snapshots.id }).from(snapshots).where(eq(snapshots.baseId, id)).limit(1);
  if (above.length > 0) {
    await writer.update(snapshots).set({ id: baseId, kind: 'base', month: null }).where(eq(snapshots.id, id));
    await writer.update(snapshots).set({ baseId }).where(eq(snapshots.baseId, id));
  }
  writer.insertMany(snapshots, [row], 'replace');
}
export async function deleteSnapshots(writer: Writer, ids: readonly string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += FEW)
    await writer.delete(snapshots).where(inArray(snapshots.id, ids.slice(i, i + FEW)));
}

export async function findTree(reader: Reader, _scope: Scope, id: string): Promise<Uint8Array | null> {
  const rows = await reader
    .select({ content: snapshotTrees.content })
    .from(snapshotTrees)
    .where(eq(snapshotTrees.id, id));
  return rows[0]?.content ?? null;
}
export async function hasTree(reader: Reader, _scope: Scope, id: string): Promise<boolean> {
  return (await reader.select({ id: snapshotTrees.id }).from(snapshotTrees).where(eq(snapshotTrees.id, id))).length > 0;
}
export async function putTree(writer: Writer, id: string, content: Uint8Array): Promise<void> {
  writer.insertMany(snapshotTrees, [{ id, content }], 'ignore');
}
/** Takes out trees that no snapshot speaks of any more. */
export async function dropUnusedTrees(writer: Writer): Promise<void> {
  const used = new Set(
    (await writer.selectDistinct({ id: snapshots.treeId }).from(snapshots)).flatMap((row) => row.id ?? []),
  );
  const all = await writer.select({ id: snapshotTrees.id }).from(snapshotTrees);
  for (const { id } of all) if (!used.has(id)) await writer.delete(snapshotTrees).where(eq(snapshotTrees.id, id));
}
