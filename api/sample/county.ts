// What stands in the county? Roads, towns, squares, schools, markets and houses, in metres, village by village.
import type { PublicSpaceClass } from '#contract/gap';
import { type Built, build } from './buildings.ts';
import { type Land, seats } from './land.ts';
import type { Point } from './place.ts';
import { between, pick, shuffle, stream, whole } from './random.ts';
import { type Highway, makeNetwork, type Network, type Road } from './roads.ts';
import { lengthM, patch, pieces, rectangle, type Stop, stopsAlong, strips } from './strips.ts';
import { isGround, layTown, nearestNode } from './town.ts';

export interface Place {
  class: PublicSpaceClass;
  weight: number;
  name: string;
  nameEn: string;
  village: number;
  x: number;
  y: number;
  tx: number;
  ty: number;
  alongM: number;
  acrossM: number;
  /** a bus stop: a point and a radius */
  spot: boolean;
}
export interface Junction {
  x: number;
  y: number;
  widthM: number;
}
export interface Area {
  class: PublicSpaceClass;
  weight: number;
  name: string;
  nameEn: string;
  ring: Point[];
  /** it is a line with a width or a spot with a radius; the ring is only about where it lies */
  stroke: { line: Point[]; radiusM: number; highway: Highway | null } | null;
}
export interface County {
  land: Land;
  network: Network;
  roads: Road[];
  junctions: Junction[];
  places: Place[];
  areas: Area[];
  built: Built;
  /** by village, every 22 m along all roads */
  stops: RoadStop[][];
}

/** Long roads are cut into areas of at least this length, m. */
const PIECE_M = 420;
/** Village roads are public space that has to be seen as far as people live along them. */
const LIVED_IN_M = 720;
const LIVED_IN_PIECE_M = 150;
const SEAT_TOWN = { radiusM: 1_150, spacingM: 150 };
const MARKET_TOWN = { radiusM: 270, spacingM: 105 };

export function buildCounty(land: Land): County {
  const network = makeNetwork(land);
  const towns = land.townships.map((t, k) => {
    const town = k === 0 ? SEAT_TOWN : MARKET_TOWN;
    return layTown(land, t.villages[0], town.radiusM, town.spacingM);
  });
  const roads = [...network.roads, ...towns.flatMap((t) => t.streets)];
  const stops = stopsByVillage(land, roads);
  const lanes = land.leaf.flatMap((_, v) => layLanes(land, v, stops[v]));
  const all = [...roads, ...lanes];
  const lived = stopsByVillage(land, lanes);
  stops.forEach((list, v) => {
    lived[v].unshift(...list);
  });
  const taken = newTaken();
  const places = land.leaf.flatMap((_, v) => placesOf(land, v, stops[v], taken));
  const junctions = [...network.junctions, ...towns.flatMap((t) => t.crossings)];
  return {
    land,
    network,
    roads: all,
    junctions,
    places,
    areas: areasOf(land, all, junctions, places),
    built: build(land, all, junctions, places, lived),
    stops: lived,
  };
}

const STOP_M = 22;

/** A stop on a road, with the road's half width. */
export interface RoadStop extends Stop {
  halfWidthM: number;
  road: Road;
  /** how far from the road's edge the front of a house stands, right and left of the way, m */
  frontM: [right: number | null, left: number | null];
}

function stopsByVillage(land: Land, roads: readonly Road[]): RoadStop[][] {
  const out: RoadStop[][] = Array.from({ length: land.villages.count }, () => []);
  for (const road of roads)
    for (const stop of stopsAlong(road.line, STOP_M)) {
      const v = land.villages.of[nearestNode(land, stop.x, stop.y)];
      if (v >= 0) out[v].push({ ...stop, halfWidthM: road.widthM / 2, road, frontM: [null, null] });
    }
  return out;
}

