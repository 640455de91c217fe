// What kind of bytes are these: text or not, which encoding, which format, which separator?
import { isUtf8 } from 'node:buffer';
import { isCatalogue } from './catalogue-xml.ts';
import { sequenceMode } from './json-values.ts';
import { isJapanese, otherLanguage } from './legacy-encodings.ts';

/** Bytes that can be read from the start as often as needed. */
export interface ByteSource {
  bytes: number;
  open(): AsyncIterable<Uint8Array>;
  /** the bytes from `start` up to `end`; absent where only the start can be found, as inside an archive */
  slice?(start: number, end: number): AsyncIterable<Uint8Array>;
  /** the file on disk that holds exactly these bytes */
  path?: string;
}

export type Container =
  | { kind: 'text' }
  | { kind: 'empty' }
  | { kind: 'osm-pbf' }
  /** ZIP and whatever is one: XLSX, KMZ, a zipped Shapefile */
  | { kind: 'zip' }
  | { kind: 'gzip' }
  | { kind: 'sqlite' }
  /** the .shp alone */
  | { kind: 'shapefile' }
  | { kind: 'spreadsheet'; what: string }
  | { kind: 'archive'; what: string };

const startsWith = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((b, i) => bytes[i] === b);
const ascii = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length));

/** Looks at the first bytes only. */
export function containerOf(head: Uint8Array): Container {
  if (head.length === 0) return { kind: 'empty' };
  // with entries, without any, the first of several volumes
  if (startsWith(head, 0x50, 0x4b) && [0x0403, 0x0605, 0x0807].includes((head[3]! << 8) | head[2]!))
    return { kind: 'zip' };
  if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) return { kind: 'spreadsheet', what: 'XLS' };
  if (startsWith(head, 0x1f, 0x8b)) return { kind: 'gzip' };
  if (startsWith(head, 0x37, 0x7a, 0xbc, 0xaf)) return { kind: 'archive', what: '7z' };
  if (startsWith(head, 0x52, 0x61, 0x72, 0x21)) return { kind: 'archive', what: 'RAR' };
  if (startsWith(head, 0x00, 0x00, 0x27, 0x0a)) return { kind: 'shapefile' };
  if (startsWith(head, 0x25, 0x50, 0x44, 0x46)) return { kind: 'archive', what: 'PDF' };
  if (startsWith(head, 0x89, 0x50, 0x4e, 0x47) || startsWith(head, 0xff, 0xd8, 0xff))
    return { kind: 'archive', what: 'image' };
  if (ascii(head, 0, 15) === 'SQLite format 3') return { kind: 'sqlite' };
  if (/OSMHeader/.test(ascii(head, 0, Math.min(64, head.length)))) return { kind: 'osm-pbf' };
  return { kind: 'text' };
}

/** Names that TextDecoder takes, by what people write. */
const ENCODINGS: Record<string, string> = {
  utf8: 'utf-8',
  utf8bom: 'utf-8',
  utf8sig: 'utf-8',
  unicode: 'utf-16le',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  ansi: 'gb18030',
  big5: 'big5',
  big5hkscs: 'big5',
  cp950: 'big5',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  uhc: 'euc-kr',
  windows1252: 'windows-1252',
  cp1252: 'windows-1252',
  latin1: 'windows-1252',
  latin9: 'iso-8859-15',
  iso88591: 'windows-1252',
};
export const encodingOf = (name: string): string | null =>
  ENCODINGS[name.toLowerCase().replace(/[\s_-]/g, '')] ?? knownToDecoder(name);

/** Any other name that the platform knows: shift_jis, euc-kr, windows-1251, koi8-r, iso-8859-2 … */
function knownToDecoder(name: string): string | null {
  try {
    const { encoding } = new TextDecoder(name.trim());
    return encoding === 'x-user-defined' || encoding === 'replacement' ? null : encoding;
  } catch {
    return null;
  }
}

export type EncodingFinding =
  | { kind: 'sure'; encoding: string; label: string; bom: boolean }
  /** several fit about equally well */
  | { kind: 'unclear'; choices: string[] }
  | { kind: 'binary'; at: number }
  | { kind: 'mixed'; at: number; line: number };

const SAMPLE_BYTES = 1 << 20;

