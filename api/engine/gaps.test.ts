import { describe, expect, it } from 'vitest';
import { type Demand, demandOf } from './demand.ts';
import { contains, type Footprints, footprintsIn } from './footprint.ts';
import { CellGrid } from './gap-cells.ts';
import { mergeOutlines } from './gap-merge.ts';
import { E7, inOutline, OutlineWriter, outlineRings, readOutline } from './gap-outline.ts';
import type { GapSink } from './gap-sink.ts';
import { CELL_ZOOM, type GapCollector, type GapsFound, gapCollector } from './gaps.ts';
import { demandsOf, gridOf } from './ground.ts';
import { type CameraRow, camerasOf, type Layout, randomLayout, seeded } from './layouts.ts';
import { Sweep } from './measure.ts';
import { type Plane, planeAt } from './plane.ts';
import type { CameraArrays, GapPiece } from './types.ts';

type Segment = Parameters<GapSink['segment']>;
type Arc = Parameters<GapSink['arc']>;
type Edge = Parameters<GapSink['edge']>;
type Said = { segment: Segment } | { arc: Arc } | { edge: Edge };

interface Swept {
  plane: Plane;
  demand: Demand;
  o: Footprints;
  zoom: number;
  /** demand − high at k = 1 */
  openM2: number;
  said: Map<number, Said[]>;
}

/** What the sweep says of a layout, by owner. */
function swept(layout: Layout): Swept {
  const [{ plane, demand }] = demandsOf(layout);
  const zoom = layout.demand ? CELL_ZOOM.publicSpace : CELL_ZOOM.wholeArea;
  return sweptIn(plane, demand, layout.cameras, zoom);
}
function sweptIn(plane: Plane, demand: Demand, cameras: CameraArrays, zoom: number): Swept {
  const o = footprintsIn(plane, cameras, demand.box);
  const said = new Map<number, Said[]>();
  let own: Said[] = [];
  const sink: GapSink = {
    owner(key) {
      own = said.get(key) ?? [];
      said.set(key, own);
    },
    edge: (...edge) => void own.push({ edge }),
    segment: (...segment) => void own.push({ segment }),
    arc: (...arc) => void own.push({ arc }),
  };
  const sums = new Sweep(demand, gridOf(demand), { K: 1, labels: 256 }).run(o, sink);
  return { plane, demand, o, zoom, openM2: sums.demandM2 - sums.high[0], said };
}
function tell(sink: GapSink, key: number, said: readonly Said[]): void {
  sink.owner(key);
  for (const one of said) {
    if ('edge' in one) sink.edge(...one.edge);
    else if ('segment' in one) sink.segment(...one.segment);
    else sink.arc(...one.arc);
  }
}
function collected(s: Swept, keys: Iterable<number> = s.said.keys()): { gaps: GapCollector; found: GapsFound } {
  const gaps = gapCollector(s.plane, s.demand, s.zoom);
  for (const key of keys) tell(gaps.sink, key, s.said.get(key)!);
  return { gaps, found: gaps.finish(s.o) };
}
/** Everything a piece says, as text. */
const wordsOf = ({ pieces, components }: GapsFound): string =>
  JSON.stringify({ pieces: pieces.map((piece) => ({ ...piece, outline: [...piece.outline] })), components });

const LAYOUTS = 400;
const DEMAND_EMPTY = (layout: Layout): boolean => demandsOf(layout)[0].demand.n === 0;

