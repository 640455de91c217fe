// The gap pieces of one cell: its items linked to loops, nested, outlined.
import type { Demand } from './demand.ts';
import type { CellGrid } from './gap-cells.ts';
import { GapChain } from './gap-chain.ts';
import { STRETCH } from './gap-filed.ts';
import { GapItems, ITEM } from './gap-items.ts';
import { GapNest } from './gap-nest.ts';
import { E7, OutlineWriter } from './gap-outline.ts';
import type { CellGaps } from './gap-record.ts';
import { GapRings } from './gap-rings.ts';
import { columnOf, quadkey, quadkeyDigits, rowOf } from './quadkey.ts';
import type { GapPiece } from './types.ts';

/** A loop below this (m²) is rounding: two boundaries that coincide but for it. */
const DUST_M2 = 1e-7;
/** Pieces under this (m²) are summed, not listed; maps draw them where they belong to a larger gap. */
export const LISTED_M2 = 25;
/** Depth of the quadkey that anchors a piece. */
const ANCHOR_ZOOM = 26;

/** Room for one cell at a time, shared by all linkers: none keeps anything here between begin() and finish(). */
const items = new GapItems();
const chain = new GapChain(items);
const nest = new GapNest(items, chain);
const rings = new GapRings(items, chain);

function leastLabel(): number {
  const { label, n } = items;
  let least = label[0];
  for (let q = 1; q < n; q++) if (label[q] < least) least = label[q];
  return least;
}

/** One cell after another: `begin`, its stretches, runs and sides, `finish`. */
export class Linker {
  readonly items = items;
  private readonly writer = new OutlineWriter();
  // Loops: the one at each place; per loop its first place, its area (m²) and its piece.
  private loopOf = new Int32Array(64);
  private loopFirst = new Int32Array(64);
  private loopArea = new Float64Array(64);
  private loopPiece = new Int32Array(64);
  private loops = 0;
  // Loops of the label in hand; holeOf = place of the smallest shell around a hole, −1 where there is none.
  private shell = new Int32Array(64);
  private hole = new Int32Array(64);
  private holeOf = new Int32Array(64);
  private shells = 0;
  private holes = 0;
  /** the shell of the piece in hand and its holes */
  private group = new Int32Array(64);
  private grouped = 0;
  /** label point of the piece in hand */
  private readonly at = new Float64Array(2);
  private readonly units = new Int32Array(2);

  constructor(private readonly grid: CellGrid) {}

  key(cell: number): string {
    const { c0, r0, w, zoom } = this.grid;
    return quadkey(c0 + (cell % w), r0 + Math.floor(cell / w), zoom);
  }
  begin(d: Demand): void {
    items.begin(d);
  }

  /** Fills the record; false = the cell has no gap. */
  finish(cell: number, record: CellGaps): boolean {
    const { n } = items;
    if (n === 0) return false;
    if (n > this.loopOf.length) this.makeRoom(2 * n);
    const open = chain.link();
    this.findLoops();
    record.begin(this.key(cell), open);
    for (let label = leastLabel(); label >= 0; ) {
      const next = this.sortLoops(label);
      for (let s = 0; s < this.shells; s++) {
        const areaM2 = this.groupOf(s, record.n);
        record.add(this.piece(cell, record.key, label, areaM2), this.at[0], this.at[1]);
      }
      label = next;
    }
    if (record.n === 0) return false;
    this.tellSides(record);
    if (items.mixed) this.tellPairs(record);
    return true;
  }
  private makeRoom(size: number): void {
    this.loopOf = new Int32Array(size);
    this.loopFirst = new Int32Array(size);
    this.loopArea = new Float64Array(size);
    this.loopPiece = new Int32Array(size);
    this.shell = new Int32Array(size);
    this.hole = new Int32Array(size);
    this.holeOf = new Int32Array(size);
    this.group = new Int32Array(size);
  }

  /** Loops, each from its first place; areas about that place, so that nothing large cancels. */
  private findLoops(): void {
    const { loopOf, loopFirst, loopArea, loopPiece } = this;
    const { g, flags, n } = items;
    const { order, next } = chain;
    let loops = 0;
    for (let q = 0; q < n; q++) loopOf[q] = -1;
    for (let first = 0; first < n; first++) {
      if (loopOf[first] >= 0) continue;
      const ox = g[STRETCH * order[first]];
      const oy = g[STRETCH * order[first] + 1];
      let lastX = 0;
      let lastY = 0;
      let twice = 0;
      let q = first;
      do {
        loopOf[q] = loops;
        const own = order[q];
        const at = STRETCH * own;
        const x0 = g[at] - ox;
        const y0 = g[at + 1] - oy;
        const x1 = g[at + 2] - ox;
        const y1 = g[at + 3] - oy;
        twice += lastX * y0 - lastY * x0;
        if (flags[own] & ITEM.RUN) twice += items.runTwice(own, ox, oy);
        else twice += x0 * y1 - y0 * x1;
        const r = g[at + 6];
        if (r > 0) twice += r * r * (g[at + 8] - Math.sin(g[at + 8]));
        lastX = x1;
        lastY = y1;
        q = next[q];
      } while (q !== first);
      loopFirst[loops] = first;
      loopArea[loops] = twice / 2;
      loopPiece[loops++] = -1;
    }
    this.loops = loops;
  }

