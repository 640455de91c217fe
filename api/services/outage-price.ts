// What does an outage cost: the ground that is likely not seen any more, the key places gone dark, and who still sees?
import { metresPerDegree } from '#engine';
import { camerasAt, countStates, liveCameras, shareOfLeaf } from '#rules/live-leaf';
import { coversPlace } from '#rules/places';
import { findCameras } from '#storage/cameras.repository';
import { leavesBeyond } from '#storage/figures.repository';
import { leafCodes } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { MeasureReply, MeasureRequest } from '#workers/messages';
import type { Ctx } from './ctx.ts';
import { breathe } from './in-turns.ts';
import { type Batch, type ReadTask, readBatch } from './measure-input.ts';

export interface Price {
  /** likely area with all its cameras online − without any of them */
  lostM2: number;
  beforeM2: number;
  demandM2: number;
  /** where its cameras stand, or look into */
  leaves: string[];
  /** covered before, not covered without them */
  keyPlaces: string[];
  /** cameras online that see ground which its cameras saw */
  neighbours: string[];
}

const BATCH_LEAVES = 4;
const LOOKED_AT_A_TURN = 200;
/** Two areas of the same ground differ by rounding: less than this is no ground in common. */
const LEAST_COMMON_M2 = 0.01;

/** Measures the leaves that some cameras touch, with them and without them, all others as they are now. */
export async function priceOf(ctx: Ctx, members: ReadonlySet<string>, signal?: AbortSignal): Promise<Price> {
  const leaves = await leavesOf(ctx, members);
  const price: Price = { lostM2: 0, beforeM2: 0, demandM2: 0, leaves, keyPlaces: [], neighbours: [] };
  const neighbours = new Set<string>();
  for (let i = 0; i < leaves.length; i += BATCH_LEAVES) {
    signal?.throwIfAborted();
    const codes = leaves.slice(i, i + BATCH_LEAVES);
    const batch = await ctx.storage.read((reader) => readBatch(reader, ctx.spatial, codes));
    const asked = beforeAndAfter(ctx, batch, members);
    const replies = await ctx.runner.measure(asked, signal);
    const byKey = new Map(replies.map((reply) => [reply.key, reply]));
    for (const [key, task] of batch.tasks) addLeaf(price, task, byKey.get(`+ ${key}`), byKey.get(`- ${key}`));
    for (const id of await neighboursIn(ctx, batch, members, signal)) neighbours.add(id);
    await breathe();
  }
  price.neighbours = [...neighbours].sort();
  return price;
}

async function leavesOf(ctx: Ctx, members: ReadonlySet<string>): Promise<string[]> {
  const { reader } = ctx.storage;
  const found = new Set<string>();
  for (const { regionCode } of await findCameras(reader, EVERYTHING, [...members]))
    if (regionCode !== null) found.add(regionCode);
  for (const codes of (await leavesBeyond(reader, EVERYTHING, 'installed', members)).values())
    for (const code of codes) found.add(code);
  // those that are leaves today
  return leafCodes(reader, EVERYTHING, [...found]);
}

const installed = (batch: Batch): MeasureRequest[] =>
  batch.requests.filter(({ key }) => batch.tasks.get(key)!.set === 'installed');

/** The cameras outside are counted alike in both, unknown ones too: only the members make the difference. */
function beforeAndAfter(ctx: Ctx, batch: Batch, members: ReadonlySet<string>): MeasureRequest[] {
  return installed(batch).flatMap((request) => {
    const task = batch.tasks.get(request.key)!;
    const { ids } = task.cameras;
    const states = ctx.status.statesOf(Array.from(new Set([...task.rows, ...task.standing]), (row) => ids[row]));
    const before = (row: number) => (members.has(ids[row]) ? 'online' : (states.get(ids[row])?.state ?? 'unknown'));
    const looking = Array.from(task.rows, before);
    const share = shareOfLeaf(countStates(Array.from(task.standing, before)), countStates(looking)) ?? 0;
    const all = request.input.cameras;
    const isMember = (i: number): boolean => members.has(ids[task.rows[i]]);
    const options = { ...request.options, gaps: false };
    const withThem = liveCameras(all, (i) => looking[i], share).cameras;
    const without = liveCameras(all, (i) => (isMember(i) ? 'offline' : looking[i]), share).cameras;
    return [
      { key: `+ ${request.key}`, input: { ...request.input, cameras: withThem }, options },
      { key: `- ${request.key}`, input: { ...request.input, cameras: without }, options },
    ];
  });
}

