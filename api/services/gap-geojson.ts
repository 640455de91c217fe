// Gap pieces as GeoJSON text, written as bytes straight from how they are kept: what JSON.stringify would write of them.
import { E7, OutlineReader } from '#engine';
import { type GapFacts, gapReason, standsTo } from '#rules/gap-reason';
import { CellCursor } from '#storage/gap-blob';
import { componentOf, LISTED_M2, type PackedCell, type PackedLeaf } from '#storage/gaps.repository';
import { CHAR, escaped, JsonBytes, NUMBER_BYTES } from './json-bytes.ts';

/** Digits of an anchor. */
const ANCHOR_DIGITS = 26;
/** Most bytes of one vertex: '[-180.1234567,-90.1234567],'. */
const VERTEX_BYTES = 28;
/** Smaller whole numbers of 1e-7 are written with an exponent: 9e-7. */
const EXPONENT_BELOW_E7 = 10;

export type Seeing = Parameters<typeof standsTo>[0];

/** Cells of pieces, and what was looked up for them. */
export interface GapPage {
  cells: readonly PackedCell[];
  leaves: ReadonlyMap<string, PackedLeaf>;
  regionOf: ReadonlyMap<string, { name: string; nameEn: string | null }>;
  /** nearest cameras by id; those farther than `reachM` metres from their gap are not looked up: they cannot reach it */
  nearest: ReadonlyMap<string, Seeing>;
  reachM: number;
}

/** Ids of the nearest cameras that may reach their gaps. */
export function camerasNear(cells: readonly PackedCell[], reachM: number): string[] {
  const c = new CellCursor();
  const found = new Set<string>();
  for (const [, , pieces] of cells) {
    c.open(pieces);
    while (c.next())
      if (c.areaM2 >= LISTED_M2 && c.nearest >= 0 && c.nearestM <= reachM) found.add(c.textOf(c.nearest));
  }
  return [...found];
}

/** Writes the features of a collection one behind the other. */
export class GapWriter {
  readonly out = new JsonBytes();
  private readonly piece = new CellCursor();
  private readonly outline = new OutlineReader();
  private isFirst = true;
  /** of the cell at hand: its texts as JSON writes them, and the names (class, last digits) that are taken */
  private texts: string[] = [];
  private takenClass: string[] = [];
  private takenTail: number[] = [];

  /** The listed pieces of a cell, of all classes or of one. */
  cell(page: GapPage, [regionCode, cell, pieces]: PackedCell, gapClass?: string): void {
    const region = page.regionOf.get(regionCode);
    // the region went between the two reads
    if (region === undefined) return;
    const leaf = page.leaves.get(regionCode);
    const { piece, out } = this;
    const code = escaped(regionCode);
    const nameEn = region.nameEn === null ? 'null' : `"${escaped(region.nameEn)}"`;
    const inRegion = `],"properties":{"regionCode":"${code}","regionName":"${escaped(region.name)}","regionNameEn":${nameEn},"cell":"${cell}","class":"`;
    this.texts.length = 0;
    this.takenClass.length = 0;
    this.takenTail.length = 0;
    piece.open(pieces);
    for (let order = 0; piece.next(); order++) {
      if (piece.areaM2 < LISTED_M2 || (gapClass !== undefined && piece.class !== gapClass)) continue;
      out.text(this.isFirst ? '{"type":"Feature","id":"' : ',\n{"type":"Feature","id":"');
      this.isFirst = false;
      const namedAt = out.n;
      out.text(code);
      out.text(`:${piece.class}:${cell}:`);
      this.anchor(cell);
      const namedEnd = out.n;
      out.text('","bbox":[');
      this.bbox();
      out.text(inRegion);
      out.text(piece.class);
      out.text('","areaM2":');
      const area = String(piece.areaM2);
      out.text(area);
      out.text(',"need":');
      out.text(piece.need === piece.areaM2 ? area : String(piece.need));
      out.text(',"componentId":"');
      const k = leaf === undefined ? -1 : componentOf(leaf, cell, order);
      if (k < 0) out.again(namedAt, namedEnd);
      else out.text(escaped(leaf!.names[k]));
      out.text('","componentM2":');
      out.text(k < 0 ? area : String(leaf!.areaM2[k]));
      this.reason(page);
      out.text('"},"geometry":{"type":"MultiPolygon","coordinates":');
      this.coordinates(pieces);
      out.text('}}');
    }
  }

