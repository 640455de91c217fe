// One stage and its day for many cameras at once: some in a transaction, each with its history, the figures measured after it.
import type { BulkStage, BulkStageAnswer } from '#contract/progress';
import type { StageReached } from '#contract/target';
import { STAGES_REACHED } from '#contract/target';
import { sentencesOf } from '#rules/messages';
import { changesSet, stageChange } from '#rules/stage-change';
import { lastDayAt } from '#rules/stage-steps';
import { appendAudit } from '#storage/audit.repository';
import { type CameraRecord, cameraPage, findCameras, keepCameraHistory, putCameras } from '#storage/cameras.repository';
import { raise, readMeta } from '#storage/meta.repository';
import { touchLeaves } from '#storage/regions.repository';
import { narrow, type Scope } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { superseded } from './cameras.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import type { KeepAnswer } from './idempotency.ts';
import { breathe } from './in-turns.ts';
import { type JobHandle, newJob, runJob } from './job-row.ts';
import { touchAll } from './leaf-batch.ts';
import { looksInUse } from './look.ts';
import { announce, measureNow, startMeasure } from './measure.ts';
import { regionMissing } from './regions.ts';
import { stageSumsOn } from './stage-ledger.ts';

/** Cameras of one transaction. */
const TOGETHER = 2_000;
/** More than so many are a job. */
const JOB_CAMERAS = 5_000;
const SHOWN_PROBLEMS = 1_000;
/** Up to so many leaves are measured before the reply. */
const MEASURED_AT_ONCE = 8;

interface Tally {
  changed: number;
  unchanged: number;
  backwards: number;
  problems: BulkStageAnswer['problems'];
  problemCount: number;
  touched: Set<string>;
}

/** Errors: stage.which_unclear, stage.future, region.not_found. */
export async function setStages(
  ctx: Ctx,
  input: BulkStage,
  keep?: KeepAnswer<BulkStageAnswer>,
): Promise<BulkStageAnswer> {
  const { cameraIds, region, on } = input;
  if ((cameraIds === undefined) === (region === undefined) || (cameraIds !== undefined && input.from !== undefined))
    throw new ServiceError('stage.which_unclear', 'invalid');
  if (on > lastDayAt(nowIso(ctx))) throw new ServiceError('stage.future', 'invalid', { on });
  const scope = await narrow(ctx.storage.reader, ctx.scope, region);
  if (scope === null) throw regionMissing(region!);
  const ids = cameraIds === undefined ? null : [...new Set(cameraIds)];
  const expected = ids?.length ?? (await countAt(ctx, region!, input.from));
  if (expected <= JOB_CAMERAS) return changeAll(ctx, input, scope, ids);
  const row = newJob(ctx, 'stages', { to: input.to, on, region: region ?? null, cameras: expected });
  const job = await runJob(ctx, row, 'import', async (handle, signal) => {
    await handle.say({ phase: 'stages', total: expected, done: 0 });
    return changeAll(ctx, input, scope, ids, handle, signal);
  });
  const dataVersion = await readMeta(ctx.storage.reader, 'dataVersion');
  const answer = { changed: 0, unchanged: 0, problems: [], measureJobId: null, dataVersion, jobId: job.id };
  if (keep !== undefined) await ctx.storage.transaction((writer) => keep(writer, answer));
  return answer;
}

/** How many cameras of a region are at that stage now, and not at a later one; without one, all that are not retired. */
async function countAt(ctx: Ctx, region: string, from: StageReached | undefined): Promise<number> {
  const { byRegion } = await stageSumsOn(ctx, { scope: region, on: '9999-12-31' });
  const sums = byRegion.get(region)!.cameras;
  if (from === undefined) return sums.planned;
  const next = STAGES_REACHED[STAGES_REACHED.indexOf(from) + 1];
  return sums[from] - (next === undefined ? 0 : sums[next]);
}

