// The audit log: append-only, each row sealed with a hash over itself and the row before.
import { createHash } from 'node:crypto';
import { and, asc, eq, gt, max } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { audit } from './tables.sqlite.ts';

export interface AuditEntry {
  at: string;
  actor: string;
  /** e.g. `camera.patch` */
  action: string;
  /** what it was done to, e.g. a camera id */
  subject: string;
  detail: Record<string, unknown>;
}
const START = '0'.repeat(64);

const seal = (seq: number, prevHash: string, e: AuditEntry): string =>
  createHash('sha256')
    .update(JSON.stringify([seq, prevHash, e.at, e.actor, e.action, e.subject, e.detail]))
    .digest('hex');

/** The columns beside max() are those of its row. */
const lastRow = keptQuery((reader: Reader) => reader.select({ seq: max(audit.seq), hash: audit.hash }).from(audit));

/** In the same transaction as the change it tells of. */
export async function appendAudit(writer: Writer, entry: AuditEntry): Promise<void> {
  const [last] = (await writer.rawRows(lastRow(writer), {})) as [seq: number | null, hash: string][];
  const [seq, prevHash] = last[0] === null ? [1, START] : [last[0] + 1, last[1]];
  writer.insertMany(audit, [{ seq, ...entry, prevHash, hash: seal(seq, prevHash, entry) }]);
}

/** The first row whose seal does not hold, or null. Edits, deletions inside and reordering are found. */
export async function brokenAuditRow(reader: Reader, _scope: Scope): Promise<number | null> {
  let prevHash = START;
  let seq = 0;
  for (;;) {
    const rows = await reader.select().from(audit).where(gt(audit.seq, seq)).orderBy(asc(audit.seq)).limit(1000);
    if (rows.length === 0) return null;
    for (const row of rows) {
      if (row.seq !== seq + 1 || row.prevHash !== prevHash || row.hash !== seal(row.seq, prevHash, row)) return row.seq;
      seq = row.seq;
      prevHash = row.hash;
    }
  }
}

export async function auditPage(
  reader: Reader,
  _scope: Scope,
  after: number,
  limit: number,
): Promise<(typeof audit.$inferSelect)[]> {
  return reader.select().from(audit).where(gt(audit.seq, after)).orderBy(asc(audit.seq)).limit(limit);
}

/** What was done to one subject, oldest first. */
export async function auditOf(
  reader: Reader,
  _scope: Scope,
  subject: string,
  limit: number,
  action?: string,
): Promise<(typeof audit.$inferSelect)[]> {
  return reader
    .select()
    .from(audit)
    .where(and(eq(audit.subject, subject), action === undefined ? undefined : eq(audit.action, action)))
    .orderBy(asc(audit.seq))
    .limit(limit);
}
