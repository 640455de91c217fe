// Which text would a spreadsheet run as a formula, and how is that prevented so that the way back finds the same text?

/** What a spreadsheet takes for a formula, also in full width, also behind blanks. */
const RUNS = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;
/** A guard that somebody else had put there is guarded again, or the way back would take it away. */
const GUARDED = /^'+(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** The text with an apostrophe in front where it would run; plain numbers run nothing. */
export const guarded = (text: string): string =>
  (RUNS.test(text) && !NUMBER.test(text)) || GUARDED.test(text) ? `'${text}` : text;

/** For a cell that is text whatever it looks like: also what looks like a number. */
export const guardedText = (text: string): string => (RUNS.test(text) || GUARDED.test(text) ? `'${text}` : text);
/** For a cell of a format that knows texts: only what the way back would take for a guard gets one. */
export const guardedGuard = (text: string): string => (GUARDED.test(text) ? `'${text}` : text);
export const unguarded = (text: string): string =>
  text.charCodeAt(0) === APOSTROPHE && GUARDED.test(text) ? text.slice(1) : text;
const APOSTROPHE = 39;

/** `="00123"`: how some programs keep a spreadsheet from reading an id as a number. */
const AS_FORMULA = /^="((?:[^"]|"")*)"$/;

/** The way back. */
export function withoutGuard(text: string): string {
  if (GUARDED.test(text)) return text.slice(1);
  const formula = AS_FORMULA.exec(text);
  return formula ? formula[1]!.replaceAll('""', '"') : text;
}

const quoted = (safe: string): string => (/[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe);
/** One cell of RFC 4180. */
export const csvCell = (text: string): string => quoted(guarded(text));
/** … that is text whatever it looks like. */
export const csvTextCell = (text: string): string => quoted(guardedText(text));
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
