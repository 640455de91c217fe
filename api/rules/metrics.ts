// What does a figure say of a metric: its parts, which add up over regions, and why there is no value. docs/model.md §5.
import type { Figure } from '#contract/figure';
import type { MetricValue, TargetMeasure } from '#contract/target';
import { KIND, type NodeValue, type NoValue, valueOfSums } from './region-sums.ts';

/** The metrics that a figure alone answers. */
export type FigureMetric = 'coverage' | 'keyPlaces';

/** What a region adds to a metric, m² or counts; those of several regions add up. */
export interface MetricPart {
  numerator: number;
  /** the least and the most that the numerator may be */
  low: number;
  high: number;
  denominator: number;
  /** of `KIND` */
  kind: number;
}
export const MISSING_PART: MetricPart = { numerator: 0, low: 0, high: 0, denominator: 0, kind: KIND.missing };

export function figurePart(metric: FigureMetric, measure: TargetMeasure, figure: Figure | null): MetricPart {
  if (figure === null || figure.leavesMeasured < figure.leaves || figure.leavesMeasured === 0) return MISSING_PART;
  return metric === 'keyPlaces' ? placePart(figure) : coverPart(figure, measure);
}

const BASIS_KIND: Readonly<Record<Figure['basis'], number>> = {
  'public-space': KIND.publicSpace,
  'whole-area': KIND.judged,
  mixed: KIND.judged | KIND.publicSpace,
  'not-applicable': KIND.empty,
};

function coverPart(figure: Figure, { k = 1, classes }: TargetMeasure): MetricPart {
  const kind = BASIS_KIND[figure.basis];
  if (classes !== undefined) {
    const own = figure.classes.filter((one) => classes.includes(one.class));
    const sum = (of: 'demandM2' | 'likelyM2' | 'coveredM2' | 'coveredHighM2'): number =>
      own.reduce((all, one) => all + one[of], 0);
    return {
      numerator: sum('likelyM2'),
      low: sum('coveredM2'),
      high: sum('coveredHighM2'),
      denominator: sum('demandM2'),
      kind,
    };
  }
  if (figure.demandM2 === null) return { ...MISSING_PART, kind };
  return {
    numerator: figure.likelyDepthM2![k - 1],
    low: figure.depthM2![k - 1],
    high: figure.highDepthM2![k - 1],
    denominator: figure.demandM2,
    kind,
  };
}

function placePart({ keyPlaces: { covered, coveredLow, coveredHigh, total } }: Figure): MetricPart {
  const kind = total > 0 ? KIND.judged : KIND.empty;
  return { numerator: covered, low: coveredLow, high: coveredHigh, denominator: total, kind };
}

/** The value of parts together; `low` and `high`: the least and the most that it may be. */
export function valueOfParts(
  { judgedBy }: TargetMeasure,
  parts: readonly MetricPart[],
): NodeValue & { low: number | null; high: number | null } {
  const sum = (of: 'numerator' | 'low' | 'high' | 'denominator'): number =>
    parts.reduce((all, part) => all + part[of], 0);
  const denominator = sum('denominator');
  const kind = parts.reduce((all, part) => all | part.kind, 0);
  const value = valueOfSums(sum(judgedBy === 'low' ? 'low' : 'numerator'), denominator, kind);
  if (value.value === null) return { ...value, low: null, high: null };
  return { ...value, low: sum('low') / denominator, high: sum('high') / denominator };
}

/** The value of a metric of one figure, and why there is none. */
export function figureMetric(metric: FigureMetric, measure: TargetMeasure, figure: Figure | null): MetricValue {
  const { value, numerator, denominator, why } = valueOfParts(measure, [figurePart(metric, measure, figure)]);
  const [reason, reasonZh] = why === null ? [null, null] : whyNot(why, metric, measure, figure);
  return { value, numerator, denominator, reason, reasonZh };
}

type Reason = readonly [en: string, zh: string];

function whyNot(why: NoValue, metric: FigureMetric, { classes }: TargetMeasure, figure: Figure | null): Reason {
  if (why === 'mixed') return MIXED;
  if (why === 'not-measured') {
    if (figure === null || figure.leavesMeasured === 0) return ['not computed: not measured yet', '未计算：尚未测算'];
    const { leaves, leavesMeasured } = figure;
    return [
      `not computed: ${leavesMeasured} of ${leaves} leaf regions are measured`,
      `未计算：${leaves} 个基层区划中只测算了 ${leavesMeasured} 个`,
    ];
  }
  if (metric === 'keyPlaces') return ['not applicable: no key place in it', '不适用：区内没有重点场所'];
  if (classes !== undefined)
    return ['not applicable: no public space of these classes in it', '不适用：区内没有这些类别的公共区域'];
  return ['not applicable: no public space in it', '不适用：区内没有公共区域'];
}

/** Regions of both bases have no share together. */
export const MIXED: Reason = [
  'not computed: part of it is measured by whole area, part by public space',
  '未计算：部分按全域、部分按公共区域测算，口径不一',
];
