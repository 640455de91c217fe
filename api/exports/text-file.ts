// How is text that is made piece by piece put into a file? As fast as the disk takes it, never all of it at once.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export async function writeText(path: string, pieces: AsyncIterable<string>): Promise<void> {
  await pipeline(Readable.from(pieces, { objectMode: true }), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
}

const NOT_IN_XML =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what XML cannot hold
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** For text and attributes of XML; line ends and tabs survive a round trip. */
export const xml = (text: string): string =>
  text
    .replace(NOT_IN_XML, '')
    .replace(/[&<>"]/g, (c) => ESCAPES[c]!)
    .replace(/[\r\n\t]/g, (c) => `&#${c.charCodeAt(0)};`);
