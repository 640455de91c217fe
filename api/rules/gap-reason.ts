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

/** Distances from a gap's label are kept in the plane of its leaf, those of `standsTo` are taken in the camera's own: they
 * differ by less than this part, and by less than this many metres where a label was rounded. */
const [OTHER_PLANE, ROUNDED_M] = [1.01, 1];

/** May `standsTo` say anything but far, when the distance is the one that is kept with the gap? */
export const mayReach = (distanceM: number, reachM: number): boolean => distanceM <= reachM * OTHER_PLANE + ROUNDED_M;

export interface GapFacts {
  class: GapClass;
  areaM2: number;
  /** `stands` absent = it is not known what that camera sees */
  nearestCamera: { id: string; distanceM: number; stands?: Stands } | null;
  places: readonly string[];
  /** the same places in English; absent = no English names are known */
  placesEn?: readonly string[];
}

/** 4200 → 4,200, the same on every machine; below a million. */
function grouped(m2: number): string {
  const whole = Math.round(m2);
  return whole < 1_000 ? String(whole) : `${Math.floor(whole / 1_000)},${String(whole % 1_000).padStart(3, '0')}`;
}
const isSmall = (m2: number): boolean => m2 < 10_000;
const isClose = (m: number): boolean => m < 1_000;
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
  const { en, zh } = gapTemplate(gap);
  return { reason: filled(en, gap, gapSlot), reasonZh: filled(zh, gap, gapSlotZh) };
}
function filled(parts: GapSentence, gap: GapFacts, slot: typeof gapSlot): string {
  let text = parts[0];
  for (let i = 1; i < parts.length; i += 2) text += slot(parts[i] as GapSlot, gap) + parts[i + 1];
  return text;
}

/** What differs between the sentences of one template. */
export type GapSlot = 'area' | 'places' | 'camera' | 'distance';
/** Text and GapSlot by turns, text first and last. */
export type GapSentence = readonly string[];
export interface GapTemplate {
  en: GapSentence;
  zh: GapSentence;
}

/** The sentences for gaps of one kind: always the same objects, so that what is made of them can be kept. */
export function gapTemplate(gap: GapFacts): GapTemplate {
  const near = gap.nearestCamera;
  const stands = near === null ? 'none' : (near.stands ?? 'far');
  const size = (isSmall(gap.areaM2) ? 0 : 1) + (near === null || isClose(near.distanceM) ? 0 : 2);
  const known = (templates[gap.class] ??= {});
  const ofStands = (known[stands] ??= []);
  return (ofStands[size] ??= makeTemplate(gap, stands));
}
const templates: { [C in GapClass]?: { [S in Stands | 'none']?: GapTemplate[] } } = {};

function makeTemplate(gap: GapFacts, stands: Stands | 'none'): GapTemplate {
  const name = CLASS_NAMES[gap.class];
  const small = isSmall(gap.areaM2);
  const what = `{area} ${small ? 'm²' : 'ha'} of ${name.en}{places}: `;
  const whatZh = `${name.zh}{area} ${small ? '平方米' : '公顷'}{places}:`;
  const close = gap.nearestCamera === null || isClose(gap.nearestCamera.distanceM);
  const distance = `{distance} ${close ? 'm' : 'km'}`;
  const distanceZh = `{distance} ${close ? '米' : '公里'}`;
  const template = (en: string, zh: string): GapTemplate => ({
    en: (what + en).split(/[{}]/),
    zh: (whatZh + zh).split(/[{}]/),
  });
  if (stands === 'none') return template('there is no camera in or near this region.', '本区划内及附近没有点位。');
  if (stands === 'far')
    return template(
      `out of reach; the nearest camera, {camera}, is ${distance} away.`,
      `超出可视距离,最近的点位 {camera} 相距 ${distanceZh}。`,
    );
  const { en, zh } = NOT_FAR[stands];
  return template(`camera {camera} stands ${distance} away, ${en}.`, `点位 {camera} 相距 ${distanceZh},${zh}。`);
}

export function gapSlot(slot: GapSlot, gap: GapFacts): string {
  if (slot === 'area') return isSmall(gap.areaM2) ? grouped(gap.areaM2) : (gap.areaM2 / 10_000).toFixed(2);
  if (slot === 'places') return placesText(gap.placesEn ?? gap.places, ' (', ', ', ' …', ')');
  const { id, distanceM } = gap.nearestCamera!;
  if (slot === 'camera') return id;
  return isClose(distanceM) ? String(Math.round(distanceM)) : (distanceM / 1_000).toFixed(1);
}
export const gapSlotZh = (slot: GapSlot, gap: GapFacts): string =>
  slot === 'places' ? placesText(gap.places, '(', '、', '等', ')') : gapSlot(slot, gap);

function placesText(names: readonly string[], open: string, between: string, more: string, close: string): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, SHOWN_PLACES).join(between);
  return `${open}${shown}${names.length > SHOWN_PLACES ? more : ''}${close}`;
}
