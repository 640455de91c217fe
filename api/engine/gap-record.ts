// The gaps of one cell as they are kept until the cell is linked anew.
import type { GapPiece } from './types.ts';

/** The place of a nearest footprint that has to be looked for. */
export const STALE = -2;

/** Lists are valid up to their counts: a record that is no longer needed is used again with all its room. */
export class CellGaps {
  key = '';
  /** ends of stretches that met nothing */
  open = 0;
  /** number of its first piece in the leaf */
  first = 0;
  n = 0;
  readonly pieces: GapPiece[] = [];
  /** label points in the plane, x and y by turns */
  readonly labelXY: number[] = [];
  /** per piece the place of the footprint whose apex is nearest (STALE = to be looked for) and its squared distance (m²) */
  readonly apex: number[] = [];
  readonly apexD2: number[] = [];
  /** gap parts of the sides (north, east, south, west): sideEnd[s] = parts up to and including side s; per part its piece,
   * −1 = none */
  readonly sideEnd = [0, 0, 0, 0];
  readonly sidePiece: number[] = [];
  /** pieces that share a border between labels, two by two */
  nPairs = 0;
  readonly pairs: number[] = [];

  begin(key: string, open: number): void {
    this.key = key;
    this.open = open;
    this.n = 0;
    this.nPairs = 0;
  }
  add(piece: GapPiece, x: number, y: number): void {
    const n = this.n++;
    this.pieces[n] = piece;
    this.labelXY[2 * n] = x;
    this.labelXY[2 * n + 1] = y;
    this.apex[n] = STALE;
    this.apexD2[n] = 0;
  }
  pair(a: number, b: number): void {
    this.pairs[2 * this.nPairs] = a;
    this.pairs[2 * this.nPairs + 1] = b;
    this.nPairs++;
  }
}

/** Records that are used again, at most: what they hold stays in memory. */
const MOST_SPARE = 1_024;

export class RecordPool {
  private readonly spare: CellGaps[] = [];
  take(): CellGaps {
    return this.spare.pop() ?? new CellGaps();
  }
  giveBack(record: CellGaps): void {
    if (this.spare.length < MOST_SPARE) this.spare.push(record);
  }
}
