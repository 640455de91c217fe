// The monthly roll-out report comes out of the records, whatever order they came in, for any scope and any day.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STAGES_REACHED } from '#contract/target';
import { monthlyReport } from '#services/monthly';
import { stageSumsOn } from '#services/stage-ledger';
import { putTargets } from '#services/targets';
import type { CameraRecord } from '#storage/cameras.repository';
import { bringIn, cameraOf, dayBetween, openProvince, type Said, shuffle, split, type Unit } from './roll-out.ts';
import { openWorld, seeded, type World } from './world.ts';

const next = seeded(2021);
const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
const target = (region: string, minimum: number) => ({
  scope: { region },
  metric: 'cameras' as const,
  minimum,
  start: '2021-01-01',
  due: '2021-12-31',
});

describe('the report of 2021', () => {
  // 142 units with a task, and two without; city 1 to 3 lead, 12 to 14 lag
  const PER_CITY = [10, 10, 10, 11, 10, 10, 10, 11, 10, 11, 10, 10, 11, 10];
  let world: World;
  let units: Unit[];
  let withTask: Unit[];
  let task: number[];
  let september: number[];
  let november: number[];
  const cities = (rows: { code: string }[]): string[] => rows.map((row) => row.code);
  const sumOf = (all: readonly number[], of: (unit: Unit) => boolean): number =>
    all.reduce((sum, n, i) => sum + (of(withTask[i]) ? n : 0), 0);

  beforeAll(async () => {
    world = await openWorld();
    units = await openProvince(world, PER_CITY, 3);
    withTask = units.filter(({ code }) => code !== 'P0411' && code !== 'P0811');
    expect(withTask.length).toBe(142);
    const cityOf = ({ city }: Unit): number => Number(city.slice(1));
    task = split(
      100_000,
      withTask.map(() => 500),
      withTask.map(() => 900),
      next,
    );
    // 30 are done: of the first three cities 10, 9 and 8, and one each of three others
    const places = new Map<number, number>([
      [1, 10],
      [2, 9],
      [3, 8],
      [5, 1],
      [7, 1],
      [9, 1],
    ]);
    const isDone = withTask.map((unit) => {
      const left = places.get(cityOf(unit)) ?? 0;
      places.set(cityOf(unit), left - 1);
      return left > 0;
    });
    // 96 have procured: those that are done and 66 of the others
    const others = shuffle(
      withTask.flatMap((_, i) => (isDone[i] ? [] : [i])),
      next,
    );
    const hasProcured = new Set(others.slice(0, 66));
    september = split(
      40_164,
      withTask.map((unit, i) => (isDone[i] ? task[i] : cityOf(unit) >= 12 ? 5 : Math.floor(0.18 * task[i]))),
      withTask.map((unit, i) => (isDone[i] ? task[i] + 3 : cityOf(unit) >= 12 ? 40 : Math.floor(0.4 * task[i]))),
      next,
    );
    november = split(
      115_749,
      september.map((n, i) => Math.max(n, Math.floor(0.9 * task[i]))),
      task.map((n) => 2 * n),
      next,
    );
    const cameras: CameraRecord[] = [];
    for (const [i, unit] of withTask.entries()) {
      const add = (n: number, said: () => Omit<Said, 'regionCode'>): void => {
        for (let k = 0; k < n; k += 1)
          cameras.push(cameraOf({ ...said(), regionCode: unit.leaves[whole(0, 2)] } as Said, next));
      };
      const standing = (from: string, to: string): Omit<Said, 'regionCode'> => {
        const installedOn = dayBetween(from, to, next);
        const procuredOn = next() < 0.5 ? null : dayBetween(from, installedOn, next);
        const stage = (['installed', 'networked', 'accepted'] as const)[whole(0, 2)];
        if (stage === 'installed') return { stage, procuredOn, installedOn };
        // the day of a later stage alone says that it stood by then
        const day = { [stage === 'networked' ? 'networkedOn' : 'acceptedOn']: installedOn };
        return next() < 0.2
          ? { stage, procuredOn, ...day }
          : { stage, procuredOn, installedOn, acceptedOn: '2022-05-01' };
      };
      const gone = isDone[i] ? 0 : whole(0, 2);
      add(september[i] - gone, () => standing('2021-02-01', '2021-09-30'));
      // stood in September and was taken down in October; and what was gone before the month ended
      add(gone, () => ({
        stage: 'retired',
        installedOn: '2021-05-05',
        retiredOn: dayBetween('2021-10-01', '2021-11-30', next),
      }));
      add(whole(0, 3), () => ({
        stage: 'retired',
        installedOn: '2021-05-05',
        retiredOn: dayBetween('2021-06-01', '2021-09-30', next),
      }));
      // procured by September, of which some stood by November; or only afterwards
      const enough = hasProcured.has(i) ? task[i] - september[i] : 0;
      const procured = isDone[i]
        ? 0
        : hasProcured.has(i)
          ? enough + whole(0, 5)
          : whole(0, Math.max(0, Math.floor(0.5 * task[i]) - september[i]));
      const came = november[i] - (september[i] - gone);
      const early = Math.min(procured, whole(0, came));
      const procuredOn = () => dayBetween('2021-02-01', '2021-09-30', next);
      add(early, () => ({ ...standing('2021-10-01', '2021-11-30'), procuredOn: procuredOn() }));
      add(procured - early, () =>
        next() < 0.5
          ? // what is written of a later stage is a plan
            { stage: 'procured', procuredOn: procuredOn(), installedOn: dayBetween('2021-08-01', '2021-12-31', next) }
          : { ...standing('2021-12-01', '2022-03-31'), procuredOn: procuredOn() },
      );
      add(came - early, () => standing('2021-10-01', '2021-11-30'));
      add(whole(0, 20), () => ({ stage: next() < 0.5 ? 'planned' : 'approved', plannedOn: '2021-01-01' }));
      add(whole(0, 20), () => standing('2021-12-01', '2022-05-31'));
    }
    // what stands in a unit without a task is not part of the roll-out
    for (const unit of units.filter((one) => !withTask.includes(one)))
      for (let k = 0; k < 50; k += 1)
        cameras.push(cameraOf({ stage: 'accepted', acceptedOn: '2021-03-01', regionCode: unit.leaves[0] }, next));
    await bringIn(world, shuffle(cameras, next));
    const tasks = withTask.map(({ code }, i) => target(code, task[i]));
    await putTargets(world.ctx, {
      targets: shuffle(
        [
          ...tasks,
          target('P', 100_000),
          // begins later: not in force in September
          { ...target('P0101', 1), start: '2022-01-01', due: '2022-12-31' },
          { ...target('P0102', 0.5), metric: 'coverage' as const },
        ],
        next,
      ),
    });
    // a hundred and twenty thousand records come in
  }, 300_000);
  afterAll(() => world.close());

  test('at the end of September: 40,164 of 100,000, 30 of 142 done, 96 procured, leaders and laggards', async () => {
    const report = await monthlyReport(world.ctx, { scope: 'P', on: '2021-09-30' });
    expect([report.unitLevel, report.groupLevel, report.stage]).toEqual(['county', 'city', 'installed']);
    expect([report.planned, report.standing, report.units]).toEqual([100_000, 40_164, 142]);
    expect((100 * report.share!).toFixed(2)).toBe('40.16');
    expect([report.unitsDone, (100 * report.unitsDoneShare!).toFixed(2)]).toEqual([30, '21.13']);
    expect([report.unitsProcured, (100 * report.unitsProcuredShare!).toFixed(2)]).toEqual([96, '67.61']);
    const shares = Object.fromEntries(
      report.groups.map(({ code }) => {
        const inCity = ({ city }: Unit): boolean => city === code;
        return [code, sumOf(september, inCity) / sumOf(task, inCity)];
      }),
    );
    const byShare = Object.keys(shares).sort((a, b) => shares[b] - shares[a]);
    expect(byShare.length).toBe(14);
    expect([...byShare.slice(0, 3)].sort()).toEqual(['P01', 'P02', 'P03']);
    expect([...byShare.slice(-3)].sort()).toEqual(['P12', 'P13', 'P14']);
    expect(cities(report.leading)).toEqual(byShare.slice(0, 3));
    expect(cities(report.lagging)).toEqual(byShare.slice(-3).reverse());
    for (const group of report.groups) expect(group.share).toBeCloseTo(shares[group.code], 12);
    expect(report.elsewhere).toBe(100);
    expect(await monthlyReport(world.ctx, { on: '2021-09-30' })).toEqual({ ...report, scope: null });
  });

  test('the same month of a city names its units, and that of a unit stands for itself', async () => {
    const city = await monthlyReport(world.ctx, { scope: 'P05', on: '2021-09-30' });
    const inCity = (unit: Unit): boolean => unit.city === 'P05';
    expect([city.planned, city.standing, city.units, city.unitsDone]).toEqual([
      sumOf(task, inCity),
      sumOf(september, inCity),
      10,
      1,
    ]);
    expect([city.groupLevel, city.leading.length, city.lagging.length]).toEqual(['county', 3, 3]);
    const i = withTask.findIndex(inCity);
    const unit = await monthlyReport(world.ctx, { scope: withTask[i].code, on: '2021-09-30' });
    expect([unit.planned, unit.standing, unit.units, unit.unitsDone]).toEqual([task[i], september[i], 1, 1]);
    expect([unit.groupLevel, unit.leading]).toEqual([null, []]);
  });

  test('two months later 115,749 stand, and nothing of them shows in September', async () => {
    const report = await monthlyReport(world.ctx, { scope: 'P', on: '2021-11-30' });
    expect([report.planned, report.standing]).toEqual([100_000, 115_749]);
    for (const row of report.unitList) {
      const i = withTask.findIndex(({ code }) => code === row.code);
      expect([row.task, row.standing]).toEqual([task[i], november[i]]);
    }
    expect((await monthlyReport(world.ctx, { scope: 'P', on: '2021-09-30' })).standing).toBe(40_164);
    expect((await monthlyReport(world.ctx, { scope: 'P', on: '2020-12-31' })).units).toBe(0);
  });

  test('a level that is not there, and groups below the units, are refused in words', async () => {
    await expect(monthlyReport(world.ctx, { scope: 'P', unit: 'town' })).rejects.toMatchObject({
      code: 'monthly.level_unknown',
    });
    await expect(
      monthlyReport(world.ctx, { scope: 'P', unit: 'county', group: 'village', on: '2021-09-30' }),
    ).rejects.toMatchObject({ code: 'monthly.group_below_unit' });
  });
});

