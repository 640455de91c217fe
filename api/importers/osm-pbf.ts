// How is an OpenStreetMap extract (.osm.pbf) read? Block by block; what the file says of its own sizes is not believed.
import { inflateSync } from 'node:zlib';
import { PbfReader } from 'pbf';
import type { ByteSource } from './detect.ts';
import { concat } from './detect.ts';
import { FileFault } from './fault.ts';
import type { OsmElement, OsmElements, OsmMember, Tags, Walk } from './osm-elements.ts';

/** Sizes the format allows at most, bytes. */
const HEADER_BYTES = 64 * 1024;
const BLOB_BYTES = 32 * 1024 ** 2;
const MEMBER_TYPES = ['node', 'way', 'relation'] as const;
const NONE: ArrayLike<number> = [];
const NO_MEMBERS: readonly OsmMember[] = [];

const broken = (why: string): never => {
  throw new FileFault('osm.broken', { why });
};

export function pbfElements(source: ByteSource): OsmElements {
  /** by number of the block: types that are in it, once it has been unpacked */
  const held: ReadonlySet<OsmElement['type']>[] = [];
  return async function* (types, { onBytes, onPlace }) {
    let n = 0;
    for await (const { type, bytes, read } of blobs(source)) {
      onBytes?.(read);
      if (type !== 'OSMData') continue;
      const block = n++;
      if (held[block] !== undefined && !overlap(held[block], types)) continue;
      const found = guarded(() => elementsOf(unpacked(bytes), types, onPlace));
      held[block] = found.held;
      if (found.elements.length > 0) yield found.elements;
    }
  };
}
const overlap = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean => [...a].some((each) => b.has(each));

/** The reader of protocol buffers runs over the end of what it is given and then answers nonsense or throws. */
function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileFault) throw error;
    return broken(error instanceof Error ? error.message.slice(0, 80) : 'unreadable block');
  }
}

async function* blobs(source: ByteSource): AsyncGenerator<{ type: string; bytes: Uint8Array; read: number }> {
  const chunks = source.open()[Symbol.asyncIterator]();
  let held: Uint8Array[] = [];
  let size = 0;
  let read = 0;
  /** null = the file ends here */
  const take = async (n: number): Promise<Uint8Array | null> => {
    while (size < n) {
      const { done, value } = await chunks.next();
      if (done) return size === 0 ? null : broken('it ends in the middle of a block');
      held.push(value);
      size += value.length;
    }
    const all = held.length === 1 ? held[0]! : concat(held);
    held = [all.subarray(n)];
    size -= n;
    read += n;
    return all.subarray(0, n);
  };
  try {
    for (;;) {
      const head = await take(4);
      if (head === null) return;
      const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
      if (length === 0 || length > HEADER_BYTES) broken(`a block header of ${length} bytes`);
      const header = (await take(length)) ?? broken('no header');
      const { type, dataBytes } = guarded(() => headerOf(header));
      if (dataBytes < 0 || dataBytes > BLOB_BYTES) broken(`a block of ${dataBytes} bytes`);
      const bytes = (await take(dataBytes)) ?? broken('no block');
      yield { type, bytes, read };
    }
  } finally {
    await chunks.return?.();
  }
}

function headerOf(bytes: Uint8Array): { type: string; dataBytes: number } {
  const pbf = new PbfReader(bytes);
  let [type, dataBytes] = ['', 0];
  pbf.readFields((tag) => {
    if (tag === 1) type = pbf.readString();
    else if (tag === 3) dataBytes = pbf.readVarint(true);
  }, null);
  return { type, dataBytes };
}

function unpacked(bytes: Uint8Array): Uint8Array {
  const pbf = new PbfReader(bytes);
  let raw: Uint8Array | null = null;
  let zlib: Uint8Array | null = null;
  let other = false;
  pbf.readFields((tag) => {
    if (tag === 1) raw = pbf.readBytes();
    else if (tag === 3) zlib = pbf.readBytes();
    else if (tag > 3) other = true;
  }, null);
  if (raw !== null) return raw;
  if (zlib !== null) return inflateSync(zlib, { maxOutputLength: BLOB_BYTES });
  return broken(other ? 'a block is packed in a way that is not read here (only zlib is)' : 'an empty block');
}

