// Which columns do the tables of classes, key places and least missed cameras have?
import type { ClassAreas } from '#contract/figure';
import type { PlaceItem } from '#contract/place';
import { CLASS_NAMES } from '#rules/gap-reason';
import { column } from './columns.ts';
import type { ReportModel, WeighedReportCamera } from './model.ts';
import { NOT_COMPUTED, say, type Words } from './wording.ts';

export interface ClassLine {
  code: string;
  name: string;
  areas: ClassAreas;
}
/** Every class of every region that has public space. */
export const classLines = (model: ReportModel): ClassLine[] =>
  model.regions.flatMap(({ code, name, figure }) => (figure?.classes ?? []).map((areas) => ({ code, name, areas })));

const NOTHING: Words = { zh: '没有可看的地面', en: 'nothing to be seen there' };
const shareOf = (seenM2: number, demandM2: number) => (demandM2 > 0 ? seenM2 / demandM2 : { missing: NOTHING });

const cls = column<ClassLine>;
export const CLASS_COLUMNS = [
  cls('code', 'text', ['代码', 'Code'], ['区划代码', 'code of the region'], (l) => l.code),
  cls('name', 'text', ['名称', 'Name'], ['区划名称', 'name of the region'], (l) => l.name),
  cls('class', 'text', ['类别', 'Class'], ['公共区域类别', 'class of public space'], (l, lang) =>
    say(CLASS_NAMES[l.areas.class], lang),
  ),
  cls(
    'likelyShare',
    'ratio',
    ['覆盖率(可能)', 'Coverage, likely'],
    ['likelyM2 ÷ demandM2', 'likelyM2 ÷ demandM2'],
    (l) => shareOf(l.areas.likelyM2, l.areas.demandM2),
  ),
  cls(
    'demandM2',
    'm2',
    ['应覆盖面积', 'Demand'],
    ['该类应当被看到的面积', 'ground of the class'],
    (l) => l.areas.demandM2,
  ),
  cls(
    'coveredM2',
    'm2',
    ['确定覆盖', 'Covered, low'],
    ['确定能看到', 'seen by certain cameras'],
    (l) => l.areas.coveredM2,
  ),
  cls('likelyM2', 'm2', ['可能覆盖', 'Covered, likely'], ['按概率计', 'by probability'], (l) => l.areas.likelyM2),
  cls(
    'coveredHighM2',
    'm2',
    ['至多覆盖', 'Covered, high'],
    ['任一点位可视距离之内', 'within reach of any camera'],
    (l) => l.areas.coveredHighM2,
  ),
];

const place = column<PlaceItem>;
const YES: Words = { zh: '是', en: 'yes' };
const NO: Words = { zh: '否', en: 'no' };
const DEGREES: Words = { zh: '度', en: 'degrees' };
export const PLACE_COLUMNS = [
  place('id', 'text', ['编号', 'Place'], ['公共区域要素的编号', 'id of the feature'], (p) => p.id),
  place('name', 'text', ['名称', 'Name'], ['场所名称', 'name of the place'], (p, lang) =>
    p.name === null ? null : say({ zh: p.name, en: p.nameEn ?? p.name }, lang),
  ),
  place('class', 'text', ['类别', 'Class'], ['公共区域类别', 'class of public space'], (p, lang) =>
    say(CLASS_NAMES[p.class], lang),
  ),
  place(
    'regionCode',
    'text',
    ['区划代码', 'Region code'],
    ['其代表点所在的基层区划', 'leaf region of its representative point'],
    (p) => p.regionCode,
  ),
  place(
    'covered',
    'text',
    ['已覆盖', 'Covered'],
    ['可能覆盖率达到 minShare', 'its likely share is at least minShare'],
    (p, lang) => (p.covered === null ? { missing: NOTHING } : say(p.covered ? YES : NO, lang)),
  ),
  place(
    'minShare',
    'ratio',
    ['最低占比', 'Minimum share'],
    ['判定所用的占比', 'share that decides'],
    (p) => p.minShare,
  ),
  place(
    'likelyShare',
    'ratio',
    ['覆盖率(可能)', 'Coverage, likely'],
    ['likelyM2 ÷ demandM2', 'likelyM2 ÷ demandM2'],
    (p) => shareOf(p.likelyDepthM2[0]!, p.demandM2),
  ),
  place('demandM2', 'm2', ['应覆盖面积', 'Demand'], ['其自身地面', 'its own ground'], (p) => p.demandM2),
  place(
    'coveredM2',
    'm2',
    ['确定覆盖', 'Covered, low'],
    ['确定能看到', 'seen by certain cameras'],
    (p) => p.depthM2[0]!,
  ),
  place('likelyM2', 'm2', ['可能覆盖', 'Covered, likely'], ['按概率计', 'by probability'], (p) => p.likelyDepthM2[0]!),
  place(
    'coveredHighM2',
    'm2',
    ['至多覆盖', 'Covered, high'],
    ['任一点位可视距离之内', 'within reach of any camera'],
    (p) => p.highDepthM2[0]!,
  ),
  place(
    'cameras',
    'count',
    ['看到它的点位数', 'Cameras seeing it'],
    ['点位数', 'number of cameras'],
    (p) => p.seeing.length,
  ),
  place(
    'singlePoints',
    'text',
    ['单点依赖', 'Single points'],
    ['缺了其中任一个即不再覆盖的点位', 'cameras without any one of which it would not be covered'],
    (p) => p.singlePoints?.join('; ') ?? null,
  ),
  place('longitude', 'number', ['经度', 'Longitude'], ['WGS-84', 'WGS-84'], (p) => p.labelPoint[0], DEGREES),
  place('latitude', 'number', ['纬度', 'Latitude'], ['WGS-84', 'WGS-84'], (p) => p.labelPoint[1], DEGREES),
];

const camera = column<WeighedReportCamera>;
const NO_ZONES: Words = { zh: '未载入隐私区', en: 'no privacy zones are loaded' };
export const LEAST_MISSED_COLUMNS = [
  camera('id', 'text', ['点位编号', 'Camera'], ['点位编号', 'id of the camera'], (c) => c.id),
  camera('name', 'text', ['名称', 'Name'], ['点位名称', 'name of the camera'], (c) => c.name),
  camera(
    'regionCode',
    'text',
    ['区划代码', 'Region code'],
    ['所在基层区划', 'leaf region it stands in'],
    (c) => c.regionCode,
  ),
  camera(
    'uniqueM2',
    'm2',
    ['独有覆盖', 'Unique'],
    ['没有它就会失去的可能覆盖面积;少者先列', 'likely area lost without it; the least first'],
    (c) => c.uniqueM2 ?? { missing: NOT_COMPUTED },
  ),
  camera(
    'privateM2',
    'm2',
    ['隐私区内可见面积', 'Private ground seen'],
    ['其视域落入隐私区的面积', 'its footprint inside privacy zones'],
    (c) => c.privateM2 ?? { missing: NO_ZONES },
  ),
  camera('purpose', 'text', ['用途', 'Purpose'], ['登记的用途', 'purpose on record'], (c) => c.purpose),
  camera('reviewOn', 'text', ['复核日期', 'Review on'], ['登记的复核日期', 'review date on record'], (c) => c.reviewOn),
];
