// Everything a process needs to work on one database, built in one place: the server, the command line and tests call it.
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseFile } from '#importers/run';
import { openSqlite } from '#storage/open.sqlite';
import { createPool } from '#workers/pool';
import type { Runner } from '#workers/runner';
import { createBackground } from './background.ts';
import { contextFor, type Deps, type Ids, type Log } from './ctx.ts';
import { createEvents } from './events.ts';
import type { ImportRunner } from './import-runner.ts';
import { createLiveLeaves } from './live-leaves.ts';
import type { LiveStatus } from './live-status.ts';
import { createStatusKeeper, type StatusKeeper } from './live-status-keeper.ts';
import { NOTHING_LEAVES, type Outbound } from './outbound.ts';
import { recover } from './recover.ts';
import { createRollupCache } from './rollup-cache.ts';
import { createSpatialCache } from './spatial-cache.ts';
import { NO_WATCH, type Watch, watch } from './watch.ts';

export interface OpenWorkspace {
  /** file of the database; its folder also holds uploads and report files */
  databasePath: string;
  readOnly?: boolean;
  /** default: a pool of workers, started when first used */
  runner?: Runner;
  /** threads of that pool; default: number of CPUs, at most 8 */
  threads?: number;
  importRunner?: ImportRunner;
  /** default: what the database knows */
  status?: LiveStatus;
  log?: Log;
  clock?: () => number;
  version?: string;
  /** where alerts may be sent to; default: nowhere */
  outbound?: Outbound;
  /** default true: clears staging, fails or resumes jobs that a stop interrupted, measures dirty leaves */
  recover?: boolean;
  /** default false: keeps live figures and outages true to the states of cameras, as long as it is open */
  watch?: boolean;
}

/** `watch`: what follows the states of cameras by itself. */
export type Workspace = Deps & { watch: Watch; close(): Promise<void> };

const MAX_THREADS = 8;
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Throws StorageError (`.exit` = the process's exit status). */
export async function openWorkspace(options: OpenWorkspace): Promise<Workspace> {
  const clock = options.clock ?? Date.now;
  const path = resolve(options.databasePath);
  const storage = openSqlite(path, { readOnly: options.readOnly, clock });
  const runner = options.runner ?? createPool(options.threads ?? Math.min(MAX_THREADS, availableParallelism()));
  // it looks at the workspace that it is part of
  const statusKeeper: StatusKeeper = createStatusKeeper(() => contextFor(deps, 'system'), { timer: !storage.readOnly });
  const deps: Deps = {
    storage,
    runner,
    clock,
    ids: timeIds(clock),
    log: options.log ?? silent,
    events: createEvents(options.log ?? silent),
    importRunner: options.importRunner ?? { parse: parseFile },
    background: createBackground(),
    spatial: createSpatialCache(dirname(path)),
    rollups: createRollupCache(),
    live: createLiveLeaves(),
    status: options.status ?? statusKeeper,
    statusKeeper,
    outbound: options.outbound ?? NOTHING_LEAVES,
    dataDir: dirname(path),
    version: options.version ?? '0.0.0',
  };
  if (!storage.readOnly && options.recover !== false) await recover(contextFor(deps, 'system'));
  const watching = options.watch === true && !storage.readOnly ? watch(contextFor(deps, 'system')) : NO_WATCH;
  return {
    ...deps,
    watch: watching,
    async close() {
      statusKeeper.close();
      await watching.close();
      await deps.background.stop();
      await runner.close();
      deps.spatial.terrain.close();
      await storage.close();
    },
  };
}

/** 48 bits of milliseconds, a counter within one, then chance: ids of one process sort in the order they were made. */
function timeIds(clock: () => number): Ids {
  let lastMs = 0;
  let count = 0;
  return () => {
    const nowMs = Math.max(lastMs, Math.floor(clock()));
    count = nowMs === lastMs ? count + 1 : 0;
    lastMs = nowMs;
    const part = (value: number, digits: number): string => value.toString(36).padStart(digits, '0');
    return `${part(nowMs, 9)}${part(count, 4)}${randomBytes(6).toString('hex')}`;
  };
}
