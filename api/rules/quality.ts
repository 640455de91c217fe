// What is known, missing or odd about the camera records? Counts for the report and the data-quality list.
import type { CameraFields } from '#contract/camera';
import { DEFAULT_LOOK, footprintOf, type Look, type OpticsFields } from './assumptions.ts';

export type QualityCode =
  | 'camera.no_azimuth'
  | 'camera.no_angle'
  | 'camera.no_range'
  | 'camera.no_type'
  | 'camera.empty_footprint'
  | 'camera.same_footprint'
  | 'camera.outside_regions'
  | 'camera.no_purpose'
  | 'camera.no_review_date';

export interface QualityCount {
  code: QualityCode;
  count: number;
  /** records looked at */
  of: number;
  en: string;
  zh: string;
}
export type QualityCamera = Pick<
  CameraFields,
  'longitude' | 'latitude' | 'type' | 'azimuthDeg' | 'hfovDeg' | 'rangeM' | 'nearM' | 'purpose' | 'reviewOn'
> &
  Partial<OpticsFields> & { regionCode: string | null };

const SENTENCES: Readonly<Record<QualityCode, { en: string; zh: string }>> = {
  'camera.no_azimuth': {
    en: 'no azimuth where one is needed: adds nothing to low, its whole disc to high',
    zh: '缺方位角：不计入下限，整个可视圆计入上限',
  },
  'camera.no_angle': { en: 'no field of view given: taken from the assumption table', zh: '缺视场角：取自假设表' },
  'camera.no_range': { en: 'no range given: taken from the assumption table', zh: '缺监控距离：取自假设表' },
  'camera.no_type': { en: 'no type given: taken as fixed', zh: '缺类型：按枪机处理' },
  'camera.empty_footprint': {
    en: 'covers nothing: near edge not closer than reach, or a value that cannot be',
    zh: '无覆盖：近端不小于可视距离，或取值不可能',
  },
  'camera.same_footprint': {
    en: 'same position and same view as an earlier record: perhaps entered twice',
    zh: '位置与视域同前一记录完全相同：可能重复录入',
  },
  'camera.outside_regions': { en: 'stands in no region', zh: '不在任何区划内' },
  'camera.no_purpose': { en: 'no purpose on record', zh: '未登记用途' },
  'camera.no_review_date': { en: 'no review date on record', zh: '未登记复核日期' },
};

/** All counts, also the zero ones, in a fixed order. */
export function qualityCounts(cameras: Iterable<QualityCamera>, look: Look = DEFAULT_LOOK): QualityCount[] {
  const counts = new Map<QualityCode, number>((Object.keys(SENTENCES) as QualityCode[]).map((code) => [code, 0]));
  const add = (code: QualityCode, when: boolean): void => {
    if (when) counts.set(code, counts.get(code)! + 1);
  };
  const seen = new Set<string>();
  let of = 0;
  for (const c of cameras) {
    of++;
    const f = footprintOf(c, look);
    add('camera.no_azimuth', f.unaimed);
    add('camera.no_angle', c.hfovDeg === null);
    add('camera.no_range', c.rangeM === null);
    add('camera.no_type', c.type === null);
    add('camera.empty_footprint', 'empty' in f);
    add('camera.outside_regions', c.regionCode === null);
    add('camera.no_purpose', c.purpose === null);
    add('camera.no_review_date', c.reviewOn === null);
    const key = [c.longitude, c.latitude, c.type, c.azimuthDeg, c.hfovDeg, c.rangeM, c.nearM].join('|');
    add('camera.same_footprint', seen.has(key));
    seen.add(key);
  }
  return [...counts].map(([code, count]) => ({ code, count, of, ...SENTENCES[code] }));
}
