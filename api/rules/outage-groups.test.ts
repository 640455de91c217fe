// Which cameras went out together? The rules of docs/outages.md, and what no order of changes may break.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusters } from './outage-clusters.ts';
import { type Change, type Group, OutageBook } from './outage-groups.ts';

const MIN = 60_000;
const T0 = Date.UTC(2026, 5, 1, 2, 10);
/** Province P, county C with townships A and B, villages A1, A2, B1. */
const PATHS: Record<string, string[]> = {
  A1: ['P', 'C', 'A', 'A1'],
  A2: ['P', 'C', 'A', 'A2'],
  B1: ['P', 'C', 'B', 'B1'],
};
const LEVELS: Record<string, string> = { P: 'province', C: 'county', A: 'township', B: 'township' };

function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function book() {
  let n = 0;
  const made = new OutageBook(
    { pathOf: (leaf) => PATHS[leaf] ?? [], levelOf: (code) => LEVELS[code] ?? 'village' },
    () => `o${(n += 1)}`,
  );
  const opened: { id: string; at: number; members: string[] }[] = [];
  return {
    made,
    opened,
    settle(now: number) {
      const news = atOnce(made.settle(now));
      for (const [group, what] of news)
        if (what === 'opened') opened.push({ id: group.id, at: now, members: [...group.members] });
      return news;
    },
    open: () => [...made.groups.values()].filter((group) => group.endedAt === null),
  };
}
const change = (cameraId: string, to: Change['to'], at: number, more: Partial<Change> = {}): Change => ({
  cameraId,
  from: to === 'online' ? 'offline' : 'online',
  to,
  at,
  reason: null,
  feed: 'f',
  parentId: null,
  regionCode: 'A1',
  ...more,
});
const many = (n: number, make: (i: number) => Change): Change[] => Array.from({ length: n }, (_, i) => make(i));
const shape = ({ kind, subject, members, down }: Group) => ({ kind, subject, cameras: members.size, down: down.size });

describe('what went out together is one outage', () => {
  it('230 cameras of a town within a minute, in batches, are one of the town; it ends when the last is back', () => {
    const { made, settle, open } = book();
    const drops = many(230, (i) => change(`c${i}`, 'offline', T0 + i * 250, { regionCode: i % 2 ? 'A1' : 'A2' }));
    for (let i = 0; i < drops.length; i += 30) {
      for (const drop of drops.slice(i, i + 30)) made.hear(drop);
      settle(T0 + i * 250 + 1_000);
    }
    expect(open().map(shape)).toEqual([{ kind: 'region', subject: 'A', cameras: 230, down: 230 }]);
    for (const { cameraId } of drops.slice(1)) made.hear(change(cameraId, 'online', T0 + 30 * MIN));
    expect([...settle(T0 + 30 * MIN).values()]).toEqual(['changed']);
    expect(open().map(shape)).toEqual([{ kind: 'region', subject: 'A', cameras: 230, down: 1 }]);
    made.hear(change('c0', 'online', T0 + 31 * MIN));
    expect([...settle(T0 + 31 * MIN)].map(([group, news]) => [news, group.endedAt])).toEqual([
      ['closed', T0 + 31 * MIN],
    ]);
  });

  it('of one village only, it is that village', () => {
    const { made, settle, open } = book();
    for (const drop of many(5, (i) => change(`c${i}`, 'offline', T0))) made.hear(drop);
    settle(T0);
    expect(open().map(shape)).toEqual([{ kind: 'region', subject: 'A1', cameras: 5, down: 5 }]);
  });

  it('a recorder that is down is one outage of it, wherever its cameras stand', () => {
    const { made, settle, open } = book();
    const leaf = ['A1', 'A2', 'B1'];
    for (const drop of many(40, (i) =>
      change(`c${i}`, 'unknown', T0, { reason: 'parent-down', parentId: 'nvr', regionCode: leaf[i % 3] }),
    ))
      made.hear(drop);
    settle(T0);
    made.hear(change('late', 'unknown', T0 + 40 * MIN, { reason: 'parent-down', parentId: 'nvr' }));
    settle(T0 + 40 * MIN);
    expect(open().map(shape)).toEqual([{ kind: 'parent', subject: 'nvr', cameras: 41, down: 41 }]);
  });

  it('a second recorder of the town within five minutes makes it one outage of the town', () => {
    const { made, settle, open } = book();
    for (const nvr of ['x', 'y']) {
      for (const drop of many(8, (i) =>
        change(`${nvr}${i}`, 'unknown', T0 + (nvr === 'x' ? 0 : 2 * MIN), { reason: 'parent-down', parentId: nvr }),
      ))
        made.hear(drop);
      settle(T0 + 3 * MIN);
    }
    expect(open().map(shape)).toEqual([{ kind: 'region', subject: 'A1', cameras: 16, down: 16 }]);
  });

  it('a feed that falls silent with 5,000 cameras is one, and takes those with it that had fallen silent before', () => {
    const { made, settle, open } = book();
    for (const drop of many(300, (i) => change(`c${i}`, 'unknown', T0 + i * 100, { reason: 'stale' }))) made.hear(drop);
    settle(T0 + 30_000);
    expect(open()).toEqual([]);
    for (const drop of many(5_000, (i) =>
      change(`c${i}`, 'unknown', T0 + MIN, { reason: 'feed-silent', regionCode: i % 2 ? 'A1' : 'B1' }),
    ))
      made.hear(drop);
    settle(T0 + MIN);
    expect(open().map(shape)).toEqual([{ kind: 'feed', subject: 'f', cameras: 5_000, down: 5_000 }]);
  });

  it('a single camera is one after ten minutes, not before, and never when it came back', () => {
    const { made, settle, open } = book();
    made.hear(change('c', 'offline', T0));
    made.hear(change('d', 'offline', T0));
    settle(T0 + 9 * MIN);
    expect(open()).toEqual([]);
    expect(made.nextAt(T0 + 9 * MIN)).toBe(T0 + 10 * MIN);
    made.hear(change('d', 'online', T0 + 9 * MIN));
    settle(T0 + 10 * MIN);
    expect(open().map(shape)).toEqual([{ kind: 'camera', subject: 'c', cameras: 1, down: 1 }]);
  });

  it('planned works make none, until a camera is still out when they are over', () => {
    const { made, settle, open } = book();
    for (const drop of many(20, (i) => change(`c${i}`, 'offline', T0, { reason: 'planned-works' }))) made.hear(drop);
    settle(T0 + 60 * MIN);
    expect(open()).toEqual([]);
    for (const drop of many(20, (i) => change(`c${i}`, 'offline', T0 + 60 * MIN, { from: 'offline' }))) made.hear(drop);
    settle(T0 + 60 * MIN);
    expect(open().map(shape)).toEqual([{ kind: 'region', subject: 'A1', cameras: 20, down: 20 }]);
  });

  it('what is taken up after a restart is not made again', () => {
    const { made, settle, open } = book();
    for (const drop of many(10, (i) => change(`c${i}`, 'offline', T0))) made.hear(drop);
    settle(T0);
    const again = book();
    for (const group of open())
      again.made.adopt({ ...group, members: new Set(group.members), down: new Set(group.down) });
    for (const drop of many(10, (i) => change(`c${i}`, 'offline', T0))) again.made.hear(drop);
    expect([...again.settle(T0 + MIN).values()]).toEqual([]);
    expect(again.open()).toHaveLength(1);
  });
});

