// The table as a zipped Shapefile. What the format cannot hold (long names, long texts, the difference between nothing and
// an empty text) is said in a file beside it.
import { closeSync, createWriteStream, openSync, rmSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { ExportFault } from './fault.ts';
import type { ExportField, ExportGeometry, ExportTable, OnRows, Value } from './types.ts';
import { type Box, boxOf, emptyBox, widen } from './wkb.ts';
import { readmeLines } from './xlsx.ts';

const NAME_CHARS = 10;
const TEXT_BYTES = 254;
const NUMBER_CHARS = 24;
const DECIMALS = 15;
/** Of each part: its sizes are 31-bit numbers. */
const MOST_BYTES = 2 ** 31 - 1;
const PRJ: Record<string, string> = {
  wgs84:
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
  cgcs2000:
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
};

interface DbfField {
  name: string;
  kind: 'C' | 'N' | 'L';
  bytes: number;
  decimals: number;
}

/** Ten ASCII characters, each name once. */
export function shortNames(keys: readonly string[]): string[] {
  const taken = new Set<string>();
  return keys.map((key) => {
    const bare = key.replace(/[^A-Za-z0-9_]/g, '').slice(0, NAME_CHARS) || 'field';
    let name = bare;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${bare.slice(0, NAME_CHARS - String(n).length)}${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

const dbfField = ({ type }: ExportField, name: string): DbfField =>
  type === 'text'
    ? { name, kind: 'C', bytes: TEXT_BYTES, decimals: 0 }
    : type === 'boolean'
      ? { name, kind: 'L', bytes: 1, decimals: 0 }
      : { name, kind: 'N', bytes: NUMBER_CHARS, decimals: type === 'integer' ? 0 : DECIMALS };

export async function writeShapefile(table: ExportTable, path: string, onRows: OnRows): Promise<void> {
  const folder = await mkdtemp(join(dirname(path), '.shapefile-'));
  try {
    const names = shortNames(table.fields.map(({ key }) => key));
    await writeParts(table, names, folder, onRows);
    const zip = new ZipFile();
    const written = pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    for (const ending of ['shp', 'shx', 'dbf']) zip.addFile(join(folder, ending), `${table.what}.${ending}`);
    const prj = PRJ[table.about.crs];
    if (prj !== undefined) zip.addBuffer(Buffer.from(prj), `${table.what}.prj`);
    zip.addBuffer(Buffer.from('UTF-8'), `${table.what}.cpg`);
    zip.addBuffer(Buffer.from(readme(table, names)), 'README.txt');
    zip.end();
    await written;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readme(table: ExportTable, names: readonly string[]): string {
  const renamed = table.fields.flatMap(({ key }, i) => (names[i] === key ? [] : [`  ${names[i]} = ${key}`]));
  return [
    ...readmeLines(table),
    '',
    `Shapefile 的限制:字段名最多 ${NAME_CHARS} 个字符;文本最多 ${TEXT_BYTES} 字节,超出部分被截断;空值与空文本无法区分。`,
    `What a Shapefile cannot hold: names of more than ${NAME_CHARS} characters, texts of more than ${TEXT_BYTES} bytes (they are cut), the difference between nothing and an empty text.`,
    `字段改名 renamed:`,
    ...renamed,
    '',
  ].join('\r\n');
}

async function writeParts(table: ExportTable, names: string[], folder: string, onRows: OnRows): Promise<void> {
  const part = (ending: string): number => openSync(join(folder, ending), 'wx', 0o600);
  const [shp, shx, dbf] = [part('shp'), part('shx'), part('dbf')];
  try {
    const fields = table.fields.map((field, i) => dbfField(field, names[i]!));
    const box = emptyBox();
    let shpBytes = 100;
    let n = 0;
    writeSync(shp, Buffer.alloc(100));
    writeSync(shx, Buffer.alloc(100));
    writeSync(dbf, Buffer.alloc(32 * (fields.length + 1) + 1));
    for await (const rows of table.rows) {
      const records: Buffer[] = [];
      const index = Buffer.alloc(8 * rows.length);
      for (const [i, { geometry }] of rows.entries()) {
        const record = recordOf(geometry, n + i + 1, box);
        index.writeInt32BE(shpBytes / 2, 8 * i);
        index.writeInt32BE((record.length - 8) / 2, 8 * i + 4);
        records.push(record);
        shpBytes += record.length;
      }
      n += rows.length;
      const rowBytes = 1 + fields.reduce((sum, { bytes }) => sum + bytes, 0);
      if (shpBytes > MOST_BYTES || n * rowBytes > MOST_BYTES) throw new ExportFault('export.shp_too_large');
      writeSync(shp, Buffer.concat(records));
      writeSync(shx, index);
      writeSync(dbf, Buffer.concat(rows.map(({ values }) => dbfRow(fields, values))));
      onRows(n);
    }
    writeSync(dbf, Buffer.of(0x1a));
    const type = table.geometry === 'Point' ? 1 : 5;
    writeSync(shp, shpHead(type, shpBytes, box), 0, 100, 0);
    writeSync(shx, shpHead(type, 100 + 8 * n, box), 0, 100, 0);
    const head = dbfHead(fields, n, table.about.writtenAt);
    writeSync(dbf, head, 0, head.length, 0);
  } finally {
    for (const file of [shp, shx, dbf]) closeSync(file);
  }
}

function shpHead(type: number, bytes: number, box: Box): Buffer {
  const head = Buffer.alloc(100);
  head.writeInt32BE(9994, 0);
  head.writeInt32BE(bytes / 2, 24);
  head.writeInt32LE(1000, 28);
  head.writeInt32LE(type, 32);
  if (box[0] <= box[2]) for (const [i, side] of box.entries()) head.writeDoubleLE(side, 36 + 8 * i);
  return head;
}

function recordOf(geometry: ExportGeometry | null, number: number, box: Box): Buffer {
  const content = contentOf(geometry);
  const record = Buffer.alloc(8 + content.length);
  record.writeInt32BE(number, 0);
  record.writeInt32BE(content.length / 2, 4);
  content.copy(record, 8);
  if (geometry !== null) {
    const [west, south, east, north] = boxOf(geometry);
    widen(box, [west, south]);
    widen(box, [east, north]);
  }
  return record;
}

/** Outer rings run clockwise here, holes the other way: the opposite of GeoJSON. */
function contentOf(geometry: ExportGeometry | null): Buffer {
  if (geometry === null) return Buffer.alloc(4);
  if (geometry.type === 'Point') {
    const point = Buffer.alloc(20);
    point.writeInt32LE(1, 0);
    point.writeDoubleLE(geometry.coordinates[0], 4);
    point.writeDoubleLE(geometry.coordinates[1], 12);
    return point;
  }
  const rings = geometry.coordinates.flatMap((polygon) => polygon.map((ring) => [...ring].reverse()));
  const points = rings.reduce((sum, ring) => sum + ring.length, 0);
  const bytes = Buffer.alloc(44 + 4 * rings.length + 16 * points);
  bytes.writeInt32LE(5, 0);
  for (const [i, side] of boxOf(geometry).entries()) bytes.writeDoubleLE(side, 4 + 8 * i);
  bytes.writeInt32LE(rings.length, 36);
  bytes.writeInt32LE(points, 40);
  let start = 0;
  let at = 44 + 4 * rings.length;
  for (const [i, ring] of rings.entries()) {
    bytes.writeInt32LE(start, 44 + 4 * i);
    start += ring.length;
    for (const [x, y] of ring) {
      at = bytes.writeDoubleLE(x, at);
      at = bytes.writeDoubleLE(y, at);
    }
  }
  return bytes;
}

function dbfHead(fields: readonly DbfField[], rows: number, writtenAt: string): Buffer {
  const head = Buffer.alloc(32 * (fields.length + 1) + 1);
  const [year, month, day] = writtenAt.slice(0, 10).split('-').map(Number);
  head.set([3, year! - 1900, month!, day!]);
  head.writeUInt32LE(rows, 4);
  head.writeUInt16LE(head.length, 8);
  head.writeUInt16LE(1 + fields.reduce((sum, { bytes }) => sum + bytes, 0), 10);
  for (const [i, { name, kind, bytes, decimals }] of fields.entries()) {
    const at = 32 * (i + 1);
    head.write(name, at, 11, 'latin1');
    head.write(kind, at + 11, 'latin1');
    head[at + 16] = bytes;
    head[at + 17] = decimals;
  }
  head[head.length - 1] = 0x0d;
  return head;
}

function dbfRow(fields: readonly DbfField[], values: readonly Value[]): Buffer {
  return Buffer.concat([Buffer.from(' '), ...fields.map((field, i) => dbfCell(field, values[i] ?? null))]);
}

function dbfCell({ kind, bytes }: DbfField, value: Value): Buffer {
  const cell = Buffer.alloc(bytes, ' ');
  if (value === null) {
    if (kind === 'L') cell.write('?');
    return cell;
  }
  if (kind === 'L') cell.write(value ? 'T' : 'F');
  else if (kind === 'N') cell.write(numberText(value as number).padStart(bytes));
  else Buffer.from(cutBytes(String(value), bytes)).copy(cell);
  return cell;
}

/** As many digits as fit, without an exponent: not every reader knows one. */
function numberText(value: number): string {
  const plain = String(value);
  if (!plain.includes('e') && plain.length <= NUMBER_CHARS) return plain;
  return value.toFixed(DECIMALS).slice(0, NUMBER_CHARS);
}

/** The start of a text that fits into so many bytes of UTF-8, no character cut in two. */
function cutBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  let end = most;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString('utf8');
}
