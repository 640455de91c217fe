import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCamera, patchCamera } from '#services/cameras';
import { regionHistory } from '#services/history';
import { whenEnded } from '#services/jobs';
import { league } from '#services/league';
import { recomputeMonths, staleMonths } from '#services/month-history';
import { progressOf } from '#services/progress';
import { putTargets } from '#services/targets';
import { at, camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

/** Every half month of 2026 some more cameras come: the clock goes along. */
let nowMs = Date.UTC(2026, 0, 10, 4);
let world: World;
beforeAll(async () => {
  world = await openWorld({ clock: () => nowMs });
  await importText(world, 'regions', countyGeojson(300, 3), 'regions.geojson');
  const line = (month: number, i: number) => ({
    id: `K${month}-${i}`,
    eastM: 40 + ((month * 4 + i) % 9) * 95,
    northM: 60 + Math.floor((month * 4 + i) / 9) * 110,
    azimuthDeg: 90,
    hfovDeg: 90,
    rangeM: 60,
  });
  await importText(world, 'cameras', camerasCsv([0, 1, 2, 3].map((i) => line(0, i))), 'cameras.csv');
  for (let month = 1; month < 9; month += 1) {
    nowMs = Date.UTC(2026, month, 12, 4);
    for (const i of [0, 1, 2, 3]) {
      const { eastM, northM, ...camera } = line(month, i);
      const [longitude, latitude] = at(eastM, northM);
      await createCamera(world.ctx, { camera: { ...camera, longitude, latitude } });
    }
  }
  nowMs = Date.UTC(2026, 9, 5, 4);
  await putTargets(world.ctx, {
    targets: [
      {
        id: 'T',
        scope: { level: 'township' },
        metric: 'coverage',
        minimum: 0.6,
        start: '2026-02-01',
        due: '2026-12-31',
        milestones: [{ date: '2026-06-30', value: 0.02, name: '上半年' }],
      },
      { id: 'N', scope: { region: 'C' }, metric: 'cameras', minimum: 40, start: '2026-01-01', due: '2026-12-31' },
    ],
  });
}, 120_000);
afterAll(() => world.close());

test('the ends of months are computed as a job; what changes afterwards makes them stale', async () => {
  const months = await staleMonths(world.ctx);
  expect(months).toEqual([
    '2026-01',
    '2026-02',
    '2026-03',
    '2026-04',
    '2026-05',
    '2026-06',
    '2026-07',
    '2026-08',
    '2026-09',
  ]);
  const job = await whenEnded(world.ctx, await recomputeMonths(world.ctx, {}));
  expect(job).toMatchObject({ state: 'done', done: 9, total: 9 });
  expect(await staleMonths(world.ctx)).toEqual([]);
});

test('a point a month: known where it was computed, null before anything was known, the running month as it is now', async () => {
  const { points } = await regionHistory(world.ctx, {
    code: 'CA',
    metric: 'coverage',
    measure: {},
    from: '2025-11',
    to: '2026-10',
  });
  expect(points.map(({ month }) => month).slice(0, 3)).toEqual(['2025-11', '2025-12', '2026-01']);
  expect(points[0].known).toBeNull();
  const known = points.slice(2).map((point) => point.known!);
  expect(known.every((value, i) => i === 0 || value >= known[i - 1])).toBe(true);
  expect(known.at(-1)).toBeGreaterThan(known[0]);
  expect(points.every(({ reported, first }) => reported === null && first === null)).toBe(true);
  for (const { known: value, knownNumerator, knownDenominator } of points.slice(2))
    expect(knownNumerator! / knownDenominator!).toBe(value);
});

test('progress: plan, forecast, milestones with their rule, lag, stages and grades of the children', async () => {
  const progress = await progressOf(world.ctx, { scope: 'CA', target: 'T' });
  expect(progress.target?.id).toBe('T');
  expect(progress.attainment).toMatchObject({ targetId: 'T', due: '2026-12-31' });
  expect(progress.forecast).toMatchObject({ points: 10 });
  expect(progress.milestones.map(({ state }) => state)).toEqual(['done', 'at-risk']);
  expect(progress.lagDays).toBeGreaterThan(0);
  expect(progress.stages.at(-1)!.cameras.installed).toBeGreaterThan(20);
  const county = await progressOf(world.ctx, { scope: 'C' });
  expect(county.target?.id).toBe('N');
  expect(county.points.find(({ month }) => month === '2026-03')).toMatchObject({ known: 12, expected: 40 });
});

test('the league table: ranks, trends of twelve months, children at their target', async () => {
  const table = await league(world.ctx, { scope: 'C' });
  expect(table).toMatchObject({
    level: 'township',
    metric: 'coverage',
    rankedBy: 'attainment',
    judged: 2,
    atTarget: 0,
  });
  expect(table.rows.map(({ code, rank, unranked }) => [code, rank, unranked])).toEqual([
    ['CA', 1, null],
    ['CB', 2, null],
  ]);
  expect(table.rows[0].trend).toHaveLength(12);
  expect(table.rows[0].trend.slice(0, 2)).toEqual([null, null]);
  const villages = await league(world.ctx, { scope: 'C', level: 'village', peers: 'size' });
  expect(villages.rankedBy).toBe('value');
  const few = villages.rows.filter(({ cameras }) => cameras < 5);
  expect(few.every(({ unranked, rank }) => unranked === 'few-cameras' && rank === null)).toBe(true);
  await expect(league(world.ctx, { level: 'city' })).rejects.toMatchObject({ code: 'league.level_unknown' });
});

test('an edit makes every month stale: it may have changed what is known of them', async () => {
  await patchCamera(world.ctx, { id: 'K0-0', patch: { azimuthDeg: 10 } });
  expect(await staleMonths(world.ctx)).toHaveLength(9);
});
