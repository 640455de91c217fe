// Which columns do the region table and the gap table have? Keys, titles, units and meanings: the same in every format.
import type { FigureAreas } from '#contract/figure';
import { CLASS_NAMES } from '#rules/gap-reason';
import { missingReason, type RegionLine, type ReportGap, type ReportLanguage } from './model.ts';
import { BASIS_WORDS, GRADE_WORDS, LEVEL_WORDS, NO_TARGET, NOT_COMPUTED, say, type Words } from './wording.ts';

export type ColumnKind = 'text' | 'm2' | 'ratio' | 'count' | 'number';
export interface Column<Row> {
  key: string;
  kind: ColumnKind;
  title: Words;
  /** as it stands in the file */
  unit: Words;
  meaning: Words;
  /** null = empty by nature; `missing` = a figure that could not be computed, with the reason */
  value(row: Row, language: ReportLanguage): string | number | null | { missing: Words };
}
export type Cell = string | number | null;

/** A cell as written in tables: a missing figure says so with its reason, never zero. */
export function cellOf<Row>(column: Column<Row>, row: Row, language: ReportLanguage): Cell {
  const value = column.value(row, language);
  if (value === null || typeof value !== 'object') return value;
  const { zh, en } = value.missing;
  return say({ zh: `${NOT_COMPUTED.zh}:${zh}`, en: `${NOT_COMPUTED.en}: ${en}` }, language);
}

const UNITS: Readonly<Record<ColumnKind, Words>> = {
  text: { zh: '', en: '' },
  m2: { zh: '平方米', en: 'm²' },
  ratio: { zh: '比值 0–1', en: 'ratio 0–1' },
  count: { zh: '个', en: 'count' },
  number: { zh: '', en: '' },
};

export function column<Row>(
  key: string,
  kind: ColumnKind,
  titles: [zh: string, en: string],
  meanings: [zh: string, en: string],
  value: Column<Row>['value'],
  unit: Words = UNITS[kind],
): Column<Row> {
  const [zh, en] = titles;
  return { key, kind, title: { zh, en }, unit, meaning: { zh: meanings[0], en: meanings[1] }, value };
}

type RegionColumn = Column<RegionLine>;
const region = column<RegionLine>;

/** A number of the line's areas (its own figure's or its part's). */
function area(
  key: string,
  kind: 'm2' | 'ratio',
  titles: [string, string],
  meanings: [string, string],
  pick: (a: FigureAreas) => number | Words,
): RegionColumn {
  return region(key, kind, titles, meanings, (line) => {
    const missing = missingReason(line);
    if (missing) return { missing };
    const value = pick((line.part ?? line.figure) as FigureAreas);
    return typeof value === 'number' ? value : { missing: value };
  });
}
const NO_DEMAND: Words = { zh: '区内没有公共区域', en: 'no public space in it' };
const share = (pick: (a: FigureAreas) => number) => (a: FigureAreas) =>
  a.demandM2 > 0 ? pick(a) / a.demandM2 : NO_DEMAND;

/** What is true of the region, not of one part of it. */
function own(
  key: string,
  kind: ColumnKind,
  titles: [string, string],
  meanings: [string, string],
  value: (line: RegionLine, language: ReportLanguage) => Cell | { missing: Words },
  unit?: Words,
): RegionColumn {
  return region(key, kind, titles, meanings, (line, lang) => (line.part ? null : value(line, lang)), unit);
}
const ofFigure =
  (pick: (f: NonNullable<RegionLine['figure']>, language: ReportLanguage) => Cell) =>
  (line: RegionLine, language: ReportLanguage): Cell | { missing: Words } =>
    line.figure === null ? { missing: missingReason(line)! } : pick(line.figure, language);

const attained =
  (pick: (a: NonNullable<RegionLine['region']['attainment']>, language: ReportLanguage) => Cell) =>
  (line: RegionLine, language: ReportLanguage): Cell | { missing: Words } => {
    const a = line.region.attainment;
    if (a === null) return say(NO_TARGET, language);
    return pick(a, language) ?? { missing: { zh: a.reasonZh, en: a.reason } };
  };

const PRIVATE_MISSING: Words = { zh: '未载入隐私区', en: 'no privacy zones are loaded' };