  /** As gapNamer names it. */
  private anchor(cell: string): void {
    const { piece, out } = this;
    const digits = ANCHOR_DIGITS - cell.length;
    out.text(cell);
    out.room(digits);
    out.base4(piece.anchorTail, digits);
    for (let i = 0; i < this.takenTail.length; i++)
      if (this.takenTail[i] === piece.anchorTail && this.takenClass[i] === piece.class) out.text('~');
    this.takenTail.push(piece.anchorTail);
    this.takenClass.push(piece.class);
  }

  private bbox(): void {
    const { piece, out } = this;
    out.room(4 * NUMBER_BYTES);
    this.degrees(piece.westE7);
    out.byte(CHAR.comma);
    this.degrees(piece.southE7);
    out.byte(CHAR.comma);
    this.degrees(piece.eastE7);
    out.byte(CHAR.comma);
    this.degrees(piece.northE7);
  }
  private degrees(e7: number): void {
    if (e7 === (e7 | 0) && Math.abs(e7) >= EXPONENT_BELOW_E7) this.out.e7(e7);
    else this.out.text(String(e7 / E7));
  }

  /** From the nearest camera to the sentences, all but the last quote. */
  private reason({ nearest, reachM }: GapPage): void {
    const { piece, out } = this;
    const facts: GapFacts = { class: piece.class, areaM2: piece.areaM2, nearestCamera: null, places: [], placesEn: [] };
    out.text(',"nearestCamera":');
    if (piece.nearest < 0) out.text('null');
    else {
      const id = this.textOf(piece.nearest);
      out.text('{"id":"');
      out.text(id);
      out.text('","distanceM":');
      out.text(String(piece.nearestM));
      out.text('}');
      facts.nearestCamera = { id, distanceM: piece.nearestM };
      const seen = piece.nearestM <= reachM ? nearest.get(piece.textOf(piece.nearest)) : undefined;
      if (seen) facts.nearestCamera.stands = standsTo(seen, [piece.lonE7 / E7, piece.latE7 / E7]);
    }
    if (piece.places.length > 0) {
      facts.places = this.names(0);
      facts.placesEn = this.names(1);
    }
    this.list(',"places":[', facts.places);
    this.list('],"placesEn":[', facts.placesEn!);
    // its sentences hold nothing that JSON escapes, and what is put into them is escaped already
    const { reason, reasonZh } = gapReason(facts);
    out.text('],"reason":"');
    out.text(reason);
    out.text('","reasonZh":"');
    out.text(reasonZh);
  }
  /** Every other name of the places, from the first or the second on. */
  private names(from: number): string[] {
    const found: string[] = [];
    for (let i = from; i < this.piece.places.length; i += 2) found.push(this.textOf(this.piece.places[i]));
    return found;
  }
  private textOf(k: number): string {
    return (this.texts[k] ??= escaped(this.piece.textOf(k)));
  }
  private list(open: string, items: readonly string[]): void {
    const { out } = this;
    out.text(open);
    for (let i = 0; i < items.length; i++) {
      out.text(i === 0 ? '"' : ',"');
      out.text(items[i]);
      out.text('"');
    }
  }

  /** `[[ring, …]]`: the coordinates of a MultiPolygon of one polygon. */
  private coordinates(pieces: Uint8Array): void {
    const { outline, out } = this;
    outline.read(pieces, this.piece.outlineAt, this.piece.outlineEnd);
    const { coordsE7, ringEnd, rings } = outline;
    out.room(8 + (outline.vertices + 2 * rings) * VERTEX_BYTES);
    out.byte(CHAR.open);
    out.byte(CHAR.open);
    for (let r = 0, start = 0; r < rings; start = ringEnd[r++]) {
      if (r > 0) out.byte(CHAR.comma);
      out.byte(CHAR.open);
      // closed: the first vertex once more
      for (let q = start; q <= ringEnd[r]; q++) {
        const v = q === ringEnd[r] ? start : q;
        if (q > start) out.byte(CHAR.comma);
        out.byte(CHAR.open);
        out.e7(coordsE7[2 * v]);
        out.byte(CHAR.comma);
        out.e7(coordsE7[2 * v + 1]);
        out.byte(CHAR.close);
      }
      out.byte(CHAR.close);
    }
    out.byte(CHAR.close);
    out.byte(CHAR.close);
  }
}
