// How does a GeoTIFF of elevations become a grid? Block by block, each decoded once; runs in the limited child only.
import { closeSync, openSync, readSync } from 'node:fs';
import { GeoTIFF, type GeoTIFFImage } from 'geotiff';
import { metresPerDegree } from '#engine';
import { type Crs, crsOf, KNOWN_CRS, likelyCrs } from './crs.ts';
import { createGrid, type GridHeader } from './elevation-grid.ts';
import { FileFault } from './fault.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { problemOf } from './messages.ts';
import { askCrs } from './questions.ts';
import { createReporter, type Reporter, type Sink } from './reporter.ts';
import { blankSummary } from './summary.ts';
import type { BboxDeg, LonLat, ParseLimits, ParseProgress, ParseRequest, ParseSummary } from './types.ts';

/** Larger grids are refused: the kept file has 4 bytes a cell and the child may write 4 GB. */
const MAX_CELLS = 1_000_000_000;
/** A strip or tile is decoded as a whole; a larger one would fill the child's memory. */
const MAX_BLOCK_BYTES = 96 * 1024 ** 2;
/** Elevations of land lie between the Dead Sea's shore (−440 m) and 8,849 m; others stand for "no value". */
const LOWEST_M = -500;
const HIGHEST_M = 9_000;
/** Cells coarser than this (m) say nothing about a street. */
const COARSE_M = 100;
const FOOT_M = 0.3048;
const SURVEY_FOOT_M = 1200 / 3937;
/** Points along each side of the grid from which its box is taken. */
const BOX_STEPS = 32;

type Affine = GridHeader['affine'];

/** Reads the file at `path` and writes a grid to `gridPath`. Faults of the file end in `summary.refused`. */
export async function readElevation(
  path: string,
  bytes: number,
  gridPath: string,
  request: Pick<ParseRequest<'elevation'>, 'fileName' | 'options' | 'limits'>,
  sink: Sink<'elevation'>,
  onProgress: (progress: ParseProgress) => void = () => {},
): Promise<{ summary: ParseSummary; withdrawn: number[] }> {
  const limits: ParseLimits = { ...DEFAULT_LIMITS, ...request.limits };
  const reporter = createReporter(request.fileName, sink, limits.problemsPerCode);
  const summary: ParseSummary = {
    ...blankSummary('elevation', bytes),
    format: 'geotiff',
    problemCounts: reporter.counts,
  };
  const fd = openSync(path, 'r');
  try {
    const image = await openImage(fd, bytes);
    const affine = affineOf(image);
    const crs = systemOf(image, affine, request.options.crs, summary);
    if (crs === null) return { summary, withdrawn: [] };
    summary.crs = crs.name;
    const header = placeOf(image, affine, crs);
    if (crs.accuracyM !== null) reporter.say('crs.accuracy', { row: null }, { crs: crs.name, m: crs.accuracyM });
    if (header.cellM > COARSE_M) reporter.say('elevation.coarse', { row: null }, { m: Math.round(header.cellM) });
    const grid = createGrid(gridPath, header.width);
    try {
      header.unknownCells = await copyCells(image, header, grid.write, reporter, (share) =>
        onProgress({ phase: 'reading', bytesRead: share * bytes, bytesTotal: bytes, rows: 0 }),
      );
      grid.finish(header);
    } finally {
      grid.close();
    }
    const { width, height, bbox, cellM, unknownCells } = header;
    if (unknownCells === width * height) throw new FileFault('elevation.empty');
    summary.rows = 1;
    summary.usable = 1;
    const unknownShare = unknownCells / (width * height);
    await sink.row({ row: 1, gridPath, crs: crs.name, width, height, bbox, cellM, unknownShare });
  } catch (error) {
    const fault = error instanceof FileFault ? error : unreadable(error);
    summary.refused = problemOf(fault.code, { file: request.fileName }, fault.params);
    reporter.say(fault.code, { row: null }, fault.params);
  } finally {
    closeSync(fd);
  }
  return { summary, withdrawn: [] };
}

/** What the decoder throws is a fault of the file: its bytes are not what its tags say. Want of memory is told apart. */
function unreadable(error: unknown): FileFault {
  const why = error instanceof Error ? error.message : String(error);
  if (/allocation failed|Invalid (?:typed )?array (?:buffer )?length|out of memory/i.test(why))
    return new FileFault('elevation.sizes', { why: why.slice(0, 120) });
  return new FileFault('elevation.unreadable', { why: why.slice(0, 120) });
}