/** Columns of the region table; depths up to `k`. */
export function regionColumns(k: number): RegionColumn[] {
  const depths = Array.from({ length: Math.max(0, k - 1) }, (_, i) => i + 2);
  return [
    region('code', 'text', ['代码', 'Code'], ['区划代码', 'code of the region'], (l) => l.region.code),
    region('name', 'text', ['名称', 'Name'], ['区划名称', 'name of the region'], (l) => l.region.name),
    region('nameEn', 'text', ['英文名', 'English name'], ['英文名称', 'name in English'], (l) => l.region.nameEn),
    region('level', 'text', ['层级', 'Level'], ['行政层级', 'administrative level'], (l, lang) => {
      const words = LEVEL_WORDS[l.region.level];
      return words ? say(words, lang) : l.region.level;
    }),
    region(
      'parentCode',
      'text',
      ['上级代码', 'Parent code'],
      ['上级区划的代码', 'code of the parent'],
      (l) => l.region.parentCode,
    ),
    region(
      'row',
      'text',
      ['行类', 'Row'],
      [
        'region = 区划;part = 混合口径区划的一个分项',
        'region, or part: one of the two parts of a region measured by two bases',
      ],
      (l) => (l.part ? 'part' : 'region'),
    ),
    region(
      'basis',
      'text',
      ['口径', 'Basis'],
      ['全域、公共区域、混合或不适用', 'whole-area, public-space, mixed or not-applicable'],
      (l, lang) => {
        const basis = l.part?.basis ?? l.figure?.basis;
        return basis === undefined ? { missing: missingReason(l)! } : say(BASIS_WORDS[basis], lang);
      },
    ),
    area(
      'likelyShare',
      'ratio',
      ['覆盖率(可能)', 'Coverage, likely'],
      ['likelyM2 ÷ demandM2', 'likelyM2 ÷ demandM2'],
      share((a) => a.likelyM2),
    ),
    area(
      'lowShare',
      'ratio',
      ['覆盖率(下限)', 'Coverage, low'],
      ['coveredM2 ÷ demandM2', 'coveredM2 ÷ demandM2'],
      share((a) => a.coveredM2),
    ),
    area(
      'highShare',
      'ratio',
      ['覆盖率(上限)', 'Coverage, high'],
      ['coveredHighM2 ÷ demandM2', 'coveredHighM2 ÷ demandM2'],
      share((a) => a.coveredHighM2),
    ),
    area(
      'demandM2',
      'm2',
      ['应覆盖面积', 'Demand'],
      ['应当被看到的面积', 'ground that has to be seen'],
      (a) => a.demandM2,
    ),
    area(
      'coveredM2',
      'm2',
      ['确定覆盖', 'Covered, low'],
      ['至少一个朝向确定的点位能看到', 'seen by at least one certain camera'],
      (a) => a.coveredM2,
    ),
    area(
      'likelyM2',
      'm2',
      ['可能覆盖', 'Covered, likely'],
      ['按概率计入朝向不明的点位', 'cameras without azimuth counted by probability'],
      (a) => a.likelyM2,
    ),
    area(
      'coveredHighM2',
      'm2',
      ['至多覆盖', 'Covered, high'],
      ['任一点位可视距离之内', 'within reach of any camera'],
      (a) => a.coveredHighM2,
    ),
    area(
      'openM2',
      'm2',
      ['盲区面积', 'Open'],
      ['demandM2 − coveredHighM2:没有点位能看到', 'demandM2 − coveredHighM2: no camera could see it'],
      (a) => a.demandM2 - a.coveredHighM2,
    ),
    area(
      'unsettledM2',
      'm2',
      ['待定面积', 'Unsettled'],
      [
        'coveredHighM2 − coveredM2:取决于朝向不明的点位',
        'coveredHighM2 − coveredM2: depends on cameras without azimuth',
      ],
      (a) => a.coveredHighM2 - a.coveredM2,
    ),
    ...depths.flatMap((d) => [
      area(
        `depth${d}M2`,
        'm2',
        [`确定覆盖 ≥${d} 重`, `Seen by ≥ ${d}, low`],
        [`至少 ${d} 个朝向确定的点位能看到`, `seen by at least ${d} certain cameras`],
        (a) => a.depthM2[d - 1]!,
      ),
      area(
        `likelyDepth${d}M2`,
        'm2',
        [`可能覆盖 ≥${d} 重`, `Seen by ≥ ${d}, likely`],
        [`至少 ${d} 重覆盖的期望面积`, `expected area seen by at least ${d}`],
        (a) => a.likelyDepthM2[d - 1]!,
      ),
      area(
        `highDepth${d}M2`,
        'm2',
        [`至多覆盖 ≥${d} 重`, `Within reach of ≥ ${d}`],
        [`至少 ${d} 个点位可视距离之内`, `within reach of at least ${d}`],
        (a) => a.highDepthM2[d - 1]!,
      ),
    ]),
    area(
      'overM2',
      'm2',
      ['重复覆盖面积', 'Over-covered'],
      ['超过 3 个朝向确定的点位同时看到;并非越多越好', 'seen by more than 3 certain cameras; never counts as better'],
      (a) => a.overM2,
    ),
    own(
      'privateM2',
      'm2',
      ['隐私区内可见面积', 'Private ground seen'],
      ['视域落入隐私区的面积', 'footprints inside privacy zones'],
      (l) =>
        l.figure === null ? { missing: missingReason(l)! } : (l.figure.privateM2 ?? { missing: PRIVATE_MISSING }),
    ),
    own(
      'keyPlaces',
      'count',
      ['重点场所数', 'Key places'],
      ['区内学校、医院、集市等重点场所', 'schools, hospitals, markets … that stand in it'],
      ofFigure((f) => f.keyPlaces.total),
    ),
    own(
      'keyPlacesCovered',
      'count',
      ['已覆盖重点场所', 'Key places covered'],
      ['可能覆盖率不低于一半的重点场所', 'those of whose ground at least half is likely seen'],
      ofFigure((f) => f.keyPlaces.covered),
    ),
    own(
      'gapCount',
      'count',
      ['盲区数', 'Gaps'],
      ['25 平方米及以上的盲区块数', 'gap pieces of 25 m² or more'],
      ofFigure((f) => f.gapCount),
    ),
    area(
      'smallGapsM2',
      'm2',
      ['零星盲区面积', 'Small gaps'],
      ['小于 25 平方米的盲区合计', 'gap pieces below 25 m² together'],
      (a) => a.smallGapsM2,
    ),
    own(
      'cameras',
      'count',
      ['点位数', 'Cameras'],
      ['位于区内的点位记录数', 'records standing in the region'],
      ofFigure((f) => f.cameras),
    ),
    own(
      'camerasSeeing',
      'count',
      ['看到本区的点位数', 'Cameras seeing it'],
      ['视域触及本区的点位数,含区外点位', 'cameras whose footprint touches it, also from outside'],
      ofFigure((f) => f.camerasSeeing),
    ),
    own(
      'devices',
      'count',
      ['设备数', 'Devices'],
      ['点位记录中的设备合计', 'devices of those records'],
      ofFigure((f) => f.devices),
    ),
    own(
      'unaimed',
      'count',
      ['朝向不明点位数', 'Unaimed'],
      ['缺方位角的点位数', 'cameras without a needed azimuth'],
      ofFigure((f) => f.unaimed),
    ),
    own(
      'assumptions',
      'text',
      ['所用假设', 'Assumptions used'],
      ['假设名 × 记录数', 'name × number of records'],
      ofFigure((f) =>
        Object.entries(f.assumptions)
          .map(([name, n]) => `${name} × ${n}`)
          .join('; '),
      ),
    ),
    own(
      'targetMinimum',
      'ratio',
      ['目标', 'Target'],
      ['要求的最低覆盖率', 'minimum coverage asked for'],
      attained((a) => a.minimum),
    ),
    own(
      'targetDue',
      'text',
      ['期限', 'Due'],
      ['达标期限', 'due date'],
      attained((a) => a.due),
    ),
    own(
      'expected',
      'ratio',
      ['当日应达', 'Expected today'],
      ['按目标当日应达到的覆盖率', 'coverage expected on the day of the report'],
      attained((a) => a.expected),
    ),
    own(
      'attainment',
      'ratio',
      ['完成度', 'Attainment'],
      ['可能覆盖率 ÷ 当日应达', 'likely coverage ÷ expected'],
      attained((a) => a.attainment),
    ),
    own(
      'distance',
      'ratio',
      ['与目标差距', 'Distance to target'],
      ['可能覆盖率 − 目标', 'likely coverage − minimum'],
      attained((a) => a.distance),
    ),
    own(
      'grade',
      'text',
      ['评级', 'Grade'],
      ['按规则评定的等级', 'grade by the rule beside it'],
      attained((a, lang) => say(GRADE_WORDS[a.grade], lang)),
    ),
    own(
      'gradeReason',
      'text',
      ['评级说明', 'Reason'],
      ['评级依据', 'why this grade'],
      attained((a, lang) => say({ zh: a.reasonZh, en: a.reason }, lang)),
    ),
    own(
      'set',
      'text',
      ['点位集合', 'Set'],
      ['installed = 已安装且未退役', 'installed = installed or later, not retired'],
      ofFigure((f) => f.set),
    ),
    own(
      'detail',
      'text',
      ['清晰度', 'Detail'],
      ['range = 按监控距离', 'range = by the stated range'],
      ofFigure((f) => f.detail),
    ),
    own(
      'profile',
      'text',
      ['清晰度标准', 'Profile'],
      ['标准编号;range 没有', 'id of the standard; range has none'],
      ofFigure((f) => f.profile),
    ),
    own(
      'assumptionsVersion',
      'text',
      ['假设表版本', 'Assumption table'],
      ['所缺资料取自该版本的假设表', 'version of the table that stood in for what records lack'],
      ofFigure((f) => f.assumptionsVersion ?? null),
    ),
    own(
      'residualM',
      'number',
      ['闭合残差', 'Residual'],
      ['边界闭合差,不大于 1e-6 米', 'closure of the boundaries, at most 1e-6 m'],
      ofFigure((f) => f.residualM),
      { zh: '米', en: 'm' },
    ),
    own(
      'failedChecks',
      'text',
      ['未通过的校验', 'Failed checks'],
      ['空 = 四项校验全部通过', 'empty = all four checks held'],
      ofFigure((f) => f.failedChecks.join(', ')),
    ),
    own(
      'leaves',
      'count',
      ['基层区划数', 'Leaves'],
      ['下辖基层区划数', 'leaf regions below'],
      ofFigure((f) => f.leaves),
    ),
    own(
      'leavesMeasured',
      'count',
      ['已测算数', 'Leaves measured'],
      ['其中已测算的', 'measured ones of them'],
      ofFigure((f) => f.leavesMeasured),
    ),
    own(
      'dataVersion',
      'number',
      ['数据版本', 'Data version'],
      ['数字所依据的数据版本', 'data version of the figure'],
      ofFigure((f) => f.dataVersion),
    ),
    own(
      'computedAt',
      'text',
      ['测算时间', 'Computed at'],
      ['协调世界时', 'UTC'],
      ofFigure((f) => f.computedAt),
    ),
  ];
}

