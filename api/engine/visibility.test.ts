import { describe, expect, it } from 'vitest';
import { Fan, SightBuilder } from './fan.ts';
import type { SightTable } from './sight.ts';
import { cellArea, cellAt, cellsArea } from './sightarea.ts';
import { randomScene, type Scene, sceneWalls, seeded, seenAlong, seenAt } from './sightscenes.ts';
import { hidesUpTo, type Look, ON_WALL_M, type Quads, type Sight, TARGET_M, visibleCells } from './visibility.ts';

const fan = new Fan();
function cellsOf(look: Look, scene: Scene, quads?: Quads): { sight: Sight; table: SightTable } {
  const out = new SightBuilder();
  const sight = visibleCells(look, sceneWalls(scene), fan, out, quads);
  return { sight, table: out.table() };
}
const wholeArea = (l: Look): number => (l.width * (l.reachM ** 2 - l.nearM ** 2)) / 2;
function areaOf(look: Look, scene: Scene): number {
  const { sight, table } = cellsOf(look, scene);
  return sight === 'whole' ? wholeArea(look) : cellsArea(table, 0, table.n);
}
const oracle = (look: Look, scene: Scene, x: number, y: number): boolean =>
  seenAt(look, scene, x, y, ON_WALL_M, TARGET_M);

function disc(x: number, y: number, nearM: number, reachM: number, heightM = Number.NaN): Look {
  return { x, y, ux: 0, uy: 0, vx: 0, vy: 0, width: 2 * Math.PI, full: true, nearM, reachM, heightM };
}
const square = (x: number, y: number, w: number, d = w): number[] => [x, y, x + w, y, x + w, y + d, x, y + d];
const building = (ring: number[], topM = Number.NaN): Scene['buildings'][number] => ({ rings: [ring], topM });
const only = (...buildings: Scene['buildings']): Scene => ({ buildings, walls: [] });
const wall = (line: number[], topM = Number.NaN): Scene => ({ buildings: [], walls: [{ line, topM }] });

/** Membership by cells. */
function seen(look: Look, r: { sight: Sight; table: SightTable }, x: number, y: number): boolean {
  const dx = x - look.x;
  const dy = y - look.y;
  if (r.sight === 'blind') return false;
  if (r.sight === 'cells') return cellAt(r.table, 0, r.table.n, dx, dy) >= 0;
  return oracle({ ...look }, only(), x, y);
}

