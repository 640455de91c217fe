// Which ground does one camera see at detail `range`, and what had to be assumed for it? docs/model.md §§2-3.
import type { CameraFields, CameraType } from '#contract/camera';

export interface AssumptionRow {
  hfovDeg: number;
  rangeM: number;
}
/** What a record lacks comes from here, by type; printed in every report. */
export interface AssumptionTable {
  version: string;
  byType: Readonly<Record<CameraType, AssumptionRow>>;
  /** px across, used by details that a profile defines */
  resolutionH: number;
}

export const DEFAULT_ASSUMPTIONS: AssumptionTable = {
  version: '2026-11',
  byType: {
    fixed: { hfovDeg: 60, rangeM: 30 },
    dome: { hfovDeg: 100, rangeM: 25 },
    ptz: { hfovDeg: 60, rangeM: 80 },
    panoramic: { hfovDeg: 360, rangeM: 20 },
  },
  resolutionH: 1920,
};

export type FootprintFields = Pick<CameraFields, 'type' | 'azimuthDeg' | 'hfovDeg' | 'rangeM' | 'nearM'>;

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
export interface EmptyFootprint {
  empty: 'footprint.empty';
  nearM: number;
  reachM: number;
  unaimed: boolean;
  assumptions: string[];
}

/** Footprint at detail `range`. Certain: an azimuth is given, or it sees 360° (a panoramic camera does unless its record
 * states a smaller angle). Otherwise unaimed, with p = angle / 360. */
export function footprintOf(
  camera: FootprintFields,
  table: AssumptionTable = DEFAULT_ASSUMPTIONS,
): Footprint | EmptyFootprint {
  const type = camera.type ?? 'fixed';
  const row = table.byType[type];
  const assumptions = camera.type === null ? ['fixed.type'] : [];
  if (camera.hfovDeg === null) assumptions.push(`${type}.hfovDeg=${row.hfovDeg}`);
  if (camera.rangeM === null) assumptions.push(`${type}.rangeM=${row.rangeM}`);
  const angleDeg = camera.hfovDeg ?? row.hfovDeg;
  const reachM = camera.rangeM ?? row.rangeM;
  const nearM = camera.nearM ?? 0;
  const disc = angleDeg >= 360;
  const unaimed = !disc && camera.azimuthDeg === null;
  if (reachM <= nearM) return { empty: 'footprint.empty', nearM, reachM, unaimed, assumptions };
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

/** Every name the table can produce, with what it says in both languages: for legends and the report's method sheet. */
export function assumptionSentence(name: string): { en: string; zh: string } {
  const TYPE_ZH: Record<string, string> = { fixed: '枪机', dome: '半球', ptz: '球机', panoramic: '全景' };
  if (name === 'terrain.unknown') {
    return {
      en: 'ground without elevations in view, taken as hiding nothing',
      zh: '视野内部分地面无高程,按不遮挡处理',
    };
  }
  const match = /^(fixed|dome|ptz|panoramic)\.(type|hfovDeg|rangeM|heightM)(?:=(.+))?$/.exec(name);
  if (!match) return { en: name, zh: name };
  const [, type, field, value] = match as unknown as [string, string, string, string];
  if (field === 'type') return { en: 'type not given, taken as fixed', zh: '类型缺失,按枪机(fixed)处理' };
  if (field === 'heightM') {
    return {
      en: `${type} camera without a stated height, over relief: lens at ${value} m`,
      zh: `${TYPE_ZH[type]}(${type})未给安装高度,计算地形遮挡时按 ${value} 米计`,
    };
  }
  if (field === 'hfovDeg') {
    return {
      en: `${type} camera without a stated angle: ${value}°`,
      zh: `${TYPE_ZH[type]}(${type})未给视场角,按 ${value}° 计`,
    };
  }
  return {
    en: `${type} camera without a stated range: ${value} m`,
    zh: `${TYPE_ZH[type]}(${type})未给监控距离,按 ${value} 米计`,
  };
}
