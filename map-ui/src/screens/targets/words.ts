// What a metric, a target's scope and its value are called on screen.
import type { TFunction } from 'i18next';
import { COUNTED, type Target, type TargetMetric } from '#contract/target';
import { formatCount, formatDelta, formatShare } from '../../i18n/format.ts';
import type { Language } from '../../i18n/i18n.ts';
import { levelWord } from '../../i18n/names.ts';

export const isCount = (metric: TargetMetric) => COUNTED.has(metric);

/** `61.4 %`, or `40 164` where cameras are counted. */
export const formatValue = (metric: TargetMetric, value: number, language: Language, digits = 1): string =>
  isCount(metric) ? formatCount(Math.round(value), language) : formatShare(value, language, digits);

/** A difference: percentage points, or cameras. */
export function formatChange(metric: TargetMetric, value: number, language: Language): string {
  if (!isCount(metric)) return formatDelta(value, language);
  const whole = Math.round(value);
  return whole > 0 ? `+${formatCount(whole, language)}` : formatCount(whole, language);
}

/** `coverage, low, k 2`: the metric and all of its measure that is not the first choice. */
export function metricText({ metric, measure }: Pick<Target, 'metric' | 'measure'>, t: TFunction): string {
  const parts: string[] = [t(`metric.${metric}`)];
  if (measure.set !== undefined && measure.set !== 'installed') parts.push(t(`metric.set.${measure.set}`));
  if (measure.detail !== undefined && measure.detail !== 'range') parts.push(measure.detail);
  if (measure.k !== undefined && measure.k > 1) parts.push(t('metric.k', { k: measure.k }));
  if (measure.judgedBy === 'low') parts.push(t('metric.low'));
  if (measure.stage !== undefined && measure.stage !== 'installed') parts.push(t(`stage.${measure.stage}`));
  if (measure.classes !== undefined) parts.push(measure.classes.map((c) => t(`class.${c}`)).join(t('list.comma')));
  if (measure.ofMinimum !== undefined)
    parts.push(t('metric.of', { value: `${Math.round(measure.ofMinimum * 100)} %` }));
  return parts.join(' · ');
}

export const scopeId = (scope: Target['scope']) =>
  'region' in scope ? `region:${scope.region}` : `level:${scope.level}`;
export const scopeText = (scope: Target['scope'], nameOf: (code: string) => string, t: TFunction): string =>
  'region' in scope ? nameOf(scope.region) : t('targets.everyLevel', { level: levelWord(scope.level) });
