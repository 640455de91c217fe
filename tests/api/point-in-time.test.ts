// What is asked of a past instant is what a database says that was built only from what was known then.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CameraCreate } from '#contract/camera';
import type { StoredSet } from '#contract/figure';
import { createCamera, deleteCamera, patchCamera } from '#services/cameras';
import { answerImport, commitImport, undoImport, whenRead } from '#services/imports';
import { whenEnded } from '#services/jobs';
import { figuresAtPoint, type PointFigures } from '#services/point-in-time';
import { getAssumptions, putAssumptions } from '#services/settings';
import { type FigureRecord, figureRecords } from '#storage/figures.repository';
import { EVERYTHING } from '#storage/scope';
import { inlineRunner, type Runner } from '#workers/runner';
import {
  at,
  type CameraLine,
  camerasCsv,
  countyGeojson,
  importText,
  openWorld,
  readText,
  seeded,
  type World,
} from './world.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2025-01-01T00:00:00Z');
const random = seeded(20_260_501);
const between = (from: number, to: number): number => from + random() * (to - from);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const SIDE_M = 120;
const VILLAGES = 2;
const TYPES = ['fixed', 'dome', 'ptz', 'panoramic'] as const;
const STAGES = ['planned', 'approved', 'procured', 'installed', 'networked', 'accepted', 'retired'] as const;

interface Replay extends World {
  clockMs: { now: number };
  /** imports that a later step speaks of */
  ids: Map<string, string>;
}
interface Step {
  ms: number;
  run(world: Replay): Promise<void>;
  /** an import that is taken back later, or its taking back: not for who knows that it never was */
  isUndone?: boolean;
}

const box = (x: number, y: number, w: number, h: number) => ({
  type: 'Polygon',
  coordinates: [[at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h), at(x, y)]],
});
const feature = (properties: Record<string, unknown>, geometry: object) => ({ type: 'Feature', properties, geometry });
const file = (...features: object[]): string => JSON.stringify({ type: 'FeatureCollection', features });

const EAST_M = SIDE_M * VILLAGES;
const NORTH_M = SIDE_M * 2;
const somewhere = () => ({ eastM: between(-20, EAST_M + 20), northM: between(-20, NORTH_M + 20) });
const look = () => ({
  type: pick(TYPES),
  azimuthDeg: random() < 0.3 ? undefined : Math.floor(between(0, 360)),
  hfovDeg: random() < 0.5 ? undefined : Math.floor(between(40, 120)),
  rangeM: random() < 0.4 ? undefined : Math.floor(between(10, 90)),
});
const line = (id: string): CameraLine => ({ id, ...somewhere(), ...look(), stage: pick(STAGES) });

/** Villages change their shares of a row, one is split, or two become one. */
function recut(shareM: number, isSplit: boolean): string {
  const county = JSON.parse(countyGeojson(SIDE_M, VILLAGES)) as {
    features: { properties: Record<string, unknown>; geometry: object }[];
  };
  const of = (code: string) => county.features.find(({ properties }) => properties.code === code)!;
  of('CA1').geometry = box(0, 0, shareM, SIDE_M);
  of('CA2').geometry = box(shareM, 0, EAST_M - shareM, SIDE_M);
  if (isSplit) {
    const half = SIDE_M / 2;
    county.features.push(
      feature({ code: 'CB1a', name: 'a', parentCode: 'CB1', level: 'hamlet' }, box(0, SIDE_M, half, SIDE_M)),
    );
    county.features.push(
      feature({ code: 'CB1b', name: 'b', parentCode: 'CB1', level: 'hamlet' }, box(half, SIDE_M, half, SIDE_M)),
    );
  }
  return JSON.stringify(county);
}
const space = (): string =>
  file(
    feature(
      { class: 'road', width: 8 },
      { type: 'LineString', coordinates: [at(0, between(20, 100)), at(EAST_M, between(20, 200))] },
    ),
    feature({ class: 'school', name: '学校' }, box(between(20, 150), between(20, 150), 40, 30)),
    feature({ class: 'square' }, box(between(20, 150), between(20, 150), 50, 20)),
    feature(
      { class: 'hospital', name: '医院' },
      { type: 'Point', coordinates: at(between(20, 200), between(20, 200)) },
    ),
  );
const buildings = (): string =>
  file(
    ...Array.from({ length: 6 }, () =>
      feature({ heightM: 9 }, box(between(0, 200), between(0, 200), between(4, 15), between(4, 15))),
    ),
  );
const zones = (): string =>
  file(
    ...(['forbid', 'mask', 'consent'] as const).map((rule) =>
      feature({ rule }, box(between(0, 200), between(0, 200), 20, 20)),
    ),
  );

