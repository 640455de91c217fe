// Which ground does one camera see at a detail, and what had to be assumed for it? docs/model.md §§2-3.
import type { CameraFields, CameraType } from '#contract/camera';
import type { AssumptionTable } from '#contract/detail';
import { depthAtDensityM, groundDistanceM, groundStripM } from '#engine';
import { type Detail, RANGE_DETAIL } from './profiles.ts';

export type { AssumptionTable };

/** What a record lacks comes from here, by type; printed in every report. */
export const DEFAULT_ASSUMPTIONS: AssumptionTable = {
  version: '2026-11',
  byType: {
    fixed: { hfovDeg: 60, rangeM: 30 },
    dome: { hfovDeg: 100, rangeM: 25 },
    ptz: { hfovDeg: 60, rangeM: 80, lensHfovDeg: 60 },
    panoramic: { hfovDeg: 360, rangeM: 20 },
  },
  resolutionH: 1920,
};

/** How cameras are looked at: the detail, and the table for what records lack. */
export interface Look {
  detail: Detail;
  table: AssumptionTable;
}
export const DEFAULT_LOOK: Look = { detail: RANGE_DETAIL, table: DEFAULT_ASSUMPTIONS };

type RangeFields = Pick<CameraFields, 'type' | 'azimuthDeg' | 'hfovDeg' | 'rangeM' | 'nearM'>;
export type OpticsFields = Pick<CameraFields, 'resolutionH' | 'lensHfovDeg' | 'vfovDeg' | 'tiltDeg' | 'heightM'>;
/** Optics play no part at detail `range`, so a list for that may leave them out; absent = not known. */
export type FootprintFields = RangeFields & Partial<OpticsFields>;

export interface Footprint {
  /** axis; 0 for a disc, where it means nothing */
  azimuthDeg: number;
  /** angle of the ground it covers (certain) or may cover (unaimed: 360, its whole disc) */
  hfovDeg: number;
  nearM: number;
  reachM: number;
  /** 1 = certain; below 1 = it looks somewhere within its disc, this is the probability at any point of it */
  p: number;
  /** true = no azimuth where one is needed: nothing to low, its disc to high */
  unaimed: boolean;
  /** stable names, e.g. `fixed.hfovDeg=60`; `fixed.type` = the type was absent and taken as fixed */
  assumptions: string[];
}
export type EmptyCode =
  | 'footprint.empty'
  | 'footprint.bad_value'
  | 'optics.too_coarse'
  | 'optics.above_horizon'
  | 'optics.unbounded';
/** Counted as a record, seen nowhere, reported with the camera's id. */
export interface EmptyFootprint {
  empty: EmptyCode;
  /** where to look in the record, and what stands there */
  field: Exclude<keyof RangeFields, 'type'> | keyof OpticsFields | 'longitude' | 'latitude';
  value: number | null;
  nearM: number;
  reachM: number;
  unaimed: boolean;
  assumptions: string[];
}

/** Nothing that a street camera shows is farther (m): what a record may state as its range, and what optics may give. */
export const MAX_REACH_M = 20_000;

/** Narrower (degrees) than any lens: 2 cm wide at a kilometre. */
const MIN_ANGLE_DEG = 1e-3;
const isAngle = (deg: number): boolean => deg >= MIN_ANGLE_DEG && deg <= 360;

/** What a value must be to be used; anything else (NaN, 0 where it means nothing, 1e9) makes the footprint empty. */
type Usable = readonly [field: Exclude<keyof RangeFields, 'type'> | keyof OpticsFields, ok: (value: number) => boolean];
const USABLE_RANGE: readonly Usable[] = [
  ['azimuthDeg', (v) => Number.isFinite(v)],
  ['hfovDeg', isAngle],
  ['rangeM', (v) => v > 0 && v <= MAX_REACH_M],
  ['nearM', (v) => v >= 0 && v <= MAX_REACH_M],
];
const USABLE_OPTICS: readonly Usable[] = [
  ...USABLE_RANGE,
  ['resolutionH', (v) => v >= 1 && v <= 100_000],
  ['lensHfovDeg', isAngle],
  ['vfovDeg', isAngle],
  ['tiltDeg', (v) => v >= -90 && v <= 90],
  ['heightM', (v) => Math.abs(v) <= MAX_REACH_M],
];

/** Certain: an azimuth is given, or it sees 360° (a panoramic camera does unless its record states a smaller angle).
 * Otherwise unaimed, with p = angle / 360. At `range` the reach is rangeM; at any other detail optics give it, and a range
 * that the record states cuts it, an assumed one never. */
