// The benchmark's input on disk: villages one after another, each ready for the engine, so that no process holds them all.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { LeafInput } from '#engine';

export interface BenchLeaf {
  index: number;
  /** cameras that stand in the village; `input.cameras` also holds those that look in over its border */
  standing: number;
  input: LeafInput;
}

/** Columns of a camera, in file order. */
const COLUMNS = ['lon', 'lat', 'azimuthDeg', 'hfovDeg', 'nearM', 'reachM', 'p'] as const;
const HEADER = 4;
const WRITE_BYTES = 1 << 22;
const READ_VALUES = 1 << 18;

export function leafWriter(path: string) {
  const fd = openSync(path, 'w');
  let parts: Float64Array[] = [];
  let bytes = 0;
  const flush = (): void => {
    for (const part of parts) writeSync(fd, new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    parts = [];
    bytes = 0;
  };
  return {
    write({ index, standing, input }: BenchLeaf): void {
      const { coords } = input.region;
      if (input.region.ringEnd.length !== 1) throw new Error(`expected villages of one ring, got ${index}`);
      const add = (part: Float64Array): void => {
        parts.push(part);
        bytes += part.byteLength;
      };
      add(Float64Array.of(index, standing, coords.length / 2, input.cameras.n));
      add(coords);
      for (const column of COLUMNS) add(input.cameras[column]);
      if (bytes > WRITE_BYTES) flush();
    },
    close(): void {
      flush();
      closeSync(fd);
    },
  };
}

/** Every village of the file in its order. Arrays are views on what was read, which is never written over. */
export function* readLeaves(path: string, limit = Number.POSITIVE_INFINITY): Generator<BenchLeaf> {
  const fd = openSync(path, 'r');
  let buffer = new Float64Array();
  let at = 0;
  /** Reads on, behind what is left. */
  const refill = (atLeast: number): boolean => {
    const left = buffer.subarray(at);
    const next = new Float64Array(Math.max(READ_VALUES, atLeast));
    next.set(left);
    const read = readSync(fd, next, left.byteLength, next.byteLength - left.byteLength, null) / 8;
    buffer = next.subarray(0, left.length + read);
    at = 0;
    return read > 0;
  };
  const take = (n: number): Float64Array | null => {
    while (buffer.length - at < n) if (!refill(n)) return null;
    at += n;
    return buffer.subarray(at - n, at);
  };
  const must = (n: number): Float64Array => {
    const got = take(n);
    if (got === null) throw new Error(`${path} ends inside a village; delete it, it is made anew`);
    return got;
  };
  try {
    for (let seen = 0; seen < limit; seen++) {
      const head = take(HEADER);
      if (head === null) return;
      const [index, standing, vertices, n] = head;
      const region = {
        coords: must(2 * vertices),
        ringEnd: Int32Array.of(vertices),
        polyEnd: Int32Array.of(1),
      };
      const [lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p] = COLUMNS.map(() => must(n));
      const cameras = { n, lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p };
      yield { index, standing, input: { region, demand: null, cameras } };
    }
  } finally {
    closeSync(fd);
  }
}
