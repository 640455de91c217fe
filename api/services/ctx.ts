// What every service receives: the process-wide dependencies, plus who asks and which regions they may see.
import type { z } from 'zod';
import type { ServerEvent as ServerEventSchema } from '#contract/job';
import type { Scope } from '#storage/scope';
import type { Storage } from '#storage/storage';
import type { Runner } from '#workers/runner';
import type { Background } from './background.ts';
import type { ImportRunner } from './import-runner.ts';
import type { LiveLeaves } from './live-leaves.ts';
import type { LiveStatus } from './live-status.ts';
import type { StatusKeeper } from './live-status-keeper.ts';
import type { Outbound } from './outbound.ts';
import type { RollupCache } from './rollup-cache.ts';
import type { SpatialCache } from './spatial-cache.ts';

export type ServerEvent = z.infer<typeof ServerEventSchema>;

/** Milliseconds since 1970 (UTC). */
export type Clock = () => number;
/** A new unique id, sortable by time of creation. */
export type Ids = () => string;

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** In-process fan-out of server events (SSE reads it). `subscribe` answers the function that ends it. */
export interface Events {
  publish(event: ServerEvent): void;
  subscribe(listener: (event: ServerEvent) => void): () => void;
}

/** Lives as long as the process. Built once by `openWorkspace`. */
export interface Deps {
  storage: Storage;
  runner: Runner;
  clock: Clock;
  ids: Ids;
  log: Log;
  events: Events;
  importRunner: ImportRunner;
  /** running jobs and how to cancel or await them */
  background: Background;
  /** packed indexes of polygons, kept per data version */
  spatial: SpatialCache;
  /** figures of all leaves, kept between edits */
  rollups: RollupCache;
  /** leaves kept open between edits */
  live: LiveLeaves;
  /** what is known of the state of every camera now */
  status: LiveStatus;
  /** keeps `status` true to what comes in */
  statusKeeper: StatusKeeper;
  /** where alerts may be sent to */
  outbound: Outbound;
  /** folder for uploads and report files, beside the database */
  dataDir: string;
  /** version of the product, for /api/workspace and reports */
  version: string;
}

/** One request's view. */
export interface Ctx extends Deps {
  /** who did it, for audit rows: `local` for the local owner, `cli`, `system` */
  actor: string;
  scope: Scope;
}

export const contextFor = (deps: Deps, actor: string, scope: Scope = { kind: 'everything' }): Ctx => ({
  ...deps,
  actor,
  scope,
});

/** The clock's time as the database and the API write it. */
export const nowIso = (ctx: { clock: Clock }): string => new Date(ctx.clock()).toISOString();
