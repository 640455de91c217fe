// A database of a part of the province for the sections that need one, in build/bench, and how they open it.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ctx, contextFor } from '#services/ctx';
import { figuresColumnar } from '#services/figures';
import { whenEnded } from '#services/jobs';
import { startMeasure } from '#services/measure';
import { openWorkspace } from '#services/open-workspace';
import type { Runner } from '#workers/runner';
import { scratch } from './province.ts';

export const folderOf = (scale: number, seed: number): string => scratch(`db-${scale}-${seed}`);
const databaseOf = (scale: number, seed: number): string => join(folderOf(scale, seed), 'lacuna.db');
const stampOf = (scale: number, seed: number): string => join(folderOf(scale, seed), 'imported');

export const isImported = (scale: number, seed: number): boolean => existsSync(stampOf(scale, seed));
export const markImported = (scale: number, seed: number): void => writeFileSync(stampOf(scale, seed), '');
export function emptyFolder(scale: number, seed: number): string {
  rmSync(folderOf(scale, seed), { recursive: true, force: true });
  mkdirSync(folderOf(scale, seed), { recursive: true });
  return folderOf(scale, seed);
}

/** Never measures: for importing alone. A job that waits for it ends when it is cancelled. */
export const idleRunner: Runner = {
  width: 1,
  measure: (_batch, signal) =>
    new Promise((_resolve, reject) => {
      if (signal?.aborted) reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason));
    }),
  async close() {},
};

export async function withDatabase<T>(
  { scale, seed }: { scale: number; seed: number },
  work: (ctx: Ctx) => Promise<T>,
  options: { runner?: Runner; threads?: number } = {},
): Promise<T> {
  const deps = await openWorkspace({ databasePath: databaseOf(scale, seed), recover: false, ...options });
  try {
    return await work(contextFor(deps, 'bench'));
  } finally {
    await deps.close();
  }
}

/** Figures of everything, measured where they are not. */
export async function measured(ctx: Ctx): Promise<Awaited<ReturnType<typeof figuresColumnar>>> {
  const first = await figuresColumnar(ctx, {});
  if (first.measured.every(Boolean)) return first;
  const job = await whenEnded(ctx, { id: (await startMeasure(ctx, { regions: 'dirty' })).id });
  if (job.state !== 'done') throw new Error(`expected measuring to end, got ${job.state}: ${job.reason}`);
  return figuresColumnar(ctx, {});
}

/** Most memory (MB) that this process's living children have held; 0 without /proc. */
export function childrenPeakMb(): number {
  let mb = 0;
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
    for (const pid of children ? children.split(' ') : [])
      mb += Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1e3;
  } catch {
    // no /proc, or it ended between the two looks
  }
  return mb;
}
