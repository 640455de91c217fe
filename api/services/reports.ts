// A report of a region's subtree as files.
import type { Ctx } from './ctx.ts';
import type { Job } from './jobs.ts';

export type ReportFormat = 'csv' | 'xlsx' | 'geojson';
export interface StartReport {
  region: string;
  format: ReportFormat;
  lang?: 'zh' | 'en' | 'zh+en';
}
/** A job; its `result` is `{ files: [{ name, bytes, type }] }`. Errors: region.not_found, report.format_unknown. */
export async function startReport(_ctx: Ctx, _input: StartReport): Promise<Job> {
  return pending();
}
/** Path and media type of a written file. Errors: report.not_found. */
export async function getReportFile(
  _ctx: Ctx,
  _input: { id: string; name: string },
): Promise<{ path: string; type: string; bytes: number }> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
