// The sample's two years: what was known when, what the feeds said, what was spent, what was reported. Comes after the
// sample itself, so that its map is there at once.
import { lastDayOf, monthOf, nextMonth } from '#rules/months';
import { firstKnown, type PastState, pastOf } from '#sample/past';
import { type ProjectCamera, projectsOf } from '#sample/projects';
import { hash01 } from '#sample/random';
import { COUNTY_FEED, type StatusSubject, statusWords, TRAFFIC_FEED, worksOf } from '#sample/status';
import { camerasOfSource } from '#storage/camera-sight.repository';
import { type CameraRecord, findCameras } from '#storage/cameras.repository';
import { findImport } from '#storage/imports.repository';
import { readMeta, writeMeta } from '#storage/meta.repository';
import { allRegionRows } from '#storage/regions.repository';
import {
  dropPast,
  knownSince,
  type PastCamera,
  putPast,
  putProjects,
  putWorksRows,
  SAMPLE_ACTOR,
} from '#storage/sample-past.repository';
import { EVERYTHING } from '#storage/scope';
import {
  acceptedOfBatch,
  addBatch,
  deleteWordsOf,
  numberFeeds,
  numberReasons,
  numberSubjects,
  putWords,
  setFeed,
  type WordRecord,
} from '#storage/status-words.repository';
import type { Writer } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { STATE_NO } from './import-status.ts';
import { breathe } from './in-turns.ts';
import { type JobHandle, newJob, runJob } from './job-row.ts';
import type { Job } from './jobs.ts';
import { contentOfMonth } from './month-content.ts';
import { keepMonth } from './month-history.ts';
import { keepSnapshot } from './snapshot.ts';
import { makeAll } from './status-days.ts';

/** Words of the past belong to this import, which nobody sees: they are taken out by it. */
export const PAST_WORDS = 'sample-past';
const DAY_MS = 86_400_000;
const PAGE = 1_000;
const WORDS_TOGETHER = 20_000;
const SEED = 1;
/** Lists come in at night, by the county's clock. */
const LIST_HOUR = 'T20:00:00.000Z';

/** Of the months that are kept as they are known, the last are also kept as they were reported, and some were corrected. */
const REPORTED_MONTHS = 12;
const CORRECTED = new Map([
  [4, '两个乡镇补报 · two townships reported late'],
  [9, '点位坐标更正后重算 · measured again after positions were corrected'],
]);

interface Past {
  asOf: string;
  months: number;
  now: number;
  cameras: CameraRecord[];
  townshipOf: Map<string, string>;
  townships: string[];
  county: { name: string; code: string };
}

/** The job that writes the two years, where they are still missing. It waits for the measuring that was asked for before. */
export async function startPast(ctx: Ctx): Promise<Job | null> {
  const past = await readMeta(ctx.storage.reader, 'samplePast');
  if (past === null || past.done) return null;
  return runJob(ctx, newJob(ctx, 'history', { sample: past.asOf }), 'measure', async (job, signal) => {
    await writePast(ctx, past, job, signal);
    await ctx.storage.transaction(async (writer) => {
      await writeMeta(writer, 'samplePast', { ...past, done: true });
      await writeMeta(writer, 'pastWrittenAt', nowIso(ctx));
    });
    return {};
  });
}

export async function takeOutPast(writer: Writer): Promise<void> {
  await deleteWordsOf(writer, PAST_WORDS);
  await dropPast(writer);
}

/** The records of before, words, works and projects. What an earlier try left is taken out first. */
async function writePast(
  ctx: Ctx,
  { asOf, months }: { asOf: string; months: number },
  job: JobHandle,
  signal: AbortSignal,
): Promise<void> {
  const past = await readPresent(ctx, asOf, months);
  if (past === null) return;
  await ctx.storage.transaction(takeOutPast);
  await job.say({ phase: 'records of before', done: 0, total: past.cameras.length });
  await writeRecords(ctx, past, job, signal);
  await job.say({ phase: 'words about states', done: 0, total: null });
  await writeStatus(ctx, past, signal);
  await ctx.statusKeeper.reload();
  await writeMoney(ctx, past);
  await makeAll(ctx, null, job, signal);
  await writeMonths(ctx, past, job, signal);
}

async function writeMonths(ctx: Ctx, { asOf, months: kept }: Past, job: JobHandle, signal: AbortSignal): Promise<void> {
  const last = nextMonth(monthOf(asOf), lastDayOf(monthOf(asOf)) === asOf ? 0 : -1);
  const months = Array.from({ length: kept }, (_, i) => nextMonth(last, -i));
  const total = months.length + Math.min(months.length, REPORTED_MONTHS);
  await job.say({ phase: 'months', total, done: 0 });
  for (const [i, month] of months.entries()) {
    await keepMonth(ctx, month, signal);
    await job.say({ done: i + 1 });
  }
  for (const [i, month] of months.slice(0, REPORTED_MONTHS).entries()) {
    const first = await report(ctx, month, null, null, signal);
    const reason = CORRECTED.get(i);
    if (reason !== undefined) await report(ctx, month, reason, first, signal);
    await job.say({ done: months.length + i + 1 });
  }
}

