// Steps of cameras against what the records say.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STAGES_REACHED } from '#contract/target';
import { type Counted, reachedDays, STAGE_DATES, type Staged, stageSteps } from './stage-steps.ts';

const plain: Staged = {
  stage: 'installed',
  plannedOn: null,
  approvedOn: null,
  procuredOn: null,
  installedOn: null,
  networkedOn: null,
  acceptedOn: null,
  retiredOn: null,
  filedOn: null,
  filingNo: null,
  validFrom: '2025-03-04T05:06:07.000Z',
  recordedAt: '2026-01-01T00:00:00.000Z',
};
const on = (record: Staged, counted: Counted, day: string): number =>
  stageSteps(record)
    .filter((step) => step.counted === counted && step.day <= day)
    .reduce((sum, step) => sum + step.sign, 0);

describe('a camera', () => {
  test('without any date reached all its stages when its record became valid', () => {
    expect(reachedDays(plain)).toEqual(Array(4).fill('2025-03-04'));
  });
  test('reached a stage no later than any later stage', () => {
    const record: Staged = { ...plain, stage: 'accepted', installedOn: '2025-06-01', acceptedOn: '2025-05-01' };
    expect(reachedDays(record)).toEqual(Array(6).fill('2025-05-01'));
  });
  test('has only plans behind its present stage', () => {
    const record: Staged = { ...plain, stage: 'procured', procuredOn: '2025-01-02', installedOn: '2025-02-02' };
    expect(on(record, 'procured', '2025-12-31')).toBe(1);
    expect(on(record, 'installed', '2099-12-31')).toBe(0);
  });
  test('that is retired stood at the stages that have dates until that day', () => {
    const record: Staged = { ...plain, stage: 'retired', installedOn: '2024-01-01', retiredOn: '2025-01-01' };
    expect(['2023-12-31', '2024-01-01', '2024-12-31', '2025-01-01'].map((day) => on(record, 'installed', day))).toEqual(
      [0, 1, 1, 0],
    );
    expect(on(record, 'networked', '2024-06-01')).toBe(0);
    expect(on(record, 'retired', '2025-01-01')).toBe(1);
  });
  test('that went before it came never stood', () => {
    const record: Staged = { ...plain, stage: 'retired', installedOn: '2025-02-01', retiredOn: '2025-01-01' };
    expect(on(record, 'installed', '2099-01-01')).toBe(0);
  });
  test('is not believed to be installed on a day that had not begun when that was recorded', () => {
    expect(reachedDays({ ...plain, installedOn: '2027-01-01' })[3]).toBe('2026-01-01');
    // begun in the east, while it is still the day before at Greenwich
    const evening = { ...plain, recordedAt: '2025-12-31T18:00:00.000Z', installedOn: '2026-01-01' };
    expect(reachedDays(evening)[3]).toBe('2026-01-01');
  });
  test('that was changed otherwise keeps the day since which it has been at its stage', () => {
    const state = (stage: Staged['stage'], validFrom: string) => ({ stage, validFrom, recordedAt: plain.recordedAt });
    // its azimuth was corrected in March; it was procured in January and installed in February
    const former = [state('installed', '2025-02-01T00:00:00Z'), state('procured', '2025-01-01T00:00:00Z')];
    expect(reachedDays({ ...plain, former })).toEqual(['2025-01-01', '2025-01-01', '2025-01-01', '2025-02-01']);
    // taken back in between: only the last run counts
    const back = [state('procured', '2025-02-20T00:00:00Z'), ...former];
    expect(reachedDays({ ...plain, former: back })[3]).toBe('2025-03-04');
    // a date that is given says more
    expect(reachedDays({ ...plain, former, installedOn: '2025-02-15' })[3]).toBe('2025-02-15');
  });
  test('that is retired without any date stood as long as its record said so', () => {
    const former = [
      { stage: 'retired' as const, validFrom: '2025-03-01T00:00:00Z', recordedAt: plain.recordedAt },
      { stage: 'networked' as const, validFrom: '2025-01-01T00:00:00Z', recordedAt: plain.recordedAt },
    ];
    const record: Staged = { ...plain, stage: 'retired', former };
    expect(['2024-12-31', '2025-01-01', '2025-02-28', '2025-03-01'].map((day) => on(record, 'networked', day))).toEqual(
      [0, 1, 1, 0],
    );
    expect(on(record, 'accepted', '2025-02-01')).toBe(0);
  });
  test('is filed from the day of its filing, and never before it is installed', () => {
    expect(on({ ...plain, filedOn: '2025-04-01' }, 'filed', '2025-03-31')).toBe(0);
    expect(on({ ...plain, filedOn: '2025-04-01' }, 'filed', '2025-04-01')).toBe(1);
    expect(on({ ...plain, filingNo: '7' }, 'filed', '2025-03-04')).toBe(1);
    expect(on({ ...plain, filedOn: '2025-01-01' }, 'filed', '2025-03-03')).toBe(0);
    expect(on({ ...plain, stage: 'procured', filingNo: '7' }, 'filed', '2099-01-01')).toBe(0);
  });
});

const day = fc.integer({ min: 0, max: 900 }).map((n) => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10));
const maybe = fc.option(day, { freq: 3 });
const instant = fc
  .integer({ min: 0, max: 900 * 86_400 })
  .map((s) => new Date(Date.UTC(2023, 0, 1) + s * 1000).toISOString());
const states = fc.array(
  fc.record({
    stage: fc.constantFrom(...STAGES_REACHED, 'retired' as const),
    validFrom: instant,
    recordedAt: instant,
  }),
  { maxLength: 4 },
);
const records: fc.Arbitrary<Staged[]> = fc.array(
  fc.record({
    stage: fc.constantFrom(...STAGES_REACHED, 'retired' as const),
    ...Object.fromEntries(STAGE_DATES.map((field) => [field, maybe])),
    retiredOn: maybe,
    filedOn: maybe,
    filingNo: fc.option(fc.constant('x')),
    validFrom: instant,
    recordedAt: instant,
    former: states,
  }) as unknown as fc.Arbitrary<Staged>,
  { maxLength: 30 },
);

describe('of any cameras', () => {
  test('the steps up to today come to those that are at a stage or later now', () => {
    fc.assert(
      fc.property(records, (all) => {
        for (const [i, stage] of STAGES_REACHED.entries()) {
          const now = all.filter((one) => one.stage !== 'retired' && STAGES_REACHED.indexOf(one.stage) >= i).length;
          expect(all.reduce((sum, one) => sum + on(one, stage, '2025-06-21'), 0)).toBe(now);
        }
        expect(all.reduce((sum, one) => sum + on(one, 'retired', '2025-06-21'), 0)).toBe(
          all.filter((one) => one.stage === 'retired').length,
        );
      }),
    );
  });
  test('no number is ever negative, and a later stage never holds more than an earlier one', () => {
    fc.assert(
      fc.property(records, fc.array(day, { minLength: 1, maxLength: 20 }), (all, days) => {
        for (const one of all)
          for (const at of [...days, ...stageSteps(one).map((step) => step.day)]) {
            const counts = STAGES_REACHED.map((stage) => on(one, stage, at));
            expect(counts.every((n) => n === 0 || n === 1)).toBe(true);
            expect(counts).toEqual([...counts].sort((a, b) => b - a));
            expect(on(one, 'filed', at)).toBeLessThanOrEqual(counts[STAGES_REACHED.indexOf('installed')]);
          }
      }),
    );
  });
});
