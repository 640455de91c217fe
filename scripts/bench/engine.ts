// Our engine over every village of a part of the province: in this thread, or through the pool of workers.
import type { LeafResult, MeasureOptions } from '#engine';
import type { MeasureReply, MeasureRequest } from '#workers/messages';
import { createPool } from '#workers/pool';
import { bundledEngine } from './engine-bundle.ts';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { type BenchLeaf, readLeaves } from './leaf-file.ts';
import { meter, peakMb, type Spent, steady, WARM_UP_VILLAGES } from './meter.ts';
import { type BenchInput, benchInput } from './province.ts';

/** A village's gaps may miss this much (m²) of demand − high; beyond it an outline was lost. */
const LOST_M2 = 1e-4;
/** Villages that go to a worker together, as in a job that has run for a second. */
const BATCH = 128;
/** Batches per worker that are under way: one it measures, one that lies ready, one whose answer waits for its turn. */
const FLYING = 3;

type Engine = Awaited<ReturnType<typeof bundledEngine>>;

interface Mode {
  name: string;
  what: string;
  options: MeasureOptions;
}
const MODES: Mode[] = [
  { name: 'k1', what: 'k = 1', options: { k: 1, ceiling: 0 } },
  { name: 'k1gaps', what: 'k = 1 and gap outlines', options: { k: 1, ceiling: 0, gaps: true } },
  { name: 'k4', what: 'k = 1…4', options: { k: 4, ceiling: 3 } },
  { name: 'k4gaps', what: 'k = 1…4 and gap outlines', options: { k: 4, ceiling: 3, gaps: true } },
];

interface Checked {
  residualM: number;
  failed: number;
  gapsOffM2: number;
  gapPieces: number;
  openRings: number;
}
const nothing = (): Checked => ({ residualM: 0, failed: 0, gapsOffM2: 0, gapPieces: 0, openRings: 0 });

function check(r: LeafResult, gaps: boolean, into: Checked): void {
  into.residualM = Math.max(into.residualM, r.residualM);
  into.failed += r.failedChecks.length > 0 ? 1 : 0;
  if (!gaps) return;
  let sum = 0;
  for (const piece of r.gaps) sum += piece.areaM2;
  into.openRings += r.openEnds;
  into.gapPieces += r.gaps.length;
  const off = Math.abs(r.demandM2 - r.highM2[0] - sum);
  // a chain that found no end gives no ring at all: its ground is then missing from the sum
  if (off > LOST_M2) into.openRings++;
  into.gapsOffM2 = Math.max(into.gapsOffM2, off);
}

/** One pass in this thread; only the measuring is on the clock, not the reading of the file. */
function passInThread(
  { measureLeaf }: Engine,
  leaves: Iterable<BenchLeaf>,
  mode: Mode,
): { spent: Spent; checked: Checked; coveredM2: number } {
  const m = meter();
  const checked = nothing();
  let coveredM2 = 0;
  let batch: BenchLeaf[] = [];
  const run = (): void => {
    m.start();
    const results = batch.map(({ input }) => measureLeaf(input, mode.options));
    m.stop();
    for (const r of results) {
      check(r, mode.options.gaps === true, checked);
      coveredM2 += r.depthM2[0];
    }
    batch = [];
  };
  for (const leaf of leaves) {
    batch.push(leaf);
    if (batch.length === BATCH) run();
  }
  run();
  return { spent: m.spent, checked, coveredM2 };
}

export async function engineSection({ scale, seed, threads, modes }: SectionInput): Promise<SectionResult> {
  const input = benchInput(scale, seed);
  const chosen = MODES.filter(({ name }) => modes.includes(name));
  return threads === 1 ? inThread(input, scale, chosen) : inPool(input, scale, threads, chosen);
}

