// Layers beside cameras and regions: what has to be seen, what hides the view, what must not be viewed. docs/model.md §1.
import { z } from 'zod';

export const PublicSpaceClass = z.enum([
  'road',
  'square',
  'school',
  'hospital',
  'market',
  'park',
  'transport',
  'service',
  'other',
]);
export type PublicSpaceClass = z.infer<typeof PublicSpaceClass>;

/** `forbid` = must not be viewed; `mask` = only with a mask; `consent` = only with a written reason. */
export const PrivacyRule = z.enum(['forbid', 'mask', 'consent']);
export type PrivacyRule = z.infer<typeof PrivacyRule>;
