// The benchmark's input: a part of the synthetic province as a file of villages, each with the cameras that reach into it.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Flatbush from 'flatbush';
import { type PolygonSoup, reachBox } from '#engine';
import { footprintOf } from '#rules/assumptions';
import { soupBox, soupFrom } from '#rules/leaf-input';
import { generateSample } from '#sample/generate';
import type { Sample } from '#sample/types';
import { leafWriter } from './leaf-file.ts';

export const PROVINCE = { villages: 29_000, cameras: 1_900_000 };
const FOLDER = new URL('../../build/bench/', import.meta.url).pathname;
/** Goes up when the file's content would be another one. */
const FORMAT = 2;
/** A camera this much (m) out of reach of a border still goes with the village: the distance here is taken roughly. */
const MARGIN_M = 1;
const M_PER_DEG = 111_320;

export interface BenchInput {
  path: string;
  villages: number;
  cameras: number;
  /** cameras of all villages' inputs: one on a border counts in each village that it looks into */
  footprints: number;
  /** shares of `cameras` */
  duplicates: number;
  onPoles: number;
  discs: number;
  crossBorder: number;
  /** least and most cameras standing in a village below and from 300 on, and villages from 300 on */
  rural: [number, number];
  towns: [number, number];
  townCount: number;
}

export const sampleOf = (scale: number, seed: number): Sample =>
  generateSample({
    villages: Math.max(1, Math.round(PROVINCE.villages * scale)),
    cameras: Math.round(PROVINCE.cameras * scale),
    seed,
    province: true,
  });

export const scratch = (name: string): string => {
  mkdirSync(FOLDER, { recursive: true });
  return join(FOLDER, name);
};

/** The file for `scale` (1 = the whole province); made when it is not there. */
export function benchInput(scale: number, seed: number): BenchInput {
  const name = `villages-v${FORMAT}-${scale}-${seed}`;
  const [path, facts] = [scratch(`${name}.f64`), scratch(`${name}.json`)];
  if (!existsSync(facts) || !existsSync(path)) {
    const made = makeInput(sampleOf(scale, seed), path);
    writeFileSync(facts, JSON.stringify(made));
  }
  return { ...JSON.parse(readFileSync(facts, 'utf8')), path };
}

function makeInput(sample: Sample, path: string): Omit<BenchInput, 'path'> {
  const all = columnsOf(sample);
  const boxes = new Flatbush(all.n);
  for (let i = 0; i < all.n; i++) boxes.add(...reachBox(all.lon[i], all.lat[i], all.reachM[i]));
  boxes.finish();
  const out = leafWriter(`${path}.part`);
  const facts = { villages: 0, cameras: all.n, footprints: 0, townCount: 0, crossBorder: 0 };
  const range = (): [number, number] => [Number.POSITIVE_INFINITY, 0];
  const [rural, towns] = [range(), range()];
  const reached = new Uint8Array(all.n);
  for (const region of sample.regions) {
    if (region.level !== 'village') continue;
    const soup = soupFrom(region.geometry);
    const rows: number[] = [];
    let standing = 0;
    for (const row of boxes.search(...soupBox(soup)).sort((a, b) => a - b)) {
      const d = borderDistanceM(soup, all.lon[row], all.lat[row]);
      if (d > all.reachM[row] + MARGIN_M) continue;
      rows.push(row);
      if (d < 0) standing++;
      if (reached[row] < 2) reached[row]++;
    }
    const take = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
    const { lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p } = all;
    const cameras = {
      n: rows.length,
      lon: take(lon),
      lat: take(lat),
      azimuthDeg: take(azimuthDeg),
      hfovDeg: take(hfovDeg),
      nearM: take(nearM),
      reachM: take(reachM),
      p: take(p),
    };
    out.write({ index: facts.villages, standing, input: { region: soup, demand: null, cameras } });
    facts.villages++;
    facts.footprints += rows.length;
    const isTown = standing >= 300;
    if (isTown) facts.townCount++;
    const of = isTown ? towns : rural;
    of[0] = Math.min(of[0], standing);
    of[1] = Math.max(of[1], standing);
  }
  out.close();
  renameSync(`${path}.part`, path);
  const share = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / Math.max(1, all.n);
  const crossBorder = reached.reduce((sum, times) => sum + (times > 1 ? 1 : 0), 0) / Math.max(1, all.n);
  const { duplicate, onPole, disc } = all;
  return {
    ...facts,
    crossBorder,
    duplicates: share(duplicate),
    onPoles: share(onPole),
    discs: share(disc),
    rural,
    towns,
  };
}

/** Cameras in the order in which they are made; numbers only, so that a province stays small. */
function columnsOf(sample: Sample) {
  const most = sample.meta.cameras;
  const f = (): Float64Array => new Float64Array(most);
  const flags = (): Uint8Array => new Uint8Array(most);
  const columns = { lon: f(), lat: f(), azimuthDeg: f(), hfovDeg: f(), nearM: f(), reachM: f(), p: f() };
  const [duplicate, onPole, disc] = [flags(), flags(), flags()];
  let n = 0;
  for (const camera of sample.cameras) {
    const seen = footprintOf(camera);
    if ('empty' in seen) continue;
    columns.lon[n] = camera.longitude;
    columns.lat[n] = camera.latitude;
    columns.azimuthDeg[n] = seen.azimuthDeg;
    columns.hfovDeg[n] = seen.hfovDeg;
    columns.nearM[n] = seen.nearM;
    columns.reachM[n] = seen.reachM;
    columns.p[n] = seen.p;
    disc[n] = seen.hfovDeg >= 360 ? 1 : 0;
    const same = (c: Float64Array): boolean => n > 0 && c[n] === c[n - 1];
    if (same(columns.lon) && same(columns.lat)) {
      if (same(columns.azimuthDeg) && same(columns.hfovDeg) && same(columns.reachM)) duplicate[n] = 1;
      else onPole[n] = onPole[n - 1] = 1;
    }
    n++;
  }
  return { n, ...columns, duplicate, onPole, disc };
}

/** About how far (m) a place is from the border; negative inside. Good to a part in a thousand within a kilometre. */
function borderDistanceM(soup: PolygonSoup, lon: number, lat: number): number {
  const c = soup.coords;
  const kx = M_PER_DEG * Math.cos((lat * Math.PI) / 180);
  let inside = false;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0, j = c.length - 2; i < c.length; j = i, i += 2) {
    const [ax, ay] = [(c[j] - lon) * kx, (c[j + 1] - lat) * M_PER_DEG];
    const [bx, by] = [(c[i] - lon) * kx, (c[i + 1] - lat) * M_PER_DEG];
    if (ay > 0 !== by > 0 && (ax * by - ay * bx) * (by - ay) > 0) inside = !inside;
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, (ax + t * dx) ** 2 + (ay + t * dy) ** 2);
  }
  return inside ? -Math.sqrt(least) : Math.sqrt(least);
}
