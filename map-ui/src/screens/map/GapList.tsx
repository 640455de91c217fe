// Where the gaps of a region are, greatest need first; the numbers are the map's.
import { useEffect, useRef } from 'react';
import type { GapItem } from '#contract/gap';
import type { RegionDetail } from '#contract/region';
import { useGaps } from '../../api/queries.ts';
import { formatArea, formatCount, formatLength } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { formatFocus } from './focus.ts';
import type { MapModel } from './useMapModel.ts';

export const selectGap = (model: MapModel, gap: GapItem) =>
  navigate({ focus: formatFocus({ region: model.focus.region, gap: gap.id }) });

function GapRow({ gap, n, model, showRegion }: { gap: GapItem; n: number; model: MapModel; showRegion: boolean }) {
  const { t, language } = useText();
  const selected = model.focus.gap === gap.id;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const title = (language === 'zh' ? gap.places : gap.placesEn)[0] ?? t(`class.${gap.class}`);
  const region = { name: gap.regionName, nameEn: gap.regionNameEn };
  const facts = [
    showRegion && placeName(region, language),
    gap.places.length > 0 && t(`class.${gap.class}`),
    gap.nearestCamera
      ? t('panel.nearest', { distance: formatLength(gap.nearestCamera.distanceM, language) })
      : t('panel.noneNear'),
  ].filter(Boolean);
  return (
    <li ref={row}>
      <button type="button" className="map-gap" aria-current={selected} onClick={() => selectGap(model, gap)}>
        <span className="map-gap-n num">{n}</span>
        <b className="ellipsis">{title}</b>
        <span className="num">{formatArea(gap.areaM2, language)}</span>
        <span className="map-gap-facts">{facts.join(' · ')}</span>
        {selected && <span className="map-gap-why">{language === 'zh' ? gap.reasonZh : gap.reason}</span>}
      </button>
    </li>
  );
}

/** What a gap list speaks of: a region, or everything (code null). */
export interface GapScope {
  code: string | null;
  total: number;
  smallGapsM2: number;
  measured: boolean;
  /** several regions: each gap says which one it lies in */
  several: boolean;
}
export const gapScope = (region: RegionDetail): GapScope => ({
  code: region.code,
  total: region.figure?.gapCount ?? 0,
  smallGapsM2: region.figure?.smallGapsM2 ?? 0,
  measured: (region.figure?.leavesMeasured ?? 0) > 0,
  several: region.childCount > 0,
});

export function GapList({ model, scope }: { model: MapModel; scope: GapScope }) {
  const { t, language } = useText();
  const query = useGaps(scope.code);
  const { total, smallGapsM2: small, measured } = scope;
  const empty = <EmptyState compact title={measured ? t('panel.gapsEmpty') : t('panel.gapsUnmeasured')} />;
  return (
    <StatePanel query={query} lines={6} isEmpty={(data) => data.pages[0].items.length === 0} empty={empty}>
      {(data) => {
        const gaps = data.pages.flatMap((page) => page.items);
        return (
          <>
            <ol className="map-gaps">
              {gaps.map((gap, i) => (
                <GapRow key={gap.id} gap={gap} n={i + 1} model={model} showRegion={scope.several} />
              ))}
            </ol>
            <div className="map-more">
              <span className="mute small num">
                {t('panel.shown', { shown: formatCount(gaps.length, language), total: formatCount(total, language) })}
                {small > 0 && ` · ${t('panel.smallGaps', { area: formatArea(small, language) })}`}
              </span>
              {query.hasNextPage && (
                <Button small onPress={() => query.fetchNextPage()} isDisabled={query.isFetchingNextPage}>
                  {t('panel.more')}
                </Button>
              )}
            </div>
          </>
        );
      }}
    </StatePanel>
  );
}
