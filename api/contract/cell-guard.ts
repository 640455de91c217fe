// How does text stand in a cell of a table so that no spreadsheet runs it, and how is it read back?

/** What a spreadsheet takes for a formula, also in full width, also behind blanks; with the apostrophes that may stand in
 * front: a text that has one of its own gets one more, so that taking one away always gives the text. */
const RUNS = /^'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;
const GUARDED = /^'+(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

export const guarded = (text: string): string => (RUNS.test(text) ? `'${text}` : text);
/** For cells that say themselves that they are text: only what would be taken for a guard gets one. */
export const guardedText = (text: string): string =>
  text.charCodeAt(0) === 39 && GUARDED.test(text) ? `'${text}` : text;
export const unguarded = (text: string): string =>
  text.charCodeAt(0) === 39 && GUARDED.test(text) ? text.slice(1) : text;
