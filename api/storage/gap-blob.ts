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

const fromDigits = (digits: string): number => {
  let v = 0;
  for (let i = 0; i < digits.length; i++) v = v * 4 + digits.charCodeAt(i) - 48;
  return v;
};
const toDigits = (value: number, digits: number): string => value.toString(4).padStart(digits, '0');

/** Ascending numbers = the order cells are kept in. */
export const cellNumber = (cell: string): number => fromDigits(`1${cell}`);

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
function reader(blob: Uint8Array) {
  const data = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  let at = 1;
  if (blob[0] !== VERSION) throw new Error(`expected gap blob version ${VERSION}, got ${blob[0]}`);
  return {
    byte: () => blob[at++],
    varint(): number {
      let v = 0;
      for (let unit = 1; ; unit *= 0x80) {
        const byte = blob[at++];
        v += (byte & 0x7f) * unit;
        if (byte < 0x80) return v;
      }
    },
    f64(): number {
      at += 8;
      return data.getFloat64(at - 8, true);
    },
    i32(): number {
      at += 4;
      return data.getInt32(at - 4, true);
    },
    part(length: number): Uint8Array {
      at += length;
      return blob.subarray(at - length, at);
    },
  };
}

/** Outlines are views on the blob. */
export function decodeCell(cell: string, blob: Uint8Array): CellGap[] {
  const r = reader(blob);
  const texts: string[] = [];
  for (let left = r.varint(); left > 0; left--) texts.push(text8.decode(r.part(r.varint())));
  const pieces: CellGap[] = [];
  for (let left = r.varint(); left > 0; left--) {
    const gapClass = CLASSES[r.byte()];
    const anchor = cell + toDigits(r.f64(), ANCHOR_DIGITS - cell.length);
    const areaM2 = r.f64();
    const need = r.f64();
    const lon = r.i32();
    const lat = r.i32();
    const west = lon - r.varint();
    const south = lat - r.varint();
    const east = lon + r.varint();
    const north = lat + r.varint();
    const camera = r.varint();
    const metres = r.f64();
    const places: string[] = [];
    const placesEn: string[] = [];
    for (let more = r.varint(); more > 0; more--) {
      places.push(texts[r.varint()]);
      placesEn.push(texts[r.varint()]);
    }
    pieces.push({
      class: gapClass,
      anchor,
      areaM2,
      need,
      labelPoint: [lon / E7, lat / E7],
      bbox: [west / E7, south / E7, east / E7, north / E7],
      nearestCameraId: camera === 0 ? null : texts[camera - 1],
      nearestM: camera === 0 ? null : metres,
      places,
      placesEn,
      outline: r.part(r.varint()),
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

/** Area of all components together, m². */
export function componentsM2(blob: Uint8Array): number {
  const r = reader(blob);
  let areaM2 = 0;
  for (let left = r.varint(); left > 0; left--) {
    areaM2 += r.f64();
    r.f64();
  }
  return areaM2;
}

export function decodeComponents(blob: Uint8Array): LeafComponents {
  const r = reader(blob);
  const components: LeafComponents['components'] = [];
  for (let left = r.varint(); left > 0; left--)
    components.push({ areaM2: r.f64(), anchor: toDigits(r.f64(), ANCHOR_DIGITS) });
  const cells = new Map<string, number[]>();
  let number = 0;
  for (let left = r.varint(); left > 0; left--) {
    number += r.varint();
    const own: number[] = [];
    for (let more = r.varint(); more > 0; more--) own.push(r.varint());
    cells.set(number.toString(4).slice(1), own);
  }
  return { components, cells };
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};
