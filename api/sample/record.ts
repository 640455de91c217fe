// What does the paper say about a camera? Ids, names, stages with their dates, owners, purposes: as full as real lists are.
import { CAMERA_DEFAULTS, type Stage } from '#contract/camera';
import type { Unit } from './land.ts';
import type { Mount, Site } from './mount.ts';
import { toLonLat } from './place.ts';
import { pick, pickByShare, type Random, whole } from './random.ts';
import type { CameraRow } from './types.ts';

/** No stage is dated after this day, unless another one is asked for. */
export const AS_OF = '2026-10-31';
/** The roll-out that the targets speak of began so many days before. */
export const ROLL_OUT_DAYS = 730;
const DAY_MS = 86_400_000;
export const dayOf = (date: string): number => Date.parse(date) / DAY_MS;
const dates = new Map<number, string>();
export function dateOf(day: number): string {
  let date = dates.get(day);
  if (!date) dates.set(day, (date = new Date(day * DAY_MS).toISOString().slice(0, 10)));
  return date;
}
const FIRST_DAY = dayOf('2016-03-01');

const STANDING: readonly (readonly [Stage, number])[] = [
  ['installed', 0.2],
  ['networked', 0.34],
  ['accepted', 0.46],
];
const NOT_STANDING: readonly (readonly [Stage, number])[] = [
  ['planned', 0.3],
  ['approved', 0.2],
  ['procured', 0.25],
  ['retired', 0.25],
];

const OWNER: Record<Site, readonly string[]> = {
  square: ['城市管理局', '公安局'],
  school: ['教育局', '公安局'],
  hospital: ['卫生健康局', '公安局'],
  market: ['市场监督管理局', '公安局'],
  park: ['城市管理局'],
  transport: ['交通运输局', '公安局'],
  service: ['村委会'],
  junction: ['公安局', '公安局交通警察大队'],
  road: ['公安局', '村委会', '交通运输局', '公安局'],
  border: ['公安局', '村委会'],
};
const PURPOSE: Record<Site, readonly string[]> = {
  square: ['广场治安防控', '人员密集场所安全'],
  school: ['校园周边安全', '上下学时段护学'],
  hospital: ['医疗机构周边安全'],
  market: ['集贸市场治安防控', '占道经营管理'],
  park: ['公园治安防控', '防溺水巡查'],
  transport: ['候车秩序与治安防控'],
  service: ['政务服务场所安全'],
  junction: ['路口交通与治安', '道路交通管理'],
  road: ['道路治安防控', '农村道路交通安全', '防火防汛巡查'],
  border: ['村界道路治安防控'],
};
/** State Council Decree No. 799, in force since 1 April 2025. */
const LEGAL_BASIS = '《公共安全视频图像信息系统管理条例》第七条';
const TYPE_WORD = { fixed: '枪机', dome: '半球', ptz: '球机', panoramic: '全景' } as const;

/** Serial numbers inside a county, for ids in the style of GB/T 28181 (8 digits place, 2 trade, 3 kind, 7 serial). */
export interface Ledger {
  serial: number;
  recorders: number;
}

export interface Papers {
  unit: Unit;
  township: Unit;
  county: Unit;
  ledger: Ledger;
  /** the day the records speak of, days since 1970 */
  today: number;
  /** how much later than others the township builds, in parts of the roll-out */
  lag: number;
}

export function gbId(p: Papers, owner: string | null): string {
  const trade = owner?.includes('公安') ? '00' : owner?.includes('交通') ? '03' : owner?.includes('教育') ? '05' : '07';
  const place = p.county.code.slice(0, 6) + String(p.county.children.indexOf(p.township) + 1).padStart(2, '0');
  return `${place}${trade}132${String(++p.ledger.serial).padStart(7, '0')}`;
}

/** Kind 118 is a network recorder. */
export function recorderId(p: Papers): string {
  const place = p.county.code.slice(0, 6) + String(p.county.children.indexOf(p.township) + 1).padStart(2, '0');
  return `${place}00118${String(++p.ledger.recorders).padStart(7, '0')}`;
}

const committee = (unit: Unit): string => `${unit.name}${unit.name.endsWith('社区') ? '居' : ''}委会`;

