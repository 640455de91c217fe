// How gap pieces are kept: the pieces of one cell as one blob, and the connected gaps of one leaf as another.
//
// A cell's blob. Numbers: varint = 7 bits a byte, low first; zig = varint of the zigzag; f64 little-endian; i32 likewise.
//   1 byte    version (1)
//   varint    number of texts; per text varint length and UTF-8: camera ids and place names, each once
//   varint    number of pieces, listed in the engine's order; per piece
//     byte      class (index into the contract's list)
//     f64       anchor: its last digits below the cell, base 4
//     f64 f64   area m², need
//     i32 i32   label point (E7)
//     varint ×4 how far the box reaches west, south, east, north of the label point (E7)
//     varint    nearest camera: text number + 1, 0 = none; then f64 metres
//     varint    number of places; per place two varints: text numbers of the Chinese and the English name
//     varint    length of the outline, then the outline (engine: gap-outline.ts)
// A leaf's blob keeps what changes everywhere when one component splits, so that an edit rewrites only its own cells:
//   1 byte    version (1)
//   varint    number of components; per component f64 area m², f64 anchor of its name (base 4)
//   varint    number of cells; per cell, ascending,
//     varint    its number (a 1 and its digits, base 4) less the one before
//     varint    number of its pieces; per piece varint its component
import { GapClass } from '#contract/gap';
import { E7 } from '#engine';

/** One piece as its cell keeps it. */
export interface CellGap {
  class: GapClass;
  /** quadkey of 26 digits */
  anchor: string;
  areaM2: number;
  need: number;
  labelPoint: [number, number];
  bbox: [number, number, number, number];
  nearestCameraId: string | null;
  nearestM: number | null;
  places: string[];
  placesEn: string[];
  outline: Uint8Array;
}
export interface LeafComponents {
  /** area m² and the deep quadkey that names it */
  components: { areaM2: number; anchor: string }[];
  /** per cell: component of each of its pieces */
  cells: Map<string, number[]>;
}

const VERSION = 1;
const CLASSES = GapClass.options;
const CLASS_NUMBER = new Map(CLASSES.map((name, i) => [name, i]));
const utf8 = new TextEncoder();
const text8 = new TextDecoder();
/** Digits of an anchor. */
const ANCHOR_DIGITS = 26;

const fromDigits = (digits: string, before = 0): number => {
  let v = before;
  for (let i = 0; i < digits.length; i++) v = v * 4 + digits.charCodeAt(i) - 48;
  return v;
};
const toDigits = (value: number, digits: number): string => value.toString(4).padStart(digits, '0');

/** Ascending numbers = the order cells are kept in. */
export const cellNumber = (cell: string): number => fromDigits(cell, 1);

/** Bytes that grow, used again for every blob. */
let bytes = new Uint8Array(65_536);
let view = new DataView(bytes.buffer);
let n = 0;
function room(more: number): void {
  if (n + more <= bytes.length) return;
  const bigger = new Uint8Array(2 * (n + more));
  bigger.set(bytes);
  bytes = bigger;
  view = new DataView(bytes.buffer);
}
function varint(value: number): void {
  let v = value;
  while (v >= 0x80) {
    bytes[n++] = (v % 0x80) | 0x80;
    v = Math.floor(v / 0x80);
  }
  bytes[n++] = v;
}
function f64(value: number): void {
  view.setFloat64(n, value, true);
  n += 8;
}
function i32(value: number): void {
  view.setInt32(n, value, true);
  n += 4;
}
/** Most bytes of a piece beside its places and outline. */
const FIXED = 100;

/** The place of a text in the list, behind its end when it is new. Few a cell: a list is quicker than a map. */
function numberIn(texts: string[], value: string): number {
  const known = texts.indexOf(value);
  return known >= 0 ? known : texts.push(value) - 1;
}

