// Does a camera stand where its record and its id say, and is it the only record of it?
import type { QualityRecord, QualityRule } from './types.ts';

export const outsideRegions: QualityRule = {
  id: 'position.outside',
  severity: 'error',
  effect: 'none',
  fields: ['longitude', 'latitude'],
  quickFix: null,
  needs: 'regions',
  en: {
    title: 'Outside every region',
    why: 'It stands in no region: a slip of the position or of the coordinate system.',
    fix: 'Check the order of the two numbers and the coordinate system, or move it.',
  },
  zh: {
    title: '不在任何区划内',
    why: '不在任何区划内：坐标或坐标系可能有误。',
    fix: '检查经纬度顺序和坐标系，或改正位置。',
  },
  check: (camera) => (camera.regionCode === null ? {} : null),
};

/** The first six of the twenty digits of GB/T 28181 name the county. */
const countyOfId = (id: string): string | null => (/^\d{20}(~\d+)?$/.test(id) ? id.slice(0, 6) : null);

export const wrongCounty: QualityRule = {
  id: 'position.other_county',
  severity: 'warning',
  effect: 'doubts',
  fields: ['longitude', 'latitude'],
  quickFix: null,
  needs: 'numbered-regions',
  en: {
    title: 'Outside the county its id names',
    why: 'The first six digits of its GB/T 28181 id name another county than the one it stands in.',
    fix: 'Check the position; if the device was moved here, give it a new id.',
  },
  zh: {
    title: '不在编号所示的县区内',
    why: '国标编号前六位所示县区与其所在县区不符。',
    fix: '核对位置；如设备已迁移，请重新编号。',
  },
  check(camera, { counties, countyOfRegion }) {
    const named = countyOfId(camera.id);
    if (named === null || countyOfRegion === named) return null;
    // outside all regions only a county that is known says something
    if (countyOfRegion === null && !counties.has(named)) return null;
    return { named, standsIn: countyOfRegion };
  },
};

const VIEW = ['type', 'azimuthDeg', 'hfovDeg', 'rangeM', 'nearM'] as const;
const sameView = (a: QualityRecord, b: QualityRecord): boolean => VIEW.every((field) => a[field] === b[field]);

export const duplicated: QualityRule = {
  id: 'position.duplicated',
  severity: 'warning',
  effect: 'none',
  fields: ['longitude', 'latitude', 'azimuthDeg'],
  quickFix: null,
  needs: null,
  en: {
    title: 'Entered twice',
    why: 'An earlier id has the same view within 2 m: depth and counts are too high.',
    fix: 'Remove one of the two, or correct what tells them apart.',
  },
  zh: { title: '重复录入', why: '2 米内另有同一视域的点位：重数和数量偏高。', fix: '删除其一，或补正区别二者的字段。' },
  check(camera, { neighbours }) {
    const twin = neighbours.find((other) => other.id < camera.id && sameView(camera, other));
    return twin === undefined ? null : { twin: twin.id };
  },
};

export const contradictingTypes: QualityRule = {
  id: 'type.contradicted',
  severity: 'warning',
  effect: 'doubts',
  fields: ['type', 'azimuthDeg'],
  quickFix: null,
  needs: null,
  en: {
    title: 'Two types at one spot',
    why: 'Another id within 2 m looks the same way and has another type: one of the two is wrong.',
    fix: 'See which device hangs there and correct the other record.',
  },
  zh: {
    title: '同点类型矛盾',
    why: '2 米内同朝向的另一编号类型不同：其一有误。',
    fix: '现场核对设备类型，改正另一条记录。',
  },
  check(camera, { neighbours }) {
    if (camera.type === null || camera.azimuthDeg === null) return null;
    const other = neighbours.find(
      (n) => n.type !== null && n.type !== camera.type && n.azimuthDeg === camera.azimuthDeg,
    );
    return other === undefined ? null : { other: other.id, type: other.type };
  },
};

export const inBuilding: QualityRule = {
  id: 'position.in_building',
  severity: 'warning',
  effect: 'doubts',
  fields: ['longitude', 'latitude', 'heightM'],
  quickFix: null,
  needs: 'obstacles',
  en: {
    title: 'In a building',
    why: 'Its position lies inside a building and its height is not known to be above the roof: walls cut its view.',
    fix: 'Move it to the wall it hangs on, or fill in the height of the lens.',
  },
  zh: {
    title: '位于建筑内',
    why: '位置落在建筑轮廓内，且未登记高于屋顶的安装高度：视线被墙体遮挡。',
    fix: '移到所挂外墙处，或填写镜头高度。',
  },
  check: (camera, { buildingTopM }) =>
    buildingTopM === undefined || isOnRoof(camera, buildingTopM) ? null : { topM: buildingTopM },
};

export const onRoof: QualityRule = {
  id: 'position.on_roof',
  severity: 'note',
  effect: 'none',
  fields: ['longitude', 'latitude', 'heightM'],
  quickFix: null,
  needs: 'obstacles',
  en: {
    title: 'On a roof',
    why: 'Its position lies inside a building and its lens is above the top: perhaps meant so.',
    fix: 'Nothing, if it hangs on the roof; otherwise correct the position or the height.',
  },
  zh: {
    title: '位于屋顶',
    why: '位置落在建筑轮廓内，镜头高于屋顶：可能属实。',
    fix: '确在屋顶则无需处理；否则改正位置或高度。',
  },
  check: (camera, { buildingTopM }) =>
    buildingTopM !== undefined && isOnRoof(camera, buildingTopM) ? { topM: buildingTopM } : null,
};
const isOnRoof = (camera: QualityRecord, topM: number | null): boolean =>
  topM !== null && camera.heightM !== null && camera.heightM >= topM;
