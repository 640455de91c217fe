import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STAGES_REACHED } from '#contract/target';
import { stageBy, stateTrueAt } from './record-then.ts';
import { DATE_OF, type Staged } from './stage-steps.ts';

const state = (validFrom: string, name = validFrom) => ({ validFrom, name });

test('the present record holds from its day on, then the last that was true, then the earliest', () => {
  const former = [state('2025-03'), state('2025-01', 'first'), state('2025-03', 'corrected')];
  const at = (text: string) => stateTrueAt(state('2025-06', 'present'), former, text).name;
  expect(at('2025-07')).toBe('present');
  expect(at('2025-06')).toBe('present');
  expect(at('2025-05')).toBe('corrected');
  expect(at('2025-02')).toBe('first');
  expect(at('2024-12')).toBe('first');
  expect(stateTrueAt(state('2025-06', 'present'), [], '2024-12').name).toBe('present');
});

const record = (change: Partial<Staged>): Staged => ({
  stage: 'accepted',
  plannedOn: null,
  approvedOn: null,
  procuredOn: null,
  installedOn: null,
  networkedOn: null,
  acceptedOn: null,
  retiredOn: null,
  filedOn: null,
  filingNo: null,
  validFrom: '2025-06-01T00:00:00.000Z',
  recordedAt: '2025-06-01T00:00:00.000Z',
  ...change,
});

test('a stage counts from its day on, and a retired camera until it went', () => {
  const camera = record({ procuredOn: '2025-01-10', installedOn: '2025-02-01', acceptedOn: '2025-04-01' });
  expect(
    ['2025-01-09', '2025-01-10', '2025-02-01', '2025-03-31', '2025-04-01'].map((day) => stageBy(camera, day)),
  ).toEqual([null, 'procured', 'installed', 'installed', 'accepted']);
  const gone = record({ stage: 'retired', installedOn: '2025-02-01', retiredOn: '2025-05-01' });
  expect(stageBy(gone, '2025-04-30')).toBe('installed');
  expect(stageBy(gone, '2025-05-01')).toBe(null);
});

test('stages never fall with time but for the last step out', () => {
  const day = fc.option(fc.integer({ min: 1, max: 28 }).map((d) => `2025-03-${String(d).padStart(2, '0')}`));
  const dates = fc.record(Object.fromEntries(STAGES_REACHED.map((stage) => [DATE_OF[stage], day])));
  fc.assert(
    fc.property(dates, fc.constantFrom(...STAGES_REACHED), (given, stage) => {
      const camera = record({ ...given, stage });
      let last = -1;
      for (let d = 1; d <= 28; d += 1) {
        const now = stageBy(camera, `2025-03-${String(d).padStart(2, '0')}`);
        const place = now === null ? -1 : STAGES_REACHED.indexOf(now as never);
        expect(place).toBeGreaterThanOrEqual(last);
        last = place;
      }
    }),
  );
});
