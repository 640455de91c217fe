// How many cameras stood at each stage on a day, of any region: sums of the stage ledger.
import type { StageCounts } from '#contract/progress';
import { STAGES_REACHED, type StageReached } from '#contract/target';
import { COUNTED_STEPS, type Counted } from '#rules/stage-steps';
import { codesOfPath } from '#storage/regions.repository';
import { narrow, type Scope } from '#storage/scope';
import { leafPaths, ledgerVersion, NO_REGION, pathsOf } from '#storage/stage-steps.repository';
import { type LeafSum, leafMonths, leafSums } from '#storage/stage-sums.repository';
import type { Reader, Storage } from '#storage/storage';
import type { Ctx } from './ctx.ts';
import { breathe } from './in-turns.ts';
import { regionMissing } from './regions.ts';
import { keepStepsTrue, missingSteps } from './stage-build.ts';

/** Leaves whose steps are summed in one statement: some milliseconds. */
const LEAVES_A_TURN = 150;

/** Numbers at the end of a day. `filed`: of the installed ones; `retired`: those that are gone. */
export interface StageSums {
  cameras: Record<Counted, number>;
  devices: Record<Counted, number>;
}
const none = (): Record<Counted, number> =>
  Object.fromEntries(COUNTED_STEPS.map((counted) => [counted, 0])) as Record<Counted, number>;
const noSums = (): StageSums => ({ cameras: none(), devices: none() });

export const stagesOf = (
  sums: StageSums,
  of: keyof StageSums = 'cameras',
): Record<StageReached, number> & StageCounts =>
  Object.fromEntries(STAGES_REACHED.map((stage) => [stage, sums[of][stage]])) as Record<StageReached, number>;

/** Of which regions: these; or those of a level, or the children of one, inside the scope; else the scope itself. */
export interface Which {
  codes?: readonly string[];
  /** a region code; absent = everything that the caller may see */
  scope?: string;
  level?: string;
  parent?: string;
  /** beside the regions of a level: the scope itself, too */
  andScope?: boolean;
}

/** Key of everything that stands in a region, where no scope is named. */
export const EVERYWHERE = '';

export interface LedgerAnswer<T> {
  byRegion: Map<string, T>;
  /** cameras that stand in no region; null where only part of the country was asked for */
  outside: T | null;
}

/** Errors: region.not_found. */
export async function stageSumsOn(ctx: Ctx, which: Which & { on: string }): Promise<LedgerAnswer<StageSums>> {
  return inLedger(ctx, which, async (reader, sight) => {
    const byRegion = new Map([...sight.regions].map((code) => [code, noSums()]));
    const take = ({ code, counted, cameras, devices }: LeafSum): void => {
      for (const region of sight.above(code)) {
        const sums = byRegion.get(region)!;
        sums.cameras[counted as Counted] += cameras;
        sums.devices[counted as Counted] += devices;
      }
    };
    await sight.eachRange(async (paths) => {
      for (const row of await leafSums(reader, ctx.scope, paths, which.on)) take(row);
    });
    for (const [code, steps] of sight.missing)
      for (const step of steps) if (step.day <= which.on) take({ ...step, code, counted: step.stage });
    return takeOutside(byRegion, sight);
  });
}

/** Numbers at the end of each of these months (YYYY-MM, ascending). Errors: region.not_found. */
export async function stageSumsByMonth(
  ctx: Ctx,
  which: Which & { months: readonly string[] },
): Promise<LedgerAnswer<StageSums[]>> {
  const { months } = which;
  return inLedger(ctx, which, async (reader, sight) => {
    const byRegion = new Map([...sight.regions].map((code) => [code, months.map(noSums)]));
    const take = ({ code, counted, cameras, devices, month }: LeafSum & { month: string }): void => {
      const at = months.findIndex((one) => one >= month);
      if (at < 0) return;
      for (const region of sight.above(code)) {
        const sums = byRegion.get(region)![at];
        sums.cameras[counted as Counted] += cameras;
        sums.devices[counted as Counted] += devices;
      }
    };
    await sight.eachRange(async (paths) => {
      for (const row of await leafMonths(reader, ctx.scope, paths)) take(row);
    });
    for (const [code, steps] of sight.missing)
      for (const step of steps) take({ ...step, code, counted: step.stage, month: step.day.slice(0, 7) });
    for (const all of byRegion.values()) runOn(all);
    return takeOutside(byRegion, sight);
  });
}

/** What came in each month becomes what stood at its end. */
function runOn(months: StageSums[]): void {
  for (let i = 1; i < months.length; i += 1)
    for (const of of ['cameras', 'devices'] as const)
      for (const counted of COUNTED_STEPS) months[i][of][counted] += months[i - 1][of][counted];
}

function takeOutside<T>(byRegion: Map<string, T>, sight: Sight): LedgerAnswer<T> {
  const outside = sight.seesAll ? byRegion.get(OUTSIDE)! : null;
  byRegion.delete(OUTSIDE);
  return { byRegion, outside };
}

/** Cameras at each stage or later at the end of a day, by region; the scope itself is under its code, '' = everything.
 * Errors: region.not_found. */
export async function stagesOn(
  ctx: Ctx,
  which: Which & { on: string },
): Promise<Map<string, Record<StageReached, number>>> {
  const { byRegion } = await stageSumsOn(ctx, which);
  return new Map([...byRegion].map(([code, sums]) => [code, stagesOf(sums)]));
}

