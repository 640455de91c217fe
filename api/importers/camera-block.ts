// How do thousands of parsed cameras travel from the child to the parent? As columns, most of them empty or a few words.
import { CAMERA_DEFAULTS, type CameraFields } from '#contract/camera';
import type { CameraRow } from './types.ts';

/** Rows that are written together. */
export const BLOCK_ROWS = 2_048;
/** A column with more different texts than this in a block is written text by text. */
const MOST_WORDS = 256;
const NO_WORD = 0xffff;

export type CameraField = keyof CameraFields;
/** Every field of a record, in the order in which rows are staged. */
export const CAMERA_FIELDS = ['longitude', 'latitude', ...Object.keys(CAMERA_DEFAULTS)] as CameraField[];
const DEFAULTS: Partial<Record<CameraField, unknown>> = CAMERA_DEFAULTS;

type Value = string | number | boolean | null;
/** One column of a block: `at(i)` is the value of row i. */
export interface Column {
  at(i: number): Value;
}
export interface CameraBlock {
  n: number;
  ids: string[];
  /** system of the original positions */
  originalCrs: string;
  originalX: Float64Array;
  originalY: Float64Array;
  rows: Int32Array;
  /** 1 = the file gave the id */
  idGiven: Uint8Array;
  columns: Record<CameraField, Column>;
  /** the region each row names */
  places: Column;
}

/** How the bytes behind the head are cut: a column is numbers (f), words of a list (w), or a text a row (t). */
interface Head {
  n: number;
  crs: string;
  ids: string[];
  columns: { field: CameraField | 'place'; kind: 'f' | 'w' | 't'; texts?: Value[] }[];
}

const align8 = (bytes: number): number => (bytes + 7) & ~7;

/** One block as bytes: the length of its JSON head, the length of all, the head, and the numbers (8-aligned). Rows must
 * share one `originalCrs`. */
export function encodeBlock(rows: readonly CameraRow[]): Uint8Array {
  const n = rows.length;
  const head: Head = { n, crs: rows[0]!.originalCrs, ids: rows.map((row) => row.id), columns: [] };
  const originalX = new Float64Array(n);
  const originalY = new Float64Array(n);
  const rowNumbers = new Int32Array(n);
  const idGiven = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    originalX[i] = row.originalX;
    originalY[i] = row.originalY;
    rowNumbers[i] = row.row;
    idGiven[i] = row.idGiven ? 1 : 0;
  }
  const parts = [originalX, originalY, rowNumbers, idGiven].map(bytesOf);
  const add = (column: ReturnType<typeof encodeColumn>): void => {
    if (column === null) return;
    const { part, ...said } = column;
    head.columns.push(said);
    if (part !== null) parts.push(part);
  };
  for (const field of CAMERA_FIELDS)
    add(encodeColumn(field, n, (i) => rows[i]!.fields[field] as Value, DEFAULTS[field]));
  add(encodeColumn('place', n, (i) => rows[i]!.place, null));
  const headBytes = Buffer.from(JSON.stringify(head), 'utf8');
  const start = align8(8 + headBytes.length);
  const total = parts.reduce((sum, part) => sum + align8(part.length), start);
  const out = new Uint8Array(total);
  new DataView(out.buffer).setUint32(0, headBytes.length, true);
  new DataView(out.buffer).setUint32(4, total, true);
  out.set(headBytes, 8);
  let at = start;
  for (const part of parts) {
    out.set(part, at);
    at += align8(part.length);
  }
  return out;
}

const bytesOf = (array: Float64Array | Int32Array | Uint16Array | Uint8Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** null = nothing but the default. */
function encodeColumn(
  field: Head['columns'][number]['field'],
  n: number,
  at: (i: number) => Value,
  usual: unknown,
): (Head['columns'][number] & { part: Uint8Array | null }) | null {
  const values: Value[] = new Array(n);
  let isUsual = true;
  let isNumbers = true;
  for (let i = 0; i < n; i++) {
    const value = at(i);
    values[i] = value;
    if (value !== usual) isUsual = false;
    if (value !== null && typeof value !== 'number') isNumbers = false;
  }
  if (isUsual) return null;
  if (isNumbers) {
    const numbers = new Float64Array(n);
    // no camera field can be NaN: that stands for null
    for (let i = 0; i < n; i++) numbers[i] = (values[i] ?? NaN) as number;
    return { field, kind: 'f', part: bytesOf(numbers) };
  }
  const numberOf = new Map<Value, number>();
  const words = new Uint16Array(n);
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    let number = value === null ? NO_WORD : numberOf.get(value);
    if (number === undefined) {
      if (numberOf.size === MOST_WORDS) return { field, kind: 't', texts: values, part: null };
      number = numberOf.size;
      numberOf.set(value, number);
    }
    words[i] = number;
  }
  return { field, kind: 'w', texts: [...numberOf.keys()], part: bytesOf(words) };
}

