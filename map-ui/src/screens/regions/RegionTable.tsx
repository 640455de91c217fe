// The table itself: as many rows as fit, all others as space.
import { useVirtualizer } from '@tanstack/react-virtual';
import i18next, { type TFunction } from 'i18next';
import { memo, useEffect, useRef, useState } from 'react';
import { useCommand } from '../../commands.ts';
import { formatArea, formatCount, formatDelta, formatInterval, formatPoints, NONE } from '../../i18n/format.ts';
import { type Language, useText } from '../../i18n/i18n.ts';
import { placeName, secondName } from '../../i18n/names.ts';
import { currentLocation, hrefOf, navigate } from '../../location.ts';
import { Icon } from '../../theme/icons.tsx';
import { GradeMark } from '../../ui/GradeMark.tsx';
import { ShareBar } from '../../ui/ShareBar.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { type ColumnHead, TableHead } from '../../ui/Table.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { DEFAULTS, type UrlState } from '../../url-state.ts';
import { formatFocus } from '../map/focus.ts';
import { COLUMNS, type ColumnId, numberIn, SHARE_COLUMNS } from './columns.ts';
import type { NoRank, Ranked } from './rank.ts';
import type { RegionsModel } from './useRegionsModel.ts';
import { gradeText, noShareText, whyText } from './words.ts';

const ROW_PX = 30;
const RANK_PX = 56;
const NAME_PX = 156;
const MAP_PX = 82;
export const MOST_PINS = 5;

/** A region with parts becomes the scope of this table; one without is looked at on the map. */
export function placeOf(ranked: Ranked, region: string | null): UrlState {
  const { row } = ranked;
  return row.leaves > 1 || row.level === 'province'
    ? { ...DEFAULTS, screen: 'regions', region: row.code }
    : onMap(row.code, region);
}
const onMap = (code: string, region: string | null): UrlState => ({
  ...DEFAULTS,
  screen: 'map',
  region,
  focus: formatFocus({ region: code }),
});

interface Words {
  /** handed down: a hook in every cell is what makes a long table slow */
  t: TFunction;
  language: Language;
}
function Cell({ id, ranked, t, language }: { id: ColumnId; ranked: Ranked } & Words) {
  const { row } = ranked;
  const value = numberIn(row, id);
  switch (id) {
    case 'bar':
      return (
        <td>
          {row.low !== null && row.likely !== null && row.high !== null && (
            <ShareBar low={row.low} likely={row.likely} high={row.high} minimum={row.minimum} />
          )}
        </td>
      );
    case 'range':
      return (
        <td className="ui-left num mute small">
          {row.low !== null && row.high !== null && formatInterval(row.low, row.high, language)}
        </td>
      );
    case 'grade':
      return (
        <td className="ui-left" title={gradeText(row, t, language)}>
          {row.grade ? <GradeMark grade={row.grade} /> : <span className="mute">{NONE}</span>}
        </td>
      );
    case 'trend':
      return (
        <td className="ui-left">
          {row.league && (
            <Sparkline
              values={row.league.trend}
              label={
                value === null
                  ? t('regions.league.noTrend')
                  : t('regions.league.trendSays', { change: formatDelta(value, language) })
              }
            />
          )}
        </td>
      );
    case 'basis':
      return <td className="ui-left small mute ellipsis">{row.basis ? t(`basis.${row.basis}`) : NONE}</td>;
    case 'distance':
      return <td className="num">{value === null ? NONE : formatDelta(value, language)}</td>;
    case 'demand':
      return <td className="num">{value === null ? NONE : formatArea(value, language)}</td>;
    case 'gaps':
    case 'cameras':
    case 'unaimed':
    case 'assumed':
      return <td className="num">{value === null ? NONE : formatCount(value, language)}</td>;
    default:
      return (
        <td className={`num ${id === 'likely' ? 'regions-likely' : ''}`}>
          {value === null ? NONE : formatPoints(value, language)}
        </td>
      );
  }
}

