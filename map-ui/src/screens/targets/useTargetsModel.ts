// What the targets screen shows, all from the address: scope, month, target, tab, part of the time.
import { useMemo } from 'react';
import type { RegionItem } from '#contract/region';
import { useProgress } from '../../api/progress.ts';
import { useRegion, useRegions } from '../../api/queries.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { navigate, useLocation } from '../../location.ts';
import { useScope } from '../../scope.ts';
import { lastDayOf } from '../../ui/months.ts';
import { monthStops, spanOf, toSpan } from './curves.ts';

export const PANELS = ['progress', 'stages', 'monthly', 'list'] as const;
export type Panel = (typeof PANELS)[number];
const NO_CHILDREN: RegionItem[] = [];

export function useTargetsModel() {
  const location = useLocation();
  const { language, t } = useText();
  const scope = useScope();
  const code = scope ?? null;
  const isKnown = scope !== undefined;
  const scopeRegion = useRegion(code);
  const children = useRegions({ parent: code ?? '', limit: 500, sort: 'code' }, isKnown);
  const progress = useProgress({ scope: code, target: location.target }, isKnown);
  const stops = useMemo(() => (progress.data ? monthStops(progress.data) : []), [progress.data]);
  const today = progress.data?.today ?? null;
  const newest = today?.slice(0, 7) ?? stops.at(-1) ?? null;
  const month = location.month ?? newest;
  /** the last day of the month, or today while it runs */
  const lastDay = month === null ? null : lastDayOf(month);
  const on = lastDay === null ? null : today !== null && lastDay > today ? today : lastDay;
  const at = month === null ? -1 : stops.indexOf(month);
  const panel = PANELS.find((p) => p === location.panel) ?? 'progress';
  const span = useMemo(() => spanOf(location.span), [location.span]);
  const childItems = children.data?.items ?? NO_CHILDREN;
  return {
    location,
    language,
    scope: code,
    isKnown,
    scopeRegion,
    where: scopeRegion.data ? placeName(scopeRegion.data, language) : code === null ? t('nav.everything') : '',
    children: childItems,
    progress,
    stops,
    month,
    on,
    /** the same month as the newest: nothing is looked back at */
    isNow: month === newest,
    before: at > 0 ? stops[at - 1] : at < 0 ? (stops.filter((s) => month !== null && s < month).at(-1) ?? null) : null,
    after:
      at >= 0 && at < stops.length - 1
        ? stops[at + 1]
        : month !== null && newest !== null && month < newest
          ? newest
          : null,
    /** a month to come is none to look at */
    setMonth: (next: string | null) => {
      if (next === null || stops.includes(next) || next === newest) navigate({ month: next === newest ? null : next });
    },
    panel,
    setPanel: (next: Panel) => navigate({ panel: next === 'progress' ? null : next }),
    span,
    setSpan: (next: readonly [number, number] | null) => navigate({ span: toSpan(next) }),
  };
}
export type TargetsModel = ReturnType<typeof useTargetsModel>;