describe('a sector cut by obstacles', () => {
  it('agrees with single lines of sight in 2,000 scenes full of ties', () => {
    let asked = 0;
    let cut = 0;
    for (let seed = 1; seed <= 2000; seed++) {
      const rnd = seeded(seed);
      const { scene, look } = randomScene(rnd);
      const r = cellsOf(look, scene);
      if (r.sight !== 'whole') cut++;
      for (let i = 0; i < 60; i++) {
        const a = rnd() * 2 * Math.PI;
        const d = look.reachM * Math.sqrt(rnd()) * 1.02;
        const x = look.x + d * Math.cos(a);
        const y = look.y + d * Math.sin(a);
        const want = oracle(look, scene, x, y);
        asked++;
        if (seen(look, r, x, y) === want) continue;
        // Allowed only within 1e-6 m of a border of the truth.
        let border = false;
        for (let k = 0; k < 16; k++)
          if (oracle(look, scene, x + 1e-6 * Math.cos(k), y + 1e-6 * Math.sin(k)) !== want) border = true;
        expect(border, `seed ${seed} at ${x} ${y}: seen should be ${want}`).toBe(true);
      }
    }
    expect(asked).toBe(120_000);
    expect(cut).toBeGreaterThan(1000);
  });

  it('knows how much is behind walls before terrain takes more, as its cells do, in 2,000 scenes', () => {
    for (let seed = 1; seed <= 2000; seed++) {
      const { scene, look } = randomScene(seeded(seed));
      const seenM2 = areaOf(look, scene);
      expect(fan.areaM2(), `seed ${seed}`).toBeCloseTo(seenM2, 5);
      // a hill hides all beyond a metre of it
      const hill: Quads = {
        n: 1,
        ux: [1],
        uy: [0],
        vx: [0.999],
        vy: [Math.sqrt(1 - 0.999 ** 2)],
        inU: [0],
        inV: [0],
        outU: [1],
        outV: [1],
      };
      let behindWalls = Number.NaN;
      visibleCells(look, sceneWalls(scene), fan, new SightBuilder(), hill, () => {
        behindWalls = fan.areaM2();
      });
      expect(behindWalls, `seed ${seed}`).toBeCloseTo(seenM2, 5);
      expect(fan.areaM2(), `seed ${seed}`).toBeLessThan(1);
    }
  });

  it('gives cells that are narrow, ordered, not empty and apart', () => {
    for (let seed = 1; seed <= 2000; seed++) {
      const { scene, look } = randomScene(seeded(seed));
      const { table: c } = cellsOf(look, scene);
      let t = 0;
      for (let i = 0; i < c.n; i++) {
        const width = Math.atan2(c.ux[i] * c.vy[i] - c.uy[i] * c.vx[i], c.ux[i] * c.vx[i] + c.uy[i] * c.vy[i]);
        expect(width, `seed ${seed}`).toBeGreaterThan(0);
        const mx = c.ux[i] + c.vx[i];
        const my = c.uy[i] + c.vy[i];
        const len = Math.hypot(mx, my);
        const at = (x: number, y: number, h: number): number =>
          x === 0 && y === 0 ? h : (h * len) / (x * mx + y * my);
        const lo = at(c.inX[i], c.inY[i], c.inH[i]);
        const hi = at(c.outX[i], c.outY[i], c.outH[i]);
        expect(hi, `seed ${seed}`).toBeGreaterThanOrEqual(lo);
        expect(cellArea(c, i), `seed ${seed}`).toBeGreaterThan(0);
        expect(hi).toBeLessThan(look.reachM + 1e-6);
        expect(lo).toBeGreaterThan(look.nearM - 1e-6);
        if (i > 0) {
          const same = c.ux[i] === c.ux[i - 1] && c.uy[i] === c.uy[i - 1];
          if (same) {
            expect(c.vx[i]).toBe(c.vx[i - 1]);
            // the one before ends where or before this one begins, on its middle ray
            expect(at(c.outX[i - 1], c.outY[i - 1], c.outH[i - 1])).toBeLessThan(lo);
          } else {
            const turn = Math.atan2(
              c.vx[i - 1] * c.uy[i] - c.vy[i - 1] * c.ux[i],
              c.vx[i - 1] * c.ux[i] + c.vy[i - 1] * c.uy[i],
            );
            const gap = turn < -1e-9 ? turn + 2 * Math.PI : turn;
            expect(gap, `seed ${seed}`).toBeGreaterThanOrEqual(0);
            // no slit: either the same ray bit for bit or a real gap
            if (gap < 1e-12) expect([c.ux[i], c.uy[i]]).toEqual([c.vx[i - 1], c.vy[i - 1]]);
            t += gap + width;
          }
        } else t += width;
      }
      expect(t, `seed ${seed}`).toBeLessThan(look.width + 1e-9);
    }
  });

  it('agrees with them in dense towns, where most buildings stand in shadow', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const rnd = seeded(900 + seed);
      const scene = only();
      for (let i = 0; i < 150; i++) {
        const [x, y] = [rnd() * 160 - 80, rnd() * 160 - 80];
        const [w, d, a] = [3 + rnd() * 9, 3 + rnd() * 9, rnd() * 3];
        if (Math.hypot(x, y) < 16) continue;
        const turn = (p: number, q: number): number[] => [
          x + Math.cos(a) * p - Math.sin(a) * q,
          y + Math.sin(a) * p + Math.cos(a) * q,
        ];
        const ring = [...turn(0, 0), ...turn(w, 0), ...turn(w, d), ...turn(0, d)];
        scene.buildings.push(building(ring, rnd() < 0.2 ? Number.NaN : 1.5 + rnd() * 6));
      }
      for (const heightM of [Number.NaN, 4, 12]) {
        const look = disc(0, 0, 1, 80, heightM);
        const r = cellsOf(look, scene);
        for (let i = 0; i < 300; i++) {
          const [a, d] = [rnd() * 2 * Math.PI, 80 * Math.sqrt(rnd())];
          const [x, y] = [d * Math.cos(a), d * Math.sin(a)];
          expect(seen(look, r, x, y), `seed ${seed} at ${x} ${y}`).toBe(oracle(look, scene, x, y));
        }
      }
    }
  });

  it('bounds what two cameras see at the same wall by the same line', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const rnd = seeded(seed);
      const at = (): number => 20_000 + rnd() * 20;
      const line = [at(), at() + 30, at(), at() + 30];
      const [a, b] = [0, 1].map(() => disc(at(), at(), 0, 100));
      const lines = [a, b].map((look) => {
        const { table: t } = cellsOf(look, wall(line));
        const i = t.outX.findIndex((nx, k) => nx !== 0 || t.outY[k] !== 0);
        // n·p = h about the apex is n·q = h + n·apex in the plane
        return [t.outX[i], t.outY[i], t.outH[i] + t.outX[i] * look.x + t.outY[i] * look.y];
      });
      const side = lines[0][0] * lines[1][0] + lines[0][1] * lines[1][1] > 0 ? 1 : -1;
      expect([side * lines[1][0], side * lines[1][1]], `seed ${seed}`).toEqual([lines[0][0], lines[0][1]]);
      expect(Math.abs(side * lines[1][2] - lines[0][2]), `seed ${seed}`).toBeLessThan(1e-9);
    }
  });

  it('has the area that lines of sight add up to', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { scene, look } = randomScene(seeded(7000 + seed));
      const rays = 8000;
      const base = look.full ? 0 : Math.atan2(look.uy, look.ux);
      let sum = 0;
      for (let i = 0; i < rays; i++) {
        const angle = base + ((i + 0.5) / rays) * look.width;
        sum += seenAlong(look, scene, angle, ON_WALL_M, TARGET_M);
      }
      const off = Math.abs(areaOf(look, scene) - (sum * look.width) / rays);
      // What the rays themselves cannot see: half a step at a handful of jumps.
      expect(off / wholeArea(look), `seed ${7000 + seed}`).toBeLessThan(1e-4);
    }
  });

  it('keeps its area when everything is turned and moved', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const rnd = seeded(seed);
      const { scene, look } = randomScene(rnd);
      const a = rnd() * 6;
      const [c, s] = [Math.cos(a), Math.sin(a)];
      const move = (p: number[]): number[] => {
        const q: number[] = [];
        for (let i = 0; i < p.length; i += 2) q.push(c * p[i] - s * p[i + 1] + 1234.5, s * p[i] + c * p[i + 1] - 987.6);
        return q;
      };
      const turned: Scene = {
        buildings: scene.buildings.map((b) => ({ ...b, rings: b.rings.map(move) })),
        walls: scene.walls.map((w) => ({ ...w, line: move(w.line) })),
      };
      const [x, y] = move([look.x, look.y]);
      const there: Look = {
        ...look,
        x,
        y,
        ux: c * look.ux - s * look.uy,
        uy: s * look.ux + c * look.uy,
        vx: c * look.vx - s * look.vy,
        vy: s * look.vx + c * look.vy,
      };
      expect(Math.abs(areaOf(there, turned) - areaOf(look, scene)), `seed ${seed}`).toBeLessThan(1e-6);
    }
  });

  it('never shows more with one obstacle more, nor less from a higher lens', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const rnd = seeded(seed);
      const { scene, look } = randomScene(rnd);
      const before = areaOf(look, scene);
      const more: Scene = {
        ...scene,
        walls: [...scene.walls, { line: [rnd() * 20, -5, 3, rnd() * 20 - 10], topM: 3 }],
      };
      expect(areaOf(look, more), `seed ${seed}`).toBeLessThanOrEqual(before + 1e-7);
      if (look.heightM >= TARGET_M)
        expect(areaOf({ ...look, heightM: look.heightM + 2 }, scene), `seed ${seed}`).toBeGreaterThanOrEqual(
          before - 1e-7,
        );
    }
  });
});

