// Leaves that stay open in memory between edits of cameras, so that an edit measures its neighbourhood only.
//
// An open leaf holds what one data version says of it. An edit carries the version it made and the version at which the leaf
// was touched before: when the open leaf is as new as that, the edit is applied to it; else the leaf is read anew.
import { type CameraRow, type LeafResult, type OpenLeaf, openLeaf, reachBox } from '#engine';
import { type FootprintFields, footprintOf, type Look } from '#rules/assumptions';
import { inSet } from '#rules/leaf-input';
import { countCamera } from '#rules/standing-counts';
import type { CameraRecord } from '#storage/cameras.repository';
import { type FigureSet, measuredVersions } from '#storage/figures.repository';
import { encodeComponents, sameBytes } from '#storage/gap-blob';
import { keptComponents } from '#storage/gaps.repository';
import { touchedVersions } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';
import { replyOf } from '#workers/measure-one';
import type { MeasureReply } from '#workers/messages';
import type { Ctx } from './ctx.ts';
import { lookAt } from './look.ts';
import { type LeafTask, OPEN_MARGIN_M, readBatch, taskKey } from './measure-input.ts';
import { type KnownGaps, leafRows, noGapsKnown } from './measure-rows.ts';
import { type OverRelief, overRelief } from './terrain.ts';

/** Cameras in all open leaves together; the leaf that was used longest ago is closed first. */
const MOST_CAMERAS = 60_000;
/** So many quads that relief left of a view take the memory of one camera more. */
const QUADS_A_CAMERA = 20;
/** An edit that touches more leaves than this is measured as a batch. */
export const MOST_LEAVES = 24;

/** One camera before and after; null = was not, is not there. */
export interface CameraChange {
  before: CameraRecord | null;
  after: CameraRecord | null;
  /** data version that the change made */
  version: number;
  /** data version of the last change before it, by leaf touched */
  touchedBefore: ReadonlyMap<string, number>;
}

/** What an edit made of one leaf and set. */
export interface LiveMeasure {
  task: LeafTask;
  reply: MeasureReply;
  /** cells whose gaps may differ from what is kept; absent = all */
  changed?: ReadonlySet<string>;
  known: KnownGaps;
}

interface LiveSet {
  leaf: OpenLeaf;
  task: LeafTask;
  ids: string[];
  known: KnownGaps;
  /** what was written last, by the caller's account */
  written: boolean;
}
interface LiveLeaf {
  version: number;
  /** obstacles are known within this box: west, south, east, north */
  box: readonly [number, number, number, number];
  sets: Map<FigureSet, LiveSet>;
  cameras: number;
}

export interface LiveLeaves {
  /** Measures the leaves that a change touched; `reader` sees the data before it or with it. null = one of them has to be
   * measured as a batch. */
  measure(ctx: Ctx, reader: Reader, codes: string[], change: CameraChange): Promise<LiveMeasure[] | null>;
  /** One at a time: between measuring and writing nothing else may touch an open leaf. */
  inTurn<T>(body: () => Promise<T>): Promise<T>;
  /** Opens a leaf that is likely to be edited. */
  open(ctx: Ctx, code: string): Promise<void>;
  forget(codes?: readonly string[]): void;
}

