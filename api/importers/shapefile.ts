// How does a zipped Shapefile become rows with a shape? Its parts are read side by side, each as a stream.
import { cellOf, createDbfReader, type Dbf, type DbfRecord, type Decode, readDbfHeader } from './dbf.ts';
import { encodingOfDbf } from './dbf-encoding.ts';
import { type ByteSource, concat } from './detect.ts';
import { FileFault } from './fault.ts';
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
  const word = parts.cpg && (await textOf(parts.cpg, CPG_BYTES, 'shapefile.cpg_too_large'));
  const found = dbf && (await encodingOfDbf(parts.dbf!, dbf, word, options.encoding, notes));
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