describe('pieces of random layouts', () => {
  const layouts = Array.from({ length: LAYOUTS }, (_, seed) => randomLayout(seed)).filter((l) => !DEMAND_EMPTY(l));
  const all = layouts.map((layout) => {
    const s = swept(layout);
    return { s, found: collected(s).found };
  });

  it('sum to demand − high, with no open end and no id twice', () => {
    for (const { s, found } of all) {
      const sum = found.pieces.reduce((m2, piece) => m2 + piece.areaM2, 0);
      expect(Math.abs(sum - s.openM2)).toBeLessThan(1e-5);
      expect(found.open).toBe(0);
      const listed = found.pieces.filter((piece) => piece.areaM2 >= 25);
      expect(new Set(listed.map((p) => `${p.label}:${p.anchor}`)).size).toBe(listed.length);
      for (const piece of found.pieces) expect(piece.anchor.startsWith(piece.cell)).toBe(true);
    }
  });

  it('hold exactly the ground that is demand and that no footprint holds, each place once', () => {
    const random = seeded(5);
    let asked = 0;
    for (const { s, found } of all.slice(0, 150)) {
      const outlines = found.pieces.map((piece) => readOutline(piece.outline));
      const [x0, y0, x1, y1] = s.demand.box;
      for (let q = 0; q < 40; q++) {
        const x = x0 + (x1 - x0) * random();
        const y = y0 + (y1 - y0) * random();
        // Within 6 cm of a boundary outlines may differ.
        const labels = [0, 1, 2, 3].map((k) => truth(s, x + 0.06 * (k % 2 ? 1 : -1), y + 0.06 * (k > 1 ? 1 : -1)));
        if (labels.some((label) => label !== labels[0])) continue;
        const [lon, lat] = s.plane.fromPlane(x, y);
        const holders = found.pieces.filter((_, i) => inOutline(outlines[i], lon * E7, lat * E7));
        expect(holders.map((piece) => piece.label)).toEqual(labels[0] < 0 ? [] : [labels[0]]);
        asked++;
      }
    }
    expect(asked).toBeGreaterThan(3_000);
  });

  it('say the same bytes whatever the order in which owners speak', () => {
    for (const { s, found } of all.slice(0, 100)) {
      const keys = [...s.said.keys()].reverse();
      expect(wordsOf(collected(s, keys).found)).toBe(wordsOf(found));
    }
  });

  it('are connected exactly where they share an inner edge, and then in one component', () => {
    let strips = 0;
    for (const { found } of all) {
      // A border between labels along a cell line leaves a strip of 3e-7 m that no outline shows (gap-cells.ts).
      if (found.pieces.some((piece) => piece.outline.length === 0)) {
        strips++;
        continue;
      }
      const root = found.pieces.map((_, i) => i);
      const find = (i: number): number => (root[i] === i ? i : find(root[i]));
      const edges = new Map<string, number>();
      const ends = (piece: GapPiece): [string, string][] => {
        const { coordsE7, ringEnd, inner } = readOutline(piece.outline);
        const out: [string, string][] = [];
        for (let r = 0, from = 0; r < ringEnd.length; from = ringEnd[r++])
          for (let v = from; v < ringEnd[r]; v++) {
            if (!inner[v]) continue;
            const u = v + 1 === ringEnd[r] ? from : v + 1;
            out.push([`${coordsE7[2 * v]},${coordsE7[2 * v + 1]}`, `${coordsE7[2 * u]},${coordsE7[2 * u + 1]}`]);
          }
        return out;
      };
      found.pieces.forEach((piece, i) => {
        for (const [a, b] of ends(piece)) edges.set(`${a} ${b}`, i);
      });
      for (const [key, i] of edges) {
        const other = edges.get(key.split(' ').reverse().join(' '));
        // Every inner edge has its partner: nothing of a cell line is left to be drawn.
        expect(other, 'partner of an inner edge').toBeDefined();
        root[find(i)] = find(other!);
      }
      const groups = new Map<number, number>();
      found.pieces.forEach((piece, i) => {
        const known = groups.get(find(i)) ?? piece.component;
        groups.set(find(i), known);
        expect(piece.component).toBe(known);
      });
      expect(new Set(groups.values()).size).toBe(groups.size);
      expect(found.components.length).toBe(groups.size);
    }
    expect(strips).toBeLessThan(LAYOUTS / 20);
  });

  it('merge to outlines without seams, of the same area', () => {
    for (const { s, found } of all.slice(0, 100)) {
      const merged = mergeOutlines(found.pieces.map((piece) => readOutline(piece.outline)));
      const whole = polygonM2(s.plane, merged.coords, merged.ringEnd);
      // Rounding to a centimetre and chords move the outline by up to 5 cm.
      let lengthM = 0;
      for (const piece of found.pieces)
        for (const ring of outlineRings(readOutline(piece.outline)))
          for (let i = 1; i < ring.length; i++) lengthM += metres(s.plane, ring[i - 1], ring[i]);
      expect(Math.abs(whole - s.openM2)).toBeLessThan(0.05 * lengthM + 0.1);
    }
  });

  it('have outlines whose every vertex lies within 5 cm of a boundary and none off by more in between', () => {
    for (const { s, found } of all.slice(0, 60))
      for (const piece of found.pieces) {
        const { inner } = readOutline(piece.outline);
        const rings = outlineRings(readOutline(piece.outline));
        let v = 0;
        for (const ring of rings)
          for (let i = 1; i < ring.length; i++, v++) {
            if (inner[v]) continue;
            for (const share of [0, 0.5]) {
              const at = [0, 0];
              s.plane.toPlane(
                ring[i - 1][0] + share * (ring[i][0] - ring[i - 1][0]),
                ring[i - 1][1] + share * (ring[i][1] - ring[i - 1][1]),
                at,
                0,
              );
              expect(boundaryM(s, at[0], at[1])).toBeLessThan(0.05);
            }
          }
      }
  });
});

