// Keeping the stage ledger true: the steps of leaves whose cameras changed are made anew, in turns, before anybody reads.
import { needsHistory, type Staged, stageSteps } from '#rules/stage-steps';
import { readMeta } from '#storage/meta.repository';
import { EVERYTHING, type Scope } from '#storage/scope';
import {
  dropFormerLeaves,
  formerStates,
  ledgerVersion,
  NO_REGION,
  replaceSteps,
  type StepRecord,
  stagedPage,
  staleLeaves,
} from '#storage/stage-steps.repository';
import type { Reader, Storage } from '#storage/storage';
import type { Ctx } from './ctx.ts';
import { breathe } from './in-turns.ts';
import { type JobHandle, newJob, runJob } from './job-row.ts';

/** Cameras read at a time: some milliseconds. */
const PAGE = 500;
/** A transaction that has gone on for so long (ms) is committed behind the leaf it is at: others want to write, too. */
const TRANSACTION_MS = 40;
const TURN_MS = 12;
/** From so many leaves on the making is a job that people see. */
const JOB_LEAVES = 2_000;

/** The steps of one leaf; others have their turn between pages. */
export async function stepsOfLeaf(reader: Reader, code: string): Promise<StepRecord[]> {
  const sums = new Map<string, StepRecord>();
  for (let after = ''; ; ) {
    const page = await stagedPage(reader, EVERYTHING, code, after, PAGE);
    const changed = page.filter(needsHistory).map(({ id }) => id);
    const former = changed.length === 0 ? null : await formerStates(reader, EVERYTHING, changed);
    for (const camera of page) {
      const record: Staged = former?.has(camera.id) ? { ...camera, former: former.get(camera.id) } : camera;
      for (const { counted, day, sign } of stageSteps(record)) {
        const key = `${counted} ${day}`;
        const known = sums.get(key);
        if (known === undefined)
          sums.set(key, { regionCode: code, stage: counted, day, cameras: sign, devices: sign * camera.count });
        else {
          known.cameras += sign;
          known.devices += sign * camera.count;
        }
      }
    }
    if (page.length < PAGE) break;
    after = page[PAGE - 1].id;
    await breathe();
  }
  // as many came as went
  return [...sums.values()].filter((step) => step.cameras !== 0 || step.devices !== 0);
}

/** What is being made now, by database: whoever comes meanwhile waits for it. */
const making = new WeakMap<Storage, Promise<void>>();

/** Afterwards the steps of the scope held when it was asked for. Does nothing where nothing can be written: readers make
 * for themselves what is missing. */
export async function keepStepsTrue(ctx: Ctx, scope: Scope): Promise<void> {
  const { storage } = ctx;
  if (storage.readOnly) return;
  for (;;) {
    await making.get(storage);
    const stale = await storage.read((reader) => staleNow(storage, reader, scope));
    if (stale.length === 0) return;
    // somebody began while we looked
    if (making.has(storage)) continue;
    const made = (stale.length < JOB_LEAVES ? makeSteps(ctx, stale) : makeAsJob(ctx, stale)).finally(() =>
      making.delete(storage),
    );
    making.set(
      storage,
      made.catch(() => {}),
    );
    return made;
  }
}

/** The version at which all steps were seen to hold, by database: looking for stale leaves takes longer than most answers. */
const holdsAt = new WeakMap<Storage, string>();

/** In one view of the data. */
async function staleNow(storage: Storage, reader: Reader, scope: Scope): Promise<string[]> {
  const version = await ledgerVersion(reader);
  if (holdsAt.get(storage) === version) return [];
  const stale = await staleLeaves(reader, scope);
  if (stale.length === 0 && scope.kind === 'everything') holdsAt.set(storage, version);
  return stale;
}

async function makeAsJob(ctx: Ctx, codes: string[]): Promise<void> {
  const row = newJob(ctx, 'stages', { leaves: codes.length });
  const job = await runJob(ctx, row, 'stages', async (handle, signal) => {
    await handle.say({ phase: 'stages', total: codes.length, done: 0 });
    await makeSteps(ctx, codes, handle, signal);
    return { leaves: codes.length };
  });
  await ctx.background.settled(job.id);
}

/** Cameras in no region may be all there are: they are read beside the writers, and read again where those were quicker. */
async function makeOutside(ctx: Ctx): Promise<boolean> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const read = await ctx.storage.read(async (reader) => ({
      version: await ledgerVersion(reader),
      dataVersion: await readMeta(reader, 'dataVersion'),
      steps: await stepsOfLeaf(reader, NO_REGION),
    }));
    const isWritten = await ctx.storage.transaction(async (writer) => {
      if ((await ledgerVersion(writer)) !== read.version) return false;
      await replaceSteps(writer, NO_REGION, read.dataVersion, read.steps);
      return true;
    });
    if (isWritten) return true;
  }
  return false;
}

async function makeSteps(ctx: Ctx, codes: string[], job?: JobHandle, signal?: AbortSignal): Promise<void> {
  let done = codes[0] === NO_REGION && (await makeOutside(ctx)) ? 1 : 0;
  let turn = performance.now();
  await ctx.storage.transaction((writer) => dropFormerLeaves(writer));
  while (done < codes.length) {
    signal?.throwIfAborted();
    const begun = performance.now();
    await ctx.storage.transaction(async (writer) => {
      const version = await readMeta(writer, 'dataVersion');
      do {
        const code = codes[done];
        done += 1;
        await replaceSteps(writer, code, version, await stepsOfLeaf(writer, code));
        if (performance.now() - turn > TURN_MS) {
          await breathe();
          turn = performance.now();
        }
      } while (done < codes.length && performance.now() - begun < TRANSACTION_MS);
      await job?.progress(writer, { done });
    });
  }
}

/** Leaves whose steps do not hold as this reader sees them, with the steps that would. */
export async function missingSteps(storage: Storage, reader: Reader, scope: Scope): Promise<Map<string, StepRecord[]>> {
  const missing = new Map<string, StepRecord[]>();
  let turn = performance.now();
  for (const code of await staleNow(storage, reader, scope)) {
    missing.set(code, await stepsOfLeaf(reader, code));
    if (performance.now() - turn > TURN_MS) {
      await breathe();
      turn = performance.now();
    }
  }
  return missing;
}