interface Scale {
  granularity: number;
  latOffset: number;
  lonOffset: number;
}

interface Block {
  elements: OsmElement[];
  held: ReadonlySet<OsmElement['type']>;
}
/** Field of a group → what is in it; 5 = changesets, which say nothing here. */
const TYPE_OF: Partial<Record<number, OsmElement['type']>> = { 1: 'node', 2: 'node', 3: 'way', 4: 'relation' };

function elementsOf(bytes: Uint8Array, types: ReadonlySet<OsmElement['type']>, onPlace: Walk['onPlace']): Block {
  const pbf = new PbfReader(bytes);
  const strings: string[] = [];
  const groups: Uint8Array[] = [];
  const scale: Scale = { granularity: 100, latOffset: 0, lonOffset: 0 };
  pbf.readFields((tag) => {
    if (tag === 1) {
      const table = new PbfReader(pbf.readBytes());
      table.readFields((inner) => {
        if (inner === 1) strings.push(table.readString());
      }, null);
    } else if (tag === 2) groups.push(pbf.readBytes());
    else if (tag === 17) scale.granularity = pbf.readVarint();
    else if (tag === 19) scale.latOffset = pbf.readVarint(true);
    else if (tag === 20) scale.lonOffset = pbf.readVarint(true);
  }, null);
  const elements: OsmElement[] = [];
  const held = new Set<OsmElement['type']>();
  for (const group of groups) {
    const inner = new PbfReader(group);
    inner.readFields((tag) => {
      const type = TYPE_OF[tag];
      if (type === undefined) return;
      held.add(type);
      if (!types.has(type)) return;
      if (tag === 1) keepNode(nodeOf(inner.readBytes(), strings, scale), elements, onPlace);
      else if (tag === 2) denseNodes(inner.readBytes(), strings, scale, elements, onPlace);
      else if (tag === 3) elements.push(wayOf(inner.readBytes(), strings));
      else elements.push(relationOf(inner.readBytes(), strings));
    }, null);
  }
  return { elements, held };
}

function keepNode(node: OsmElement, elements: OsmElement[], onPlace: Walk['onPlace']): void {
  onPlace?.(node.id, node.lon, node.lat);
  if (onPlace === undefined || node.tags !== NO_TAGS) elements.push(node);
}

function wordAt(strings: readonly string[], i: number): string {
  return strings[i] ?? broken(`no string ${i}`);
}

const NO_TAGS: Tags = Object.freeze(Object.create(null)) as Tags;
function tagsOf(keys: readonly number[], values: readonly number[], strings: readonly string[]): Tags {
  if (keys.length === 0) return NO_TAGS;
  if (keys.length !== values.length) broken('tags without values');
  const tags: Record<string, string> = Object.create(null);
  for (const [i, key] of keys.entries()) tags[wordAt(strings, key)] = wordAt(strings, values[i]!);
  return tags;
}

const degrees = (value: number, offset: number, { granularity }: Scale): number =>
  // nanodegrees; to the 1e-7 that OpenStreetMap keeps
  Math.round((offset + granularity * value) / 100) / 1e7;

/** What nodes, ways and relations have in common; `more` reads their other fields. */
function tagged(
  bytes: Uint8Array,
  strings: readonly string[],
  readId: (pbf: PbfReader) => number,
  more: (tag: number, pbf: PbfReader) => void,
): { id: number; tags: Tags } {
  const pbf = new PbfReader(bytes);
  let id = 0;
  const keys: number[] = [];
  const values: number[] = [];
  pbf.readFields((tag) => {
    if (tag === 1) id = readId(pbf);
    else if (tag === 2) pbf.readPackedVarint(keys);
    else if (tag === 3) pbf.readPackedVarint(values);
    else more(tag, pbf);
  }, null);
  return { id, tags: tagsOf(keys, values, strings) };
}
const signedId = (pbf: PbfReader): number => pbf.readSVarint();
const plainId = (pbf: PbfReader): number => pbf.readVarint(true);

