// A leaf that stays open gives, after any edits in any order, the bytes that measuring it anew gives.
import { describe, expect, it } from 'vitest';
import { camerasOf, type CameraRow as Row, randomLayout, seeded } from './layouts.ts';
import { type CameraRow, measureLeaf, openLeaf } from './leaf.ts';

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
      const leaf = openLeaf({ ...layout, cameras: camerasOf(rows) }, { gaps: true });
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
        const { changedCells: _a, ...want } = measureLeaf({ ...layout, cameras: camerasOf(rows) }, { gaps: true });
        expect(got, `seed ${seed}, step ${step}`).toEqual(want);
      }
    }
  });
});
