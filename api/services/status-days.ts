// How long were the cameras of a region in which state, day by day? Made when it is asked for, and kept.
import type { StatusTimes } from '#contract/status';
import type { Span, StateSpan } from '#rules/status-intervals';
import { addTimes, NO_TIME, ratesOf, type Times, timesWithin } from '#rules/status-times';
import { stagedOfLeaf } from '#storage/cameras.repository';
import { allRegionRows, codesOfPath } from '#storage/regions.repository';
import { EVERYTHING, narrow, type Scope } from '#storage/scope';
import {
  type DayRecord,
  daySpans,
  putDays,
  type TimeSums,
  timesByDay,
  timesByLeaf,
  timesByMonth,
} from '#storage/status-days.repository';
import { anyWord } from '#storage/status-words.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { breathe } from './in-turns.ts';
import { type JobHandle, newJob, runJob } from './job-row.ts';
import type { Job } from './jobs.ts';
import { regionMissing } from './regions.ts';
import { type CameraSpans, spansOf } from './status-history.ts';

const DAY_MS = 86_400_000;
/** So many leaves are made before an answer; more of them are a job. */
const SOON_LEAVES = 300;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Leaves whose days are not all there up to yesterday. */
async function behind(ctx: Ctx, scope: Scope): Promise<{ code: string; from: string | null }[]> {
  const { reader } = ctx.storage;
  if (!(await anyWord(reader, EVERYTHING))) return [];
  const yesterday = dayOf(ctx.clock() - DAY_MS);
  const spans = await daySpans(reader, scope);
  return (await allRegionRows(reader, scope))
    .filter((row) => row.isLeaf)
    .map((row) => ({ code: row.code, from: spans.get(row.code)?.last ?? null }))
    .filter(({ from }) => from === null || from < yesterday);
}

/** Makes what is missing of a scope. A job when it is much: what is there so far is then answered meanwhile. */
export async function freshDays(ctx: Ctx, scope: Scope): Promise<Job | null> {
  if (ctx.storage.readOnly) return null;
  const leaves = await behind(ctx, scope);
  if (leaves.length === 0) return null;
  if (leaves.length <= SOON_LEAVES) {
    for (const leaf of leaves) await makeDays(ctx, leaf);
    return null;
  }
  const known = running.get(ctx.storage);
  if (known !== undefined) return known;
  const job = await runJob(ctx, newJob(ctx, 'history', { statusDays: true }), 'history', async (handle, signal) => {
    try {
      await makeAll(ctx, leaves, handle, signal);
    } finally {
      running.delete(ctx.storage);
    }
    return {};
  });
  running.set(ctx.storage, job);
  return job;
}
const running = new WeakMap<Ctx['storage'], Job>();

/** Makes all days of the workspace now. */
export async function makeAll(
  ctx: Ctx,
  leaves: readonly { code: string; from: string | null }[] | null,
  job: JobHandle | null,
  signal: AbortSignal,
): Promise<void> {
  const list = leaves ?? (await behind(ctx, EVERYTHING));
  await job?.say({ phase: 'camera time', done: 0, total: list.length });
  for (const [i, leaf] of list.entries()) {
    signal.throwIfAborted();
    await makeDays(ctx, leaf);
    if (i % 25 === 24) await job?.say({ done: i + 1 });
    await breathe();
  }
}

async function makeDays(ctx: Ctx, { code, from }: { code: string; from: string | null }): Promise<void> {
  const end = startOf(dayOf(ctx.clock()));
  const cameras = (await stagedOfLeaf(ctx.storage.reader, EVERYTHING, code)).filter(
    ({ stage }) => stage === 'installed' || stage === 'networked' || stage === 'accepted',
  );
  const begin = from === null ? 0 : startOf(from) + DAY_MS;
  const spans = await spansOf(ctx, { cameraIds: cameras.map(({ id }) => id), from: begin, to: end });
  const ownDown = ctx.statusKeeper.ownDown();
  const days = new Map<number, { times: Times; cameras: number }>();
  for (const camera of cameras) {
    const facts = spans.get(camera.id)!;
    const isExpected = camera.stage !== 'installed' && camera.networkedOn !== null;
    const expectedFrom = isExpected ? startOf(camera.networkedOn!) : null;
    for (const [day, times] of daysOf(facts, ownDown, expectedFrom, begin, end)) {
      const known = days.get(day) ?? { times: NO_TIME, cameras: 0 };
      days.set(day, { times: addTimes(known.times, times), cameras: known.cameras + 1 });
    }
  }
  const rows: DayRecord[] = [];
  const computedAt = nowIso(ctx);
  // a leaf of which nothing was ever said is looked at again tomorrow
  const first = Math.max(begin, days.size === 0 ? end - DAY_MS : Math.min(...days.keys()));
  for (let day = first; day < end; day += DAY_MS) {
    const { times, cameras: n } = days.get(day) ?? { times: NO_TIME, cameras: 0 };
    rows.push({ regionCode: code, day: dayOf(day), cameras: n, ...times, computedAt });
  }
  await ctx.storage.transaction((writer) => putDays(writer, rows));
}