export function footprintOf(camera: FootprintFields, look: Look = DEFAULT_LOOK): Footprint | EmptyFootprint {
  return look.detail.pxPerM === null ? byRange(camera, look.table) : byOptics(camera, look);
}

/** Called for every camera of a province: no closures, no lists. */
function byRange(camera: FootprintFields, table: AssumptionTable): Footprint | EmptyFootprint {
  const type = camera.type ?? 'fixed';
  const row = table.byType[type];
  const assumptions = camera.type === null ? ['fixed.type'] : [];
  if (camera.hfovDeg === null) assumptions.push(`${type}.hfovDeg=${row.hfovDeg}`);
  if (camera.rangeM === null) assumptions.push(`${type}.rangeM=${row.rangeM}`);
  const angleDeg = camera.hfovDeg ?? row.hfovDeg;
  const reachM = camera.rangeM ?? row.rangeM;
  const nearM = camera.nearM ?? 0;
  const usable = isAngle(angleDeg) && reachM > 0 && reachM <= MAX_REACH_M && nearM >= 0 && nearM <= MAX_REACH_M;
  if (!usable || !Number.isFinite(camera.azimuthDeg ?? 0))
    return badValue(camera, USABLE_RANGE, angleDeg, assumptions)!;
  const strip: Strip = { nearM, reachM, empty: reachM > nearM ? null : 'footprint.empty' };
  return inView(camera, angleDeg, strip, assumptions);
}

function byOptics(camera: FootprintFields, look: Look): Footprint | EmptyFootprint {
  const type = camera.type ?? 'fixed';
  const assumptions = camera.type === null ? ['fixed.type'] : [];
  const assume: Assume = (field, value) => {
    assumptions.push(`${type}.${field}=${value}`);
    return value;
  };
  // what a ptz looks through is what it covers, unless its record says otherwise
  const throughLens = type === 'ptz' && camera.hfovDeg === null;
  const angleDeg = throughLens
    ? lensOf(camera, look, assume)
    : (camera.hfovDeg ?? assume('hfovDeg', look.table.byType[type].hfovDeg));
  const bad = badValue(camera, USABLE_OPTICS, angleDeg, assumptions);
  if (bad !== null) return bad;
  return inView(camera, angleDeg, stripByOptics(camera, look, throughLens ? angleDeg : null, assume), assumptions);
}

const isUnaimed = (camera: FootprintFields, angleDeg: number): boolean =>
  !(angleDeg >= 360) && camera.azimuthDeg === null;

/** The strip turned to where the camera looks, or the reason why there is none. */
function inView(
  camera: FootprintFields,
  angleDeg: number,
  { nearM, reachM, empty }: Strip,
  assumptions: string[],
): Footprint | EmptyFootprint {
  const disc = angleDeg >= 360;
  const unaimed = isUnaimed(camera, angleDeg);
  if (empty !== null) {
    const field = empty === 'optics.above_horizon' || empty === 'optics.unbounded' ? 'tiltDeg' : 'nearM';
    return { empty, field, value: camera[field] ?? null, nearM, reachM, unaimed, assumptions };
  }
  return {
    azimuthDeg: disc || unaimed ? 0 : camera.azimuthDeg!,
    hfovDeg: disc || unaimed ? 360 : angleDeg,
    nearM,
    reachM,
    p: unaimed ? angleDeg / 360 : 1,
    unaimed,
    assumptions,
  };
}

/** The first value that cannot be. */
function badValue(
  camera: FootprintFields,
  rules: readonly Usable[],
  angleDeg: number,
  assumptions: string[],
): EmptyFootprint | null {
  for (const [field, ok] of rules) {
    const value = camera[field] ?? null;
    if (value === null || ok(value)) continue;
    const unaimed = isUnaimed(camera, angleDeg);
    return { empty: 'footprint.bad_value', field, value, nearM: 0, reachM: 0, unaimed, assumptions };
  }
  return null;
}

type Assume = (field: string, value: number) => number;
interface Strip {
  nearM: number;
  reachM: number;
  empty: EmptyCode | null;
}

/** The lens of a camera that has one angle is its hfovDeg; a ptz shows less than it can turn to. */
function lensOf(camera: FootprintFields, { table }: Look, assume: Assume): number {
  if (camera.lensHfovDeg != null) return camera.lensHfovDeg;
  if (camera.type === 'ptz') return assume('lensHfovDeg', table.byType.ptz.lensHfovDeg);
  return camera.hfovDeg ?? table.byType[camera.type ?? 'fixed'].hfovDeg;
}