/** A year in random steps: nearly everything that a figure depends on changes, some of it more than once. */
function history(): Step[] {
  const steps: Step[] = [];
  let ms = START_MS;
  const add = (run: Step['run'], isUndone = false): void => {
    // some steps share an hour, some lie weeks apart
    ms += Math.ceil(random() < 0.3 ? between(1, HOUR_MS) : between(HOUR_MS, 200 * HOUR_MS));
    steps.push({ ms, run, isUndone });
  };
  const alive: string[] = [];
  const hand = (): void => {
    const kind = random();
    if (alive.length < 8 || kind < 0.25) {
      const id = `h${steps.length}`;
      const { eastM, northM, ...rest } = line(id);
      const [longitude, latitude] = at(eastM, northM);
      alive.push(id);
      add(async ({ ctx }) => {
        // as it comes out of JSON: what is not given is not there
        const camera = JSON.parse(JSON.stringify({ ...rest, longitude, latitude })) as CameraCreate;
        await createCamera(ctx, { camera });
      });
      return;
    }
    const id = pick(alive);
    if (kind < 0.35) {
      alive.splice(alive.indexOf(id), 1);
      add(({ ctx }) => deleteCamera(ctx, { id }));
      return;
    }
    const { eastM, northM } = somewhere();
    const [longitude, latitude] = at(eastM, northM);
    const patch = pick([
      { longitude, latitude },
      { azimuthDeg: Math.floor(between(0, 360)) },
      { stage: pick(STAGES) },
      { rangeM: Math.floor(between(10, 120)) },
      { count: Math.ceil(between(1, 4)) },
      { name: `n${steps.length}` },
    ]);
    add(async ({ ctx }) => {
      await patchCamera(ctx, { id, patch });
    });
  };
  const hands = (n: number): void => {
    for (let i = 0; i < n; i += 1) {
      hand();
    }
  };
  const take = (
    kind: Parameters<typeof importText>[1],
    text: string,
    name: string,
    key = name,
    isUndone = false,
  ): void =>
    add(async (world) => {
      world.ids.set(key, (await importText(world, kind, text, name)).id);
    }, isUndone);
  const undo = (key: string): void =>
    add(async (world) => {
      await undoImport(world.ctx, { id: world.ids.get(key)! });
      await world.ctx.background.settled();
    }, true);
  const list = Array.from({ length: 14 }, (_, i) => line(`l${i}`));
  const next = list.slice(3).map((own) => (random() < 0.5 ? own : { ...own, ...look(), ...somewhere() }));
  take('regions', countyGeojson(SIDE_M, VILLAGES), 'county.geojson');
  take('cameras', camerasCsv(list), 'list.csv');
  alive.push(...list.map(({ id }) => id));
  hands(6);
  take('public-space', space(), 'space.geojson');
  take('obstacles', buildings(), 'buildings.geojson', 'wrong buildings', true);
  undo('wrong buildings');
  hands(5);
  take('regions', recut(SIDE_M * 1.3, false), 'county.geojson');
  take('obstacles', buildings(), 'buildings.geojson');
  hands(4);
  add(async ({ ctx }) => {
    const { version: _version, ...table } = structuredClone(await getAssumptions(ctx));
    table.byType.fixed.rangeM = 45;
    table.byType.dome.hfovDeg = 140;
    const { measureJobId } = await putAssumptions(ctx, { table });
    if (measureJobId !== null) await whenEnded(ctx, { id: measureJobId });
  });
  take('cameras', camerasCsv(list.map((own) => ({ ...own, ...look() }))), 'list.csv', 'wrong list', true);
  undo('wrong list');
  hands(4);
  take('privacy-zones', zones(), 'zones.geojson');
  take('public-space', space(), 'space.geojson');
  take('regions', recut(SIDE_M * 0.7, true), 'county.geojson');
  hands(4);
  // three of the first list are gone from the second
  add(async (world) => {
    const read = await readText(world, 'cameras', camerasCsv(next), 'list.csv');
    await answerImport(world.ctx, { id: read.id, options: { vanish: 'remove' } });
    const { receipt } = await whenRead(world.ctx, { id: read.id });
    const { measureJobId } = await commitImport(world.ctx, { id: read.id, vanish: receipt!.vanish });
    if (measureJobId !== null) await whenEnded(world.ctx, { id: measureJobId });
  });
  for (const own of list.slice(0, 3)) if (alive.includes(own.id)) alive.splice(alive.indexOf(own.id), 1);
  take('obstacles', buildings(), 'buildings.geojson');
  take('privacy-zones', zones(), 'zones.geojson', 'wrong zones', true);
  undo('wrong zones');
  hands(10);
  return steps;
}

