// Reports: ordered as a job, listed by their jobs, fetched as files.
import { useQuery } from '@tanstack/react-query';
import type { Job } from '#contract/job';
import { apiPath, getJson, sendJson } from './http.ts';
import { keys } from './keys.ts';
import type { Page } from './queries.ts';

export const REPORT_FORMATS = ['xlsx', 'csv', 'geojson'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
export const REPORT_LANGUAGES = ['zh', 'en', 'zh+en'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

export interface ReportOrder {
  region: string;
  format: ReportFormat;
  lang: ReportLanguage;
}
export interface ReportFile {
  name: string;
  bytes: number;
  type: string;
}

export const orderReport = (order: ReportOrder) => sendJson<Job>('POST', '/reports', order);
export const reportFileHref = (id: string, name: string) =>
  apiPath(`/reports/${encodeURIComponent(id)}/files/${encodeURIComponent(name)}`);

/** The newest jobs that wrote a report. */
export const useReportJobs = (pollMs: number | false) =>
  useQuery({
    queryKey: [...keys.jobs, 'report'],
    queryFn: async ({ signal }) => {
      const { items } = await getJson<Page<Job>>('/jobs', { limit: 200 }, signal);
      return items.filter((job) => job.kind === 'report');
    },
    refetchInterval: pollMs,
  });

interface ReportResult {
  files?: unknown;
  region?: unknown;
  format?: unknown;
  lang?: unknown;
}
/** What a report's job left behind; no files as long as it runs, or when it failed. */
export function reportResult(job: Job): { files: ReportFile[]; region: string | null; lang: string | null } {
  const result = (job.result ?? {}) as ReportResult;
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    files: Array.isArray(result.files) ? (result.files as ReportFile[]) : [],
    region: text(result.region),
    lang: text(result.lang),
  };
}
