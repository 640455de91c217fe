// What the Start screen needs to know at once.
import type { z } from 'zod';
import type { Workspace as WorkspaceSchema } from '#contract/workspace';
import type { Ctx } from './ctx.ts';

export type Workspace = z.infer<typeof WorkspaceSchema>;

export async function workspace(_ctx: Ctx): Promise<Workspace> {
  return pending();
}

export interface Versions {
  /** rises with every committed change of what figures depend on */
  dataVersion: number;
  /** rises with every written figure or gap */
  figuresVersion: number;
}
/** For ETags and caches. */
export async function versions(_ctx: Ctx): Promise<Versions> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