interface RowProps extends Words {
  ranked: Ranked;
  index: number;
  columns: readonly ColumnId[];
  region: string | null;
  current: boolean;
  pinned: boolean;
}
/** At most five: more would be a second table. */
export function togglePin(code: string) {
  const { pins } = currentLocation();
  if (pins.includes(code)) return navigate({ pins: pins.filter((pin) => pin !== code) });
  if (pins.length >= MOST_PINS) return showToast(i18next.t('regions.league.tooMany'));
  navigate({ pins: [...pins, code] });
}
const Row = memo(function Row({ ranked, index, columns, region, current, pinned, t, language }: RowProps) {
  const { row, rank, tied, meaningful, why } = ranked;
  const second = secondName(row, language);
  const missing = noShareText(row, t);
  const shares = missing === null ? 0 : columns.filter((id) => SHARE_COLUMNS.includes(id)).length;
  const rest = missing === null ? columns : columns.filter((id) => !SHARE_COLUMNS.includes(id));
  const place = placeOf(ranked, region);
  const map = onMap(row.code, region);
  const open = (to: UrlState) => (event: React.MouseEvent) => {
    event.stopPropagation();
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={current}
      className={pinned ? 'regions-pinned' : undefined}
      onClick={open(place)}
      data-code={row.code}
    >
      <td
        className="num mute"
        title={why ? whyText(row, why, t) : meaningful ? undefined : t('regions.league.meaningless')}
      >
        {rank === null ? NONE : `${meaningful ? '' : '≈ '}${tied ? '=' : ''}${formatCount(rank, language)}`}
      </td>
      <th scope="row" className="ui-left regions-name">
        <span className="ellipsis">
          <a href={hrefOf(place)} onClick={open(place)}>
            {placeName(row, language)}
          </a>
          {second && <small className="mute">{second}</small>}
        </span>
      </th>
      {missing !== null && shares > 0 && (
        <td colSpan={shares} className="ui-left mute small">
          {missing}
        </td>
      )}
      {rest.map((id) => (
        <Cell key={id} id={id} ranked={ranked} t={t} language={language} />
      ))}
      <td className="regions-map">
        <button
          type="button"
          aria-pressed={pinned}
          aria-label={t(pinned ? 'regions.league.unpin' : 'regions.league.pin', { name: placeName(row, language) })}
          onClick={(event) => {
            event.stopPropagation();
            togglePin(row.code);
          }}
        >
          <Icon name="pin" size={16} />
        </button>
        <a href={hrefOf(map)} onClick={open(map)} aria-label={t('regions.onMap', { name: placeName(row, language) })}>
          <Icon name="map" size={16} />
        </a>
      </td>
    </tr>
  );
});

const isPartial = (why: NoRank | null) => why === 'partial';

export function RegionTable({ model }: { model: RegionsModel }) {
  const { t, language } = useText();
  const { visible, columns, location, sortText } = model;
  const scroller = useRef<HTMLElement>(null);
  const [current, setCurrent] = useState(-1);
  const virtual = useVirtualizer({
    count: visible.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  // another order or filter is another table: start at its top
  // biome-ignore lint/correctness/useExhaustiveDependencies: these two are what makes it another table
  useEffect(() => {
    setCurrent(-1);
    scroller.current?.scrollTo({ top: 0 });
  }, [sortText, location.level]);
  const step = (by: number) => {
    const next = Math.max(0, Math.min(visible.length - 1, current + by));
    setCurrent(next);
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  useCommand('list.next', () => step(1), visible.length > 0);
  useCommand('list.previous', () => step(-1), visible.length > 0);
  useCommand('regions.pin', () => togglePin(visible[current].row.code), visible[current] !== undefined);
  useCommand('list.open', () => navigate(placeOf(visible[current], location.region)), visible[current] !== undefined);

  const heads: ColumnHead[] = [
    { id: 'rank', label: '#', width: RANK_PX },
    { id: 'name', label: t('table.name'), align: 'left', sortable: true },
    ...columns.map((id) => ({
      id,
      label: t(`regions.column.${id}`),
      align: COLUMNS[id].align,
      sortable: id !== 'bar',
      width: COLUMNS[id].widthPx,
    })),
    { id: 'map', label: t('screen.map'), width: MAP_PX },
  ];
  const widthPx = RANK_PX + NAME_PX + MAP_PX + columns.reduce((sum, id) => sum + COLUMNS[id].widthPx, 0);
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const span = columns.length + 3;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={scroller} className="regions-scroll" tabIndex={0} aria-label={t('screen.regions')}>
      <table className="ui-table regions-table" style={{ minWidth: widthPx }} aria-rowcount={visible.length + 1}>
        <TableHead columns={heads} sort={sortText} onSort={(sort) => navigate({ sort })} />
        <tbody>
          {before > 0 && (
            <tr className="regions-space" style={{ height: before }}>
              <td colSpan={span} />
            </tr>
          )}
          {items.map((item) => {
            const ranked = visible[item.index];
            return (
              <Row
                key={ranked.row.code}
                ranked={ranked}
                index={item.index}
                columns={columns}
                region={location.region}
                current={item.index === current}
                pinned={location.pins.includes(ranked.row.code)}
                t={t}
                language={language}
              />
            );
          })}
          {after > 0 && (
            <tr className="regions-space" style={{ height: after }}>
              <td colSpan={span} />
            </tr>
          )}
        </tbody>
      </table>
      {visible.some(({ meaningful }) => !meaningful) && (
        <p className="regions-note mute small">≈ {t('regions.league.meaningless')}</p>
      )}
      {visible.some(({ why }) => isPartial(why)) && (
        <p className="regions-note mute small">{t('regions.partialNote')}</p>
      )}
    </section>
  );
}
