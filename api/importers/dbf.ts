// Which columns and cells does a .dbf hold?
import { createWindow } from './byte-window.ts';
import type { ByteSource } from './detect.ts';
import { FileFault } from './fault.ts';

interface Field {
  /** as bytes: the encoding is found later */
  name: Uint8Array;
  type: string;
  offset: number;
  length: number;
}
export interface Dbf {
  fields: Field[];
  headerBytes: number;
  recordBytes: number;
  /** as the header says; for showing only */
  said: number;
  /** what the byte for the language says; null = nothing that is known */
  language: string | null;
}
export interface DbfRecord {
  bytes: Uint8Array;
  deleted: boolean;
}

/** Text in the encoding of the file. */
export type Decode = (bytes: Uint8Array) => string;

const HEAD_BYTES = 32;
const FIELD_BYTES = 32;
const FIELDS_END = 0x0d;
const FILE_END = 0x1a;
const DELETED = 0x2a;
/** The language byte, where it names an encoding of ours. */
const LANGUAGES: Record<number, string> = { 77: 'gb18030', 79: 'gb18030', 122: 'gb18030', 78: 'big5', 120: 'big5' };

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

export async function readDbfHeader(source: ByteSource, columns: number): Promise<Dbf> {
  const window = createWindow(source.open());
  try {
    if (!(await window.fill(HEAD_BYTES))) throw broken('it ends in its header');
    const head = viewOf(window.peek(HEAD_BYTES));
    const [said, headerBytes, recordBytes] = [
      head.getUint32(4, true),
      head.getUint16(8, true),
      head.getUint16(10, true),
    ];
    const language = LANGUAGES[head.getUint8(29)] ?? null;
    if (headerBytes < HEAD_BYTES + 1 || recordBytes < 1)
      throw broken(`a header of ${headerBytes} and records of ${recordBytes} bytes`);
    if (!(await window.fill(headerBytes))) throw broken('it ends in its header');
    const fields = fieldsIn(window.peek(headerBytes), recordBytes);
    if (fields.length > columns) throw new FileFault('csv.columns_too_many', { n: fields.length, limit: columns });
    return { fields, headerBytes, recordBytes, said, language };
  } finally {
    await window.close();
  }
}

const broken = (why: string): FileFault => new FileFault('dbf.header', { why });

function fieldsIn(header: Uint8Array, recordBytes: number): Field[] {
  // long texts keep the high byte of their length where numbers keep their decimals; not every writer knows
  for (const long of [true, false]) {
    const fields: Field[] = [];
    let offset = 1;
    for (let at = HEAD_BYTES; at + FIELD_BYTES <= header.length && header[at] !== FIELDS_END; at += FIELD_BYTES) {
      const type = String.fromCharCode(header[at + 11]!).toUpperCase();
      const length = header[at + 16]! + (long && type === 'C' ? header[at + 17]! * 256 : 0);
      const name = untilNul(header.slice(at, at + 11));
      fields.push({ name, type, offset, length });
      offset += length;
    }
    if (offset <= recordBytes) return fields.filter(({ type }) => type !== '0');
  }
  throw broken('its fields are longer than its records');
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

export interface DbfReader {
  /** the next `n` records; fewer where the file ends */
  next(n: number): Promise<DbfRecord[]>;
  close(): Promise<void>;
}

export function createDbfReader(source: ByteSource, { headerBytes, recordBytes }: Dbf): DbfReader {
  const window = createWindow(source.open());
  let started = false;
  let ended = false;
  return {
    close: () => window.close(),
    async next(n) {
      if (!started) {
        if (!(await window.fill(headerBytes))) throw broken('it ends in its header');
        window.take(headerBytes);
        started = true;
      }
      const records: DbfRecord[] = [];
      while (records.length < n && !ended) {
        if (!(await window.fill(recordBytes))) {
          ended = true;
          break;
        }
        while (records.length < n && window.left() >= recordBytes) {
          if (window.peek(1)[0] === FILE_END) {
            ended = true;
            break;
          }
          const bytes = window.take(recordBytes);
          records.push({ bytes, deleted: bytes[0] === DELETED });
        }
      }
      return records;
    },
  };
}

const ascii = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
const digits = (value: number, n: number): string => String(value).padStart(n, '0');

/** null = blank, or a kind of field that is kept elsewhere (memo) or not known. */
export function cellOf({ type, offset, length }: Field, record: Uint8Array, decode: Decode): string | null {
  const bytes = record.subarray(offset, offset + length);
  const view = viewOf(bytes);
  switch (type) {
    case 'C':
      return textIn(bytes, decode);
    case 'N':
    case 'F': {
      const text = ascii(untilNul(bytes)).trim();
      return text === '' || text.startsWith('*') ? null : text;
    }
    case 'D': {
      const m = /^(\d{4})(\d{2})(\d{2})$/.exec(ascii(bytes).trim());
      return m === null || m[1] === '0000' ? null : `${m[1]}-${m[2]}-${m[3]}`;
    }
    case 'L': {
      const mark = ascii(bytes).trim();
      return /^[YyTt]$/.test(mark) ? 'true' : /^[NnFf]$/.test(mark) ? 'false' : null;
    }
    case 'I':
    case '+':
      return length === 4 ? String(view.getInt32(0, true)) : null;
    case 'O':
      return length === 8 ? numberText(view.getFloat64(0, true)) : null;
    case 'B':
      // a double in one dialect, the number of a memo block, in ten digits, in another
      return length === 8 ? numberText(view.getFloat64(0, true)) : null;
    case 'T':
    case '@':
      return length === 8 ? momentText(view.getInt32(0, true), view.getInt32(4, true)) : null;
    default:
      return null;
  }
}

const numberText = (value: number): string | null => (Number.isFinite(value) ? String(value) : null);

const JULIAN_1970 = 2_440_588;
const DAY_MS = 86_400_000;
function momentText(julianDay: number, ms: number): string | null {
  if (julianDay < 1_721_426 || julianDay > 5_373_484 || ms < 0 || ms >= DAY_MS) return null;
  const day = new Date((julianDay - JULIAN_1970) * DAY_MS).toISOString().slice(0, 10);
  const seconds = Math.floor(ms / 1_000);
  return `${day}T${digits(Math.floor(seconds / 3_600), 2)}:${digits(Math.floor(seconds / 60) % 60, 2)}:${digits(seconds % 60, 2)}`;
}

const SPACE = 0x20;
/** Without the padding, and without a character that the length of the field cut in two. */
function textIn(bytes: Uint8Array, decode: Decode): string | null {
  const text = unpadded(bytes);
  if (text.length === 0) return null;
  if (isAscii(text)) return ascii(text).trim() || null;
  return (
    decode(text)
      .replace(/\ufffd$/, '')
      .trim() || null
  );
}
/** The text of a cell, as bytes. */
export function unpadded(bytes: Uint8Array): Uint8Array {
  const nul = bytes.indexOf(0);
  let end = nul < 0 ? bytes.length : nul;
  while (end > 0 && bytes[end - 1] === SPACE) end--;
  return bytes.subarray(0, end);
}
export function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! >= 0x80) return false;
  return true;
}
