// How does TopoJSON become features? Whole in memory: arcs are shared by all of them.
import { feature as toFeature } from 'topojson-client';
import type { GeometryObject, Objects, Topology } from 'topojson-specification';
import { FileFault } from './fault.ts';
import { type Feature, type Features, featureTable, textOf } from './feature-table.ts';
import { isDeeper } from './json-depth.ts';
import type { Opened, TableLayer } from './source.ts';
import type { ParseLimits } from './types.ts';

/** Read as a whole, with its features beside it: more would not fit the memory of a child. */
const MOST_MB = 96;
const MOST_POSITIONS = 8_000_000;
const DEPTH = 16;
const PAGE = 500;

export function openTopology(
  text: string,
  encoding: string | null,
  layer: string | undefined,
  limits: ParseLimits,
): Opened {
  const mb = text.length / 1024 ** 2;
  if (mb > MOST_MB) throw new FileFault('topojson.too_large', { mb: Math.ceil(mb), limit: MOST_MB });
  if (isDeeper(text, limits.jsonDepth)) throw new FileFault('json.too_deep', { limit: limits.jsonDepth });
  const topology = checked(parsed(text));
  const layers = Object.entries(topology.objects).map(([name, object]): TableLayer => {
    const members = membersOf(object);
    return { name, rows: members.length, geometry: members[0]?.type ?? null };
  });
  if (layers.length === 0) throw new FileFault('file.no_features');
  const chosen = layer ?? (layers.length === 1 ? layers[0]!.name : undefined);
  const isThere = chosen !== undefined && Object.hasOwn(topology.objects, chosen);
  const object = isThere ? topology.objects[chosen] : undefined;
  if (object === undefined) return { kind: 'layer-unclear', format: 'topojson', layers };
  const features: Features = async function* () {
    const members = membersOf(object);
    for (let from = 0; from < members.length; from += PAGE)
      yield members.slice(from, from + PAGE).map((member, i) => featureOf(topology, member, from + i + 1));
  };
  return {
    kind: 'table',
    table: featureTable({ format: 'topojson', encoding, hasGeometry: true, layers, layer: chosen }, limits, features),
  };
}

type Member = GeometryObject<Record<string, unknown>>;
const membersOf = (object: Member): Member[] =>
  object.type === 'GeometryCollection' ? (object.geometries as Member[]) : [object];

function featureOf(topology: Topology, member: Member, row: number): Feature {
  const { properties, geometry, id } = shaped(topology, member);
  return { row, properties: properties ?? {}, geometry: geometry ?? null, id: textOf(id ?? null) };
}

interface Shaped {
  properties: Record<string, unknown> | null;
  geometry: unknown;
  id?: string | number;
}
/** The library walks lists that the file may not have. */
function shaped(topology: Topology, member: Member): Shaped {
  try {
    return toFeature(topology, member as never) as unknown as Shaped;
  } catch (error) {
    if (error instanceof TypeError) throw brokenFault('a geometry without its lists');
    throw error;
  }
}

const brokenFault = (why: string): FileFault => new FileFault('topojson.broken', { why });
const broken = (why: string): never => {
  throw brokenFault(why);
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FileFault('json.syntax', { why: error instanceof Error ? error.message.slice(0, 80) : '' });
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every index is looked up before it is used: the library trusts them. */
function checked(value: unknown): Topology<Objects<Record<string, unknown>>> {
  if (!isObject(value) || !Array.isArray(value.arcs) || !isObject(value.objects)) return broken('no arcs or objects');
  let positions = 0;
  for (const arc of value.arcs as unknown[]) {
    if (!Array.isArray(arc)) broken('an arc is no list');
    for (const position of arc as unknown[]) {
      if (++positions > MOST_POSITIONS) broken(`more than ${MOST_POSITIONS} positions`);
      if (!Array.isArray(position) || typeof position[0] !== 'number' || typeof position[1] !== 'number')
        broken('a position is no pair of numbers');
    }
  }
  const n = (value.arcs as unknown[]).length;
  let used = 0;
  const walk = (arcs: unknown, depth: number): void => {
    if (depth > DEPTH) broken('arcs are nested too deep');
    if (Array.isArray(arcs)) for (const inner of arcs) walk(inner, depth + 1);
    else if (typeof arcs !== 'number' || !Number.isInteger(arcs) || arcs >= n || ~arcs >= n)
      broken(`no arc ${String(arcs)}`);
    else {
      const length = ((value.arcs as unknown[][])[arcs < 0 ? ~arcs : arcs] ?? []).length;
      // one arc may be named again and again
      if ((used += length) > 4 * MOST_POSITIONS) broken('arcs are used too often');
    }
  };
  const look = (object: unknown, depth: number): void => {
    if (depth > DEPTH) broken('collections are nested too deep');
    if (!isObject(object)) throw brokenFault('a geometry is no object');
    if (object.type === 'GeometryCollection') {
      if (!Array.isArray(object.geometries)) throw brokenFault('a collection without geometries');
      for (const inner of object.geometries) look(inner, depth + 1);
    } else if (object.arcs !== undefined) walk(object.arcs, 0);
  };
  for (const object of Object.values(value.objects)) look(object, 0);
  if (value.transform !== undefined && !isTransform(value.transform)) broken('the transform is not one');
  return value as unknown as Topology<Objects<Record<string, unknown>>>;
}

const isPair = (value: unknown): boolean =>
  Array.isArray(value) && value.length >= 2 && value.every((v) => typeof v === 'number' && Number.isFinite(v));
const isTransform = (value: unknown): boolean => isObject(value) && isPair(value.scale) && isPair(value.translate);
