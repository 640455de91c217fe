// The coordinates of an outline as GeoJSON text, digits written straight from its whole numbers.
import { E7, readOutline } from '#engine';

const [ZERO, MINUS, POINT, COMMA, OPEN, CLOSE] = [...'0-.,[]'].map((sign) => sign.charCodeAt(0));
/** Most bytes of one vertex: '[-180.1234567,-90.1234567],' */
const VERTEX_BYTES = 28;
const DECIMALS = 7;

/** Four digits of every number below 10,000. */
const DIGITS = new Uint8Array(40_000);
for (let v = 0; v < 10_000; v++)
  for (let q = 0, rest = v; q < 4; q++, rest = Math.floor(rest / 10)) DIGITS[4 * v + 3 - q] = ZERO + (rest % 10);

let bytes = Buffer.alloc(4_096);
let n = 0;

function coordinate(value: number): void {
  let v = value | 0;
  if (v < 0) {
    bytes[n++] = MINUS;
    v = -v | 0;
  }
  const whole = (v / E7) | 0;
  const rest = (v - whole * E7) | 0;
  if (whole >= 100) bytes[n++] = DIGITS[4 * whole + 1];
  if (whole >= 10) bytes[n++] = DIGITS[4 * whole + 2];
  bytes[n++] = DIGITS[4 * whole + 3];
  if (rest === 0) return;
  const high = (rest / 10_000) | 0;
  const low = rest - high * 10_000;
  bytes[n] = POINT;
  for (let q = 1; q < 4; q++) bytes[n + q] = DIGITS[4 * high + q];
  for (let q = 0; q < 4; q++) bytes[n + 4 + q] = DIGITS[4 * low + q];
  n += DECIMALS;
  while (bytes[n] === ZERO) n--;
  n++;
}

/** `[[ring, …]]`: the coordinates of a MultiPolygon of one polygon. */
export function outlineText(outline: Uint8Array): string {
  const { coordsE7, ringEnd } = readOutline(outline);
  const most = 8 + (coordsE7.length / 2 + ringEnd.length) * VERTEX_BYTES + 4 * ringEnd.length;
  if (bytes.length < most) bytes = Buffer.alloc(2 * most);
  n = 0;
  bytes[n++] = OPEN;
  bytes[n++] = OPEN;
  for (let r = 0, start = 0; r < ringEnd.length; start = ringEnd[r++]) {
    if (r > 0) bytes[n++] = COMMA;
    bytes[n++] = OPEN;
    // closed: the first vertex once more
    for (let q = start; q <= ringEnd[r]; q++) {
      const v = q === ringEnd[r] ? start : q;
      if (q > start) bytes[n++] = COMMA;
      bytes[n++] = OPEN;
      coordinate(coordsE7[2 * v]);
      bytes[n++] = COMMA;
      coordinate(coordsE7[2 * v + 1]);
      bytes[n++] = CLOSE;
    }
    bytes[n++] = CLOSE;
  }
  bytes[n++] = CLOSE;
  bytes[n++] = CLOSE;
  return bytes.toString('latin1', 0, n);
}
