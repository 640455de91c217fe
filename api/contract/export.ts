// What is asked for when something leaves, and what came of it.
import { z } from 'zod';

export const ExportWhat = z.enum(['cameras', 'regions', 'gaps', 'footprints']);
export type ExportWhat = z.infer<typeof ExportWhat>;
export const ExportFormat = z.enum(['csv', 'xlsx', 'geojson', 'geojsonl', 'gpkg', 'shp', 'kml', 'osm']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportAsked = z.strictObject({
  what: ExportWhat,
  format: ExportFormat,
  /** code of a region: that and all below; absent = everything the caller may see */
  region: z.string().min(1).max(200).optional(),
  /** system of the coordinates that leave; default wgs84 */
  crs: z.string().min(1).max(40).optional(),
  /** also cameras that are marked restricted; default false */
  includeRestricted: z.boolean().optional(),
});
export type ExportAsked = z.infer<typeof ExportAsked>;

/** `result` of an export's job. */
export const ExportDone = z.object({
  files: z.array(z.object({ name: z.string(), type: z.string(), bytes: z.number().int() })),
  rows: z.number().int(),
  /** cameras left out since they are restricted */
  restricted: z.number().int(),
  dataVersion: z.number().int(),
});
export type ExportDone = z.infer<typeof ExportDone>;
