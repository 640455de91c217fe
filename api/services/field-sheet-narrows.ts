// By how much does the interval narrow at least when some unaimed cameras are settled together?
import type { LeafInput } from '#engine';
import type { CameraRecord } from '#storage/cameras.repository';
import { leafCodes } from '#storage/regions.repository';
import type { Scope } from '#storage/scope';
import { leavesTouched } from './camera-touch.ts';
import type { Ctx } from './ctx.ts';
import { looksInUse } from './look.ts';
import { readBatch } from './measure-input.ts';

/** Once they are aimed, their discs leave `high` but for their sectors, which are in `low` then: what stays open is at
 * most what the other unaimed cameras leave open. So high − low with them, less high − low without, is narrowed at
 * least. Leaves outside the scope are left out. */
export async function narrowingM2(ctx: Ctx, cameras: readonly CameraRecord[], scope: Scope): Promise<number> {
  if (cameras.length === 0) return 0;
  const { reader } = ctx.storage;
  const index = await ctx.spatial.leaves(reader);
  const looks = await looksInUse(reader);
  const inside = new Set(await leafCodes(reader, scope, 'all'));
  const codes = [...new Set(cameras.flatMap((camera) => leavesTouched(index, camera, looks)))]
    .filter((code) => inside.has(code))
    .sort();
  const ids = new Set(cameras.map((camera) => camera.id));
  const batch = await ctx.storage.read((look) => readBatch(look, ctx.spatial, codes));
  const requests = batch.requests
    .filter(({ key }) => batch.tasks.get(key)!.set === 'installed')
    .flatMap(({ key, input: { places: _places, ...input } }) => {
      const task = batch.tasks.get(key)!;
      const isOut = Array.from(task.rows, (row) => ids.has(task.cameras.ids[row]));
      const options = { k: 1, gaps: false };
      return [
        { key: `with ${key}`, input: structuredClone(input), options },
        { key: `without ${key}`, input: without(input, isOut), options },
      ];
    });
  let narrowed = 0;
  for (const reply of await ctx.runner.measure(requests)) {
    const unsettled = Math.max(0, reply.highM2[0] - reply.depthM2[0]);
    narrowed += reply.key.startsWith('with ') ? unsettled : -unsettled;
  }
  return Math.max(0, narrowed);
}

/** The same leaf without the cameras marked. */
function without(input: LeafInput, isOut: readonly boolean[]): LeafInput {
  const stay = isOut.flatMap((out, i) => (out ? [] : [i]));
  const pick = (column: Float64Array): Float64Array => Float64Array.from(stay, (i) => column[i]);
  const { lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p, heightM, terrain } = input.cameras;
  return {
    ...input,
    cameras: {
      n: stay.length,
      lon: pick(lon),
      lat: pick(lat),
      azimuthDeg: pick(azimuthDeg),
      hfovDeg: pick(hfovDeg),
      nearM: pick(nearM),
      reachM: pick(reachM),
      p: pick(p),
      ...(heightM === undefined ? {} : { heightM: pick(heightM) }),
      ...(terrain === undefined ? {} : { terrain: pickTerrain(terrain, stay) }),
    },
  };
}

type Terrain = NonNullable<LeafInput['cameras']['terrain']>;
function pickTerrain(terrain: Terrain, stay: readonly number[]): Terrain {
  const quads = stay.flatMap((i) =>
    Array.from({ length: terrain.from[i + 1] - terrain.from[i] }, (_, k) => terrain.from[i] + k),
  );
  const pick = (column: Float64Array): Float64Array => Float64Array.from(quads, (q) => column[q]);
  const from = new Int32Array(stay.length + 1);
  stay.forEach((i, at) => {
    from[at + 1] = from[at] + terrain.from[i + 1] - terrain.from[i];
  });
  return {
    from,
    az0Deg: pick(terrain.az0Deg),
    az1Deg: pick(terrain.az1Deg),
    in0M: pick(terrain.in0M),
    in1M: pick(terrain.in1M),
    out0M: pick(terrain.out0M),
    out1M: pick(terrain.out1M),
    blind: Uint8Array.from(stay, (i) => terrain.blind[i]),
  };
}
