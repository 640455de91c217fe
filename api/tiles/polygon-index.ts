// Which polygons touch a tile, and what do they look like at its zoom?
import Flatbush from 'flatbush';
import type { PolygonSoup } from '#engine';
import { clipRing } from './clip.ts';
import { TILE_BUFFER, type TileId, tileBox, toTileX, toTileY, worldX, worldY } from './mercator.ts';
import { rankSharedBordersInSteps } from './shared-borders.ts';
import { atOnce, STEP_VERTICES, type Steps } from './steps.ts';

/** Detail smaller than this many screen pixels is left out. */
const DETAIL_PX = 0.4;
const UNITS_PER_PX = 8;

export interface PolygonHit {
  /** position in the list the index was built from */
  item: number;
  /** closed rings in tile units, outer ones clockwise on screen, each followed by its holes */
  rings: [number, number][][];
}

export interface PolygonIndex {
  count: number;
  /** mean over the items of the square root of the bounding box's area, as a share of the world's width */
  meanSize: number;
  /** numbers of the items whose box touches the tile, ascending */
  near(tile: TileId): number[];
  /** what remains of them at the tile's zoom; items that vanish, or that `wanted` refuses, are left out */
  query(tile: TileId, wanted?: (item: number) => boolean): PolygonHit[];
}

/** Borders that several items share stay shared at every zoom. Ring coordinates are copied. */
export const indexPolygons = (items: PolygonSoup[]): PolygonIndex => atOnce(indexPolygonsInSteps(items));

export function* indexPolygonsInSteps(items: PolygonSoup[]): Steps<PolygonIndex> {
  const { xs, ys, ringEnd, ringIsOuter, itemEnd } = yield* flatten(items);
  const importance = yield* rankSharedBordersInSteps({ xs, ys, ringEnd });
  const boxes = new Float64Array(items.length * 4);
  const tree = items.length > 0 ? new Flatbush(items.length) : null;
  let sizeSum = 0;
  for (let item = 0; item < items.length; item++) {
    const [minX, minY, maxX, maxY] = boxOf(item);
    boxes.set([minX, minY, maxX, maxY], item * 4);
    tree?.add(minX, minY, maxX, maxY);
    if (maxX > minX) sizeSum += Math.sqrt((maxX - minX) * (maxY - minY));
    if (item % 500 === 499) yield;
  }
  tree?.finish();

  const near = (tile: TileId): number[] => {
    const [minX, minY, maxX, maxY] = tileBox(tile, TILE_BUFFER);
    return tree ? tree.search(minX, minY, maxX, maxY).sort((a, b) => a - b) : [];
  };

  return {
    count: items.length,
    meanSize: items.length > 0 ? sizeSum / items.length : 0,
    near,
    query(tile, wanted = () => true) {
      const hits: PolygonHit[] = [];
      for (const item of near(tile)) {
        if (!wanted(item)) continue;
        const rings = ringsIn(item, tile);
        if (rings.length > 0) hits.push({ item, rings });
      }
      return hits;
    },
  };

  function ringRange(item: number): [number, number] {
    return [item > 0 ? itemEnd[item - 1] : 0, itemEnd[item]];
  }

  function boxOf(item: number): [number, number, number, number] {
    const [firstRing, lastRing] = ringRange(item);
    const from = firstRing > 0 ? ringEnd[firstRing - 1] : 0;
    const to = lastRing > 0 ? ringEnd[lastRing - 1] : 0;
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      minX = Math.min(minX, xs[i]);
      minY = Math.min(minY, ys[i]);
      maxX = Math.max(maxX, xs[i]);
      maxY = Math.max(maxY, ys[i]);
    }
    return minX <= maxX ? [minX, minY, maxX, maxY] : [0, 0, 0, 0];
  }

  function ringsIn(item: number, tile: TileId): [number, number][][] {
    const box = tileBox(tile, TILE_BUFFER);
    const tolerance = (DETAIL_PX * UNITS_PER_PX) / 4096 / 2 ** tile.z;
    const out: [number, number][][] = [];
    const [firstRing, lastRing] = ringRange(item);
    let outerKept = false;
    for (let r = firstRing; r < lastRing; r++) {
      const outer = ringIsOuter[r] === 1;
      if (!outer && !outerKept) continue;
      const kept: number[] = [];
      for (let i = r > 0 ? ringEnd[r - 1] : 0; i < ringEnd[r]; i++) {
        if (importance[i] > tolerance) kept.push(xs[i], ys[i]);
      }
      const ring = tileRing(kept.length < 6 ? [] : clipRing(kept, box), tile, outer);
      if (outer) outerKept = ring !== null;
      if (ring) out.push(ring);
    }
    return out;
  }
}

/** World ring → closed ring in tile units, outer clockwise on screen; null where nothing of it is left. */
export function tileRing(ring: number[], tile: TileId, outer: boolean): [number, number][] | null {
  const points: [number, number][] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const x = toTileX(tile, ring[i]);
    const y = toTileY(tile, ring[i + 1]);
    const last = points.at(-1);
    if (!last || last[0] !== x || last[1] !== y) points.push([x, y]);
  }
  while (points.length > 1 && points[0][0] === points.at(-1)![0] && points[0][1] === points.at(-1)![1]) points.pop();
  if (points.length < 3) return null;
  let doubleArea = 0;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    doubleArea += points[j][0] * points[i][1] - points[i][0] * points[j][1];
  }
  if (doubleArea === 0) return null;
  if (doubleArea > 0 !== outer) points.reverse();
  points.push(points[0]);
  return points;
}

function* flatten(items: PolygonSoup[]) {
  const vertices = items.reduce((sum, soup) => sum + soup.coords.length / 2, 0);
  const rings = items.reduce((sum, soup) => sum + soup.ringEnd.length, 0);
  const xs = new Float64Array(vertices);
  const ys = new Float64Array(vertices);
  const ringEnd = new Int32Array(rings);
  const ringIsOuter = new Uint8Array(rings);
  const itemEnd = new Int32Array(items.length);
  let v = 0;
  let r = 0;
  let since = 0;
  for (const [item, { coords, ringEnd: ends, polyEnd }] of items.entries()) {
    const [firstVertex, firstRing] = [v, r];
    for (let i = 0; i < coords.length; i += 2, v++) {
      xs[v] = worldX(coords[i]);
      ys[v] = worldY(coords[i + 1]);
    }
    for (const end of ends) ringEnd[r++] = firstVertex + end;
    let first = 0;
    for (const end of polyEnd) {
      if (end > first) ringIsOuter[firstRing + first] = 1;
      first = end;
    }
    itemEnd[item] = r;
    since += coords.length / 2;
    if (since < STEP_VERTICES) continue;
    since = 0;
    yield;
  }
  return { xs, ys, ringEnd, ringIsOuter, itemEnd };
}
