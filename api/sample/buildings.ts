// What is built along the roads? Houses, apartment blocks around their yards, schools and clinics, walls; and who may look in.
import type { PrivacyRule } from '#contract/layers';
import type { Junction, Place, RoadStop } from './county.ts';
import { type Land, seats } from './land.ts';
import type { Point } from './place.ts';
import { isUntaken, type Plot, type TakenGround, take, takeLine } from './plots.ts';
import { between, pick, type Random, shuffle, stream, whole } from './random.ts';
import type { Road } from './roads.ts';
import { rectangle } from './strips.ts';
import { isGround } from './town.ts';

export interface Building {
  /** null = nobody measured it */
  heightM: number | null;
  /** the outline, counter-clockwise, then its courtyard, clockwise */
  rings: Point[][];
}
export interface Wall {
  heightM: number | null;
  line: Point[];
}
export interface Zone {
  rule: PrivacyRule;
  name: string;
  nameEn: string;
  ring: Point[];
}
export interface Built {
  buildings: Building[];
  walls: Wall[];
  zones: Zone[];
}

/** Between a road's edge and the nearest house there is at least this, m. */
const VERGE_M = 1.6;
/** Between two houses, m. */
const ALLEY_M = 0.9;
/** Share of buildings whose height is in no register. */
const UNMEASURED = 0.03;
const STOREY_M = 3;
/** Share of village houses with a walled yard behind. */
const YARDS = 0.045;

interface Site {
  r: Random;
  land: Land;
  taken: TakenGround;
  out: Built;
}

/** Village by village; the stops are told how far from the road's edge a front stands. */
export function build(
  land: Land,
  roads: readonly Road[],
  junctions: readonly Junction[],
  places: readonly Place[],
  stops: readonly RoadStop[][],
): Built {
  const taken: TakenGround = new Map();
  for (const road of roads) takeLine(taken, road.line, road.widthM, VERGE_M);
  for (const { x, y, widthM } of junctions) square(taken, x, y, widthM * 0.75 + 1 + VERGE_M);
  for (const p of places)
    if (p.spot) square(taken, p.x, p.y, p.alongM / 2 + VERGE_M);
    else take(taken, { ...p, a: p.alongM / 2 + VERGE_M, b: p.acrossM / 2 + VERGE_M });
  const out: Built = { buildings: [], walls: [], zones: [] };
  const byVillage: Place[][] = land.leaf.map(() => []);
  for (const p of places) byVillage[p.village].push(p);
  const { x, y } = seats(land);
  stops.forEach((list, v) => {
    const site: Site = { r: stream(land.seed, 93, v), land, taken, out };
    const isRural = land.leaf[v].urbanRural === 'rural';
    const { stem } = land.leaf[v];
    for (const p of byVillage[v]) institution(site, p);
    const spread = isRural ? 300 : 1_100;
    const nearness = (s: RoadStop): number => Math.exp(-(((s.x - x[v]) ** 2 + (s.y - y[v]) ** 2) / (spread * spread)));
    if (!isRural) {
      let n = 0;
      for (const s of shuffle(site.r, [...list]))
        for (const side of [-1, 1]) {
          if (site.r() > 0.8 * nearness(s)) continue;
          const no = n + 1;
          if (estate(site, s, side, `${stem.zh}小区${no}栋`, `${stem.en} Court ${no}`)) n = no;
        }
    }
    for (const s of list)
      for (const side of [-1, 1]) if (site.r() <= 0.78 * nearness(s)) house(site, s, side, isRural, stem);
  });
  return out;
}

function square(taken: TakenGround, x: number, y: number, half: number): void {
  take(taken, { x, y, tx: 1, ty: 0, a: half, b: half });
}

/** A point of a plot: `u` along it and `w` across, m from its middle. */
const at = (p: Plot, u: number, w: number): Point => [p.x + u * p.tx - w * p.ty, p.y + u * p.ty + w * p.tx];
const ringOf = (p: Plot): Point[] => rectangle(p.x, p.y, p.tx, p.ty, 2 * p.a, 2 * p.b);
const within = (p: Plot, u: number, w: number, a: number, b: number): Plot => {
  const [x, y] = at(p, u, w);
  return { x, y, tx: p.tx, ty: p.ty, a, b };
};
const grown = (p: Plot, byM: number): Plot => ({ ...p, a: p.a + byM, b: p.b + byM });

/** Takes the ground where it is free and dry. */
function claim({ land, taken }: Site, plot: Plot): boolean {
  if (!isUntaken(taken, grown(plot, ALLEY_M)) || !isGround(land, [plot.x, plot.y])) return false;
  take(taken, plot);
  return true;
}

const heightOf = (r: Random, storeys: number): number | null =>
  r() < UNMEASURED ? null : Math.round((storeys * STOREY_M + between(r, 0, 0.9)) * 10) / 10;

function raise({ r, out }: Site, plot: Plot, storeys: number, yard?: Plot): void {
  const rings = yard ? [ringOf(plot), ringOf(yard).reverse()] : [ringOf(plot)];
  out.buildings.push({ heightM: heightOf(r, storeys), rings });
}

