// A gap: public space that no camera can see, in camera-sized pieces. docs/model.md §3.
import { z } from 'zod';
import { PublicSpaceClass } from './layers.ts';
import { Bbox, Position } from './region.ts';

export { PublicSpaceClass };
/** `area` stands for the whole-area basis, where no public space is loaded. */
export const GapClass = z.enum([...PublicSpaceClass.options, 'area']);
export type GapClass = z.infer<typeof GapClass>;

export const GapItem = z.object({
  id: z.string(),
  regionCode: z.string(),
  regionName: z.string(),
  regionNameEn: z.string().nullable(),
  cell: z.string(),
  class: GapClass,
  areaM2: z.number(),
  need: z.number(),
  /** the whole connected gap this piece is cut from */
  componentId: z.string(),
  componentM2: z.number(),
  labelPoint: Position,
  bbox: Bbox,
  nearestCamera: z.object({ id: z.string(), distanceM: z.number() }).nullable(),
  /** names of the public-space features under it */
  places: z.array(z.string()),
  /** the same in English where the feature has an English name, else as it is */
  placesEn: z.array(z.string()),
  reason: z.string(),
  reasonZh: z.string(),
});
export type GapItem = z.infer<typeof GapItem>;
