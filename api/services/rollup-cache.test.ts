// Summing parents anew after an edit gives, to the last bit, what summing everything gives.
import { expect, it } from 'vitest';
import type { Figure } from '#contract/figure';
import { DEFAULT_ASSUMPTIONS } from '#rules/assumptions';
import { leafFigure } from '#rules/rollup';
import type { FigureRecord, FigureSet, SeesRow } from '#storage/figures.repository';
import { sumParents } from './figure-rollup.ts';
import { KEPT_K } from './measure-input.ts';
import { applyWritten, type LeafState, leafState } from './rollup-cache.ts';

function seeded(seed: number): () => number {
  let x = seed;
  return () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 32;
  };
}
const random = seeded(5);
const below = (n: number): number => Math.floor(random() * n);

/** Three levels above the leaves; a few leaves hang right below the root. */
const paths = new Map<string, string[]>();
for (let i = 0; i < 240; i += 1) {
  const code = `v${String(i).padStart(3, '0')}`;
  paths.set(code, i % 40 === 0 ? ['r', code] : ['r', `c${i % 5}`, `t${i % 30}`, code]);
}
const leaves = [...paths.keys()];
const parents = [...new Set([...paths.values()].flatMap((path) => path.slice(0, -1)))].sort();

/** Which leaves each camera sees: its home, if it is not blind there, and some others. */
interface Camera {
  home: string | null;
  blind: boolean;
  sees: string[];
  planned: boolean;
}
const someCamera = (): Camera => {
  const at = below(leaves.length);
  const sees = [1, 2, 3].filter(() => random() < 0.3).map((step) => leaves[(at + step * 7) % leaves.length]);
  return { home: random() < 0.9 ? leaves[at] : null, blind: random() < 0.3, sees, planned: random() < 0.15 };
};
const cameras = new Map(Array.from({ length: 500 }, (_, i) => [`k${i}`, someCamera()]));

const seenBy = (leaf: string, set: FigureSet): string[] =>
  [...cameras]
    .filter(([, c]) => (set === 'planned' || !c.planned) && (c.sees.includes(leaf) || (c.home === leaf && !c.blind)))
    .map(([id]) => id);
const hasPlanned = (leaf: string): boolean =>
  [...cameras.values()].some((c) => c.planned && (c.home === leaf || c.sees.includes(leaf)));

function record(leaf: string, set: FigureSet): FigureRecord {
  const k = KEPT_K;
  const areas = () => Float64Array.from({ length: k }, () => random() * 1e6);
  const publicSpace = random() < 0.5;
  const meta = { set, detail: 'range', profile: null, k, dataVersion: 1, computedAt: 'now' };
  const numbers = {
    demandM2: random() < 0.2 ? 0 : random() * 1e7,
    depthM2: areas(),
    likelyM2: areas(),
    highM2: areas(),
    overM2: random() * 100,
    residualM: random() * 1e-9,
    failedChecks: random() < 0.05 ? ['order'] : [],
    gapCount: below(20),
    smallGapsM2: random() * 50,
    labels: [{ label: below(3), demandM2: random() * 1e5, lowM2: random(), likelyM2: random(), highM2: random() }],
    privateM2: random() < 0.5 ? null : random() * 1e3,
    places: [],
  };
  const counts = {
    cameras: below(9),
    devices: below(9),
    unaimed: below(3),
    assumptions: { [`fixed.hfovDeg=${below(3)}`]: 1 },
  };
  const seeing = seenBy(leaf, set).length;
  const {
    dataVersion: _v,
    computedAt: _t,
    set: _s,
    ...figure
  } = leafFigure(numbers, publicSpace, counts, seeing, {
    ...meta,
    assumptionsVersion: DEFAULT_ASSUMPTIONS.version,
  });
  return {
    regionCode: leaf,
    set,
    figure,
    demandM2: figure.demandM2,
    likelyM2: figure.likelyM2,
    ownSeeing: 0,
    regionM2: random() * 1e7,
    gapNeed: random() * 1e4,
    measuredVersion: below(1_000),
    computedAt: 'now',
  };
}
const setsOf = (leaf: string): FigureSet[] => (hasPlanned(leaf) ? ['installed', 'planned'] : ['installed']);
const pairsOf = (leaf: string): SeesRow[] =>
  setsOf(leaf).flatMap((set) =>
    [...cameras].flatMap(([cameraId, c]): SeesRow[] => {
      if (set === 'installed' && c.planned) return [];
      const pair = { leafCode: leaf, set, cameraId, homeCode: c.home };
      if (c.home === leaf) return c.blind ? [{ ...pair, blind: true }] : [];
      return c.sees.includes(leaf) ? [{ ...pair, blind: false }] : [];
    }),
  );

function rowsOf(state: LeafState): Record<FigureSet, FigureRecord[]> {
  const planned = parents.filter((code) => (state.plannedBelow.get(code) ?? 0) > 0);
  return {
    installed: sumParents('installed', parents, state, 'now'),
    planned: sumParents('planned', planned, state, 'now'),
  };
}

it('after each of 200 random edits the parents are those of a full sum, byte for byte', () => {
  const kept = new Map(leaves.map((leaf) => [leaf, setsOf(leaf).map((set) => record(leaf, set))]));
  const pairs = new Map(leaves.map((leaf) => [leaf, pairsOf(leaf)]));
  // three leaves are not measured yet
  for (const leaf of [leaves[4], leaves[40], leaves[111]]) {
    kept.delete(leaf);
    pairs.delete(leaf);
  }
  const state = leafState(paths, [...kept.values()].flat(), [...pairs.values()].flat());
  rowsOf(state);
  const ids = [...cameras.keys()];
  for (let edit = 0; edit < 200; edit += 1) {
    const id = ids[below(ids.length)];
    const before = cameras.get(id);
    const after = random() < 0.15 ? undefined : someCamera();
    if (after === undefined) cameras.delete(id);
    else cameras.set(id, after);
    const touched = [before, after].flatMap((c) => (c === undefined ? [] : [...c.sees, ...(c.home ? [c.home] : [])]));
    const codes = [...new Set(touched)].sort();
    for (const leaf of codes) {
      kept.set(
        leaf,
        setsOf(leaf).map((set) => record(leaf, set)),
      );
      pairs.set(leaf, pairsOf(leaf));
    }
    applyWritten(
      state,
      codes,
      codes.flatMap((leaf) => kept.get(leaf)!),
      codes.flatMap((leaf) => pairs.get(leaf)!),
    );
    const full = leafState(paths, [...kept.values()].flat(), [...pairs.values()].flat());
    expect(JSON.stringify(rowsOf(state))).toBe(JSON.stringify(rowsOf(full)));
  }
  // by counting: a camera is one, however many leaves of a parent it sees
  const measured = leaves.filter((leaf) => kept.has(leaf));
  for (const row of rowsOf(state).installed) {
    const inside = measured.filter((leaf) => paths.get(leaf)!.includes(row.regionCode));
    const seeing = new Set(inside.flatMap((leaf) => seenBy(leaf, 'installed')));
    if (inside.length === leaves.filter((leaf) => paths.get(leaf)!.includes(row.regionCode)).length)
      expect((row.figure as Figure).camerasSeeing).toBe(seeing.size);
  }
});
