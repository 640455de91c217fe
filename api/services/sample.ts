// The sample county in and out of the workspace.
import type { Ctx } from './ctx.ts';
import type { Job } from './jobs.ts';

/** Generates and commits the sample as a job, then measures it. Errors: sample.present. */
export async function addSample(
  _ctx: Ctx,
  _input: { seed?: number; villages?: number; cameras?: number },
): Promise<Job> {
  return pending();
}
/** Takes everything of the sample out again. Errors: sample.absent. */
export async function removeSample(_ctx: Ctx): Promise<void> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
