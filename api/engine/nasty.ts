// Seeded layouts made to break the sweep: coincident, tangent, nested, tiny and huge footprints, hair-fine differences, and
// borders with spikes, slivers, doubled vertices and rings that touch or cross. For tests and `npm run fuzz`.
import { type CameraRow, camerasOf, type Layout, seeded, soupOf } from './layouts.ts';
import { planeAt } from './plane.ts';

const PLACES = [
  [111, 27.5],
  [-1.5, 53.4],
  [179.9999, 69],
  [0, 0],
] as const;
/** Differences (m) that stand below, at and above every tolerance of the engine. */
const HAIR_M = [0, 0, 0, 1e-9, 1e-8, 1e-7, 2e-7, 1e-6, 3e-6, 1e-5, 1e-4, 1e-2];
/** The region spans this much (m) to each side. */
const HALF_M = 120;

/** Case number `seed`: at most `most` footprints. The same number is the same case for good. */
export function nastyLayout(seed: number, most = 7): Layout {
  const r = seeded(seed * 31_337 + 5);
  const [lon0, lat0] = PLACES[seed % PLACES.length];
  const plane = planeAt(lon0, lat0);
  const ll = ([x, y]: readonly number[]): number[] => plane.fromPlane(x, y);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(r() * list.length)];
  const hair = (): number => (r() < 0.5 ? 1 : -1) * pick(HAIR_M);
  const grid = (step: number): number => Math.round(((r() - 0.5) * 2 * HALF_M) / step) * step;
  const border = borderOf(r, pick, hair);
  const rows: CameraRow[] = [];
  const spots: { x: number; y: number; reach: number; near: number; azimuth: number; hfov: number }[] = [];
  const n = 1 + Math.floor(r() * most);
  const corners = border.flat(2);
  while (rows.length < n) {
    const last = spots[spots.length - 1];
    const fresh = {
      x: grid(20),
      y: grid(20),
      reach: pick([20, 40, 60, 0.01, 0.5, 1500, 10 + 60 * r()]),
      near: 0,
      azimuth: pick([0, 45, 90, 135, 180, 270, 360 * r()]),
      hfov: pick([360, 360, 45, 90, 180, 180.0000001, 179.9999999, 270, 359.999, 0.01, 20 + 320 * r()]),
    };
    if (r() < 0.3) fresh.near = fresh.reach * pick([0.5, 0.25, 0.999999, r()]);
    const kind = r();
    let spot = fresh;
    if (last && kind < 0.12) spot = { ...last };
    else if (last && kind < 0.24) spot = { ...last, x: last.x + hair(), y: last.y + hair() };
    else if (last && kind < 0.34) spot = { ...last, azimuth: last.azimuth + last.hfov };
    else if (last && kind < 0.42) spot = { ...last, azimuth: last.azimuth + 180 };
    else if (last && kind < 0.5)
      spot = { ...fresh, x: last.x, y: last.y, near: last.reach, reach: last.reach + fresh.reach };
    else if (last && kind < 0.66) {
      // tangent: outside, inside, or to the near edge
      const t = pick([0, Math.PI / 2, 2 * Math.PI * r()]);
      const d = pick([last.reach + fresh.reach, last.reach - fresh.reach, last.near + fresh.reach]) + hair();
      spot = { ...fresh, x: last.x + d * Math.cos(t), y: last.y + d * Math.sin(t) };
    } else if (kind < 0.76) {
      // on a corner of the border, or between two
      const [a, b] = [pick(corners), pick(corners)];
      const w = pick([0, 0.5, 1]);
      spot = { ...fresh, x: a[0] + w * (b[0] - a[0]) + hair(), y: a[1] + w * (b[1] - a[1]) + hair() };
    } else if (kind < 0.8) spot = { ...fresh, reach: HALF_M - Math.abs(fresh.x) + hair() };
    if (!(spot.reach > 0)) continue;
    spots.push(spot);
    const [lon, lat] = ll([spot.x, spot.y]);
    const p = r() < 0.3 ? pick([1 / 6, 0.3, 0.9]) : 1;
    rows.push([lon, lat, ((spot.azimuth % 360) + 360) % 360, spot.hfov, spot.near, spot.reach, p]);
  }
  return {
    region: soupOf(border.map((polygon) => polygon.map((ring) => ring.map(ll)))),
    demand: null,
    cameras: camerasOf(rows),
    rows,
    at: [lon0, lat0],
  };
}

/** Polygons → rings → x, y in metres. */
function borderOf(r: () => number, pick: <T>(list: readonly T[]) => T, hair: () => number): number[][][][] {
  const h = HALF_M;
  const square = [
    [-h, -h],
    [h, -h],
    [h, h],
    [-h, h],
  ];
  const kind = r();
  if (kind < 0.2) return [[square]];
  if (kind < 0.35) {
    // needles in and out, as fine as a hair
    const w = Math.abs(hair()) + pick([0, 1e-6, 1e-3]);
    return [
      [
        [
          [-h, -h],
          [0, -h],
          [w / 2, 20],
          [w, -h],
          [h, -h],
          [h, h],
          [w, h],
          [w / 2, 2 * h],
          [0, h],
          [-h, h],
        ],
      ],
    ];
  }
  if (kind < 0.45) {
    // doubled vertices and an edge there and back
    return [
      [
        [
          [-h, -h],
          [-h, -h],
          [h, -h],
          [h, 0],
          [0, 0],
          [h, 0],
          [h, h],
          [h + hair(), h + hair()],
          [-h, h],
        ],
      ],
    ];
  }
  if (kind < 0.6) {
    // a hole that touches the outer ring in a corner, along an edge, or nearly
    const d = hair();
    return [
      [
        square,
        [
          [-h + d, -20],
          [-h + 40, -20],
          [-h + 40, 20],
          [-h + d, 20],
        ],
      ],
    ];
  }
  if (kind < 0.7)
    return [
      [
        [
          [-h, -h],
          [h, h],
          [h, -h],
          [-h, h],
        ],
      ],
    ]; // bow tie
  if (kind < 0.8) {
    // two parts that share an edge, or leave a slit
    const d = hair();
    return [
      [
        [
          [-h, -h],
          [0, -h],
          [0, h],
          [-h, h],
        ],
      ],
      [
        [
          [d, -h],
          [h, -h],
          [h, h],
          [d, h],
        ],
      ],
    ];
  }
  if (kind < 0.9) {
    const ring: number[][] = [];
    for (let i = 0; i < 400; i++) {
      const t = (2 * Math.PI * i) / 400;
      const d = h * (0.8 + 0.2 * Math.cos(40 * t));
      ring.push([d * Math.cos(t), d * Math.sin(t)]);
    }
    return [[ring]];
  }
  // a region of about one square metre
  const d = 0.5 + 0.5 * r();
  return [
    [
      [
        [-d, -d],
        [d, -d],
        [d, d],
        [-d, d],
      ],
    ],
  ];
}
