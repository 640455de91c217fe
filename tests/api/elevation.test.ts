// Elevation grids out of GeoTIFFs: every usual system and kind of number, and files that lie.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { writeArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ElevationGrid, openGrid } from '#importers/elevation-grid';
import { parseAll, parseFile } from '#importers/run';
import type { ParseSummary } from '#importers/types';

const DEM = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'dem');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-dem-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Tif {
  values: ArrayLike<number>;
  width: number;
  height: number;
  tags: Record<string, unknown>;
}
const UTM_50N = { GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: 32650 };
const DEGREES = { GTModelTypeGeoKey: 2, GeographicTypeGeoKey: 4326 };
const placed = (x: number, y: number, cell: number) => ({
  ModelPixelScale: [cell, cell, 0],
  ModelTiepoint: [0, 0, 0, x, y, 0],
});
const bytesOf = ({ values, width, height, tags }: Tif): Buffer =>
  Buffer.from(
    writeArrayBuffer(values as never, { width, height, GTRasterTypeGeoKey: 1, ...tags } as never) as ArrayBuffer,
  );

/** 20 × 10 cells whose elevation says where they are: 100 + column + row / 10. */
const ramp = (make: (n: number) => { [k: number]: number; length: number } = (n) => new Float32Array(n)) => {
  const values = make(200);
  for (let k = 0; k < 200; k++) values[k] = 100 + (k % 20) + Math.floor(k / 20) / 10;
  return { values, width: 20, height: 10 };
};

async function read(bytes: Uint8Array, options = {}, limits = {}) {
  const path = join(folder, `${Math.random()}.tif`);
  await writeFile(path, bytes);
  return parseAll(path, { kind: 'elevation', fileName: 'dem.tif', options, limits });
}
/** Opens the grid while the result still holds it. */
async function withGrid<T>(
  path: string,
  look: (grid: ElevationGrid, summary: ParseSummary) => T,
  options = {},
): Promise<T> {
  const result = await parseFile(path, { kind: 'elevation', fileName: 'dem.tif', options });
  try {
    expect(result.summary.refused).toBeNull();
    for await (const { rows } of result.batches) {
      const grid = openGrid(rows[0]!.gridPath);
      try {
        return look(grid, result.summary);
      } finally {
        grid.close();
      }
    }
    throw new Error('expected a grid');
  } finally {
    await result.close();
  }
}
async function gridOf<T>(tif: Tif, look: (grid: ElevationGrid, summary: ParseSummary) => T, options = {}): Promise<T> {
  const path = join(folder, `${Math.random()}.tif`);
  await writeFile(path, bytesOf(tif));
  return withGrid(path, look, options);
}

describe('a grid says what the file says', () => {
  it('UTM: the first cell stands half a cell inside the tie point, rows run south', async () => {
    await gridOf({ ...ramp(), tags: { ...UTM_50N, ...placed(500_000, 3_000_000, 5) } }, (grid, summary) => {
      expect(summary).toMatchObject({ format: 'geotiff', crs: 'epsg:32650', rows: 1, usable: 1 });
      expect([grid.width, grid.height]).toEqual([20, 10]);
      expect(grid.cellM).toBeCloseTo(5, 1);
      expect([...grid.window(3, 2, 2, 2)]).toEqual([103.2, 104.2, 103.3, 104.3].map(Math.fround));
      // the central meridian of zone 50 is 117° E, easting 500,000
      const [column] = grid.toCell(117, 27.1)!;
      expect(column).toBeCloseTo(-0.5, 6);
    });
  });
  it('degrees, cells as points: the tie point is the centre of the first cell', async () => {
    const tags = { ...DEGREES, ...placed(113, 28, 0.0001), GTRasterTypeGeoKey: 2 };
    await gridOf({ ...ramp(), tags }, (grid) => {
      const [column, row] = grid.toCell(113.0005, 27.9998)!;
      expect(column).toBeCloseTo(5, 6);
      expect(row).toBeCloseTo(2, 6);
      expect(grid.bbox).toEqual([113, expect.closeTo(27.9991, 9), expect.closeTo(113.0019, 9), 28]);
    });
  });
  it('CGCS2000 Gauss-Krüger with the zone before the easting', async () => {
    const tags = { GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: 4525, ...placed(37_500_000, 3_000_000, 5) };
    await gridOf({ ...ramp(), tags }, (grid, summary) => {
      expect(summary.crs).toBe('epsg:4525');
      expect(grid.toCell(111, 27.1)![0]).toBeCloseTo(-0.5, 6);
    });
  });
  for (const [name, make] of [
    ['UInt16', (n: number) => new Uint16Array(n)],
    ['UInt32', (n: number) => new Uint32Array(n)],
    ['Float64', (n: number) => new Float64Array(n)],
  ] as const)
    it(`${name} cells`, async () => {
      await gridOf({ ...ramp(make), tags: { ...UTM_50N, ...placed(5e5, 3e6, 5) } }, (grid) => {
        expect(grid.window(7, 0, 1, 1)[0]).toBe(107);
      });
    });
  it('cells with the declared no-data value, NaN, or a height that no land has are not known', async () => {
    const given = ramp();
    given.values[1] = -9999;
    given.values[2] = Number.NaN;
    given.values[3] = -32768;
    const tif = { ...given, tags: { ...UTM_50N, ...placed(5e5, 3e6, 5), GDAL_NODATA: '-9999' } };
    await gridOf(tif, (grid, summary) => {
      expect([...grid.window(0, 0, 5, 1)]).toEqual([100, Number.NaN, Number.NaN, Number.NaN, 104]);
      expect(summary.problemCounts).toEqual({ 'elevation.implausible': 1 });
    });
  });
  it('a grid over the antimeridian is found from both sides', async () => {
    await gridOf({ ...ramp(), tags: { ...DEGREES, ...placed(179.999, 10, 0.0001) } }, (grid) => {
      expect(grid.toCell(179.9995, 9.9995)![0]).toBeCloseTo(4.5, 5);
      expect(grid.toCell(-179.9995, 9.9995)![0]).toBeCloseTo(14.5, 5);
    });
  });
});

