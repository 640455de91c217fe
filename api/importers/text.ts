// How is the text of a cell cleaned before anything reads it?

/** Full-width forms and odd spaces become plain ones: for reading numbers and words, not for keeping names. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[−–—]/g, '-')
    .trim();

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028\u2029\u2060\ufeff]+/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text to keep: one line, no control characters, no broken halves of characters. */
export const clean = (text: string): string => text.replace(CONTROL, ' ').replace(LONE_SURROGATE, '\ufffd').trim();

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
export const isBlank = (text: string | null): boolean => text === null || BLANK.has(plain(text).toLowerCase());

const ADDRESS =
  /\b(?:rtsps?|rtmps?|rtp|onvif|https?|ftp|ws|mms):\/\/\S+|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b|\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b/gi;
/** Takes device and stream addresses out of a text. */
export const withoutAddresses = (text: string): string =>
  /[.:]/.test(text)
    ? text
        .replace(ADDRESS, ' ')
        .replace(/\s{2,}/g, ' ')
        .trim()
    : text;
