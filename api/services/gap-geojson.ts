// The coordinates of an outline as GeoJSON text, digits written straight from its whole numbers.
import { E7, type Outline, readOutline } from '#engine';

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
/** Most bytes of one vertex: '[-180.1234567,-90.1234567],' */
const VERTEX_BYTES = 28;
const DECIMALS = 7;

let bytes = Buffer.alloc(4_096);
let n = 0;

function digits(value: number): void {
  let v = value;
  if (v < 0) {
    bytes[n++] = MINUS;
    v = -v;
  }
  const whole = Math.floor(v / E7);
  let rest = v - whole * E7;
  if (whole >= 100) bytes[n++] = ZERO + Math.floor(whole / 100);
  if (whole >= 10) bytes[n++] = ZERO + (Math.floor(whole / 10) % 10);
  bytes[n++] = ZERO + (whole % 10);
  if (rest === 0) return;
  bytes[n] = POINT;
  for (let q = DECIMALS; q > 0; q--) {
    const tenth = Math.floor(rest / 10);
    bytes[n + q] = ZERO + rest - 10 * tenth;
    rest = tenth;
  }
  n += DECIMALS;
  while (bytes[n] === ZERO) n--;
  n++;
}

/** `[[ring, …]]`: the coordinates of a MultiPolygon of one polygon. */
export function outlineText(outline: Uint8Array): string {
  const { coordsE7, ringEnd }: Outline = readOutline(outline);
  const most = 8 + (coordsE7.length / 2 + ringEnd.length) * VERTEX_BYTES + 4 * ringEnd.length;
  if (bytes.length < most) bytes = Buffer.alloc(2 * most);
  n = 0;
  const put = (text: string): void => {
    for (let i = 0; i < text.length; i++) bytes[n++] = text.charCodeAt(i);
  };
  put('[[');
  for (let r = 0, start = 0; r < ringEnd.length; start = ringEnd[r++]) {
    put(r === 0 ? '[' : ',[');
    // closed: the first vertex once more
    for (let q = start; q <= ringEnd[r]; q++) {
      const v = q === ringEnd[r] ? start : q;
      put(q === start ? '[' : ',[');
      digits(coordsE7[2 * v]);
      put(',');
      digits(coordsE7[2 * v + 1]);
      put(']');
    }
    put(']');
  }
  put(']]');
  return bytes.toString('latin1', 0, n);
}