function addLeaf(
  price: Price,
  task: ReadTask,
  before: MeasureReply | undefined,
  after: MeasureReply | undefined,
): void {
  if (before === undefined || after === undefined) return;
  price.lostM2 += Math.max(0, before.likelyM2[0] - after.likelyM2[0]);
  price.beforeM2 += before.likelyM2[0];
  price.demandM2 += before.demandM2;
  before.places.forEach((place, i) => {
    const isDark =
      coversPlace(place.likelyM2[0], place.demandM2) && !coversPlace(after.places[i].likelyM2[0], place.demandM2);
    if (isDark) price.keyPlaces.push(task.space.ids[task.places[i].feature]);
  });
}

/** Cameras that are online, are no members, and see demand of these leaves that a member sees. Exact: a camera has ground in
 * common with the members when it adds less beside them than it sees alone. Those that stand far apart are asked together. */
async function neighboursIn(
  ctx: Ctx,
  batch: Batch,
  members: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const request of installed(batch)) {
    const task = batch.tasks.get(request.key)!;
    const { cameras } = request.input;
    const idAt = (i: number): string => task.cameras.ids[task.rows[i]];
    const discs = discsOf(cameras);
    const all = Array.from({ length: cameras.n }, (_, i) => i).filter((i) => cameras.reachM[i] > 0);
    const own = all.filter((i) => members.has(idAt(i)));
    const others = all.filter((i) => !members.has(idAt(i)) && !found.has(idAt(i)));
    const states = ctx.status.statesOf(others.map(idAt));
    const asked: number[] = [];
    for (const [at, i] of others.entries()) {
      // a town holds thousands of each
      if (at % LOOKED_AT_A_TURN === LOOKED_AT_A_TURN - 1) await breathe();
      if (states.get(idAt(i))?.state === 'online' && own.some((j) => meet(discs[i], discs[j]))) asked.push(i);
    }
    const requests: MeasureRequest[] = [];
    const rounds = apart(asked, discs);
    rounds.forEach((round, n) => {
      const near = own.filter((j) => round.some((i) => meet(discs[i], discs[j])));
      const ask = (key: string, rows: number[]): MeasureRequest => {
        const taken = camerasAt(cameras, Int32Array.from(rows));
        const input = {
          region: request.input.region,
          demand: request.input.demand,
          cameras: { ...taken, p: taken.p.fill(1) },
        };
        const { obstacles, zones } = request.input;
        return {
          key,
          input: { ...input, ...(obstacles && { obstacles }), ...(zones && { zones }) },
          options: { k: 1, unique: true },
        };
      };
      requests.push(ask(`alone ${n}`, round), ask(`beside ${n}`, [...round, ...near]));
    });
    const replies = await ctx.runner.measure(requests, signal);
    const byKey = new Map(replies.map((reply) => [reply.key, reply.uniqueM2!]));
    rounds.forEach((round, n) => {
      const [alone, beside] = [byKey.get(`alone ${n}`)!, byKey.get(`beside ${n}`)!];
      round.forEach((i, at) => {
        if (alone[at] - beside[at] > LEAST_COMMON_M2) found.add(idAt(i));
      });
    });
  }
  return found;
}

interface Disc {
  x: number;
  y: number;
  r: number;
}
function discsOf({ n, lon, lat, reachM }: MeasureRequest['input']['cameras']): Disc[] {
  const [perLon, perLat] = metresPerDegree(lat[0] ?? 0);
  return Array.from({ length: n }, (_, i) => ({
    x: (((lon[i] - lon[0] + 540) % 360) - 180) * perLon,
    y: (lat[i] - lat[0]) * perLat,
    r: reachM[i],
  }));
}
/** A little nearer than they are, so that rounding parts nobody. */
const meet = (a: Disc, b: Disc): boolean => Math.hypot(a.x - b.x, a.y - b.y) <= 1.02 * (a.r + b.r) + 1;

/** Rounds in which no two see the same ground. */
function apart(list: readonly number[], discs: readonly Disc[]): number[][] {
  const rounds: number[][] = [];
  for (const i of list) {
    const round = rounds.find((one) => !one.some((j) => meet(discs[i], discs[j])));
    if (round === undefined) rounds.push([i]);
    else round.push(i);
  }
  return rounds;
}