/** Reads the whole file once: only then is it known that it is UTF-8. */
export async function findEncoding(source: ByteSource): Promise<EncodingFinding> {
  const utf8 = utf8Check();
  const sample: Uint8Array[] = [];
  let sampled = 0;
  let offset = 0;
  let lines = 1;
  let valid = true;
  let badAt = -1;
  let badLine = -1;
  let nulAt = -1;
  const nuls = [0, 0];
  for await (const chunk of source.open()) {
    if (sampled < SAMPLE_BYTES) {
      const piece = chunk.subarray(0, SAMPLE_BYTES - sampled);
      for (let k = 0; k < piece.length; k++) if (piece[k] === 0) nuls[(offset + k) & 1]++;
      sample.push(piece);
      sampled += piece.length;
    }
    if (nulAt < 0 && chunk.includes(0)) nulAt = offset + chunk.indexOf(0);
    if (sampled === SAMPLE_BYTES) {
      const verdict = wideOrBinary(concat(sample.slice(0, 1)), nulAt, nuls, sampled);
      if (verdict) return verdict;
    }
    if (valid && !utf8.fits(chunk)) {
      valid = false;
      badAt = offset + Math.max(0, firstInvalidUtf8(chunk));
      badLine = lines + countNewlines(chunk.subarray(0, badAt - offset));
    } else if (valid) lines += countNewlines(chunk);
    offset += chunk.length;
  }
  if (valid && !utf8.isWhole()) {
    valid = false;
    badAt = offset - 1;
    badLine = lines;
  }
  const head = concat(sample);
  const verdict = wideOrBinary(head, nulAt, nuls, sampled);
  if (verdict) return verdict;
  if (startsWith(head, 0xef, 0xbb, 0xbf)) {
    return valid
      ? { kind: 'sure', encoding: 'utf-8', label: 'utf-8-bom', bom: true }
      : { kind: 'mixed', at: badAt, line: badLine };
  }
  if (valid) return { kind: 'sure', encoding: 'utf-8', label: 'utf-8', bom: false };
  return judgeLegacy(head, badAt, badLine);
}

/** Tells of chunk after chunk what a TextDecoder that is fatal would, without making texts of them. */
function utf8Check() {
  /** begins a character that goes on in the next chunk */
  let rest: Uint8Array = new Uint8Array(0);
  return {
    fits(chunk: Uint8Array): boolean {
      const bytes = rest.length === 0 ? chunk : concat([rest, chunk]);
      const end = endOfCharacters(bytes);
      rest = bytes.slice(end);
      return isUtf8(bytes.subarray(0, end)) && mayBegin(rest);
    },
    isWhole: (): boolean => rest.length === 0,
  };
}

