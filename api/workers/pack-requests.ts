// A batch of requests as one buffer and back. Laid out so that unpacking makes views and copies nothing:
//   int32    number of requests, number of float64 values (FRONT), then per request its sizes (HEAD), padded to 8 bytes
//   float64  per request coords, then the columns of its cameras
//   int32    per request ringEnd, polyEnd
import type { CameraArrays, LeafInput, MeasureOptions } from '#engine';
import type { MeasureRequest, PackedRequests, RareInput } from './messages.ts';

/** Columns that every camera has, in their order; heights come last, where they are given. */
const COLUMNS = ['lon', 'lat', 'azimuthDeg', 'hfovDeg', 'nearM', 'reachM', 'p'] as const;
const FRONT = 2;
/** coords, rings, polygons, cameras, 1 = with heights, number of its options */
const HEAD = 6;

const toEight = (bytes: number): number => (bytes + 7) & ~7;

export function packRequests(batch: readonly MeasureRequest[]): PackedRequests {
  let [floats, ints] = [0, 0];
  for (const { input } of batch) {
    floats += input.region.coords.length + columnsOf(input.cameras) * input.cameras.n;
    ints += input.region.ringEnd.length + input.region.polyEnd.length;
  }
  const valuesAt = toEight(4 * (FRONT + HEAD * batch.length));
  const buffer = new ArrayBuffer(valuesAt + 8 * floats + 4 * ints);
  const head = new Int32Array(buffer, 0, valuesAt / 4);
  const values = new Float64Array(buffer, valuesAt, floats);
  const ends = new Int32Array(buffer, valuesAt + 8 * floats, ints);
  head[0] = batch.length;
  head[1] = floats;
  const options: MeasureOptions[] = [];
  const rare: (RareInput | null)[] = [];
  let [v, e, h] = [0, 0, FRONT];
  for (const { input, options: own } of batch) {
    const { region, cameras } = input;
    head[h++] = region.coords.length;
    head[h++] = region.ringEnd.length;
    head[h++] = region.polyEnd.length;
    head[h++] = cameras.n;
    head[h++] = cameras.heightM === undefined ? 0 : 1;
    head[h++] = numberOf(options, own);
    values.set(region.coords, v);
    v += region.coords.length;
    for (const name of COLUMNS) {
      values.set(cameras[name], v);
      v += cameras.n;
    }
    if (cameras.heightM !== undefined) {
      values.set(cameras.heightM, v);
      v += cameras.n;
    }
    ends.set(region.ringEnd, e);
    e += region.ringEnd.length;
    ends.set(region.polyEnd, e);
    e += region.polyEnd.length;
    rare.push(rareOf(input));
  }
  return {
    keys: batch.map(({ key }) => key),
    options,
    rare: rare.every((one) => one === null) ? null : rare,
    columns: buffer,
  };
}

const columnsOf = (cameras: CameraArrays): number => COLUMNS.length + (cameras.heightM === undefined ? 0 : 1);

function numberOf(options: MeasureOptions[], own: MeasureOptions): number {
  const { k, ceiling, gaps, unique, seen, hidden } = own;
  const known = options.findIndex(
    (o) =>
      o.k === k &&
      o.ceiling === ceiling &&
      o.gaps === gaps &&
      o.unique === unique &&
      o.seen === seen &&
      o.hidden === hidden,
  );
  return known >= 0 ? known : options.push(own) - 1;
}

function rareOf({ demand, obstacles, zones, places, cameras }: LeafInput): RareInput | null {
  const { terrain } = cameras;
  const isPlain = demand === null && !obstacles && !zones && !places && !terrain;
  return isPlain ? null : { demand, obstacles, zones, places, terrain };
}

/** Arrays are views on the buffer. */
export function unpackRequests({ keys, options, rare, columns }: PackedRequests): MeasureRequest[] {
  const [count, floats] = new Int32Array(columns, 0, FRONT);
  const head = new Int32Array(columns, 4 * FRONT, HEAD * count);
  let at = toEight(4 * (FRONT + HEAD * count));
  let endAt = at + 8 * floats;
  const take = (length: number): Float64Array => {
    const view = new Float64Array(columns, at, length);
    at += 8 * length;
    return view;
  };
  const takeEnds = (length: number): Int32Array => {
    const view = new Int32Array(columns, endAt, length);
    endAt += 4 * length;
    return view;
  };
  return keys.map((key, i) => {
    const [coords, rings, polygons, n, hasHeights, ownOptions] = head.subarray(HEAD * i, HEAD * (i + 1));
    const region = { coords: take(coords), ringEnd: takeEnds(rings), polyEnd: takeEnds(polygons) };
    const [lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p] = COLUMNS.map(() => take(n));
    const cameras: CameraArrays = { n, lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p };
    if (hasHeights === 1) cameras.heightM = take(n);
    const { demand = null, terrain, ...layers } = rare?.[i] ?? {};
    if (terrain) cameras.terrain = terrain;
    return { key, input: { region, demand, cameras, ...layers }, options: options[ownOptions] };
  });
}
