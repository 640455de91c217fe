// Where does one JSON text of a sequence end and the next one begin? By lines, by record separators, or by brackets.
import { bracketAt } from './json-depth.ts';

/** `records`: RFC 8142. `lines`: one value or more a line, so that a broken line ends with itself. `values`: written over
 * several lines, only the brackets tell. */
export type SequenceMode = 'records' | 'lines' | 'values';

export interface JsonValue {
  /** line it begins on, from 1; never that of the value before it */
  row: number;
  text: string;
}
export interface ValueCutter {
  push(piece: string): JsonValue[];
  end(): JsonValue[];
  /** characters held that belong to no finished value */
  readonly held: number;
}

const SEPARATOR = 0x1e;
const [LF, CR, QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [
  10, 13, 34, 92, 123, 125, 91, 93,
];

export function createCutter(mode: SequenceMode): ValueCutter {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let line = 1;
  /** line on which what is held begins */
  let begins = 1;
  let last = 0;
  let afterCr = false;
  let pieces: string[] = [];
  let held = 0;

  const take = (text: string, found: JsonValue[]): void => {
    pieces.push(text);
    const all = pieces.length === 1 ? text : pieces.join('');
    pieces = [];
    held = 0;
    depth = 0;
    inString = false;
    escaped = false;
    const bare = all
      .replaceAll('\u001e', ' ')
      .replace(/^\ufeff/, '')
      .trim();
    if (bare !== '') {
      const blank = all.length - all.trimStart().length;
      last = Math.max(begins + linesIn(all.slice(0, blank)), last + 1);
      found.push({ row: last, text: bare });
    }
    begins = line;
  };

  return {
    push(piece) {
      const found: JsonValue[] = [];
      let start = 0;
      for (let i = 0; i < piece.length; i++) {
        const c = piece.charCodeAt(i);
        const isLine = c === LF || c === CR;
        if (isLine && !(c === LF && afterCr)) line++;
        afterCr = c === CR;
        if ((isLine && mode === 'lines') || (c === SEPARATOR && mode === 'records')) {
          take(piece.slice(start, i + 1), found);
          start = i + 1;
        } else if (inString) {
          if (escaped) escaped = false;
          else if (c === BACKSLASH) escaped = true;
          else if (c === QUOTE) inString = false;
        } else if (c === QUOTE) inString = true;
        else if (c === OPEN_BRACE || c === OPEN_BRACKET) depth++;
        else if ((c === CLOSE_BRACE || c === CLOSE_BRACKET) && --depth <= 0) {
          take(piece.slice(start, i + 1), found);
          start = i + 1;
        }
      }
      if (start < piece.length) {
        pieces.push(piece.slice(start));
        held += piece.length - start;
      }
      return found;
    },
    end() {
      const found: JsonValue[] = [];
      take('', found);
      return found;
    },
    get held() {
      return held;
    },
  };
}

const linesIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/** What the beginning of a text says: how its values are cut; null = it is no sequence; `open` = its first value does not
 * end in it. */
export function sequenceMode(head: string): SequenceMode | 'open' | null {
  const text = head.replace(/^\ufeff/, '').trimStart();
  if (text.charCodeAt(0) === SEPARATOR) return 'records';
  if (text.charCodeAt(0) !== OPEN_BRACE) return null;
  // the first line may be the broken one
  const lines = text.split(/\r\n|\r|\n/, 4).filter((each) => each.trim() !== '');
  if (lines.length > 2 && isObjectText(lines[1]!) && isObjectText(lines[2]!)) return 'lines';
  const end = endOfValue(text);
  if (end < 0) return 'open';
  if (!text.slice(end).trimStart().startsWith('{')) return null;
  return /[\r\n]/.test(text.slice(0, end)) ? 'values' : 'lines';
}

/** Behind the first value; −1 = it goes on. */
function endOfValue(text: string): number {
  const last = bracketAt(text, (depth) => depth === 0);
  return last < 0 ? -1 : last + 1;
}

function isObjectText(line: string): boolean {
  if (!/^\s*\{/.test(line)) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Members that one value of a file of its own has, and the values of a sequence hardly ever. */
const ONE_VALUE = /"type"\s*:\s*"(?:FeatureCollection|Topology)"|"(?:features|elements)"\s*:\s*\[/;

/** The same of a text whose first value is longer than its beginning: read on until it ends, `most` characters at most. */
export async function longSequenceMode(
  head: string,
  text: AsyncIterable<string>,
  most: number,
): Promise<SequenceMode | null> {
  if (ONE_VALUE.test(head)) return null;
  const cutter = createCutter('values');
  const values: JsonValue[] = [];
  let chars = 0;
  for await (const piece of text) {
    chars += piece.length;
    values.push(...cutter.push(piece));
    if (values.length > 1 || (values.length === 1 && cutter.held > LOOKED_AT)) break;
    if (chars > most) return null;
  }
  const [first, second] = [...values, ...cutter.end()];
  if (first === undefined || second === undefined || !second.text.startsWith('{')) return null;
  return /[\r\n]/.test(first.text) ? 'values' : 'lines';
}
/** Characters behind the first value in which the second one begins. */
const LOOKED_AT = 1_000;
