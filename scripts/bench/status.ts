// Words about states: how many rows a second are on the disk and answered, does the map stay quick meanwhile, and how often
// does a camera that flaps change its state?
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stream } from '#sample/random';
import { contextFor } from '#services/ctx';
import { regionFigure } from '#services/figures';
import { openWorkspace, type Workspace } from '#services/open-workspace';
import { onOutage } from '#services/outage-news';
import { listRegions } from '#services/regions';
import { changeFeed } from '#services/status-feeds';
import { takeStatus } from '#services/status-intake';
import { tile } from '#services/tiles';
import { watch } from '#services/watch';
import { worldX, worldY } from '#tiles/mercator';
import { createApp } from '../../api/app.ts';
import { folderOf, idleRunner } from './database.ts';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { meter, peakMb, quantile } from './meter.ts';
import { sampleOf } from './province.ts';

const BATCHES = [1_000, 5_000, 20_000];
/** Batches under way at the same time. */
const SENDERS = 4;
/** Rows of each size of batch. */
const ROWS = 200_000;
const LOOK_EVERY_MS = 50;
const MIN = 60_000;
/** Of the cameras that flap: how long they keep a state, and for how long they are watched. */
const FLAP = { share: 0.01, everyMin: 1, minutes: 30, holdMin: 2 };

export async function statusSection(input: SectionInput): Promise<SectionResult> {
  const { scale, seed } = input;
  const cameras: { id: string; at: [number, number] }[] = [];
  for (const { id, longitude, latitude } of sampleOf(scale, seed).cameras)
    cameras.push({ id, at: [longitude, latitude] });
  const path = join(folderOf(scale, seed), 'status', 'lacuna.db');
  const out = emptyResult();
  const fresh = async (clock?: () => number): Promise<Workspace> => {
    copied(folderOf(scale, seed), path);
    return openWorkspace({ databasePath: path, recover: false, runner: idleRunner, clock });
  };
  try {
    const workspace = await fresh();
    try {
      await workspace.status.ready();
      for (const size of BATCHES) await acked(out, input, workspace, cameras, size);
    } finally {
      await workspace.close();
    }
    await flapping(out, input, fresh, cameras);
  } finally {
    rmSync(dirname(path), { recursive: true, force: true });
  }
  return out;
}

/** The database without what an earlier run left in it. */
function copied(from: string, to: string): void {
  rmSync(dirname(to), { recursive: true, force: true });
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(from, 'lacuna.db'), to);
}

/** Batches over the product's own door, each answered once it is on the disk (synchronous=FULL). */
async function acked(
  out: SectionResult,
  { scale, seed }: SectionInput,
  workspace: Workspace,
  cameras: readonly { id: string; at: [number, number] }[],
  size: number,
): Promise<void> {
  const app = createApp({ deps: workspace, cursorKey: new Uint8Array(32), webRoot: null });
  const headers = { 'content-type': 'application/json', host: 'localhost' };
  const start = Date.now() - 3_600_000;
  // a gateway speaks of its cameras one after the other, and of all of them before it begins again
  const bodies = Array.from({ length: Math.ceil(ROWS / size) }, (_, b) =>
    JSON.stringify({
      rows: Array.from({ length: size }, (_row, i) => {
        const k = b * size + i;
        const round = Math.floor(k / cameras.length);
        return {
          cameraId: cameras[k % cameras.length]!.id,
          state: (k + round) % 50 === 0 ? 'offline' : 'online',
          at: new Date(start + size + round * MIN).toISOString(),
          source: `gateway-${b % 8}`,
        };
      }),
    }),
  );
  const tookMs: number[] = [];
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < bodies.length) {
      const body = bodies[next++]!;
      const at = performance.now();
      const reply = await app.request('http://localhost/api/status', { method: 'POST', headers, body });
      const answer = (await reply.json()) as { accepted: number };
      if (reply.status !== 200 || answer.accepted !== size)
        throw new Error(`expected ${size} rows taken, got ${reply.status}: ${JSON.stringify(answer).slice(0, 300)}`);
      tookMs.push(performance.now() - at);
    }
  };
  const map = lookAround(workspace, cameras, stream(seed, 11, size));
  const m = meter();
  m.start();
  await Promise.all(Array.from({ length: SENDERS }, send));
  m.stop();
  const seen = await map.stop();
  app.closeStreams();
  const rate = (bodies.length * size) / m.spent.wallS;
  const [p50, p99] = [quantile(tookMs, 0.5), quantile(tookMs, 0.99)];
  const [tileMs, figureMs] = [quantile(seen.tiles, 0.99), quantile(seen.figures, 0.99)];
  if (size === BATCHES[0]) {
    out.facts['status.rowsPerS'] = rate;
    out.facts['status.batchP99Ms'] = p99;
    out.facts['status.tileP99Ms'] = tileMs;
    out.facts['status.scale'] = scale;
  }
  out.measurements.push(
    measurement(`status: batches of ${size.toLocaleString('en')}, ${SENDERS} at a time, answered when on the disk`, {
      scale,
      cameras: cameras.length,
      cpuS: m.spent.cpuS,
      wallS: m.spent.wallS,
      peakMb: peakMb(),
      note: `${Math.round(rate).toLocaleString('en')} rows/s; a batch p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)} ms; meanwhile a new tile p99 ${tileMs.toFixed(0)}, a figure p99 ${figureMs.toFixed(0)} ms (${seen.tiles.length} each)`,
    }),
  );
}

