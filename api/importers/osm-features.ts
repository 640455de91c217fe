// How do the elements of an extract become features with geometry? Relations first, to learn which ways they need; then
// ways, to learn which nodes; then the nodes themselves: only what is wanted is kept in memory.
import type { ImportKind } from '#contract/import';
import { FileFault } from './fault.ts';
import type { Feature } from './feature-table.ts';
import { isAreaWay, isWanted, type OsmElement, type OsmElements, type Tags, wantedWords } from './osm-elements.ts';
import { assemble, type MemberPath, type Path } from './osm-rings.ts';

interface Way {
  id: number;
  tags: Tags;
  refs: Float64Array;
  /** wanted for its own sake, not only as a part of a relation */
  isOwn: boolean;
}
interface Relation {
  id: number;
  tags: Tags;
  ways: { ref: number; isInner: boolean }[];
}

const PAGE = 500;
const OUTLINES = new Set(['multipolygon', 'boundary']);
const ONLY = {
  relations: new Set<OsmElement['type']>(['relation']),
  ways: new Set<OsmElement['type']>(['way']),
  nodes: new Set<OsmElement['type']>(['node']),
};

export async function* osmFeatures(
  elements: OsmElements,
  kind: ImportKind,
  onBytes?: (read: number) => void,
): AsyncGenerator<Feature[]> {
  const relations: Relation[] = [];
  const parts = new Set<number>();
  for await (const some of elements(ONLY.relations))
    for (const { id, tags, members } of some) {
      if (!isWanted(kind, tags) || !OUTLINES.has(tags.type ?? '')) continue;
      const ways = members
        .filter(({ type, role }) => type === 'way' && (role === 'outer' || role === 'inner' || role === ''))
        .map(({ ref, role }) => ({ ref, isInner: role === 'inner' }));
      relations.push({ id, tags, ways });
      for (const { ref } of ways) parts.add(ref);
    }
  const ways = new Map<number, Way>();
  const places = new Map<number, number>();
  for await (const some of elements(ONLY.ways))
    for (const { id, tags, refs } of some) {
      // the ways that a boundary consists of carry its tags as well
      const isOwn = isWanted(kind, tags) && (kind !== 'regions' || isClosed(refs));
      if (!isOwn && !parts.has(id)) continue;
      ways.set(id, { id, tags, refs: Float64Array.from(refs), isOwn });
      for (let i = 0; i < refs.length; i++) if (!places.has(refs[i]!)) places.set(refs[i]!, places.size);
    }
  const at = new Float64Array(2 * places.size).fill(Number.NaN);
  let row = 0;
  const feature = (type: OsmElement['type'], id: number, tags: Tags, geometry: unknown): Feature => ({
    row: ++row,
    properties: { id: type === 'node' ? String(id) : `${type}-${id}`, ...tags },
    geometry,
    id: null,
  });
  for await (const some of elements(ONLY.nodes, onBytes)) {
    const found: Feature[] = [];
    for (const { id, tags, lon, lat } of some) {
      const place = places.get(id);
      if (place !== undefined) [at[2 * place], at[2 * place + 1]] = [lon, lat];
      if (isWanted(kind, tags)) found.push(feature('node', id, tags, { type: 'Point', coordinates: [lon, lat] }));
    }
    if (found.length > 0) yield found;
  }
  const pathOf = (refs: Float64Array): Path =>
    Array.from(refs, (ref): [number, number] => {
      const place = places.get(ref)!;
      return [at[2 * place]!, at[2 * place + 1]!];
    }).filter(([x]) => !Number.isNaN(x));
  let page: Feature[] = [];
  for (const { id, tags, refs, isOwn } of ways.values()) {
    if (!isOwn) continue;
    page.push(feature('way', id, tags, wayGeometry(kind, tags, pathOf(refs))));
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  for (const { id, tags, ways: members } of relations) {
    const paths = members.flatMap(({ ref, isInner }): MemberPath[] => {
      const way = ways.get(ref);
      return way === undefined ? [] : [{ path: pathOf(way.refs), isInner }];
    });
    const outline = outlineGeometry(paths);
    page.push({
      ...feature('relation', id, tags, outline),
      ...(outline === null ? { fault: 'osm.open_ring' as const } : {}),
    });
  }
  if (page.length > 0) yield page;
  if (row === 0) throw new FileFault('osm.nothing_wanted', { wanted: wantedWords(kind) });
}

const isClosed = (refs: ArrayLike<number>): boolean => refs.length > 3 && refs[0] === refs[refs.length - 1];

/** A camera that is drawn as a way stands in the middle of its box. */
export function wayGeometry(kind: ImportKind, tags: Tags, path: Path): unknown {
  if (path.length === 0) return null;
  if (kind === 'cameras') {
    const side = (axis: 0 | 1): number =>
      (Math.min(...path.map((p) => p[axis])) + Math.max(...path.map((p) => p[axis]))) / 2;
    return { type: 'Point', coordinates: [side(0), side(1)] };
  }
  const isClosed = path.length > 3 && path[0]![0] === path.at(-1)![0] && path[0]![1] === path.at(-1)![1];
  return isClosed && isAreaWay(tags)
    ? { type: 'Polygon', coordinates: [path] }
    : { type: 'LineString', coordinates: path };
}

/** null = parts are missing, so that a ring does not close. */
export function outlineGeometry(paths: readonly MemberPath[]): { type: string; coordinates: unknown } | null {
  const polygons = assemble(paths);
  return polygons === null ? null : { type: 'MultiPolygon', coordinates: polygons };
}
