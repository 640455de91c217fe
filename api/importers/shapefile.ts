// How does a zipped Shapefile become rows with a shape? Its parts are read side by side, each as a stream.
import { cellOf, createDbfReader, type Dbf, type DbfRecord, type Decode, readDbfHeader, sampleTexts } from './dbf.ts';
import { type ByteSource, concat, encodingOf, findEncoding } from './detect.ts';
import { FileFault } from './fault.ts';
import { memorySource } from './memory-source.ts';
import { readPrj } from './prj.ts';
import { type Shape, shpGeometry, shpShapes } from './shp.ts';
import type { Opened, SourceRow, Table, TableLayer, TableNote } from './source.ts';
import { scaled } from './table-progress.ts';
import type { ParseLimits } from './types.ts';

/** What belongs together: one name, several endings. */
export interface ShapefileParts {
  name: string;
  shp: ByteSource;
  dbf: ByteSource | null;
  prj: ByteSource | null;
  cpg: ByteSource | null;
}

const PRJ_BYTES = 64 * 1024;
const CPG_BYTES = 256;

/** What can be told without reading it. */
export async function shapefileLayer({ name, shp, dbf }: ShapefileParts, columns: number): Promise<TableLayer> {
  const geometry = await shpGeometry(shp);
  return { name, rows: dbf && (await readDbfHeader(dbf, columns)).said, geometry };
}

export async function openShapefile(
  parts: ShapefileParts,
  options: { encoding?: string },
  limits: ParseLimits,
  /** of the whole upload, for the progress */
  bytes: number,
): Promise<Opened> {
  const layer = await shapefileLayer(parts, limits.columns);
  const dbf = parts.dbf && (await readDbfHeader(parts.dbf, limits.columns));
  const notes: TableNote[] = [];
  if (dbf === null) notes.push({ code: 'shapefile.no_dbf' });
  const found = dbf && (await encodingIn(parts, dbf, options, notes));
  if (found !== null && 'kind' in found) return found;
  const prj = parts.prj && readPrj(await textOf(parts.prj, PRJ_BYTES, 'shapefile.prj_too_large'));
  const decoder = new TextDecoder(found?.encoding ?? 'utf-8');
  const decode: Decode = (bytes) => decoder.decode(bytes);
  const columns = (dbf?.fields ?? []).map(
    ({ name }, i) =>
      decode(name)
        .replace(/\ufffd+$/, '')
        .trim() || `(${i + 1})`,
  );
  const table: Table = {
    format: 'shapefile',
    encoding: found?.encoding ?? null,
    hasHeader: false,
    hasGeometry: true,
    layers: [layer],
    layer: layer.name,
    columns,
    separator: null,
    declaredCrs: prj && (prj.crs ?? prj.name),
    notes,
    rows: (onBytes) => rowsOf(parts, dbf, decode, limits, onBytes),
  };
  return scaled({ kind: 'table', table }, parts.shp.bytes, bytes);
}

async function* rowsOf(
  parts: ShapefileParts,
  dbf: Dbf | null,
  decode: Decode,
  limits: ParseLimits,
  onBytes?: (read: number) => void,
): AsyncGenerator<SourceRow[]> {
  const records = parts.dbf && dbf && createDbfReader(parts.dbf, dbf);
  let row = 0;
  try {
    for await (const shapes of shpShapes(parts.shp, limits.itemChars, onBytes)) {
      const cells = records && (await records.next(shapes.length));
      if (cells !== null && cells.length < shapes.length)
        throw new FileFault('shapefile.counts', { shapes: `${row + cells.length}+`, rows: row + cells.length });
      const rows: SourceRow[] = [];
      for (const [i, shape] of shapes.entries()) {
        row++;
        if (!cells?.[i]?.deleted) rows.push(rowOf(row, shape, cells?.[i] ?? null, dbf, decode));
      }
      if (rows.length > 0) yield rows;
    }
    const more = records === null ? 0 : (await records.next(1)).length;
    if (more > 0) throw new FileFault('shapefile.counts', { shapes: row, rows: `${row}+` });
  } finally {
    await records?.close();
  }
}

