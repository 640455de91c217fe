// Long work: what runs, how far it is, and how to stop it.
import type { z } from 'zod';
import type { Job as JobSchema } from '#contract/job';
import type { Ctx } from './ctx.ts';
import type { Page } from './regions.ts';

export type Job = z.infer<typeof JobSchema>;

/** Errors: job.not_found. */
export async function getJob(_ctx: Ctx, _input: { id: string }): Promise<Job> {
  return pending();
}
export async function listJobs(
  _ctx: Ctx,
  _input: { state?: Job['state']; limit?: number; cursor?: string },
): Promise<Page<Job>> {
  return pending();
}
/** A job that has ended stays as it is. Errors: job.not_found. */
export async function cancelJob(_ctx: Ctx, _input: { id: string }): Promise<Job> {
  return pending();
}
/** Resolves when the job has ended. For commands and tests. */
export async function whenEnded(_ctx: Ctx, _input: { id: string }): Promise<Job> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
