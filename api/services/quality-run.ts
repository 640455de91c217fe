// Checking data quality as a job: ground of cameras where something changed, then every record by every rule.
import { QUALITY_RULES } from '#rules/quality/registry';
import type { QualityRule } from '#rules/quality/types';
import { jobPage } from '#storage/jobs.repository';
import { readMeta } from '#storage/meta.repository';
import {
  camerasOfLeaves,
  homelessCameras,
  leavesTouchedAfter,
  putRuns,
  type RunRecord,
  runRecords,
  sweepIssues,
} from '#storage/quality.repository';
import { allRegionRows, leafCodes } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { type JobHandle, newJob, runJob, toJob } from './job-row.ts';
import type { Job } from './jobs.ts';
import { lookAt } from './look.ts';
import { type CheckRun, checkGroup, runnableRules } from './quality-check.ts';
import { type CameraGround, cameraGrounds } from './quality-effects.ts';
import { runFacts } from './quality-facts.ts';
import { breathe } from './region-refresh.ts';

/** Checked in one transaction: some hundred records, so that an edit waits for some hundredths of a second at most. */
const BATCH_LEAVES = 8;
const PAGE = 2_000;

/** Answers the job at once; one that waits or runs already is that job. It shares the lane of measuring, so that no two
 * of them fill the workers, and writes a few leaves at a time, so that no edit waits for it. */
export async function startQuality(ctx: Ctx, rules: readonly QualityRule[] = QUALITY_RULES): Promise<Job> {
  const open = await jobPage(ctx.storage.reader, EVERYTHING, ['queued', 'running'], null, 100);
  const same = open.find((row) => row.kind === 'quality');
  if (same !== undefined) return toJob(same);
  const row = newJob(ctx, 'quality', {});
  return runJob(ctx, row, 'measure', (job, signal) => checkAll(ctx, rules, job, signal));
}

/** Did the rules ever run here? */
export const hasRun = async (ctx: Ctx): Promise<boolean> =>
  (await runRecords(ctx.storage.reader, EVERYTHING)).length > 0;

async function checkAll(
  ctx: Ctx,
  all: readonly QualityRule[],
  job: JobHandle,
  signal: AbortSignal,
): Promise<{ cameras: number; issues: number; measured: number }> {
  const { reader } = ctx.storage;
  const dataVersion = await readMeta(reader, 'dataVersion');
  const before = await runRecords(reader, EVERYTHING);
  const leaves = await leafCodes(reader, EVERYTHING, 'all');
  const since = Math.max(-1, ...before.filter((run) => run.failure === null).map((run) => run.dataVersion));
  const changed =
    since < 0 || (await asksAll(ctx, all, before)) ? leaves : await leavesTouchedAfter(reader, EVERYTHING, since);
  await job.say({ phase: 'measuring', total: changed.length, done: 0 });
  const say = (done: number, total: number): Promise<void> => job.say({ done, total });
  const grounds = await cameraGrounds(ctx, changed, signal, say);
  const run = await newRun(ctx, all, grounds);
  await job.say({ phase: 'checking', total: leaves.length, done: 0 });
  await checkLeaves(ctx, run, leaves, signal, job);
  await checkHomeless(ctx, run, signal);
  let measured = changed.length;
  // a rule that is new, or that time alone made speak: ground nobody asked for before
  if (run.unknownGround.size > 0) {
    const more = [...run.unknownGround].sort();
    measured += more.length;
    await job.say({ phase: 'measuring', total: more.length, done: 0 });
    const found = new Map([...grounds, ...(await cameraGrounds(ctx, more, signal, say))]);
    await checkLeaves(ctx, { ...run, grounds: found, found: new Map(), checked: 0 }, more, signal, null);
  }
  await ctx.storage.transaction(async (writer) => {
    await sweepIssues(
      writer,
      run.rules.map((rule) => rule.id),
    );
    await putRuns(
      writer,
      runRows(run, dataVersion, before),
      run.rules.map((rule) => rule.id),
    );
  });
  for (const [rule, failure] of run.failures) ctx.log.error({ rule, failure }, 'a quality rule failed');
  return { cameras: run.checked, issues: [...run.found.values()].reduce((sum, n) => sum + n, 0), measured };
}

