// Which encoding does an XML text name itself, and does that decide what its bytes leave open?
import { type EncodingFinding, encodingOf } from './detect.ts';

/** A dump of messages may begin with lines of their transport. */
const LOOKED_AT = 4_096;

/** `encoding="…"` of the first XML declaration, as TextDecoder calls it; null = none, or no name we know. */
export function encodingInXml(head: Uint8Array): string | null {
  const text = new TextDecoder('latin1').decode(head.subarray(0, LOOKED_AT));
  const name = /<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(text)?.[1];
  return name === undefined ? null : encodingOf(name);
}

const MANY_BYTES = new Set(['gb18030', 'gbk', 'big5', 'shift_jis', 'euc-jp', 'euc-kr']);

/** Declarations lie often (many systems write GB2312 whatever they send): they only decide where the bytes do not. A few
 * Chinese characters may happen to be sound UTF-8 as well; then all of those are Greek, Cyrillic or accented letters. */
export function withDeclared(found: EncodingFinding, head: Uint8Array, isWhole: boolean): EncodingFinding {
  const declared = encodingInXml(head);
  if (declared === null || !fits(head, declared, isWhole)) return found;
  const sure: EncodingFinding = { kind: 'sure', encoding: declared, label: declared, bom: false };
  if (found.kind === 'unclear') return sure;
  const isUtf8 = found.kind === 'sure' && found.encoding === 'utf-8' && !found.bom;
  return isUtf8 && MANY_BYTES.has(declared) && hasOnlyShortLetters(head) ? sure : found;
}

function fits(bytes: Uint8Array, encoding: string, isWhole: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

/** Beyond ASCII there are only characters that UTF-8 writes in two bytes, and some of them. */
function hasOnlyShortLetters(bytes: Uint8Array): boolean {
  let some = false;
  for (const char of new TextDecoder('utf-8').decode(bytes)) {
    const c = char.codePointAt(0)!;
    if (c >= 0x800 && c !== 0xfffd) return false;
    if (c >= 0x80) some = true;
  }
  return some;
}