const MOST_UTF8_BYTES = 4;
/** Where the last character begins if bytes of it are missing, else where the bytes end. */
function endOfCharacters(bytes: Uint8Array): number {
  for (let back = 1; back < MOST_UTF8_BYTES && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
function mayBegin(character: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(character, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** UTF-16 by its mark or by zero bytes on one side only; other zero bytes are no text; null = neither. */
function wideOrBinary(head: Uint8Array, nulAt: number, nuls: number[], sampled: number): EncodingFinding | null {
  const wide = (encoding: 'utf-16le' | 'utf-16be', bom: boolean): EncodingFinding => ({
    kind: 'sure',
    encoding,
    label: encoding,
    bom,
  });
  if (startsWith(head, 0xff, 0xfe)) return wide('utf-16le', true);
  if (startsWith(head, 0xfe, 0xff)) return wide('utf-16be', true);
  if (nulAt < 0) return null;
  const [even, odd] = nuls as [number, number];
  if (odd > 8 * even && odd * 20 > sampled) return wide('utf-16le', false);
  if (even > 8 * odd && even * 20 > sampled) return wide('utf-16be', false);
  return { kind: 'binary', at: nulAt };
}

/** How often these occur in place and road names tells the two Chinese encodings apart: read as the wrong one they vanish. */
const SIMPLIFIED =
  '的一是在有国中人不大为上个我们以要他时来用生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞村镇街巷乡组岗桥站店铺坪湾溪冲塘社区编码经纬度称类枪球半球';
const TRADITIONAL =
  '的一是在有國中人不大為上個我們以要他時來用生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處隊南給色光門即保治北造百規熱領七海口東導器壓志世金增爭濟階油思術極交受聯什認六共權收證改清己美再採轉更單風切打白教速花帶安場身車例真務具萬每目至達走積示議聲報鬥完類八離華名確才科張信馬節話米整空元況今集溫傳土許步群廣石記需段研界拉林律叫且究觀越織裝影算低持音眾書布複容兒須際商非驗連斷深難近礦千周委素技備半辦青省列習響約支般史感勞便團往酸歷市克何除消構府稱太準精值號率族維劃選標寫存候毛親快效斯院查江型眼王按格養易置派層片始卻專狀育廠京識適屬圓包火住調滿縣局照參紅細引聽該鐵價嚴龍飛村鎮街巷鄉崗橋站店鋪坪灣溪沖塘編碼經緯度槍球與口桿廣角';
const COMMON = { gb18030: new Set(SIMPLIFIED), big5: new Set(TRADITIONAL) };
/** Shares closer than this leave the question open. */
const CLEAR_LEAD = 0.15;

function judgeLegacy(head: Uint8Array, badAt: number, badLine: number): EncodingFinding {
  const shares = (['gb18030', 'big5'] as const)
    .map((encoding) => ({ encoding, share: commonShare(head, encoding) }))
    .filter((entry): entry is { encoding: 'gb18030' | 'big5'; share: number } => entry.share !== null)
    .sort((a, b) => b.share - a.share);
  // kana in pairs of bytes are hardly anything else; Chinese readings of them look like common characters
  if (isJapanese(head)) return { kind: 'sure', encoding: 'euc-jp', label: 'euc-jp', bom: false };
  const lonely = lonelyHighBytes(head);
  if (lonely > 0.6) return { kind: 'unclear', choices: ['windows-1252', ...shares.map((s) => s.encoding)] };
  const [first, second] = shares;
  if (first && first.share > 0.25 && first.share - (second?.share ?? 0) >= CLEAR_LEAD)
    return { kind: 'sure', encoding: first.encoding, label: first.encoding, bom: false };
  const other = otherLanguage(head);
  if (other !== null) return { kind: 'sure', encoding: other, label: other, bom: false };
  if (!first) return { kind: 'mixed', at: badAt, line: badLine };
  return { kind: 'unclear', choices: [...shares.map((s) => s.encoding), 'windows-1252'] };
}

/** Share of everyday characters among the Chinese ones; null when the bytes do not decode. */
function commonShare(head: Uint8Array, encoding: 'gb18030' | 'big5'): number | null {
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
  } catch {
    return null;
  }
  let chinese = 0;
  let common = 0;
  for (const char of text) {
    if (char < '\u0080') continue;
    chinese++;
    if (COMMON[encoding].has(char)) common++;
  }
  return chinese === 0 ? 0 : common / chinese;
}

/** Share of the bytes above 0x7f that stand alone between ASCII ones, as accents do in Western text. */
function lonelyHighBytes(bytes: Uint8Array): number {
  let high = 0;
  let lonely = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue;
    high++;
    if ((bytes[i - 1] ?? 0) < 0x80 && isLetter(bytes[i - 1]) && (bytes[i + 1] ?? 0) < 0x80) lonely++;
  }
  return high === 0 ? 0 : lonely / high;
}
const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && /[A-Za-z]/.test(String.fromCharCode(byte));

function countNewlines(chunk: Uint8Array): number {
  let n = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) n++;
  return n;
}

/** Index of the first byte that cannot be UTF-8, found by halving; the start of the chunk may be mid-character. */
function firstInvalidUtf8(chunk: Uint8Array): number {
  let from = 0;
  while (from < 3 && from < chunk.length && (chunk[from]! & 0xc0) === 0x80) from++;
  let low = from;
  let high = chunk.length;
  const ok = (end: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(chunk.subarray(from, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  if (ok(high)) return 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ok(middle + 1)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function concat(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Raised when bytes do not fit the encoding; `at` is near the fault. */
export class EncodingFault extends Error {
  constructor(readonly at: number) {
    super(`bytes do not fit the encoding near ${at}`);
  }
}

/** Bytes that become one text. A text of more than 128 kB has pages of memory of its own, and getting those takes ten times
 * as long as decoding it. */
const PIECE_BYTES = 1 << 15;

/** Decodes as a stream; a byte that does not fit raises EncodingFault. */
export async function* decode(
  source: ByteSource,
  encoding: string,
  onBytes?: (read: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let offset = 0;
  for await (const chunk of source.open()) {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      const piece = chunk.subarray(from, from + PIECE_BYTES);
      let text: string;
      try {
        text = decoder.decode(piece, { stream: true });
      } catch {
        throw new EncodingFault(offset);
      }
      offset += piece.length;
      if (text !== '') yield text;
    }
    onBytes?.(offset);
  }
  try {
    const tail = decoder.decode();
    if (tail !== '') yield tail;
  } catch {
    throw new EncodingFault(offset);
  }
}

export type TextFormat = 'json' | 'csv' | 'html' | 'xml' | 'kml' | 'osm-xml' | 'catalogue' | 'json-seq' | 'topojson';
/** From the first characters of the decoded text. */
export function formatOf(head: string): TextFormat {
  const text = head.replace(/^\ufeff/, '').trimStart();
  const bare = text.replace(/^(?:<!--[\s\S]*?-->\s*)+/, '');
  if (/^(?:<!doctype\s+html|<html|<head|<body|<!--[\s\S]{0,200}?-->\s*<html)/i.test(text)) return 'html';
  // a dump may begin with the head of a message
  if (isCatalogue(text)) return 'catalogue';
  if (/^<\?xml|^<(?:\w+:)?(?:kml|gml|osm|gpx)\b/i.test(bare)) {
    const [, root] = /<(?:\w+:)?([A-Za-z]\w*)[\s>]/.exec(text.replace(/<!--[\s\S]*?-->/g, '')) ?? [];
    if (root === 'kml') return 'kml';
    return root === 'osm' ? 'osm-xml' : 'xml';
  }
  if (/^\{/.test(text) && /"type"\s*:\s*"Topology"/.test(text)) return 'topojson';
  const mode = sequenceMode(text);
  if (mode !== null && mode !== 'open') return 'json-seq';
  if (/^[[{]/.test(text)) return 'json';
  return text.startsWith('<') ? 'html' : 'csv';
}

const SEPARATORS = [',', ';', '\t', '|', '^', ':'] as const;
/** Times and addresses hold colons: they separate only where nothing else does. Hardly any text holds tabs, and positions of
 * every row may hold commas. */
const TRUST: Partial<Record<string, number>> = { '\t': 1.1, '^': 0.5, ':': 0.5 };
/** The separator that cuts most of the first lines into the same number of cells. Titles and remarks stand above many a
 * table, so no single line decides. A file may also say it: `sep=;`. */
export function separatorOf(head: string): string {
  const said = /^sep=(.)\r?\n/i.exec(head)?.[1];
  if (said !== undefined) return said;
  const lines = logicalLines(head, 30).filter((line) => !line.startsWith('#'));
  let best = { separator: ',', score: 0 };
  for (const separator of SEPARATORS) {
    const counts = lines.map((line) => countOutsideQuotes(line, separator));
    const usual = mostFrequent(counts.filter((count) => count > 0));
    if (usual === null) continue;
    const same = counts.filter((count) => count === usual).length / counts.length;
    const score = (same * 10 + Math.min(usual, 50) / 50) * (TRUST[separator] ?? 1);
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}

function mostFrequent(counts: readonly number[]): number | null {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  let best: number | null = null;
  for (const [count, n] of times) if (best === null || n > times.get(best)!) best = count;
  return best;
}

function logicalLines(head: string, max: number): string[] {
  const lines: string[] = [];
  let quoted = false;
  let start = 0;
  for (let i = 0; i < head.length && lines.length < max; i++) {
    const c = head[i];
    if (c === '"') quoted = !quoted;
    else if (!quoted && (c === '\n' || c === '\r')) {
      if (i > start) lines.push(head.slice(start, i));
      start = i + 1;
    }
  }
  if (lines.length === 0 && head.length > start) lines.push(head.slice(start));
  return lines;
}

function countOutsideQuotes(line: string, separator: string): number {
  let quoted = false;
  let n = 0;
  for (const c of line) {
    if (c === '"') quoted = !quoted;
    else if (c === separator && !quoted) n++;
  }
  return n;
}
