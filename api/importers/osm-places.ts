// Where are the nodes that ways need? Sorted ids and fixed-point places in flat arrays: sixteen bytes a node, in no heap.
import { FileFault } from './fault.ts';

/** OpenStreetMap keeps seven decimals. */
const PER_DEGREE = 1e7;
const NOWHERE = -0x80000000;
const FIRST_LENGTH = 1 << 14;
const GROWTH = 1.5;

export interface Places {
  /** a node that will be needed */
  need(id: number): void;
  /** no more will be: from here on places can be put and read */
  seal(): void;
  put(id: number, lon: number, lat: number): void;
  /** null = not needed, or not in the file */
  at(id: number): [number, number] | null;
  readonly count: number;
}

/** More than `most` different nodes raise a FileFault. */
export function createPlaces(most: number): Places {
  let ids = new Float64Array(FIRST_LENGTH);
  let count = 0;
  let xy = new Int32Array(0);
  /** where the last one was found: files are mostly in the order of ids */
  let near = 0;

  function unite(): void {
    const all = ids.subarray(0, count).sort();
    let kept = 0;
    for (let i = 0; i < count; i++) if (i === 0 || all[i] !== all[kept - 1]) all[kept++] = all[i]!;
    count = kept;
    if (count > most) throw new FileFault('osm.too_large', { limit: most });
  }

  function find(id: number): number {
    if (ids[near] === id) return near;
    if (ids[near + 1] === id) return ++near;
    let low = 0;
    let high = count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const there = ids[middle]!;
      if (there === id) return (near = middle);
      if (there < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  return {
    need(id) {
      if (count === ids.length) {
        unite();
        if (count > ids.length / 2) {
          const larger = new Float64Array(Math.ceil(ids.length * GROWTH));
          larger.set(ids.subarray(0, count));
          ids = larger;
        }
      }
      ids[count++] = id;
    },
    seal() {
      unite();
      ids = ids.slice(0, count);
      xy = new Int32Array(2 * count).fill(NOWHERE);
    },
    put(id, lon, lat) {
      const i = find(id);
      if (i < 0 || !Number.isFinite(lon) || !Number.isFinite(lat)) return;
      xy[2 * i] = Math.round(lon * PER_DEGREE);
      xy[2 * i + 1] = Math.round(lat * PER_DEGREE);
    },
    at(id) {
      const i = find(id);
      return i < 0 || xy[2 * i] === NOWHERE ? null : [xy[2 * i]! / PER_DEGREE, xy[2 * i + 1]! / PER_DEGREE];
    },
    get count() {
      return count;
    },
  };
}
