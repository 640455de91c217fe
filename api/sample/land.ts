// Which regions are there, and what are they called? Ground, villages and the units above them, up to the root.
import { type Borders, drawBorders, outline } from './borders.ts';
import { groupNeighbours } from './hierarchy.ts';
import { type Lattice, makeLattice, riverNorthM } from './lattice.ts';
import {
  communityName,
  countyName,
  type Ground,
  type Name,
  type NameBook,
  newNameBook,
  townshipName,
  villageName,
} from './names.ts';
import { bboxOf } from './place.ts';
import { between, stream } from './random.ts';
import { drain, RIVER_KM2, type Rivers } from './rivers.ts';
import type { SampleLevel, SampleRegion } from './types.ts';
import { growVillages, nodesByVillage, steepness, type Villages, villageNeighbours } from './villages.ts';

/** A region with all villages below it. */
export interface Unit {
  level: SampleLevel;
  code: string;
  name: string;
  nameEn: string;
  /** the name without its kind, for naming what is in it */
  stem: Name;
  parent: Unit | null;
  children: Unit[];
  /** indices of villages, the seat first */
  villages: number[];
  population: number;
  urbanRural: SampleRegion['urbanRural'];
}

export interface Land {
  seed: number;
  lattice: Lattice;
  rivers: Rivers;
  villages: Villages;
  neighbours: number[][];
  nodes: { start: Int32Array; nodes: Int32Array };
  borders: Borders;
  root: Unit;
  /** by village index */
  leaf: Unit[];
  /** townships in the order of their codes */
  townships: Unit[];
}

const VILLAGE_M2 = 4.6e6;
const NODES_PER_VILLAGE = { county: 58, province: 40 };
/** The lattice is this much larger than the villages on it, so that the outline is free to wander. */
const ROOM = 1.95;

export function makeLand(seed: number, villageCount: number, province: boolean): Land {
  const nodesPerVillage = province ? NODES_PER_VILLAGE.province : NODES_PER_VILLAGE.county;
  const half = Math.sqrt(ROOM * villageCount * VILLAGE_M2) / 2 + 3_000;
  const lattice = makeLattice({
    seed,
    halfWidthM: half * 1.06,
    halfHeightM: half / 1.06,
    spacingM: Math.sqrt(VILLAGE_M2 / nodesPerVillage / (Math.sqrt(3) / 2)),
    seat: province ? null : { strength: 0.56, radiusM: 4_600 },
  });
  const rivers = drain(lattice, seed, province ? null : { node: riverEntry(lattice, seed), basinKm2: 900 });
  const villages = growVillages(lattice, rivers, seed, villageCount, nodesPerVillage);
  const neighbours = villageNeighbours(lattice, villages);
  const land: Land = {
    seed,
    lattice,
    rivers,
    villages,
    neighbours,
    nodes: nodesByVillage(lattice, villages),
    borders: drawBorders(lattice, rivers, villages, seed),
    root: rootUnit(province, villageCount),
    leaf: [],
    townships: [],
  };
  if (province) splitProvince(land);
  else splitCounty(land, land.root, newNameBook(stream(seed, 61)));
  sumPopulation(land.root);
  return land;
}

/** The node in the west where the county's own river comes in. */
function riverEntry(l: Lattice, seed: number): number {
  let best = -1;
  let d = Number.POSITIVE_INFINITY;
  for (let row = 3; row < l.rows - 3; row++) {
    const i = row * l.cols + 3;
    const off = Math.abs(l.y[i] - riverNorthM(seed, l.x[i]));
    if (off < d) {
      d = off;
      best = i;
    }
  }
  return best;
}

const COUNTY_NAME: Name = { zh: '云湖', en: 'Yunhu' };

function rootUnit(province: boolean, villageCount: number): Unit {
  const unit = newUnit(
    province ? 'province' : 'county',
    province ? '990000000000' : '990106000000',
    province ? { zh: '湖山', en: 'Hushan' } : COUNTY_NAME,
    province ? ['省', ' Province'] : ['县', ' County'],
    null,
  );
  unit.villages = Array.from({ length: villageCount }, (_, v) => v);
  return unit;
}

function newUnit(level: SampleLevel, code: string, stem: Name, kind: [string, string], parent: Unit | null): Unit {
  const unit: Unit = {
    level,
    code,
    name: stem.zh + kind[0],
    nameEn: stem.en + kind[1],
    stem,
    parent,
    children: [],
    villages: [],
    population: 0,
    urbanRural: null,
  };
  parent?.children.push(unit);
  return unit;
}