/** As if it had been frozen on the 5th of the month after, or corrected on the 28th. */
async function report(
  ctx: Ctx,
  month: string,
  reason: string | null,
  correctionOf: string | null,
  signal: AbortSignal,
): Promise<string> {
  const content = await contentOfMonth(ctx, month, { signal, known: reason === null ? 'then' : 'now' });
  const day = `${nextMonth(month, 1)}-${reason === null ? '05' : '28'}T02:00:00.000Z`;
  const id = ctx.ids();
  await keepSnapshot(
    ctx,
    {
      id,
      dataVersion: content.head.dataVersion,
      kind: 'frozen',
      month,
      asOf: content.head.asOf,
      takenAt: day < nowIso(ctx) ? day : nowIso(ctx),
      actor: SAMPLE_ACTOR,
      reason,
      correctionOf,
    },
    content,
  );
  return id;
}

async function readPresent(ctx: Ctx, asOf: string, months: number): Promise<Past | null> {
  const { reader } = ctx.storage;
  const ids = await readMeta(reader, 'sample');
  if (ids === null) return null;
  const cameras: CameraRecord[] = [];
  for (const id of ids) {
    if ((await findImport(reader, EVERYTHING, id))?.kind !== 'cameras') continue;
    for (let after = ''; ; ) {
      const page = await camerasOfSource(reader, EVERYTHING, id, after, PAGE);
      cameras.push(
        ...(await findCameras(
          reader,
          EVERYTHING,
          page.map((row) => row.id),
        )),
      );
      if (page.length < PAGE) break;
      after = page[page.length - 1]!.id;
    }
  }
  const regions = await allRegionRows(reader, EVERYTHING);
  const leaves = regions.filter((row) => row.isLeaf);
  const townships = regions.filter((row) => row.level === 'township').map((row) => row.code);
  const root = regions.find((row) => row.depth === 0);
  if (root === undefined) return null;
  return {
    asOf,
    months,
    now: ctx.clock(),
    cameras,
    townshipOf: new Map(leaves.map((row) => [row.code, row.parentCode ?? row.code])),
    townships: townships.length > 0 ? townships : [root.code],
    county: { name: root.name, code: root.code },
  };
}

async function writeRecords(ctx: Ctx, { asOf, cameras }: Past, job: JobHandle, signal: AbortSignal): Promise<void> {
  const ids = await readMeta(ctx.storage.reader, 'sample');
  const others: string[] = [];
  for (const id of ids ?? [])
    if ((await findImport(ctx.storage.reader, EVERYTHING, id))?.kind !== 'cameras') others.push(id);
  await ctx.storage.transaction((writer) => knownSince(writer, others, `${firstKnown(asOf)}${LIST_HOUR}`));
  for (let i = 0; i < cameras.length; i += PAGE) {
    signal.throwIfAborted();
    const some = cameras.slice(i, i + PAGE).map((camera) => ({ camera, states: pastOf(camera, asOf) }));
    await ctx.storage.transaction(async (writer) => {
      await putPast(
        writer,
        some.flatMap(({ camera, states }) => historyOf(ctx, camera, states)),
        some.map(({ camera, states }) => ({ id: camera.id, ...since(states.at(-1)!) })),
      );
      await job.progress(writer, { done: Math.min(cameras.length, i + PAGE) });
    });
    await breathe();
  }
}

const since = ({ validFrom, knownOn }: PastState) => ({
  validFrom: `${validFrom}T00:00:00.000Z`,
  recordedAt: `${knownOn}${LIST_HOUR}`,
});

function historyOf(ctx: Ctx, camera: CameraRecord, states: readonly PastState[]): PastCamera[] {
  return states.slice(0, -1).map((state, i) => {
    const known = since(state);
    return {
      id: ctx.ids(),
      cameraId: camera.id,
      record: { ...camera, ...state.dates, stage: state.stage, filingNo: null, filedOn: null, ...known },
      ...known,
      supersededAt: since(states[i + 1]!).recordedAt,
      change: 'update',
      actor: SAMPLE_ACTOR,
      reason: '月度建设台账 · monthly list',
      importId: null,
    };
  });
}

/** About one accepted camera in seventy was never heard of. */
const NEVER_ONLINE = 1 / 70;

