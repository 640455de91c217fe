// Data as a file: ordered as a job, fetched as soon as it is written.
import type { ExportFormat, ExportOrder, ExportWhat } from '#contract/export';
import type { Job } from '#contract/job';
import { isEnded } from './events.ts';
import { apiPath, getJson, sendJson } from './http.ts';

export const EXPORT_WHATS: readonly ExportWhat[] = ['cameras', 'regions', 'gaps', 'footprints'];
const FORMATS: readonly ExportFormat[] = ['csv', 'xlsx', 'geojson', 'gpkg', 'shp', 'kml', 'osm'];
/** OSM has tags for cameras only. */
export const formatsOf = (what: ExportWhat): readonly ExportFormat[] =>
  what === 'cameras' ? FORMATS : FORMATS.filter((format) => format !== 'osm');

export const orderExport = (order: ExportOrder) => sendJson<Job>('POST', '/exports', order);

interface Result {
  files: { name: string }[];
  receipt: { rows: number; restrictedLeftOut: number };
}
export type ExportEnd = { job: Job; href: string; name: string; receipt: Result['receipt'] } | { job: Job; href: null };

const POLL_MS = 700;
/** Asks until the job has ended; the tray shows it meanwhile. */
export async function exportEnd(id: string): Promise<ExportEnd> {
  for (;;) {
    const job = await getJson<Job>(`/jobs/${encodeURIComponent(id)}`);
    if (isEnded(job)) {
      if (job.state !== 'done') return { job, href: null };
      const { files, receipt } = job.result as Result;
      const name = files[0]!.name;
      return {
        job,
        href: apiPath(`/exports/${encodeURIComponent(id)}/files/${encodeURIComponent(name)}`),
        name,
        receipt,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