describe('what is asked and said', () => {
  it('a grid without a system asks which one, and takes the answer', async () => {
    const tif = { ...ramp(), tags: { GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: 32767, ...placed(5e5, 3e6, 5) } };
    const { summary } = await read(bytesOf(tif));
    expect(summary.questions[0]).toMatchObject({ code: 'crs.unclear', option: 'crs' });
    expect(summary.questions[0]!.choices.length).toBeGreaterThan(0);
    await gridOf(tif, (_grid, { crs }) => expect(crs).toBe('epsg:32650'), { crs: 'epsg:32650' });
  });
  it('a system that the file declares and nobody here knows is refused, unless another is named', async () => {
    const tif = { ...ramp(), tags: { GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: 2333, ...placed(5e5, 3e6, 5) } };
    const { refused } = (await read(bytesOf(tif))).summary;
    expect(refused).toMatchObject({ code: 'crs.unknown', message: expect.stringContaining('epsg:2333') });
    await gridOf(tif, (_grid, { crs }) => expect(crs).toBe('epsg:32650'), { crs: 'epsg:32650' });
  });
  it('shifted systems are refused, unknown ones named', async () => {
    const tif = { ...ramp(), tags: { ...DEGREES, ...placed(113, 28, 0.0001) } };
    expect((await read(bytesOf(tif), { crs: 'gcj02' })).summary.refused?.code).toBe('elevation.shifted_crs');
    expect((await read(bytesOf(tif), { crs: 'epsg:9999' })).summary.refused?.code).toBe('crs.unknown');
    expect((await read(bytesOf(tif), { crs: 'epsg:32650' })).summary.refused?.code).toBe('elevation.outside');
  });
});

