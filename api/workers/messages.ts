// What goes to a compute worker and what comes back: one leaf region each way, everything in typed arrays.
import type { CheckName, GapComponent, GapPiece, LeafInput, LeafResult, MeasureOptions } from '#engine';

export interface MeasureRequest {
  /** the caller's key, handed back: region code and set */
  key: string;
  input: LeafInput;
  options: MeasureOptions;
}

/** Outlines as bytes (engine: gap-outline.ts), so that they travel by transfer and are stored as they are. */
export type PackedGap = GapPiece;

export interface MeasureReply {
  key: string;
  regionM2: number;
  demandM2: number;
  depthM2: Float64Array;
  likelyM2: Float64Array;
  highM2: Float64Array;
  overM2: number;
  residualM: number;
  failedChecks: CheckName[];
  slow: boolean;
  seeing: Int32Array;
  /** pieces of 25 m² or more */
  gaps: PackedGap[];
  /** smaller pieces that belong to a connected gap with such a one: drawn with it, never listed */
  scraps: PackedGap[];
  components: GapComponent[];
  /** the area of pieces below 25 m² */
  smallGapsM2: number;
  labels: LeafResult['labels'];
  privateM2: number | null;
  /** per camera of the request; null where no zones were given, or not asked for */
  privateOf: Float64Array | null;
  uniqueM2: Float64Array | null;
  hiddenOf: Float64Array | null;
  /** one per key place given */
  places: LeafResult['places'];
}

/** To a worker: a batch, under a number that comes back with its answer. */
export interface BatchMessage {
  id: number;
  /** packRequests (pack-requests.ts) */
  packed: PackedRequests;
}
export type AnswerMessage = { id: number; packed: PackedReplies } | { id: number; error: unknown };

/** All columns of a batch in one buffer: one thing to copy between threads instead of a dozen a leaf. */
export interface PackedRequests {
  keys: string[];
  /** those that occur */
  options: MeasureOptions[];
  /** what few leaves have, by request; null = none of the batch */
  rare: (RareInput | null)[] | null;
  columns: ArrayBuffer;
}
export type RareInput = Pick<LeafInput, 'demand' | 'obstacles' | 'zones' | 'places'> & {
  terrain: LeafInput['cameras']['terrain'];
};

export interface PackedReplies {
  keys: string[];
  rare: (RareReply | null)[] | null;
  /** digits of cells and anchors of all gap pieces, one after another */
  digits: string;
  columns: ArrayBuffer;
}
export type RareReply = Pick<
  MeasureReply,
  'failedChecks' | 'privateM2' | 'privateOf' | 'uniqueM2' | 'hiddenOf' | 'places'
>;
