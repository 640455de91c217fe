// What passes between the one who puts the text of all gaps together and the threads that write it.
import type { LeafRange } from '#storage/packed-gaps.repository';
import type { AskedGaps } from './gap-text.ts';

/** What a thread is started with. */
export interface GapThreadData {
  /** file of the database */
  path: string;
  asked: AskedGaps;
}
/** A thread answers ranges in the order they come. */
export type RangeMessage = LeafRange;
/** A fault as text: those of the database's driver do not pass as they are. */
export type TextMessage = { parts: Uint8Array<ArrayBuffer>[] } | { fault: string };
