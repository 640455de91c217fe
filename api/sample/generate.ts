// The sample's only door: a synthetic county or province, made from a seed and nothing else.
import { camerasOf, mountCounty, mountsFor } from './cameras.ts';
import { buildCounty, type County } from './county.ts';
import { type Land, makeLand, regionsOf, type Unit } from './land.ts';
import type { Mount } from './mount.ts';
import { bboxOf, type Point, ringToLonLat, toLonLat } from './place.ts';
import { camerasOfProvince } from './province.ts';
import { AS_OF, dayOf } from './record.ts';
import { riverCourses } from './rivers.ts';
import { smooth } from './strips.ts';
import { targetsOf } from './targets.ts';
import type {
  LonLat,
  Sample,
  SampleLevel,
  SampleMeta,
  SampleObstacle,
  SampleOptions,
  SamplePrivacyZone,
  SamplePublicSpace,
  SampleRegion,
} from './types.ts';

const COUNTY = { villages: 186, cameras: 6_412 };
const PROVINCE = { villages: 29_000, cameras: 1_900_000 };
/** A sample of at least this many villages is a province unless it is said otherwise. */
const PROVINCE_FROM = 1_000;
const HOLES = 1 / 3;

/** Pure and deterministic: equal options give equal data. Throws a RangeError for counts that are no whole numbers in
 * 1 … 60,000 villages and 0 … 5,000,000 cameras. */
export function generateSample(options: SampleOptions = {}): Sample {
  const province = options.province ?? (options.villages ?? 0) >= PROVINCE_FROM;
  const defaults = province ? PROVINCE : COUNTY;
  const villages = wholeIn(options.villages ?? defaults.villages, 1, 60_000, 'villages');
  const cameras = wholeIn(options.cameras ?? defaults.cameras, 0, 5_000_000, 'cameras');
  const seed = wholeIn(options.seed ?? 1, -2_147_483_648, 2_147_483_647, 'seed');
  const land = makeLand(seed, villages, province);
  const asOf = options.asOf ?? AS_OF;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf) || Number.isNaN(dayOf(asOf)))
    throw new RangeError(`expected asOf to be a day like ${AS_OF}, got ${asOf}`);
  return province
    ? provinceSample(land, seed, cameras, options.holes ?? 0, asOf)
    : countySample(land, seed, cameras, options.holes ?? HOLES, asOf);
}

function wholeIn(value: number, from: number, to: number, what: string): number {
  if (!Number.isInteger(value) || value < from || value > to)
    throw new RangeError(`expected ${what} to be a whole number from ${from} to ${to}, got ${value}`);
  return value;
}

const again = <T>(walk: () => Iterable<T>): Iterable<T> => ({ [Symbol.iterator]: () => walk()[Symbol.iterator]() });

function provinceSample(land: Land, seed: number, cameras: number, holes: number, asOf: string): Sample {
  return {
    meta: metaOf(land, seed, true, cameras, asOf),
    regions: again(() => regionsOf(land)),
    cameras: again(() => camerasOfProvince(land, cameras, holes, dayOf(asOf))),
    publicSpace: [],
    layerExtent: [],
    targets: targetsOf(land, true, asOf),
    roads: [],
    rivers: [],
    obstacles: [],
    privacyZones: [],
  };
}

function countySample(land: Land, seed: number, cameras: number, holes: number, asOf: string): Sample {
  // what stands in the county is made when it is first asked for, and kept: everything else leans on it
  let county: County | null = null;
  let mounts: Mount[][] | null = null;
  const built = (): County => (county ??= buildCounty(land));
  const mounted = (): Mount[][] => (mounts ??= mountCounty(built(), mountsFor(cameras), holes));
  return {
    meta: metaOf(land, seed, false, cameras, asOf),
    regions: again(() => regionsOf(land)),
    cameras: again(() => camerasOf(built(), mounted(), cameras, dayOf(asOf))),
    publicSpace: again(() => publicSpaceOf(built())),
    layerExtent: [land.root.code],
    targets: targetsOf(land, false, asOf),
    roads: again(() =>
      built().roads.map(({ line, ...road }) => ({ ...road, coordinates: line.map(([x, y]) => toLonLat(x, y)) })),
    ),
    rivers: again(() =>
      riverCourses(land.lattice, land.rivers).map((course) =>
        smooth(course.map((i): [number, number] => [land.lattice.x[i], land.lattice.y[i]])).map(([x, y]) =>
          toLonLat(x, y),
        ),
      ),
    ),
    obstacles: again(() => obstaclesOf(built())),
    privacyZones: again(() => zonesOf(built())),
  };
}

const lineOf = (line: readonly Point[]): LonLat[] => line.map(([x, y]) => toLonLat(x, y));

function* publicSpaceOf(county: County): Generator<SamplePublicSpace> {
  let k = 0;
  for (const { ring, stroke, ...area } of county.areas) {
    const geometry = [[stroke ? lineOf(stroke.line) : ringToLonLat(ring)]];
    yield {
      id: `ps-${String(++k).padStart(5, '0')}`,
      ...area,
      shape: stroke === null ? 'area' : stroke.line.length > 1 ? 'line' : 'point',
      highway: stroke?.highway ?? null,
      radiusM: stroke?.radiusM ?? null,
      geometry,
      bbox: bboxOf(geometry),
    };
  }
}

function* obstaclesOf({ built }: County): Generator<SampleObstacle> {
  for (const { heightM, rings } of built.buildings) {
    const geometry = [rings.map(ringToLonLat)];
    yield { shape: 'building', heightM, geometry, bbox: bboxOf(geometry) };
  }
  for (const { heightM, line } of built.walls) {
    const geometry = [[lineOf(line)]];
    yield { shape: 'wall', heightM, geometry, bbox: bboxOf(geometry) };
  }
}

function* zonesOf({ built }: County): Generator<SamplePrivacyZone> {
  let k = 0;
  for (const { ring, ...zone } of built.zones) {
    const geometry = [[ringToLonLat(ring)]];
    yield { id: `pz-${String(++k).padStart(5, '0')}`, ...zone, geometry, bbox: bboxOf(geometry) };
  }
}

function metaOf(land: Land, seed: number, province: boolean, cameras: number, asOf: string): SampleMeta {
  const counts: Record<SampleLevel, number> = { province: 0, city: 0, county: 0, township: 0, village: 0 };
  const count = (unit: Unit): void => {
    counts[unit.level]++;
    unit.children.forEach(count);
  };
  count(land.root);
  const root: SampleRegion = regionsOf(land).next().value;
  const { name, nameEn, code, bbox } = root;
  return { seed, province, name, nameEn, rootCode: code, counts, cameras, bbox, asOf };
}