/** The block that begins at `offset`, and where the next one begins; null when the bytes end before it does. */
export function decodeBlock(bytes: Uint8Array, offset = 0): { block: CameraBlock; next: number } | null {
  if (bytes.length < offset + 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
  const headLength = view.getUint32(0, true);
  const total = view.getUint32(4, true);
  if (bytes.length < offset + total) return null;
  // copied: typed arrays need their own alignment
  const own = bytes.slice(offset, offset + total);
  const head = JSON.parse(Buffer.from(own.buffer, 8, headLength).toString('utf8')) as Head;
  const { n } = head;
  let at = align8(8 + headLength);
  const take = (size: number): number => {
    const from = at;
    at += align8(size);
    return from;
  };
  const originalX = new Float64Array(own.buffer, take(8 * n), n);
  const originalY = new Float64Array(own.buffer, take(8 * n), n);
  const rows = new Int32Array(own.buffer, take(4 * n), n);
  const idGiven = new Uint8Array(own.buffer, take(n), n);
  const columns = {} as CameraBlock['columns'];
  for (const field of CAMERA_FIELDS) {
    const usual = (DEFAULTS[field] ?? null) as Value;
    columns[field] = { at: () => usual };
  }
  let places: Column = { at: () => null };
  for (const { field, kind, texts } of head.columns) {
    const column: Column =
      kind === 'f'
        ? numbersOf(new Float64Array(own.buffer, take(8 * n), n))
        : kind === 't'
          ? { at: (i) => texts![i]! }
          : wordsOf(new Uint16Array(own.buffer, take(2 * n), n), texts!);
    if (field === 'place') places = column;
    else columns[field] = column;
  }
  return {
    block: { n, ids: head.ids, originalCrs: head.crs, originalX, originalY, rows, idGiven, columns, places },
    next: offset + total,
  };
}

const numbersOf = (numbers: Float64Array): Column => ({
  at: (i) => (Number.isNaN(numbers[i]!) ? null : numbers[i]!),
});
const wordsOf = (words: Uint16Array, texts: Value[]): Column => ({
  at: (i) => (words[i] === NO_WORD ? null : texts[words[i]!]!),
});

/** Rows in memory as a block, without bytes in between. */
export function blockOf(rows: readonly CameraRow[]): CameraBlock {
  const columns = {} as CameraBlock['columns'];
  for (const field of CAMERA_FIELDS) columns[field] = { at: (i) => rows[i]!.fields[field] as Value };
  return {
    n: rows.length,
    ids: rows.map((row) => row.id),
    originalCrs: rows[0]?.originalCrs ?? 'wgs84',
    originalX: Float64Array.from(rows, (row) => row.originalX),
    originalY: Float64Array.from(rows, (row) => row.originalY),
    rows: Int32Array.from(rows, (row) => row.row),
    idGiven: Uint8Array.from(rows, (row) => (row.idGiven ? 1 : 0)),
    columns,
    places: { at: (i) => rows[i]!.place },
  };
}

/** The block's rows as records. */
export function rowsOfBlock(block: CameraBlock): CameraRow[] {
  return block.ids.map((id, i): CameraRow => {
    const fields: Record<string, Value> = {};
    for (const field of CAMERA_FIELDS) fields[field] = block.columns[field].at(i);
    return {
      row: block.rows[i]!,
      id,
      idGiven: block.idGiven[i] === 1,
      fields: fields as unknown as CameraFields,
      originalX: block.originalX[i]!,
      originalY: block.originalY[i]!,
      originalCrs: block.originalCrs,
      place: block.places.at(i) as string | null,
    };
  });
}