function subjectOf({ townshipOf }: Past, camera: CameraRecord): StatusSubject {
  const isNetworked = camera.stage === 'networked' || camera.stage === 'accepted';
  const isSilent = hash01(SEED, 152, Number(camera.id.slice(-7))) < NEVER_ONLINE;
  const on = camera.networkedOn ?? camera.installedOn;
  return {
    id: camera.id,
    township: townshipOf.get(camera.regionCode ?? '') ?? '',
    parentId: camera.parentId,
    traffic: camera.owner?.includes('交通') ?? false,
    since: isNetworked && !isSilent && on !== null ? Date.parse(on) : null,
  };
}

async function writeStatus(ctx: Ctx, past: Past, signal: AbortSignal): Promise<void> {
  const { now, townships, asOf } = past;
  const began = Date.parse(firstKnown(asOf)) + DAY_MS;
  const subjects = past.cameras.map((camera) => subjectOf(past, camera));
  const words = [...statusWords(subjects, townships, { seed: SEED, began, now })].sort((a, b) => a.at - b.at);
  const nowText = new Date(now).toISOString();
  const works = worksOf(townships, now);
  await ctx.storage.transaction(async (writer) => {
    await numberFeeds(writer, [COUNTY_FEED, TRAFFIC_FEED], new Date(began).toISOString());
    // nobody goes on reporting: what was said last stands
    for (const id of [COUNTY_FEED, TRAFFIC_FEED])
      await setFeed(writer, id, {
        intervalMs: 90 * DAY_MS,
        staleAfterMs: 400 * DAY_MS,
        holdForMs: 0,
        lastBatchAt: nowText,
      });
    await putWorksRows(
      writer,
      works.map(({ from, to, ...row }) => ({
        ...row,
        id: ctx.ids(),
        fromAt: new Date(from).toISOString(),
        toAt: new Date(to).toISOString(),
        actor: SAMPLE_ACTOR,
        recordedAt: nowText,
      })),
    );
  });
  for (let i = 0; i < words.length; ) {
    signal.throwIfAborted();
    // a batch a day, and some days together in a transaction
    const until = Math.min(words.length, i + WORDS_TOGETHER);
    await ctx.storage.transaction(async (writer) => {
      const some = words.slice(i, until);
      const numbers = await numberSubjects(
        writer,
        some.map(({ subject }) => subject),
      );
      const reasons = await numberReasons(
        writer,
        some.flatMap(({ reason }) => reason ?? []),
      );
      const feeds = await numberFeeds(writer, [COUNTY_FEED, TRAFFIC_FEED], nowText);
      for (let from = 0; from < some.length; ) {
        const day = Math.floor(some[from]!.at / DAY_MS);
        let to = from;
        while (to < some.length && Math.floor(some[to]!.at / DAY_MS) === day) to += 1;
        const receivedAt = new Date(Math.min(now, (day + 1) * DAY_MS)).toISOString();
        const batch = { receivedAt, actor: SAMPLE_ACTOR, importId: PAST_WORDS, rows: to - from, accepted: 0 };
        const batchNo = await addBatch(writer, batch);
        const accepted = putWords(
          writer,
          some.slice(from, to).map(
            (word): WordRecord => ({
              subjectNo: numbers.get(word.subject)!,
              at: word.at,
              feedNo: feeds.get(word.feed)!,
              state: STATE_NO[word.state],
              reasonNo: word.reason === null ? 0 : reasons.get(word.reason)!,
              until: null,
              batchNo,
              importId: PAST_WORDS,
            }),
          ),
        );
        await acceptedOfBatch(writer, batchNo, accepted);
        from = to;
      }
    });
    i = until;
    await breathe();
  }
}

async function writeMoney(ctx: Ctx, { asOf, cameras, county, townships, townshipOf }: Past): Promise<void> {
  const built = cameras.map(
    (camera): ProjectCamera => ({
      id: camera.id,
      township: townships.indexOf(townshipOf.get(camera.regionCode ?? '') ?? ''),
      installedOn: camera.installedOn,
      plannedOn: camera.plannedOn,
    }),
  );
  const plans = projectsOf(built, { county: county.name, seed: SEED, asOf });
  await ctx.storage.transaction((writer) =>
    putProjects(
      writer,
      plans.map(({ cameras: _cameras, spends: _spends, ...plan }) => ({
        ...plan,
        regionCode: county.code,
        currency: 'CNY',
        revision: 1,
        recordedAt: `${plan.startOn}${LIST_HOUR}`,
        actor: SAMPLE_ACTOR,
      })),
      plans.flatMap(({ id, cameras: members }) => members.map((cameraId) => ({ projectId: id, cameraId }))),
      plans.flatMap(({ id, spends }) =>
        spends.map((spend) => ({
          ...spend,
          id: ctx.ids(),
          projectId: id,
          recordedAt: `${spend.day}${LIST_HOUR}`,
          actor: SAMPLE_ACTOR,
        })),
      ),
    ),
  );
}
