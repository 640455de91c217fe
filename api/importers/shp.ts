// What shape does each record of a .shp hold? No count or length in it is believed before it was compared.
import { createWindow } from './byte-window.ts';
import type { ByteSource } from './detect.ts';
import { FileFault } from './fault.ts';
import type { ProblemCode } from './messages.ts';
import { groupRings } from './ring-groups.ts';
import type { LonLat } from './types.ts';

export interface ShapeReading {
  /** GeoJSON; null = the record holds no shape */
  geometry: unknown;
  fault: { code: ProblemCode; params?: Record<string, string | number> } | null;
}
/** Read when it is asked for: not every pass over a file wants shapes. */
export type Shape = () => ShapeReading;

const HEADER_BYTES = 100;
const RECORD_HEADER_BYTES = 8;
const FILE_CODE = 9994;
const VERSION = 1000;
const NULL_SHAPE = 0;
const GEOMETRY_OF: Record<number, string> = { 1: 'Point', 3: 'LineString', 5: 'Polygon', 8: 'MultiPoint' };
const MULTIPATCH = 31;
/** Z variants are 10 more, M variants 20 more; they begin alike. */
const flat = (type: number): number => (type > 10 && type < 30 ? type % 10 : type);

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** What the header calls its shapes. Raises a fault where it is no header. */
export async function shpGeometry(source: ByteSource): Promise<string> {
  const window = createWindow(source.open());
  try {
    return geometryIn(await headerOf(window));
  } finally {
    await window.close();
  }
}

function geometryIn(header: DataView): string {
  const type = header.getInt32(32, true);
  if (type === MULTIPATCH) throw new FileFault('shp.multipatch');
  if (type === NULL_SHAPE) return 'Point';
  const geometry = GEOMETRY_OF[flat(type)];
  if (geometry === undefined) throw new FileFault('shp.type', { type });
  return geometry;
}

async function headerOf(window: ReturnType<typeof createWindow>): Promise<DataView> {
  if (!(await window.fill(HEADER_BYTES))) throw new FileFault('shp.truncated', { record: 1 });
  const header = viewOf(window.take(HEADER_BYTES));
  if (header.getInt32(0) !== FILE_CODE || header.getInt32(28, true) !== VERSION) throw new FileFault('shp.header');
  return header;
}

/** Shapes in the order of the file, as many at once as a chunk holds. */
export async function* shpShapes(
  source: ByteSource,
  recordBytes: number,
  onBytes: (read: number) => void = () => {},
): AsyncGenerator<Shape[]> {
  const window = createWindow(source.open());
  try {
    const header = await headerOf(window);
    geometryIn(header);
    // some writers leave bytes behind what they say is the end; where it falls between two records it is believed
    const end = header.getInt32(24) * 2;
    let n = 0;
    for (;;) {
      if (n > 0 && window.at() === end) return;
      if (!(await window.fill(RECORD_HEADER_BYTES))) {
        if (window.left() > 0) throw new FileFault('shp.truncated', { record: n + 1 }, n + 1);
        return;
      }
      const shapes: Shape[] = [];
      while (window.left() >= RECORD_HEADER_BYTES && !(n > 0 && window.at() === end)) {
        const length = contentLength(window.peek(RECORD_HEADER_BYTES), n + 1, recordBytes);
        if (window.left() < RECORD_HEADER_BYTES + length) {
          // handed out first what is whole
          if (shapes.length > 0) break;
          if (!(await window.fill(RECORD_HEADER_BYTES + length)))
            throw new FileFault('shp.truncated', { record: n + 1 }, n + 1);
        }
        n++;
        window.take(RECORD_HEADER_BYTES);
        shapes.push(readLater(window.take(length)));
      }
      onBytes(window.at());
      yield shapes;
    }
  } finally {
    await window.close();
  }
}

/** Bytes of a record behind its header, which counts them in pairs. */
function contentLength(header: Uint8Array, record: number, most: number): number {
  const length = viewOf(header).getInt32(4) * 2;
  if (length < 4) throw new FileFault('shp.record_length', { record, length }, record);
  if (length > most)
    throw new FileFault('shp.record_too_large', { record, limit: (most / 1024 ** 2).toFixed(0) }, record);
  return length;
}

function readLater(content: Uint8Array): Shape {
  let reading: ShapeReading | null = null;
  return () => (reading ??= readShape(viewOf(content)));
}

const shape = (type: string, coordinates: unknown): ShapeReading => ({ geometry: { type, coordinates }, fault: null });
const none: ShapeReading = { geometry: null, fault: null };
const lies = (why: string): ShapeReading => ({ geometry: null, fault: { code: 'shp.counts', params: { why } } });

function readShape(view: DataView): ShapeReading {
  const type = view.getInt32(0, true);
  switch (flat(type)) {
    case NULL_SHAPE:
      return none;
    case 1:
      return view.byteLength < 20 ? lies('a point of less than 20 bytes') : shape('Point', positionAt(view, 4));
    case 8:
      return readMultiPoint(view);
    case 3:
    case 5:
      return readParts(view, flat(type) === 5);
    default:
      return { geometry: null, fault: { code: 'shp.shape_type', params: { type } } };
  }
}

const positionAt = (view: DataView, at: number): LonLat => [view.getFloat64(at, true), view.getFloat64(at + 8, true)];

function readMultiPoint(view: DataView): ShapeReading {
  const points = view.byteLength < 40 ? -1 : view.getInt32(36, true);
  if (points < 0 || 40 + points * 16 > view.byteLength) return lies(`${points} points in ${view.byteLength} bytes`);
  if (points === 0) return none;
  return shape(
    'MultiPoint',
    Array.from({ length: points }, (_, k) => positionAt(view, 40 + k * 16)),
  );
}

function readParts(view: DataView, closed: boolean): ShapeReading {
  if (view.byteLength < 44) return lies(`a header of ${view.byteLength} bytes`);
  const parts = view.getInt32(36, true);
  const points = view.getInt32(40, true);
  const pointsAt = 44 + parts * 4;
  if (parts < 0 || points < 0 || pointsAt + points * 16 > view.byteLength)
    return lies(`${parts} parts and ${points} points in ${view.byteLength} bytes`);
  if (parts === 0 || points === 0) return none;
  const lines: LonLat[][] = [];
  for (let part = 0; part < parts; part++) {
    const from = view.getInt32(44 + part * 4, true);
    const to = part + 1 < parts ? view.getInt32(48 + part * 4, true) : points;
    if (from < 0 || to < from || to > points) return lies(`part ${part + 1} from point ${from} to ${to} of ${points}`);
    const line: LonLat[] = [];
    for (let k = from; k < to; k++) line.push(positionAt(view, pointsAt + k * 16));
    if (line.length > 0) lines.push(line);
  }
  if (!closed) return lines.length === 1 ? shape('LineString', lines[0]) : shape('MultiLineString', lines);
  const polygons = groupRings(lines);
  return polygons.length === 1 ? shape('Polygon', polygons[0]) : shape('MultiPolygon', polygons);
}
