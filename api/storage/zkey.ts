// Where a point falls on the Z-order curve: its Web-Mercator quadkey as a number, at zoom 26 (52 bits, exact).

export const ZKEY_ZOOM = 26;
const CELLS = 2 ** ZKEY_ZOOM;
/** beyond this latitude the square world map ends */
const MAX_LAT = 85.05112877980659;
const HALF_TURN = 180;

/** Column (west to east) and row (north to south) of a point on the square map, each in [0, 2^26). */
export function mapCell(lon: number, lat: number): [x: number, y: number] {
  const clamped = Math.max(-MAX_LAT, Math.min(MAX_LAT, lat));
  const sine = Math.sin((clamped * Math.PI) / HALF_TURN);
  const u = (lon + HALF_TURN) / 360;
  const v = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return [
    Math.min(CELLS - 1, Math.max(0, Math.floor(u * CELLS))),
    Math.min(CELLS - 1, Math.max(0, Math.floor(v * CELLS))),
  ];
}

/** Bits of a 13-bit number spread to even places. */
function spread(value: number): number {
  let v = value & 0x1fff;
  v = (v | (v << 8)) & 0x00ff00ff;
  v = (v | (v << 4)) & 0x0f0f0f0f;
  v = (v | (v << 2)) & 0x33333333;
  v = (v | (v << 1)) & 0x55555555;
  return v;
}

/** Interleaves a cell's column and row (26 bits each) into one number below 2^52. */
export function zkeyOfCell(x: number, y: number): number {
  const high = (spread(x >>> 13) | (spread(y >>> 13) << 1)) >>> 0;
  const low = (spread(x) | (spread(y) << 1)) >>> 0;
  return high * 2 ** 26 + low;
}

/** The even bits of a 26-bit number, moved together. */
function gather(value: number): number {
  let v = value & 0x1555555;
  v = (v | (v >> 1)) & 0x33333333;
  v = (v | (v >> 2)) & 0x0f0f0f0f;
  v = (v | (v >> 4)) & 0x00ff00ff;
  return (v | (v >> 8)) & 0xffff;
}

/** Column and row of a key: what `zkeyOfCell` interleaved. */
export function cellOfZkey(zkey: number): [x: number, y: number] {
  const high = Math.floor(zkey / 2 ** 26);
  const low = zkey % 2 ** 26;
  return [gather(high) * 2 ** 13 + gather(low), gather(high >> 1) * 2 ** 13 + gather(low >> 1)];
}

export const zkeyOf = (lon: number, lat: number): number => zkeyOfCell(...mapCell(lon, lat));

/** A half-open range of keys. */
export type ZRange = [from: number, below: number];

/** All keys inside one map tile. */
export function tileRange(z: number, x: number, y: number): ZRange {
  const scale = 2 ** (ZKEY_ZOOM - z);
  const from = zkeyOfCell(x * scale, y * scale);
  return [from, from + scale * scale];
}

/** Ranges that together hold every point of a box (and some outside it), merged where they touch; about `wanted` of
 * them: cells are split until the box is covered by at most that many. */
export function boxRanges(box: readonly [number, number, number, number], wanted = 8): ZRange[] {
  const [x0, y0] = mapCell(box[0], box[3]);
  const [x1, y1] = mapCell(box[2], box[1]);
  let zoom = ZKEY_ZOOM;
  const cellsAt = (z: number): number => {
    const s = 2 ** (ZKEY_ZOOM - z);
    return (Math.floor(x1 / s) - Math.floor(x0 / s) + 1) * (Math.floor(y1 / s) - Math.floor(y0 / s) + 1);
  };
  while (zoom > 0 && cellsAt(zoom) > wanted * 2) zoom -= 1;
  const s = 2 ** (ZKEY_ZOOM - zoom);
  const ranges: ZRange[] = [];
  for (let x = Math.floor(x0 / s); x <= Math.floor(x1 / s); x += 1)
    for (let y = Math.floor(y0 / s); y <= Math.floor(y1 / s); y += 1) ranges.push(tileRange(zoom, x, y));
  return mergeRanges(ranges);
}

/** The same keys in as few ranges as possible, ascending. */
export function mergeRanges(ranges: ZRange[]): ZRange[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const merged: ZRange[] = [];
  for (const [from, below] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], below);
    else merged.push([from, below]);
  }
  return merged;
}
