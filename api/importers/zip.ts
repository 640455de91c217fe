// What is in a ZIP, and how is a part of it read? Every claim of a header is checked or not used.
import { crc32, createInflateRaw } from 'node:zlib';
import yauzl from 'yauzl';
import type { ByteSource } from './detect.ts';
import { FileFault } from './fault.ts';
import { type Budget, counted, inflated, shownName } from './inflated.ts';
import { nameOf, safeName } from './zip-names.ts';

export interface ZipPart {
  /** inside the archive, `/` between folders */
  path: string;
  /** as the directory says; never used as a limit */
  bytes: number;
  /** another part whose name is the same on most desktops; null = none: see `refuseClashes` */
  clash: string | null;
  /** raises FileFault while it is read: see `counted` */
  source: ByteSource;
}
export interface Zip {
  /** files, in the order of the directory */
  parts: ZipPart[];
}

const ENCRYPTED = 0x1;
const UTF8 = 0x800;
const STORED = 0;
const DEFLATED = 8;
const UNIX = 3;
const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;
const PLAIN_FILE = 0o100000;
const FOLDER = 0o040000;
const CHUNK_BYTES = 1 << 16;

/** Looks at the directory and at every local header; nothing is unpacked yet. `label` tells archives of one upload apart. */
export async function openZip(source: ByteSource, budget: Budget, label = ''): Promise<Zip> {
  if (source.slice === undefined) throw new Error('expected bytes with random access');
  try {
    const reader = new SliceReader(source);
    const zip = await yauzl.fromRandomAccessReaderPromise(reader, source.bytes, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: true,
    });
    if (zip.entryCount > budget.limits.entries)
      throw new FileFault('zip.entries_too_many', { n: zip.entryCount, limit: budget.limits.entries });
    // before the first entry is read, the cursor stands where the directory begins
    const directoryAt = zip.readEntryCursor as unknown as number;
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry as unknown as Entry);
    const places = await placesOf(zip, entries, directoryAt);
    return { parts: partsOf(entries, places, source, budget, label) };
  } catch (error) {
    throw asFault(error);
  }
}

/** With `decodeStrings: false` names are bytes. */
type Entry = Omit<yauzl.Entry, 'fileName'> & { fileNameRaw: Buffer };

function partsOf(entries: Entry[], places: Range[], source: ByteSource, budget: Budget, label: string): ZipPart[] {
  const parts: ZipPart[] = [];
  const seen = new Map<string, string>();
  for (const [i, entry] of entries.entries()) {
    const saidUtf8 = (entry.generalPurposeBitFlag & UTF8) !== 0;
    const path = safeName(nameOf(entry.fileNameRaw, saidUtf8, entry.extraFields, (bytes) => crc32(bytes)));
    checkKind(entry, path);
    if (path.endsWith('/')) continue;
    const key = path.normalize('NFC').toLowerCase();
    const clash = seen.get(key) ?? null;
    seen.set(key, path);
    const { uncompressedSize: bytes } = entry;
    parts.push({ path, bytes, clash, source: partSource(entry, places[i]!, source, path, budget, label) });
  }
  return parts;
}

/** Of two files that are one on most desktops, which was meant? Where neither is read that does not matter. */
export function refuseClashes(parts: readonly ZipPart[]): void {
  const part = parts.find(({ clash }) => clash !== null);
  if (part) throw new FileFault('zip.names_clash', { name: shownName(part.path), other: shownName(part.clash!) });
}

function checkKind(entry: Entry, path: string): void {
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) throw new FileFault('zip.encrypted', { name: shownName(path) });
  const mode = entry.versionMadeBy >> 8 === UNIX ? (entry.externalFileAttributes >>> 16) & FILE_TYPE : 0;
  if (mode === SYMLINK || (mode !== 0 && mode !== PLAIN_FILE && mode !== FOLDER))
    throw new FileFault('zip.link', { name: shownName(path) });
}

interface Range {
  start: number;
  dataStart: number;
  end: number;
  name: Buffer;
}

