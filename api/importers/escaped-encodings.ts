// Which encodings show in the first bytes and are no everyday ones: UTF-32, which is refused, and Japanese with escapes?
import type { EncodingFinding } from './detect.ts';
import { FileFault } from './fault.ts';

/** Enough of them to tell three zero bytes of four from two of four. */
const LOOKED_AT = 64;

/** Raises FileFault: no decoder of the platform reads it, and read as UTF-16 it would be a text with gaps. */
export function refuseUtf32(head: Uint8Array): void {
  const [a, b, c, d] = head;
  const hasMark = (a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff);
  if (hasMark || isWideAscii(head)) throw new FileFault('encoding.utf32');
}

/** Every fourth byte is filled, the others of ASCII are zero. */
function isWideAscii(head: Uint8Array): boolean {
  const length = Math.min(head.length, LOOKED_AT) & ~3;
  if (length < 16) return false;
  const zeros = [0, 0, 0, 0];
  for (let i = 0; i < length; i++) if (head[i] === 0) zeros[i & 3]!++;
  const groups = length / 4;
  const all = (i: number): boolean => zeros[i] === groups;
  return (all(1) && all(2) && all(3) && zeros[0] === 0) || (all(0) && all(1) && all(2) && zeros[3] === 0);
}

/** ISO-2022-JP is all ASCII; only its escapes show that it is no UTF-8. */
export function withEscapes(found: EncodingFinding, head: Uint8Array): EncodingFinding {
  if (found.kind !== 'sure' || found.label !== 'utf-8') return found;
  for (let at = head.indexOf(ESCAPE); at >= 0; at = head.indexOf(ESCAPE, at + 1))
    if (head[at + 1] === DOLLAR && (head[at + 2] === LETTER_B || head[at + 2] === AT_SIGN))
      return { kind: 'sure', encoding: 'iso-2022-jp', label: 'iso-2022-jp', bom: false };
  return found;
}
const [ESCAPE, DOLLAR, AT_SIGN, LETTER_B] = [0x1b, 0x24, 0x40, 0x42];