/** The first image of the file: overviews and masks come behind it. */
async function openImage(fd: number, bytes: number): Promise<GeoTIFFImage> {
  const magic = Buffer.alloc(4);
  readSync(fd, magic, 0, 4, 0);
  if (!/^(?:II[*+]\0|MM\0[*+])$/s.test(magic.toString('latin1'))) throw new FileFault('elevation.not_tiff');
  // A request beyond the end of the file is cut there, so that no tag can ask for more memory than the file has bytes;
  // what reads on then fails, and that is a fault of the file.
  const read = (offset: number, length: number): ArrayBuffer => {
    const size = Math.max(0, Math.min(length, bytes - offset));
    const buffer = new Uint8Array(size);
    for (let done = 0; done < size; ) {
      const n = readSync(fd, buffer, done, size - done, offset + done);
      if (n === 0) throw new FileFault('elevation.truncated');
      done += n;
    }
    return buffer.buffer;
  };
  const source = {
    fetch: async (slices: { offset: number; length: number }[]) => slices.map((s) => read(s.offset, s.length)),
    fetchSlice: async (s: { offset: number; length: number }) => ({ ...s, data: read(s.offset, s.length) }),
    fileSize: bytes,
    close: async () => {},
  };
  const tiff = await GeoTIFF.fromSource(source as unknown as Parameters<typeof GeoTIFF.fromSource>[0]);
  const image = await tiff.getImage(0);
  checkShape(image);
  return image;
}

function checkShape(image: GeoTIFFImage): void {
  const [width, height] = [image.getWidth(), image.getHeight()];
  if (!(width >= 2 && height >= 2)) throw new FileFault('elevation.sizes', { why: `${width} × ${height}` });
  if (width * height > MAX_CELLS)
    throw new FileFault('elevation.too_many_cells', { width, height, limit: MAX_CELLS / 1e6 });
  if (image.getSamplesPerPixel() !== 1) throw new FileFault('elevation.bands', { n: image.getSamplesPerPixel() });
  const bits = image.getBitsPerSample();
  const format = image.getSampleFormat();
  const known = format === 3 ? [16, 32, 64] : format === 1 || format === 2 ? [8, 16, 32] : [];
  if (!known.includes(bits)) throw new FileFault('elevation.numbers', { bits, format });
  const [blockWidth, blockHeight] = [image.getTileWidth(), Math.min(image.getTileHeight(), height)];
  if (!(blockWidth > 0 && blockHeight > 0))
    throw new FileFault('elevation.sizes', { why: `${blockWidth} × ${blockHeight}` });
  if ((blockWidth * blockHeight * bits) / 8 > MAX_BLOCK_BYTES)
    throw new FileFault('elevation.block', { width: blockWidth, height: blockHeight });
}

type Numbers = ArrayLike<number> | undefined;

/** Plane position of the centre of a column and row. */
function affineOf(image: GeoTIFFImage): Affine {
  const directory = image.fileDirectory;
  const matrix = directory.getValue('ModelTransformation') as Numbers;
  const scale = directory.getValue('ModelPixelScale') as Numbers;
  const tie = directory.getValue('ModelTiepoint') as Numbers;
  let affine: Affine | null = null;
  if (matrix && matrix.length >= 8) affine = [matrix[0]!, matrix[1]!, matrix[3]!, matrix[4]!, matrix[5]!, matrix[7]!];
  else if (scale && tie && scale.length >= 2 && tie.length >= 6) {
    const [sx, sy] = [scale[0]!, scale[1]!];
    affine = [sx, 0, tie[3]! - tie[0]! * sx, 0, -sy, tie[4]! + tie[1]! * sy];
  }
  if (affine === null || !affine.every(Number.isFinite) || affine[0] * affine[4] === affine[1] * affine[3])
    throw new FileFault('elevation.position');
  // where a cell is an area, its centre stands half a cell in; where it is a point, the position is the centre
  if (geoKeys(image).GTRasterTypeGeoKey === 2) return affine;
  const [a, b, c, d, e, f] = affine;
  return [a, b, c + (a + b) / 2, d, e, f + (d + e) / 2];
}

const geoKeys = (image: GeoTIFFImage): Record<string, unknown> => image.getGeoKeys() ?? {};

/** The declared system, the one the caller names instead, or null with a question. */
function systemOf(image: GeoTIFFImage, affine: Affine, named: string | undefined, summary: ParseSummary): Crs | null {
  const keys = geoKeys(image);
  const code = Number(keys.GTModelTypeGeoKey === 2 ? keys.GeographicTypeGeoKey : keys.ProjectedCSTypeGeoKey);
  const declared = named ?? (code > 0 && code < 32_767 ? `epsg:${code}` : null);
  const crs = declared === null ? null : crsOf(declared);
  if (crs !== null && crs.fromWgs84 === undefined) throw new FileFault('elevation.shifted_crs', { crs: crs.name });
  if (crs !== null) return crs;
  // a system that is declared but not known here is another datum: guessing one beside it would shift the relief
  if (declared !== null) throw new FileFault('crs.unknown', { crs: declared, known: KNOWN_CRS });
  const [x, y] = [affine[2], affine[5]];
  summary.questions.push({
    ...askCrs(`${x}, ${y}`, likelyFor(x, y, String(keys.PCSCitationGeoKey ?? keys.GTCitationGeoKey ?? ''))),
    code: 'crs.unclear',
  });
  return null;
}

/** Systems whose area the position fits; the file's own words come first where they name one. */
function likelyFor(x: number, y: number, words: string): string[] {
  if (Math.abs(x) <= 360 && Math.abs(y) <= 90) return ['wgs84', 'cgcs2000'];
  const zone = /UTM zone (\d+)\s*([NS])/i.exec(words);
  const utm = zone ? [`epsg:${zone[2]!.toUpperCase() === 'N' ? 326 : 327}${zone[1]!.padStart(2, '0')}`] : [];
  return [...utm, ...likelyCrs(x, y).filter((name) => !utm.includes(name))];
}

