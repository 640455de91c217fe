// How is the text of a coordinate system (WKT 1, ESRI's, WKT 2) taken apart?

export interface WktNode {
  /** upper case */
  word: string;
  values: (string | number | WktNode)[];
}

const MAX_DEPTH = 16;
const TOKEN =
  /\s*(?:"((?:[^"]|"")*)"|([A-Za-z_][A-Za-z0-9_]*)|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([[\](),]))/y;

/** null = it is no such text. */
export function parseWkt(text: string): WktNode | null {
  TOKEN.lastIndex = 0;
  const root: WktNode = { word: '', values: [] };
  const open: WktNode[] = [root];
  let word: string | null = null;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (token === null) {
      if (/^[\s\0]*$/.test(text.slice(at))) break;
      return null;
    }
    const [, quoted, name, number, mark] = token;
    const current = open.at(-1)!;
    if (mark === '[' || mark === '(') {
      if (word === null || open.length > MAX_DEPTH) return null;
      const node: WktNode = { word: word.toUpperCase(), values: [] };
      word = null;
      current.values.push(node);
      open.push(node);
      continue;
    }
    if (word !== null) {
      current.values.push(word);
      word = null;
    }
    if (quoted !== undefined) current.values.push(quoted.replaceAll('""', '"'));
    else if (name !== undefined) word = name;
    else if (number !== undefined) current.values.push(Number(number));
    else if (mark !== ',') {
      if (open.length === 1) return null;
      open.pop();
    }
  }
  const first = root.values[0];
  return open.length === 1 && typeof first === 'object' ? first : null;
}

export const childrenOf = (node: WktNode, ...words: string[]): WktNode[] =>
  node.values.filter((value): value is WktNode => typeof value === 'object' && words.includes(value.word));
export const childOf = (node: WktNode, ...words: string[]): WktNode | null => childrenOf(node, ...words)[0] ?? null;
export const nameOfNode = (node: WktNode | null): string => {
  const first = node?.values[0];
  return typeof first === 'string' ? first : '';
};
