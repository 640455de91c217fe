// Gap pieces as GeoJSON text, written as bytes straight from how they are kept: what JSON.stringify would write of them.
import { E7, OutlineReader } from '#engine';
import {
  type GapFacts,
  type GapSentence,
  type GapSlot,
  gapSlot,
  gapSlotZh,
  gapTemplate,
  mayReach,
  standsTo,
} from '#rules/gap-reason';
import { CellCursor, cellIndex } from '#storage/gap-blob';
import { LISTED_M2 } from '#storage/gaps.repository';
import type { PackedGaps } from '#storage/packed-gaps.repository';
import { escaped, JsonBytes } from './json-bytes.ts';

/** Digits of an anchor. */
const ANCHOR_DIGITS = 26;
/** Smaller whole numbers of 1e-7 are written with an exponent: 9e-7. */
const EXPONENT_BELOW_E7 = 10;

export type Seeing = Parameters<typeof standsTo>[0];

/** What is known of cameras near the gaps. */
export interface NearGaps {
  /** by id; those that cannot reach their gap are not looked up */
  nearest: ReadonlyMap<string, Seeing>;
  /** no camera sees farther, m */
  reachM: number;
}

/** Ids of the nearest cameras that may reach their gaps. */
export function camerasNear(leaves: readonly PackedGaps[], reachM: number): string[] {
  const c = new CellCursor();
  const found = new Set<string>();
  for (const { cells, pieces } of leaves) {
    c.at = 0;
    for (let left = cells.length; left > 0; left--) {
      c.open(pieces, c.at);
      while (c.next())
        if (c.areaM2 >= LISTED_M2 && c.nearest >= 0 && mayReach(c.nearestM, reachM)) found.add(c.textOf(c.nearest));
    }
  }
  return [...found];
}

/** Divides a feature from the one before it. */
export const BETWEEN = ',\n';
const NOTHING = new Uint8Array(0);
const AS_BYTES = {
  area: Buffer.from('","areaM2":'),
  need: Buffer.from(',"need":'),
  component: Buffer.from(',"componentId":"'),
  componentM2: Buffer.from('","componentM2":'),
  noCamera: Buffer.from(',"nearestCamera":null,"places":['),
  camera: Buffer.from(',"nearestCamera":{"id":"'),
  distance: Buffer.from('","distanceM":'),
  places: Buffer.from('},"places":['),
  placesEn: Buffer.from('],"placesEn":['),
  reason: Buffer.from('],"reason":"'),
  reasonZh: Buffer.from('","reasonZh":"'),
  geometry: Buffer.from('"},"geometry":{"type":"MultiPolygon","coordinates":[['),
};

/** Writes features one behind the other, each with what divides it from the one before. */
export class GapWriter {
  readonly out = new JsonBytes();
  private readonly piece = new CellCursor();
  private readonly outline = new OutlineReader();
  /** of the cell at hand: the names (class, last digits) that are taken */
  private taken = 0;
  private readonly takenClass: string[] = [];
  private readonly takenTail: number[] = [];
  /** of the leaf at hand: what all its pieces begin with and have in the middle */
  private begin: Uint8Array = NOTHING;
  private inRegion: Uint8Array = NOTHING;
  private codeBytes = 0;
  /** where the name of the piece at hand was written */
  private nameAt = 0;
  /** areas of the connected gaps as texts, as they come up */
  private componentM2: string[] = [];
  private readonly sentences = new WeakMap<GapSentence, Uint8Array[]>();

  /** The listed pieces of a leaf, of all classes or of one; a turn for each cell. */
  *leaf(leaf: PackedGaps, near: NearGaps, gapClass?: string): Generator<void> {
    this.beginLeaf(leaf);
    this.piece.at = 0;
    let cellAt = -1;
    for (const cell of leaf.cells) {
      if (leaf.connected !== null) cellAt = cellIndex(leaf.connected, cell, cellAt);
      this.cell(leaf, cell, cellAt, near, gapClass);
      yield;
    }
  }

  /** `cellAt`: its index among the cells of the connected gaps, -1 = unknown. */
  private cell(
    { pieces, connected }: PackedGaps,
    cell: string,
    cellAt: number,
    near: NearGaps,
    gapClass?: string,
  ): void {
    const { piece, out } = this;
    const list = cellAt < 0 ? -1 : connected!.listAt[cellAt];
    this.taken = 0;
    piece.open(pieces, piece.at);
    for (let order = 0; piece.next(); order++) {
      if (piece.areaM2 < LISTED_M2 || (gapClass !== undefined && piece.class !== gapClass)) continue;
      out.copy(this.begin);
      this.name(cell);
      const nameEnd = out.n;
      out.text('","bbox":[');
      this.bbox();
      out.copy(this.inRegion);
      out.text(cell);
      out.text('","class":"');
      out.text(piece.class);
      out.copy(AS_BYTES.area);
      const area = String(piece.areaM2);
      out.text(area);
      out.copy(AS_BYTES.need);
      out.text(piece.need === piece.areaM2 ? area : String(piece.need));
      out.copy(AS_BYTES.component);
      const k = list < 0 || order >= connected!.lists[list] ? -1 : connected!.lists[list + 1 + order];
      if (k < 0) out.again(this.nameAt, nameEnd);
      else out.text(escaped(connected!.names[k]));
      out.copy(AS_BYTES.componentM2);
      out.text(k < 0 ? area : (this.componentM2[k] ??= String(connected!.areaM2[k])));
      this.reason(near);
      out.copy(AS_BYTES.geometry);
      this.rings(pieces);
      out.text(']]}}');
    }
  }