async function changeAll(
  ctx: Ctx,
  input: BulkStage,
  scope: Scope,
  ids: string[] | null,
  job?: JobHandle,
  signal?: AbortSignal,
): Promise<BulkStageAnswer> {
  const tally: Tally = {
    changed: 0,
    unchanged: 0,
    backwards: 0,
    problems: [],
    problemCount: 0,
    touched: new Set(),
  };
  let done = 0;
  for (let after = ''; ; ) {
    signal?.throwIfAborted();
    const last = await ctx.storage.transaction(async (writer) => {
      const asked = ids?.slice(done, done + TOGETHER) ?? null;
      const page =
        asked === null
          ? await cameraPage(writer, scope, { stage: input.from }, after, TOGETHER)
          : await findCameras(writer, scope, asked);
      const meant = input.from !== undefined || ids !== null ? page : page.filter(({ stage }) => stage !== 'retired');
      if (asked !== null) missing(tally, asked, page);
      await changeSome(ctx, writer, input, meant, tally);
      done += asked?.length ?? page.length;
      await job?.progress(writer, { done });
      if (asked === null) return page.length < TOGETHER ? null : page[TOGETHER - 1].id;
      return done < ids!.length ? asked.at(-1)! : null;
    });
    if (last === null) break;
    after = last;
    await breathe();
  }
  const measureJobId = await measureAfter(ctx, [...tally.touched].sort());
  const { touched: _touched, ...numbers } = tally;
  return { ...numbers, measureJobId, dataVersion: await readMeta(ctx.storage.reader, 'dataVersion'), jobId: null };
}

function missing(tally: Tally, asked: readonly string[], found: readonly CameraRecord[]): void {
  const known = new Set(found.map(({ id }) => id));
  for (const id of asked) if (!known.has(id)) tell(tally, id, 'camera.not_found', {});
}

function tell(tally: Tally, id: string, code: string, params: Record<string, string>): void {
  tally.problemCount += 1;
  if (tally.problems.length >= SHOWN_PROBLEMS) return;
  const { en, zh } = sentencesOf(code, { id, ...params });
  tally.problems.push({ cameraId: id, code, message: en.message, messageZh: zh.message });
}

async function changeSome(
  ctx: Ctx,
  writer: Writer,
  { to, on, reason, region, from }: BulkStage,
  cameras: readonly CameraRecord[],
  tally: Tally,
): Promise<void> {
  const now = nowIso(ctx);
  const before: CameraRecord[] = [];
  const after: CameraRecord[] = [];
  const moved: CameraRecord[] = [];
  let backwards = 0;
  for (const camera of cameras) {
    const change = stageChange(camera, to, on);
    if (change.kind === 'problem') tell(tally, camera.id, change.code, change.params);
    else if (change.kind === 'unchanged') tally.unchanged += 1;
    else {
      before.push(camera);
      after.push({
        ...camera,
        ...change.set,
        revision: camera.revision + 1,
        validFrom: `${on}T00:00:00.000Z`,
        recordedAt: now,
      });
      if (change.backwards) backwards += 1;
      if (changesSet(camera.stage, to)) moved.push(camera);
    }
  }
  if (after.length === 0) return;
  tally.changed += after.length;
  tally.backwards += backwards;
  const touched = new Set<string>();
  touchAll(await ctx.spatial.sight(writer), moved, await looksInUse(writer), touched);
  for (const code of touched) tally.touched.add(code);
  const version = await raise(writer, 'dataVersion');
  await keepCameraHistory(
    writer,
    before.map((camera) => superseded(ctx, camera, 'update', reason)),
  );
  await putCameras(writer, after);
  await touchLeaves(writer, [...touched], version);
  await appendAudit(writer, {
    at: now,
    actor: ctx.actor,
    action: 'stages.set',
    subject: region ?? 'cameras',
    detail: {
      to,
      on,
      from: from ?? null,
      reason,
      changed: after.length,
      backwards,
      first: after[0].id,
      last: after.at(-1)!.id,
      dataVersion: version,
    },
  });
}

/** Few leaves are true when the reply comes; many are a job. */
async function measureAfter(ctx: Ctx, touched: string[]): Promise<string | null> {
  let job: string | null = null;
  if (touched.length > MEASURED_AT_ONCE) job = (await startMeasure(ctx, { regions: 'dirty' })).id;
  else if (touched.length > 0) await measureNow(ctx, touched);
  await announce(ctx, touched);
  return job;
}