/** A little-endian TIFF of deflated 16-bit tiles with a horizontal predictor, as GDAL writes them. */
function tiledTif(width: number, height: number, tile: number, zOf: (column: number, row: number) => number): Buffer {
  const blocks: Buffer[] = [];
  for (let top = 0; top < height; top += tile)
    for (let left = 0; left < width; left += tile) {
      const raw = Buffer.alloc(2 * tile * tile);
      for (let j = 0; j < tile; j++)
        for (let i = 0; i < tile; i++) {
          const before = i === 0 ? 0 : zOf(left + i - 1, top + j);
          raw.writeUInt16LE((zOf(left + i, top + j) - before + 0x10000) & 0xffff, 2 * (j * tile + i));
        }
      blocks.push(deflateSync(raw));
    }
  const entries: [tag: number, type: 3 | 4 | 12, values: number[]][] = [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, [16]],
    [259, 3, [8]],
    [262, 3, [1]],
    [277, 3, [1]],
    [317, 3, [2]],
    [322, 4, [tile]],
    [323, 4, [tile]],
    [324, 4, blocks.map(() => 0)],
    [325, 4, blocks.map((b) => b.length)],
    [339, 3, [2]],
    [33550, 12, [5, 5, 0]],
    [33922, 12, [0, 0, 0, 5e5, 3e6, 0]],
    [34735, 3, [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32650]],
  ];
  const size = { 3: 2, 4: 4, 12: 8 };
  const directoryEnd = 8 + 2 + 12 * entries.length + 4;
  const outer = entries.reduce((sum, [, type, values]) => sum + 8 * Math.ceil((size[type] * values.length) / 8), 0);
  let at = directoryEnd + outer;
  entries[9]![2] = blocks.map((block) => (at += block.length) - block.length);
  const head = Buffer.alloc(directoryEnd + outer);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  let free = directoryEnd;
  entries.forEach(([tag, type, values], i) => {
    const entry = 10 + 12 * i;
    head.writeUInt16LE(tag, entry);
    head.writeUInt16LE(type, entry + 2);
    head.writeUInt32LE(values.length, entry + 4);
    const inside = size[type] * values.length <= 4;
    const start = inside ? entry + 8 : free;
    if (!inside) {
      head.writeUInt32LE(free, entry + 8);
      free += 8 * Math.ceil((size[type] * values.length) / 8);
    }
    values.forEach((value, k) => {
      if (type === 3) head.writeUInt16LE(value, start + 2 * k);
      else if (type === 4) head.writeUInt32LE(value, start + 4 * k);
      else head.writeDoubleLE(value, start + 8 * k);
    });
  });
  return Buffer.concat([head, ...blocks]);
}

describe('tiles, deflated, with a predictor', () => {
  const zOf = (column: number, row: number): number => ((column * 7 + row * 13) % 900) - 50;
  it('every cell comes out, also of tiles that stand over the edge and of signed numbers', async () => {
    const path = join(folder, 'tiled.tif');
    await writeFile(path, tiledTif(70, 41, 16, zOf));
    await withGrid(path, (grid) => {
      const values = grid.window(0, 0, 70, 41);
      for (let row = 0; row < 41; row++)
        for (let column = 0; column < 70; column++) expect(values[row * 70 + column]).toBe(zOf(column, row));
    });
  });
  it('a tile with a broken stream is a fault of the file', async () => {
    const bytes = tiledTif(70, 41, 16, zOf);
    bytes.fill(0xff, bytes.length - 600, bytes.length - 500);
    expect((await read(bytes)).summary.refused?.code).toBe('elevation.unreadable');
  });
});

