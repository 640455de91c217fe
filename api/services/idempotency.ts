// The same write sent twice happens once.
import { createHash } from 'node:crypto';
import { findAnswer, forgetAnswers, keepAnswer } from '#storage/imports.repository';
import type { Writer } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';

const KEPT_MS = 7 * 24 * 3_600_000;
/** Old answers are looked for in all that are kept: not with every write. */
const FORGET_EVERY_MS = 3_600_000;
/** by path of the database */
const forgottenMs = new Map<string, number>();
/** Per key the end of the line of twins, so that the second waits for the first. */
const lines = new Map<string, Promise<unknown>>();

/** Keeps an answer in the transaction that makes it true: one wait for the disk, and no stop in between. */
export type KeepAnswer<T> = (writer: Writer, answer: T) => Promise<void>;

/** Runs `work` unless this actor's key was answered in the last week; then that answer comes back. Where `work` does not
 * keep its answer itself, that is done after it. Errors: request.key_reused (same key, other payload). */
export function once<T>(
  ctx: Ctx,
  input: { key: string | undefined; payload: unknown },
  work: (keep?: KeepAnswer<T>) => Promise<T>,
): Promise<T> {
  if (input.key === undefined) return work();
  const key = `${ctx.actor} ${input.key}`;
  const line = `${ctx.storage.path} ${key}`;
  const before = lines.get(line) ?? Promise.resolve();
  const run = before.catch(() => {}).then(() => answered(ctx, key, input.payload, work));
  lines.set(line, run);
  const leave = (): void => {
    if (lines.get(line) === run) lines.delete(line);
  };
  run.then(leave, leave);
  return run;
}

async function answered<T>(
  ctx: Ctx,
  key: string,
  payload: unknown,
  work: (keep: KeepAnswer<T>) => Promise<T>,
): Promise<T> {
  const payloadHash = createHash('sha256').update(JSON.stringify(payload)).digest('hex');
  const known = await findAnswer(ctx.storage.reader, ctx.scope, key);
  if (known !== null && known.payloadHash !== payloadHash) throw new ServiceError('request.key_reused', 'conflict');
  if (known !== null) return known.answer as T;
  let isKept = false;
  const keep: KeepAnswer<T> = async (writer, answer) => {
    if (ctx.clock() - (forgottenMs.get(ctx.storage.path) ?? -Infinity) > FORGET_EVERY_MS) {
      await forgetAnswers(writer, new Date(ctx.clock() - KEPT_MS).toISOString());
      forgottenMs.set(ctx.storage.path, ctx.clock());
    }
    await keepAnswer(writer, { key, actor: ctx.actor, payloadHash, answer: answer ?? null, createdAt: nowIso(ctx) });
    // a transaction that is rolled back is followed by another one, or by an error
    isKept = true;
  };
  const answer = await work(keep);
  if (!isKept) await ctx.storage.transaction((writer) => keep(writer, answer));
  return answer;
}
