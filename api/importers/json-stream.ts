// How is a large JSON file read element by element, without ever holding all of it, and never too deep?
import { FileFault } from './fault.ts';

export interface JsonLimits {
  depth: number;
  itemChars: number;
}

/** Either an element of the list the file consists of, or, at the end, what else stood at the top. */
export type JsonPart =
  | { kind: 'item'; list: string; index: number; value: unknown }
  | { kind: 'rest'; top: 'array' | 'object' | 'other'; members: Map<string, unknown> };

/** Lists whose elements are handed out one by one. A file that is itself an array counts as list `[]`. */
const LISTS = new Set(['features', 'elements', 'rows']);

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const COMMA = 44;
const COLON = 58;

/** Walks the characters once: strings and depth are followed here, JSON.parse sees one element at a time.
 * Depth is checked while scanning, so nothing deep is ever parsed. Raises FileFault. */
export async function* jsonParts(text: AsyncIterable<string>, limits: JsonLimits): AsyncGenerator<JsonPart> {
  const members = new Map<string, unknown>();
  let top: 'array' | 'object' | 'other' | null = null;
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** list we are in (depth of its elements), null outside */
  let list: string | null = null;
  let listDepth = 0;
  let index = 0;
  let key: string | null = null;
  /** text collected since the last cut */
  let pieces: string[] = [];
  let collected = 0;
  let done = false;

  const take = (): string => {
    const all = pieces.length === 1 ? pieces[0]! : pieces.join('');
    pieces = [];
    collected = 0;
    return all;
  };
  const read = (raw: string, what: string): unknown => {
    try {
      return JSON.parse(raw);
    } catch {
      throw new FileFault('json.syntax', { why: `${what}: ${raw.trim().slice(0, 60)}` });
    }
  };

  for await (const chunk of text) {
    let start = 0;
    let i = 0;
    const length = chunk.length;
    const cut = (end: number, skip: number): string => {
      pieces.push(chunk.slice(start, end));
      start = end + skip;
      return take();
    };
    for (; i < length; i++) {
      const c = chunk.charCodeAt(i);
      if (inString) {
        if (escaped) escaped = false;
        else if (c === BACKSLASH) escaped = true;
        else if (c === QUOTE) inString = false;
        continue;
      }
      if (c === QUOTE) {
        inString = true;
        if (top === null) top = 'other';
        continue;
      }
      if (c === OPEN_BRACE || c === OPEN_BRACKET) {
        if (done) throw new FileFault('json.syntax', { why: 'more text after the end' });
        depth++;
        if (depth > limits.depth) throw new FileFault('json.too_deep', { limit: limits.depth });
        if (depth === 1) {
          top = c === OPEN_BRACKET ? 'array' : 'object';
          cut(i, 1);
          if (top === 'array') {
            list = '[]';
            listDepth = 1;
          }
        } else if (
          depth === 2 &&
          top === 'object' &&
          key !== null &&
          LISTS.has(key) &&
          c === OPEN_BRACKET &&
          list === null
        ) {
          list = key;
          listDepth = 2;
          index = 0;
          cut(i, 1);
        }
        continue;
      }
      if (c === COMMA || c === CLOSE_BRACE || c === CLOSE_BRACKET) {
        const closing = c !== COMMA;
        if (list !== null && depth === listDepth) {
          const raw = cut(i, 1);
          if (raw.trim() !== '') {
            index++;
            yield { kind: 'item', list, index, value: read(raw, `element ${index}`) };
          } else if (!closing) throw new FileFault('json.syntax', { why: `element ${index + 1} is empty` });
          if (closing) {
            list = null;
            key = null;
            pieces = [];
          }
        } else if (top === 'object' && depth === 1) {
          const raw = cut(i, 1);
          if (key !== null) members.set(key, read(raw, key));
          else if (raw.trim() !== '') throw new FileFault('json.syntax', { why: raw.trim().slice(0, 60) });
          key = null;
        }
        if (closing) {
          depth--;
          if (depth < 0) throw new FileFault('json.syntax', { why: 'one closing bracket too many' });
          if (depth === 0) {
            done = true;
            start = i + 1;
          }
        }
        continue;
      }
      if (c === COLON && depth === 1 && top === 'object' && key === null) {
        const name = read(cut(i, 1), 'name of a member');
        if (typeof name !== 'string') throw new FileFault('json.syntax', { why: 'name of a member' });
        key = name;
      }
    }
    if (start < length) {
      const piece = chunk.slice(start);
      pieces.push(piece);
      collected += piece.length;
      if (collected > limits.itemChars) throw new FileFault('json.item_too_large', { limit: limits.itemChars });
    }
  }
  if (depth !== 0 || inString) throw new FileFault('json.syntax', { why: 'it ends in the middle' });
  if (
    take()
      .trim()
      .replace(/^\ufeff/, '') !== '' &&
    top !== 'other'
  )
    throw new FileFault('json.syntax', { why: 'more text after the end' });
  yield { kind: 'rest', top: top ?? 'other', members };
}
