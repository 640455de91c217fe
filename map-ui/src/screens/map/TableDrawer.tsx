// The same regions as on the map, as rows: linked by hover and selection, sorted and filtered alike.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { RegionRow } from '../../api/figure-columns.ts';
import { useCommand } from '../../commands.ts';
import { formatCount, formatDelta, formatInterval, formatPoints, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelMany, levelWord, placeName, secondName } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import { Icon } from '../../theme/icons.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { GradeMark } from '../../ui/GradeMark.tsx';
import { ShareBar } from '../../ui/ShareBar.tsx';
import { EmptyState } from '../../ui/StatePanel.tsx';
import { type ColumnHead, TableHead } from '../../ui/Table.tsx';
import { withFilter } from '../../url-state.ts';
import type { MapModel } from './useMapModel.ts';

const ROW_PX = 28;

interface RowProps {
  row: RegionRow;
  index: number;
  selected: boolean;
  hovered: boolean;
  onHover: (code: string | null) => void;
  onSelect: (code: string) => void;
}
function Row({ row, index, selected, hovered, onHover, onSelect }: RowProps) {
  const { t, language } = useText();
  const second = secondName(row, language);
  const interval = row.low !== null && row.high !== null ? formatInterval(row.low, row.high, language) : null;
  const noShare = row.basis === 'not-applicable' ? t('map.notApplicable') : t('map.noData');
  return (
    <tr
      aria-selected={selected}
      data-hovered={hovered || undefined}
      onMouseEnter={() => onHover(row.code)}
      onMouseLeave={() => onHover(null)}
      onClick={() => onSelect(row.code)}
    >
      <td className="mute num">{index + 1}</td>
      <td className="ui-left">
        <button type="button" className="map-row-name" onClick={() => onSelect(row.code)}>
          {placeName(row, language)}
        </button>
        {second && <small className="mute map-second">{second}</small>}
      </td>
      <td className="map-cell-bar">
        {row.low !== null && row.likely !== null && row.high !== null && (
          <ShareBar low={row.low} likely={row.likely} high={row.high} minimum={row.minimum} />
        )}
      </td>
      <td className="num map-cell-share">
        {row.likely === null ? <span className="mute small">{noShare}</span> : formatPoints(row.likely, language)}
      </td>
      <td className="num ui-left mute small map-cell-range">{interval}</td>
      <td className="num">{row.distance === null ? NONE : formatDelta(row.distance, language)}</td>
      <td className="num">{row.measured ? formatCount(row.gapCount, language) : NONE}</td>
      <td className="num">{formatCount(row.cameras, language)}</td>
      <td className="ui-left">{row.grade ? <GradeMark grade={row.grade} /> : <span className="mute">{NONE}</span>}</td>
    </tr>
  );
}

interface TableDrawerProps {
  model: MapModel;
  hovered: string | null;
  onHover: (code: string | null) => void;
  onSelect: (code: string) => void;
  onClose: () => void;
}
export function TableDrawer({ model, hovered, onHover, onSelect, onClose }: TableDrawerProps) {
  const { t, language } = useText();
  const { visibleRows, levelRows, level, sort, location, focus } = model;
  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const virtual = useVirtualizer({
    count: visibleRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  useCommand('list.filter', () => search.current?.focus());
  const selectedIndex = focus.region === null ? -1 : visibleRows.findIndex((row) => row.code === focus.region);
  useEffect(() => {
    if (selectedIndex >= 0) virtual.scrollToIndex(selectedIndex, { align: 'auto' });
  }, [selectedIndex, virtual]);

  const columns: ColumnHead[] = [
    { id: 'rank', label: t('table.rank'), width: 44 },
    { id: 'name', label: t('table.name'), align: 'left', sortable: true },
    { id: 'bar', label: t('figure.coverage'), quiet: true },
    { id: 'likely', label: t('figure.coverage'), sortable: true, width: 84 },
    { id: 'range', label: `${t('figure.low')}–${t('figure.high')}`, align: 'left', width: 100 },
    { id: 'distance', label: t('table.distance'), sortable: true, width: 84 },
    { id: 'gaps', label: t('table.gaps'), sortable: true, width: 68 },
    { id: 'cameras', label: t('table.cameras'), sortable: true, width: 80 },
    { id: 'grade', label: t('table.grade'), align: 'left', width: 104 },
  ];
  const sortedBy = columns.find((c) => c.id === sort.replace(/^-/, ''))?.label ?? sort;
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const hidden = levelRows.length - visibleRows.length;
  const showAll = () => navigate({ filters: withFilter(location.filters, location.theme, null), search: '' });

  return (
    <section className="map-table" aria-label={levelWord(level)}>
      <header>
        <h2>
          {language === 'zh' ? levelWord(level) : `${formatCount(levelRows.length, language)} ${levelMany(level)}`}
        </h2>
        <span className="mute small num map-table-note">
          {language === 'zh' && `${formatCount(levelRows.length, language)} · `}
          {t('table.sortedBy', { column: sortedBy })}
        </span>
        {hidden > 0 && (
          <button type="button" className="ui-chip" onClick={showAll}>
            {t('map.hidden', { hidden: formatCount(hidden, language), total: formatCount(levelRows.length, language) })}
            <Icon name="close" size={14} />
          </button>
        )}
        <input
          ref={search}
          type="search"
          className="ui-input map-table-search"
          placeholder={t('table.filter')}
          aria-label={t('table.filter')}
          value={location.search}
          onChange={(event) => navigate({ search: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <IconButton icon="down" label={t('table.close')} command="look.table" onPress={onClose} />
      </header>
      <div ref={scroller} className="map-table-scroll">
        {levelRows.length === 0 ? (
          <EmptyState compact title={t('map.noRegions')} />
        ) : visibleRows.length === 0 ? (
          <EmptyState
            compact
            title={t('state.filteredTitle')}
            action={{ label: t('state.filteredAction'), run: showAll }}
          />
        ) : (
          <table className="ui-table" aria-rowcount={visibleRows.length}>
            <TableHead columns={columns} sort={sort} onSort={(next) => navigate({ sort: next })} />
            <tbody>
              {before > 0 && (
                <tr className="map-spacer" style={{ height: before }}>
                  <td colSpan={9} />
                </tr>
              )}
              {items.map((item) => {
                const row = visibleRows[item.index];
                return (
                  <Row
                    key={row.code}
                    row={row}
                    index={item.index}
                    selected={row.code === focus.region}
                    hovered={row.code === hovered}
                    onHover={onHover}
                    onSelect={onSelect}
                  />
                );
              })}
              {after > 0 && (
                <tr className="map-spacer" style={{ height: after }}>
                  <td colSpan={9} />
                </tr>
              )}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}