/** The S-curves of one scope (absent = everything in a region). Errors: region.not_found. */
export async function stageSeries(
  ctx: Ctx,
  scope: string | undefined,
  months: readonly string[],
): Promise<{ month: string; cameras: StageCounts; devices: StageCounts }[]> {
  const { byRegion } = await stageSumsByMonth(ctx, { scope, months });
  const sums = byRegion.get(scope ?? EVERYWHERE)!;
  return months.map((month, i) => ({ month, cameras: stagesOf(sums[i]), devices: stagesOf(sums[i], 'devices') }));
}

/** A key that no region has: a code cannot hold it. */
const OUTSIDE = '\u0000';

/** Which leaves are read for which regions. */
interface Sight {
  regions: Set<string>;
  seesAll: boolean;
  /** regions asked for that a leaf belongs to */
  above(leaf: string): readonly string[];
  /** leaves by path, some at a time, others have their turn in between; null = cameras in no region */
  eachRange(read: (paths: { from: string; upTo: string } | null) => Promise<void>): Promise<void>;
  missing: Awaited<ReturnType<typeof missingSteps>>;
}

/** Answers of one version of the ledger, by what was asked: reports, curves and tables ask the same again and again. Nobody
 * may change them. */
const kept = new WeakMap<Storage, { version: string; answers: Map<string, unknown> }>();
const MOST_ANSWERS = 48;
/** An answer for more regions is not kept: it is large, and asked for rarely. */
const MOST_REGIONS = 4_000;

/** One look at a ledger that holds. */
async function inLedger<T>(
  ctx: Ctx,
  which: Which,
  body: (reader: Reader, sight: Sight) => Promise<LedgerAnswer<T>>,
): Promise<LedgerAnswer<T>> {
  const { storage } = ctx;
  const scope = await narrow(storage.reader, ctx.scope, which.scope ?? which.parent);
  if (scope === null) throw regionMissing(which.scope ?? which.parent ?? '');
  await keepStepsTrue(ctx, scope);
  const asked = JSON.stringify([ctx.scope, which]);
  return storage.read(async (reader) => {
    const version = await ledgerVersion(reader);
    let own = kept.get(storage);
    if (own?.version !== version) {
      own = { version, answers: new Map() };
      kept.set(storage, own);
    }
    const known = own.answers.get(asked);
    if (known !== undefined) return known as LedgerAnswer<T>;
    const made = await body(reader, await sightOf(storage, reader, scope, which));
    if (made.byRegion.size <= MOST_REGIONS) own.answers.set(asked, made);
    if (own.answers.size > MOST_ANSWERS) own.answers.delete(own.answers.keys().next().value!);
    return made;
  });
}

async function sightOf(storage: Storage, reader: Reader, scope: Scope, which: Which): Promise<Sight> {
  const { codes, level, parent } = which;
  const isItself = codes === undefined && level === undefined && parent === undefined;
  const seesAll = scope.kind === 'everything' && isItself;
  const wanted = isItself ? [] : await pathsOf(reader, scope, { codes, level, parent });
  const regions = new Set(wanted.map(([code]) => code));
  const whole = isItself || which.andScope === true ? [which.scope ?? EVERYWHERE] : [];
  for (const code of whole) regions.add(code);
  const aboveOf = new Map<string, readonly string[]>();
  const leaves: string[] = [];
  let turn = 0;
  for (const [code, path] of await leavesFor(reader, scope, wanted, whole.length > 0)) {
    const above = isItself ? whole : aboveIn(regions, path, whole);
    if (above.length === 0) continue;
    aboveOf.set(code, above);
    leaves.push(path);
    turn += 1;
    if (turn % LEAVES_A_TURN === 0) await breathe();
  }
  if (seesAll) {
    regions.add(OUTSIDE);
    aboveOf.set(NO_REGION, [OUTSIDE]);
  }
  const missing = await missingSteps(storage, reader, scope);
  return {
    regions,
    seesAll,
    above: (leaf) => aboveOf.get(leaf) ?? [],
    missing,
    async eachRange(read) {
      for (let i = 0; i < leaves.length; i += LEAVES_A_TURN) {
        await read({ from: leaves[i], upTo: leaves[Math.min(i + LEAVES_A_TURN, leaves.length) - 1] });
        await breathe();
      }
      if (seesAll && !missing.has(NO_REGION)) await read(null);
    },
  };
}

/** A region may be both a level's and the scope. */
const aboveIn = (regions: ReadonlySet<string>, path: string, whole: readonly string[]): readonly string[] => [
  ...new Set([...codesOfPath(path).filter((code) => regions.has(code)), ...whole]),
];

/** A few regions are asked for by themselves: the leaves of the others need not be looked at. */
const FEW_REGIONS = 32;

/** Leaves in the order of their paths. Ranges between them may meet leaves that nobody asked for: they are above nothing. */
async function leavesFor(
  reader: Reader,
  scope: Scope,
  wanted: [code: string, path: string][],
  all: boolean,
): Promise<[code: string, path: string][]> {
  if (all || wanted.length > FEW_REGIONS) return leafPaths(reader, scope);
  const found = new Map<string, string>();
  for (const [code] of wanted)
    for (const [leaf, path] of await leafPaths(reader, { kind: 'subtree', code })) found.set(leaf, path);
  return [...found].sort(([, a], [, b]) => (a < b ? -1 : 1));
}
