// A stage and its day, set for a camera.
import { describe, expect, test } from 'vitest';
import { changesSet, type StagedDays, stageChange } from './stage-change.ts';

const camera = (more: Partial<StagedDays>): StagedDays => ({
  stage: 'procured',
  plannedOn: null,
  approvedOn: null,
  procuredOn: null,
  installedOn: null,
  networkedOn: null,
  acceptedOn: null,
  retiredOn: null,
  ...more,
});

describe('a stage set for a camera', () => {
  test('takes its day along and leaves the others', () => {
    expect(stageChange(camera({ procuredOn: '2025-01-01' }), 'installed', '2025-02-01')).toEqual({
      kind: 'change',
      set: { stage: 'installed', installedOn: '2025-02-01' },
      backwards: false,
    });
  });
  test('cannot have been reached before an earlier stage', () => {
    expect(stageChange(camera({ stage: 'installed', installedOn: '2025-06-01' }), 'accepted', '2025-05-01')).toEqual({
      kind: 'problem',
      code: 'stage.date_before',
      params: { stage: 'installed', day: '2025-06-01', on: '2025-05-01' },
    });
    expect(stageChange(camera({ acceptedOn: '2025-06-01' }), 'retired', '2025-05-01')).toMatchObject({
      kind: 'problem',
    });
  });
  test('that it has on that day already changes nothing; on another day it is a correction', () => {
    const installed = camera({ stage: 'installed', installedOn: '2025-06-01' });
    expect(stageChange(installed, 'installed', '2025-06-01')).toEqual({ kind: 'unchanged' });
    expect(stageChange(installed, 'installed', '2025-05-01')).toMatchObject({ set: { installedOn: '2025-05-01' } });
  });
  test('before the present one is said to go backwards: what is taken back loses its day', () => {
    const accepted = camera({
      stage: 'accepted',
      installedOn: '2025-01-01',
      networkedOn: null,
      acceptedOn: '2025-03-01',
    });
    expect(stageChange(accepted, 'installed', '2025-04-01')).toEqual({
      kind: 'change',
      set: { stage: 'installed', installedOn: '2025-01-01', networkedOn: null, acceptedOn: null },
      backwards: true,
    });
    expect(stageChange(camera({ stage: 'retired', retiredOn: '2025-03-01' }), 'accepted', '2025-04-01')).toMatchObject({
      set: { stage: 'accepted', acceptedOn: '2025-04-01', retiredOn: null },
      backwards: true,
    });
  });
  test('changes figures only where it enters or leaves a set', () => {
    expect([changesSet('procured', 'installed'), changesSet('installed', 'accepted')]).toEqual([true, false]);
    expect([changesSet('planned', 'approved'), changesSet('accepted', 'retired')]).toEqual([false, true]);
  });
});
