// What a chart is made of, and what can be said of it without looking: the words for a point, for a line, for a table.

export interface ChartSeries {
  id: string;
  label: string;
  /** one per x; null = nothing known there, and the line has a gap */
  values: readonly (number | null)[];
  /** name of a token: `--low` */
  colour: string;
  width?: number;
  dash?: readonly number[];
  /** marks instead of a line */
  points?: boolean;
  /** the values between are none of its own: the line runs on over them */
  spans?: boolean;
  /** drawn, but neither labelled nor read out: edges of a band */
  quiet?: boolean;
}
export interface ChartBand {
  /** ids of two series */
  low: string;
  high: string;
  colour: string;
}
export interface ChartMark {
  at: number;
  value: number;
  label: string;
}
export interface ChartData {
  /** ascending; see months.ts */
  xs: readonly number[];
  series: readonly ChartSeries[];
  bands?: readonly ChartBand[];
  /** diamonds with a name: milestones */
  marks?: readonly ChartMark[];
  /** a dashed line upright: today */
  now?: number | null;
  /** a line of the accent: the month that the screen looks at */
  chosen?: number | null;
  /** nothing can be above it: 1 for shares */
  ceiling?: number;
}

/** A part of the axis: [from, to] in months. */
export type Span = readonly [number, number];

const lastIndex = (values: readonly (number | null)[], to: number) => {
  for (let i = Math.min(to, values.length - 1); i >= 0; i--) if (values[i] !== null) return i;
  return -1;
};

/** Indices of the points inside a span. */
export function inSpan(xs: readonly number[], span: Span | null): [number, number] {
  if (span === null) return [0, xs.length - 1];
  const first = xs.findIndex((x) => x >= span[0] - 1e-9);
  let last = xs.length - 1;
  while (last >= 0 && xs[last] > span[1] + 1e-9) last--;
  return first < 0 || last < first ? [0, xs.length - 1] : [first, last];
}

/** Where an arrow, Home or End leads from a point; null = the key means nothing here. */
export function stepTo(key: string, at: number | null, [first, last]: readonly [number, number]): number | null {
  if (key === 'Home') return first;
  if (key === 'End') return last;
  const by = key === 'ArrowRight' || key === 'ArrowUp' ? 1 : key === 'ArrowLeft' || key === 'ArrowDown' ? -1 : 0;
  if (by === 0) return null;
  if (at === null) return by > 0 ? first : last;
  return Math.max(first, Math.min(last, at + by));
}

/** What a line says: its first and last known values, and how many points between them are missing. */
export function lineFacts(values: readonly (number | null)[]) {
  const first = values.findIndex((v) => v !== null);
  const last = lastIndex(values, values.length - 1);
  if (first < 0) return null;
  let missing = 0;
  for (let i = first; i <= last; i++) if (values[i] === null) missing++;
  return { first, last, from: values[first]!, to: values[last]!, missing };
}

export interface LabelSpot {
  id: string;
  label: string;
  colour: string;
  x: number;
  value: number;
}
/** The end of every line inside the span: there its name is written. */
export function labelSpots({ xs, series }: ChartData, span: Span | null): LabelSpot[] {
  const [first, last] = inSpan(xs, span);
  const known = (values: readonly (number | null)[]) => values.filter((v) => v !== null).length;
  return series.flatMap((s) => {
    // a line that only begins where the span ends is not seen there
    const isEdge = known(s.values.slice(first, last + 1)) === 1 && known(s.values) > 1 && !s.points;
    if (s.quiet || isEdge) return [];
    const i = lastIndex(s.values, last);
    return i < 0 ? [] : [{ id: s.id, label: s.label, colour: s.colour, x: xs[i], value: s.values[i]! }];
  });
}

/** Heights of labels that want to be at `wanted` px, moved apart to at least `gap` and kept in [top, bottom]. */
export function spread(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const placed = new Array<number>(wanted.length);
  let least = top;
  for (const i of order) {
    placed[i] = Math.max(wanted[i], least);
    least = placed[i] + gap;
  }
  let most = bottom;
  for (const i of [...order].reverse()) {
    placed[i] = Math.min(placed[i], most);
    most = placed[i] - gap;
  }
  return placed;
}

/** A round number at or above what has to fit, never above the ceiling. */
export function topOf(data: ChartData): number {
  let most = 0;
  for (const s of data.series) for (const v of s.values) if (v !== null && v > most) most = v;
  for (const m of data.marks ?? []) if (m.value > most) most = m.value;
  if (most === 0) return data.ceiling ?? 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  const round = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((f) => f * unit).find((t) => t >= most * 1.04)!;
  return data.ceiling === undefined ? round : Math.min(round, data.ceiling);
}