describe('always', () => {
  const steps = fc.array(
    fc.record({
      camera: fc.integer({ min: 0, max: 11 }),
      to: fc.constantFrom<Change['to']>('online', 'offline', 'unknown'),
      afterMs: fc.integer({ min: 0, max: 8 * MIN }),
      reason: fc.constantFrom(null, null, 'stale', 'parent-down'),
    }),
    { maxLength: 120 },
  );

  it('no device is in two open outages, none is lost, and it begins a new one once in 30 minutes at most', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { made, settle, opened, open } = book();
        const state = new Map<number, Change['to']>();
        let now = T0;
        for (const { camera, to, afterMs, reason } of list) {
          now += afterMs;
          const from = state.get(camera) ?? 'online';
          state.set(camera, to);
          const regionCode = ['A1', 'A2', 'B1'][camera % 3];
          made.hear({ ...change(`c${camera}`, to, now, { reason, regionCode, parentId: `nvr${camera % 2}` }), from });
          settle(now);
          const inOpen = open().flatMap((group) => [...group.members]);
          expect(new Set(inOpen).size).toBe(inOpen.length);
          for (const group of open()) expect(group.down.size).toBeGreaterThan(0);
        }
        settle(now + 60 * MIN);
        for (const [camera, to] of state) if (to !== 'online') expect(made.has(`c${camera}`)).toBe(true);
        const begun = new Map<string, { id: string; at: number }[]>();
        for (const { id, at, members } of opened)
          for (const member of members) begun.set(member, [...(begun.get(member) ?? []), { id, at }]);
        for (const times of begun.values())
          times.forEach(({ id, at }, i) => {
            const last = times[i - 1];
            if (last !== undefined && last.id !== id) expect(at - last.at).toBeGreaterThanOrEqual(30 * MIN);
          });
      }),
      { numRuns: 300 },
    );
  });

  it('clusters share no drop and hold five or more', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 * MIN })), (times) => {
        const found = clusters(times.map((at) => ({ at })));
        expect(new Set(found.flat()).size).toBe(found.flat().length);
        for (const cluster of found) expect(cluster.length).toBeGreaterThanOrEqual(5);
      }),
    );
  });
});
