// What has to be said with the figures: the summary, the method, the assumptions used and the quality of the data.

import type { Figure } from '#contract/figure';
import { assumptionSentence } from '#rules/assumptions';
import { figureMetric } from '#rules/metrics';
import { missingReason, type ReportModel } from './model.ts';
import { BASIS_WORDS, GRADE_WORDS, NOT_COMPUTED, say, type Words } from './wording.ts';

/** Likely coverage, or why there is none. */
function judgedCoverage(figure: Figure | null): { share: number } | { share: null; en: string; zh: string } {
  const { value, reason, reasonZh } = figureMetric('coverage', {}, figure);
  return value === null ? { share: null, en: reason ?? '', zh: reasonZh ?? '' } : { share: value };
}

export interface SummaryLine {
  label: Words;
  /** a ratio is shown as %, other numbers as they are */
  value: string | number;
  kind: 'text' | 'ratio' | 'm2' | 'count';
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;

/** The head of the report, figures of the root region. */
export function summaryLines(model: ReportModel): SummaryLine[] {
  const { language } = model;
  const root = model.regions[0]!;
  const f = root.figure;
  const missing = missingReason({ region: root, part: null, figure: f });
  const gone = (words: Words): string =>
    say({ zh: `${NOT_COMPUTED.zh}:${words.zh}`, en: `${NOT_COMPUTED.en}: ${words.en}` }, language);
  const noShare = judgedCoverage(f);
  const lines: SummaryLine[] = [];
  const add = (zh: string, en: string, kind: SummaryLine['kind'], value: string | number): void => {
    lines.push({ label: { zh, en }, kind, value });
  };
  const areaLine = (zh: string, en: string, m2: number | null | undefined): void =>
    missing || m2 === null || m2 === undefined
      ? add(zh, en, 'text', gone(missing ?? NO_FIGURE))
      : add(zh, en, 'm2', m2);
  const shareLine = (zh: string, en: string, m2: number | null | undefined): void =>
    f?.demandM2 && m2 !== null && m2 !== undefined && !missing
      ? add(zh, en, 'ratio', m2 / f.demandM2)
      : add(zh, en, 'text', gone(missing ?? NO_DEMAND));
  add(
    '区划',
    'Region',
    'text',
    say({ zh: `${root.name}(${root.code})`, en: `${root.nameEn ?? root.name} (${root.code})` }, language),
  );
  add('结论', 'Verdict', 'text', say(verdict(model), language));
  add('口径', 'Basis', 'text', f ? say(BASIS_WORDS[f.basis], language) : gone(missing ?? NO_FIGURE));
  shareLine('覆盖率(可能)', 'Coverage, likely', f?.likelyM2);
  shareLine('覆盖率(下限)', 'Coverage, low', f?.coveredM2);
  shareLine('覆盖率(上限)', 'Coverage, high', f?.coveredHighM2);
  areaLine('应覆盖面积', 'Demand', f?.demandM2);
  areaLine('确定覆盖', 'Covered, low', f?.coveredM2);
  areaLine('待定面积', 'Unsettled', f && f.coveredHighM2 !== null ? f.coveredHighM2 - f.coveredM2! : null);
  areaLine('盲区面积', 'Open', f && f.demandM2 !== null ? f.demandM2 - f.coveredHighM2! : null);
  areaLine('重复覆盖面积', 'Over-covered', f?.overM2);
  for (const part of f?.parts ?? []) {
    const basis = BASIS_WORDS[part.basis];
    add(
      `${basis.zh}部分:覆盖率(可能)`,
      `${basis.en} part: coverage, likely`,
      part.demandM2 > 0 ? 'ratio' : 'text',
      part.demandM2 > 0 ? part.likelyM2 / part.demandM2 : gone(NO_DEMAND),
    );
    add(`${basis.zh}部分:应覆盖面积`, `${basis.en} part: demand`, 'm2', part.demandM2);
  }
  if (f) {
    add('盲区数', 'Gaps', 'count', f.gapCount);
    add('点位数', 'Cameras', 'count', f.cameras);
    add('设备数', 'Devices', 'count', f.devices);
    add('朝向不明点位数', 'Unaimed cameras', 'count', f.unaimed);
    add('基层区划数', 'Leaf regions', 'count', f.leaves);
    add('其中已测算', 'of them measured', 'count', f.leavesMeasured);
  }
  const a = root.attainment;
  if (a) {
    add('目标', 'Target', 'ratio', a.minimum);
    add('期限', 'Due', 'text', a.due);
    add('评级', 'Grade', 'text', say(GRADE_WORDS[a.grade], language));
    if (noShare.share === null) add('完成度', 'Attainment', 'text', gone({ zh: noShare.zh, en: noShare.en }));
    else add('完成度', 'Attainment', 'ratio', a.attainment ?? 0);
  }
  const ofProfile = f?.profile ? ` (${f.profile})` : '';
  add('清晰度', 'Detail', 'text', f ? `${f.detail}${ofProfile}` : 'range');
  add('假设表版本', 'Assumption table', 'text', f?.assumptionsVersion ?? model.assumptions.version);
  add(
    '用到的假设(次)',
    'Assumptions used, times',
    'count',
    Object.values(f?.assumptions ?? {}).reduce((sum, count) => sum + count, 0),
  );
  add('数据版本', 'Data version', 'count', model.dataVersion);
  add('测算时间', 'Computed at', 'text', f?.computedAt ?? gone(missing ?? NO_FIGURE));
  add('成文时间', 'Written at', 'text', model.writtenAt);
  add('软件版本', 'Written by', 'text', `Lacuna ${model.productVersion}`);
  return lines;
}
const NO_FIGURE: Words = { zh: '尚未测算', en: 'not measured yet' };
const NO_DEMAND: Words = { zh: '区内没有公共区域', en: 'no public space in it' };

/** One sentence. */
function verdict(model: ReportModel): Words {
  const root = model.regions[0]!;
  const judged = judgedCoverage(root.figure);
  if (judged.share === null) return { zh: judged.zh, en: judged.en };
  const f = root.figure!;
  const [low, high] = [f.coveredM2! / f.demandM2!, f.coveredHighM2! / f.demandM2!];
  const interval = high - low < 0.0005 ? '' : `(${percent(low)}–${percent(high)})`;
  const a = root.attainment;
  const zh = `覆盖率 ${percent(judged.share)}${interval},盲区 ${f.gapCount} 处`;
  const en = `${percent(judged.share)} covered${interval && ` ${interval}`}, ${f.gapCount} gaps`;
  return a
    ? { zh: `${zh}。${a.reasonZh}`, en: `${en}. ${a.reason}` }
    : { zh: `${zh};未设目标。`, en: `${en}; no target is set.` };
}

/** How the figures are made and what they do not say. */
export const METHOD: readonly { topic: Words; text: Words }[] = [
  {
    topic: { zh: '应覆盖面积', en: 'Demand' },
    text: {
      zh: '已载入公共区域的区划:公共区域在区内的部分;未载入的:全域。两种口径不相加,上级区划注明“混合口径”并分列。',
      en: 'Where public space is loaded: its part inside the region; elsewhere the whole area. The two are never added: a parent with both says so and shows both parts.',
    },
  },
  {
    topic: { zh: '下限、可能、上限', en: 'Low, likely, high' },
    text: {
      zh: '下限只计朝向确定的点位。缺方位角的点位不计入下限,其整个可视圆计入上限,并以 视场角÷360 的概率计入“可能”。资料齐全时三者相等。',
      en: 'Low counts only cameras whose direction is certain. A camera without azimuth adds nothing to low, its whole disc to high, and angle ÷ 360 as a probability to likely. With full records the three are equal.',
    },
  },
  {
    topic: { zh: '视域', en: 'Footprint' },
    text: {
      zh: '以点位为顶点的扇环:方位角、视场角、近端至可视距离。缺失的值取自假设表,并在每个数字旁计数。',
      en: 'An annular sector at the camera: azimuth, angle, near edge to reach. What a record lacks comes from the assumption table and is counted beside every figure.',
    },
  },
  {
    topic: { zh: '清晰度', en: 'Detail' },
    text: {
      zh: 'range:可视距离即监控距离,与镜头无关。清晰度标准中的名称:距离由水平像素密度(像素/米)、镜头、安装高度和俯角得出。以轴线上的距离为半径的扇形位于真实等密度线之内(弦),结果偏于保守。',
      en: 'At range the reach is the stated range, whatever the lens. At a name of a profile it follows from pixels per metre, lens, height and tilt; the sector of the distance on the axis lies inside the true line of equal density (a chord), so it is conservative.',
    },
  },
  {
    topic: { zh: '面积', en: 'Areas' },
    text: {
      zh: 'WGS-84 椭球面积,圆弧按圆弧计算。每个数字通过四项校验:边界闭合、各重覆盖之和、下限≤可能≤上限、抽样直接计数。',
      en: 'On the WGS-84 ellipsoid, arcs as arcs. Every figure passes four checks: closed boundaries, depth sums, low ≤ likely ≤ high, and direct counts at sampled places.',
    },
  },
  {
    topic: { zh: '合计', en: 'Sums' },
    text: {
      zh: '只测算基层区划;上级为下级分子、分母各自相加,不对百分比求平均。位于区外但看得到本区的点位也计入覆盖。',
      en: 'Only leaf regions are measured; a parent adds numerators and denominators, percentages are never averaged. Cameras outside a region that look into it count for it.',
    },
  },
  {
    topic: { zh: '盲区', en: 'Gaps' },
    text: {
      zh: '上限之外的应覆盖面积,按类别和四叉键网格切成可比较的小块;小于 25 平方米的只计合计。待定面积不是盲区。',
      en: 'Demand outside high, cut into comparable pieces by class and quadkey cell; pieces below 25 m² are only summed. Unsettled ground is not a gap.',
    },
  },
  {
    topic: { zh: '重复覆盖', en: 'Over-coverage' },
    text: {
      zh: '超过 3 个朝向确定的点位同时看到的面积。够用即可,多不为优。',
      en: 'Ground seen by more than 3 certain cameras. Enough, and not more: it never counts as better.',
    },
  },
  {
    topic: { zh: '局限', en: 'Limits' },
    text: {
      zh: '本版本不考虑建筑和地形遮挡、隐私区和在线状态;清晰度按监控距离(range)。',
      en: 'This version does not consider sight blocked by buildings or terrain, privacy zones, or online status; detail is by stated range.',
    },
  },
  {
    topic: { zh: '个人信息', en: 'Personal data' },
    text: {
      zh: '未使用任何视频、图像或被观察者的个人信息。',
      en: 'No video, no image and no data about observed people is used.',
    },
  },
];

export interface AssumptionLine {
  name: string;
  words: Words;
  /** records of the root region that used it */
  count: number;
}
export function assumptionLines(model: ReportModel): AssumptionLine[] {
  const used = model.regions[0]!.figure?.assumptions ?? {};
  return Object.entries(used).map(([name, count]) => ({ name, count, words: assumptionSentence(name) }));
}

export interface QualityLine {
  code: string;
  count: number;
  of: number | null;
  words: Words;
}
export function qualityLines(model: ReportModel): QualityLine[] {
  return [
    ...model.quality.map(({ code, count, of, zh, en }) => ({ code, count, of, words: { zh, en } })),
    ...model.importProblems.map(({ code, count, message, messageZh }) => ({
      code,
      count,
      of: null,
      words: { zh: messageZh, en: message },
    })),
  ];
}
