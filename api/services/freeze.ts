// Reporting a month: what is known of its end is frozen, and stays as it was whatever comes after.
import type { FreezeInput, Frozen } from '#contract/progress';
import { appendAudit } from '#storage/audit.repository';
import { dirtyLeafPaths } from '#storage/figures.repository';
import { regionTotals } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { type SnapshotRow, snapshotRows } from '#storage/snapshots.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { newJob, runJob } from './job-row.ts';
import type { Job } from './jobs.ts';
import { contentOfMonth, endOfMonth } from './month-content.ts';
import { keepSnapshot } from './snapshot.ts';

export function toFrozen(row: SnapshotRow): Frozen {
  const { id, month, asOf, takenAt, actor, reason, correctionOf, dataVersion, regions } = row;
  return { id, month: month!, asOf, takenAt, actor, reason, correctionOf, dataVersion, regions };
}

/** Newest month first, of one month the newest report first. */
export async function listFrozen(ctx: Ctx): Promise<Frozen[]> {
  return (await snapshotRows(ctx.storage.reader, ctx.scope, { kind: 'frozen' })).map(toFrozen).reverse();
}

/** Answers the job; its result is the id. Errors: freeze.not_ended, freeze.not_measured, freeze.reason_missing,
 * freeze.nothing. */
export async function freezeMonth(ctx: Ctx, input: FreezeInput): Promise<Job> {
  await mayFreeze(ctx, input);
  return runJob(ctx, newJob(ctx, 'snapshot', { ...input }), 'measure', async (job, signal) => {
    await job.say({ phase: 'freezing', total: 3, done: 0 });
    // while it waited for its turn, something may have been edited or reported
    const { correctionOf } = await mayFreeze(ctx, input);
    const { month, reason = null } = input;
    const content = await contentOfMonth(ctx, month, { signal });
    await job.say({ phase: 'freezing', done: 1 });
    signal.throwIfAborted();
    const takenAt = nowIso(ctx);
    const row = await keepSnapshot(
      ctx,
      {
        id: ctx.ids(),
        dataVersion: content.head.dataVersion,
        kind: 'frozen',
        month,
        asOf: content.head.asOf,
        takenAt,
        actor: ctx.actor,
        reason,
        correctionOf,
      },
      content,
    );
    await job.say({ phase: 'freezing', done: 2 });
    await ctx.storage.transaction((writer) =>
      appendAudit(writer, {
        at: takenAt,
        actor: ctx.actor,
        action: 'progress.freeze',
        subject: row.id,
        detail: { month, reason, correctionOf },
      }),
    );
    return { id: row.id, month };
  });
}

async function mayFreeze(ctx: Ctx, { month, reason }: FreezeInput): Promise<{ correctionOf: string | null }> {
  const endsAt = endOfMonth(month);
  if (nowIso(ctx) <= endsAt) throw new ServiceError('freeze.not_ended', 'conflict', { month, endsAt });
  const { leaves } = await regionTotals(ctx.storage.reader, EVERYTHING);
  if (leaves === 0) throw new ServiceError('freeze.nothing', 'conflict');
  const dirty = (await dirtyLeafPaths(ctx.storage.reader, EVERYTHING)).length;
  if (dirty > 0) throw new ServiceError('freeze.not_measured', 'conflict', { measured: leaves - dirty, leaves });
  const before = (await snapshotRows(ctx.storage.reader, EVERYTHING, { kind: 'frozen', month })).at(-1);
  if (before !== undefined && reason === undefined)
    throw new ServiceError('freeze.reason_missing', 'conflict', { month, takenAt: before.takenAt });
  return { correctionOf: before?.id ?? null };
}
