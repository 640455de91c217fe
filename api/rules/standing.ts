// In which leaf does a point stand? On a border: the leaf with the lower code.
import Flatbush from 'flatbush';
import { type PolygonSoup, planeAt, reachBox } from '#engine';
import { type InputLeaf, type InputPublicSpace, type PublicSpaceTable, searchAround, soupBox } from './leaf-input.ts';

export interface LeafLocator {
  /** index into the leaves given, −1 when the point stands in none */
  find(longitude: number, latitude: number): number;
}

/** Edges are straight in longitude and latitude (RFC 7946), so the plain even-odd rule decides. */
export function leafLocator(leaves: readonly InputLeaf[]): LeafLocator {
  if (leaves.length === 0) return { find: () => -1 };
  const order = leaves.map((leaf, i) => ({ i, code: leaf.code })).sort((a, b) => (a.code < b.code ? -1 : 1));
  const codeRank = new Int32Array(leaves.length);
  order.forEach(({ i }, at) => {
    codeRank[i] = at;
  });
  const boxes = new Flatbush(leaves.length);
  for (const leaf of leaves) boxes.add(...(soupBox(leaf.soup) as [number, number, number, number]));
  boxes.finish();
  return {
    find(longitude, latitude) {
      const candidates = boxes.search(longitude, latitude, longitude, latitude);
      candidates.sort((a, b) => codeRank[a]! - codeRank[b]!);
      for (const i of candidates) if (standsIn(leaves[i]!.soup, longitude, latitude)) return i;
      return -1;
    },
  };
}

/** Inside by the even-odd rule, or exactly on a border. The side of an edge is computed from its lower end to its upper
 * end whichever way the ring runs, so that two neighbours agree about a point at their common edge. */
export function standsIn(soup: PolygonSoup, x: number, y: number): boolean {
  const { coords, ringEnd } = soup;
  let inside = false;
  let start = 0;
  for (const end of ringEnd) {
    for (let v = start, u = end - 1; v < end; u = v++) {
      const [ax, ay, bx, by] = [coords[2 * u]!, coords[2 * u + 1]!, coords[2 * v]!, coords[2 * v + 1]!];
      const up = ay < by || (ay === by && ax <= bx);
      const side = up ? sideOf(ax, ay, bx, by, x, y) : sideOf(bx, by, ax, ay, x, y);
      if (
        side === 0 &&
        x >= Math.min(ax, bx) &&
        x <= Math.max(ax, bx) &&
        y >= Math.min(ay, by) &&
        y <= Math.max(ay, by)
      ) {
        return true;
      }
      if (ay > y !== by > y && side > 0) inside = !inside;
    }
    start = end;
  }
  return inside;
}

/** Positive when (x, y) lies left of the edge that goes up from a to b. */
const sideOf = (ax: number, ay: number, bx: number, by: number, x: number, y: number): number =>
  (bx - ax) * (y - ay) - (by - ay) * (x - ax);

/** A pole at the kerb, or behind the pavement, still stands beside its street (m). */
const BESIDE_M = 8;

/** Does a point lie on a feature of public space, or within a few metres of one of its lines? */
export function isBeside({ features, boxes }: PublicSpaceTable, x: number, y: number): boolean {
  const box = reachBox(x, y, BESIDE_M);
  return searchAround(boxes, box).some((i) => {
    const feature = features[i]!;
    const { strokes } = feature;
    return liesOn(
      strokes === undefined ? feature : { ...feature, strokes: { ...strokes, radiusM: strokes.radiusM + BESIDE_M } },
      x,
      y,
    );
  });
}

/** Does a point lie on a feature of public space: in its polygons, or within its width or radius? */
export function liesOn({ soup, strokes }: InputPublicSpace, x: number, y: number): boolean {
  if (strokes === undefined) return standsIn(soup, x, y);
  const { lines, radiusM } = strokes;
  const plane = planeAt(x, y);
  const at = [0, 0, 0, 0];
  let v = 0;
  for (const end of lines.end) {
    for (let first = true; v < end; v++, first = false) {
      [at[0], at[1]] = first ? [0, 0] : [at[2]!, at[3]!];
      plane.toPlane(lines.coords[2 * v]!, lines.coords[2 * v + 1]!, at, 2);
      if (first) [at[0], at[1]] = [at[2]!, at[3]!];
      if (distanceFromOrigin(at[0]!, at[1]!, at[2]!, at[3]!) <= radiusM) return true;
    }
  }
  return false;
}

function distanceFromOrigin(ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const lengthSquared = dx * dx + dy * dy;
  const t = lengthSquared === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / lengthSquared));
  return Math.hypot(ax + t * dx, ay + t * dy);
}
