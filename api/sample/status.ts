// What did the feeds say in two years? Words about cameras and recorders: single faults, cuts of power and network over a
// township, works, and what is out right now.
import { gauss, hash01, pickByShare, type Random, stream, whole } from './random.ts';

export interface StatusSubject {
  id: string;
  township: string;
  parentId: string | null;
  /** traffic police have a platform of their own */
  traffic: boolean;
  /** first day it can say something, ms since 1970; null = it never did */
  since: number | null;
}
export interface SampleWord {
  subject: string;
  at: number;
  state: 'online' | 'offline';
  reason: string | null;
  feed: string;
}
export interface SampleWorks {
  kind: 'region' | 'camera';
  subject: string;
  from: number;
  to: number;
  reason: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const COUNTY_FEED = '县级共享平台';
export const TRAFFIC_FEED = '交警专网平台';
/** Said again after so long when nothing changed, so that nobody has to ask. */
const SAY_AGAIN = 90 * DAY;

const SINGLE: readonly (readonly [string, number])[] = [
  ['设备故障', 0.42],
  ['断电', 0.25],
  ['网络中断', 0.23],
  ['镜头或线路损坏', 0.1],
];

interface Span {
  from: number;
  to: number;
  reason: string | null;
}

/** Median 8 h, some for days. */
const faultMs = (r: Random): number => Math.min(21 * DAY, 8 * HOUR * Math.exp(1.25 * gauss(r)));
/** Time until the next fault; more in the first year. */
const quietMs = (r: Random, at: number, now: number): number =>
  -Math.log(1 - r()) * (now - at > 365 * DAY ? 290 * DAY : 420 * DAY);

/** Cuts over whole townships, and works: the same for everybody there. */
function areaSpans(seed: number, townships: readonly string[], began: number, now: number): Map<string, Span[]> {
  const spans = new Map<string, Span[]>(townships.map((code) => [code, []]));
  for (const [i, code] of townships.entries()) {
    const r = stream(seed, 141, i);
    for (let at = began + whole(r, 5, 80) * DAY; at < now - 5 * DAY; at += whole(r, 40, 190) * DAY) {
      const isPower = r() < 0.6;
      const hours = isPower ? 1 + 8 * r() : 0.5 + 5 * r();
      spans.get(code)!.push({ from: at, to: at + hours * HOUR, reason: isPower ? '停电' : '传输网络中断' });
    }
  }
  return spans;
}

/** The township whose network is out now, since three hours. */
export const darkTownship = (townships: readonly string[]): string => townships[Math.min(3, townships.length - 1)]!;
/** The one where a road is dug up this week. */
const workedTownship = (townships: readonly string[]): string => townships[Math.min(5, townships.length - 1)]!;

export function worksOf(townships: readonly string[], now: number): SampleWorks[] {
  const subject = workedTownship(townships);
  const from = Math.floor((now - 2 * DAY) / HOUR) * HOUR;
  return [
    { kind: 'region', subject, from, to: from + 5 * DAY, reason: '道路改造，线路迁改 · road works, lines moved' },
    {
      kind: 'region',
      subject: townships[0]!,
      from: from + 9 * DAY,
      to: from + 9 * DAY + 6 * HOUR,
      reason: '机房电源检修 · power maintenance',
    },
  ];
}

/** Words in no particular order. `began`: the feeds' first day; both ms since 1970. */
export function* statusWords(
  subjects: readonly StatusSubject[],
  townships: readonly string[],
  { seed, began, now }: { seed: number; began: number; now: number },
): Generator<SampleWord> {
  const areas = areaSpans(seed, townships, began, now);
  const dark = darkTownship(townships);
  const worked = workedTownship(townships);
  const darkSince = now - 3 * HOUR - 10 * 60_000;
  const recorders = new Map<string, string>();
  for (const subject of subjects) {
    if (subject.parentId !== null) recorders.set(subject.parentId, subject.township);
    if (subject.since === null) continue;
    const number = Number(subject.id.slice(-7));
    const r = stream(seed, 142, number);
    const spans: Span[] = [];
    const from = Math.max(began, subject.since) + 8 * HOUR + Math.floor(r() * 6 * HOUR);
    for (let at = from + quietMs(r, from, now); at < now - 2 * HOUR; ) {
      const to = at + faultMs(r);
      spans.push({ from: at, to, reason: pickByShare(r, SINGLE) });
      at = to + quietMs(r, to, now);
    }
    // a cut does not reach what has a battery, or another line
    for (const span of areas.get(subject.township) ?? [])
      if (span.from > from && hash01(seed ^ number, 143, Math.floor(span.from / HOUR)) < 0.72) spans.push(span);
    if (subject.township === dark && !subject.traffic && r() < 0.9 && from < darkSince)
      spans.push({ from: darkSince + Math.floor(r() * 40_000), to: Number.POSITIVE_INFINITY, reason: '传输网络中断' });
    if (subject.township === worked && r() < 0.12 && from < now - DAY)
      spans.push({ from: now - 1.8 * DAY, to: Number.POSITIVE_INFINITY, reason: null });
    yield* wordsOf(subject.id, subject.traffic ? TRAFFIC_FEED : COUNTY_FEED, from, spans, now);
  }
  yield* recorderWords([...recorders.keys()].sort(), { seed, began, now });
}

/** One recorder is down since yesterday; each was down now and then. */
function* recorderWords(
  ids: readonly string[],
  { seed, began, now }: { seed: number; began: number; now: number },
): Generator<SampleWord> {
  for (const [i, id] of ids.entries()) {
    const r = stream(seed, 144, i);
    const spans: Span[] = [];
    for (let at = began + whole(r, 60, 500) * DAY; at < now - 3 * DAY; at += whole(r, 200, 700) * DAY)
      spans.push({ from: at, to: at + Math.min(2 * DAY, faultMs(r)), reason: '录像机故障' });
    if (i === Math.floor(ids.length / 2))
      spans.push({ from: now - 19 * HOUR, to: Number.POSITIVE_INFINITY, reason: '录像机故障' });
    yield* wordsOf(id, COUNTY_FEED, began, spans, now);
  }
}

function* wordsOf(subject: string, feed: string, from: number, spans: Span[], now: number): Generator<SampleWord> {
  const word = (at: number, state: SampleWord['state'], reason: string | null): SampleWord => ({
    subject,
    at: Math.floor(at / 1000) * 1000,
    state,
    reason,
    feed,
  });
  if (from >= now) return;
  spans.sort((a, b) => a.from - b.from);
  let at = from;
  for (const [i, span] of spans.entries()) {
    if (span.to <= at) continue;
    const begins = Math.max(at, span.from);
    if (begins > at || i === 0) yield* saidAgain(at, begins);
    yield word(begins, 'offline', span.reason);
    if (span.to >= now) return;
    at = span.to;
  }
  yield* saidAgain(at, now);

  function* saidAgain(start: number, end: number): Generator<SampleWord> {
    for (let t = start; t < end; t += SAY_AGAIN) yield word(t, 'online', null);
  }
}
