// The drawing of a chart: uPlot, told our colours, axes, names at the ends of lines, and how a part of the time is chosen.
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../theme/theme.ts';
import { type ChartData, inSpan, labelSpots, type Span, spread, topOf } from './chart-model.ts';
import { monthOf, monthTicks } from './months.ts';

interface CanvasProps {
  data: ChartData;
  span: Span | null;
  heightPx: number;
  /** index of the point that is read out */
  at: number | null;
  formatAxis: (value: number) => string;
  onAt: (at: number | null) => void;
  onSpan: (span: Span | null) => void;
}
const LABEL_GAP_PX = 14;
const TICK_PX = 62;
const TEXT_PX = 11;
/** A drag that is shorter is a click. */
const DRAG_PX = 8;

const tokens = () => {
  const style = getComputedStyle(document.documentElement);
  return (name: string) => style.getPropertyValue(name).trim();
};
const font = (weight: number) =>
  `${weight} ${Math.round(TEXT_PX * devicePixelRatio)}px ${getComputedStyle(document.body).fontFamily}`;

/** Names at the ends of the lines take as much room as the longest needs, but never more than a third. */
function labelWidthPx(data: ChartData, widthPx: number): number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return 0;
  context.font = `400 ${TEXT_PX}px ${getComputedStyle(document.body).fontFamily}`;
  const widest = Math.max(0, ...labelSpots(data, null).map(({ label }) => context.measureText(label).width));
  return Math.min(widest + 12, widthPx / 3);
}

function drawNames(u: uPlot, data: ChartData, span: Span | null, colour: (token: string) => string) {
  const { ctx, bbox } = u;
  const px = devicePixelRatio;
  const spots = labelSpots(data, span);
  const edge = bbox.left + bbox.width;
  const [top, bottom] = [bbox.top / px + 2, (bbox.top + bbox.height) / px - 4];
  // a line that ends far from the edge is named at its own end, below the point: beside it others may go on
  const isInner = ({ x }: { x: number }) => edge - u.valToPos(x, 'x', true) > 60 * px;
  const wanted = spots.map((spot) => u.valToPos(spot.value, 'y', true) / px + (isInner(spot) ? LABEL_GAP_PX : 0));
  const placed = [...wanted];
  for (const inner of [false, true]) {
    const group = spots.flatMap((spot, i) => (isInner(spot) === inner ? [i] : []));
    const heights = spread(
      group.map((i) => wanted[i]),
      LABEL_GAP_PX,
      top,
      bottom,
    );
    for (const [at, i] of group.entries()) placed[i] = heights[at];
  }
  ctx.save();
  ctx.font = font(400);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const [i, spot] of spots.entries()) {
    const x = u.valToPos(spot.x, 'x', true);
    if (isInner(spot)) {
      ctx.fillStyle = colour(spot.colour);
      ctx.fillText(spot.label, x + 6 * px, placed[i] * px);
      continue;
    }
    ctx.strokeStyle = colour(spot.colour);
    ctx.globalAlpha = 0.5;
    ctx.lineWidth = px;
    ctx.beginPath();
    ctx.moveTo(x + 3 * px, wanted[i] * px);
    ctx.lineTo(edge + 2 * px, wanted[i] * px);
    ctx.lineTo(edge + 6 * px, placed[i] * px);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.fillStyle = colour(spot.colour);
    ctx.fillText(spot.label, edge + 8 * px, placed[i] * px);
  }
  ctx.restore();
}