const counts = { leaves: 0 };
const counting: Runner = {
  ...inlineRunner,
  measure(requests, signal) {
    counts.leaves += requests.length;
    return inlineRunner.measure(requests, signal);
  },
};
async function openReplay(): Promise<Replay> {
  const clockMs = { now: START_MS };
  const world = await openWorld({ clock: () => clockMs.now, runner: counting });
  return Object.assign(world, { clockMs, ids: new Map<string, string>() });
}
async function take(world: Replay, step: Step): Promise<void> {
  world.clockMs.now = step.ms;
  await step.run(world);
  await world.ctx.background.settled();
}

const steps = history();
const END_MS = steps.at(-1)!.ms + HOUR_MS;
let full: Replay;
let replay: Replay;
beforeAll(async () => {
  full = await openReplay();
  for (const step of steps) await take(full, step);
  full.clockMs.now = END_MS + 48 * HOUR_MS;
  replay = await openReplay();
}, 180_000);
afterAll(async () => {
  await full?.close();
  await replay?.close();
});

const plain = ({ figure, ownSeeing, regionM2, gapNeed }: FigureRecord) =>
  JSON.parse(JSON.stringify({ figure, ownSeeing, regionM2, gapNeed })) as object;
const columnsOf = (rows: Iterable<FigureRecord>) =>
  Object.fromEntries(
    [...rows].map((row) => [row.regionCode, plain(row)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

async function figuresOf(world: Replay, set: StoredSet) {
  const { reader } = world.ctx.storage;
  const rows = new Map((await figureRecords(reader, EVERYTHING, 'installed')).map((row) => [row.regionCode, row]));
  if (set === 'planned') for (const row of await figureRecords(reader, EVERYTHING, set)) rows.set(row.regionCode, row);
  return columnsOf(rows.values());
}
async function asked(world: Replay, ms: number, set: StoredSet): Promise<PointFigures> {
  const found = await figuresAtPoint(world.ctx, { at: new Date(ms).toISOString(), set });
  if ('job' in found) throw new Error('expected figures, got a job');
  return found;
}

test('figures at 50 random instants are those of a database that knows no more', async () => {
  const instants = Array.from({ length: 50 }, () => Math.floor(between(steps[0]!.ms, END_MS))).sort((a, b) => a - b);
  let done = 0;
  for (const ms of instants) {
    for (; done < steps.length && steps[done]!.ms <= ms; done += 1)
      if (!steps[done]!.isUndone) await take(replay, steps[done]!);
    for (const set of ['installed', 'planned'] as const) {
      const found = await asked(full, ms, set);
      expect(columnsOf(found.records.values()), `${set} after step ${done} of ${steps.length}`).toEqual(
        await figuresOf(replay, set),
      );
      sumsHold(found);
    }
  }
}, 180_000);

/** What a parent says is the sum of what its children say. */
function sumsHold({ regions, records }: PointFigures): void {
  for (const parent of regions.filter((row) => !row.isLeaf)) {
    const own = records.get(parent.code)!;
    const children = regions.filter((row) => row.codes.at(-2) === parent.code).map((row) => records.get(row.code)!);
    const sum = (pick: (row: FigureRecord) => number): number => children.reduce((all, row) => all + pick(row), 0);
    for (const field of ['cameras', 'devices', 'unaimed', 'leaves', 'gapCount'] as const)
      expect(own.figure[field], `${field} of ${parent.code}`).toBe(sum((row) => row.figure[field]));
    expect(own.regionM2).toBeCloseTo(
      sum((row) => row.regionM2),
      6,
    );
    if (own.figure.basis === 'mixed') continue;
    for (const field of ['demandM2', 'coveredM2', 'likelyM2', 'coveredHighM2', 'overM2'] as const)
      expect(own.figure[field]!, `${field} of ${parent.code}`).toBeCloseTo(
        sum((row) => row.figure[field] ?? 0),
        6,
      );
  }
}

test('what was asked once, and what nothing touched since, is not measured again', async () => {
  const ms = steps[20]!.ms;
  const first = await asked(full, ms, 'installed');
  counts.leaves = 0;
  expect(columnsOf((await asked(full, ms, 'installed')).records.values())).toEqual(columnsOf(first.records.values()));
  expect(columnsOf((await asked(full, END_MS, 'planned')).records.values())).toEqual(await figuresOf(full, 'planned'));
  expect(counts.leaves).toBe(0);
});