function rowOf(row: number, shape: Shape, record: DbfRecord | null, dbf: Dbf | null, decode: Decode): SourceRow {
  return {
    row,
    get: (i) => (record === null || dbf === null ? null : cellOf(dbf.fields[i]!, record.bytes, decode)),
    width: null,
    featureId: null,
    broken: false,
    skip: false,
    get geometry() {
      return shape().geometry;
    },
    get fault() {
      return shape().fault;
    },
  };
}

type Found = { encoding: string } | Extract<Opened, { kind: 'encoding-unclear' }>;

/** A person's word, then what the bytes can only be, then what the .cpg or the header says, if the bytes allow it. */
async function encodingIn(
  parts: ShapefileParts,
  dbf: Dbf,
  options: { encoding?: string },
  notes: TableNote[],
): Promise<Found> {
  if (options.encoding !== undefined) {
    const encoding = encodingOf(options.encoding);
    if (encoding === null) throw new FileFault('encoding.unknown', { name: options.encoding });
    return { encoding };
  }
  const word = parts.cpg && (await textOf(parts.cpg, CPG_BYTES, 'shapefile.cpg_too_large'));
  const said = word && codePageOf(word);
  const samples = await sampleTexts(parts.dbf!, dbf);
  if (samples.utf8.length === 0) return { encoding: said ?? dbf.language ?? 'utf-8' };
  const believed = (encoding: string): Found => {
    if (said !== null && said !== encoding)
      notes.push({ code: 'shapefile.cpg_wrong', params: { said: word!.trim(), encoding } });
    return { encoding };
  };
  if (fits(samples.utf8, 'utf-8')) return believed('utf-8');
  const guess = await findEncoding(memorySource(samples.wide));
  const hint = [said, dbf.language].find((name) => name != null && name !== 'utf-8' && fits(samples.wide, name));
  // Western code pages fit any bytes: they are what software writes that does not know.
  if (guess.kind === 'sure' && guess.encoding !== 'utf-8' && (hint == null || hint === 'windows-1252'))
    return believed(guess.encoding);
  if (hint != null) return believed(hint);
  if (guess.kind === 'unclear') {
    const choices = new Map(guess.choices.map((choice) => [choice, sampleIn(samples.wide, choice)]));
    return { kind: 'encoding-unclear', choices: guess.choices, samples: choices };
  }
  // Damaged texts: what most of them are.
  return believed(guess.kind === 'sure' ? guess.encoding : 'utf-8');
}

function fits(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const SAMPLE_CHARS = 40;
const sampleIn = (bytes: Uint8Array, encoding: string): string =>
  (new TextDecoder(encoding).decode(bytes.subarray(0, 4_096)).split('\n')[0] ?? '').slice(0, SAMPLE_CHARS);

/** `UTF-8`, `936`, `GBK`, `ANSI 936`, `CP950`, `ISO 88591`, `OEM 65001` … */
function codePageOf(word: string): string | null {
  const text = word.trim().replace(/^(?:ansi|oem|cp|windows|ldid\/?)[\s-]*/i, '');
  const known: Record<string, string> = {
    '65001': 'utf-8',
    '936': 'gb18030',
    '54936': 'gb18030',
    '950': 'big5',
    '1252': 'windows-1252',
  };
  return known[text] ?? encodingOf(text) ?? encodingOf(word);
}

async function textOf(
  source: ByteSource,
  most: number,
  tooLarge: 'shapefile.prj_too_large' | 'shapefile.cpg_too_large',
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source.open()) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > most) throw new FileFault(tooLarge, { limit: most / 1024 });
  }
  return new TextDecoder().decode(concat(chunks));
}
