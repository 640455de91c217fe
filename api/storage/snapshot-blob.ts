// How are the columns of a snapshot packed into one blob, bit for bit? Every column is deflated on its own, so that one
// metric of all leaves is read without the others.
import { promisify } from 'node:util';
import { constants, deflate, inflate, inflateSync } from 'node:zlib';

/** The first byte; deflated JSON of before begins with 0x78. */
const MAGIC = 0x4c;
const FORMAT = 1;
/** magic, format, two spare bytes, length of the head */
const PREFIX = 8;

export type Numbers = Float64Array | Int32Array;
export interface PackedColumn {
  name: string;
  values: Numbers | readonly string[];
  /** a column of the same kind before it in the table that is often equal: only the difference is kept */
  like?: string;
}
export interface PackedTable {
  name: string;
  rows: number;
  columns: readonly PackedColumn[];
}

type Kind = 'f64' | 'i32' | 'text';
interface ColumnHead {
  name: string;
  kind: Kind;
  like?: string;
  /** against the base's column of the same name */
  based?: true;
  /** text: the values that occur, by index */
  words?: string[];
  bytes: number;
}
interface Head<H> {
  head: H;
  tables: { name: string; rows: number; columns: ColumnHead[] }[];
}

/** The column that says which region a row is of: a place in the tree. Never told apart from a base. */
export const NODE = 'node';
/** Another snapshot, without a base of its own, that columns are told apart from. */
export interface Base {
  blob: SnapshotBlob;
  /** which row of the base's table is of the same region as each of these nodes; −1 = none */
  aligned(table: string, nodes: Int32Array): Promise<Int32Array>;
}

export interface SnapshotBlob {
  /** what the writer put in front, as JSON */
  head: unknown;
  /** table → its rows and the names of its columns */
  tables: ReadonlyMap<string, { rows: number; columns: readonly string[] }>;
  numbers(table: string, column: string): Promise<Numbers>;
  texts(table: string, column: string): Promise<string[]>;
  /** as it is kept: what another blob's column is told apart from */
  residual(table: string, column: string): Promise<Uint32Array | null>;
}

const deflated = promisify<Uint8Array, { level: number; strategy: number }, Buffer>(deflate);
const inflated = promisify<Uint8Array, Buffer>(inflate);

const wordsOf = (values: Numbers): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, values.byteLength / Uint32Array.BYTES_PER_ELEMENT);

/** All first bytes, then all second ones …: the high bytes of like numbers are alike. */
function shuffled(words: Uint32Array, width: 4 | 8): Uint8Array {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  const out = new Uint8Array(bytes.length);
  const n = bytes.length / width;
  for (let plane = 0, to = 0; plane < width; plane += 1)
    for (let i = 0, from = plane; i < n; i += 1, from += width, to += 1) out[to] = bytes[from];
  return out;
}
function unshuffled(bytes: Uint8Array, width: 4 | 8): Uint32Array {
  const out = new Uint8Array(bytes.length);
  const n = bytes.length / width;
  for (let plane = 0, from = 0; plane < width; plane += 1)
    for (let i = 0, to = plane; i < n; i += 1, to += width, from += 1) out[to] = bytes[from];
  return new Uint32Array(out.buffer);
}

/** words ^= other, in place; `rows` says which row of `other` belongs to each row. */
function differ(words: Uint32Array, other: Uint32Array, per: 1 | 2, rows: Int32Array | null = null): void {
  for (let i = 0, at = 0; at < words.length; i += 1) {
    const from = (rows === null ? i : rows[i]) * per;
    for (let k = 0; k < per; k += 1, at += 1) if (from >= 0) words[at] ^= other[from + k];
  }
}
const perRow = (kind: Kind): 1 | 2 => (kind === 'f64' ? 2 : 1);

/** Packs in threads of their own, one column at a time. `base` has no base itself. */
export async function packSnapshot<H>(
  head: H,
  tables: readonly PackedTable[],
  base: Base | null = null,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const all: Head<H>['tables'] = [];
  for (const table of tables) {
    const nodes = table.columns.find((column) => column.name === NODE)?.values;
    const isAligned = base !== null && base.blob.tables.has(table.name) && nodes instanceof Int32Array;
    const rowsOfBase = isAligned ? await base.aligned(table.name, nodes) : null;
    const columns: ColumnHead[] = [];
    for (const column of table.columns) {
      const { packed, ...columnHead } = await packColumn(table, column, base, rowsOfBase);
      columns.push(columnHead);
      chunks.push(packed);
    }
    all.push({ name: table.name, rows: table.rows, columns });
  }
  const text = await deflated(new TextEncoder().encode(JSON.stringify({ head, tables: all } satisfies Head<H>)), FAST);
  const prefix = new Uint8Array(PREFIX);
  prefix.set([MAGIC, FORMAT]);
  new DataView(prefix.buffer).setUint32(4, text.length, true);
  return Buffer.concat([prefix, text, ...chunks]);
}
const FAST = { level: 6, strategy: constants.Z_DEFAULT_STRATEGY };

