// What the server asks of the engine (api/services/measure-input.ts, api/workers/measure-one.ts): a preview asks the same.

/** depths in one pass */
export const KEPT_K = 4;
/** certain cameras on one spot above which it counts as over-coverage */
export const OVER_CEILING = 3;
/** lists and counts of gaps hold pieces of this size (m²) or more */
export const SMALL_GAP_M2 = 25;
