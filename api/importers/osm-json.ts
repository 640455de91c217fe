// How is what Overpass answers read? With the places of ways inside (`out geom`), or with their nodes beside them.
import { jsonParts } from './json-stream.ts';
import type { NodePath, OsmElement, OsmElements, OsmMember } from './osm-elements.ts';
import type { ParseLimits } from './types.ts';

type Text = (onBytes?: (read: number) => void) => AsyncIterable<string>;
type Properties = Record<string, unknown>;

const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const PAGE = 1_000;
const NONE: ArrayLike<number> = [];

/** From the first characters of a JSON text. */
export const isOverpass = (head: string): boolean =>
  /^\s*\{[^[]*"elements"\s*:\s*\[/.test(head) ||
  /^\s*\[\s*\{\s*(?:"id"\s*:\s*-?\d+\s*,\s*)?"type"\s*:\s*"(?:node|way|relation)"/.test(head);

export function jsonElements(text: Text, limits: ParseLimits): OsmElements {
  const jsonLimits = { depth: limits.jsonDepth, itemChars: limits.itemChars };
  return async function* (types, { onBytes, onPlace }) {
    let page: OsmElement[] = [];
    for await (const part of jsonParts(text(onBytes), jsonLimits)) {
      if (part.kind !== 'item' || !isObject(part.value)) continue;
      const element = elementOf(part.value);
      if (element === null || !types.has(element.type)) continue;
      if (element.type === 'node') onPlace?.(element.id, element.lon, element.lat);
      if (page.push(element) < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  };
}

function elementOf(value: Properties): OsmElement | null {
  const { type, id } = value;
  if ((type !== 'node' && type !== 'way' && type !== 'relation') || typeof id !== 'number') return null;
  const centre = isObject(value.center) ? value.center : value;
  const tags: Record<string, string> = Object.create(null);
  for (const [key, tag] of Object.entries(isObject(value.tags) ? value.tags : {}))
    if (typeof tag === 'string' || typeof tag === 'number' || typeof tag === 'boolean') tags[key] = String(tag);
  return {
    type,
    id,
    tags,
    lon: numberOf(centre.lon),
    lat: numberOf(centre.lat),
    refs: type === 'way' && Array.isArray(value.nodes) ? (value.nodes as unknown[]).map(numberOf) : NONE,
    members: type === 'relation' && Array.isArray(value.members) ? value.members.flatMap(memberOf) : [],
    path: pathOf(value.geometry),
  };
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

function memberOf(value: unknown): OsmMember[] {
  if (!isObject(value)) return [];
  const { type, ref, role } = value;
  if ((type !== 'node' && type !== 'way' && type !== 'relation') || typeof ref !== 'number') return [];
  return [{ type, ref, role: typeof role === 'string' ? role : '', path: pathOf(value.geometry) }];
}

/** Places outside the box that was asked for are null. */
function pathOf(geometry: unknown): NodePath | undefined {
  if (!Array.isArray(geometry)) return undefined;
  const path = (geometry as unknown[]).flatMap((at): [number, number][] =>
    isObject(at) && typeof at.lon === 'number' && typeof at.lat === 'number' ? [[at.lon, at.lat]] : [],
  );
  return { path, isCut: path.length < geometry.length };
}