type GapColumn = Column<ReportGap>;
const gap = column<ReportGap>;
const DEGREES: Words = { zh: '度', en: 'degrees' };

export const GAP_COLUMNS: readonly GapColumn[] = [
  gap(
    'id',
    'text',
    ['盲区编号', 'Gap'],
    ['由区划、类别、网格和位置决定', 'made of region, class, cell and place'],
    (g) => g.id,
  ),
  gap(
    'regionCode',
    'text',
    ['区划代码', 'Region code'],
    ['所在基层区划', 'leaf region it lies in'],
    (g) => g.regionCode,
  ),
  gap('regionName', 'text', ['区划名称', 'Region'], ['所在基层区划', 'leaf region it lies in'], (g, lang) =>
    say({ zh: g.regionName, en: g.regionNameEn ?? g.regionName }, lang),
  ),
  gap('class', 'text', ['类别', 'Class'], ['公共区域类别', 'class of public space'], (g, lang) =>
    say(CLASS_NAMES[g.class], lang),
  ),
  gap('areaM2', 'm2', ['面积', 'Area'], ['本块面积', 'area of this piece'], (g) => g.areaM2),
  gap('need', 'number', ['需求', 'Need'], ['面积 × 权重,用于排序', 'area × weight; the ranking'], (g) => g.need),
  gap(
    'componentM2',
    'm2',
    ['连片面积', 'Connected area'],
    ['所在连片盲区的总面积', 'whole connected gap it belongs to'],
    (g) => g.componentM2,
  ),
  gap(
    'componentId',
    'text',
    ['连片编号', 'Connected gap'],
    ['所在连片盲区', 'whole connected gap'],
    (g) => g.componentId,
  ),
  gap(
    'longitude',
    'number',
    ['经度', 'Longitude'],
    ['块内一点(WGS-84)', 'a point inside (WGS-84)'],
    (g) => g.labelPoint[0],
    DEGREES,
  ),
  gap(
    'latitude',
    'number',
    ['纬度', 'Latitude'],
    ['块内一点(WGS-84)', 'a point inside (WGS-84)'],
    (g) => g.labelPoint[1],
    DEGREES,
  ),
  gap(
    'nearestCamera',
    'text',
    ['最近点位', 'Nearest camera'],
    ['最近点位的编号', 'id of the nearest camera'],
    (g) => g.nearestCamera?.id ?? null,
  ),
  gap(
    'nearestM',
    'number',
    ['最近距离', 'Distance to it'],
    ['到最近点位的距离', 'distance to the nearest camera'],
    (g) => g.nearestCamera?.distanceM ?? null,
    { zh: '米', en: 'm' },
  ),
  gap('places', 'text', ['地点', 'Places'], ['其上的公共区域名称', 'public space on it'], (g) => g.places.join('; ')),
  gap('placesEn', 'text', ['地点(英文)', 'Places (English)'], ['同上,英文名称', 'the same in English'], (g) =>
    g.placesEn.join('; '),
  ),
  gap('reason', 'text', ['成因', 'Reason'], ['为何看不到', 'why it is not seen'], (g, lang) =>
    say({ zh: g.reasonZh, en: g.reason }, lang),
  ),
  gap('cell', 'text', ['网格', 'Cell'], ['四叉键网格', 'quadkey cell'], (g) => g.cell),
];