export function encodeCell(cell: string, pieces: readonly CellGap[]): Uint8Array {
  n = 0;
  const texts: string[] = [];
  for (const piece of pieces) {
    if (piece.nearestCameraId !== null) numberIn(texts, piece.nearestCameraId);
    for (const name of piece.places) numberIn(texts, name);
    for (const name of piece.placesEn) numberIn(texts, name);
  }
  bytes[n++] = VERSION;
  varint(texts.length);
  for (const value of texts) {
    room(3 * value.length + 10);
    const at = n;
    // One byte of length as a guess: short texts, nearly all.
    const { written } = utf8.encodeInto(value, bytes.subarray(at + 1));
    if (written < 0x80) {
      bytes[at] = written;
      n = at + 1 + written;
    } else {
      varint(written);
      n += utf8.encodeInto(value, bytes.subarray(n)).written;
    }
  }
  room(10);
  varint(pieces.length);
  for (const piece of pieces) {
    room(FIXED + 10 * piece.places.length + piece.outline.length);
    bytes[n++] = CLASS_NUMBER.get(piece.class)!;
    f64(fromDigits(piece.anchor.slice(cell.length)));
    f64(piece.areaM2);
    f64(piece.need);
    const lon = Math.round(piece.labelPoint[0] * E7);
    const lat = Math.round(piece.labelPoint[1] * E7);
    i32(lon);
    i32(lat);
    varint(lon - Math.round(piece.bbox[0] * E7));
    varint(lat - Math.round(piece.bbox[1] * E7));
    varint(Math.round(piece.bbox[2] * E7) - lon);
    varint(Math.round(piece.bbox[3] * E7) - lat);
    varint(piece.nearestCameraId === null ? 0 : numberIn(texts, piece.nearestCameraId) + 1);
    f64(piece.nearestM ?? 0);
    varint(piece.places.length);
    for (let i = 0; i < piece.places.length; i++) {
      varint(numberIn(texts, piece.places[i]));
      varint(numberIn(texts, piece.placesEn[i]));
    }
    varint(piece.outline.length);
    bytes.set(piece.outline, n);
    n += piece.outline.length;
  }
  return bytes.slice(0, n);
}

/** Reads the numbers of a blob one after the other. */
class BlobReader {
  /** the blob that is read */
  bytes: Uint8Array = NO_BYTES;
  /** where the next number is */
  at = 0;

  protected start(blob: Uint8Array, from = 0): void {
    if (blob[from] !== VERSION) throw new Error(`expected gap blob version ${VERSION}, got ${blob[from]}`);
    this.bytes = blob;
    this.at = from + 1;
  }
  protected varint(): number {
    const { bytes: blob } = this;
    let v = blob[this.at++];
    if (v < 0x80) return v;
    v &= 0x7f;
    for (let unit = 0x80; ; unit *= 0x80) {
      const byte = blob[this.at++];
      v += (byte & 0x7f) * unit;
      if (byte < 0x80) return v;
    }
  }
  protected f64(): number {
    const { bytes: blob, at } = this;
    for (let q = 0; q < 8; q++) eight[q] = blob[at + q];
    this.at = at + 8;
    return asDouble[0];
  }
  protected i32(): number {
    const { bytes: blob, at } = this;
    this.at = at + 4;
    return blob[at] | (blob[at + 1] << 8) | (blob[at + 2] << 16) | (blob[at + 3] << 24);
  }
}
const NO_BYTES = new Uint8Array(0);
/** The bytes of one number; a view of each of a million blobs would cost more than reading it. */
const asDouble = new Float64Array(1);
const eight = new Uint8Array(asDouble.buffer);

