// Which of today's pieces stand where a piece of yesterday stood?
import { E7, inOutline, type Outline, readOutline } from '#engine';

export interface MatchPiece {
  id: string;
  class: string;
  labelPoint: readonly [number, number];
  bbox: readonly [number, number, number, number];
  outline: Uint8Array;
}
export interface GapLink {
  oldId: string;
  newId: string;
  /** part of the old piece's box that the new one's box covers, 0..1 */
  share: number;
}

function boxShare(of: MatchPiece['bbox'], by: MatchPiece['bbox']): number {
  const width = Math.min(of[2], by[2]) - Math.max(of[0], by[0]);
  const height = Math.min(of[3], by[3]) - Math.max(of[1], by[1]);
  const whole = (of[2] - of[0]) * (of[3] - of[1]);
  return width <= 0 || height <= 0 || whole <= 0 ? 0 : (width * height) / whole;
}

/** Pieces of one cell before and after. An old id that is gone goes over to every new piece of its class that holds its
 * label point or whose label point it holds; without any, to the one whose box covers most of its box. */
export function gapLinks(before: readonly MatchPiece[], after: readonly MatchPiece[]): GapLink[] {
  const still = new Set(after.map((piece) => piece.id));
  const outlines = new Map<MatchPiece, Outline>();
  const holds = (piece: MatchPiece, [lon, lat]: readonly [number, number]): boolean => {
    const known = outlines.get(piece) ?? readOutline(piece.outline);
    outlines.set(piece, known);
    return inOutline(known, Math.round(lon * E7), Math.round(lat * E7));
  };
  const links: GapLink[] = [];
  for (const old of before) {
    if (still.has(old.id)) continue;
    const same = after.filter((piece) => piece.class === old.class);
    const shares = same.map((piece) => boxShare(old.bbox, piece.bbox));
    const sure = same.flatMap((piece, i) =>
      shares[i] > 0 && (holds(piece, old.labelPoint) || holds(old, piece.labelPoint)) ? [i] : [],
    );
    const best = shares.indexOf(Math.max(...shares));
    const chosen = sure.length > 0 ? sure : best >= 0 && shares[best] > 0 ? [best] : [];
    for (const i of chosen) links.push({ oldId: old.id, newId: same[i].id, share: shares[i] });
  }
  return links;
}