/** Somebody looks at the map: a tile that nobody asked for before, and a figure, again and again. */
function lookAround(
  workspace: Workspace,
  cameras: readonly { at: [number, number] }[],
  r: () => number,
): { stop(): Promise<{ tiles: number[]; figures: number[] }> } {
  const ctx = contextFor(workspace, 'bench');
  const [tiles, figures]: [number[], number[]] = [[], []];
  let isOver = false;
  const timed = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
    const at = performance.now();
    await work();
    into.push(performance.now() - at);
  };
  const looking = (async () => {
    const regions = (await listRegions(ctx, { limit: 50 })).items.map(({ code }) => code);
    while (!isOver) {
      const [lon, lat] = cameras[Math.floor(r() * cameras.length)]!.at;
      const z = 14;
      const [x, y] = [Math.floor(worldX(lon) * 2 ** z), Math.floor(worldY(lat) * 2 ** z)];
      await timed(tiles, () => tile(ctx, { source: 'cameras', z, x, y, known: () => false }));
      const code = regions[Math.floor(r() * regions.length)]!;
      await timed(figures, () => regionFigure(ctx, { code, set: 'installed' }));
      await wait(LOOK_EVERY_MS);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await looking;
      return { tiles, figures };
    },
  };
}

/** Half an hour of a clock of its own: one camera in a hundred goes on and off, the others were heard once. */
async function flapping(
  out: SectionResult,
  { scale }: SectionInput,
  fresh: (clock: () => number) => Promise<Workspace>,
  cameras: readonly { id: string }[],
): Promise<void> {
  let now = Math.floor(Date.now() / MIN) * MIN;
  const workspace = await fresh(() => now);
  try {
    const ctx = contextFor(workspace, 'bench');
    await ctx.status.ready();
    const say = async (ids: readonly string[], state: string): Promise<void> => {
      const at = new Date(now).toISOString();
      for (let i = 0; i < ids.length; i += 20_000) {
        const rows = ids.slice(i, i + 20_000).map((cameraId) => ({ cameraId, state, at, source: 'flapping' }));
        await takeStatus(ctx, { rows });
      }
    };
    const ids = cameras.map(({ id }) => id);
    await say(ids, 'online');
    await changeFeed(ctx, {
      id: 'flapping',
      patch: { intervalMs: 60 * MIN, holdForMs: FLAP.holdMin * MIN },
    });
    const changes = new Map<string, number>();
    const outages = new Map<string, number>();
    const stop = ctx.status.onChanges((some) => {
      for (const { cameraId } of some) changes.set(cameraId, (changes.get(cameraId) ?? 0) + 1);
    });
    const watching = watch(ctx);
    const quiet = onOutage(ctx, ({ kind, outage }) => {
      if (kind === 'opened') outages.set(outage.subject, (outages.get(outage.subject) ?? 0) + 1);
    });
    const flappers = ids.filter((_, i) => i % Math.round(1 / FLAP.share) === 0);
    const m = meter();
    m.start();
    for (let minute = 1; minute <= FLAP.minutes; minute++) {
      now += MIN;
      if (minute % FLAP.everyMin === 0) await say(flappers, minute % 2 === 1 ? 'offline' : 'online');
      await ctx.status.tick();
    }
    m.stop();
    quiet();
    stop();
    await watching.close();
    const [most, opened] = [Math.max(0, ...changes.values()), Math.max(0, ...outages.values())];
    out.facts['status.changesPerDevice'] = most;
    out.measurements.push(
      measurement(`status: half an hour with ${(100 * FLAP.share).toFixed(0)} % of the cameras flapping`, {
        scale,
        cameras: ids.length,
        cpuS: m.spent.cpuS,
        wallS: m.spent.wallS,
        peakMb: peakMb(),
        note: `${flappers.length.toLocaleString('en')} cameras change every ${FLAP.everyMin} min: at most ${most} change of state and ${opened} outage opened for any one of them`,
      }),
    );
  } finally {
    await workspace.close();
  }
}