async function packColumn(
  table: PackedTable,
  column: PackedColumn,
  base: Base | null,
  rowsOfBase: Int32Array | null,
): Promise<ColumnHead & { packed: Uint8Array }> {
  const { values, name, like } = column;
  if (values.length !== table.rows) throw new Error(`expected ${table.rows} values of ${name}, got ${values.length}`);
  if (isText(values)) {
    const { places, words } = dictionary(values);
    const packed = await deflated(shuffled(wordsOf(places), 4), FAST);
    return { name, kind: 'text', words, bytes: packed.length, packed };
  }
  const kind = values instanceof Float64Array ? 'f64' : 'i32';
  const words = wordsOf(values).slice();
  if (like !== undefined) {
    const other = table.columns.find((one) => one.name === like)?.values;
    if (other === undefined || isText(other)) throw new Error(`expected a column of numbers ${like}, got none`);
    differ(words, wordsOf(other), perRow(kind));
  }
  const before = rowsOfBase === null ? null : await base!.blob.residual(table.name, name);
  const based = before !== null && kind === 'f64';
  if (based) differ(words, before, 2, rowsOfBase);
  const packed = await deflated(shuffled(words, kind === 'f64' ? 8 : 4), FAST);
  return { name, kind, ...(like && { like }), ...(based && { based }), bytes: packed.length, packed };
}

const isText = (values: PackedColumn['values']): values is readonly string[] => Array.isArray(values);

function dictionary(values: readonly string[]): { places: Int32Array; words: string[] } {
  const placeOf = new Map<string, number>();
  const places = new Int32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    let place = placeOf.get(values[i]);
    if (place === undefined) {
      place = placeOf.size;
      placeOf.set(values[i], place);
    }
    places[i] = place;
  }
  return { places, words: [...placeOf.keys()] };
}

/** Content of before: deflated JSON of the figures of all regions. */
export const isPacked = (content: Uint8Array): boolean => content[0] === MAGIC;

export function openSnapshot(content: Uint8Array, base: Base | null = null): SnapshotBlob {
  if (!isPacked(content) || content[1] !== FORMAT)
    throw new Error(`expected a snapshot of format ${FORMAT}, got bytes ${content[0]} ${content[1]}`);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let at = PREFIX + view.getUint32(4, true);
  const { head, tables } = JSON.parse(inflateSync(content.subarray(PREFIX, at)).toString('utf8')) as Head<unknown>;
  const places = new Map<string, { column: ColumnHead; from: number }>();
  const key = (table: string, column: string): string => `${table}\n${column}`;
  for (const table of tables)
    for (const column of table.columns) {
      places.set(key(table.name, column.name), { column, from: at });
      at += column.bytes;
    }
  const rows = new Map(
    tables.map(({ name, rows, columns }) => [name, { rows, columns: columns.map((column) => column.name) }]),
  );
  const find = (table: string, column: string): { column: ColumnHead; from: number } => {
    const found = places.get(key(table, column));
    if (found === undefined) throw new Error(`expected a column ${column} of ${table}, got none`);
    return found;
  };
  const stored = async (table: string, name: string): Promise<Uint32Array> => {
    const { column, from } = find(table, name);
    const bytes = await inflated(content.subarray(from, from + column.bytes));
    return unshuffled(bytes, column.kind === 'f64' ? 8 : 4);
  };
  const residual = async (table: string, name: string): Promise<Uint32Array> => {
    const words = await stored(table, name);
    if (find(table, name).column.based) {
      if (base === null) throw new Error('expected the base of a snapshot, got none');
      const aligned = await base.aligned(table, (await numbers(table, NODE)) as Int32Array);
      const before = await base.blob.residual(table, name);
      if (before === null) throw new Error(`expected a column ${name} of the base, got none`);
      differ(words, before, 2, aligned);
    }
    return words;
  };
  const numbers = async (table: string, name: string): Promise<Numbers> => {
    const { column } = find(table, name);
    const words = await residual(table, name);
    if (column.like !== undefined) differ(words, wordsOf(await numbers(table, column.like)), perRow(column.kind));
    return column.kind === 'f64' ? new Float64Array(words.buffer) : new Int32Array(words.buffer);
  };
  return {
    head,
    tables: rows,
    numbers,
    async texts(table, name) {
      const { words } = find(table, name).column;
      const found = await stored(table, name);
      return Array.from(found, (place) => words![place]);
    },
    residual: async (table, name) => (places.has(key(table, name)) ? residual(table, name) : null),
  };
}