export function record(r: Random, p: Papers, m: Mount, number: number): CameraRow {
  const [longitude, latitude] = toLonLat(m.x, m.y);
  const body = pick(r, OWNER[m.site]);
  const owner = r() < 0.05 ? null : body === '村委会' ? committee(p.unit) : p.county.name + body;
  const wanted = pickByShare(r, m.standing ? STANDING : NOT_STANDING);
  const { stage, dates: stages } = stagesOf(r, wanted, p);
  const filed = stages.installedOn !== null && r() < 0.68 ? dayOf(stages.installedOn) + whole(r, 3, 70) : null;
  const filedOn = filed !== null && filed <= p.today ? filed : null;
  const place = m.at.startsWith(p.unit.stem.zh) ? m.at : p.unit.name + m.at;
  const row: CameraRow = {
    ...CAMERA_DEFAULTS,
    id: gbId(p, owner),
    name: r() < 0.03 ? null : `${place}${number}号${TYPE_WORD[m.type ?? 'fixed']}`,
    longitude,
    latitude,
    type: m.type,
    azimuthDeg: m.azimuthDeg,
    hfovDeg: m.hfovDeg,
    rangeM: m.rangeM,
    nearM: m.nearM,
    heightM: r() < 0.55 ? whole(r, 7, 13) / 2 : null,
    tiltDeg: r() < 0.3 ? whole(r, 8, 28) : null,
    resolutionH:
      r() < 0.72
        ? pickByShare(r, [
            [1920, 0.55],
            [2560, 0.3],
            [3840, 0.15],
          ] as const)
        : null,
    stage,
    ...stages,
    owner,
    purpose: r() < 0.08 ? null : pick(r, PURPOSE[m.site]),
    legalBasis: r() < 0.8 ? LEGAL_BASIS : null,
    reviewOn: r() < 0.7 ? dateOf(p.today + whole(r, -120, 900)) : null,
    retentionDays:
      r() < 0.85
        ? pickByShare(r, [
            [30, 0.62],
            [60, 0.1],
            [90, 0.26],
            [15, 0.02],
          ] as const)
        : null,
    filingNo: filedOn !== null ? `云公视备〔${dateOf(filedOn).slice(0, 4)}〕${whole(r, 1, 99_999)}号` : null,
    filedOn: filedOn !== null ? dateOf(filedOn) : null,
    signage: r() < 0.62 ? true : r() < 0.3 ? false : null,
    count: r() < 0.008 ? 2 : 1,
  };
  return m.heightM === undefined ? row : { ...row, heightM: m.heightM };
}

type StageDates = Pick<
  CameraRow,
  'plannedOn' | 'approvedOn' | 'procuredOn' | 'installedOn' | 'networkedOn' | 'acceptedOn' | 'retiredOn'
>;

/** Of the cameras that stand, how many stood before the roll-out began. */
const OLD = 0.42;

/** The day on which a camera was installed. Before the roll-out more and more every year; in it first few, then many, then
 * few again, township by township. */
function installDay(r: Random, { today, lag }: Papers): number {
  const began = today - ROLL_OUT_DAYS;
  const [isOld, u] = [r() < OLD, r()];
  if (isOld) return FIRST_DAY + Math.floor(Math.sqrt(u) * (began - 30 - FIRST_DAY));
  const v = Math.max(0.02, Math.min(0.98, u));
  const part = 0.5 + 0.15 * Math.log(v / (1 - v)) + lag;
  return began + Math.floor(ROLL_OUT_DAYS * Math.max(0.01, Math.min(0.985, part)));
}

/** Dates of the stages that a camera has been through, each after the one before; older ones are often lost. One that was
 * installed a short while ago is not accepted yet. */
function stagesOf(r: Random, wanted: Stage, p: Papers): { stage: Stage; dates: StageDates } {
  const dates: StageDates = {
    plannedOn: null,
    approvedOn: null,
    procuredOn: null,
    installedOn: null,
    networkedOn: null,
    acceptedOn: null,
    retiredOn: null,
  };
  const { today } = p;
  const isComing = wanted === 'planned' || wanted === 'approved' || wanted === 'procured';
  const gaps = [whole(r, 20, 70), whole(r, 20, 60), whole(r, 30, 120), whole(r, 5, 60), whole(r, 10, 90)];
  const retiredAfter = whole(r, 20, 120);
  const stood = installDay(r, p);
  const isLost = r() >= 0.3;
  const steps: [keyof StageDates, Stage, number][] = [
    ['plannedOn', 'planned', stood - gaps[0] - gaps[1] - gaps[2]],
    ['approvedOn', 'approved', stood - gaps[1] - gaps[2]],
    ['procuredOn', 'procured', stood - gaps[2]],
    ['installedOn', 'installed', stood],
    ['networkedOn', 'networked', stood + gaps[3]],
    ['acceptedOn', 'accepted', stood + gaps[3] + gaps[4]],
    ['retiredOn', 'retired', Math.min(today, stood + gaps[3] + gaps[4] + retiredAfter)],
  ];
  // what is still to come was planned within the last fourteen months
  const shift = isComing ? today - whole(r, 160, 420) - steps[0][2] : 0;
  const isKept = isComing || stood > today - 1_900 || !isLost;
  let stage: Stage = steps[0][1];
  for (const [field, at, day] of steps) {
    if (day + shift > today) break;
    stage = at;
    if (isKept || field === 'installedOn' || field === 'retiredOn') dates[field] = dateOf(day + shift);
    if (at === wanted) break;
  }
  return { stage, dates };
}
