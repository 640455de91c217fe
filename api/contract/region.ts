// Regions as the API shows them.
import { z } from 'zod';
import { Figure } from './figure.ts';
import { Attainment } from './target.ts';

export const Position = z.tuple([z.number(), z.number()]);
export const Bbox = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Bbox = z.infer<typeof Bbox>;

export const RegionItem = z.object({
  code: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  level: z.string(),
  parentCode: z.string().nullable(),
  population: z.number().nullable(),
  urbanRural: z.string().nullable(),
  childCount: z.number().int(),
  leafCount: z.number().int(),
  areaM2: z.number(),
  bbox: Bbox,
  /** a point inside the region, for labels: [lon, lat] */
  labelPoint: Position,
  figure: Figure.nullable(),
  attainment: Attainment.nullable(),
});
export type RegionItem = z.infer<typeof RegionItem>;

/** One region with its ancestors (root first), for the breadcrumb and the inspector. */
export const RegionDetail = RegionItem.extend({
  ancestors: z.array(
    z.object({ code: z.string(), name: z.string(), nameEn: z.string().nullable(), level: z.string() }),
  ),
  geometry: z.unknown().optional(),
});
export type RegionDetail = z.infer<typeof RegionDetail>;

/** One region that became another, or a part of it. */
export const RegionChange = z.object({
  change: z.enum(['merge', 'split', 'recode', 'transfer']),
  fromCode: z.string(),
  toCode: z.string(),
  /** part of the old region's area that lies in the new one, 0..1 */
  share: z.number().nullable(),
  validFrom: z.string(),
  actor: z.string(),
  reason: z.string().nullable(),
});
export type RegionChange = z.infer<typeof RegionChange>;
