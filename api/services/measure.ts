// Measuring as a job: which leaves, in which order, and what is written when.
import type { Ctx } from './ctx.ts';
import type { Job } from './jobs.ts';

/** `dirty` = leaves whose inputs changed after they were measured. Answers the queued job at once. */
export async function startMeasure(_ctx: Ctx, _input: { regions: string[] | 'all' | 'dirty' }): Promise<Job> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