/** Short lanes off the road through the houses. */
function layLanes(land: Land, v: number, stops: readonly RoadStop[]): Road[] {
  const r = stream(land.seed, 91, v);
  const unit = land.leaf[v];
  if (unit.urbanRural !== 'rural') return [];
  const near = nearSeat(land, v, stops, 520);
  const lanes: Road[] = [];
  for (let k = whole(r, 3, 6); k > 0 && near.length; k--) {
    const from = pick(r, near);
    const side = r() < 0.5 ? 1 : -1;
    const lean = between(r, -0.45, 0.45);
    const [nx, ny] = [-from.ty * side + from.tx * lean, from.tx * side + from.ty * lean];
    const reach = between(r, 70, 210);
    const line: Point[] = [];
    let [x, y, bend] = [from.x, from.y, between(r, -0.25, 0.25)];
    let [dx, dy] = [nx / Math.hypot(nx, ny), ny / Math.hypot(nx, ny)];
    for (let gone = 0; gone <= reach && isGround(land, [x, y]); gone += 28) {
      line.push([x, y]);
      x += 28 * dx;
      y += 28 * dy;
      [dx, dy] = [dx - bend * dy, dy + bend * dx];
      const run = Math.hypot(dx, dy);
      dx /= run;
      dy /= run;
      bend += between(r, -0.12, 0.12);
    }
    if (line.length > 2)
      lanes.push({
        name: `${unit.stem.zh}${k}组巷`,
        nameEn: `${unit.stem.en} Lane ${k}`,
        highway: 'residential',
        widthM: whole(r, 30, 42) / 10,
        line,
      });
  }
  return lanes;
}

function nearSeat(land: Land, v: number, stops: readonly RoadStop[], withinM: number): RoadStop[] {
  const { x, y } = seats(land);
  const near = stops.filter((s) => Math.hypot(s.x - x[v], s.y - y[v]) < withinM);
  return near.length > 8 ? near : [...stops].sort((a, b) => far(a, x[v], y[v]) - far(b, x[v], y[v])).slice(0, 30);
}
const far = (s: Stop, x: number, y: number): number => Math.hypot(s.x - x, s.y - y);

/** What a village of each kind has: class, weight, chance, size along and across the road, names. */
type Kind = readonly [PublicSpaceClass, number, number, number, number, string, string];
const RURAL: readonly Kind[] = [
  ['square', 2, 1, 34, 26, '文化广场', 'Square'],
  ['service', 1, 0.9, 24, 16, '村部前坪', 'Village Hall Forecourt'],
  ['school', 3, 0.5, 52, 44, '小学', 'Primary School'],
  ['hospital', 3, 0.35, 22, 18, '卫生室', 'Clinic'],
  ['market', 2, 0.16, 44, 26, '集市', 'Market'],
  ['transport', 1, 0.9, 20, 5, '候车点', 'Bus Stop'],
  ['transport', 1, 0.5, 20, 5, '东候车点', 'Bus Stop East'],
];
const TOWN: readonly Kind[] = [
  ['square', 2, 1, 62, 46, '中心广场', 'Central Square'],
  ['market', 2, 1, 74, 48, '农贸市场', 'Farmers’ Market'],
  ['school', 3, 1, 92, 64, '中学', 'Middle School'],
  ['school', 3, 1, 66, 52, '中心小学', 'Central Primary School'],
  ['school', 3, 0.8, 40, 32, '幼儿园', 'Kindergarten'],
  ['hospital', 3, 1, 58, 46, '卫生院', 'Health Centre'],
  ['transport', 2, 1, 58, 36, '汽车站', 'Bus Station'],
  ['park', 1, 0.8, 86, 66, '公园', 'Park'],
  ['service', 1, 1, 34, 24, '政务服务中心', 'Service Centre'],
  ['transport', 1, 1, 24, 5, '候车点', 'Bus Stop'],
];
const URBAN: readonly Kind[] = [
  ['square', 2, 1, 72, 54, '广场', 'Square'],
  ['school', 3, 1, 84, 66, '小学', 'Primary School'],
  ['school', 3, 0.5, 118, 84, '中学', 'Middle School'],
  ['school', 3, 0.8, 38, 32, '幼儿园', 'Kindergarten'],
  ['market', 2, 0.8, 66, 44, '农贸市场', 'Farmers’ Market'],
  ['hospital', 3, 0.45, 84, 62, '医院', 'Hospital'],
  ['park', 1, 0.75, 120, 92, '公园', 'Park'],
  ['transport', 2, 0.3, 90, 56, '客运站', 'Coach Station'],
  ['service', 1, 0.8, 30, 24, '社区服务中心', 'Community Centre'],
  ['transport', 1, 1, 26, 6, '公交站', 'Bus Stop'],
  ['transport', 1, 0.9, 26, 6, '北公交站', 'Bus Stop North'],
  ['transport', 1, 0.9, 26, 6, '西公交站', 'Bus Stop West'],
];

interface Taken {
  cells: Map<number, Place[]>;
}
const newTaken = (): Taken => ({ cells: new Map() });
const cellKey = (x: number, y: number): number => Math.floor(x / 200) * 100_003 + Math.floor(y / 200);

