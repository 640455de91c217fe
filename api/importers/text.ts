// How is the text of a cell cleaned before anything reads it?

/** Full-width forms and odd spaces become plain ones: for reading numbers and words, not for keeping names. */
export const plain = (text: string): string => (isSimple(text) ? text : plainSlowly(text));

/** Printable ASCII without spaces around it, as most cells are: nothing to do. */
const SIMPLE = /^[!-~](?:[ -~]*[!-~])?$/;
const isSimple = (text: string): boolean => text.length < 200 && SIMPLE.test(text);

const plainSlowly = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[−–—]/g, '-')
    .trim();

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028\u2029\u2060\ufeff]+/g;
const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Anything that keeping a text would have to look at more closely, or a space at one of its ends. */
const UNCLEAN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028\u2029\u2060\ufeff\ud800-\udfff]|^\s|\s$/;

/** Text to keep: one line, no control characters, no broken halves of characters. */
export const clean = (text: string): string => (UNCLEAN.test(text) ? cleanSlowly(text) : text);
const cleanSlowly = (text: string): string =>
  (SURROGATE.test(text) ? text.replace(LONE_SURROGATE, '\ufffd') : text).replace(CONTROL, ' ').trim();

/** Words that stand for "nothing here". */
const BLANK = new Set([
  '',
  '-',
  '--',
  '/',
  '\\',
  'null',
  'none',
  'nan',
  'n/a',
  'na',
  '#n/a',
  '(empty)',
  '(null)',
  'undefined',
  '无',
  '無',
  '空',
  '未知',
  'unknown',
  '不详',
]);
/** With room for spaces around the longest of them. */
const BLANK_CHARS = 16;
export const isBlank = (text: string | null): boolean => {
  if (text === null || text.length === 0) return true;
  if (BEGINS_FILLED[text.charCodeAt(0)] === 1) return false;
  return text.length <= BLANK_CHARS ? BLANK.has(plain(text).toLowerCase()) : text.trim() === '';
};

/** 1 = a printable ASCII or a Chinese character with which none of those words begins: most cells begin so. */
const BEGINS_FILLED = beginnings();
function beginnings(): Uint8Array {
  const filled = new Uint8Array(1 << 16);
  filled.fill(1, 0x21, 0x7f);
  filled.fill(1, 0x4e00, 0xa000);
  for (const word of BLANK) for (const first of [word, word.toUpperCase()]) filled[first.charCodeAt(0) || 0] = 0;
  return filled;
}

/** The same text in memory of its own: a piece of a longer text keeps all of that alive. */
const own = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');

/** Remembers what a function answered: columns repeat few words many times. */
export function remembered<T>(read: (text: string) => T, most = 2_000): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before as T;
    const answer = read(text);
    if (known.size < most && text.length <= 40) known.set(own(text), answer);
    return answer;
  };
}
