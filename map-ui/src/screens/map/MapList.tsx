// The map as a list: the regions in view, for whoever cannot see or point. It moves with the map and moves the map.
import { useState } from 'react';
import type { RegionRow } from '../../api/figure-columns.ts';
import { formatShare } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { Button } from '../../ui/Button.tsx';
import type { MapModel } from './useMapModel.ts';

const PAGE = 25;

interface MapListProps {
  model: MapModel;
  /** codes of the regions in view; null before the map has settled */
  inView: readonly string[] | null;
  onSelect: (code: string) => void;
}
export function MapList({ model, inView, onSelect }: MapListProps) {
  const { t, language } = useText();
  const [pages, setPages] = useState(1);
  const seen = inView === null ? null : new Set(inView);
  const rows = seen === null ? model.visibleRows : model.visibleRows.filter((row) => seen.has(row.code));
  const rank = new Map(model.visibleRows.map((row, i) => [row.code, i + 1]));
  const share = (row: RegionRow) => (row.likely === null ? t('map.noData') : formatShare(row.likely, language));
  return (
    <section id="map-list" className="map-list" tabIndex={-1} aria-label={t('map.list')}>
      <h2>{t('map.list')}</h2>
      <p className="mute small">{t('map.listHelp')}</p>
      <ol>
        {rows.slice(0, pages * PAGE).map((row) => (
          <li key={row.code}>
            <button type="button" aria-current={row.code === model.focus.region} onClick={() => onSelect(row.code)}>
              {t('map.listItem', {
                name: placeName(row, language),
                share: share(row),
                rank: rank.get(row.code),
                total: model.visibleRows.length,
              })}
            </button>
          </li>
        ))}
      </ol>
      {rows.length > pages * PAGE && (
        <Button small onPress={() => setPages(pages + 1)}>
          {t('panel.more')}
        </Button>
      )}
    </section>
  );
}
