// A layer as a zipped shapefile: two walks over the rows (how wide are the texts; write), then its parts into one zip.
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { dbfColumns, dbfHead, dbfRecord, recordBytes } from './dbf.ts';
import { readmeLines } from './losses.ts';
import { ExportFault, type Geometry, type Layer, type Lost, nothingLost, type Rows } from './model.ts';
import { prjOf } from './prj.ts';
import { type Extent, isEmpty, noExtent, widen } from './text-shapes.ts';

/** Readers count in signed 32 bits. */
const MOST_BYTES = 2 ** 31 - 1;
const HEAD_BYTES = 100;
const POINT = 1;
const POLYGON = 5;

export async function writeShapefile(layer: Layer, rows: Rows, path: string, most = MOST_BYTES): Promise<Lost> {
  const prj = prjOf(layer.crs);
  if (prj === null && layer.crs.epsg !== null) throw new ExportFault('export.crs_without_prj', { crs: layer.crs.name });
  const lost = nothingLost();
  const { columns, note } = dbfColumns(layer.fields);
  let records = 0;
  let content = 0;
  for await (const page of rows.pages())
    for (const row of page) {
      note(row.values);
      records++;
      content += 8 + shapeBytes(row.geometry);
    }
  const record = recordBytes(columns);
  if (HEAD_BYTES + content > most || records * record > most - 8_192)
    throw new ExportFault('export.shapefile_too_large', {
      size: Math.ceil(Math.max(content, records * record) / 1024 ** 2),
    });

  const parts = { shp: `${path}.shp`, shx: `${path}.shx`, dbf: `${path}.dbf` };
  const opened: Awaited<ReturnType<typeof open>>[] = [];
  try {
    for (const part of Object.values(parts)) opened.push(await open(part, 'wx', 0o600));
    const [shp, shx, dbf] = opened as [(typeof opened)[0], (typeof opened)[0], (typeof opened)[0]];
    const extent = noExtent();
    await shp.write(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES);
    await shx.write(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES);
    await dbf.writeFile(dbfHead(columns, records, layer.about.writtenAt));
    let at = HEAD_BYTES;
    let n = 0;
    for await (const page of rows.pages()) {
      const bytes = page.reduce((sum, { geometry }) => sum + 8 + shapeBytes(geometry), 0);
      const shapes = Buffer.alloc(bytes);
      const index = Buffer.alloc(8 * page.length);
      const table = Buffer.alloc(record * page.length);
      let from = 0;
      page.forEach(({ geometry, values }, i) => {
        const size = shapeBytes(geometry);
        shapes.writeInt32BE(++n, from);
        shapes.writeInt32BE(size / 2, from + 4);
        if (geometry !== null) {
          widen(extent, geometry);
          shapeInto(geometry, shapes, from + 8);
        }
        index.writeInt32BE((at + from) / 2, 8 * i);
        index.writeInt32BE(size / 2, 8 * i + 4);
        lost.textsCut += dbfRecord(columns, values, table, record * i);
        from += 8 + size;
      });
      at += from;
      await shp.writeFile(shapes);
      await shx.writeFile(index);
      await dbf.writeFile(table);
    }
    await dbf.writeFile(Uint8Array.of(0x1a));
    const type = layer.geometry === 'Point' ? POINT : POLYGON;
    await shp.write(fileHead(type, at, extent), 0, HEAD_BYTES, 0);
    await shx.write(fileHead(type, HEAD_BYTES + 8 * records, extent), 0, HEAD_BYTES, 0);
    await close(opened);
    await zipped(layer, parts, prj, lost, path);
    return lost;
  } finally {
    await close(opened);
    for (const part of Object.values(parts)) await rm(part, { force: true });
  }
}

async function close(opened: Awaited<ReturnType<typeof open>>[]): Promise<void> {
  for (const file of opened.splice(0)) await file.close();
}

async function zipped(
  layer: Layer,
  parts: Record<string, string>,
  prj: string | null,
  lost: Lost,
  path: string,
): Promise<void> {
  const zip = new ZipFile();
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const written = finished(file);
  zip.on('error', (error) => file.destroy(error as Error));
  zip.outputStream.pipe(file);
  for (const [ext, part] of Object.entries(parts)) zip.addFile(part, `${layer.what}.${ext}`, { compressionLevel: 3 });
  if (prj !== null) zip.addBuffer(Buffer.from(prj), `${layer.what}.prj`);
  zip.addBuffer(Buffer.from('UTF-8'), `${layer.what}.cpg`);
  const lines = [...readmeLines(layer, 'shp'), '', `截断的文本 / texts cut: ${lost.textsCut}`];
  zip.addBuffer(Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`), 'README.txt');
  zip.end();
  await written;
}

function fileHead(type: number, bytes: number, extent: Extent): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeInt32BE(9994, 0);
  head.writeInt32BE(bytes / 2, 24);
  head.writeInt32LE(1000, 28);
  head.writeInt32LE(type, 32);
  if (!isEmpty(extent)) for (let i = 0; i < 4; i++) head.writeDoubleLE(extent[i]!, 36 + 8 * i);
  return head;
}

function shapeBytes(geometry: Geometry | null): number {
  if (geometry === null) return 4;
  if (geometry.type === 'Point') return 20;
  let [rings, points] = [0, 0];
  for (const polygon of geometry.coordinates)
    for (const ring of polygon) {
      rings++;
      points += ring.length;
    }
  return 44 + 4 * rings + 16 * points;
}

/** Outer rings clockwise, holes the other way: the reverse of GeoJSON. */
function shapeInto(geometry: Geometry, out: Buffer, start: number): void {
  if (geometry.type === 'Point') {
    out.writeInt32LE(POINT, start);
    out.writeDoubleLE(geometry.coordinates[0], start + 4);
    out.writeDoubleLE(geometry.coordinates[1], start + 12);
    return;
  }
  const box = noExtent();
  widen(box, geometry);
  out.writeInt32LE(POLYGON, start);
  for (let i = 0; i < 4; i++) out.writeDoubleLE(box[i]!, start + 4 + 8 * i);
  const rings = geometry.coordinates.flatMap((polygon) =>
    polygon.map((ring, i) => {
      const isLeftward = signedArea(ring) > 0;
      return (i === 0) === isLeftward ? [...ring].reverse() : ring;
    }),
  );
  out.writeInt32LE(rings.length, start + 36);
  out.writeInt32LE(
    rings.reduce((n, ring) => n + ring.length, 0),
    start + 40,
  );
  let point = 0;
  let at = start + 44 + 4 * rings.length;
  rings.forEach((ring, i) => {
    out.writeInt32LE(point, start + 44 + 4 * i);
    point += ring.length;
    for (const p of ring) {
      at = out.writeDoubleLE(p[0]!, at);
      at = out.writeDoubleLE(p[1]!, at);
    }
  });
}

function signedArea(ring: readonly (readonly number[])[]): number {
  const [x0, y0] = ring[0]!;
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i++)
    sum += (ring[i]![0]! - x0!) * (ring[i + 1]![1]! - y0!) - (ring[i + 1]![0]! - x0!) * (ring[i]![1]! - y0!);
  return sum;
}