/** Where the entries lie. Some that share bytes are the trick of a bomb that is small on disk. */
async function placesOf(zip: yauzl.ZipFile, entries: Entry[], directoryAt: number): Promise<Range[]> {
  const places: Range[] = [];
  for (const entry of entries) {
    const header = await zip.readLocalFileHeaderPromise(entry as unknown as yauzl.Entry, {});
    const { fileDataStart: dataStart, fileName } = header as yauzl.LocalFileHeader;
    const local = fileName as unknown as Buffer;
    const name = entry.fileNameRaw;
    if (!local.equals(name)) throw lies(`one entry has two names, ${local.toString('latin1')}`);
    places.push({ start: entry.relativeOffsetOfLocalHeader, dataStart, end: dataStart + entry.compressedSize, name });
  }
  let end = 0;
  for (const place of [...places].sort((a, b) => a.start - b.start)) {
    if (place.start < end || place.end > directoryAt)
      throw new FileFault('zip.overlap', { name: shownName(place.name.toString('latin1')) });
    end = place.end;
  }
  return places;
}

const lies = (why: string): FileFault => new FileFault('zip.lies', { why: shownName(why) });

function partSource(
  entry: Entry,
  place: Range,
  source: ByteSource,
  path: string,
  budget: Budget,
  label: string,
): ByteSource {
  const name = shownName(path);
  const { limits } = budget;
  return {
    bytes: entry.uncompressedSize,
    async *open() {
      const method = entry.compressionMethod;
      if (method !== STORED && method !== DEFLATED) throw new FileFault('zip.method', { name, method });
      if (entry.uncompressedSize > limits.entryBytes)
        throw new FileFault('zip.entry_too_large', { name, limit: (limits.entryBytes / 1024 ** 2).toFixed(0) });
      const packed = source.slice!(place.dataStart, place.end);
      let out = 0;
      let sum = 0;
      try {
        const chunks = method === STORED ? packed : inflated(packed, createInflateRaw({ chunkSize: CHUNK_BYTES }));
        for await (const chunk of counted(chunks, `${label}${path}`, entry.compressedSize, budget)) {
          out += chunk.length;
          if (out > entry.uncompressedSize) throw lies(`${path} holds more than its header says`);
          sum = crc32(chunk, sum);
          yield chunk;
        }
      } catch (error) {
        throw asFault(error);
      }
      if (out !== entry.uncompressedSize)
        throw lies(`${path} holds ${out} bytes, its header says ${entry.uncompressedSize}`);
      if (sum !== entry.crc32) throw lies(`the checksum of ${path} is wrong`);
    },
  };
}

/** What the reader of the directory and the decompressor throw is a fault of the file; other errors stay what they are. */
function asFault(error: unknown): unknown {
  if (error instanceof FileFault || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  const ofTheFile = code === undefined ? error.constructor === Error : /^Z_|OUT_OF_(?:RANGE|BOUNDS)$/.test(code);
  if (!ofTheFile) return error;
  const why = error.message;
  if (/strong encryption/.test(why)) return new FileFault('zip.encrypted', { name: '?' });
  if (/multi-disk/.test(why)) return new FileFault('zip.volumes');
  if (/overflows file bounds|size mismatch/.test(why)) return lies(why);
  return new FileFault('zip.broken', { why: shownName(why) });
}

/** yauzl asks for ranges of the directory and of local headers; they come from the source. */
class SliceReader extends yauzl.RandomAccessReader {
  private readonly source: ByteSource;
  constructor(source: ByteSource) {
    super();
    this.source = source;
  }
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.fill(buffer, offset, length, position).then(
      (n) => callback(null, n),
      (error: Error) => callback(error),
    );
  }
  private async fill(buffer: Buffer, offset: number, length: number, position: number): Promise<number> {
    const end = Math.min(position + length, this.source.bytes);
    let done = 0;
    if (position >= 0 && position < end)
      for await (const chunk of this.source.slice!(position, end)) {
        buffer.set(chunk, offset + done);
        done += chunk.length;
      }
    return done;
  }
}