/** Beside the ground of a school or hospital stands its building; behind it a yard that nobody may look into. */
function institution(site: Site, p: Place): void {
  const { r, out } = site;
  if (p.class !== 'school' && p.class !== 'hospital' && p.class !== 'service') return;
  const deep = between(r, 9, 12);
  for (const side of [1, -1]) {
    const off = side * (p.acrossM / 2 + VERGE_M + ALLEY_M + 0.2 + deep / 2);
    const main: Plot = {
      x: p.x - off * p.ty,
      y: p.y + off * p.tx,
      tx: p.tx,
      ty: p.ty,
      a: 0.42 * p.alongM,
      b: deep / 2,
    };
    if (!claim(site, main)) continue;
    raise(site, main, p.class === 'service' ? whole(r, 1, 3) : whole(r, 2, 5));
    if (p.class === 'service') return;
    const yardDeep = between(r, 16, 26);
    const yard = within(main, 0, side * (deep / 2 + ALLEY_M + 0.3 + yardDeep / 2), Math.max(10, main.a), yardDeep / 2);
    if (!claim(site, yard)) return;
    const [a, b] = [yard.a - 2.5, yardDeep / 2 - 1];
    raise(site, within(yard, 0, side * (b - 5), a, 4.5), p.class === 'school' ? whole(r, 3, 5) : whole(r, 2, 3));
    const ring = ringOf(yard);
    out.walls.push({
      heightM: 2.4,
      line: side > 0 ? [ring[1], ring[2], ring[3], ring[0]] : [ring[3], ring[0], ring[1], ring[2]],
    });
    out.zones.push(
      p.class === 'school'
        ? { rule: 'forbid', name: `${p.name}宿舍区`, nameEn: `${p.nameEn} Dormitories`, ring }
        : { rule: 'mask', name: `${p.name}住院区`, nameEn: `${p.nameEn} Ward Yard`, ring },
    );
    return;
  }
}

/** Apartment blocks of 9 to 30 m: rows with yards between them, or one block around its courtyard. */
function estate(site: Site, s: RoadStop, side: number, name: string, nameEn: string): boolean {
  const { r, out } = site;
  const [wide, deep] = [between(r, 40, 74), between(r, 38, 62)];
  const off = side * (s.halfWidthM + VERGE_M + ALLEY_M + between(r, 0.3, 4) + deep / 2);
  const plot: Plot = { x: s.x - off * s.ty, y: s.y + off * s.tx, tx: s.tx, ty: s.ty, a: wide / 2, b: deep / 2 };
  if (!claim(site, plot)) return false;
  const storeys = pick(r, [3, 4, 5, 6, 6, 6, 7, 9]);
  const blockM = between(r, 10, 12.5);
  if (r() < 0.3) {
    const outer = grown(plot, -1);
    raise(site, outer, storeys, grown(outer, -blockM));
  } else {
    const rows = Math.max(2, Math.floor((deep + 8) / (blockM + 15)));
    for (let k = 0; k < rows; k++) {
      const w = -deep / 2 + 1 + blockM / 2 + (k * (deep - 2 - blockM)) / (rows - 1);
      const split = r() < 0.45;
      for (const part of split ? [-1, 1] : [0])
        raise(
          site,
          within(plot, part * (wide / 4 + 0.5), w, split ? wide / 4 - 2.5 : wide / 2 - 1, blockM / 2),
          storeys,
        );
    }
    if (r() < 0.5) {
      const [p, q] = [ringOf(plot), plot.b - blockM - 1];
      out.walls.push({ heightM: 2.2, line: [at(plot, plot.a, q), at(plot, plot.a, -q)] });
      if (r() < 0.5) out.walls.push({ heightM: 2.2, line: [at(plot, -plot.a, q), at(plot, -plot.a, -q)] });
      else out.walls.push({ heightM: null, line: side > 0 ? [p[2], p[3]] : [p[0], p[1]] });
    }
  }
  out.zones.push({ rule: 'consent', name, nameEn, ring: ringOf(plot) });
  return true;
}

/** A house in the row along the road: one or two storeys, up to five along a main street. */
function house(site: Site, s: RoadStop, side: number, isRural: boolean, stem: { zh: string; en: string }): void {
  const { r, out } = site;
  const isMain = s.road.widthM > 10 && !isRural;
  const [wide, deep] = [isMain ? between(r, 12, 20) : between(r, 8, 15), between(r, 7, 11)];
  const gap = VERGE_M + ALLEY_M + 0.1 + (isRural ? between(r, 0, 6) : between(r, 0, 1.6));
  const off = side * (s.halfWidthM + gap + deep / 2);
  const plot: Plot = { x: s.x - off * s.ty, y: s.y + off * s.tx, tx: s.tx, ty: s.ty, a: wide / 2, b: deep / 2 };
  if (!claim(site, plot)) return;
  raise(site, plot, isMain ? whole(r, 2, 5) : whole(r, 1, 2) - 0.2 * r());
  s.frontM[side > 0 ? 1 : 0] = gap;
  if (!isRural || r() >= YARDS * 2) return;
  const yardDeep = between(r, 8, 14);
  const yard = within(plot, 0, side * (deep / 2 + ALLEY_M + 0.1 + yardDeep / 2), wide / 2, yardDeep / 2);
  if (!claim(site, yard)) return;
  const ring = ringOf(yard);
  out.walls.push({
    heightM: 2,
    line: side > 0 ? [ring[1], ring[2], ring[3], ring[0]] : [ring[3], ring[0], ring[1], ring[2]],
  });
  if (r() < 0.6) out.zones.push({ rule: 'consent', name: `${stem.zh}民居院落`, nameEn: `${stem.en} House Yard`, ring });
}
