// The table of a shapefile: how wide is each column, and how is a row written into it?
import type { Field, Value } from './model.ts';

const TEXT_BYTES = 254;
const NUMBER_CHARS = 20;
const INTEGER_CHARS = 18;
const DECIMALS = 8;
const DATE_CHARS = 8;

export interface Column {
  field: Field;
  /** its index in the values of a row */
  at: number;
  type: 'C' | 'N' | 'D' | 'L';
  width: number;
  decimals: number;
}

/** Texts are as wide as the widest of them: `note` every row first. */
export function dbfColumns(fields: readonly Field[]): { columns: Column[]; note(values: readonly Value[]): void } {
  const columns = fields.flatMap((field, at): Column[] => {
    if (field.isPosition) return [];
    const { kind } = field;
    if (kind === 'number') return [{ field, at, type: 'N', width: NUMBER_CHARS, decimals: DECIMALS }];
    if (kind === 'integer') return [{ field, at, type: 'N', width: INTEGER_CHARS, decimals: 0 }];
    if (kind === 'date') return [{ field, at, type: 'D', width: DATE_CHARS, decimals: 0 }];
    if (kind === 'flag') return [{ field, at, type: 'L', width: 1, decimals: 0 }];
    return [{ field, at, type: 'C', width: 1, decimals: 0 }];
  });
  const texts = columns.filter((column) => column.type === 'C');
  return {
    columns,
    note(values) {
      for (const column of texts) {
        const value = values[column.at];
        if (typeof value === 'string' && column.width < TEXT_BYTES)
          column.width = Math.min(TEXT_BYTES, Math.max(column.width, Buffer.byteLength(value)));
      }
    },
  };
}

export const recordBytes = (columns: readonly Column[]): number => columns.reduce((n, c) => n + c.width, 1);
export const headBytes = (columns: readonly Column[]): number => 32 + 32 * columns.length + 1;

export function dbfHead(columns: readonly Column[], records: number, writtenAt: string): Buffer {
  const head = Buffer.alloc(headBytes(columns));
  const day = new Date(writtenAt);
  head.set([3, day.getUTCFullYear() - 1900, day.getUTCMonth() + 1, day.getUTCDate()]);
  head.writeUInt32LE(records, 4);
  head.writeUInt16LE(head.length, 8);
  head.writeUInt16LE(recordBytes(columns), 10);
  columns.forEach(({ field, type, width, decimals }, i) => {
    const at = 32 + 32 * i;
    head.write(field.short, at, 10, 'latin1');
    head.write(type, at + 11, 1, 'latin1');
    head[at + 16] = width;
    head[at + 17] = decimals;
  });
  head[head.length - 1] = 0x0d;
  return head;
}

/** Answers how many texts had to be cut. */
export function dbfRecord(columns: readonly Column[], values: readonly Value[], out: Buffer, start: number): number {
  let at = start + 1;
  let cut = 0;
  out.fill(0x20, start, start + recordBytes(columns));
  for (const { at: index, type, width } of columns) {
    const value = values[index]!;
    if (value !== null) {
      if (type === 'N') out.write(numberText(value as number, width).padStart(width), at, width, 'latin1');
      else if (type === 'L') out.write(value ? 'T' : 'F', at, 1, 'latin1');
      else if (type === 'D') out.write(String(value).replaceAll('-', ''), at, width, 'latin1');
      else {
        const bytes = Buffer.from(String(value));
        const whole = wholeCharacters(bytes, width);
        bytes.copy(out, at, 0, whole);
        if (whole < bytes.length) cut++;
      }
    } else if (type === 'L') out.write('?', at, 1, 'latin1');
    at += width;
  }
  return cut;
}

/** As short as it can be and still be the same, else with as many digits as fit. */
function numberText(value: number, width: number): string {
  const text = String(value);
  if (text.length <= width && !text.includes('e')) return text;
  for (let digits = DECIMALS; digits >= 0; digits--) {
    const fixed = value.toFixed(digits);
    if (fixed.length <= width && !fixed.includes('e')) return fixed;
  }
  return '*'.repeat(width);
}

/** Not in the middle of a character of UTF-8. */
function wholeCharacters(bytes: Buffer, most: number): number {
  if (bytes.length <= most) return bytes.length;
  let n = most;
  while (n > 0 && (bytes[n]! & 0xc0) === 0x80) n--;
  return n;
}
