// How values over time are shown: as lines, and as a table that says the same; by mouse, by keys and by ear.
import { type KeyboardEvent, lazy, Suspense, useId, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { Button } from './Button.tsx';
import { ChartTable } from './ChartTable.tsx';
import { type ChartData, inSpan, lineFacts, type Span, stepTo } from './chart-model.ts';
import { monthOf } from './months.ts';
import './chart.css';

const ChartCanvas = lazy(() => import('./ChartCanvas.tsx').then((m) => ({ default: m.ChartCanvas })));

interface ChartProps {
  title: string;
  data: ChartData;
  format: (value: number) => string;
  formatAxis?: (value: number) => string;
  heightPx?: number;
  span: Span | null;
  onSpan: (span: Span | null) => void;
  /** the month that was chosen by Enter or a click */
  onMonth?: (month: string) => void;
}

/** One sentence a line: where it begins, where it ends, what is missing. */
function useAlt({ title, data, format }: Pick<ChartProps, 'title' | 'data' | 'format'>): string {
  const { t } = useText();
  const lines = data.series.flatMap((s) => {
    const facts = s.quiet ? null : lineFacts(s.values);
    if (facts === null) return [];
    const said = t('chart.line', {
      label: s.label,
      first: monthOf(data.xs[facts.first]),
      from: format(facts.from),
      last: monthOf(data.xs[facts.last]),
      to: format(facts.to),
    });
    return [facts.missing > 0 ? said + t('chart.missing', { count: facts.missing }) : said];
  });
  return [t('chart.alt', { title }), ...lines].join(' ');
}

/** What stands at a point, as one line: the month, then every known value. */
function useReadout(data: ChartData, format: (value: number) => string) {
  const { t } = useText();
  return (at: number): string => {
    const parts = data.series.flatMap((s) => {
      const value = s.quiet ? null : s.values[at];
      return value == null ? [] : [`${s.label} ${format(value)}`];
    });
    const marks = (data.marks ?? []).filter((m) => Math.round(m.at) === data.xs[at] || Math.ceil(m.at) === data.xs[at]);
    const named = marks.map((m) => t('chart.mark', { label: m.label, value: format(m.value) }));
    return [monthOf(data.xs[at]), ...(parts.length > 0 ? parts : [t('chart.nothing')]), ...named].join(' · ');
  };
}

export function Chart({ title, data, format, formatAxis = format, heightPx = 260, span, onSpan, onMonth }: ChartProps) {
  const { t } = useText();
  const [asTable, setAsTable] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const [spoken, setSpoken] = useState('');
  const hint = useId();
  const alt = useAlt({ title, data, format });
  const read = useReadout(data, format);
  const range = inSpan(data.xs, span);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = stepTo(event.key, at, range);
    if (next !== null) {
      setAt(next);
      setSpoken(read(next));
    } else if (event.key === 'Escape' && (span !== null || at !== null)) {
      if (span !== null) onSpan(null);
      else setAt(null);
      event.stopPropagation();
    } else if ((event.key === '+' || event.key === '=') && range[1] - range[0] > 3) {
      const half = Math.max(3, Math.ceil((range[1] - range[0]) / 2));
      const middle = at ?? range[1];
      const from = Math.max(range[0], Math.min(middle - Math.floor(half / 2), range[1] - half));
      onSpan([data.xs[from], data.xs[from + half]]);
    } else if (event.key === '-' && span !== null) onSpan(null);
    else if (event.key === 'Enter' && at !== null && onMonth) onMonth(monthOf(data.xs[at]));
    else return;
    event.preventDefault();
  };
  const shown = at !== null && at >= range[0] && at <= range[1] ? at : null;
  return (
    <figure className="ui-chart">
      <figcaption>
        <h2>{title}</h2>
        {span !== null && (
          <Button small kind="quiet" onPress={() => onSpan(null)}>
            {t('chart.whole')} <kbd>Esc</kbd>
          </Button>
        )}
        <Button small kind="quiet" icon="table" aria-pressed={asTable} onPress={() => setAsTable(!asTable)}>
          {t(asTable ? 'chart.asLines' : 'chart.asTable')}
        </Button>
      </figcaption>
      {asTable ? (
        <ChartTable title={title} data={data} range={range} format={format} />
      ) : (
        <>
          <div
            // arrows walk from point to point, as in a grid: a browsing reader must hand them through
            role="application"
            aria-roledescription={t('chart.role')}
            aria-label={alt}
            aria-describedby={hint}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: its points are read by keys
            tabIndex={0}
            className="ui-chart-field"
            onKeyDown={onKeyDown}
            onBlur={() => setAt(null)}
          >
            <Suspense fallback={<div className="ui-chart-canvas" style={{ height: heightPx }} />}>
              <ChartCanvas
                data={data}
                span={span}
                heightPx={heightPx}
                at={shown}
                formatAxis={formatAxis}
                onAt={setAt}
                onSpan={onSpan}
              />
            </Suspense>
          </div>
          <p className="ui-chart-readout num small" aria-hidden="true">
            {shown === null ? <span className="mute">{t('chart.hint')}</span> : read(shown)}
          </p>
          <span id={hint} className="visually-hidden">
            {t('chart.keys')}
          </span>
          <span className="visually-hidden" aria-live="polite">
            {spoken}
          </span>
        </>
      )}
    </figure>
  );
}
