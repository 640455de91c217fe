// In which encoding are the texts of a .dbf? What stands beside it often says something else.
import { isUtf8 } from 'node:buffer';
import { createDbfReader, type Dbf, isAscii, unpadded } from './dbf.ts';
import { type ByteSource, concat, encodingOf, findEncoding } from './detect.ts';
import { FileFault } from './fault.ts';
import { memorySource } from './memory-source.ts';
import type { Opened, TableNote } from './source.ts';

type Found = { encoding: string } | Extract<Opened, { kind: 'encoding-unclear' }>;

/** Other encodings do not look like UTF-8 even in a tenth of their texts; some of any file may be damaged. */
const UTF8_SHARE = 0.9;

/** A person's word, then what the bytes can only be, then what the .cpg (`word`) or the header says, if the bytes allow it. */
export async function encodingOfDbf(
  source: ByteSource,
  dbf: Dbf,
  word: string | null,
  asked: string | undefined,
  notes: TableNote[],
): Promise<Found> {
  if (asked !== undefined) {
    const encoding = encodingOf(asked);
    if (encoding === null) throw new FileFault('encoding.unknown', { name: asked });
    return { encoding };
  }
  const said = word && codePageOf(word);
  const texts = await sampleTexts(source, dbf);
  if (texts.length === 0) return { encoding: said ?? dbf.language ?? 'utf-8' };
  const believed = (encoding: string): Found => {
    if (word && said !== null && said !== encoding)
      notes.push({ code: 'shapefile.cpg_wrong', params: { said: word.trim(), encoding } });
    return { encoding };
  };
  const valid = texts.filter((text) => isUtf8(uncutUtf8(text))).length;
  if (valid >= UTF8_SHARE * texts.length) return believed('utf-8');
  const wide = lines(texts.map(uncutWide));
  const guess = await findEncoding(memorySource(wide));
  const hint = [said, dbf.language].find((name) => name != null && name !== 'utf-8' && fits(wide, name));
  // Western code pages fit any bytes: they are what software writes that does not know.
  if (guess.kind === 'sure' && guess.encoding !== 'utf-8' && (hint == null || hint === 'windows-1252'))
    return believed(guess.encoding);
  if (hint != null) return believed(hint);
  if (guess.kind === 'unclear') {
    const samples = new Map(guess.choices.map((choice) => [choice, sampleIn(texts, choice)]));
    return { kind: 'encoding-unclear', choices: guess.choices, samples };
  }
  // Damaged texts: what most of them are.
  return believed(guess.kind === 'sure' ? guess.encoding : 'utf-8');
}

/** `UTF-8`, `936`, `GBK`, `ANSI 936`, `CP950`, `ISO 88591`, `OEM 65001` … */
function codePageOf(word: string): string | null {
  const text = word.trim().replace(/^(?:ansi|oem|cp|windows|ldid\/?)[\s-]*/i, '');
  return CODE_PAGES[text] ?? encodingOf(text) ?? encodingOf(word);
}
const CODE_PAGES: Record<string, string> = {
  '65001': 'utf-8',
  '936': 'gb18030',
  '54936': 'gb18030',
  '950': 'big5',
  '1252': 'windows-1252',
};

function fits(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const LINE_END = Uint8Array.of(10);
const lines = (texts: Uint8Array[]): Uint8Array => concat(texts.flatMap((text) => [text, LINE_END]));

const SAMPLE_CHARS = 40;
const sampleIn = (texts: Uint8Array[], encoding: string): string =>
  new TextDecoder(encoding).decode(texts[0]).slice(0, SAMPLE_CHARS);

const SAMPLE_BYTES = 4 * 1024 ** 2;
const SAMPLE_TURN = 1_000;

/** Texts that are not plain ASCII, as bytes: names of fields, and cells of the first records. */
async function sampleTexts(source: ByteSource, dbf: Dbf): Promise<Uint8Array[]> {
  const texts = dbf.fields.map(({ name }) => name).filter((name) => !isAscii(name));
  const fields = dbf.fields.filter(({ type }) => type === 'C');
  if (fields.length === 0) return texts;
  const reader = createDbfReader(source, dbf);
  let bytes = 0;
  try {
    for (;;) {
      const records = await reader.next(SAMPLE_TURN);
      if (records.length === 0 || bytes > SAMPLE_BYTES) return texts;
      for (const { bytes: record, deleted } of records)
        for (const { offset, length } of deleted ? [] : fields) {
          const text = unpadded(record.subarray(offset, offset + length));
          if (isAscii(text)) continue;
          texts.push(text.slice());
          bytes += text.length;
        }
    }
  } finally {
    await reader.close();
  }
}

const MOST_UTF8_BYTES = 4;
/** Without a last character that the length of the field cut in two; the same for GBK and Big5 below. */
function uncutUtf8(text: Uint8Array): Uint8Array {
  for (let back = 1; back < MOST_UTF8_BYTES && back <= text.length; back++) {
    const byte = text[text.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? text.subarray(0, text.length - back) : text;
  }
  return text;
}

function uncutWide(text: Uint8Array): Uint8Array {
  let at = 0;
  while (at < text.length) {
    const size = text[at]! < 0x81 ? 1 : text[at + 1]! >= 0x30 && text[at + 1]! <= 0x39 ? 4 : 2;
    if (at + size > text.length) break;
    at += size;
  }
  return text.subarray(0, at);
}