/** Splits a unit's villages into connected groups; each group begins with its most central village. */
function split(land: Land, unit: Unit, groups: number): number[][] {
  const { x, y } = seats(land);
  const of = groupNeighbours(unit.villages, groups, land.neighbours, { x, y });
  const out: number[][] = Array.from({ length: groups }, () => []);
  unit.villages.forEach((v, k) => {
    out[of[k]].push(v);
  });
  return out.map((members) => seatFirst(members, x, y));
}

const seatCache = new WeakMap<Land, { x: Float64Array; y: Float64Array }>();
/** Where the main settlements are. */
export function seats(land: Land): { x: Float64Array; y: Float64Array } {
  let found = seatCache.get(land);
  if (!found) {
    const node = land.villages.seed;
    found = {
      x: Float64Array.from(node, (i) => land.lattice.x[i]),
      y: Float64Array.from(node, (i) => land.lattice.y[i]),
    };
    seatCache.set(land, found);
  }
  return found;
}

function seatFirst(members: number[], x: Float64Array, y: Float64Array): number[] {
  const mx = members.reduce((s, v) => s + x[v], 0) / members.length;
  const my = members.reduce((s, v) => s + y[v], 0) / members.length;
  const d = (v: number): number => Math.hypot(x[v] - mx, y[v] - my);
  return [...members].sort((a, b) => d(a) - d(b) || a - b);
}

const pad = (n: number, digits: number): string => String(n).padStart(digits, '0');

function splitProvince(land: Land): void {
  const { root, seed } = land;
  const total = root.villages.length;
  const book = newNameBook(stream(seed, 60));
  book.taken.add('云湖').add('临江');
  const cityGroups = split(land, root, Math.max(1, Math.round((14 * total) / 29_000)));
  cityGroups.forEach((cityVillages, c) => {
    const stem = c === 0 ? { zh: '临江', en: 'Linjiang' } : countyName(book);
    const city = newUnit('city', `99${pad(c + 1, 2)}00000000`, stem, ['市', ' City'], root);
    city.villages = cityVillages;
    const countyGroups = split(land, city, Math.max(1, Math.round((123 * cityVillages.length) / 29_000)));
    countyGroups.forEach((countyVillages, k) => {
      const own = c === 0 && k === 0 ? COUNTY_NAME : countyName(book);
      const code = `99${pad(c + 1, 2)}${pad(k === 0 && c === 0 ? 6 : k < 6 && c === 0 ? k : k + 1, 2)}000000`;
      const county = newUnit('county', code, own, ['县', ' County'], city);
      county.villages = countyVillages;
      splitCounty(land, county, newNameBook(stream(seed, 61, c * 100 + k)));
    });
    city.children.sort((a, b) => (a.code < b.code ? -1 : 1));
  });
  for (const unit of [root, ...root.children]) unit.villages = unit.children.flatMap((u) => u.villages);
}

/** Townships and villages of one county. */
function splitCounty(land: Land, county: Unit, book: NameBook): void {
  const { x, y } = seats(land);
  const single = county.parent === null;
  // a lone county's seat is where its ground was pulled together
  const seat = single ? nearest(county.villages, x, y, 0, 0) : county.villages[0];
  county.villages = [seat, ...county.villages.filter((v) => v !== seat)];
  const groups = split(land, county, Math.max(1, Math.round(county.villages.length / (single ? 15.5 : 14.5))));
  groups.sort((a, b) => Number(b.includes(seat)) - Number(a.includes(seat)) || a[0] - b[0]);
  groups[0] = [seat, ...groups[0].filter((v) => v !== seat)];
  const r = stream(land.seed, 62, Number(county.code.slice(2, 6)));
  let towns = 0;
  let rural = 0;
  const planned = groups.map((members, g) => ({ members, town: g === 0 || r() < 0.6 }));
  planned.sort((a, b) => Number(b.town) - Number(a.town));
  planned.forEach(({ members, town }, g) => {
    const digits = town ? 100 + towns++ : 200 + rural++;
    const stem = g === 0 ? takeName(book, { zh: '城关', en: 'Chengguan' }) : townshipName(book);
    const kind: [string, string] = town ? ['镇', ' Town'] : ['乡', ' Township'];
    const township = newUnit('township', county.code.slice(0, 6) + digits + '000', stem, kind, county);
    township.villages = members;
    land.townships.push(township);
    nameVillages(land, township, book, g === 0);
  });
  county.villages = county.children.flatMap((t) => t.villages);
}

