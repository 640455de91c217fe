// What is to be reached by when, and how far is a region from it?
import type { Target, TargetInput } from '#contract/target';
import type { Ctx } from './ctx.ts';

export async function getTargets(_ctx: Ctx): Promise<Target[]> {
  return pending();
}
/** Replaces all targets. Errors: target.scope_unknown, target.dates. */
export async function putTargets(_ctx: Ctx, _input: { targets: TargetInput[] }): Promise<Target[]> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
