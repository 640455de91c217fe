// What do the cameras that work see of a leaf? Made of what the installed ones are measured with: docs/model.md §3.
import type { StatusState } from '#contract/status';
import { countStates, countsOfRows, type LiveCounts, liveCameras, shareOfLeaf } from '#rules/live-leaf';
import { coversPlace } from '#rules/places';
import { leafFigure } from '#rules/rollup';
import type { LiveRecord } from '#storage/live-figures.repository';
import { placesOfLeaves } from '#storage/place-figures.repository';
import type { Reader } from '#storage/storage';
import type { MeasureReply, MeasureRequest } from '#workers/messages';
import { type Ctx, nowIso } from './ctx.ts';
import { type Batch, KEPT_K, type ReadTask, readBatch } from './measure-input.ts';
import { pairsOf } from './measure-rows.ts';

export type StateOf = (cameraId: string) => StatusState;

export interface LiveLeafInput {
  /** null: not computed, because cameras stand in the leaf and nobody's state is known */
  request: MeasureRequest | null;
  /** of the cameras that are left */
  task: ReadTask;
  /** of those that stand in the leaf */
  states: LiveCounts;
  /** everybody who looks here works: the figure is that of the installed ones */
  all: boolean;
}

/** The request of the installed cameras of a leaf with those taken out that are offline, and the unknown ones likely as far
 * as states are known. The arrays of the request are not used any more by others. */
export function liveLeafInput(request: MeasureRequest, task: ReadTask, stateOf: StateOf): LiveLeafInput {
  const { ids } = task.cameras;
  const stateAt = (row: number): StatusState => stateOf(ids[row]);
  const looking = Array.from(task.rows, stateAt);
  const states = countStates(Array.from(task.standing, stateAt));
  const share = shareOfLeaf(states, countStates(looking));
  const standing = task.standing.filter((row) => stateAt(row) !== 'offline');
  const counts = countsOfRows(task.cameras, standing);
  const left = { ...task, standing, counts };
  if (share === null) return { request: null, task: left, states, all: false };
  const { cameras, kept } = liveCameras(request.input.cameras, (i) => looking[i], share);
  return {
    request: { ...request, input: { ...request.input, cameras }, options: { ...request.options, gaps: false } },
    task: { ...left, rows: kept.map((i) => task.rows[i]) },
    states,
    all: looking.every((state) => state === 'online') && standing.length === states.online,
  };
}

/** A measured leaf as it is kept. `covered`: its key places that the installed cameras cover. */
export function liveRow(
  { task, states }: Pick<LiveLeafInput, 'task' | 'states'>,
  reply: MeasureReply | null,
  { version, statusAt, computedAt, covered }: LiveMeta,
): LiveRecord {
  const { name: detail, profile } = task.look.detail;
  const assumptionsVersion = task.look.table.version;
  const meta = {
    set: 'live' as const,
    detail,
    profile,
    assumptionsVersion,
    k: KEPT_K,
    dataVersion: version,
    computedAt,
  };
  const row = { regionCode: task.code, ...states, measuredVersion: version, statusAt, computedAt };
  if (reply === null) return { ...row, figure: null, ownSeeing: 0, regionM2: 0, sees: [], dark: [] };
  const {
    dataVersion: _v,
    computedAt: _t,
    set: _s,
    ...figure
  } = leafFigure({ ...reply, gapCount: 0 }, task.publicSpace, task.counts, reply.seeing.length, meta);
  const { sees, ownSeeing } = pairsOf(task, reply.seeing);
  return {
    ...row,
    figure,
    ownSeeing,
    regionM2: reply.regionM2,
    sees: sees.map(({ cameraId, homeCode, blind }) => [cameraId, homeCode, blind]),
    dark: reply.places.flatMap((place, i) => {
      const id = task.space.ids[task.places[i].feature];
      return covered.has(id) && !coversPlace(place.likelyM2[0], place.demandM2) ? [id] : [];
    }),
  };
}

export interface LiveMeta {
  version: number;
  /** states as of this instant */
  statusAt: string;
  computedAt: string;
  covered: ReadonlySet<string>;
}

/** Key places that are covered by all that are installed. */
export async function coveredPlaces(reader: Reader, ctx: Pick<Ctx, 'scope'>, codes: string[]): Promise<Set<string>> {
  const places = await placesOfLeaves(reader, ctx.scope, 'installed', codes);
  return new Set(places.filter((p) => coversPlace(p.likelyM2[0] ?? 0, p.demandM2)).map((p) => p.placeId));
}

/** Reads these leaves (ascending codes) and measures them with the states given; nothing is written. */
export async function measureLiveLeaves(
  ctx: Ctx,
  codes: string[],
  statesOf: (cameraIds: Iterable<string>) => Map<string, { state: StatusState }>,
  signal?: AbortSignal,
): Promise<LiveRecord[]> {
  const statusAt = new Date(ctx.status.asOf()).toISOString();
  const { batch, covered } = await ctx.storage.read(async (reader) => ({
    batch: await readBatch(reader, ctx.spatial, codes),
    covered: await coveredPlaces(reader, ctx, codes),
  }));
  const inputs = liveInputs(batch, statesOf);
  const replies = new Map<string, MeasureReply>();
  const requests = [...inputs.values()].flatMap(({ request }) => request ?? []);
  for (const reply of await ctx.runner.measure(requests, signal)) replies.set(reply.key, reply);
  const meta = { version: batch.version, statusAt, computedAt: nowIso(ctx), covered };
  return [...inputs].map(([key, input]) => liveRow(input, replies.get(key) ?? null, meta));
}

/** By request key. */
export function liveInputs(
  batch: Batch,
  statesOf: (cameraIds: Iterable<string>) => Map<string, { state: StatusState }>,
): Map<string, LiveLeafInput> {
  const inputs = new Map<string, LiveLeafInput>();
  for (const request of batch.requests) {
    const task = batch.tasks.get(request.key)!;
    if (task.set !== 'installed') continue;
    const { ids } = task.cameras;
    const rows = new Set<number>([...task.rows, ...task.standing]);
    const states = statesOf(Array.from(rows, (row) => ids[row]));
    inputs.set(
      request.key,
      liveLeafInput(request, task, (id) => states.get(id)?.state ?? 'unknown'),
    );
  }
  return inputs;
}
