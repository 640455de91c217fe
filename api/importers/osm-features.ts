// How do the elements of an extract become features with geometry? Relations first, to learn which ways they need; then
// ways, to learn which nodes; then the nodes; then the ways once more, each handed out as it comes: only places, and the
// ways of outlines, are kept in memory.
import type { ImportKind } from '#contract/import';
import { FileFault } from './fault.ts';
import type { Feature, Features } from './feature-table.ts';
import {
  isAreaWay,
  isWanted,
  type NodePath,
  type OsmElement,
  type OsmSource,
  type Tags,
  wantedWords,
} from './osm-elements.ts';
import { createPlaces, type Places } from './osm-places.ts';
import { assemble, type MemberPath, type Path } from './osm-rings.ts';

/** 12 million nodes are a quarter of a gigabyte, and the buildings of a large province. */
const MOST_NODES = 12_000_000;
const PAGE = 500;
const OUTLINES = new Set(['multipolygon', 'boundary']);
const NO_REFS = new Float64Array(0);
const ONLY = {
  relations: new Set<OsmElement['type']>(['relation']),
  ways: new Set<OsmElement['type']>(['way']),
  nodes: new Set<OsmElement['type']>(['node']),
};

interface Relation {
  id: number;
  tags: Tags;
  ways: { ref: number; isInner: boolean; path?: NodePath }[];
}
interface Index {
  relations: Relation[];
  /** the ways that relations consist of, where those do not say their places themselves */
  parts: Map<number, Float64Array>;
  places: Places;
}

/** Walked several times, the file is looked through once. */
export function osmFeatures(source: OsmSource, mostNodes = MOST_NODES): Features {
  const { elements, kind } = source;
  let known: Index | null = null;
  let isPlaced = false;
  return async function* (onBytes) {
    let row = 0;
    const feature = ({ type, id, tags }: Pick<OsmElement, 'type' | 'id' | 'tags'>, geometry: unknown): Feature => ({
      row: ++row,
      properties: { id: type === 'node' ? String(id) : `${type}-${id}`, ...tags },
      geometry,
      id: null,
      ...(geometry === null ? { fault: 'osm.open_ring' as const } : {}),
    });
    const index = (known ??= await indexOf(source, mostNodes));
    const onPlace = isPlaced ? () => {} : index.places.put;
    for await (const some of elements(ONLY.nodes, { onPlace })) {
      const found = some.filter(({ tags }) => isWanted(kind, tags, source.isAnswer));
      if (found.length > 0)
        yield found.map((node) => feature(node, { type: 'Point', coordinates: [node.lon, node.lat] }));
    }
    isPlaced = true;
    for await (const some of elements(ONLY.ways, { onBytes })) {
      const found = some.filter((way) => isOwn(source, way));
      for (let from = 0; from < found.length; from += PAGE)
        yield found
          .slice(from, from + PAGE)
          .map((way) => feature(way, wayGeometry(kind, way, way.path ?? pathOf(way.refs, index.places))));
    }
    if (index.relations.length > 0)
      yield index.relations.map(({ id, tags, ways }) =>
        feature({ type: 'relation', id, tags }, outlineGeometry(membersOf(ways, index))),
      );
    if (row === 0) throw new FileFault('osm.nothing_wanted', { wanted: wantedWords(kind) });
  };
}

const isOutline = ({ type, boundary }: Tags): boolean =>
  type === undefined ? boundary !== undefined : OUTLINES.has(type);

async function indexOf(source: OsmSource, mostNodes: number): Promise<Index> {
  const { elements, kind, isAnswer } = source;
  const relations: Relation[] = [];
  const parts = new Map<number, Float64Array>();
  for await (const some of elements(ONLY.relations, {}))
    for (const { id, tags, members } of some) {
      if (!isWanted(kind, tags, isAnswer) || !isOutline(tags)) continue;
      const ways = members
        .filter(({ type, role }) => type === 'way' && (role === 'outer' || role === 'inner' || role === ''))
        .map(({ ref, role, path }) => ({ ref, isInner: role === 'inner', path }));
      relations.push({ id, tags, ways });
      for (const { ref, path } of ways) if (path === undefined) parts.set(ref, NO_REFS);
    }
  const places = createPlaces(mostNodes);
  for await (const some of elements(ONLY.ways, {}))
    for (const way of some) {
      const isPart = parts.has(way.id);
      if (isPart) parts.set(way.id, Float64Array.from(way.refs));
      const isNeeded = isPart || (way.path === undefined && isOwn(source, way));
      if (isNeeded) for (let i = 0; i < way.refs.length; i++) places.need(way.refs[i]!);
    }
  places.seal();
  return { relations, parts, places };
}

/** Wanted for its own sake: the ways that a boundary consists of carry its tags as well. */
const isOwn = ({ kind, isAnswer }: OsmSource, { tags, refs, path }: OsmElement): boolean =>
  isWanted(kind, tags, isAnswer) && (kind !== 'regions' || (path ? isRing(path.path) : isClosed(refs)));
const isClosed = (refs: ArrayLike<number>): boolean => refs.length > 3 && refs[0] === refs[refs.length - 1];
const isRing = (path: Path): boolean =>
  path.length > 3 && path[0]![0] === path.at(-1)![0] && path[0]![1] === path.at(-1)![1];

function pathOf(refs: ArrayLike<number>, places: Places): NodePath {
  const path: [number, number][] = [];
  for (let i = 0; i < refs.length; i++) {
    const at = places.at(refs[i]!);
    if (at !== null) path.push(at);
  }
  return { path, isCut: path.length < refs.length };
}

/** null = a part is missing: an outline without it would enclose something else. */
function membersOf(ways: Relation['ways'], { parts, places }: Index): MemberPath[] | null {
  const found = ways.map(({ ref, isInner, path }) => ({ ...(path ?? pathOf(parts.get(ref)!, places)), isInner }));
  return found.some(({ path, isCut }) => isCut || path.length === 0) ? null : found;
}

/** A camera that is drawn as a way stands in the middle of its box; a place of which only the middle is known is a point.
 * null = an outline of which corners are missing. */
function wayGeometry(kind: ImportKind, { tags, lon, lat, refs }: OsmElement, { path, isCut }: NodePath): unknown {
  if (path.length === 0) {
    const hasMiddle = refs.length === 0 && Number.isFinite(lon) && Number.isFinite(lat);
    return hasMiddle ? { type: 'Point', coordinates: [lon, lat] } : null;
  }
  if (kind === 'cameras') return { type: 'Point', coordinates: middleOf(path) };
  const isArea = isAreaWay(tags) || kind === 'privacy-zones';
  if (isCut && isArea) return null;
  return isRing(path) && isArea ? { type: 'Polygon', coordinates: [path] } : { type: 'LineString', coordinates: path };
}

export function middleOf(path: Path): [number, number] {
  const side = (axis: 0 | 1): number => {
    let [low, high] = [Infinity, -Infinity];
    for (const at of path) [low, high] = [Math.min(low, at[axis]), Math.max(high, at[axis])];
    return (low + high) / 2;
  };
  return [side(0), side(1)];
}

/** null = a ring does not close. */
function outlineGeometry(paths: readonly MemberPath[] | null): { type: string; coordinates: unknown } | null {
  const polygons = paths === null ? null : assemble(paths);
  return polygons === null ? null : { type: 'MultiPolygon', coordinates: polygons };
}
