// Writes api/engine/fixtures: leaves with an edit or two, and what the preview answers, for Node and for browsers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LeafInput } from '#engine';
import { planeAt } from '#engine';
import { toArrayJson } from '#rules/array-json';
import { randomLayout, soupOf } from '../api/engine/layouts.ts';
import { nastyLayout } from '../api/engine/nasty.ts';
import { expectedOf, type Fixture } from '../map-ui/src/preview/fixture.ts';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'api', 'engine', 'fixtures');

const strip = ({ region, demand, cameras, obstacles, zones, places }: LeafInput): LeafInput => ({
  region,
  demand,
  cameras,
  ...(obstacles && { obstacles }),
  ...(zones && { zones }),
  ...(places && { places }),
});

/** Turned, moved by a few metres, opened, taken out, put back. */
function editsOf({ cameras: c }: LeafInput, at: number): Fixture['edits'] {
  const row = {
    lon: c.lon[at],
    lat: c.lat[at],
    azimuthDeg: c.azimuthDeg[at],
    hfovDeg: c.hfovDeg[at],
    nearM: c.nearM[at],
    reachM: c.reachM[at],
    p: c.p[at],
    heightM: Number.isFinite(c.heightM?.[at]) ? c.heightM![at] : null,
  };
  const [lon, lat] = planeAt(row.lon, row.lat).fromPlane(7.25, -3.5);
  return [
    { ...row, azimuthDeg: (row.azimuthDeg + 33) % 360 },
    { ...row, lon, lat, p: 1 },
    { ...row, hfovDeg: 360, reachM: row.reachM * 1.5 },
    null,
    row,
  ];
}

const fixtures: [name: string, why: string, input: LeafInput, at?: number][] = [];
const add = (name: string, why: string, input: LeafInput, at = 0): void => {
  fixtures.push([name, why, strip(input), at]);
};
add('whole-area', 'a plain leaf, its whole area to be seen', randomLayout(4, 9));
add('hole', 'a leaf with a hole and overlapping public space', randomLayout(1, 9));
add('parts', 'a leaf in two parts, cameras between them', randomLayout(2, 9));
add('antimeridian', 'a leaf on the antimeridian at 69° N', randomLayout(8, 9));
add(
  'grid-ties',
  'everything on a 20 m grid: shared edges, tangent circles, cameras on the border',
  randomLayout(9, 14),
);
add('strokes', 'roads as lines with a width', randomLayout(11, 9, { strokes: true }));
add('strokes-on-grid', 'roads whose nodes, joints and radii coincide', randomLayout(15, 12, { strokes: true }));
add('zones', 'buildings and privacy zones of both kinds', randomLayout(13, 9, { excluded: true }));
add(
  'all-layers',
  'roads, squares, buildings and zones together',
  randomLayout(21, 12, { strokes: true, excluded: true }),
);
add('unaimed', 'cameras that look somewhere within their reach', unaimed(randomLayout(6, 12)));
add('duplicates', 'the same camera many times over', duplicates(randomLayout(12, 3), 6), 1);
add(
  'obstacles',
  'buildings and walls of known and unknown height among cameras of known height',
  obstacles(randomLayout(16, 10)),
);
add('nasty-tangents', 'tangent, nested and hair-fine footprints', nastyLayout(calm(14)));
add('nasty-needles', 'a border with needles', nastyLayout(calm(29)));
add('several-planes', 'a leaf of 45 km, measured in several planes', wide());

/** From this seed on the first case whose every answer holds the engine's checks: one that fails them hangs on the last bit. */
function calm(seed: number): number {
  const input = strip(nastyLayout(seed));
  const cameraIds = Array.from({ length: input.cameras.n }, (_, c) => `c${String(c).padStart(3, '0')}`);
  const fixture = { why: '', cameraIds, cameraId: cameraIds[0], input: toArrayJson(input), edits: editsOf(input, 0) };
  return expectedOf(fixture).every((answer) => answer.failedChecks.length === 0) ? seed : calm(seed + 1);
}