export function createLiveLeaves(): LiveLeaves {
  const leaves = new Map<string, LiveLeaf>();
  const forget = (codes?: readonly string[]): void => {
    if (codes === undefined) leaves.clear();
    else for (const code of codes) leaves.delete(code);
  };

  async function read(ctx: Ctx, codes: string[]): Promise<void> {
    const { batch, stored } = await ctx.storage.read(async (reader) => ({
      batch: await readBatch(reader, ctx.spatial, codes, undefined, OPEN_MARGIN_M),
      stored: await storedComponents(reader, codes),
    }));
    for (const code of codes) leaves.delete(code);
    for (const { key, input, options } of batch.requests) {
      const task = batch.tasks.get(key)!;
      const leaf = leaves.get(task.code) ?? {
        version: batch.version,
        box: batch.boxes.get(task.code)!,
        sets: new Map(),
        cameras: 0,
      };
      leaves.set(task.code, leaf);
      const ids = Array.from(task.rows, (row) => task.cameras.ids[row]);
      const homes = Array.from(task.rows, (row) => task.homes[row]);
      const opened = openLeaf(input, options);
      // records that stand here and see nothing at all take part too: they are counted as blind
      const near = new Set(task.rows);
      task.homes.forEach((home, row) => {
        if (home !== task.code || near.has(row)) return;
        const at = placeOf(ids, task.cameras.ids[row]);
        ids.splice(at, 0, task.cameras.ids[row]);
        homes.splice(at, 0, home);
        opened.insert(at, SEES_NOTHING);
      });
      const live: LiveSet = {
        leaf: opened,
        task: {
          ...task,
          rows: countedTo(ids.length),
          cameras: { ids },
          homes,
          standing: standingIn(task.code, homes),
        },
        ids,
        known: noGapsKnown(),
        written: false,
      };
      leaf.sets.set(task.set, live);
      const components = stored.get(task.code);
      if (task.set === 'installed' && components !== undefined) takeAsWritten(live, components);
      leaf.cameras += input.cameras.n + (input.cameras.terrain?.az0Deg.length ?? 0) / QUADS_A_CAMERA;
    }
    makeRoom(codes);
  }
  function makeRoom(wanted: readonly string[]): void {
    let total = 0;
    for (const leaf of leaves.values()) total += leaf.cameras;
    for (const [code, leaf] of leaves) {
      if (total <= MOST_CAMERAS) return;
      if (wanted.includes(code)) continue;
      leaves.delete(code);
      total -= leaf.cameras;
    }
  }

  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(body: () => Promise<T>): Promise<T> => {
    const run = queue.then(body);
    queue = run.catch(() => {}); // the caller has the error
    return run;
  };
  return {
    forget,
    inTurn,
    open: (ctx, code) =>
      inTurn(async () => {
        if (!leaves.has(code)) await read(ctx, [code]);
      }),
    async measure(ctx, reader, codes, change) {
      if (codes.length > MOST_LEAVES) return null;
      const looks = [change.before, change.after].filter((camera) => camera !== null);
      // A camera that is only planned may bring a leaf's planned figure into being, or end it.
      if (looks.some((camera) => inSet(camera.stage, 'planned') && !inSet(camera.stage, 'installed'))) {
        forget(codes);
        return null;
      }
      const stale = codes.filter((code) => {
        const leaf = leaves.get(code);
        if (leaf === undefined || leaf.version < (change.touchedBefore.get(code) ?? Infinity)) return true;
        const look = leaf.sets.get('installed')!.task.look;
        return change.after !== null && !holds(leaf.box, change.after, look);
      });
      const relief = await reliefOf(ctx, reader, change);
      if (stale.length > 0) await read(ctx, stale);
      const out: LiveMeasure[] = [];
      for (const code of codes) {
        const leaf = leaves.get(code);
        if (leaf === undefined) continue; // no leaf any more
        leaves.delete(code);
        leaves.set(code, leaf);
        const isNew = leaf.version < change.version;
        for (const live of leaf.sets.values()) {
          if (isNew) apply(live, code, change, relief);
          out.push(measured(live));
        }
        leaf.version = Math.max(leaf.version, change.version);
      }
      return out;
    },
  };
}

/** Does a camera look at nothing beyond the box? */
function holds(box: LiveLeaf['box'], camera: CameraRecord, look: Look): boolean {
  const seen = footprintOf(camera, look);
  if ('empty' in seen) return true;
  const [west, south, east, north] = reachBox(camera.longitude, camera.latitude, seen.reachM);
  return west >= box[0] && south >= box[1] && east <= box[2] && north <= box[3];
}

/** The camera before and after over the grids in force; null = there are none, or it sees nothing then. */
interface Relief {
  before: OverRelief | null;
  after: OverRelief | null;
}
async function reliefOf(ctx: Ctx, reader: Reader, { before, after }: CameraChange): Promise<Relief> {
  const terrain = await ctx.spatial.terrain.at(reader);
  if (terrain.grids.length === 0) return { before: null, after: null };
  const look = await lookAt(reader);
  return {
    before: before && overRelief(before, look, terrain),
    after: after && overRelief(after, look, terrain),
  };
}