/** Camera time of each day (its start, ms) in [begin, end) since something is expected. */
function* daysOf(
  { spans, works }: CameraSpans,
  ownDown: readonly Span[],
  expectedFrom: number | null,
  begin: number,
  end: number,
): Generator<[number, Times]> {
  const start = Math.max(
    begin,
    Math.min(expectedFrom ?? Number.POSITIVE_INFINITY, spans[0]?.from ?? Number.POSITIVE_INFINITY),
  );
  if (!(start < end)) return;
  let i = 0;
  for (let day = Math.floor(start / DAY_MS) * DAY_MS; day < end; day += DAY_MS) {
    const to = day + DAY_MS;
    while (i < spans.length - 1 && spans[i]!.to <= day) i += 1;
    const own: StateSpan[] = [];
    for (let k = i; k < spans.length && spans[k]!.from < to; k++) own.push(spans[k]!);
    yield [day, timesWithin({ spans: own, works, ownDown, expectedFrom: start }, day, to)];
  }
}

const withRates = (from: string, to: string, sums: TimeSums): StatusTimes => ({ from, to, ...sums, ...ratesOf(sums) });

/** Per day, oldest first, up to yesterday. Errors: region.not_found. */
export async function dailyTimes(
  ctx: Ctx,
  { region, days }: { region?: string; days: number },
): Promise<StatusTimes[]> {
  const scope = await within(ctx, region);
  await freshDays(ctx, scope);
  const to = dayOf(ctx.clock() - DAY_MS);
  const from = dayOf(ctx.clock() - days * DAY_MS);
  const rows = await timesByDay(ctx.storage.reader, scope, from, to);
  return rows.map(({ day, ...sums }) => withRates(day, day, sums));
}

/** Per month (YYYY-MM). Errors: region.not_found. */
export async function monthlyTimes(
  ctx: Ctx,
  { region, from, to }: { region?: string; from: string; to: string },
): Promise<Map<string, StatusTimes>> {
  const scope = await within(ctx, region);
  await freshDays(ctx, scope);
  const rows = await timesByMonth(ctx.storage.reader, scope, from, to);
  return new Map(rows.map(({ month, ...sums }) => [month, withRates(month, month, sums)]));
}

/** Of every region of a scope, parents summed from leaves, over the days from … to. */
export async function regionTimes(
  ctx: Ctx,
  { scope, from, to }: { scope: Scope; from: string; to: string },
): Promise<Map<string, StatusTimes>> {
  const { reader } = ctx.storage;
  await freshDays(ctx, scope);
  const paths = new Map((await allRegionRows(reader, scope)).map((row) => [row.code, row.path]));
  const sums = new Map<string, TimeSums>();
  for (const { code, days, ...row } of await timesByLeaf(reader, scope, from, to)) {
    const cameras = Math.round(row.cameras / Math.max(1, days));
    for (const above of codesOfPath(paths.get(code) ?? `/${code}/`)) {
      const known = sums.get(above);
      sums.set(above, {
        cameras: (known?.cameras ?? 0) + cameras,
        ...addTimes(known ?? NO_TIME, row),
      });
    }
  }
  return new Map([...sums].map(([code, sum]) => [code, withRates(from, to, sum)]));
}

async function within(ctx: Ctx, region: string | undefined): Promise<Scope> {
  const scope = await narrow(ctx.storage.reader, ctx.scope, region);
  if (scope === null) throw regionMissing(region!);
  return scope;
}