/** Every camera of these sees exactly what is written beside it. */
describe('textbook cases', () => {
  const open = Math.PI * 100;
  const quarter = open / 4;
  /** area of the disc of radius 10 beyond the line at distance h */
  const cap = (h: number): number => 100 * Math.acos(h / 10) - h * Math.sqrt(100 - h * h);
  /** area of the sector of radius 10 over the segment (h, a)–(h, b), beyond the line */
  const behind = (h: number, a: number, b: number): number =>
    50 * (Math.atan2(b, h) - Math.atan2(a, h)) - (h * (b - a)) / 2;
  const box = (x: number, y: number, w: number, d = w, topM = Number.NaN) => building(square(x, y, w, d), topM);
  const cases: [string, Scene, Look, number][] = [
    ['nothing there', only(), disc(0, 0, 0, 10), open],
    ['a wall out of reach', wall([11, -5, 11, 5]), disc(0, 0, 0, 10), open],
    ['a wall that touches the reach', wall([10, -5, 10, 5]), disc(0, 0, 0, 10), open],
    ['a long wall', wall([5, -50, 5, 50]), disc(0, 0, 0, 10), open - cap(5)],
    [
      'the same wall twice',
      {
        buildings: [],
        walls: [
          { line: [5, -50, 5, 50], topM: 9 },
          { line: [5, 50, 5, -50], topM: 9 },
        ],
      },
      disc(0, 0, 0, 10),
      open - cap(5),
    ],
    ['a wall in two pieces', wall([5, -50, 5, 0, 5, 50]), disc(0, 0, 0, 10), open - cap(5)],
    [
      'two walls that meet in a corner on one ray',
      wall([5, -5, 5, 0, 8, 0, 8, 8]),
      disc(0, 0, 0, 10),
      open - behind(5, -5, 0) - behind(8, 0, 6),
    ],
    ['a wall seen from its end, exactly', wall([3, 0, 8, 0]), disc(0, 0, 0, 10), open],
    ['a camera on a wall sees both sides', wall([-5, 0, 5, 0]), disc(0, 0, 0, 10), open],
    ['a camera at the joint of a bent wall', wall([-5, 0, 0, 0, 0, 5]), disc(0, 0, 0, 10), open],
    ['a wall through the camera and one across', wall([-5, 0, 5, 0, 5, 5]), disc(0, 0, 0, 10), open - behind(5, 0, 5)],
    [
      'two walls that cross',
      {
        buildings: [],
        walls: [
          { line: [4, -4, 6, 4], topM: 9 },
          { line: [6, -4, 4, 4], topM: 9 },
        ],
      },
      disc(0, 0, 0, 10),
      Number.NaN,
    ],
    ['in a building one looks out', only(box(-3, -3, 6)), disc(0, 0, 0, 10), open],
    ['on its wall one sees the outer half', only(box(0, -3, 6)), disc(0, 0, 0, 10), open / 2],
    ['at its corner one sees three quarters', only(box(0, 0, 6)), disc(0, 0, 0, 10), open - quarter],
    [
      'in the inner corner of an L one sees a quarter',
      only(building([-6, -6, 6, -6, 6, 0, 0, 0, 0, 6, -6, 6])),
      disc(0, 0, 0, 10),
      quarter,
    ],
    ['two buildings that share the wall one hangs on', only(box(0, -3, 6), box(-6, -3, 6)), disc(0, 0, 0, 10), 0],
    ['two buildings side by side, at the seam', only(box(0, 0, 6), box(-6, 0, 6)), disc(0, 0, 0, 10), open / 2],
    ['the same building twice, on its wall', only(box(0, -3, 6), box(0, -3, 6)), disc(0, 0, 0, 10), open / 2],
    ['in a courtyard', only({ rings: [square(-8, -8, 16), square(-5, -5, 10)], topM: 20 }), disc(0, 0, 0, 10), 100],
    [
      'at the wall of a courtyard',
      only({ rings: [square(-8, -3, 16), square(-5, 0, 10)], topM: 20 }),
      disc(0, 0, 0, 20),
      100,
    ],
    ['a room of four walls', wall([-5, -5, 5, -5, 5, 5, -5, 5, -5, -5]), disc(0, 0, 0, 10), 100],
    ['a near edge beyond the walls', wall([-5, -5, 5, -5, 5, 5, -5, 5, -5, -5]), disc(0, 0, 8, 10), 0],
    [
      'a near edge that touches the walls',
      wall([-5, -5, 5, -5, 5, 5, -5, 5, -5, -5]),
      disc(0, 0, 5, 20),
      100 - 25 * Math.PI,
    ],
    ['a bow tie', only(building([4, -2, 8, 2, 8, -2, 4, 2])), disc(0, 0, 0, 10), Number.NaN],
    ['a ring of two places is a wall', only(building([5, -50, 5, 50])), disc(0, 0, 0, 10), open - cap(5)],
    ['a low wall hides nothing', wall([5, -50, 5, 50], 1.7), disc(0, 0, 0, 10, 4), open],
    ['a low wall hides from a lower lens', wall([5, -50, 5, 50], 1.7), disc(0, 0, 0, 10, 1.5), open - cap(5)],
    // H 5.7, h 3.7: k = 4 / 2 = 2
    [
      'ground comes back at twice the distance',
      wall([3, -50, 3, 50], 3.7),
      disc(0, 0, 0, 10, 5.7),
      open - cap(3) + cap(6),
    ],
    [
      'and behind a building at twice its far edge',
      only(box(2, -100, 1, 200, 3.7)),
      disc(0, 0, 0, 10, 5.7),
      open - cap(2) + cap(6),
    ],
    [
      'a lens no higher than the wall sees nothing behind',
      wall([3, -50, 3, 50], 5.7),
      disc(0, 0, 0, 10, 5.7),
      open - cap(3),
    ],
    ['a wall of unknown height is opaque', wall([3, -50, 3, 50]), disc(0, 0, 0, 10, 50), open - cap(3)],
    [
      'a low wall in the shadow of a higher one changes nothing',
      {
        buildings: [],
        walls: [
          { line: [3, -50, 3, 50], topM: 3.7 },
          { line: [4, -50, 4, 50], topM: 2 },
        ],
      },
      disc(0, 0, 0, 10, 5.7),
      open - cap(3) + cap(6),
    ],
    [
      'on a low wall of its own building the lens looks over',
      only(box(0, -50, 1, 100, 3.7)),
      disc(0, 0, 0, 10, 5.7),
      open / 2 + cap(2),
    ],
  ];
  for (const [name, scene, look, area] of cases)
    it(name, () => {
      if (Number.isNaN(area)) {
        let sum = 0;
        for (let i = 0; i < 20_000; i++)
          sum += seenAlong(look, scene, ((i + 0.5) / 10_000) * Math.PI, ON_WALL_M, TARGET_M);
        expect(Math.abs(areaOf(look, scene) - (sum * Math.PI) / 10_000)).toBeLessThan(0.02);
      } else expect(areaOf(look, scene)).toBeCloseTo(area, 8);
    });

  it('keeps both lobes where a wall touches the near circle in the middle of the sector', () => {
    const [c, r] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    const look = { ...disc(0, 0, 5, 20), full: false, width: Math.PI / 3, ux: c, uy: -r, vx: c, vy: r };
    expect(areaOf(look, wall([5, -50, 5, 50]))).toBeCloseTo(25 * Math.tan(Math.PI / 6) - (25 * Math.PI) / 6, 8);
  });

  it('names the factor by heights', () => {
    expect(hidesUpTo(5.7, 3.7)).toBe(2);
    expect(hidesUpTo(4, 1.7)).toBe(0);
    expect(hidesUpTo(1.5, 1.6)).toBe(Infinity);
    expect(hidesUpTo(4, 4)).toBe(Infinity);
    expect(hidesUpTo(Number.NaN, 3)).toBe(Infinity);
    expect(hidesUpTo(4, Number.NaN)).toBe(Infinity);
  });

  it('takes a camera a hand off the wall, either side, as on it', () => {
    for (const x of [-0.03, 0.03]) expect(areaOf(disc(x, 0, 0, 10), only(box(0, -3, 6)))).toBeGreaterThan(0.48 * open);
    for (const x of [-0.03, 0.03]) expect(areaOf(disc(x, 0, 0, 10), only(box(0, -3, 6)))).toBeLessThan(0.52 * open);
    expect(areaOf(disc(0.06, 0, 0, 10), only(box(0, -3, 6)))).toBeCloseTo(open, 8);
  });
});

