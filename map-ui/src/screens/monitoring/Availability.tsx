// How was it over the last days? One bar a day, read by pointer or arrows; the same numbers as a table.
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { StatusTimes } from '#contract/status';
import { useCommand } from '../../commands.ts';
import { formatCount, formatShare, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Table, TableHead } from '../../ui/Table.tsx';
import { type Bar, barsOf, floorOf, overall, PARTS, slicesOf } from './strip.ts';
import { type MonitoringModel, SPANS } from './useMonitoringModel.ts';

const HEIGHT = 44;
/** Width of a day; the bar takes most of it. */
const DAY = 10;
const BAR = 8;

function Strip({ bars, floor, label }: { bars: Bar[]; floor: number; label: string }) {
  const { t, language } = useText();
  const [at, setAt] = useState<number | null>(null);
  const last = bars.length - 1;
  const read = at === null ? null : (bars[Math.min(at, last)] ?? null);
  const onKeyDown = (event: KeyboardEvent) => {
    const now = at ?? last + 1;
    const to: Record<string, number> = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last };
    if (!(event.key in to)) return;
    setAt(Math.max(0, Math.min(last, to[event.key])));
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(Math.max(0, Math.min(last, Math.floor(((event.clientX - left) / width) * bars.length))));
  };
  return (
    <>
      <div className="mon-strip">
        <span className="mon-scale tiny mute num" aria-hidden="true">
          <span>100 %</span>
          <span>{formatShare(floor, language, 0)}</span>
        </span>
        <svg
          viewBox={`0 0 ${bars.length * DAY} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows read the days out
          tabIndex={0}
          onKeyDown={onKeyDown}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
        >
          <title>{label}</title>
          {bars.map(({ day, shares }, i) => (
            <g key={day} className={i === at ? 'mon-day-read' : ''}>
              {shares === null ? (
                <path className="mon-gap" d={`M${i * DAY + 1} ${HEIGHT - 0.5}h${BAR}`} />
              ) : (
                slicesOf(shares, floor).map(({ part, top, height }) => (
                  <rect
                    key={part}
                    className={`mon-bar-${part}`}
                    x={i * DAY + 1}
                    y={top * HEIGHT}
                    width={BAR}
                    height={height * HEIGHT}
                  />
                ))
              )}
            </g>
          ))}
        </svg>
      </div>
      <p className="mon-read tiny mute num" aria-live="polite">
        {read === null ? (
          <>
            <span>{bars[0]?.day}</span>
            <span>{bars[last]?.day}</span>
          </>
        ) : (
          dayText(read)
        )}
      </p>
    </>
  );

  function dayText({ day, shares, times }: Bar): string {
    if (shares === null) return t('monitoring.strip.noWords', { day });
    const parts = PARTS.filter((part) => shares[part] > 0).map(
      (part) => `${t(`monitoring.part.${part}`)} ${formatShare(shares[part], language)}`,
    );
    return [day, ...parts, t('monitoring.strip.cameras', { count: times.cameras })].join(' · ');
  }
}

const COLUMNS = ['day', 'cameras', ...PARTS, 'onlineRate', 'intactRate'] as const;
const HOUR_S = 3_600;

function DayTable({ bars }: { bars: Bar[] }) {
  const { t, language } = useText();
  const rate = (value: number | null) => (value === null ? NONE : formatShare(value, language));
  const hours = (seconds: number) => formatCount(Math.round(seconds / HOUR_S), language);
  return (
    <Scroll className="mon-days" label={t('monitoring.strip.table')}>
      <Table label={t('monitoring.strip.table')}>
        <TableHead
          columns={COLUMNS.map((id) => ({
            id,
            label: t(`monitoring.strip.column.${id}`),
            align: id === 'day' ? ('left' as const) : ('right' as const),
          }))}
          sort={null}
          onSort={() => {}}
        />
        <tbody>
          {[...bars].reverse().map(({ day, times, shares }) => (
            <tr key={day}>
              <th scope="row" className="ui-left num">
                {day}
              </th>
              <td className="num">{shares === null ? NONE : formatCount(times.cameras, language)}</td>
              {PARTS.map((part) => (
                <td key={part} className="num">
                  {shares === null ? NONE : hours(times[`${part}S`])}
                </td>
              ))}
              <td className="num">{rate(times.onlineRate)}</td>
              <td className="num">{rate(times.intactRate)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Scroll>
  );
}

export function Availability({ model, days }: { model: MonitoringModel; days: readonly StatusTimes[] }) {
  const { t, language } = useText();
  const [isTable, setTable] = useState(false);
  useCommand('look.table', () => setTable(!isTable));
  const bars = barsOf(days);
  const floor = floorOf(bars);
  const { online, intact } = overall(days);
  const used = PARTS.filter((part) => bars.some(({ shares }) => shares !== null && shares[part] > 0));
  const rates = t('monitoring.strip.rates', {
    online: online === null ? NONE : formatShare(online, language),
    intact: intact === null ? NONE : formatShare(intact, language),
  });
  const worded = bars.filter(({ shares }) => shares !== null).length;
  return (
    <section className="mon-availability" aria-label={t('monitoring.availability')}>
      <header>
        <h2>{t('monitoring.availability')}</h2>
        <span className="mute small num">{rates}</span>
        <span className="mon-push" />
        <Segments
          label={t('monitoring.span')}
          value={String(model.span)}
          items={SPANS.map((span) => ({ id: String(span), label: t('monitoring.days', { shown: span }) }))}
          onChange={(id) => model.setSpan(SPANS.find((span) => String(span) === id) ?? 30)}
        />
        <Button small kind="quiet" icon="table" aria-pressed={isTable} onPress={() => setTable(!isTable)}>
          {t('monitoring.strip.asTable')}
        </Button>
      </header>
      {bars.length === 0 ? (
        <p className="mute small">{t('monitoring.strip.none')}</p>
      ) : isTable ? (
        <DayTable bars={bars} />
      ) : (
        <>
          <Strip bars={bars} floor={floor} label={t('monitoring.strip.label', { days: bars.length, worded, rates })} />
          <ul className="mon-key tiny mute">
            {used.map((part) => (
              <li key={part}>
                <i className={`mon-key-${part}`} /> {t(`monitoring.part.${part}`)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