  private beginLeaf({ regionCode, name, nameEn }: PackedGaps): void {
    const code = escaped(regionCode);
    const english = nameEn === null ? 'null' : `"${escaped(nameEn)}"`;
    const names = `"regionName":"${escaped(name)}","regionNameEn":${english}`;
    this.begin = Buffer.from(`${BETWEEN}{"type":"Feature","id":"${code}:`);
    this.inRegion = Buffer.from(`],"properties":{"regionCode":"${code}",${names},"cell":"`);
    this.codeBytes = Buffer.byteLength(code) + 1;
    this.componentM2 = [];
  }

  /** As gapNamer names it; the region's code and its colon are there already. */
  private name(cell: string): void {
    const { piece, out } = this;
    this.nameAt = out.n - this.codeBytes;
    out.text(piece.class);
    out.text(':');
    out.text(cell);
    out.text(':');
    out.text(cell);
    out.base4(piece.anchorTail, ANCHOR_DIGITS - cell.length);
    for (let i = 0; i < this.taken; i++)
      if (this.takenTail[i] === piece.anchorTail && this.takenClass[i] === piece.class) out.text('~');
    this.takenTail[this.taken] = piece.anchorTail;
    this.takenClass[this.taken++] = piece.class;
  }

  private bbox(): void {
    const { piece, out } = this;
    this.degrees(piece.westE7);
    out.text(',');
    this.degrees(piece.southE7);
    out.text(',');
    this.degrees(piece.eastE7);
    out.text(',');
    this.degrees(piece.northE7);
  }
  private degrees(e7: number): void {
    if (e7 === (e7 | 0) && Math.abs(e7) >= EXPONENT_BELOW_E7) this.out.e7(e7);
    else this.out.text(String(e7 / E7));
  }

  /** From the nearest camera to the sentences, all but the last quote. */
  private reason({ nearest, reachM }: NearGaps): void {
    const { piece, out } = this;
    const facts: GapFacts = {
      class: piece.class,
      areaM2: piece.areaM2,
      nearestCamera: null,
      places: NONE,
      placesEn: NONE,
    };
    if (piece.nearest < 0) out.copy(AS_BYTES.noCamera);
    else {
      const { nearestM } = piece;
      out.copy(AS_BYTES.camera);
      this.kept(piece.nearest);
      out.copy(AS_BYTES.distance);
      out.text(String(nearestM));
      out.copy(AS_BYTES.places);
      const seen = mayReach(nearestM, reachM) ? nearest.get(piece.textOf(piece.nearest)) : undefined;
      const stands =
        seen && mayReach(nearestM, seen.reachM) ? standsTo(seen, [piece.lonE7 / E7, piece.latE7 / E7]) : 'far';
      // its id is copied from where it is kept
      facts.nearestCamera = { id: '', distanceM: nearestM, stands };
    }
    if (piece.places.length > 0) {
      facts.places = this.names(0);
      facts.placesEn = this.names(1);
    }
    this.list(0);
    out.copy(AS_BYTES.placesEn);
    this.list(1);
    // the sentences hold nothing that JSON escapes, and what is put into them is escaped already
    const { en, zh } = gapTemplate(facts);
    out.copy(AS_BYTES.reason);
    this.sentence(en, facts, gapSlot);
    out.copy(AS_BYTES.reasonZh);
    this.sentence(zh, facts, gapSlotZh);
  }
  private sentence(parts: GapSentence, facts: GapFacts, slot: typeof gapSlot): void {
    let bytes = this.sentences.get(parts);
    if (bytes === undefined) {
      bytes = parts.map((part) => Buffer.from(part));
      this.sentences.set(parts, bytes);
    }
    this.out.copy(bytes[0]);
    for (let i = 1; i < parts.length; i += 2) {
      if (parts[i] === 'camera') this.kept(this.piece.nearest);
      else this.out.text(slot(parts[i] as GapSlot, facts));
      this.out.copy(bytes[i + 1]);
    }
  }
  /** A text of the cell's. */
  private kept(k: number): void {
    const { piece, out } = this;
    if (!out.plain(piece.bytes, piece.textAt[k], piece.textEnd[k])) out.text(escaped(piece.textOf(k)));
  }
  /** Every other name of the places, from the first or the second on, as JSON writes them. */
  private names(from: number): string[] {
    const { piece } = this;
    const found: string[] = [];
    for (let i = from; i < piece.places.length; i += 2) found.push(escaped(piece.textOf(piece.places[i])));
    return found;
  }
  private list(from: number): void {
    const { piece, out } = this;
    for (let i = from; i < piece.places.length; i += 2) {
      out.text(i === from ? '"' : ',"');
      this.kept(piece.places[i]);
      out.text('"');
    }
  }

  /** Those of a MultiPolygon of one polygon. */
  private rings(pieces: Uint8Array): void {
    const { outline, out } = this;
    outline.read(pieces, this.piece.outlineAt, this.piece.outlineEnd);
    const { coordsE7, ringEnd, rings } = outline;
    for (let r = 0, start = 0; r < rings; start = ringEnd[r++]) {
      if (r > 0) out.text(',');
      out.ring(coordsE7, start, ringEnd[r]);
    }
  }
}
const NONE: readonly string[] = [];
