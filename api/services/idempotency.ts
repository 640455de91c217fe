// The same write sent twice happens once.
import { createHash } from 'node:crypto';
import { findAnswer, forgetAnswers, keepAnswer } from '#storage/imports.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';

const KEPT_MS = 7 * 24 * 3_600_000;
/** Per key the end of the line of twins, so that the second waits for the first. */
const lines = new Map<string, Promise<unknown>>();

/** Runs `work` unless this actor's key was answered in the last week; then that answer comes back.
 * Errors: request.key_reused (same key, other payload). */
export function once<T>(
  ctx: Ctx,
  input: { key: string | undefined; payload: unknown },
  work: () => Promise<T>,
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

async function answered<T>(ctx: Ctx, key: string, payload: unknown, work: () => Promise<T>): Promise<T> {
  const payloadHash = createHash('sha256').update(JSON.stringify(payload)).digest('hex');
  const known = await findAnswer(ctx.storage.reader, ctx.scope, key);
  if (known !== null && known.payloadHash !== payloadHash) throw new ServiceError('request.key_reused', 'conflict');
  if (known !== null) return known.answer as T;
  const answer = await work();
  const oldest = new Date(ctx.clock() - KEPT_MS).toISOString();
  await ctx.storage.transaction(async (writer) => {
    await forgetAnswers(writer, oldest);
    await keepAnswer(writer, { key, actor: ctx.actor, payloadHash, answer: answer ?? null, createdAt: nowIso(ctx) });
  });
  return answer;
}
