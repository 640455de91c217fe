// A few elements of OpenStreetMap in the three ways they are handed around, for tests.
import { deflateSync } from 'node:zlib';
import { PbfWriter } from 'pbf';

export type Element =
  | { type: 'node'; id: number; lon: number; lat: number; tags?: Record<string, string> }
  | { type: 'way'; id: number; nodes: number[]; tags?: Record<string, string> }
  | {
      type: 'relation';
      id: number;
      members: { type: 'node' | 'way' | 'relation'; ref: number; role: string }[];
      tags?: Record<string, string>;
    };

/** One block of an extract; `says` overrides what it tells of itself. */
export function pbfBlock(type: string, data: Uint8Array, says: { bytes?: number; raw?: boolean } = {}): Buffer {
  const blob = new PbfWriter();
  if (says.raw) blob.writeBytesField(1, data);
  else {
    blob.writeVarintField(2, data.length);
    blob.writeBytesField(3, deflateSync(data));
  }
  const body = blob.finish();
  const header = new PbfWriter();
  header.writeStringField(1, type);
  header.writeVarintField(3, says.bytes ?? body.length);
  const head = header.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, body]);
}
export const PBF_HEAD = pbfBlock('OSMHeader', Buffer.from('OSMHeader'), { raw: true });

const MEMBER_TYPES = ['node', 'way', 'relation'];
const deltas = (numbers: number[]): number[] => numbers.map((number, i) => number - (numbers[i - 1] ?? 0));

/** Nodes dense, every kind of element in a block of its own. */
export function asPbf(elements: Element[]): Buffer {
  const blocks = (['node', 'way', 'relation'] as const).map((type) => {
    const strings = [''];
    const word = (text: string): number => {
      const at = strings.indexOf(text);
      return at > 0 ? at : strings.push(text) - 1;
    };
    const group = new PbfWriter();
    const some = elements.filter((element) => element.type === type);
    if (type === 'node') denseNodes(group, some as Extract<Element, { type: 'node' }>[], word);
    else
      for (const element of some)
        group.writeMessage(type === 'way' ? 3 : 4, (_: null, out: PbfWriter) => writeElement(out, element, word), null);
    const bytes = group.finish();
    const block = new PbfWriter();
    block.writeMessage(
      1,
      (_: null, out: PbfWriter) => {
        for (const text of strings) out.writeStringField(1, text);
      },
      null,
    );
    block.writeBytesField(2, bytes);
    return pbfBlock('OSMData', block.finish());
  });
  return Buffer.concat([PBF_HEAD, ...blocks]);
}

function denseNodes(group: PbfWriter, nodes: Extract<Element, { type: 'node' }>[], word: (text: string) => number) {
  const words = nodes.flatMap(({ tags = {} }) => [
    ...Object.entries(tags).flatMap(([key, value]) => [word(key), word(value)]),
    0,
  ]);
  group.writeMessage(
    2,
    (_: null, out: PbfWriter) => {
      out.writePackedSVarint(1, deltas(nodes.map(({ id }) => id)));
      out.writePackedSVarint(8, deltas(nodes.map(({ lat }) => Math.round(lat * 1e7))));
      out.writePackedSVarint(9, deltas(nodes.map(({ lon }) => Math.round(lon * 1e7))));
      out.writePackedVarint(10, words);
    },
    null,
  );
}

function writeElement(out: PbfWriter, element: Element, word: (text: string) => number): void {
  out.writeVarintField(1, element.id);
  const tags = Object.entries(element.tags ?? {});
  out.writePackedVarint(
    2,
    tags.map(([key]) => word(key)),
  );
  out.writePackedVarint(
    3,
    tags.map(([, value]) => word(value)),
  );
  if (element.type === 'way') out.writePackedSVarint(8, deltas(element.nodes));
  else if (element.type === 'relation') {
    out.writePackedVarint(
      8,
      element.members.map(({ role }) => word(role)),
    );
    out.writePackedSVarint(9, deltas(element.members.map(({ ref }) => ref)));
    out.writePackedVarint(
      10,
      element.members.map(({ type }) => MEMBER_TYPES.indexOf(type)),
    );
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

export function asXml(elements: Element[]): string {
  const inner = elements.map((element) => {
    const tags = Object.entries(element.tags ?? {}).map(([k, v]) => `<tag k="${escaped(k)}" v="${escaped(v)}"/>`);
    const place = element.type === 'node' ? ` lat="${element.lat}" lon="${element.lon}"` : '';
    const own =
      element.type === 'way'
        ? element.nodes.map((ref) => `<nd ref="${ref}"/>`)
        : element.type === 'relation'
          ? element.members.map(({ type, ref, role }) => `<member type="${type}" ref="${ref}" role="${role}"/>`)
          : [];
    return `<${element.type} id="${element.id}"${place}>${[...own, ...tags].join('')}</${element.type}>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">${inner.join('\n')}</osm>`;
}

/** Overpass `out body; >; out skel qt;`: the nodes beside the ways. */
export const asJson = (elements: Element[]): string => JSON.stringify({ version: 0.6, elements });

/** Overpass `out geom`: the places inside. */
export function asJsonWithPlaces(elements: Element[]): string {
  const places = new Map(elements.flatMap((e) => (e.type === 'node' ? [[e.id, { lat: e.lat, lon: e.lon }]] : [])));
  const geometry = (ref: number): unknown[] => {
    const way = elements.find((e) => e.type === 'way' && e.id === ref);
    return way?.type === 'way' ? way.nodes.map((id) => places.get(id) ?? null) : [];
  };
  return JSON.stringify({
    version: 0.6,
    elements: elements
      .filter((e) => e.type !== 'node' || e.tags)
      .map((e) =>
        e.type === 'way'
          ? { ...e, geometry: geometry(e.id) }
          : e.type === 'relation'
            ? { ...e, members: e.members.map((m) => (m.type === 'way' ? { ...m, geometry: geometry(m.ref) } : m)) }
            : e,
      ),
  });
}