describe('files that lie end with a coded problem and a fix', () => {
  const good = bytesOf({ ...ramp(), tags: { ...UTM_50N, ...placed(5e5, 3e6, 5) } });
  /** Overwrites the value of a tag of the first directory. */
  const withTag = (tag: number, value: number, count?: number): Buffer => {
    const bytes = Buffer.from(good);
    const little = bytes.toString('latin1', 0, 2) === 'II';
    const u16 = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
    const u32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
    const put = (v: number, at: number): number => (little ? bytes.writeUInt32LE(v, at) : bytes.writeUInt32BE(v, at));
    const first = u32(4);
    for (let i = 0; i < u16(first); i++) {
      const at = first + 2 + 12 * i;
      if (u16(at) !== tag) continue;
      // as a LONG, so that any value fits
      if (little) bytes.writeUInt16LE(4, at + 2);
      else bytes.writeUInt16BE(4, at + 2);
      put(count ?? 1, at + 4);
      put(value, at + 8);
      return bytes;
    }
    throw new Error(`expected tag ${tag}`);
  };
  const cases: [string, () => Uint8Array, RegExp][] = [
    ['text', () => Buffer.from('id,longitude\n1,2\n'), /^elevation\.not_tiff$/],
    ['an empty file', () => Buffer.alloc(0), /^elevation\.not_tiff$/],
    ['a header alone', () => good.subarray(0, 8), /^elevation\./],
    ['half a file', () => good.subarray(0, good.length - 400), /^elevation\.(unreadable|truncated)$/],
    ['a width of four billion', () => withTag(256, 0xffff_fff0), /^elevation\.(too_many_cells|sizes)$/],
    ['a width of 30,000 and a height of 30,000', () => withTag(256, 30_000), /^elevation\.|^file\.memory$/],
    ['no height', () => withTag(257, 0), /^elevation\.sizes$/],
    ['strips beyond the end', () => withTag(273, 0x7fff_ff00), /^elevation\.(unreadable|truncated)$/],
    ['a scale that is a list of a billion', () => withTag(33550, 64, 1_000_000_000), /^elevation\.|^file\.memory$/],
    ['a compression nobody knows', () => withTag(259, 60_000), /^elevation\.unreadable$/],
  ];
  for (const [name, bytes, code] of cases) {
    it(name, async () => {
      const { summary, rows } = await read(bytes(), {}, { seconds: 30 });
      expect(rows).toEqual([]);
      expect(summary.refused?.code).toMatch(code);
      expect(summary.refused?.fix.length).toBeGreaterThan(10);
      expect(summary.refused?.fixZh).toMatch(/[\u4e00-\u9fff]/);
    });
  }
  it('a strip that claims 4 GB costs no more than the file has, and its cells are read', async () => {
    const { rows, summary } = await read(withTag(279, 0xffff_ff00));
    expect(summary.refused).toBeNull();
    expect(rows[0]).toMatchObject({ width: 20, height: 10, unknownShare: 0 });
  });
  it('a directory that is its own next one is read once', async () => {
    const bytes = Buffer.from(good);
    const little = bytes.toString('latin1', 0, 2) === 'II';
    const first = little ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
    const n = little ? bytes.readUInt16LE(first) : bytes.readUInt16BE(first);
    if (little) bytes.writeUInt32LE(first, first + 2 + 12 * n);
    else bytes.writeUInt32BE(first, first + 2 + 12 * n);
    expect((await read(bytes)).summary.refused).toBeNull();
  });
  it('a picture of three bands is no elevation model', async () => {
    const tags = {
      ...UTM_50N,
      ...placed(5e5, 3e6, 5),
      SamplesPerPixel: 3,
      BitsPerSample: [8, 8, 8],
      PhotometricInterpretation: 2,
    };
    const bytes = bytesOf({ values: new Uint8Array(600), width: 20, height: 10, tags });
    expect((await read(bytes)).summary.refused?.code).toBe('elevation.bands');
  });
  it('an elevation grid given as a list of cameras, and a list given as a grid', async () => {
    const path = join(folder, 'dem-as-list.tif');
    await writeFile(path, good);
    const list = await parseAll(path, { kind: 'cameras', fileName: 'dem.tif', options: {} });
    expect(list.summary.refused).not.toBeNull();
  });
  it('every byte of the directory broken in turn ends in a grid or a coded problem', { timeout: 300_000 }, async () => {
    const { readElevation } = await import('#importers/elevation');
    let refused = 0;
    for (let at = 0; at < 400 && at < good.length; at += 3) {
      const bytes = Buffer.from(good);
      bytes[at] = bytes[at]! ^ 0xff;
      const path = join(folder, `byte-${at}.tif`);
      await writeFile(path, bytes);
      const sink = { row() {}, problem() {}, rejected() {} };
      const request = { fileName: 'dem.tif', options: {} };
      const { summary } = await readElevation(path, bytes.length, `${path}.grid`, request, sink);
      if (summary.refused) refused++;
      else expect(summary.usable + summary.questions.length).toBe(1);
    }
    expect(refused).toBeGreaterThan(10);
  });
});

describe.skipIf(!existsSync(DEM))('real files (shared/data/dem)', () => {
  it('SRTM in degrees', async () => {
    await withGrid(join(DEM, 'srtm_zion_epsg4326.tif'), (grid, summary) => {
      expect(summary.crs).toBe('wgs84');
      expect([grid.width, grid.height]).toEqual([465, 457]);
      const values = grid.window(0, 0, 465, 457).filter((z) => !Number.isNaN(z));
      expect([values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]).toEqual([1024, 2892]);
      expect(grid.cellM).toBeGreaterThan(75);
      expect(grid.cellM).toBeLessThan(93);
    });
  });
  it('a hill in UTM 17 S', async () => {
    await withGrid(join(DEM, 'dem_mongon_epsg32717.tif'), (grid, summary) => {
      expect(summary.crs).toBe('epsg:32717');
      const values = grid.window(0, 0, 117, 117).filter((z) => !Number.isNaN(z));
      expect(Math.min(...values)).toBeCloseTo(238, 0);
      expect(Math.max(...values)).toBeCloseTo(1094, 0);
      expect(grid.cellM).toBeCloseTo(30.85, 0);
    });
  });
  it('cut short anywhere', async () => {
    const whole = await readFile(join(DEM, 'srtm_zion_epsg4326.tif'));
    for (const share of [0.3, 0.9])
      expect((await read(whole.subarray(0, Math.floor(whole.length * share)))).summary.refused?.code).toMatch(
        /^elevation\./,
      );
  });
});
if (!existsSync(DEM)) console.warn(`skipped: ${DEM} is absent, real elevation files are not read`);