describe('a province of other numbers', () => {
  test('comes out as its records say, at any scope, day and stage, and parents are the sums of their children', async () => {
    for (const seed of [1, 2, 3]) {
      const random = seeded(seed);
      const upTo = (n: number): number => Math.floor(random() * (n + 1));
      const world = await openWorld();
      const units = await openProvince(
        world,
        Array.from({ length: 2 + upTo(4) }, () => 1 + upTo(4)),
        2,
      );
      const day = () => dayBetween('2021-01-01', '2022-04-30', random);
      const maybe = (): string | null => (random() < 0.4 ? null : day());
      const said: { unit: Unit; camera: CameraRecord }[] = [];
      for (const unit of units)
        for (let n = upTo(60); n > 0; n -= 1) {
          const stage = [...STAGES_REACHED, 'retired' as const][upTo(6)];
          const dates = {
            plannedOn: maybe(),
            procuredOn: maybe(),
            installedOn: maybe(),
            acceptedOn: maybe(),
            retiredOn: maybe(),
          };
          said.push({
            unit,
            camera: cameraOf({ stage, ...dates, count: 1 + upTo(3), regionCode: unit.leaves[upTo(1)] }, random),
          });
        }
      await bringIn(
        world,
        shuffle(
          said.map((one) => one.camera),
          random,
        ),
      );
      const tasks = new Map(units.filter(() => random() < 0.8).map(({ code }) => [code, 1 + upTo(50)]));
      await putTargets(world.ctx, { targets: [...tasks].map(([code, minimum]) => target(code, minimum)) });
      // a second, plainer reading of the records
      const stood = (camera: CameraRecord, least: number, on: string): boolean => {
        const dates = [
          camera.plannedOn,
          camera.approvedOn,
          camera.procuredOn,
          camera.installedOn,
          camera.networkedOn,
          camera.acceptedOn,
        ];
        const isRetired = camera.stage === 'retired';
        const last = isRetired
          ? dates.findLastIndex((one) => one !== null)
          : STAGES_REACHED.indexOf(camera.stage as never);
        if (last < least) return false;
        const known = dates.slice(least, last).filter((one) => one !== null);
        const reached = [...known, dates[last] ?? camera.validFrom.slice(0, 10)].sort()[0];
        const gone = isRetired ? (camera.retiredOn ?? camera.validFrom.slice(0, 10)) : '9999-12-31';
        return reached <= on && on < gone;
      };
      for (let round = 0; round < 12; round += 1) {
        const on = round === 0 ? '2030-01-01' : day();
        const stage = STAGES_REACHED[upTo(5)];
        const scope = ['P', units[upTo(units.length - 1)].city, units[upTo(units.length - 1)].code][round % 3];
        const report = await monthlyReport(world.ctx, { scope, on, unit: 'county', stage });
        const count = (code: string, of: (typeof STAGES_REACHED)[number]): number =>
          said.filter(({ unit, camera }) => unit.code === code && stood(camera, STAGES_REACHED.indexOf(of), on)).length;
        const inside = units.filter(({ code }) => code.startsWith(scope) && tasks.has(code));
        const rows = inside.map(({ code }) => ({
          code,
          task: tasks.get(code)!,
          standing: count(code, stage),
          procured: count(code, 'procured'),
        }));
        expect(
          report.unitList.map(({ code, task, standing, procured }) => ({ code, task, standing, procured })),
        ).toEqual(rows);
        expect(report.unitsDone).toBe(rows.filter((row) => row.standing >= row.task).length);
        expect(report.unitsProcured).toBe(rows.filter((row) => row.procured >= row.task).length);
        const levels = await Promise.all(
          ['province', 'city', 'county', 'village'].map((level) => stageSumsOn(world.ctx, { scope: 'P', level, on })),
        );
        const totals = levels.map(({ byRegion }) =>
          STAGES_REACHED.map((one) => [...byRegion.values()].reduce((sum, sums) => sum + sums.cameras[one], 0)),
        );
        for (const total of totals) expect(total).toEqual(totals[0]);
      }
      await world.close();
    }
  });
});
