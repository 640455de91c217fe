// How do thousands of cameras become the points of one tile layer? Written byte by byte, in one pass over the rows: the
// general encoder makes an object per point and a text per value. (Mapbox Vector Tile 2.1; field numbers are its own.)
import { TILE_EXTENT } from './mercator.ts';

const utf8 = new TextEncoder();
/** Wire types of protobuf. */
const VARINT = 0;
const DOUBLE = 1;
const BYTES = 2;
const field = (number: number, wire: number): number => number * 8 + wire;
const POINT = 1;
const MOVE_TO_ONCE = 9;
/** A layer may have so many keys: a point then stays below the 128 bytes whose length takes one. */
const MOST_KEYS = 10;
const MOST_POINT_BYTES = 140;

/** Bytes that grow; `clear` begins anew in the same room. */
function sink(size: number) {
  let bytes = new Uint8Array(size);
  let n = 0;
  const room = (more: number): void => {
    if (n + more <= bytes.length) return;
    const bigger = new Uint8Array(2 * (n + more));
    bigger.set(bytes.subarray(0, n));
    bytes = bigger;
  };
  const varint = (value: number): void => {
    if (n + 8 > bytes.length) room(8);
    let v = value;
    while (v >= 0x80) {
      bytes[n++] = (v & 0x7f) | 0x80;
      v = Math.floor(v / 0x80);
    }
    bytes[n++] = v;
  };
  const raw = (part: Uint8Array): void => {
    room(part.length);
    bytes.set(part, n);
    n += part.length;
  };
  const put = (part: Uint8Array): void => {
    varint(part.length);
    raw(part);
  };
  return {
    varint,
    /** A message of one text field. */
    message(key: number, value: string): void {
      room(value.length + 3);
      // nearly all are short and plain: one byte of length, one byte a letter
      let plain = value.length < 0x7e;
      for (let i = 0; plain && i < value.length; i++) {
        const code = value.charCodeAt(i);
        if (code < 0x80) bytes[n + 3 + i] = code;
        else plain = false;
      }
      if (plain) {
        bytes[n] = value.length + 2;
        bytes[n + 1] = key;
        bytes[n + 2] = value.length;
        n += 3 + value.length;
        return;
      }
      const own = utf8.encode(value);
      varint(1 + varintBytes(own.length) + own.length);
      varint(key);
      put(own);
    },
    /** A feature of one point. Its lengths are below 128 and take one byte each: they are filled in afterwards. */
    point(tags: readonly number[], x: number, y: number): void {
      room(MOST_POINT_BYTES);
      bytes[n] = field(2, BYTES);
      const lengthAt = n + 1;
      bytes[n + 2] = field(2, BYTES);
      const tagLengthAt = n + 3;
      n += 4;
      for (let i = 0; i < tags.length; i++) varint(tags[i]);
      bytes[tagLengthAt] = n - tagLengthAt - 1;
      bytes[n] = field(3, VARINT);
      bytes[n + 1] = POINT;
      bytes[n + 2] = field(4, BYTES);
      const geometryAt = n + 3;
      bytes[n + 4] = MOVE_TO_ONCE;
      n += 5;
      varint(x);
      varint(y);
      bytes[geometryAt] = n - geometryAt - 1;
      bytes[lengthAt] = n - lengthAt - 1;
    },
    text: (value: string) => put(utf8.encode(value)),
    double(value: number): void {
      room(8);
      new DataView(bytes.buffer).setFloat64(n, value, true);
      n += 8;
    },
    raw,
    /** What was written: a view that holds until the next `clear`. */
    done: (): Uint8Array => bytes.subarray(0, n),
    clear(): void {
      n = 0;
    },
  };
}
/** Used again for every layer: new ones for each take longer than writing a few hundred points into them. */
const [layerFeatures, layerValues] = [sink(1 << 16), sink(1 << 16)];

function varintBytes(value: number): number {
  let n = 1;
  for (let v = value; v >= 0x80; v = Math.floor(v / 0x80)) n++;
  return n;
}
const zigzag = (value: number): number => (value >= 0 ? 2 * value : -2 * value - 1);

export interface PointLayer {
  /** One point in tile units; per key of the layer its value, null where it has none. A `unique` text is not looked for
   * among the values of other points. */
  point(x: number, y: number, unique: string, values: readonly (string | number | boolean | null)[]): void;
  done(): Uint8Array;
}

/** `keys[0]` is the key of the unique text; the others follow in the order of `values`. One layer at a time. */
export function pointLayer(name: string, keys: readonly string[]): PointLayer {
  if (keys.length > MOST_KEYS) throw new Error(`expected at most ${MOST_KEYS} keys, got ${keys.length}`);
  const [features, values] = [layerFeatures, layerValues];
  features.clear();
  values.clear();
  const known = new Map<string | number | boolean, number>();
  let valueCount = 0;
  let count = 0;
  const tags: number[] = [];
  const numberOf = (value: string | number | boolean): number => {
    const at = known.get(value);
    if (at !== undefined) return at;
    known.set(value, valueCount);
    values.varint(field(4, BYTES));
    if (typeof value === 'string') writeText(value);
    else if (typeof value === 'boolean') {
      values.varint(2);
      values.varint(field(7, VARINT));
      values.varint(value ? 1 : 0);
    } else if (Number.isSafeInteger(value) && value >= 0) {
      values.varint(1 + varintBytes(value));
      values.varint(field(5, VARINT));
      values.varint(value);
    } else {
      values.varint(9);
      values.varint(field(3, DOUBLE));
      values.double(value);
    }
    return valueCount++;
  };
  const writeText = (value: string): void => values.message(field(1, BYTES), value);
  return {
    point(x, y, unique, others) {
      tags.length = 0;
      tags.push(0, valueCount);
      values.varint(field(4, BYTES));
      writeText(unique);
      valueCount++;
      for (let i = 0; i < others.length; i++) {
        const value = others[i];
        if (value !== null) tags.push(i + 1, numberOf(value));
      }
      features.point(tags, zigzag(x), zigzag(y));
      count++;
    },
    done() {
      if (count === 0) return new Uint8Array();
      const head = sink(256);
      head.varint(field(15, VARINT));
      head.varint(2);
      head.varint(field(1, BYTES));
      head.text(name);
      for (const key of keys) {
        head.varint(field(3, BYTES));
        head.text(key);
      }
      head.varint(field(5, VARINT));
      head.varint(TILE_EXTENT);
      const parts = [head.done(), features.done(), values.done()];
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      const tile = sink(length + 16);
      tile.varint(field(3, BYTES));
      tile.varint(length);
      for (const part of parts) tile.raw(part);
      return tile.done();
    },
  };
}
