// Which old encoding are these bytes in, when they are no UTF-8? Told by how often the letters of its language occur.

/** Reads the bytes; null = they do not fit. */
function decoded(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

const between = (from: number, to: number) => (c: number) => c >= from && c <= to;
const [kana, hangul] = [between(0x3040, 0x30ff), between(0xac00, 0xd7a3)];
const cyrillicSmall = between(0x430, 0x44f);

/** Share of the characters beyond ASCII that are the language's own; `least` = enough to be sure. */
const CANDIDATES: { encoding: string; own: (c: number) => boolean; least: number }[] = [
  // half-width kana are what Chinese bytes look like when they are read as Japanese: they do not count
  { encoding: 'shift_jis', own: kana, least: 0.3 },
  { encoding: 'euc-jp', own: kana, least: 0.3 },
  { encoding: 'euc-kr', own: hangul, least: 0.8 },
  // read as one another the small letters become capitals or signs
  { encoding: 'windows-1251', own: cyrillicSmall, least: 0.6 },
  { encoding: 'koi8-r', own: cyrillicSmall, least: 0.6 },
  { encoding: 'ibm866', own: cyrillicSmall, least: 0.6 },
];

/** Share of the characters beyond ASCII that are the language's own; null = the bytes do not fit. */
function shareOf(bytes: Uint8Array, encoding: string, own: (c: number) => boolean): number | null {
  const text = decoded(bytes, encoding);
  if (text === null) return null;
  let all = 0;
  let mine = 0;
  for (const char of text) {
    const c = char.codePointAt(0)!;
    if (c < 0x80) continue;
    all++;
    if (own(c)) mine++;
  }
  return all === 0 ? 0 : mine / all;
}

const MOSTLY_KANA = 0.5;
export const isJapanese = (bytes: Uint8Array): boolean => (shareOf(bytes, 'euc-jp', kana) ?? 0) >= MOSTLY_KANA;

/** null = none of them for sure. Chinese and Western encodings are judged elsewhere. */
export function otherLanguage(bytes: Uint8Array): string | null {
  let best: { encoding: string; share: number } | null = null;
  for (const { encoding, own, least } of CANDIDATES) {
    const share = shareOf(bytes, encoding, own);
    if (share !== null && share >= least && (best === null || share > best.share)) best = { encoding, share };
  }
  return best?.encoding ?? null;
}