  /** Shells and holes of one label, and which shell each hole lies in. Answers the next label that a loop has, −1 = none. */
  private sortLoops(own: number): number {
    const { loopFirst, loopArea, shell, hole, loops } = this;
    const { label } = items;
    const { order } = chain;
    let shells = 0;
    let holes = 0;
    let next = -1;
    for (let l = 0; l < loops; l++) {
      const it = label[order[loopFirst[l]]];
      if (it > own && (next < 0 || it < next)) next = it;
      if (it !== own) continue;
      if (loopArea[l] > DUST_M2) shell[shells++] = l;
      else if (loopArea[l] < -DUST_M2) hole[holes++] = l;
    }
    this.shells = shells;
    this.holes = holes;
    for (let z = 0; z < holes; z++) this.holeOf[z] = shells === 1 ? 0 : this.shellAround(hole[z]);
    return next;
  }
  private shellAround(hole: number): number {
    const { loopFirst, loopArea, shell, shells } = this;
    let best = -1;
    for (let s = 0; s < shells; s++) {
      const area = loopArea[shell[s]];
      if (area < -loopArea[hole] || (best >= 0 && area >= loopArea[shell[best]])) continue;
      if (nest.holds(loopFirst[shell[s]], loopFirst[hole])) best = s;
    }
    return best;
  }
  /** Gathers shell s and its holes, which are piece number `piece` of the cell; answers its area. */
  private groupOf(s: number, piece: number): number {
    const { group, shell, hole, holeOf, holes, loopArea, loopPiece } = this;
    let m = 0;
    group[m++] = shell[s];
    for (let z = 0; z < holes; z++) if (holeOf[z] === s) group[m++] = hole[z];
    this.grouped = m;
    let areaM2 = 0;
    for (let k = 0; k < m; k++) {
      areaM2 += loopArea[group[k]];
      loopPiece[group[k]] = piece;
    }
    return areaM2;
  }

  /** The piece of the loops in `group`; its label point is left in `at`. */
  private piece(cell: number, cellKey: string, label: number, areaM2: number): GapPiece {
    const { at, units, group, grouped } = this;
    const { g } = items;
    const p = STRETCH * chain.order[this.loopFirst[group[0]]];
    at[0] = g[p];
    at[1] = g[p + 1];
    rings.begin();
    for (let k = 0; k < grouped; k++) rings.add(this.loopFirst[group[k]]);
    if (areaM2 >= LISTED_M2) rings.pointIn(areaM2, at);
    rings.round(this.grid);
    this.grid.unitsOf(at, 0, 1, units, 0);
    const lon = units[0];
    const lat = units[1];
    const coords = rings.units;
    let west = lon;
    let east = lon;
    let south = lat;
    let north = lat;
    let anchorLat = lat;
    if (rings.rings > 0) {
      west = coords[0];
      east = west;
      south = coords[1];
      north = south;
      anchorLat = south;
      const end = 2 * rings.unitEnd[0];
      for (let v = 2; v < end; v += 2) {
        const x = coords[v];
        const y = coords[v + 1];
        if (x < west || (x === west && y < anchorLat)) {
          west = x;
          anchorLat = y;
        }
        if (x > east) east = x;
        if (y < south) south = y;
        if (y > north) north = y;
      }
    }
    return {
      cell: cellKey,
      label,
      anchor: this.anchorOf(cell, cellKey, west, anchorLat),
      areaM2,
      component: 0,
      labelPoint: [lon / E7, lat / E7],
      bbox: [west / E7, south / E7, east / E7, north / E7],
      outline: this.writer.write(coords, rings.innerUnit, rings.unitEnd, rings.rings),
      nearest: -1,
      nearestM: 0,
    };
  }
  /** Quadkey of a piece's most western vertex. */
  private anchorOf(cell: number, cellKey: string, lonE7: number, latE7: number): string {
    const { zoom, w, c0, r0 } = this.grid;
    const depth = ANCHOR_ZOOM - zoom;
    const side = 1 << depth;
    // Vertices on the cell's border are the cell's, whatever rounding did to them.
    const within = (v: number, first: number): number => Math.max(0, Math.min(side - 1, Math.floor(v) - first * side));
    const x = within(columnOf(lonE7 / E7, ANCHOR_ZOOM), c0 + (cell % w));
    const y = within(rowOf(latE7 / E7, ANCHOR_ZOOM), r0 + Math.floor(cell / w));
    return cellKey + quadkeyDigits(x, y, depth);
  }

  /** Which piece lies along each gap part of the sides? */
  private tellSides(record: CellGaps): void {
    const { loopOf, loopPiece } = this;
    const { sideItem, sideEnd, n } = items;
    // The order is of places; sides remember items.
    const position = chain.next;
    for (let q = 0; q < n; q++) position[chain.order[q]] = loopOf[q];
    for (let s = 0; s < 4; s++) record.sideEnd[s] = sideEnd[s];
    for (let q = 0; q < sideEnd[3]; q++) record.sidePiece[q] = sideItem[q] < 0 ? -1 : loopPiece[position[sideItem[q]]];
  }
  private tellPairs(record: CellGaps): void {
    const { loopOf, loopPiece } = this;
    const { twin } = chain;
    for (let q = 0; q < items.n; q++) {
      const z = twin[q];
      if (z <= q) continue;
      const a = loopPiece[loopOf[q]];
      const b = loopPiece[loopOf[z]];
      if (a >= 0 && b >= 0) record.pair(a, b);
    }
  }
}
