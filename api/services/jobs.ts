// Long work: what runs, how far it is, and how to stop it.
import type { z } from 'zod';
import type { Job as JobSchema } from '#contract/job';
import { changeJob, findJob, jobPage } from '#storage/jobs.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { toJob } from './job-row.ts';
import type { Page } from './regions.ts';

export type Job = z.infer<typeof JobSchema>;

/** Errors: job.not_found. */
export async function getJob(ctx: Ctx, input: { id: string }): Promise<Job> {
  const row = await findJob(ctx.storage.reader, ctx.scope, input.id);
  if (row === null) throw new ServiceError('job.not_found', 'not-found', { id: input.id });
  return toJob(row);
}

/** Newest first. */
export async function listJobs(
  ctx: Ctx,
  input: { states?: Job['state'][]; limit?: number; cursor?: string },
): Promise<Page<Job>> {
  const limit = input.limit ?? 100;
  const rows = await jobPage(ctx.storage.reader, ctx.scope, input.states ?? null, input.cursor ?? null, limit + 1);
  const items = rows.slice(0, limit).map(toJob);
  return { items, nextCursor: rows.length > limit ? items.at(-1)!.id : null };
}

/** A job that has ended stays as it is. Errors: job.not_found. */
export async function cancelJob(ctx: Ctx, input: { id: string }): Promise<Job> {
  const job = await getJob(ctx, input);
  if (job.state !== 'queued' && job.state !== 'running') return job;
  if (ctx.background.cancel(job.id)) await ctx.background.settled(job.id);
  else
    await ctx.storage.transaction((writer) =>
      changeJob(writer, job.id, { state: 'cancelled', phase: 'cancelled', endedAt: nowIso(ctx) }),
    );
  return getJob(ctx, input);
}

/** Resolves when the job has ended. For commands and tests. */
export async function whenEnded(ctx: Ctx, input: { id: string }): Promise<Job> {
  await ctx.background.settled(input.id);
  return getJob(ctx, input);
}
