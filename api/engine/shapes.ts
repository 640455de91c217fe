// The outlines an overlay starts from: edges of labelled polygons, straight ones and arcs within a quadrant.

/** Edges of polygons that may overlap, touch, repeat or cross themselves, as growing parallel arrays. */
export interface Shapes {
  n: number;
  ax: Float64Array;
  ay: Float64Array;
  bx: Float64Array;
  by: Float64Array;
  /** per edge: −1 = straight; else it runs along that circle, counter-clockwise from a to b within one quadrant */
  circle: Int32Array;
  /** per edge: its polygon */
  polygon: Int32Array;
  cx: number[];
  cy: number[];
  r: number[];
  /** per polygon: −1 = part of the region; −2 = no demand inside it, whatever else lies there; else a public-space label */
  label: number[];
  /** per polygon: lower wins; ties go to the lower polygon number */
  rank: number[];
  /** per polygon: 0 = inside by even-odd; 1 = inside where its outlines wind around at all, so that it may be given as
   * overlapping parts that all run counter-clockwise */
  winds: number[];
}

export function emptyShapes(expected = 64): Shapes {
  const f = (): Float64Array => new Float64Array(expected);
  return {
    n: 0,
    ax: f(),
    ay: f(),
    bx: f(),
    by: f(),
    circle: new Int32Array(expected),
    polygon: new Int32Array(expected),
    cx: [],
    cy: [],
    r: [],
    label: [],
    rank: [],
    winds: [],
  };
}

/** Starts a polygon and returns its number. */
export function addPolygon(s: Shapes, label: number, rank: number, winds: 0 | 1 = 0): number {
  s.label.push(label);
  s.rank.push(rank);
  s.winds.push(winds);
  return s.label.length - 1;
}

export function addEdge(s: Shapes, ax: number, ay: number, bx: number, by: number, polygon: number, circle = -1): void {
  if (s.n === s.ax.length) grow(s);
  const e = s.n++;
  s.ax[e] = ax;
  s.ay[e] = ay;
  s.bx[e] = bx;
  s.by[e] = by;
  s.circle[e] = circle;
  s.polygon[e] = polygon;
}

/** A ring as x, y pairs, not closed. */
export function addRing(s: Shapes, xy: Float64Array, polygon: number): void {
  const m = xy.length;
  for (let i = 0, j = m - 2; i < m; j = i, i += 2) addEdge(s, xy[j], xy[j + 1], xy[i], xy[i + 1], polygon);
}

/** A disc as its four quadrants. */
export function addDisc(s: Shapes, x: number, y: number, r: number, polygon: number): void {
  const c = s.r.length;
  s.cx.push(x);
  s.cy.push(y);
  s.r.push(r);
  addEdge(s, x + r, y, x, y + r, polygon, c);
  addEdge(s, x, y + r, x - r, y, polygon, c);
  addEdge(s, x - r, y, x, y - r, polygon, c);
  addEdge(s, x, y - r, x + r, y, polygon, c);
}

/** The arc about (x, y) counter-clockwise from a to b, at most half a turn, cut at the quadrants. */
export function addArc(
  s: Shapes,
  x: number,
  y: number,
  r: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  polygon: number,
): void {
  const c = s.r.length;
  s.cx.push(x);
  s.cy.push(y);
  s.r.push(r);
  const last = quadrant(bx - x, by - y);
  let q = quadrant(ax - x, ay - y);
  let px = ax;
  let py = ay;
  for (let k = 0; k < 4; k++) {
    if (q === last && (px - x) * (by - y) - (py - y) * (bx - x) >= 0) break;
    q = (q + 1) % 4;
    const ex = x + r * ((q + 1) % 2) * (1 - q);
    const ey = y + r * (q % 2) * (2 - q);
    addEdge(s, px, py, ex, ey, polygon, c);
    px = ex;
    py = ey;
  }
  addEdge(s, px, py, bx, by, polygon, c);
}

/** 0…3 counter-clockwise; each has its first axis and not its last. */
const quadrant = (x: number, y: number): number => (y >= 0 && x > 0 ? 0 : y > 0 ? 1 : x < 0 ? 2 : 3);

function grow(s: Shapes): void {
  const room = 2 * s.n + 64;
  const float = (a: Float64Array): Float64Array => {
    const b = new Float64Array(room);
    b.set(a);
    return b;
  };
  const int = (a: Int32Array): Int32Array => {
    const b = new Int32Array(room);
    b.set(a);
    return b;
  };
  s.ax = float(s.ax);
  s.ay = float(s.ay);
  s.bx = float(s.bx);
  s.by = float(s.by);
  s.circle = int(s.circle);
  s.polygon = int(s.polygon);
}
