// How much ground hangs on each camera's record: settled by it where it is unaimed, lost without it where it is certain.
import { reachBox } from '#engine';
import type { Ctx } from './ctx.ts';
import { type Batch, readBatch } from './measure-input.ts';
import type { LeafIndex } from './spatial-cache.ts';

/** Ground of one camera, all leaves together. */
export interface CameraGround {
  /** unaimed: demand in its disc that no certain camera sees; certain: demand that no other certain one sees (m²) */
  effectM2: number;
  /** private ground its own footprint covers; 0 where no zones are known (m²) */
  privateM2: number;
  /** share of its own sector that obstacles hide; null = not known: unaimed, or in no leaf */
  hiddenShare: number | null;
}

/** Unaimed cameras are measured as if each looked here with this probability. What the engine finds for a camera alone,
 * p·∫Π(1 − p), is then p times the ground no certain one sees, less at most (number of discs there)·p of it: below a
 * millionth for sixteen thousand of them. A power of two, so that dividing by it is exact. */
const FAINT = 2 ** -34;
const BATCH_LEAVES = 32;

/** Ground of every camera that sees into one of the leaves (of others: in part, and left out). `said` hears how many
 * leaves are done. */
export async function cameraGrounds(
  ctx: Ctx,
  codes: readonly string[],
  signal: AbortSignal | undefined,
  said: (done: number, total: number) => Promise<void>,
): Promise<Map<string, CameraGround>> {
  const index = await ctx.spatial.leaves(ctx.storage.reader);
  const asked = new Set(codes);
  const around = new Set<string>();
  const wanted = new Set<string>();
  const grounds = new Map<string, CameraGround>();
  let done = 0;
  const measure = async (list: readonly string[], isAsked: boolean): Promise<void> => {
    const flying: Promise<void>[] = [];
    for (let i = 0; i < list.length; i += BATCH_LEAVES) {
      signal?.throwIfAborted();
      const some = list.slice(i, i + BATCH_LEAVES);
      const batch = await ctx.storage.read((reader) => readBatch(reader, ctx.spatial, some as string[]));
      if (isAsked) noteCameras(batch, index, asked, around, wanted);
      flying.push(addGrounds(ctx, batch, grounds, signal));
      flying.at(-1)!.catch(() => {}); // awaited below; an earlier one may fail before
      if (flying.length > ctx.runner.width) await flying.shift();
      done += some.length;
      await said(done, codes.length + around.size);
    }
    await Promise.all(flying);
  };
  await measure(codes, true);
  // a camera over a border has ground in leaves that nothing changed in
  await measure([...around].sort(), false);
  for (const id of grounds.keys()) if (!wanted.has(id)) grounds.delete(id);
  return grounds;
}

function noteCameras(
  batch: Batch,
  index: LeafIndex,
  asked: Set<string>,
  around: Set<string>,
  wanted: Set<string>,
): void {
  for (const { key, input } of batch.requests) {
    const task = batch.tasks.get(key)!;
    if (task.set !== 'installed') continue;
    const { lon, lat, reachM } = input.cameras;
    task.rows.forEach((row, i) => {
      const id = task.cameras.ids[row];
      if (wanted.has(id)) return;
      wanted.add(id);
      for (const code of index.meeting(reachBox(lon[i], lat[i], reachM[i]))) if (!asked.has(code)) around.add(code);
    });
  }
}

async function addGrounds(
  ctx: Ctx,
  batch: Batch,
  grounds: Map<string, CameraGround>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const unaimed = new Map<string, Uint8Array>();
  const requests = batch.requests
    .filter(({ key }) => batch.tasks.get(key)!.set === 'installed')
    .map((request) => {
      const { places: _places, ...input } = request.input;
      const { p } = input.cameras;
      unaimed.set(
        request.key,
        Uint8Array.from(p, (one) => (one < 1 ? 1 : 0)),
      );
      const cameras = { ...input.cameras, p: p.map((one) => (one < 1 ? FAINT : 1)) };
      return {
        key: request.key,
        input: { ...input, cameras },
        options: { k: 1, gaps: false, unique: true, hidden: true },
      };
    });
  for (const reply of await ctx.runner.measure(requests, signal)) {
    const task = batch.tasks.get(reply.key)!;
    const isUnaimed = unaimed.get(reply.key)!;
    const unsettledM2 = Math.max(0, reply.highM2[0] - reply.depthM2[0]);
    task.rows.forEach((row, i) => {
      const alone = reply.uniqueM2?.[i] ?? 0;
      const m2 = isUnaimed[i] === 1 ? Math.min(alone / FAINT, unsettledM2) : Math.min(alone, reply.depthM2[0]);
      const id = task.cameras.ids[row];
      const sum = grounds.get(id) ?? { effectM2: 0, privateM2: 0, hiddenShare: null };
      sum.effectM2 += m2;
      sum.privateM2 += reply.privateOf?.[i] ?? 0;
      // boxes of neighbouring leaves overlap: both then know it, but for a rounding
      const share = reply.hiddenOf?.[i] ?? Number.NaN;
      if (!Number.isNaN(share)) sum.hiddenShare = Math.max(sum.hiddenShare ?? 0, share);
      grounds.set(id, sum);
    });
  }
}