function placeOf(image: GeoTIFFImage, affine: Affine, crs: Crs): GridHeader {
  const [width, height] = [image.getWidth(), image.getHeight()];
  const at = (column: number, row: number): LonLat | null => {
    const x = affine[0] * column + affine[1] * row + affine[2];
    const y = affine[3] * column + affine[4] * row + affine[5];
    if (crs.projected) return crs.toWgs84(x, y);
    return x >= -360 && x <= 360 && y >= -90.001 && y <= 90.001 ? [x > 180 ? x - 360 : x, y] : null;
  };
  const centre = at((width - 1) / 2, (height - 1) / 2);
  const besides = [at((width + 1) / 2, (height - 1) / 2), at((width - 1) / 2, (height + 1) / 2)];
  if (centre === null || besides[0] === null || besides[1] === null)
    throw new FileFault('elevation.outside', { crs: crs.name, x: affine[2], y: affine[5] });
  const [perLon, perLat] = metresPerDegree(centre[1]);
  const side = (p: LonLat): LonLat => [turned(p[0] - centre[0]) * perLon, (p[1] - centre[1]) * perLat];
  const [u, v] = [side(besides[0]!), side(besides[1]!)];
  let [west, south, east, north] = [0, 90, 0, -90];
  for (let k = 0; k <= BOX_STEPS; k++) {
    const [c, r] = [((width - 1) * k) / BOX_STEPS, ((height - 1) * k) / BOX_STEPS];
    for (const p of [at(c, 0), at(c, height - 1), at(0, r), at(width - 1, r)]) {
      if (p === null) continue;
      west = Math.min(west, turned(p[0] - centre[0]));
      east = Math.max(east, turned(p[0] - centre[0]));
      south = Math.min(south, p[1]);
      north = Math.max(north, p[1]);
    }
  }
  const bbox: BboxDeg = [centre[0] + west, south, centre[0] + east, north];
  const cellM = Math.sqrt(Math.abs(u[0] * v[1] - u[1] * v[0]));
  return { width, height, crs: crs.name, affine, bbox, cellM, unknownCells: 0 };
}

const turned = (dLon: number): number => (dLon > 180 ? dLon - 360 : dLon < -180 ? dLon + 360 : dLon);

/** Decodes block by block; answers how many cells have no elevation. */
async function copyCells(
  image: GeoTIFFImage,
  { width, height }: GridHeader,
  write: (column: number, row: number, values: Float32Array) => void,
  reporter: Reporter,
  onShare: (share: number) => void,
): Promise<number> {
  const toMetres = await metresOf(image);
  const noData = noDataOf(image);
  const [blockWidth, blockHeight] = [image.getTileWidth(), image.getTileHeight()];
  let unknown = 0;
  let implausible = 0;
  for (let row = 0; row < height; row += blockHeight) {
    for (let column = 0; column < width; column += blockWidth) {
      const window = [column, row, Math.min(width, column + blockWidth), Math.min(height, row + blockHeight)];
      const [raw] = (await image.readRasters({ window, samples: [0] })) as unknown as [ArrayLike<number>];
      const w = window[2]! - column;
      const values = new Float32Array(w);
      for (let j = 0; j < window[3]! - row; j++) {
        for (let i = 0; i < w; i++) {
          const value = raw[j * w + i]!;
          const z = value === noData ? Number.NaN : toMetres(value);
          const fits = z >= LOWEST_M && z <= HIGHEST_M;
          if (!fits && !Number.isNaN(z)) implausible++;
          if (!fits) unknown++;
          values[i] = fits ? z : Number.NaN;
        }
        write(column, row + j, values);
      }
    }
    onShare(Math.min(1, (row + blockHeight) / height));
  }
  if (implausible > 0)
    reporter.say('elevation.implausible', { row: null }, { n: implausible, low: LOWEST_M, high: HIGHEST_M });
  return unknown;
}

/** Scale, offset and unit of the numbers. */
async function metresOf(image: GeoTIFFImage): Promise<(value: number) => number> {
  const items = ((await image.getGDALMetadata(0)) ?? {}) as Record<string, unknown>;
  const scale = Number(items.SCALE ?? 1);
  const offset = Number(items.OFFSET ?? 0);
  const unit = geoKeys(image).VerticalUnitsGeoKey;
  const metre = unit === 9002 ? FOOT_M : unit === 9003 ? SURVEY_FOOT_M : 1;
  return (value) => (value * scale + offset) * metre;
}

/** As the file's own kind of number, so that it equals the cells that hold it. */
function noDataOf(image: GeoTIFFImage): number | null {
  const text = image.fileDirectory.getValue('GDAL_NODATA') as string | undefined;
  if (text === undefined) return null;
  const value = Number(text.replaceAll('\0', '').trim());
  return image.getSampleFormat() === 3 && image.getBitsPerSample() === 32 ? Math.fround(value) : value;
}