/** A rule that has never run here and reads what measuring finds wants to hear of every camera. */
async function asksAll(ctx: Ctx, all: readonly QualityRule[], before: readonly RunRecord[]): Promise<boolean> {
  const fresh = all.filter(({ id, isMeasured }) => isMeasured === true && !before.some((run) => run.rule === id));
  return fresh.length > 0 && runnableRules((await factsNow(ctx)).facts, fresh).length > 0;
}

async function factsNow(ctx: Ctx) {
  const { reader } = ctx.storage;
  const paths = new Map((await allRegionRows(reader, EVERYTHING)).map((row) => [row.code, row.path]));
  return { paths, facts: await runFacts(reader, ctx.spatial, await lookAt(reader), ctx.clock(), [...paths.keys()]) };
}

async function newRun(
  ctx: Ctx,
  all: readonly QualityRule[],
  grounds: ReadonlyMap<string, CameraGround>,
): Promise<CheckRun> {
  const { paths, facts } = await factsNow(ctx);
  return {
    facts,
    rules: runnableRules(facts, all),
    pathOfRegion: (code) => paths.get(code) ?? null,
    grounds,
    failures: new Map(),
    nowIso: nowIso(ctx),
    checked: 0,
    found: new Map(),
    unknownGround: new Set(),
  };
}

async function checkLeaves(
  ctx: Ctx,
  run: CheckRun,
  codes: readonly string[],
  signal: AbortSignal,
  job: JobHandle | null,
): Promise<void> {
  for (let i = 0; i < codes.length; i += BATCH_LEAVES) {
    signal.throwIfAborted();
    const some = codes.slice(i, i + BATCH_LEAVES);
    await ctx.storage.transaction(async (writer) => {
      await checkGroup(writer, run, await camerasOfLeaves(writer, EVERYTHING, some), some);
      await job?.progress(writer, { done: i + some.length });
    });
    await breathe();
  }
}

async function checkHomeless(ctx: Ctx, run: CheckRun, signal: AbortSignal): Promise<void> {
  for (let after = ''; ; ) {
    signal.throwIfAborted();
    const last = await ctx.storage.transaction(async (writer) => {
      const page = await homelessCameras(writer, EVERYTHING, after, PAGE);
      await checkGroup(writer, run, page, []);
      return page.length < PAGE ? null : page.at(-1)!.id;
    });
    if (last === null) return;
    after = last;
  }
}

/** Right after records were changed: their leaves by all rules, with the ground that is known. Inside the transaction. */
export async function recheck(ctx: Ctx, writer: Writer, codes: readonly string[]): Promise<void> {
  // what never ran has nothing to keep true
  if ((await runRecords(writer, EVERYTHING)).length === 0) return;
  const run = await newRun(ctx, QUALITY_RULES, new Map());
  for (let i = 0; i < codes.length; i += BATCH_LEAVES) {
    const some = codes.slice(i, i + BATCH_LEAVES);
    await checkGroup(writer, run, await camerasOfLeaves(writer, EVERYTHING, some), some);
  }
}

/** A rule that broke keeps what its last good run said. */
function runRows(run: CheckRun, dataVersion: number, before: readonly RunRecord[]): RunRecord[] {
  return run.rules.map(({ id }) => {
    const failure = run.failures.get(id) ?? null;
    const last = before.find((row) => row.rule === id);
    const now = { dataVersion, ranAt: run.nowIso, checked: run.checked, found: run.found.get(id) ?? 0 };
    const never = { dataVersion: 0, ranAt: run.nowIso, checked: 0, found: 0 };
    return failure === null ? { rule: id, ...now, failure } : { rule: id, ...never, ...last, failure };
  });
}