function drawMarks(u: uPlot, data: ChartData, colour: (token: string) => string) {
  const { ctx, bbox } = u;
  const px = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left - 6 * px, bbox.top - 8 * px, bbox.width + 12 * px, bbox.height + 8 * px);
  ctx.clip();
  for (const [at, token, dash] of [
    [data.now, '--mute', [2 * px, 3 * px]],
    [data.chosen, '--accent', []],
  ] as const) {
    if (at == null) continue;
    const x = Math.round(u.valToPos(at, 'x', true));
    ctx.strokeStyle = colour(token);
    ctx.lineWidth = px;
    ctx.setLineDash([...dash]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  for (const mark of data.marks ?? []) {
    const [x, y] = [u.valToPos(mark.at, 'x', true), u.valToPos(mark.value, 'y', true)];
    const r = 4.5 * px;
    ctx.beginPath();
    ctx.moveTo(x, y - r);
    ctx.lineTo(x + r, y);
    ctx.lineTo(x, y + r);
    ctx.lineTo(x - r, y);
    ctx.closePath();
    ctx.fillStyle = colour('--panel');
    ctx.fill();
    ctx.strokeStyle = colour('--ink');
    ctx.lineWidth = 1.5 * px;
    ctx.stroke();
  }
  ctx.restore();
}

function optionsOf(props: CanvasProps, widthPx: number, live: { current: CanvasProps }): uPlot.Options {
  const { data, span, heightPx } = props;
  const colour = tokens();
  const [mute, line] = [colour('--mute'), colour('--line-soft')];
  const [first, last] = [data.xs[0] ?? 0, data.xs.at(-1) ?? 1];
  const from = span?.[0] ?? first;
  const to = Math.max(span?.[1] ?? last, from + 1);
  const top = topOf(data);
  const axis: uPlot.Axis = { stroke: mute, font: font(400).replace(/\d+px/, `${TEXT_PX}px`), ticks: { show: false } };
  const indexOf = (id: string) => data.series.findIndex((s) => s.id === id) + 1;
  return {
    width: widthPx,
    height: heightPx,
    padding: [10, labelWidthPx(data, widthPx), 0, 0],
    legend: { show: false },
    scales: { x: { time: false, range: () => [from, to] }, y: { range: () => [0, top] } },
    axes: [
      {
        ...axis,
        size: 26,
        gap: 6,
        grid: { show: false },
        splits: (u) => monthTicks(from, to, Math.floor(u.bbox.width / devicePixelRatio / TICK_PX)),
        values: (_u, splits) => splits.map(monthOf),
      },
      {
        ...axis,
        size: (_u, values) => 14 + 6.5 * Math.max(2, ...(values ?? []).map((v) => String(v ?? '').length)),
        gap: 6,
        space: 40,
        grid: { stroke: line, width: 1 },
        values: (_u, splits) => splits.map((v) => live.current.formatAxis(v)),
      },
    ],
    series: [
      {},
      ...data.series.map(
        (s): uPlot.Series => ({
          label: s.label,
          stroke: s.points ? 'transparent' : s.quiet ? 'transparent' : colour(s.colour),
          width: s.width ?? 2,
          dash: s.dash ? [...s.dash] : [],
          spanGaps: s.spans === true,
          points: s.points
            ? { show: true, size: 7, width: 1.5, stroke: colour(s.colour), fill: colour('--panel') }
            : // a known month between two unknown ones is a line without length: it is shown as a point
              { show: !s.quiet && !s.spans, size: 4, fill: colour(s.colour), stroke: colour(s.colour), filter: alone },
        }),
      ),
    ],
    bands: (data.bands ?? []).map((band) => ({
      series: [indexOf(band.high), indexOf(band.low)],
      fill: colour(band.colour),
    })),
    cursor: {
      x: true,
      y: false,
      drag: { x: true, y: false, setScale: false, dist: DRAG_PX },
      points: { size: 7, fill: colour('--panel'), width: 2 },
    },
    hooks: {
      setCursor: [(u) => live.current.onAt(u.cursor.idx ?? null)],
      setSelect: [
        (u) => {
          const { left, width } = u.select;
          if (width < DRAG_PX) return;
          const [a, b] = [u.posToVal(left, 'x'), u.posToVal(left + width, 'x')];
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          const [i, j] = inSpan(data.xs, [a, b]);
          if (j > i) live.current.onSpan([data.xs[i], data.xs[j]]);
        },
      ],
      drawSeries: [],
      draw: [
        (u) => {
          drawMarks(u, data, colour);
          drawNames(u, data, span, colour);
        },
      ],
    },
  };
}

const alone: uPlot.Series.Points.Filter = (u, index) => {
  const values = u.data[index] as (number | null)[];
  const found: number[] = [];
  for (const [i, v] of values.entries()) {
    if (v !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null) found.push(i);
  }
  return found;
};

export function ChartCanvas(props: CanvasProps) {
  const { data, span, heightPx, at } = props;
  const { theme } = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const live = useRef(props);
  live.current = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme is another set of colours
  useEffect(() => {
    const element = box.current!;
    const values = [data.xs, ...data.series.map((s) => s.values)] as unknown as uPlot.AlignedData;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(live.current, element.clientWidth, live), values, element);
    };
    draw();
    let isGone = false;
    // the first drawing may come before the fonts
    void document.fonts.ready.then(() => void (!isGone && plot.current?.redraw(false)));
    const watcher = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== plot.current?.width) draw();
    });
    watcher.observe(element);
    return () => {
      isGone = true;
      watcher.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [data, span, heightPx, theme]);
  useEffect(() => {
    const u = plot.current;
    if (!u || at === (u.cursor.idx ?? null)) return;
    if (at === null) u.setCursor({ left: -10, top: -10 }, false);
    else u.setCursor({ left: u.valToPos(data.xs[at], 'x'), top: u.bbox.height / devicePixelRatio / 2 }, false);
  }, [at, data]);
  return <div ref={box} className="ui-chart-canvas" style={{ height: heightPx }} />;
}