describe('terrain', () => {
  const unit = (deg: number): [number, number] => [Math.cos((deg * Math.PI) / 180), Math.sin((deg * Math.PI) / 180)];
  /** Quads over 5° each from rows of [from, to, inU, inV, outU, outV] in degrees counter-clockwise and metres. */
  function quadsOf(rows: number[][]): Quads {
    const u = rows.map((r) => unit(r[0]));
    const v = rows.map((r) => unit(r[1]));
    const col = (k: number): number[] => rows.map((r) => r[k]);
    return {
      n: rows.length,
      ux: u.map((p) => p[0]),
      uy: u.map((p) => p[1]),
      vx: v.map((p) => p[0]),
      vy: v.map((p) => p[1]),
      inU: col(2),
      inV: col(3),
      outU: col(4),
      outV: col(5),
    };
  }
  const round = (inM: number, outM: number): number[][] =>
    Array.from({ length: 72 }, (_, i) => [5 * i, 5 * i + 5, inM, inM, outM, outM]);

  it('leaves the whole where all quads reach from the apex to the reach', () => {
    expect(cellsOf(disc(0, 0, 0, 10), only(), quadsOf(round(0, 10))).sight).toBe('whole');
  });

  it('leaves nothing where there is no quad', () => {
    expect(cellsOf(disc(0, 0, 0, 10), only(), quadsOf([])).sight).toBe('blind');
  });

  it('sees no seam between quads that follow each other', () => {
    const { sight } = cellsOf(disc(0, 0, 0, 10), only(), quadsOf([...round(0, 4), ...round(4, 10)]));
    expect(sight).toBe('whole');
  });

  it('cuts chords, and several rings', () => {
    const chord = (r: number): number => (72 * r * r * Math.sin((5 * Math.PI) / 180)) / 2;
    const { table } = cellsOf(disc(0, 0, 0, 10), only(), quadsOf([...round(6, 10), ...round(0, 3)]));
    expect(cellsArea(table, 0, table.n)).toBeCloseTo(100 * Math.PI - chord(6) + chord(3), 8);
    expect(table.n).toBe(144);
  });

  it('cuts what walls left, point by point', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const rnd = seeded(seed);
      const { scene, look } = randomScene(rnd);
      const rows: number[][] = [];
      for (let i = 0; i < 90; i++) {
        if (rnd() < 0.2) continue;
        const cuts = [0, 0, 0, 0].map(() => rnd() * look.reachM * 1.1).sort((a, b) => a - b);
        rows.push([
          4 * i,
          4 * i + 4,
          rnd() < 0.5 ? 0 : cuts[0] + 0.01,
          rnd() < 0.5 ? 0 : cuts[0] + 0.01,
          cuts[1] + 0.02,
          cuts[1] + 0.03,
        ]);
        if (rnd() < 0.5) rows.push([4 * i, 4 * i + 4, cuts[2] + 0.04, cuts[2] + 0.05, cuts[3] + 0.06, cuts[3] + 0.07]);
      }
      for (const r of rows) if (r[2] === 0 || r[3] === 0) r[2] = r[3] = 0;
      const q = quadsOf(rows);
      const r = cellsOf(look, scene, q);
      for (let i = 0; i < 60; i++) {
        const a = rnd() * 2 * Math.PI;
        const d = look.reachM * Math.sqrt(rnd());
        const [dx, dy] = [d * Math.cos(a), d * Math.sin(a)];
        // A quad holds the point when it is left of both long edges and between the two short ones.
        let margin = 1;
        const kept = rows.some((w, k) => {
          const left = q.ux[k] * dy - q.uy[k] * dx;
          const right = dx * q.vy[k] - dy * q.vx[k];
          if (left < 0 || right < 0) return false;
          const off = (p: number, s: number): number => {
            const [ax, ay, bx, by] = [p * q.ux[k], p * q.uy[k], s * q.vx[k], s * q.vy[k]];
            return ((bx - ax) * (dy - ay) - (by - ay) * (dx - ax)) / Math.max(1e-9, Math.hypot(bx - ax, by - ay));
          };
          const [lo, hi] = [w[2] === 0 ? -1 : off(w[2], w[3]), off(w[4], w[5])];
          const toReach = w[4] >= look.reachM && w[5] >= look.reachM;
          margin = Math.min(margin, Math.abs(lo), Math.abs(hi), left, right);
          return lo <= 0 && (toReach || hi >= 0);
        });
        if (margin < 1e-6) continue;
        const [x, y] = [look.x + dx, look.y + dy];
        const want = kept && oracle(look, scene, x, y);
        if (seen(look, r, x, y) === want) continue;
        let border = false;
        for (let k = 0; k < 16; k++)
          if (oracle(look, scene, x + 1e-6 * Math.cos(k), y + 1e-6 * Math.sin(k)) !== oracle(look, scene, x, y))
            border = true;
        expect(border, `seed ${seed} at ${x} ${y}`).toBe(true);
      }
    }
  });
});