describe('a kept collector', () => {
  it('after 200 random edits says what a fresh one says, and keeps the pieces of untouched cells', () => {
    let kept = 0;
    for (const first of [2, 5, 8, 11, 13, 20]) {
      const random = seeded(first * 31);
      let rows = randomLayout(first, 9).rows;
      const base = randomLayout(first, 9);
      let now = swept({ ...base, rows, cameras: camerasOf(rows) });
      const { gaps } = collected(now);
      let last = gaps.finish(now.o);
      for (let edit = 0; edit < 200 / 6; edit++) {
        rows = rows.map((row) => [...row]);
        const at = Math.floor(random() * rows.length);
        if (random() < 0.5) rows[at][2] = random() * 360;
        else rows[at][5] = 10 + 80 * random();
        if (rows[at][4] >= rows[at][5]) rows[at][4] = 0;
        const next = swept({ ...base, rows, cameras: camerasOf(rows) });
        for (const key of new Set([...now.said.keys(), ...next.said.keys()])) {
          const said = next.said.get(key) ?? [];
          if (JSON.stringify(said) !== JSON.stringify(now.said.get(key) ?? [])) tell(gaps.sink, key, said);
        }
        const found = gaps.finish(next.o);
        expect(wordsOf(found), `edit ${edit} of layout ${first}`).toBe(wordsOf(collected(next).found));
        const changed = new Set(found.changed);
        const before = new Set(last.pieces);
        for (const piece of found.pieces) {
          if (changed.has(piece.cell)) continue;
          expect(before.has(piece)).toBe(true);
          kept++;
        }
        now = next;
        last = found;
      }
    }
    expect(kept).toBeGreaterThan(50);
  }, 60_000);
});

describe('borders that are arcs', () => {
  const plane = planeAt(111, 27.5);
  const half = 400;
  const square = [-half, -half, half, -half, half, half, -half, half];
  const edges = [0, 1, 2, 3].map((k) => [
    ...square.slice(2 * k, 2 * k + 2),
    ...square.slice((2 * k + 2) % 8, ((2 * k + 2) % 8) + 2),
  ]);
  const column = (k: number): Float64Array => Float64Array.from(edges, (edge) => edge[k]);
  const demand = demandOf(
    column(0),
    column(1),
    column(2),
    column(3),
    Int16Array.of(1, 1, 1, 1),
    Int16Array.of(-1, -1, -1, -1),
  );
  const radius = 250;
  /** A disc of label 0 in a square of label 1, over some forty cells; nobody sees anything. */
  function disc(arcs: number, inside: boolean, outside: boolean): GapsFound {
    const gaps = gapCollector(plane, demand, CELL_ZOOM.publicSpace);
    const { sink } = gaps;
    edges.forEach(([x, y, u, v], e) => {
      sink.owner(e);
      const length = Math.hypot(u - x, v - y);
      sink.segment(x, y, (u - x) / length, (v - y) / length, 0, length, true, 1, false);
    });
    for (let k = 0; k < arcs; k++) {
      sink.owner(10 + k);
      const [from, to] = [0.3 + (2 * Math.PI * k) / arcs, 0.3 + (2 * Math.PI * (k + 1)) / arcs];
      if (inside) sink.arc(20, -30, radius, from, to, true, 0, true);
      if (outside) sink.arc(20, -30, radius, from, to, false, 1, true);
    }
    return gaps.finish(footprintsIn(plane, camerasOf([]), demand.box));
  }
  const areaOf = (found: GapsFound, label: number): number =>
    found.pieces.reduce((m2, piece) => m2 + (piece.label === label ? piece.areaM2 : 0), 0);

  for (const arcs of [1, 4, 7]) {
    it(`cut by cells, in ${arcs} parts: the areas are those of a disc and of the square around it`, () => {
      const found = disc(arcs, true, true);
      expect(found.open).toBe(0);
      expect(Math.abs(areaOf(found, 0) - Math.PI * radius ** 2)).toBeLessThan(1e-6);
      expect(Math.abs(areaOf(found, 1) - (4 * half ** 2 - Math.PI * radius ** 2))).toBeLessThan(1e-6);
      expect(found.components).toHaveLength(1);
    });
    it(`nothing of them is left when gaps on both sides are merged (${arcs} parts)`, () => {
      const merged = mergeOutlines(disc(arcs, true, true).pieces.map((piece) => readOutline(piece.outline)));
      expect(merged.ringEnd).toHaveLength(1);
      expect(Math.abs(polygonM2(plane, merged.coords, merged.ringEnd) - 4 * half ** 2)).toBeLessThan(20);
    });
  }
  it('are outlines where only one side is a gap', () => {
    const hole = mergeOutlines(disc(4, false, true).pieces.map((piece) => readOutline(piece.outline)));
    expect([...hole.polyEnd]).toEqual([2]);
    const found = disc(4, false, true);
    expect(Math.abs(areaOf(found, 1) - (4 * half ** 2 - Math.PI * radius ** 2))).toBeLessThan(1e-6);
  });
});

