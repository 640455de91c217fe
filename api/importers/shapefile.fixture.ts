// Writes the parts of Shapefiles for tests, right or wrong.

export type TestShape =
  | null
  | { point: number[] }
  | { points: number[][] }
  /** rings or lines; z and m of a position are its third and fourth number */
  | { parts: number[][][]; area?: boolean };
export interface ShpMore {
  /** 0 = flat, 10 = Z, 20 = M */
  dims?: 0 | 10 | 20;
  /** type in the header, where it differs */
  type?: number;
  /** changes the content of a record before its length is taken */
  spoil?: (content: Buffer, record: number) => void;
  /** length in the record header, in pairs of bytes, where it differs */
  length?: (right: number, record: number) => number;
}

function contentOf(shape: TestShape, dims: number): Buffer {
  const doubles = (values: number[]): Buffer => Buffer.from(Float64Array.from(values).buffer);
  const ints = (...values: number[]): Buffer => Buffer.from(Int32Array.from(values).buffer);
  const measures = (points: number[][]): Buffer[] => {
    const of = (k: number): Buffer => doubles([0, 0, ...points.map((point) => point[k] ?? 0)]);
    return dims === 10 ? [of(2), of(3)] : dims === 20 ? [of(2)] : [];
  };
  if (shape === null) return ints(0);
  if ('point' in shape) {
    const [x, y, z = 0, m = 0] = shape.point;
    return Buffer.concat([ints(1 + dims), doubles([x!, y!, ...(dims === 10 ? [z, m] : dims === 20 ? [z] : [])])]);
  }
  const points = 'points' in shape ? shape.points : shape.parts.flat();
  const xs = points.map((p) => p[0]!);
  const ys = points.map((p) => p[1]!);
  const box = doubles([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
  const xy = doubles(points.flatMap(([x, y]) => [x!, y!]));
  if ('points' in shape) return Buffer.concat([ints(8 + dims), box, ints(points.length), xy, ...measures(points)]);
  const starts: number[] = [];
  let at = 0;
  for (const part of shape.parts) {
    starts.push(at);
    at += part.length;
  }
  const type = (shape.area === false ? 3 : 5) + dims;
  return Buffer.concat([ints(type), box, ints(starts.length, points.length, ...starts), xy, ...measures(points)]);
}

export function shpOf(shapes: TestShape[], more: ShpMore = {}): Buffer {
  const dims = more.dims ?? 0;
  const records = shapes.map((shape, i) => {
    const content = contentOf(shape, dims);
    more.spoil?.(content, i);
    const header = Buffer.alloc(8);
    header.writeInt32BE(i + 1, 0);
    const right = content.length / 2;
    header.writeInt32BE(more.length?.(right, i) ?? right, 4);
    return Buffer.concat([header, content]);
  });
  const header = Buffer.alloc(100);
  header.writeInt32BE(9994, 0);
  header.writeInt32BE(50 + records.reduce((sum, record) => sum + record.length / 2, 0), 24);
  header.writeInt32LE(1000, 28);
  const first = shapes.find((shape) => shape !== null);
  const type = first === undefined || first === null ? 0 : contentOf(first, dims).readInt32LE(0);
  header.writeInt32LE(more.type ?? type, 32);
  return Buffer.concat([header, ...records]);
}

export interface DbfField {
  name: string | Uint8Array;
  type: string;
  length: number;
}
export interface DbfMore {
  language?: number;
  recordBytes?: number;
  headerBytes?: number;
  deleted?: number[];
  count?: number;
}

/** Cells are padded to the length of their field; bytes are taken as they are. */
export function dbfOf(fields: DbfField[], rows: (string | Uint8Array)[][], more: DbfMore = {}): Buffer {
  const headerBytes = 32 + fields.length * 32 + 1;
  const recordBytes = 1 + fields.reduce((sum, { length }) => sum + length, 0);
  const head = Buffer.alloc(32);
  head[0] = 3;
  head.writeUInt32LE(more.count ?? rows.length, 4);
  head.writeUInt16LE(more.headerBytes ?? headerBytes, 8);
  head.writeUInt16LE(more.recordBytes ?? recordBytes, 10);
  head[29] = more.language ?? 0;
  const described = fields.map(({ name, type, length }) => {
    const bytes = Buffer.alloc(32);
    Buffer.from(name as Uint8Array).copy(bytes, 0, 0, 11);
    bytes.write(type, 11, 'latin1');
    bytes[16] = length;
    return bytes;
  });
  const records = rows.map((cells, i) => {
    const bytes = Buffer.alloc(recordBytes, 0x20);
    if (more.deleted?.includes(i)) bytes[0] = 0x2a;
    let at = 1;
    for (const [k, { length }] of fields.entries()) {
      Buffer.from((cells[k] ?? '') as Uint8Array).copy(bytes, at, 0, length);
      at += length;
    }
    return bytes;
  });
  return Buffer.concat([head, ...described, Buffer.of(0x0d), ...records, Buffer.of(0x1a)]);
}

/** GBK of the few characters that tests use. */
const GBK: Record<string, string> = {
  龙: 'c1fa',
  潭: 'ccb6',
  镇: 'd5f2',
  新: 'd0c2',
  邵: 'c9db',
  县: 'cfd8',
  名: 'c3fb',
  称: 'b3c6',
  编: 'b1e0',
  码: 'c2eb',
  路: 'c2b7',
  口: 'bfda',
  东: 'b6ab',
  中: 'd6d0',
  心: 'd0c4',
  小: 'd0a1',
  学: 'd1a7',
  点: 'b5e3',
  位: 'cebb',
  表: 'b1ed',
};
export const gbk = (text: string): Buffer =>
  Buffer.concat([...text].map((char) => (char < '\u0080' ? Buffer.from(char) : Buffer.from(GBK[char]!, 'hex'))));