/** Ground between the near edge of the image (else nearM) and the least of pixel density, far edge and stated range. */
function stripByOptics(camera: FootprintFields, look: Look, lensDeg: number | null, assume: Assume): Strip {
  const lensHfovDeg = lensDeg ?? lensOf(camera, look, assume);
  const resolutionH = camera.resolutionH ?? assume('resolutionH', look.table.resolutionH);
  const { heightM = null, tiltDeg = null, vfovDeg = null } = camera;
  const stance = { heightM, tiltDeg, vfovDeg };
  const densityM = groundDistanceM(depthAtDensityM(resolutionH, lensHfovDeg, look.detail.pxPerM!), stance);
  const strip = groundStripM(stance);
  const nearM = strip?.nearM ?? camera.nearM ?? 0;
  const reachM = Math.min(densityM, strip?.farM ?? Infinity, camera.rangeM ?? Infinity);
  if (nearM === Infinity) return { nearM: 0, reachM: 0, empty: 'optics.above_horizon' };
  if (densityM <= nearM) return { nearM, reachM: Math.max(0, densityM), empty: 'optics.too_coarse' };
  if (reachM <= nearM) return { nearM, reachM, empty: 'footprint.empty' };
  return reachM > MAX_REACH_M ? { nearM, reachM: 0, empty: 'optics.unbounded' } : { nearM, reachM, empty: null };
}

/** A camera that stands nowhere sees nothing. */
export function withoutPlace(camera: FootprintFields & Place, look: Look): EmptyFootprint {
  const field = Number.isFinite(camera.longitude) ? 'latitude' : 'longitude';
  const { unaimed, assumptions } = footprintOf(camera, look);
  return { empty: 'footprint.bad_value', field, value: camera[field], nearM: 0, reachM: 0, unaimed, assumptions };
}
type Place = Pick<CameraFields, 'longitude' | 'latitude'>;

/** The greatest reach that a camera without a stated range may have by the table alone, metres. */
export const greatestAssumedRangeM = ({ byType }: AssumptionTable): number =>
  Math.max(...Object.values(byType).map((row) => row.rangeM));

const TYPE_ZH: Readonly<Record<CameraType, string>> = { fixed: '枪机', dome: '半球', ptz: '球机', panoramic: '全景' };
const FIELD_WORDS: Readonly<Record<string, { en: string; zh: string; unit: string; unitZh: string }>> = {
  hfovDeg: { en: 'angle', zh: '视场角', unit: '°', unitZh: '°' },
  rangeM: { en: 'range', zh: '监控距离', unit: ' m', unitZh: ' 米' },
  lensHfovDeg: { en: 'lens angle', zh: '镜头视场角', unit: '°', unitZh: '°' },
  resolutionH: { en: 'horizontal resolution', zh: '水平分辨率', unit: ' px', unitZh: ' 像素' },
  // assumed only where relief is in play
  heightM: { en: 'height, over relief', zh: '安装高度(计算地形遮挡时)', unit: ' m', unitZh: ' 米' },
};
const ASSUMED = new RegExp(`^(fixed|dome|ptz|panoramic)\\.(type|${Object.keys(FIELD_WORDS).join('|')})(?:=(.+))?$`);
/** Name under which cameras with unknown ground in their view are counted. */
export const TERRAIN_UNKNOWN = 'terrain.unknown';

/** Every name the table can produce, with what it says in both languages: for legends and the report's method sheet. */
export function assumptionSentence(name: string): { en: string; zh: string } {
  if (name === TERRAIN_UNKNOWN)
    return {
      en: 'ground without elevations in view, taken as hiding nothing',
      zh: '视野内部分地面无高程,按不遮挡处理',
    };
  const match = ASSUMED.exec(name);
  if (!match) return { en: name, zh: name };
  const [, type, field, value] = match as unknown as [string, CameraType, string, string];
  if (field === 'type') return { en: 'type not given, taken as fixed', zh: '类型缺失,按枪机(fixed)处理' };
  const words = FIELD_WORDS[field]!;
  return {
    en: `${type} camera without a stated ${words.en}: ${value}${words.unit}`,
    zh: `${TYPE_ZH[type]}(${type})未给${words.zh},按 ${value}${words.unitZh} 计`,
  };
}
