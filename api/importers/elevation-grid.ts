// How is an elevation grid kept, and how is a window of it read? One file: a header, then rows of 32-bit numbers, so that a
// window is a few positioned reads however large the grid is.
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { crsOf } from './crs.ts';
import type { BboxDeg } from './types.ts';

/** First bytes of the file; the header is JSON behind them, padded with blanks. */
const MAGIC = 'lacuna elevation 1\n';
const HEADER_BYTES = 4_096;
const CELL_BYTES = 4;

export interface GridHeader {
  width: number;
  height: number;
  /** system of the plane or the degrees that `affine` leads to */
  crs: string;
  /** centre of column c, row r: x = affine[0]·c + affine[1]·r + affine[2], y = affine[3]·c + affine[4]·r + affine[5] */
  affine: [number, number, number, number, number, number];
  /** WGS-84; goes past 180 where the grid lies over the antimeridian */
  bbox: BboxDeg;
  cellM: number;
  /** cells without an elevation */
  unknownCells: number;
}

export interface GridWriter {
  /** `values` start at a column of a row and lie inside the grid; NaN = not known */
  write(column: number, row: number, values: Float32Array): void;
  /** writes the header: only then is the file a grid */
  finish(header: GridHeader): void;
  close(): void;
}

export function createGrid(path: string, width: number): GridWriter {
  const fd = openSync(path, 'wx', 0o600);
  return {
    write(column, row, values) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      writeFully(fd, bytes, HEADER_BYTES + CELL_BYTES * (row * width + column));
    },
    finish(header) {
      const text = Buffer.from(`${MAGIC}${JSON.stringify(header)}`);
      if (text.length > HEADER_BYTES) throw new Error(`expected a header of at most ${HEADER_BYTES} bytes`);
      const padded = Buffer.alloc(HEADER_BYTES, ' ');
      text.copy(padded);
      writeFully(fd, padded, 0);
    },
    close: () => closeSync(fd),
  };
}

function writeFully(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
}

/** A grid that is open for reading. */
export interface ElevationGrid extends Omit<GridHeader, 'affine' | 'unknownCells'> {
  /** column and row (fractions between cell centres) of a place; null where the grid's system does not reach */
  toCell(lon: number, lat: number): [column: number, row: number] | null;
  /** a window that lies inside the grid, row by row; NaN = not known */
  window(column: number, row: number, width: number, height: number): Float32Array;
  close(): void;
}

/** Errors: throws where the file is missing or no grid. */
export function openGrid(path: string): ElevationGrid {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEADER_BYTES);
    readFully(fd, head, 0);
    const text = head.toString('utf8');
    if (!text.startsWith(MAGIC)) throw new Error(`expected an elevation grid, got ${path}`);
    const { affine, unknownCells: _unknown, ...header } = JSON.parse(text.slice(MAGIC.length)) as GridHeader;
    const { width, height } = header;
    const whole = Number.isSafeInteger(width * height) && width >= 2 && height >= 2;
    if (!whole || fstatSync(fd).size < HEADER_BYTES + CELL_BYTES * width * height)
      throw new Error(`expected ${width} × ${height} cells in ${path}`);
    const crs = crsOf(header.crs);
    if (crs?.fromWgs84 === undefined) throw new Error(`expected a known system, got ${header.crs}`);
    const [xc, xr, x0, yc, yr, y0] = affine;
    const det = xc * yr - xr * yc;
    const { fromWgs84 } = crs;
    const middle = (header.bbox[0] + header.bbox[2]) / 2;
    return {
      ...header,
      toCell(lon, lat) {
        const near = lon < middle - 180 ? lon + 360 : lon > middle + 180 ? lon - 360 : lon;
        const found = fromWgs84(crs.projected ? lon : near, lat);
        if (found === null) return null;
        const x = found[0] - x0;
        const y = found[1] - y0;
        return [(x * yr - y * xr) / det, (y * xc - x * yc) / det];
      },
      window(column, row, w, h) {
        const values = new Float32Array(w * h);
        const bytes = new Uint8Array(values.buffer);
        for (let j = 0; j < h; j++) {
          const at = HEADER_BYTES + CELL_BYTES * ((row + j) * width + column);
          readFully(fd, bytes.subarray(CELL_BYTES * j * w, CELL_BYTES * (j + 1) * w), at);
        }
        return values;
      },
      close: () => closeSync(fd),
    };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function readFully(fd: number, into: Uint8Array, at: number): void {
  for (let done = 0; done < into.length; ) {
    const n = readSync(fd, into, done, into.length - done, at + done);
    if (n === 0) throw new Error(`expected ${into.length} bytes at ${at}, got ${done}`);
    done += n;
  }
}
