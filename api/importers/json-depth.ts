// How deep is a JSON text nested, told before anything parses it?

export const isDeeper = (text: string, depth: number): boolean => bracketAt(text, (now) => now > depth) >= 0;

/** The first bracket, outside of strings, behind which the text stands at a depth that is looked for; −1 = none. */
export function bracketAt(text: string, isWanted: (depth: number) => boolean): number {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === BACKSLASH) i++;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE) inString = true;
    else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      if (isWanted(++depth)) return i;
    } else if ((c === CLOSE_BRACE || c === CLOSE_BRACKET) && isWanted(--depth)) return i;
  }
  return -1;
}
const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [34, 92, 123, 125, 91, 93];