async function inThread(input: BenchInput, scale: number, modes: Mode[]): Promise<SectionResult> {
  const out = emptyResult();
  const engine = await bundledEngine();
  for (const mode of modes) passInThread(engine, readLeaves(input.path, WARM_UP_VILLAGES), mode);
  for (const mode of modes) {
    const { last, passes, ...spent } = await steady(async () => passInThread(engine, readLeaves(input.path), mode));
    const { checked, coveredM2 } = last;
    const gaps = mode.options.gaps === true;
    out.measurements.push(
      measurement(`our engine, 1 thread, ${mode.what}`, {
        scale,
        villages: input.villages,
        cameras: input.cameras,
        ...spent,
        peakMb: peakMb(),
        note: `residual ≤ ${checked.residualM.toExponential(1)} m, ${checked.failed} failed a check${
          gaps
            ? `, ${checked.gapPieces} pieces, ${checked.openRings} outlines open or lost, demand − high − gaps ≤ ${checked.gapsOffM2.toExponential(1)} m²`
            : ''
        }${passes > 1 ? `, mean of ${passes} passes` : ''}`,
      }),
    );
    const fact = (name: string, value: number): void => {
      out.facts[`engine.${mode.name}.${name}@${scale}`] = value;
    };
    fact('cpuS', spent.cpuS);
    fact('wallS', spent.wallS);
    fact('perCpuS', input.cameras / spent.cpuS);
    fact('residualM', checked.residualM);
    fact('failed', checked.failed);
    fact('coveredM2', coveredM2);
    if (gaps) {
      fact('gapsOffM2', checked.gapsOffM2);
      fact('openRings', checked.openRings);
    }
  }
  out.facts[`engine.peakMb@${scale}`] = peakMb();
  return out;
}

async function inPool(input: BenchInput, scale: number, threads: number, modes: Mode[]): Promise<SectionResult> {
  const out = emptyResult();
  const pool = createPool(threads);
  /** Keeps every worker busy; the file is read meanwhile, so reading is on the clock here. */
  const pass = async (mode: Mode, limit?: number): Promise<{ spent: Spent; residualM: number; failed: number }> => {
    const m = meter();
    let [residualM, failed] = [0, 0];
    const take = (replies: MeasureReply[]): void => {
      for (const reply of replies) {
        residualM = Math.max(residualM, reply.residualM);
        failed += reply.failedChecks.length > 0 ? 1 : 0;
      }
    };
    m.start();
    const flying: Promise<MeasureReply[]>[] = [];
    let batch: MeasureRequest[] = [];
    for (const leaf of readLeaves(input.path, limit)) {
      batch.push({ key: String(leaf.index), input: leaf.input, options: mode.options });
      if (batch.length < BATCH) continue;
      flying.push(pool.measure(batch));
      batch = [];
      if (flying.length >= FLYING * threads) take((await flying.shift())!);
    }
    if (batch.length > 0) flying.push(pool.measure(batch));
    for (const replies of flying) take(await replies);
    m.stop();
    return { spent: m.spent, residualM, failed };
  };
  try {
    // every worker gets the warm-up that one thread gets
    for (const mode of modes) await pass(mode, WARM_UP_VILLAGES * threads);
    for (const mode of modes) {
      const { last, passes, cpuS, wallS } = await steady(() => pass(mode), threads);
      const { residualM, failed } = last;
      out.measurements.push(
        measurement(`our engine, ${threads} threads, ${mode.what}`, {
          scale,
          villages: input.villages,
          cameras: input.cameras,
          cpuS,
          wallS,
          peakMb: peakMb(),
          note: `residual ≤ ${residualM.toExponential(1)} m, ${failed} failed a check${passes > 1 ? `, mean of ${passes} passes` : ''}`,
        }),
      );
      out.facts[`pool${threads}.${mode.name}.wallS@${scale}`] = wallS;
      out.facts[`pool${threads}.${mode.name}.cpuS@${scale}`] = cpuS;
    }
    out.facts[`pool${threads}.peakMb@${scale}`] = peakMb();
  } finally {
    await pool.close();
  }
  return out;
}
