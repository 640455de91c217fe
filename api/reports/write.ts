// Which writer makes a format?
import { writeCsv } from './csv.ts';
import { writeGeojson } from './geojson.ts';
import type { ReportFile, ReportModel } from './model.ts';
import { writeXlsx } from './xlsx.ts';

export const REPORT_FORMATS = ['csv', 'xlsx', 'geojson'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The files of a report, the main one first; `base` is their name without extension. */
export async function writeReport(model: ReportModel, format: ReportFormat, base: string): Promise<ReportFile[]> {
  if (format === 'csv') return writeCsv(model, base);
  if (format === 'geojson') return writeGeojson(model, base);
  return writeXlsx(model, base);
}