function takeName(book: NameBook, name: Name): Name {
  book.taken.add(name.zh).add(name.en);
  return name;
}

function nearest(villages: readonly number[], x: Float64Array, y: Float64Array, px: number, py: number): number {
  return villages.reduce((best, v) =>
    Math.hypot(x[v] - px, y[v] - py) < Math.hypot(x[best] - px, y[best] - py) ? v : best,
  );
}

/** Share of the seat township's villages that are urban communities. */
const URBAN_SHARE = 0.62;

function nameVillages(land: Land, township: Unit, book: NameBook, isSeat: boolean): void {
  const { x, y } = seats(land);
  const r = stream(land.seed, 63, Number(township.code.slice(2, 9)));
  const seat = township.villages[0];
  const near = [...township.villages].sort(
    (a, b) => Math.hypot(x[a] - x[seat], y[a] - y[seat]) - Math.hypot(x[b] - x[seat], y[b] - y[seat]) || a - b,
  );
  const urban = new Set(isSeat ? near.slice(0, Math.max(1, Math.round(URBAN_SHARE * near.length))) : []);
  let communities = 0;
  let villages = 0;
  for (const v of near) {
    const community = urban.has(v) || v === seat;
    const stem = urban.has(v) ? communityName(book) : villageName(book, groundOf(land, v));
    const code = township.code.slice(0, 9) + pad(community ? ++communities : 200 + villages++, 3);
    const unit = newUnit('village', code, stem, community ? ['社区', ' Community'] : ['村', ''], township);
    unit.villages = [v];
    unit.urbanRural = urban.has(v) ? 'urban' : v === seat ? 'town' : 'rural';
    const people = urban.has(v) ? between(r, 4_200, 11_000) : v === seat ? between(r, 2_600, 5_200) : 0;
    unit.population = Math.round(people || between(r, 620, 1_500) + between(r, 0, 1_100));
    land.leaf[v] = unit;
  }
  township.villages = near;
}

function groundOf(land: Land, v: number): Ground {
  const node = land.villages.seed[v];
  const nearRiver = (i: number): boolean => land.rivers.basinKm2[i] >= RIVER_KM2;
  for (let i = node, step = 0; i >= 0 && step < 5; i = land.rivers.down[i], step++) if (nearRiver(i)) return 'water';
  return steepness(land.lattice, node) > 0.06 ? 'hill' : 'plain';
}

function sumPopulation(unit: Unit): number {
  if (unit.children.length) unit.population = unit.children.reduce((sum, u) => sum + sumPopulation(u), 0);
  return unit.population;
}

/** The region rows, parents before children. Outlines are drawn as they are asked for. */
export function* regionsOf(land: Land): Generator<SampleRegion> {
  const seen = new Map<SampleLevel, Uint8Array>();
  const groupOf = new Map<SampleLevel, Int32Array>();
  yield* regionsFrom(land, land.root, seen, groupOf);
}

function* regionsFrom(
  land: Land,
  unit: Unit,
  seen: Map<SampleLevel, Uint8Array>,
  groupOf: Map<SampleLevel, Int32Array>,
): Generator<SampleRegion> {
  let group = groupOf.get(unit.level);
  let marks = seen.get(unit.level);
  if (!group || !marks) {
    groupOf.set(unit.level, (group = new Int32Array(land.villages.count).fill(-1)));
    seen.set(unit.level, (marks = new Uint8Array(land.lattice.n)));
  }
  const label = group[unit.villages[0]] === -1 ? unit.villages[0] : -2;
  if (label < 0) throw new Error(`expected village ${unit.villages[0]} in one ${unit.level}, got two`);
  for (const v of unit.villages) group[v] = label;
  const groups = group;
  const geometry = outline(land.borders, nodesOf(land, unit), (v) => groups[v], label, marks);
  yield {
    code: unit.code,
    name: unit.name,
    nameEn: unit.nameEn,
    level: unit.level,
    parentCode: unit.parent?.code ?? null,
    population: unit.population,
    urbanRural: unit.urbanRural,
    geometry,
    bbox: bboxOf(geometry),
  };
  for (const child of unit.children) yield* regionsFrom(land, child, seen, groupOf);
}

function* nodesOf(land: Land, unit: Unit): Generator<number> {
  const { start, nodes } = land.nodes;
  for (const v of unit.villages) for (let k = start[v]; k < start[v + 1]; k++) yield nodes[k];
}
