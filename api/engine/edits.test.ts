// A leaf that stays open gives, after any edits in any order, the bytes that measuring it anew gives.
import { describe, expect, it } from 'vitest';
import { camerasOf, type CameraRow as Row, randomLayout, seeded } from './layouts.ts';
import { type CameraRow, type CameraTerrain, measureLeaf, openLeaf } from './leaf.ts';
import { joinTerrain, terrainView } from './terrain.ts';
import type { CameraArrays } from './types.ts';

const rowOf = (r: Row): CameraRow => ({
  lon: r[0],
  lat: r[1],
  azimuthDeg: r[2],
  hfovDeg: r[3],
  nearM: r[4],
  reachM: r[5],
  p: r[6],
  heightM: Number.NaN,
});

describe('edits of an open leaf', () => {
  it('give what measuring everything anew gives, in 60 layouts of 25 edits', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const layout = randomLayout(seed, 12);
      const more = randomLayout(seed + 5 * 300, 60).rows; // the same place, other cameras
      const rows = [...layout.rows];
      const random = seeded(seed);
      const leaf = openLeaf({ ...layout, cameras: camerasOf(rows) }, { gaps: true, hidden: true });
      for (let step = 0; step < 25; step++) {
        const at = Math.floor(random() * rows.length);
        const next = more[Math.floor(random() * more.length)];
        const kind = random();
        if (kind < 0.3 || rows.length === 0) {
          const where = Math.floor(random() * (rows.length + 1));
          rows.splice(where, 0, next);
          leaf.insert(where, rowOf(next));
        } else if (kind < 0.5) {
          rows.splice(at, 1);
          leaf.remove(at);
        } else if (kind < 0.8) {
          // nearly the same: turned, or moved by a metre
          const turned: Row = [...rows[at]];
          if (kind < 0.65) turned[2] = (turned[2] + 90 * random()) % 360;
          else turned[0] += 1e-5 * random();
          rows[at] = turned;
          leaf.set(at, rowOf(turned));
        } else {
          rows[at] = next;
          leaf.set(at, rowOf(next));
        }
        if (step % 3 === 1) continue;
        const { changedCells: _c, ...got } = leaf.result();
        const options = { gaps: true, hidden: true };
        const { changedCells: _a, ...want } = measureLeaf({ ...layout, cameras: camerasOf(rows) }, options);
        expect(got, `seed ${seed}, step ${step}`).toEqual(want);
      }
    }
  });
});

/** A row and what hills of a few metres leave of its view. */
interface Hilly {
  row: Row;
  terrain: CameraTerrain | null;
}
function hilly(row: Row, random: () => number): Hilly {
  const kind = random();
  if (kind < 0.2) return { row, terrain: null };
  if (kind < 0.3) return { row, terrain: { quads: [], blind: true } };
  const side = 22;
  const valuesM = Float32Array.from({ length: side * side }, () => 4 * random());
  const around = { width: side, height: side, valuesM, c0: 10, cx: 0.1, cy: 0, r0: 10, rx: 0, ry: -0.1 };
  const [, , azimuthDeg, hfovDeg, , reachM] = row;
  const { quads } = terrainView(around, { heightM: 4, azimuthDeg, hfovDeg, reachM: Math.min(reachM, 100) });
  return { row, terrain: { quads, blind: false } };
}
const hillyRow = ({ row, terrain }: Hilly): CameraRow => ({ ...rowOf(row), terrain });
function hillyCameras(list: Hilly[]): CameraArrays {
  const terrain = joinTerrain(list.map((h) => h.terrain && { quads: [...h.terrain.quads], unknownShare: 0 }));
  list.forEach((h, i) => {
    terrain.blind[i] = h.terrain?.blind ? 1 : 0;
  });
  return { ...camerasOf(list.map((h) => h.row)), terrain };
}

describe('edits over terrain', () => {
  it('keep what it leaves of the other views, in 12 layouts of 15 edits, also where the first view comes with an edit', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = seeded(seed);
      const layout = randomLayout(seed, 10);
      const more = randomLayout(seed + 5 * 300, 40).rows;
      const start = seed % 3 === 0;
      let list: Hilly[] = layout.rows.map((row) => (start ? { row, terrain: null } : hilly(row, random)));
      const leaf = openLeaf({ ...layout, cameras: start ? camerasOf(layout.rows) : hillyCameras(list) });
      const bare = measureLeaf({ ...layout, cameras: camerasOf(layout.rows) }).depthM2[0];
      if (!start) expect(leaf.result().depthM2[0]).toBeLessThanOrEqual(bare + 1e-6);
      for (let step = 0; step < 15; step++) {
        const at = Math.floor(random() * list.length);
        const next = hilly(more[Math.floor(random() * more.length)], random);
        const kind = random();
        if (kind < 0.4 || list.length === 0) {
          const where = Math.floor(random() * (list.length + 1));
          list = list.toSpliced(where, 0, next);
          leaf.insert(where, hillyRow(next));
        } else if (kind < 0.6) {
          list = list.toSpliced(at, 1);
          leaf.remove(at);
        } else {
          list = list.with(at, next);
          leaf.set(at, hillyRow(next));
        }
        if (step % 5 < 4) continue;
        expect(leaf.result(), `seed ${seed}, step ${step}`).toEqual(
          measureLeaf({ ...layout, cameras: hillyCameras(list) }),
        );
      }
    }
  });

  it('take an edited camera for one without terrain where its row has none', () => {
    const layout = randomLayout(7, 10);
    const random = seeded(7);
    const list = layout.rows.map((row) => ({ row, terrain: hilly(row, random).terrain ?? { quads: [], blind: true } }));
    const leaf = openLeaf({ ...layout, cameras: hillyCameras(list) });
    list.forEach(({ row }, at) => {
      leaf.set(at, rowOf(row));
    });
    expect(leaf.result()).toEqual(measureLeaf(layout));
  });
});
