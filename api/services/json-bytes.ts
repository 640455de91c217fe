// JSON written as bytes into one buffer that is used again: digits and texts without a string for each.

export const CHAR = { zero: 48, minus: 45, point: 46, comma: 44, open: 91, close: 93, quote: 34, backslash: 92 };
/** Most bytes of a number: '-2.2250738585072014e-308'. */
export const NUMBER_BYTES = 25;
/** Most bytes of one UTF-16 unit as UTF-8. */
const UNIT_BYTES = 3;
/** Longer texts are copied by the runtime: a call costs as much as so many characters. */
const BY_HAND_CHARS = 160;
const FIRST_BYTES = 131_072;

/** Four digits of every number below 10,000. */
const DIGITS = new Uint8Array(40_000);
for (let v = 0; v < 10_000; v++)
  for (let q = 0, rest = v; q < 4; q++, rest = Math.floor(rest / 10)) DIGITS[4 * v + 3 - q] = CHAR.zero + (rest % 10);

/** Writers of what can be long make room themselves; the others need `room` before them. */
export class JsonBytes {
  bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  n = 0;

  /** Makes sure that so many bytes more can be written. */
  room(more: number): void {
    if (this.n + more <= this.bytes.length) return;
    const bigger = Buffer.allocUnsafeSlow(2 * (this.n + more));
    this.bytes.copy(bigger, 0, 0, this.n);
    this.bytes = bigger;
  }
  /** A copy of what was written since it was last taken. */
  take(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.n));
    this.n = 0;
    return taken;
  }

  text(value: string): void {
    this.room(UNIT_BYTES * value.length);
    if (value.length <= BY_HAND_CHARS) {
      const { bytes } = this;
      let at = this.n;
      let i = 0;
      for (; i < value.length; i++) {
        const unit = value.charCodeAt(i);
        if (unit >= 0x80) break;
        bytes[at++] = unit;
      }
      if (i === value.length) {
        this.n = at;
        return;
      }
    }
    this.n += this.bytes.write(value, this.n, 'utf8');
  }
  byte(char: number): void {
    this.bytes[this.n++] = char;
  }
  /** What stands at [from, end) once more. */
  again(from: number, end: number): void {
    this.room(end - from);
    this.bytes.copyWithin(this.n, from, end);
    this.n += end - from;
  }

  /** A whole number of 1e-7, |v| < 2^31, as a plain decimal: never with an exponent. */
  e7(value: number): void {
    const { bytes } = this;
    let at = this.n;
    let v = value | 0;
    if (v < 0) {
      bytes[at++] = CHAR.minus;
      v = -v | 0;
    }
    const whole = (v / 1e7) | 0;
    const rest = (v - whole * 1e7) | 0;
    if (whole >= 100) bytes[at++] = DIGITS[4 * whole + 1];
    if (whole >= 10) bytes[at++] = DIGITS[4 * whole + 2];
    bytes[at++] = DIGITS[4 * whole + 3];
    if (rest !== 0) {
      const high = (rest / 10_000) | 0;
      const low = rest - high * 10_000;
      bytes[at] = CHAR.point;
      bytes[at + 1] = DIGITS[4 * high + 1];
      bytes[at + 2] = DIGITS[4 * high + 2];
      bytes[at + 3] = DIGITS[4 * high + 3];
      bytes[at + 4] = DIGITS[4 * low];
      bytes[at + 5] = DIGITS[4 * low + 1];
      bytes[at + 6] = DIGITS[4 * low + 2];
      bytes[at + 7] = DIGITS[4 * low + 3];
      at += 7;
      while (bytes[at] === CHAR.zero) at--;
      at++;
    }
    this.n = at;
  }
  /** `digits` digits of a whole number below 2^53, base 4. */
  base4(value: number, digits: number): void {
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
