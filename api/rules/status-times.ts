// How long was a camera in which state, and which rates does that make? docs/model.md §5.
import { merged, type Span, type StateSpan } from './status-intervals.ts';

export interface Times {
  onlineS: number;
  offlineS: number;
  unknownS: number;
  /** planned works, whatever the state */
  plannedS: number;
  /** this program did not run */
  ownS: number;
}
export const NO_TIME: Times = { onlineS: 0, offlineS: 0, unknownS: 0, plannedS: 0, ownS: 0 };

export function addTimes(a: Times, b: Times): Times {
  return {
    onlineS: a.onlineS + b.onlineS,
    offlineS: a.offlineS + b.offlineS,
    unknownS: a.unknownS + b.unknownS,
    plannedS: a.plannedS + b.plannedS,
    ownS: a.ownS + b.ownS,
  };
}

export interface TimesFacts {
  spans: readonly StateSpan[];
  works: readonly Span[];
  ownDown: readonly Span[];
  /** from when on something is expected of it, ms; null = from its first word */
  expectedFrom: number | null;
}

/** Camera time within [from, to) (ms), in seconds. The parts add up to the time since it is expected. */
export function timesWithin({ spans, works, ownDown, expectedFrom }: TimesFacts, from: number, to: number): Times {
  const begin = Math.max(from, expectedFrom ?? spans[0]?.from ?? to);
  if (begin >= to) return NO_TIME;
  const own = merged(ownDown);
  const planned = without(merged(works), own);
  const out = [...own, ...planned].sort((a, b) => a.from - b.from);
  const times = { ...NO_TIME, ownS: inside(own, begin, to), plannedS: inside(planned, begin, to) };
  let counted = 0;
  for (const span of spans) {
    const [a, b] = [Math.max(span.from, begin), Math.min(span.to, to)];
    if (b <= a) continue;
    const seconds = (b - a) / 1000 - inside(out, a, b);
    counted += seconds;
    if (span.state === 'online') times.onlineS += seconds;
    else if (span.state === 'offline') times.offlineS += seconds;
    else times.unknownS += seconds;
  }
  // nothing was said of it yet
  const silent = (to - begin) / 1000 - times.ownS - times.plannedS - counted;
  return { ...times, unknownS: times.unknownS + Math.max(0, silent) };
}

/** Seconds of [from, to) that lie in spans which do not overlap. */
function inside(spans: readonly Span[], from: number, to: number): number {
  let ms = 0;
  for (const span of spans) ms += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from));
  return ms / 1000;
}

function without(spans: readonly Span[], gone: readonly Span[]): Span[] {
  let left = [...spans];
  for (const hole of gone)
    left = left.flatMap((span) =>
      hole.to <= span.from || hole.from >= span.to
        ? [span]
        : [
            { from: span.from, to: hole.from },
            { from: hole.to, to: span.to },
          ].filter(({ from, to }) => to > from),
    );
  return left;
}

export interface Rates {
  onlineRate: number | null;
  intactRate: number | null;
  reason: string | null;
  reasonZh: string | null;
}

/** Online ÷ (online + offline), and online ÷ expected: unknown is not intact. */
export function ratesOf({ onlineS, offlineS, unknownS, plannedS, ownS }: Times): Rates {
  const known = onlineS + offlineS;
  const expected = known + unknownS;
  const why =
    expected > 0
      ? known > 0
        ? null
        : ['not computed: nothing was said of the cameras in this time', '未计算：这段时间没有点位状态']
      : plannedS > 0
        ? ['not computed: planned works all the time', '未计算：全部时间为计划施工']
        : ownS > 0
          ? ['not computed: Lacuna itself did not run', '未计算：本系统未运行']
          : ['not computed: no camera is expected to report', '未计算：没有应上报状态的点位'];
  return {
    onlineRate: known > 0 ? onlineS / known : null,
    intactRate: known > 0 ? onlineS / expected : null,
    reason: why?.[0] ?? null,
    reasonZh: why?.[1] ?? null,
  };
}