/** Puts the change into an open leaf and into what is counted of its cameras. */
function apply(live: LiveSet, code: string, { before, after }: CameraChange, relief: Relief): void {
  const { task, ids, leaf } = live;
  const { set, look } = task;
  const id = (before ?? after)!.id;
  const at = placeOf(ids, id);
  const had = ids[at] === id;
  const has = after !== null && inSet(after.stage, set);
  if (before !== null && inSet(before.stage, set) && before.regionCode === code)
    task.counts = countCamera(task.counts, { ...footprintOf(before, look), ...relief.before }, before.count, -1);
  if (has && after.regionCode === code)
    task.counts = countCamera(task.counts, { ...footprintOf(after, look), ...relief.after }, after.count, 1);
  if (has) {
    const row = rowOf(after, look);
    if (relief.after?.view && row !== SEES_NOTHING) row.terrain = { quads: relief.after.view.quads, blind: false };
    if (had) leaf.set(at, row);
    else {
      leaf.insert(at, row);
      ids.splice(at, 0, id);
      task.homes.splice(at, 0, after.regionCode);
    }
    if (had && task.homes[at] === after.regionCode) return;
    task.homes[at] = after.regionCode;
  } else if (had) {
    leaf.remove(at);
    ids.splice(at, 1);
    task.homes.splice(at, 1);
  } else return;
  if (task.rows.length !== ids.length) task.rows = countedTo(ids.length);
  task.standing = standingIn(code, task.homes);
}

/** 0, 1, … n − 1 */
function countedTo(n: number): Int32Array {
  const rows = new Int32Array(n);
  for (let i = 0; i < n; i += 1) rows[i] = i;
  return rows;
}

/** The blobs of the connected gaps of leaves that did not change since they were measured. */
async function storedComponents(reader: Reader, codes: string[]): Promise<Map<string, Uint8Array>> {
  const touched = await touchedVersions(reader, EVERYTHING, codes);
  const known = await measuredVersions(reader, EVERYTHING, codes);
  const clean = codes.filter((code) => (known.get(code) ?? -1) >= (touched.get(code) ?? Infinity));
  return keptComponents(reader, EVERYTHING, clean);
}

/** A leaf whose gaps come out as they are stored need not be written anew with the first edit. */
function takeAsWritten(live: LiveSet, stored: Uint8Array): void {
  const { task, leaf, known } = live;
  const { gaps } = leafRows(task, replyOf(taskKey(task.code, task.set), leaf.result()), 0, '', { known });
  if (gaps === null || !sameBytes(encodeComponents(gaps.components), stored)) return;
  known.components = stored;
  live.written = true;
}

function measured(live: LiveSet): LiveMeasure {
  const { task, leaf, known } = live;
  const result: LeafResult = leaf.result();
  const changed = live.written ? new Set(result.changedCells) : undefined;
  live.written = true;
  return { task, reply: replyOf(taskKey(task.code, task.set), result), changed, known };
}

const SEES_NOTHING: CameraRow = {
  lon: 0,
  lat: 0,
  azimuthDeg: 0,
  hfovDeg: 0,
  nearM: 0,
  reachM: 0,
  p: 0,
  heightM: Number.NaN,
};

/** Place of an id among ascending ids, or where it would stand. */
function placeOf(ids: readonly string[], id: string): number {
  let lo = 0;
  let hi = ids.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (ids[mid] < id) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** Rows of the cameras that stand in a leaf. */
function standingIn(code: string, homes: readonly (string | null)[]): Int32Array {
  let n = 0;
  for (const home of homes) if (home === code) n += 1;
  const rows = new Int32Array(n);
  n = 0;
  for (let row = 0; row < homes.length; row += 1) if (homes[row] === code) rows[n++] = row;
  return rows;
}

/** A record as the engine takes it; a camera that sees nothing is a row without reach. */
export function rowOf(
  camera: FootprintFields & Pick<CameraRecord, 'longitude' | 'latitude' | 'heightM'>,
  look: Look,
): CameraRow {
  const seen = footprintOf(camera, look);
  if ('empty' in seen) return SEES_NOTHING;
  const { azimuthDeg, hfovDeg, nearM, reachM, p } = seen;
  const heightM = camera.heightM ?? Number.NaN;
  return { lon: camera.longitude, lat: camera.latitude, azimuthDeg, hfovDeg, nearM, reachM, p, heightM };
}
