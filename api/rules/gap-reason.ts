// Why is this ground not seen? One sentence in each language, from what is known about the gap.
import type { GapClass } from '#contract/gap';
import { planeAt } from '#engine';

export const CLASS_NAMES: Readonly<Record<GapClass, { en: string; zh: string }>> = {
  road: { en: 'road', zh: '道路' },
  square: { en: 'square', zh: '广场' },
  school: { en: 'school', zh: '学校' },
  hospital: { en: 'hospital', zh: '医院' },
  market: { en: 'market', zh: '集市' },
  park: { en: 'park', zh: '公园' },
  transport: { en: 'transport', zh: '交通场站' },
  service: { en: 'service', zh: '公共服务' },
  other: { en: 'other public space', zh: '其他公共区域' },
  area: { en: 'ground', zh: '区域' },
};

/** Why the nearest camera does not see a gap: it stands too far away, looks elsewhere, looks over it, or something hides it. */
export type Stands = 'far' | 'aside' | 'over' | 'hidden';

/** What the sector of a camera says of a point that it does not see. Angles in degrees, clockwise from true north; an angle
 * of 360 is a disc, also that of a camera without azimuth. */
export function standsTo(
  camera: { longitude: number; latitude: number; azimuthDeg: number; hfovDeg: number; nearM: number; reachM: number },
  [longitude, latitude]: readonly [number, number],
): Stands {
  const at = [0, 0];
  planeAt(camera.longitude, camera.latitude).toPlane(longitude, latitude, at, 0);
  const distanceM = Math.hypot(at[0]!, at[1]!);
  if (distanceM > camera.reachM) return 'far';
  const turn = (Math.atan2(at[0]!, at[1]!) / (2 * Math.PI)) * 360 - camera.azimuthDeg;
  // the smaller of the two ways round
  const asideDeg = Math.abs(turn - 360 * Math.round(turn / 360));
  if (camera.hfovDeg < 360 && asideDeg > camera.hfovDeg / 2) return 'aside';
  return distanceM < camera.nearM ? 'over' : 'hidden';
}

export interface GapFacts {
  class: GapClass;
  areaM2: number;
  /** `stands` absent = it is not known what that camera sees */
  nearestCamera: { id: string; distanceM: number; stands?: Stands } | null;
  places: readonly string[];
  /** the same places in English; absent = no English names are known */
  placesEn?: readonly string[];
}

/** 4200 → 4,200, the same on every machine. */
const grouped = (m2: number): string => String(Math.round(m2)).replace(/\B(?=(\d{3})+$)/g, ',');
const area = (m2: number): string => (m2 < 10_000 ? `${grouped(m2)} m²` : `${(m2 / 10_000).toFixed(2)} ha`);
const areaZh = (m2: number): string => (m2 < 10_000 ? `${grouped(m2)} 平方米` : `${(m2 / 10_000).toFixed(2)} 公顷`);
const distance = (m: number): string => (m < 1_000 ? `${Math.round(m)} m` : `${(m / 1_000).toFixed(1)} km`);
const distanceZh = (m: number): string => (m < 1_000 ? `${Math.round(m)} 米` : `${(m / 1_000).toFixed(1)} 公里`);
const SHOWN_PLACES = 2;

const NOT_FAR: Readonly<Record<Exclude<Stands, 'far'>, { en: string; zh: string }>> = {
  aside: { en: 'within its reach, and looks elsewhere', zh: '在其可视距离内,但朝向别处' },
  over: { en: 'looks this way, and sees only what is farther away', zh: '朝向此处,但只能看到更远处' },
  hidden: {
    en: 'looks this way, and a building, a wall or the terrain is in between',
    zh: '朝向此处,但被建筑、墙或地形遮挡',
  },
};

/** A gap is ground that no camera of the set sees, aimed or not; the sentence says how far the nearest one is, and what
 * keeps it from seeing the gap where it stands near enough. */
export function gapReason(gap: GapFacts): { reason: string; reasonZh: string } {
  const name = CLASS_NAMES[gap.class];
  const places = gap.places.slice(0, SHOWN_PLACES);
  const more = gap.places.length > SHOWN_PLACES;
  const placesEn = (gap.placesEn ?? gap.places).slice(0, SHOWN_PLACES);
  const where = placesEn.length === 0 ? '' : ` (${placesEn.join(', ')}${more ? ' …' : ''})`;
  const whereZh = places.length === 0 ? '' : `(${places.join('、')}${more ? '等' : ''})`;
  const what = `${area(gap.areaM2)} of ${name.en}${where}`;
  const whatZh = `${name.zh}${areaZh(gap.areaM2)}${whereZh}`;
  const near = gap.nearestCamera;
  if (near === null) {
    return {
      reason: `${what}: there is no camera in or near this region.`,
      reasonZh: `${whatZh}:本区划内及附近没有点位。`,
    };
  }
  const d = distance(near.distanceM);
  const dZh = distanceZh(near.distanceM);
  if (near.stands !== undefined && near.stands !== 'far') {
    const { en, zh } = NOT_FAR[near.stands];
    return {
      reason: `${what}: camera ${near.id} stands ${d} away, ${en}.`,
      reasonZh: `${whatZh}:点位 ${near.id} 相距 ${dZh},${zh}。`,
    };
  }
  return {
    reason: `${what}: out of reach; the nearest camera, ${near.id}, is ${d} away.`,
    reasonZh: `${whatZh}:超出可视距离,最近的点位 ${near.id} 相距 ${dZh}。`,
  };
}
