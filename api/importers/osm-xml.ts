// How is OpenStreetMap XML (.osm) read? Element by element, as often as its features need it.
import type { OsmElement, OsmElements, OsmMember } from './osm-elements.ts';
import { childOf, type XmlItem, xmlReader } from './xml-items.ts';

type Text = (onBytes?: (read: number) => void) => AsyncIterable<string>;

const DEPTH = 6;
const ITEM_CHARS = 16 * 1024 ** 2;

export function xmlElements(text: Text): OsmElements {
  return async function* (types, { onBytes, onPlace }) {
    const reader = xmlReader(types, { depth: DEPTH, itemChars: ITEM_CHARS });
    for await (const piece of text(onBytes)) {
      const found = reader.write(piece).map(({ item }) => elementOf(item));
      if (onPlace) for (const { type, id, lon, lat } of found) if (type === 'node') onPlace(id, lon, lat);
      if (found.length > 0) yield found;
    }
    reader.end();
  };
}

function elementOf(item: XmlItem): OsmElement {
  const tags: Record<string, string> = Object.create(null);
  const refs: number[] = [];
  const members: OsmMember[] = [];
  for (const { name, attributes } of item.children) {
    if (name === 'tag') tags[attributes.k ?? ''] = attributes.v ?? '';
    else if (name === 'nd') refs.push(Number(attributes.ref));
    else if (name === 'member')
      members.push({
        type: attributes.type === 'way' || attributes.type === 'relation' ? attributes.type : 'node',
        ref: Number(attributes.ref),
        role: attributes.role ?? '',
      });
  }
  const centre = childOf(item, 'center')?.attributes ?? item.attributes;
  return {
    type: item.name as OsmElement['type'],
    id: Number(item.attributes.id),
    tags,
    lon: Number(centre.lon),
    lat: Number(centre.lat),
    refs,
    members,
  };
}