/** Walks the pieces of a cell and shows one at a time, so that reading a million makes no million objects. */
export class CellCursor extends BlobReader {
  /** text k: bytes[textAt[k]] to bytes[textEnd[k] - 1], UTF-8 */
  readonly textAt: number[] = [];
  readonly textEnd: number[] = [];
  private left = 0;
  class: GapClass = CLASSES[0];
  /** the anchor's digits below the cell, base 4 */
  anchorTail = 0;
  areaM2 = 0;
  need = 0;
  lonE7 = 0;
  latE7 = 0;
  westE7 = 0;
  southE7 = 0;
  eastE7 = 0;
  northE7 = 0;
  /** text number of the nearest camera's id, -1 = none */
  nearest = -1;
  nearestM = 0;
  /** text numbers, a Chinese and an English name by turns */
  places: number[] = [];
  outlineAt = 0;
  outlineEnd = 0;

  /** A blob that begins at `from`; behind its last piece `at` is where it ends. */
  open(blob: Uint8Array, from = 0): void {
    this.start(blob, from);
    const texts = this.varint();
    for (let k = 0; k < texts; k++) {
      const length = this.varint();
      this.textAt[k] = this.at;
      this.textEnd[k] = this.at += length;
    }
    this.left = this.varint();
  }
  /** The next piece, until there is none. */
  next(): boolean {
    if (this.left === 0) return false;
    this.left--;
    this.class = CLASSES[this.bytes[this.at++]];
    this.anchorTail = this.f64();
    this.areaM2 = this.f64();
    this.need = this.f64();
    this.lonE7 = this.i32();
    this.latE7 = this.i32();
    this.westE7 = this.lonE7 - this.varint();
    this.southE7 = this.latE7 - this.varint();
    this.eastE7 = this.lonE7 + this.varint();
    this.northE7 = this.latE7 + this.varint();
    this.nearest = this.varint() - 1;
    this.nearestM = this.f64();
    const names = 2 * this.varint();
    if (this.places.length !== names) this.places.length = names;
    for (let i = 0; i < names; i++) this.places[i] = this.varint();
    const length = this.varint();
    this.outlineAt = this.at;
    this.outlineEnd = this.at += length;
    return true;
  }
  textOf(k: number): string {
    return text8.decode(this.bytes.subarray(this.textAt[k], this.textEnd[k]));
  }
  /** A view on the blob. */
  get outline(): Uint8Array {
    return this.bytes.subarray(this.outlineAt, this.outlineEnd);
  }
}

const cursor = new CellCursor();

/** Outlines are views on the blob. */
export function decodeCell(cell: string, blob: Uint8Array): CellGap[] {
  const c = cursor;
  c.open(blob);
  // each text once a cell: its pieces share cameras and places
  const known: string[] = [];
  const textOf = (k: number): string => (known[k] ??= c.textOf(k));
  const pieces: CellGap[] = [];
  while (c.next()) {
    const places: string[] = [];
    const placesEn: string[] = [];
    for (let i = 0; i < c.places.length; i += 2) {
      places.push(textOf(c.places[i]));
      placesEn.push(textOf(c.places[i + 1]));
    }
    pieces.push({
      class: c.class,
      anchor: cell + toDigits(c.anchorTail, ANCHOR_DIGITS - cell.length),
      areaM2: c.areaM2,
      need: c.need,
      labelPoint: [c.lonE7 / E7, c.latE7 / E7],
      bbox: [c.westE7 / E7, c.southE7 / E7, c.eastE7 / E7, c.northE7 / E7],
      nearestCameraId: c.nearest < 0 ? null : textOf(c.nearest),
      nearestM: c.nearest < 0 ? null : c.nearestM,
      places,
      placesEn,
      outline: c.outline,
    });
  }
  return pieces;
}

/** `cells` in ascending order. */
export function encodeComponents({ components, cells }: LeafComponents): Uint8Array {
  n = 0;
  let pieces = 0;
  for (const own of cells.values()) pieces += own.length;
  room(30 + 16 * components.length + 20 * cells.size + 8 * pieces);
  bytes[n++] = VERSION;
  varint(components.length);
  for (const { areaM2, anchor } of components) {
    f64(areaM2);
    f64(fromDigits(anchor));
  }
  varint(cells.size);
  let last = 0;
  for (const [cell, own] of cells) {
    const number = cellNumber(cell);
    varint(number - last);
    last = number;
    varint(own.length);
    for (const component of own) varint(component);
  }
  return bytes.slice(0, n);
}

