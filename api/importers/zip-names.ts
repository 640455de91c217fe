// What is an entry of a ZIP called, and is that a name that may be used?
import { FileFault } from './fault.ts';
import { shownName } from './inflated.ts';

/** IBM code page 437 above ASCII: what a name is in when nothing says otherwise. */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';
const UNICODE_PATH = 0x7075;

const strict = (bytes: Uint8Array, encoding: string): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

/** By its flag, by the field that repeats it in UTF-8, else by what fits: Chinese Windows packs names in GBK. */
export function nameOf(
  raw: Uint8Array,
  saidUtf8: boolean,
  extra: readonly { id: number; data: Uint8Array }[],
  crc: (bytes: Uint8Array) => number,
): string {
  const unicode = extra.find(({ id, data }) => id === UNICODE_PATH && data.length > 5 && data[0] === 1)?.data;
  if (unicode) {
    const said = new DataView(unicode.buffer, unicode.byteOffset).getUint32(1, true);
    const text = said === crc(raw) ? strict(unicode.subarray(5), 'utf-8') : null;
    if (text !== null) return text;
  }
  const utf8 = strict(raw, 'utf-8');
  if (utf8 !== null) return utf8;
  if (!saidUtf8) {
    const gbk = strict(raw, 'gb18030');
    if (gbk !== null && /[\u4e00-\u9fff]/.test(gbk)) return gbk;
  }
  return Array.from(raw, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : CP437[byte - 0x80]!)).join('');
}

/** Raises a fault for a name that leads out of the archive or cannot be one; answers it with `/` between folders. */
export function safeName(name: string): string {
  const path = name.replaceAll('\\', '/');
  const bad =
    path === '' ||
    path.includes('\0') ||
    path.startsWith('/') ||
    /^[a-z]:/i.test(path) ||
    path.split('/').some((part) => part === '..') ||
    path.length > 1_000;
  if (bad) throw new FileFault('zip.name', { name: shownName(name) });
  return path.replace(/^(?:\.\/)+/, '');
}

/** What a packing program adds for itself. */
export const isAside = (path: string): boolean =>
  path.endsWith('/') || path.split('/').some((part) => part === '__MACOSX' || part.startsWith('.'));
