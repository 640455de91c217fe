// How is XML read element by element, without entities of its own, never deep, and never all of it at once?
import { SaxesParser } from 'saxes';
import { FileFault } from './fault.ts';

export interface XmlItem {
  /** without its prefix */
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** text directly inside, with the text of CDATA */
  text: string;
  children: XmlItem[];
}

export interface XmlLimits {
  depth: number;
  /** characters of one item, markup left out */
  itemChars: number;
}

/** Elements that one item may consist of. */
const MOST_ELEMENTS = 200_000;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

export interface XmlReader {
  /** elements with one of the names that ended in this piece, outermost ones only, with the names of what was around them */
  write(piece: string): { item: XmlItem; around: readonly XmlItem[] }[];
  end(): void;
}

/** `wanted`: local names of the elements that are handed out. Of the others only name, attributes and a first `name` child
 * are remembered while they are open. A document type is refused: what it defines could grow without bounds. */
export function xmlReader(wanted: ReadonlySet<string>, limits: XmlLimits): XmlReader {
  const parser = new SaxesParser({ xmlns: false });
  let found: { item: XmlItem; around: readonly XmlItem[] }[] = [];
  const open: XmlItem[] = [];
  /** how deep the item that is being collected begins; −1 = none */
  let from = -1;
  let chars = 0;
  let elements = 0;
  /** characters since the last tag: the parser holds them until the text, comment or tag they belong to ends */
  let since = 0;
  parser.on('error', (error) => {
    throw new FileFault('xml.syntax', { why: error.message.slice(0, 120) });
  });
  parser.on('doctype', () => {
    throw new FileFault('xml.doctype');
  });
  const addText = (text: string): void => {
    const top = open.at(-1);
    if (top === undefined) return;
    const isName = from < 0 && top.name === 'name' && top.text.length < 300;
    if (from < 0 && !isName) return;
    chars += text.length;
    if (chars > limits.itemChars) throw new FileFault('xml.item_too_large', { limit: limits.itemChars });
    top.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ name, attributes }) => {
    since = 0;
    if (open.length >= limits.depth) throw new FileFault('xml.depth', { limit: limits.depth });
    const own: Record<string, string> = Object.create(null);
    for (const [key, value] of Object.entries(attributes as Record<string, string>)) {
      chars += value.length;
      own[localName(key)] = value;
    }
    const item: XmlItem = { name: localName(name), attributes: own, text: '', children: [] };
    if (from >= 0) {
      if (++elements > MOST_ELEMENTS) throw new FileFault('xml.item_too_large', { limit: MOST_ELEMENTS });
      open.at(-1)!.children.push(item);
    } else if (wanted.has(item.name)) {
      from = open.length;
      chars = 0;
      elements = 0;
    }
    open.push(item);
  });
  parser.on('closetag', () => {
    since = 0;
    const item = open.pop()!;
    if (open.length === from) {
      found.push({ item, around: [...open] });
      from = -1;
      chars = 0;
    } else if (from < 0 && item.name === 'name') open.at(-1)?.children.push(item);
  });
  return {
    write(piece) {
      since += piece.length;
      parser.write(piece);
      if (since > limits.itemChars) throw new FileFault('xml.item_too_large', { limit: limits.itemChars });
      const some = found;
      found = [];
      return some;
    },
    end() {
      parser.close();
    },
  };
}

/** The first child of that name. */
export const childOf = (item: XmlItem, name: string): XmlItem | undefined =>
  item.children.find((child) => child.name === name);
export const childText = (item: XmlItem, name: string): string | null => childOf(item, name)?.text.trim() || null;