/** Walks the blob of a leaf: its components, then the component of each piece cell by cell. */
class LeafCursor extends BlobReader {
  left = 0;
  areaM2 = 0;
  /** base 4 */
  anchor = 0;
  /** a 1 and the cell's digits, base 4 */
  cell = 0;

  /** Before the components: `left` says how many. */
  open(blob: Uint8Array): void {
    this.start(blob);
    this.left = this.varint();
  }
  nextComponent(): boolean {
    if (this.left-- === 0) return false;
    this.areaM2 = this.f64();
    this.anchor = this.f64();
    return true;
  }
  /** Before the cells, once there is no component left. */
  openCells(): void {
    this.left = this.varint();
    this.cell = 0;
  }
  /** The number of pieces of the next cell, each of which is read before the cell after it; -1 = there is none. */
  nextCell(): number {
    if (this.left-- === 0) return -1;
    this.cell += this.varint();
    return this.varint();
  }
  componentOfPiece(): number {
    return this.varint();
  }
}
const leafCursor = new LeafCursor();

/** Area of all components together, m². */
export function componentsM2(blob: Uint8Array): number {
  const c = leafCursor;
  let areaM2 = 0;
  c.open(blob);
  while (c.nextComponent()) areaM2 += c.areaM2;
  return areaM2;
}

export function decodeComponents(blob: Uint8Array): LeafComponents {
  const c = leafCursor;
  c.open(blob);
  const components: LeafComponents['components'] = [];
  while (c.nextComponent()) components.push({ areaM2: c.areaM2, anchor: toDigits(c.anchor, ANCHOR_DIGITS) });
  const cells = new Map<string, number[]>();
  c.openCells();
  for (let pieces = c.nextCell(); pieces >= 0; pieces = c.nextCell()) {
    const own: number[] = [];
    for (let i = 0; i < pieces; i++) own.push(c.componentOfPiece());
    cells.set(c.cell.toString(4).slice(1), own);
  }
  return { components, cells };
}

/** The same, packed: for looking up the pieces of many cells. */
export interface PackedComponents {
  /** per component */
  areaM2: Float64Array;
  anchors: string[];
  /** cell numbers, ascending; listAt[i] = where the list of cell i starts in `lists` */
  cells: Float64Array;
  listAt: Int32Array;
  /** number of pieces, then the component of each; list behind list */
  lists: number[];
}

export function packedComponents(blob: Uint8Array): PackedComponents {
  const c = leafCursor;
  c.open(blob);
  const areaM2 = new Float64Array(c.left);
  const anchors: string[] = [];
  while (c.nextComponent()) {
    areaM2[anchors.length] = c.areaM2;
    anchors.push(toDigits(c.anchor, ANCHOR_DIGITS));
  }
  c.openCells();
  const cells = new Float64Array(c.left);
  const listAt = new Int32Array(c.left);
  const lists: number[] = [];
  for (let i = 0, pieces = c.nextCell(); pieces >= 0; i++, pieces = c.nextCell()) {
    cells[i] = c.cell;
    listAt[i] = lists.length;
    lists.push(pieces);
    for (let k = 0; k < pieces; k++) lists.push(c.componentOfPiece());
  }
  return { areaM2, anchors, cells, listAt, lists };
}

/** The index of a cell among those of its leaf, -1 = the leaf does not know it. Cells that are asked for in their order
 * are found at once: `near` is the index of the one before. */
export function cellIndex({ cells }: PackedComponents, cell: string, near: number): number {
  const number = cellNumber(cell);
  if (cells[near + 1] === number) return near + 1;
  let [low, high] = [0, cells.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cells[middle] < number) low = middle + 1;
    else high = middle;
  }
  return cells[low] === number ? low : -1;
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};
