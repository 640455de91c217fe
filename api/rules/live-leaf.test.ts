// The live figure of a leaf against the installed one, for any states of any cameras: docs/model.md §3.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatusState } from '#contract/status';
import { type CameraArrays, measureLeaf } from '#engine';
import { soupFrom } from './leaf-input.ts';
import { countStates, liveCameras, liveWeight, shareOfLeaf } from './live-leaf.ts';

const LON = 110;
const LAT = 30;
const M = 1 / 111_000;
const region = soupFrom([
  [
    [
      [LON, LAT],
      [LON + 200 * M, LAT],
      [LON + 200 * M, LAT + 200 * M],
      [LON, LAT + 200 * M],
    ],
  ],
]);
interface One {
  east: number;
  north: number;
  azimuth: number;
  angle: number;
  reach: number;
  isAimed: boolean;
  state: StatusState;
}
const one = fc.record({
  east: fc.integer({ min: -40, max: 240 }),
  north: fc.integer({ min: -40, max: 240 }),
  azimuth: fc.integer({ min: 0, max: 359 }),
  angle: fc.integer({ min: 20, max: 200 }),
  reach: fc.integer({ min: 5, max: 60 }),
  isAimed: fc.boolean(),
  state: fc.constantFrom<StatusState>('online', 'offline', 'unknown'),
});
const cameras = (list: readonly One[]): CameraArrays => {
  const column = (pick: (c: One) => number): Float64Array => Float64Array.from(list, pick);
  return {
    n: list.length,
    lon: column((c) => LON + c.east * M),
    lat: column((c) => LAT + c.north * M),
    azimuthDeg: column((c) => (c.isAimed ? c.azimuth : 0)),
    hfovDeg: column((c) => (c.isAimed ? c.angle : 360)),
    nearM: column(() => 0),
    reachM: column((c) => c.reach),
    p: column((c) => (c.isAimed ? 1 : c.angle / 360)),
  };
};
const measured = (list: CameraArrays) => measureLeaf({ region, demand: null, cameras: list }, { k: 2 });
/** With every camera standing in the leaf. */
const live = (list: readonly One[], states = list.map((c) => c.state)) => {
  const share = shareOfLeaf(countStates(states), countStates(states));
  return share === null ? null : measured(liveCameras(cameras(list), (i) => states[i], share).cameras);
};
const lists = fc.array(one, { minLength: 1, maxLength: 14 });
const SLACK_M2 = 1e-6;

describe('what working cameras see', () => {
  it('all online: the installed figure, to the last bit', () => {
    fc.assert(
      fc.property(lists, (list) => {
        expect(
          live(
            list,
            list.map(() => 'online'),
          ),
        ).toEqual(measured(cameras(list)));
      }),
      { numRuns: 60 },
    );
  });

  it('all offline: nothing', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const found = live(
          list,
          list.map(() => 'offline'),
        )!;
        expect([...found.depthM2, ...found.likelyM2, ...found.highM2]).toEqual(new Array(6).fill(0));
      }),
      { numRuns: 30 },
    );
  });

  it('low ≤ likely ≤ high, the checks hold, and neither low nor likely nor high is more than that of the installed', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const found = live(list);
        if (found === null) return;
        const all = measured(cameras(list));
        expect(found.failedChecks).toEqual([]);
        for (const k of [0, 1]) {
          expect(found.depthM2[k]).toBeLessThanOrEqual(found.likelyM2[k] + SLACK_M2);
          expect(found.likelyM2[k]).toBeLessThanOrEqual(found.highM2[k] + SLACK_M2);
          expect(found.depthM2[k]).toBeLessThanOrEqual(all.depthM2[k] + SLACK_M2);
          expect(found.likelyM2[k]).toBeLessThanOrEqual(all.likelyM2[k] + SLACK_M2);
          expect(found.highM2[k]).toBeLessThanOrEqual(all.highM2[k] + SLACK_M2);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('low is what the online ones see, high what these and the unknown ones could', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const found = live(list);
        if (found === null) return;
        const online = measured(cameras(list.filter((c) => c.state === 'online')));
        const maybe = measured(cameras(list.filter((c) => c.state !== 'offline')));
        expect(found.depthM2[0]).toBeCloseTo(online.depthM2[0], 6);
        expect(found.highM2[0]).toBeCloseTo(maybe.highM2[0], 6);
      }),
      { numRuns: 60 },
    );
  });

  it('one unknown camera alone is likely to see p · s of its ground', () => {
    const camera: One = { east: 100, north: 100, azimuth: 0, angle: 90, reach: 40, isAimed: true, state: 'unknown' };
    const far = { ...camera, east: 10_000, isAimed: false };
    const list = [
      camera,
      { ...far, state: 'online' as const },
      { ...far, state: 'online' as const },
      { ...far, state: 'offline' as const },
    ];
    const ground = (Math.PI * 40 * 40) / 4;
    const found = live(list)!;
    expect(found.depthM2[0]).toBe(0);
    expect(found.likelyM2[0]).toBeCloseTo((ground * 2) / 3, 6);
    expect(found.highM2[0]).toBeCloseTo(ground, 6);
  });

  it('a leaf is not computed when cameras stand in it and no state is known; an empty one is', () => {
    const none = countStates([]);
    expect(shareOfLeaf(countStates(['unknown', 'unknown']), countStates(['online']))).toBeNull();
    expect(shareOfLeaf(none, countStates(['online', 'offline']))).toBe(0.5);
    expect(shareOfLeaf(none, countStates(['unknown']))).toBe(0);
    expect(shareOfLeaf(countStates(['unknown', 'offline']), none)).toBe(0);
  });

  it('an unknown camera is never certain and never without a footprint', () => {
    expect(liveWeight(1, 'unknown', 1)).toBeLessThan(1);
    expect(liveWeight(0.25, 'unknown', 0)).toBeGreaterThan(0);
    expect(liveWeight(0, 'unknown', 1)).toBe(0);
    expect(liveWeight(0.25, 'online', 0)).toBe(0.25);
    expect(liveWeight(1, 'offline', 1)).toBeNull();
  });
});
