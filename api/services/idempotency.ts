// The same write sent twice happens once.
import { createHash } from 'node:crypto';
import { findAnswer, forgetAnswers, keepAnswer } from '#storage/imports.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';

const KEPT_MS = 7 * 24 * 3_600_000;
const inWork = new Map<string, Promise<unknown>>();

/** Runs `work` unless this actor's key was answered in the last week; then that answer comes back.
 * Errors: request.key_reused (same key, other payload). */
export async function once<T>(
  ctx: Ctx,
  input: { key: string | undefined; payload: unknown },
  work: () => Promise<T>,
): Promise<T> {
  if (input.key === undefined) return work();
  const key = `${ctx.actor} ${input.key}`;
  const payloadHash = createHash('sha256').update(JSON.stringify(input.payload)).digest('hex');
  await inWork.get(key)?.catch(() => {}); // a twin that is still at work: its outcome is in the table afterwards
  const known = await findAnswer(ctx.storage.reader, ctx.scope, key);
  if (known !== null && known.payloadHash !== payloadHash) throw new ServiceError('request.key_reused', 'conflict');
  if (known !== null) return known.answer as T;
  const run = (async () => {
    const answer = await work();
    const oldest = new Date(ctx.clock() - KEPT_MS).toISOString();
    await ctx.storage.transaction(async (writer) => {
      await forgetAnswers(writer, oldest);
      await keepAnswer(writer, { key, actor: ctx.actor, payloadHash, answer: answer ?? null, createdAt: nowIso(ctx) });
    });
    return answer;
  })();
  inWork.set(key, run);
  try {
    return await run;
  } finally {
    inWork.delete(key);
  }
}