describe('a sweep that contradicts itself', () => {
  it('spoils the cells it speaks of, not the rest of their rows', () => {
    const random = seeded(77);
    const layout = randomLayout(4);
    const side = 900;
    const [lon, lat] = layout.at;
    const metre = 1 / 111_320;
    const east = metre / Math.cos((lat * Math.PI) / 180);
    let spoiled = 0;
    let compared = 0;
    for (let round = 0; round < 40; round++) {
      const rows = Array.from({ length: 25 }, (): CameraRow => {
        const [x, y] = [(random() - 0.5) * side, (random() - 0.5) * side];
        return [lon + x * east, lat + y * metre, random() * 360, 40 + random() * 320, 0, 40 + random() * 80, 1];
      });
      const half = side / 2;
      const ring = [-half, -half, half, -half, half, half, -half, half].map((v, i) =>
        i % 2 === 0 ? lon + v * east : lat + v * metre,
      );
      const region = { coords: Float64Array.from(ring), ringEnd: Int32Array.of(4), polyEnd: Int32Array.of(1) };
      const [{ plane, demand }] = demandsOf({ region, demand: null, cameras: camerasOf(rows) });
      const s = sweptIn(plane, demand, camerasOf(rows), CELL_ZOOM.publicSpace);
      const sound = collected(s).found;
      const own = [...s.said.keys()].filter((key) => key >= 0 && s.said.get(key)!.length > 2);
      const lost = own[Math.floor(random() * own.length)];
      const said = new Map(s.said).set(lost, s.said.get(lost)!.slice(1));
      const broken = collected({ ...s, said }).found;
      if (broken.open === 0) continue;
      spoiled++;
      // Cells that the footprint's box does not meet, with a cell of margin.
      const at = [0, 0];
      const far = (piece: GapPiece): boolean => {
        plane.toPlane(piece.labelPoint[0], piece.labelPoint[1], at, 0);
        const gapX = Math.max(s.o.x0[lost] - at[0], at[0] - s.o.x1[lost]);
        const gapY = Math.max(s.o.y0[lost] - at[1], at[1] - s.o.y1[lost]);
        return Math.max(gapX, gapY) > 300;
      };
      const words = (found: GapsFound): string[] =>
        found.pieces
          .filter(far)
          .map((piece) => JSON.stringify({ ...piece, component: 0, outline: [...piece.outline] }));
      expect(words(broken)).toEqual(words(sound));
      compared += words(sound).length;
    }
    expect(spoiled).toBeGreaterThan(20);
    expect(compared).toBeGreaterThan(300);
  });
});

