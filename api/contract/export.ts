// What may be asked of an export.
import { z } from 'zod';

export const ExportWhat = z.enum(['cameras', 'regions', 'gaps', 'footprints']);
export type ExportWhat = z.infer<typeof ExportWhat>;
export const ExportFormat = z.enum(['csv', 'xlsx', 'geojson', 'geojsonl', 'gpkg', 'shp', 'kml', 'osm']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportOrder = z.strictObject({
  what: ExportWhat,
  format: ExportFormat,
  region: z.string().min(1).max(200).optional(),
  crs: z.string().min(1).max(40).optional(),
  fields: z.array(z.string().min(1).max(40)).max(100).optional(),
  includeRestricted: z.boolean().optional(),
});
export type ExportOrder = z.infer<typeof ExportOrder>;
