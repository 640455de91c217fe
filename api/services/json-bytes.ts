// JSON written as bytes, part by part: digits and texts without a string for each.

const CHAR = { zero: 48, minus: 45, comma: 44, open: 91, close: 93, quote: 34, backslash: 92 };
/** Most bytes of one UTF-16 unit as UTF-8. */
const UNIT_BYTES = 3;
/** Longer texts are copied by the runtime: a call costs as much as so many characters. */
const BY_HAND_CHARS = 160;
/** Most bytes of a coordinate, and those that its last store may spoil behind it. */
const E7_BYTES = 12;
const SPOILT_BYTES = 4;
/** Most bytes of one vertex: '[-180.1234567,-90.1234567],'. */
const VERTEX_BYTES = 2 * E7_BYTES + 4;
/** Room for a part as it is taken and what comes last in it. */
const FIRST_BYTES = 640 * 1024;

/** Up to four characters as the number that stands for them in memory, the first lowest. */
const packed = (text: string): number => [...text].reduce((v, char, i) => v + char.charCodeAt(0) * 256 ** i, 0);
/** '0000' to '9999', '000' to '999', and whole degrees with their point: a store writes them at once. */
const FOUR = Uint32Array.from({ length: 10_000 }, (_, v) => packed(String(v).padStart(4, '0')));
const THREE = Uint32Array.from({ length: 1_000 }, (_, v) => packed(String(v).padStart(3, '0')));
/** 2^31 of 1e-7 and a little more. */
const MOST_WHOLE = 215;
const WHOLE = Uint32Array.from({ length: MOST_WHOLE }, (_, v) => packed(`${v}.`));
const WHOLE_BYTES = Uint8Array.from({ length: MOST_WHOLE }, (_, v) => `${v}.`.length);

/** Writes one behind the other and makes room as it goes. */
export class JsonBytes {
  n = 0;
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private view = new DataView(this.bytes.buffer);

  /** Makes sure that so many bytes more can be written. */
  private room(more: number): void {
    if (this.n + more <= this.bytes.length) return;
    const bigger = Buffer.allocUnsafeSlow(2 * (this.n + more));
    this.bytes.copy(bigger, 0, 0, this.n);
    this.bytes = bigger;
    this.view = new DataView(bigger.buffer);
  }
  /** What was written since it was last taken; it goes on in another buffer. */
  take(): Buffer<ArrayBuffer> {
    const taken = this.bytes.subarray(0, this.n);
    this.bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
    this.view = new DataView(this.bytes.buffer);
    this.n = 0;
    return taken;
  }

  text(value: string): void {
    this.room(UNIT_BYTES * value.length);
    if (value.length > BY_HAND_CHARS || !this.byHand(value)) this.n += this.bytes.write(value, this.n, 'utf8');
  }
  /** False where a text holds surrogates: nothing of it counts as written. */
  private byHand(value: string): boolean {
    const { bytes } = this;
    let at = this.n;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit < 0x80) bytes[at++] = unit;
      else if (unit < 0x800) {
        bytes[at++] = 0xc0 | (unit >> 6);
        bytes[at++] = 0x80 | (unit & 0x3f);
      } else if (unit < 0xd800 || unit > 0xdfff) {
        bytes[at++] = 0xe0 | (unit >> 12);
        bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
        bytes[at++] = 0x80 | (unit & 0x3f);
      } else return false;
    }
    this.n = at;
    return true;
  }
  /** UTF-8 that nothing is escaped in; false = something would have to be, and nothing counts as written. */
  plain(from: Uint8Array, start: number, end: number): boolean {
    this.room(end - start);
    const { bytes } = this;
    let at = this.n;
    for (let i = start; i < end; i++) {
      const byte = from[i];
      if (byte < 0x20 || byte === CHAR.quote || byte === CHAR.backslash) return false;
      bytes[at++] = byte;
    }
    this.n = at;
    return true;
  }
  /** What is written again and again is quicker as bytes. */
  copy(from: Uint8Array): void {
    this.room(from.length);
    this.bytes.set(from, this.n);
    this.n += from.length;
  }
  /** What stands at [from, end) since it was last taken, once more. */
  again(from: number, end: number): void {
    this.room(end - from);
    this.bytes.copyWithin(this.n, from, end);
    this.n += end - from;
  }

  /** A whole number of 1e-7, |v| < 2^31, as a plain decimal: never with an exponent. */
  e7(value: number): void {
    this.room(E7_BYTES + SPOILT_BYTES);
    this.n = e7At(this.view, this.n, value);
  }
  /** Vertices [from, to) of longitudes and latitudes by turns, in 1e-7 degrees, and the first once more. */
  ring(coordsE7: Int32Array, from: number, to: number): void {
    this.room((to - from + 1) * VERTEX_BYTES + 2 + SPOILT_BYTES);
    const { view } = this;
    let at = this.n;
    view.setUint8(at++, CHAR.open);
    for (let v = from; v < to; v++) at = vertexAt(view, at, coordsE7[2 * v], coordsE7[2 * v + 1]);
    if (to > from) at = vertexAt(view, at, coordsE7[2 * from], coordsE7[2 * from + 1]) - 1;
    view.setUint8(at, CHAR.close);
    this.n = at + 1;
  }
  /** `digits` digits of a whole number below 2^53, base 4. */
  base4(value: number, digits: number): void {
    this.room(digits);
    const { bytes } = this;
    // in two halves of 26 bits: within what integers are quick for
    let high = Math.floor(value / HALF);
    let low = value - high * HALF;
    const end = this.n + digits;
    for (let at = end - 1, left = HALF_DIGITS; at >= this.n; at--) {
      if (left-- === 0) {
        low = high;
        high = 0;
      }
      bytes[at] = CHAR.zero + (low & 3);
      low >>= 2;
    }
    this.n = end;
  }
}
const HALF = 2 ** 26;
const HALF_DIGITS = 13;

/** '[-180.1234567,-90.1234567],' → where it ends. */
function vertexAt(view: DataView, from: number, lonE7: number, latE7: number): number {
  view.setUint8(from, CHAR.open);
  let at = e7At(view, from + 1, lonE7);
  view.setUint8(at, CHAR.comma);
  at = e7At(view, at + 1, latE7);
  view.setUint8(at, CHAR.close);
  view.setUint8(at + 1, CHAR.comma);
  return at + 2;
}

/** Whole degrees, four decimals and three more as a store each; then back over the zeros at the end. */
function e7At(view: DataView, from: number, value: number): number {
  let at = from;
  let v = value | 0;
  if (v < 0) {
    view.setUint8(at++, CHAR.minus);
    v = -v | 0;
  }
  const whole = (v / 1e7) | 0;
  const rest = (v - whole * 1e7) | 0;
  view.setUint32(at, WHOLE[whole], true);
  at += WHOLE_BYTES[whole];
  if (rest === 0) return at - 1;
  const high = (rest / 1_000) | 0;
  view.setUint32(at, FOUR[high], true);
  view.setUint32(at + 4, THREE[rest - high * 1_000], true);
  at += 7;
  while (view.getUint8(at - 1) === CHAR.zero) at--;
  return at;
}

/** What stands between the quotes when JSON writes a text. */
export function escaped(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isPlain = unit >= 0x20 && unit !== CHAR.quote && unit !== CHAR.backslash && (unit < 0xd800 || unit > 0xdfff);
    // half a surrogate pair is escaped, a whole one is not: JSON knows
    if (!isPlain) return JSON.stringify(text).slice(1, -1);
  }
  return text;
}
