// Is everything in order? Checks, never data.
import type { Ctx } from './ctx.ts';

export interface Check {
  name: string;
  ok: boolean;
  value: string;
}
export async function doctor(_ctx: Ctx): Promise<Check[]> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