function nodeOf(bytes: Uint8Array, strings: readonly string[], scale: Scale): OsmElement {
  let [lat, lon] = [0, 0];
  const { id, tags } = tagged(bytes, strings, signedId, (tag, pbf) => {
    if (tag === 8) lat = pbf.readSVarint();
    else if (tag === 9) lon = pbf.readSVarint();
  });
  return {
    type: 'node',
    id,
    tags,
    lon: degrees(lon, scale.lonOffset, scale),
    lat: degrees(lat, scale.latOffset, scale),
    refs: NONE,
    members: NO_MEMBERS,
  };
}

function denseNodes(
  bytes: Uint8Array,
  strings: readonly string[],
  scale: Scale,
  elements: OsmElement[],
  onPlace: Walk['onPlace'],
): void {
  const pbf = new PbfReader(bytes);
  const ids: number[] = [];
  const lats: number[] = [];
  const lons: number[] = [];
  const words: number[] = [];
  pbf.readFields((tag) => {
    if (tag === 1) pbf.readPackedSVarint(ids);
    else if (tag === 8) pbf.readPackedSVarint(lats);
    else if (tag === 9) pbf.readPackedSVarint(lons);
    else if (tag === 10) pbf.readPackedVarint(words);
  }, null);
  if (lats.length !== ids.length || lons.length !== ids.length) broken('nodes without places');
  let [id, lat, lon, w] = [0, 0, 0, 0];
  for (const [i, delta] of ids.entries()) {
    id += delta;
    lat += lats[i]!;
    lon += lons[i]!;
    const at = { lon: degrees(lon, scale.lonOffset, scale), lat: degrees(lat, scale.latOffset, scale) };
    onPlace?.(id, at.lon, at.lat);
    const from = w;
    while (w < words.length && words[w] !== 0) w += 2;
    if (w > from || onPlace === undefined) {
      const tags = tagsOf(...pairs(words, from, w), strings);
      elements.push({ type: 'node', id, tags, ...at, refs: NONE, members: NO_MEMBERS });
    }
    w += 1;
  }
}

/** Keys and values that stand one after the other. */
function pairs(words: readonly number[], from: number, to: number): [keys: number[], values: number[]] {
  const keys: number[] = [];
  const values: number[] = [];
  for (let i = from; i < to; i += 2) {
    keys.push(words[i]!);
    values.push(words[i + 1] ?? broken('a tag without a value'));
  }
  return [keys, values];
}

/** Numbers that are written as the difference to the one before. */
function summed(deltas: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(deltas, (delta) => (sum += delta));
}

function wayOf(bytes: Uint8Array, strings: readonly string[]): OsmElement {
  const refs: number[] = [];
  const { id, tags } = tagged(bytes, strings, plainId, (tag, pbf) => {
    if (tag === 8) pbf.readPackedSVarint(refs);
  });
  return { type: 'way', id, tags, lon: 0, lat: 0, refs: summed(refs), members: NO_MEMBERS };
}

function relationOf(bytes: Uint8Array, strings: readonly string[]): OsmElement {
  const roles: number[] = [];
  const deltas: number[] = [];
  const types: number[] = [];
  const { id, tags } = tagged(bytes, strings, plainId, (tag, pbf) => {
    if (tag === 8) pbf.readPackedVarint(roles);
    else if (tag === 9) pbf.readPackedSVarint(deltas);
    else if (tag === 10) pbf.readPackedVarint(types);
  });
  if (roles.length !== deltas.length || types.length !== deltas.length) broken('members without roles');
  const refs = summed(deltas);
  const members = types.map(
    (type, i): OsmMember => ({
      type: MEMBER_TYPES[type] ?? broken(`member type ${type}`),
      ref: refs[i]!,
      role: wordAt(strings, roles[i]!),
    }),
  );
  return { type: 'relation', id, tags, lon: 0, lat: 0, refs: NONE, members };
}
