// Which parts does a multipart body hold? Read as it arrives: nothing but one chunk and the fields is kept in memory.
import { HttpError } from './problem.ts';

export interface Part {
  name: string;
  /** null for a plain field */
  fileName: string | null;
  /** the part's bytes; must be read to its end before the next part is asked for */
  bytes: AsyncGenerator<Buffer>;
}

const MAX_HEADER_BYTES = 16 * 1024;
const CRLF = Buffer.from('\r\n');
const HEADER_END = Buffer.from('\r\n\r\n');

const broken = (reason: string) => new HttpError(400, 'http.multipart_invalid', { reason });

/** RFC 7578. Throws 400 for a body that ends early or does not follow its own boundary. */
export async function* readParts(contentType: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  const boundary = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  if (!boundary) throw broken('the Content-Type names no boundary');
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`, 'latin1');
  const source = body[Symbol.asyncIterator]();
  let ended = false;
  // the first delimiter has no line break before it
  let held: Buffer = Buffer.from(CRLF);

  async function more(): Promise<boolean> {
    if (ended) return false;
    const { done, value } = await source.next();
    if (done) ended = true;
    else held = held.length === 0 ? Buffer.from(value) : Buffer.concat([held, value]);
    return !done;
  }
  async function need(bytes: number): Promise<void> {
    while (held.length < bytes) if (!(await more())) throw broken('it ends in the middle of a part');
  }
  /** Everything up to the next delimiter, which is taken away. */
  async function* untilDelimiter(): AsyncGenerator<Buffer> {
    for (;;) {
      const at = held.indexOf(delimiter);
      if (at >= 0) {
        const last = held.subarray(0, at);
        held = held.subarray(at + delimiter.length);
        if (last.length > 0) yield last;
        return;
      }
      const safe = held.length - delimiter.length;
      if (safe > 0) {
        const piece = held.subarray(0, safe);
        held = held.subarray(safe);
        yield piece;
      }
      if (!(await more())) throw broken('it ends in the middle of a part');
    }
  }

  for await (const preamble of untilDelimiter()) if (preamble.length > MAX_HEADER_BYTES) throw broken('no part begins');
  for (;;) {
    await need(2);
    if (held.subarray(0, 2).toString('latin1') === '--') return;
    let end = held.indexOf(HEADER_END);
    while (end < 0) {
      if (held.length > MAX_HEADER_BYTES) throw broken('a part has an endless header');
      if (!(await more())) throw broken('it ends in the header of a part');
      end = held.indexOf(HEADER_END);
    }
    const header = held.subarray(0, end).toString('utf8');
    // what follows is content; an empty part begins with its delimiter's line break
    held = held.subarray(end + 2);
    await need(2);
    held = held.subarray(2);
    held = held.indexOf(delimiter.subarray(2)) === 0 ? Buffer.concat([CRLF, held]) : held;
    const bytes = untilDelimiter();
    yield { ...nameOf(header), bytes };
    for await (const skipped of bytes) void skipped;
  }
}

function nameOf(header: string): { name: string; fileName: string | null } {
  const line = header.split('\r\n').find((l) => /^content-disposition:\s*form-data/i.test(l));
  const name = line && /;\s*name="([^"]*)"/i.exec(line)?.[1];
  if (!line || name === undefined || name === '') throw broken('a part has no name');
  const coded = /;\s*filename\*=utf-8''([^;\s]+)/i.exec(line)?.[1];
  const plain = /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(line)?.[1];
  if (coded === undefined && plain === undefined) return { name, fileName: null };
  return { name, fileName: cleanName(coded === undefined ? plain!.replace(/%22/g, '"') : decoded(coded)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw broken('a file name is not valid UTF-8');
  }
}

/** Only ever shown, never a path on this machine. */
function cleanName(name: string): string {
  const last = name.split(/[\\/]/).pop() ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
  return last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').slice(0, 200) || 'file';
}