function unaimed(layout: LeafInput): LeafInput {
  const { cameras } = layout;
  return {
    ...layout,
    cameras: {
      ...cameras,
      p: cameras.p.map((_, i) => [1, 1 / 6, 0.3, 0.25][i % 4]),
      hfovDeg: cameras.hfovDeg.map((h, i) => (i % 4 === 0 ? h : 360)),
    },
  };
}

function duplicates(layout: LeafInput, times: number): LeafInput {
  const c = layout.cameras;
  const again = (column: Float64Array): Float64Array =>
    Float64Array.from({ length: c.n * times }, (_, i) => column[i % c.n]);
  const { lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p } = c;
  const many = { lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p };
  const columns = Object.fromEntries(Object.entries(many).map(([k, v]) => [k, again(v)])) as typeof many;
  return { ...layout, cameras: { n: c.n * times, ...columns } };
}

function obstacles(layout: LeafInput & { at: [number, number] }): LeafInput {
  const plane = planeAt(...layout.at);
  const box = (x: number, y: number, w: number, h: number): number[][] =>
    [
      [x, y],
      [x + w, y],
      [x + w, y + h],
      [x, y + h],
    ].map(([e, n]) => plane.fromPlane(e, n));
  const buildings = [box(-40, 10, 14, 22), box(15, -50, 30, 12), box(30, 25, 9, 9), box(-75, -60, 18, 18)];
  const wall = [
    [-90, 0],
    [-30, -8],
    [0, 40],
  ].map(([e, n]) => plane.fromPlane(e, n));
  return {
    ...layout,
    cameras: { ...layout.cameras, heightM: layout.cameras.lon.map((_, i) => [6, Number.NaN, 3.5][i % 3]) },
    obstacles: {
      buildings: soupOf(buildings.map((ring) => [ring])),
      buildingTopM: Float64Array.of(9, 2.8, Number.NaN, 4),
      walls: { coords: Float64Array.from(wall.flat()), end: Int32Array.of(3) },
      wallTopM: Float64Array.of(2.2),
    },
  };
}

/** Cameras near the lines where one plane ends and the next begins. */
function wide(): LeafInput {
  const [lon0, lat0] = [110, 30];
  const n = 24;
  const column = (f: (i: number) => number): Float64Array => Float64Array.from({ length: n }, (_, i) => f(i));
  return {
    region: soupOf([
      [
        [
          [lon0, lat0],
          [lon0 + 0.45, lat0],
          [lon0 + 0.45, lat0 + 0.06],
          [lon0, lat0 + 0.06],
        ],
      ],
    ]),
    demand: null,
    cameras: {
      n,
      lon: column((i) => lon0 + 0.45 * ((i + 0.5) / n)),
      lat: column((i) => lat0 + 0.01 + (0.04 * ((i * 7) % n)) / n),
      azimuthDeg: column((i) => (i * 47) % 360),
      hfovDeg: column((i) => [60, 360, 110][i % 3]),
      nearM: column((i) => (i % 5 === 0 ? 5 : 0)),
      reachM: column((i) => 80 + 100 * (i % 7)),
      p: column((i) => (i % 6 === 5 ? 0.25 : 1)),
    },
  };
}

fixtures.forEach(([name, why, input, at = 0], i) => {
  const folder = join(FOLDER, `${String(i + 1).padStart(3, '0')}-${name}`);
  mkdirSync(folder, { recursive: true });
  const cameraIds = Array.from({ length: input.cameras.n }, (_, c) => `c${String(c).padStart(3, '0')}`);
  const fixture: Fixture = {
    why,
    cameraIds,
    cameraId: cameraIds[at],
    input: toArrayJson(input),
    edits: editsOf(input, at),
  };
  writeFileSync(join(folder, 'input.json'), `${JSON.stringify(fixture)}\n`);
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expectedOf(fixture))}\n`);
  console.log(folder.slice(FOLDER.length + 1), JSON.stringify(fixture).length);
});