describe('a polynomial in place of the plane', () => {
  it('is within a millimetre of it over 30 km, from the equator to 69°', () => {
    for (const lat of [0, 27.5, -33, 53.4, 69]) {
      const plane = planeAt(111, lat);
      const reach = 15_000;
      const none = new Float64Array(0);
      const box = { ...demandOf(none, none, none, none, new Int16Array(0), new Int16Array(0)), n: 1 };
      const grid = new CellGrid();
      grid.begin(plane, { ...box, box: [-reach, -reach, reach, reach] }, 16);
      const random = seeded(lat + 100);
      const got = new Float64Array(2);
      const back = [0, 0];
      for (let q = 0; q < 2_000; q++) {
        const [x, y] = [(2 * random() - 1) * reach, (2 * random() - 1) * reach];
        grid.lonLat(x, y, got);
        plane.toPlane(got[0], got[1], back, 0);
        expect(Math.hypot(back[0] - x, back[1] - y)).toBeLessThan(1e-3);
      }
    }
  });
});

describe('outlines as bytes', () => {
  it('come back as they went in', () => {
    const random = seeded(9);
    const writer = new OutlineWriter();
    for (let round = 0; round < 300; round++) {
      const rings = 1 + Math.floor(random() * 3);
      const ringEnd: number[] = [];
      const coords: number[] = [];
      for (let r = 0; r < rings; r++) {
        for (let v = 3 + Math.floor(random() * 5); v > 0; v--)
          coords.push(Math.round((random() - 0.5) * 3.6e9), Math.round((random() - 0.5) * 1.8e9));
        ringEnd.push(coords.length / 2);
      }
      const inner = Uint8Array.from({ length: coords.length / 2 }, () => Math.floor(random() * 2));
      const back = readOutline(writer.write(Int32Array.from(coords), inner, ringEnd, rings));
      expect([...back.coordsE7]).toEqual(coords);
      expect([...back.ringEnd]).toEqual(ringEnd);
      expect([...back.inner]).toEqual([...inner]);
    }
  });
});

/** Label of a place that nobody sees, −1 = seen or no demand: asked directly. */
function truth(s: Swept, x: number, y: number): number {
  for (let j = 0; j < s.o.n; j++) if (contains(s.o, j, x, y)) return -1;
  return s.demand.locate(x, y);
}

function metres(plane: Plane, a: readonly number[], b: readonly number[]): number {
  const xy = [0, 0, 0, 0];
  plane.toPlane(a[0], a[1], xy, 0);
  plane.toPlane(b[0], b[1], xy, 2);
  return Math.hypot(xy[2] - xy[0], xy[3] - xy[1]);
}

function polygonM2(plane: Plane, coords: Float64Array, ringEnd: Int32Array): number {
  let sum = 0;
  const p = [0, 0];
  const q = [0, 0];
  for (let r = 0, from = 0; r < ringEnd.length; from = ringEnd[r++])
    for (let v = from; v < ringEnd[r]; v++) {
      const u = v + 1 === ringEnd[r] ? from : v + 1;
      plane.toPlane(coords[2 * v], coords[2 * v + 1], p, 0);
      plane.toPlane(coords[2 * u], coords[2 * u + 1], q, 0);
      sum += (p[0] * q[1] - p[1] * q[0]) / 2;
    }
  return sum;
}

/** Distance to the nearest border of the demand or boundary of a footprint. */
function boundaryM(s: Swept, x: number, y: number): number {
  let best = Infinity;
  const segment = (ax: number, ay: number, bx: number, by: number): void => {
    const l2 = (bx - ax) ** 2 + (by - ay) ** 2;
    const t = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / l2));
    best = Math.min(best, Math.hypot(ax + t * (bx - ax) - x, ay + t * (by - ay) - y));
  };
  for (let e = 0; e < s.demand.n; e++) segment(s.demand.ax[e], s.demand.ay[e], s.demand.bx[e], s.demand.by[e]);
  const { o } = s;
  for (let j = 0; j < o.n; j++) {
    const away = Math.hypot(x - o.X[j], y - o.Y[j]);
    best = Math.min(best, Math.abs(away - o.R[j]));
    if (o.N[j] > 0) best = Math.min(best, Math.abs(away - o.N[j]));
    if (o.full[j]) continue;
    segment(o.X[j], o.Y[j], o.X[j] + o.R[j] * o.UX[j], o.Y[j] + o.R[j] * o.UY[j]);
    segment(o.X[j], o.Y[j], o.X[j] + o.R[j] * o.VX[j], o.Y[j] + o.R[j] * o.VY[j]);
  }
  return best;
}
