// How does a GB/T 28181 catalogue become a table? Items wherever they stand in a dump: several messages, with or without
// the lines of their transport in between, are one list.
import type { ImportKind } from '#contract/import';
import { createMessageTime } from './catalogue-time.ts';
import { FileFault } from './fault.ts';
import { type Feature, type Features, featureTable } from './feature-table.ts';
import type { Table } from './source.ts';
import type { ParseLimits } from './types.ts';
import { type XmlItem, xmlReader } from './xml-items.ts';

type Text = (onBytes?: (read: number) => void) => AsyncIterable<string>;

const OPEN = /<(?:\w+:)?Item(?:\s[^>]*)?>/;
const CLOSE = /<\/(?:\w+:)?Item\s*>/;
const ITEM = new Set(['Item']);
/** An item of a catalogue has some thirty short fields. */
const ITEM_CHARS = 65_536;
const DEPTH = 8;
/** Kept of what stands between items: an opening tag, or a line with a time, may be cut in two. */
const BETWEEN_CHARS = 400;

/** From the first characters: does this look like a catalogue, also behind the head of a SIP message? */
export const isCatalogue = (head: string): boolean =>
  /<(?:\w+:)?DeviceList\b|<CmdType>\s*Catalog\s*<\/CmdType>/i.test(head);

export function openCatalogue(text: Text, encoding: string | null, kind: ImportKind, limits: ParseLimits): Table {
  const features: Features = async function* (onBytes) {
    let row = 0;
    for await (const items of itemTexts(text(onBytes))) {
      const some = items.map(({ item, time }): Feature => featureOf((row += 1), item, kind === 'status' ? time : null));
      if (some.length > 0) yield some;
    }
  };
  return featureTable({ format: 'gb28181-xml', encoding, hasGeometry: false }, limits, features);
}

interface ItemText {
  /** markup included */
  item: string;
  /** when its message was sent, as that says it */
  time: string | null;
}

async function* itemTexts(text: AsyncIterable<string>): AsyncGenerator<ItemText[]> {
  const clock = createMessageTime();
  let rest = '';
  for await (const piece of text) {
    if (/<!DOCTYPE|<!ENTITY/i.test(rest.slice(-10) + piece)) throw new FileFault('xml.doctype');
    rest += piece;
    const items: ItemText[] = [];
    for (;;) {
      const start = OPEN.exec(rest);
      if (start === null) {
        clock.pass(rest.slice(0, -BETWEEN_CHARS));
        rest = rest.slice(-BETWEEN_CHARS);
        break;
      }
      clock.pass(rest.slice(0, start.index));
      const after = start.index + start[0].length;
      const end = CLOSE.exec(rest.slice(after));
      if (end === null) {
        rest = rest.slice(start.index);
        if (rest.length > ITEM_CHARS) throw new FileFault('xml.item_too_large', { limit: ITEM_CHARS });
        break;
      }
      // an item that never ends must not take the next one with it
      const next = OPEN.exec(rest.slice(after, after + end.index));
      const stop = after + (next === null ? end.index + end[0].length : next.index);
      items.push({ item: rest.slice(start.index, stop), time: clock.time() });
      rest = rest.slice(stop);
    }
    yield items;
  }
}

/** Platforms write names as they are: an ampersand that begins no entity is one. */
const withoutBareAmpersands = (xml: string): string =>
  xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>|&(?!#?\w+;)/g, (found) => (found === '&' ? '&amp;' : found));

function featureOf(row: number, text: string, time: string | null): Feature {
  const properties: Record<string, unknown> = Object.create(null);
  let item: XmlItem | undefined;
  try {
    const reader = xmlReader(ITEM, { depth: DEPTH, itemChars: ITEM_CHARS });
    item = reader.write(withoutBareAmpersands(text))[0]?.item;
    reader.end();
  } catch (error) {
    // one broken item is a problem of its row
    if (!(error instanceof FileFault)) throw error;
    return { row, properties, geometry: null, id: null, broken: true };
  }
  if (item === undefined) return { row, properties, geometry: null, id: null, broken: true };
  const put = (of: XmlItem): void => {
    for (const child of of.children) {
      if (child.children.length > 0) put(child);
      else if (!Object.hasOwn(properties, child.name)) properties[child.name] = child.text.trim();
    }
  };
  put(item);
  if (time !== null && !Object.hasOwn(properties, 'Time')) properties.Time = time;
  return { row, properties, geometry: undefined, id: null };
}
