// What does a piece of work cost? CPU and wall seconds, and the most memory this process has held.
import { readFileSync } from 'node:fs';

export interface Spent {
  cpuS: number;
  wallS: number;
}

/** Adds up the stretches between `start` and `stop`; CPU of all threads of this process. */
export function meter() {
  const spent: Spent = { cpuS: 0, wallS: 0 };
  let cpu = process.cpuUsage();
  let at = performance.now();
  return {
    spent,
    start(): void {
      cpu = process.cpuUsage();
      at = performance.now();
    },
    stop(): void {
      spent.wallS += (performance.now() - at) / 1e3;
      const used = process.cpuUsage(cpu);
      spent.cpuS += (used.user + used.system) / 1e6;
    },
  };
}

export async function timed<T>(work: () => T | Promise<T>): Promise<Spent & { value: T }> {
  const m = meter();
  m.start();
  const value = await work();
  m.stop();
  return { value, ...m.spent };
}

/** Most resident memory this process has had (MB); where there is no /proc, what getrusage says. */
export function peakMb(): number {
  try {
    const kb = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kb) return Number(kb) / 1e3;
  } catch {
    // no /proc
  }
  return process.resourceUsage().maxRSS / 1e3;
}

/** CPU seconds of another process: its own, and those of the children it has waited for; null where /proc says nothing. */
export function cpuOfProcess(pid: number): { ownS: number; childrenS: number } | null {
  try {
    // the name in brackets may hold spaces
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = (k: number): number => Number(fields[k]) / TICKS_PER_S;
    return { ownS: ticks(11) + ticks(12), childrenS: ticks(13) + ticks(14) };
  } catch {
    return null;
  }
}
/** USER_HZ of Linux. */
const TICKS_PER_S = 100;

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

/** The compiler needs some ten thousand cameras before the code runs at its pace. */
export const WARM_UP_VILLAGES = 300;
/** What takes less than this much CPU time (s) is done again and again until it has, and the mean is taken. */
const STEADY_S = 2;
const MOST_PASSES = 400;

/** Mean cost of a pass: of the first where it is long enough, else of those after `first` (the steady part; a pass that
 * several threads share warms each of them up by its share only). */
export async function steady<T extends { spent: Spent }>(
  pass: () => Promise<T>,
  first = 1,
): Promise<Spent & { last: T; passes: number }> {
  let last = await pass();
  if (last.spent.cpuS >= STEADY_S) return { last, passes: 1, ...last.spent };
  for (let k = 1; k < first; k++) last = await pass();
  let [cpuS, wallS, passes] = [0, 0, 0];
  while (cpuS < STEADY_S && passes < MOST_PASSES) {
    last = await pass();
    cpuS += last.spent.cpuS;
    wallS += last.spent.wallS;
    passes++;
  }
  return { last, passes, cpuS: cpuS / passes, wallS: wallS / passes };
}
