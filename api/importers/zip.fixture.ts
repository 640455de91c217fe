// Writes ZIPs for tests: sound ones, and ones whose headers say whatever is wanted.
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  name: string | Uint8Array;
  data: string | Uint8Array;
  /** 8 packs (default), 0 stores */
  method?: number;
  flags?: number;
  /** what the directory says instead of the truth */
  says?: Partial<Record<'bytes' | 'packed' | 'crc' | 'offset' | 'method', number>>;
  /** name in the local header, where it differs */
  localName?: string;
  /** unix mode, as of a link */
  mode?: number;
}

const u16 = (...values: number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) buffer.writeUInt16LE(value & 0xffff, i * 2);
  return buffer;
};
const u32 = (...values: number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) buffer.writeUInt32LE(value >>> 0, i * 4);
  return buffer;
};
const bytesOf = (value: string | Uint8Array): Buffer => Buffer.from(value as Uint8Array);

/** `entries` in the end record, where it differs. */
export function zipOf(files: ZipFile[], more: { entries?: number } = {}): Uint8Array {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const name = bytesOf(file.name);
    const localName = file.localName === undefined ? name : Buffer.from(file.localName);
    const data = bytesOf(file.data);
    const method = file.method ?? 8;
    const packed = method === 8 ? deflateRawSync(data) : data;
    const flags = file.flags ?? (typeof file.name === 'string' ? 0x800 : 0);
    const crc = file.says?.crc ?? crc32(data);
    const sizes = u32(file.says?.packed ?? packed.length, file.says?.bytes ?? data.length);
    const saidMethod = file.says?.method ?? method;
    const head = Buffer.concat([u16(20, flags, saidMethod, 0, 0x21), u32(crc), sizes]);
    const header = Buffer.concat([u32(0x04034b50), head, u16(localName.length, 0), localName]);
    const offset = file.says?.offset ?? at;
    const mode = file.mode ?? 0o100644;
    directory.push(
      u32(0x02014b50),
      u16((3 << 8) | 20),
      head,
      u16(name.length, 0, 0, 0, 0),
      u32((mode << 16) >>> 0, offset),
      name,
    );
    local.push(header, packed);
    at += header.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const n = more.entries ?? files.length;
  return Buffer.concat([...local, list, u32(0x06054b50), u16(0, 0, n, n), u32(list.length, at), u16(0)]);
}

/** `n` files whose data is one and the same piece of the archive. */
export function overlappingZip(n: number, data: Uint8Array): Uint8Array {
  const files = Array.from(
    { length: n },
    (_, i): ZipFile => ({ name: `a${i}.csv`, data: i === 0 ? data : '', localName: 'a0.csv' }),
  );
  const packed = deflateRawSync(data).length;
  for (const file of files.slice(1)) file.says = { offset: 0, bytes: data.length, packed, crc: crc32(data) };
  // every entry carries the name that the one local header has
  return zipOf(files.map((file, i) => (i === 0 ? file : { ...file, name: 'a0.csv' })));
}