function isFree(taken: Taken, x: number, y: number, reach: number): boolean {
  for (let i = -1; i <= 1; i++)
    for (let j = -1; j <= 1; j++)
      for (const p of taken.cells.get(cellKey(x + 200 * i, y + 200 * j)) ?? [])
        if (Math.hypot(p.x - x, p.y - y) < (Math.hypot(p.alongM, p.acrossM) / 2 + reach) * 0.9) return false;
  return true;
}

function placesOf(land: Land, v: number, stops: readonly RoadStop[], taken: Taken): Place[] {
  const r = stream(land.seed, 92, v);
  const unit = land.leaf[v];
  const kinds = unit.urbanRural === 'urban' ? URBAN : unit.urbanRural === 'town' ? TOWN : RURAL;
  const near = shuffle(r, nearSeat(land, v, stops, unit.urbanRural === 'rural' ? 330 : 900));
  const out: Place[] = [];
  for (const [cls, weight, chance, alongM, acrossM, zh, en] of kinds) {
    if (r() >= chance) continue;
    const grow = between(r, 0.82, 1.2);
    const [a, b] = [alongM * grow, acrossM * grow];
    for (const s of near.slice(0, 60)) {
      const side = r() < 0.5 ? 1 : -1;
      const off = s.halfWidthM + b / 2 + (b < 8 ? -0.5 : 2);
      const [x, y] = [s.x - s.ty * off * side, s.y + s.tx * off * side];
      if (!isFree(taken, x, y, Math.hypot(a, b) / 2) || !isGround(land, [x, y])) continue;
      const place: Place = {
        class: cls,
        weight,
        name: unit.stem.zh + zh,
        nameEn: `${unit.stem.en} ${en}`,
        village: v,
        x,
        y,
        tx: s.tx,
        ty: s.ty,
        alongM: a,
        acrossM: b,
        spot: cls === 'transport' && acrossM < 8,
      };
      out.push(place);
      const key = cellKey(x, y);
      const list = taken.cells.get(key);
      if (list) list.push(place);
      else taken.cells.set(key, [place]);
      break;
    }
  }
  return out;
}

export const placeRing = (p: Place): Point[] => rectangle(p.x, p.y, p.tx, p.ty, p.alongM, p.acrossM);

/** Whether a road is to be seen here: village roads only near a settlement. */
export function isLivedIn(land: Land, road: Road, x: number, y: number): boolean {
  if (road.highway !== 'unclassified') return true;
  const { x: sx, y: sy } = seats(land);
  const v = land.villages.of[nearestNode(land, x, y)];
  if (v < 0) return false;
  return [v, ...land.neighbours[v]].some((w) => Math.hypot(sx[w] - x, sy[w] - y) < LIVED_IN_M);
}

function areasOf(land: Land, roads: readonly Road[], junctions: readonly Junction[], places: readonly Place[]): Area[] {
  const out: Area[] = [];
  for (const road of roads) {
    const { name, nameEn, highway, widthM } = road;
    const pieceM = highway === 'unclassified' ? LIVED_IN_PIECE_M : Math.max(PIECE_M, lengthM(road.line) / 12);
    const lines = pieces(road.line, pieceM);
    strips(road.line, widthM, pieceM).forEach((ring, k) => {
      const stroke = { line: lines[k], radiusM: widthM / 2, highway };
      if (isLivedIn(land, road, ring[0][0], ring[0][1]))
        out.push({ class: 'road', weight: 1, name, nameEn, ring, stroke });
    });
  }
  junctions.forEach((j, k) => {
    const radiusM = Math.round((j.widthM * 0.75 + 1) * 10) / 10;
    out.push({
      class: 'road',
      weight: 1,
      name: `路口${k + 1}`,
      nameEn: `Junction ${k + 1}`,
      ring: patch(j.x, j.y, radiusM),
      stroke: { line: [[j.x, j.y]], radiusM, highway: null },
    });
  });
  for (const p of places) {
    const common = { class: p.class, weight: p.weight, name: p.name, nameEn: p.nameEn };
    const radiusM = Math.round(5 * p.alongM) / 10;
    if (p.spot)
      out.push({ ...common, ring: patch(p.x, p.y, radiusM), stroke: { line: [[p.x, p.y]], radiusM, highway: null } });
    else out.push({ ...common, ring: placeRing(p), stroke: null });
  }
  return out;
}
