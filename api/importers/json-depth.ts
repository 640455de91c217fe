// Is a JSON text nested deeper than it may be? Told before anything parses it.

export function isDeeper(text: string, depth: number): boolean {
  let now = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === BACKSLASH) i++;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE) inString = true;
    else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      if (++now > depth) return true;
    } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) now--;
  }
  return false;
}
const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [34, 92, 123, 125, 91, 93];
