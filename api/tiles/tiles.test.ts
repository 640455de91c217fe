import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegionTileProps } from '#contract/tile';
import { footprintPolygon, type PolygonSoup } from '#engine';
import { camerasTile, cellsTile, type TileCamera } from './cameras.tile.ts';
import { clipLine } from './clip.ts';
import { decodeTile } from './decode.testing.ts';
import { footprintsTile, type TileFootprint } from './footprints.tile.ts';
import { gapSumsTile, gapsTile, indexGaps } from './gaps.tile.ts';
import {
  latOfWorld,
  lonOfWorld,
  TILE_BUFFER,
  TILE_EXTENT,
  type TileId,
  toTileX,
  toTileY,
  worldX,
  worldY,
} from './mercator.ts';
import { obstaclesTile } from './obstacles.tile.ts';
import { privacyTile } from './privacy.tile.ts';
import { indexPublicSpace, publicSpaceTile } from './public-space.tile.ts';
import { indexRegions, type RegionLevels, type RegionShape, regionsIn, regionsTile } from './regions.tile.ts';
import { FLAT_M, sectorRings } from './sector-rings.ts';
import { rankSharedBorders } from './shared-borders.ts';

const draw = (levels: RegionLevels, tile: TileId, props: (code: string) => RegionTileProps | null, without = 0) =>
  regionsTile(tile, regionsIn(levels, tile, without), props);

/** closed GeoJSON rings → one soup */
function soup(polygons: [number, number][][][]): PolygonSoup {
  const coords: number[] = [];
  const ringEnd: number[] = [];
  const polyEnd: number[] = [];
  for (const polygon of polygons) {
    for (const ring of polygon) {
      coords.push(...ring.slice(0, -1).flat());
      ringEnd.push(coords.length / 2);
    }
    polyEnd.push(ringEnd.length);
  }
  return { coords: Float64Array.from(coords), ringEnd: Int32Array.from(ringEnd), polyEnd: Int32Array.from(polyEnd) };
}
const ringsOf = ({ coords, ringEnd }: PolygonSoup): [number, number][][] =>
  Array.from(ringEnd, (end, r) => {
    const ring: [number, number][] = [];
    for (let i = r > 0 ? ringEnd[r - 1] : 0; i < end; i++) ring.push([coords[2 * i], coords[2 * i + 1]]);
    return [...ring, ring[0]];
  });
const random = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const tileAt = (z: number, lon: number, lat: number): TileId => ({
  z,
  x: Math.floor(worldX(lon) * 2 ** z),
  y: Math.floor(worldY(lat) * 2 ** z),
});

/** n × n regions that tile a square of `degrees`, with crooked shared borders of `steps` vertices each. */
function crookedCounty(n: number, degrees: number, steps: number, lon0 = 120, lat0 = 30): RegionShape[] {
  const next = random(7);
  const cell = degrees / n;
  const corner = Array.from({ length: n + 1 }, (_, i) =>
    Array.from({ length: n + 1 }, (_, j): [number, number] => [
      lon0 + i * cell + (next() - 0.5) * cell * 0.4,
      lat0 + j * cell + (next() - 0.5) * cell * 0.4,
    ]),
  );
  const border = (a: [number, number], b: [number, number]) =>
    Array.from({ length: steps }, (_, k): [number, number] => {
      const t = (k + 1) / (steps + 1);
      return [
        a[0] + t * (b[0] - a[0]) + (next() - 0.5) * cell * 0.05,
        a[1] + t * (b[1] - a[1]) + (next() - 0.5) * cell * 0.05,
      ];
    });
  const east = corner.map((column, i) => column.map((at, j) => (i < n ? border(at, corner[i + 1][j]) : [])));
  const north = corner.map((column, i) => column.map((at, j) => (j < n ? border(at, corner[i][j + 1]) : [])));
  const shapes: RegionShape[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const ring = [
        corner[i][j],
        ...east[i][j],
        corner[i + 1][j],
        ...north[i + 1][j],
        corner[i + 1][j + 1],
        ...east[i][j + 1].toReversed(),
        corner[i][j + 1],
        ...north[i][j].toReversed(),
      ];
      // every ring starts somewhere else and half of them run the other way round
      const turn = Math.floor(next() * ring.length);
      const turned = [...ring.slice(turn), ...ring.slice(0, turn)];
      if ((i + j) % 2) turned.reverse();
      turned.push(turned[0]);
      shapes.push({
        code: `${i}-${j}`,
        level: 'village',
        depth: 1,
        geometry: soup([[turned]]),
        labelPoint: [lon0 + (i + 0.5) * cell, lat0 + (j + 0.5) * cell],
      });
    }
  }
  return shapes;
}
const props = (code: string): RegionTileProps => ({
  code,
  name: `村 ${code}`,
  nameEn: null,
  level: 'village',
  parentCode: null,
  depth: 1,
  isLeaf: true,
  basis: 'whole-area',
  demandM2: 1000,
  coveredM2: 300,
  likelyM2: 400,
  coveredHighM2: 500,
  cameras: 3,
  gapCount: 2,
  targetDistance: -0.2,
  targetMinimum: 0.6,
  grade: 'warning',
});
const ringArea = (ring: [number, number][]) => {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i++) sum += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return sum / 2;
};

/** Vertices of borders that only one region has, in tile units. */
function outerVertices(shapes: RegionShape[], tile: TileId): Set<string> {
  const uses = new Map<string, number>();
  const each = (visit: (edge: string) => void) => {
    for (const ring of shapes.flatMap((shape) => ringsOf(shape.geometry))) {
      for (let i = 0; i + 1 < ring.length; i++) visit([String(ring[i]), String(ring[i + 1])].sort().join(' '));
    }
  };
  each((edge) => uses.set(edge, (uses.get(edge) ?? 0) + 1));
  const out = new Set<string>();
  each((edge) => {
    if (uses.get(edge) !== 1) return;
    for (const at of edge.split(' ')) {
      const [lon, lat] = at.split(',').map(Number);
      out.add(`${toTileX(tile, worldX(lon))},${toTileY(tile, worldY(lat))}`);
    }
  });
  return out;
}

describe('regions', () => {
  const county = crookedCounty(12, 0.5, 40);

  it('neighbours keep exactly the same vertices of their border at every zoom: no sliver, no overlap', () => {
    const index = indexRegions(county);
    for (const z of [6, 7, 8, 9]) {
      const { regions } = decodeTile(draw(index, tileAt(z, 120.25, 30.25), props));
      const edges = new Map<string, number>();
      for (const { geometry } of regions) {
        for (const ring of geometry) {
          for (let i = 0; i + 1 < ring.length; i++) {
            const [a, b] = [ring[i].join(), ring[i + 1].join()];
            // a border is walked once in each direction: what is left over is the outer outline
            if (edges.get(`${b} ${a}`)) edges.set(`${b} ${a}`, edges.get(`${b} ${a}`)! - 1);
            else edges.set(`${a} ${b}`, (edges.get(`${a} ${b}`) ?? 0) + 1);
          }
        }
      }
      const outline = [...edges].filter(([, count]) => count > 0).map(([edge]) => edge);
      // what no neighbour shares lies on the county's own outline or on the cut around the tile: nothing is torn inside
      const allowed = outerVertices(county, tileAt(z, 120.25, 30.25));
      const torn = outline
        .flatMap((edge) => edge.split(' '))
        .filter((at) => {
          const [x, y] = at.split(',').map(Number);
          const onCut = [x, y].some((c) => c === -TILE_BUFFER || c === TILE_EXTENT + TILE_BUFFER);
          return !onCut && !allowed.has(at);
        });
      expect(torn).toEqual([]);
      expect(regions.length).toBeGreaterThan(60);
    }
  });

  it('a coarser zoom keeps fewer vertices and the whole area within a pixel of the outline', () => {
    const index = indexRegions(county);
    const count = (z: number) =>
      decodeTile(draw(index, tileAt(z, 120.25, 30.25), props)).regions.flatMap((r) => r.geometry.flat()).length;
    const all = county.reduce((sum, c) => sum + c.geometry.coords.length / 2, 0);
    expect(count(7)).toBeLessThan(all / 10);
  });

  it('carries figures and labels; a label belongs to exactly one tile', () => {
    const index = indexRegions(county);
    const seen = new Map<string, number>();
    for (let x = 0; x < 2 ** 10; x++) {
      if (lonOfWorld((x + 1) / 2 ** 10) < 119.9 || lonOfWorld(x / 2 ** 10) > 120.6) continue;
      for (let y = 0; y < 2 ** 10; y++) {
        if (latOfWorld(y / 2 ** 10) < 29.9 || latOfWorld((y + 1) / 2 ** 10) > 30.6) continue;
        const layers = decodeTile(draw(index, { z: 10, x, y }, props));
        for (const label of layers['region-labels'] ?? []) {
          expect(label.properties).toMatchObject({
            name: `村 ${label.properties.code}`,
            likelyM2: 400,
            grade: 'warning',
          });
          seen.set(String(label.properties.code), (seen.get(String(label.properties.code)) ?? 0) + 1);
        }
      }
    }
    expect(seen.size).toBe(144);
    expect([...seen.values()].every((n) => n === 1)).toBe(true);
  });

  it('outer rings run clockwise on screen, holes the other way, and a hole stays a hole', () => {
    const square = (lon: number, lat: number, r: number): [number, number][] => [
      [lon - r, lat - r],
      [lon + r, lat - r],
      [lon + r, lat + r],
      [lon - r, lat + r],
      [lon - r, lat - r],
    ];
    const shapes: RegionShape[] = [
      {
        code: 'ring',
        level: 'village',
        depth: 0,
        geometry: soup([[square(120, 30, 0.02), square(120, 30, 0.01)]]),
        labelPoint: [120.015, 30.015],
      },
      { code: 'inner', level: 'village', depth: 0, geometry: soup([[square(120, 30, 0.01)]]), labelPoint: [120, 30] },
    ];
    const { regions } = decodeTile(draw(indexRegions(shapes), tileAt(9, 120, 30), props));
    expect(regions.map((r) => r.geometry.map((ring) => Math.sign(ringArea(ring))))).toEqual([[1, -1], [1]]);
  });

  it('a level too fine for the zoom is left out everywhere, the coarsest never', () => {
    const fine = crookedCounty(60, 6, 2).map((shape) => ({ ...shape, code: `v${shape.code}` }));
    const coarse = crookedCounty(2, 6, 30).map((shape) => ({ ...shape, level: 'county' }));
    const index = indexRegions([...fine, ...coarse]);
    const codes = (z: number) =>
      decodeTile(draw(index, tileAt(z, 122.9, 32.9), props)).regions.map((r) => r.properties.code);
    expect(codes(4).every((code) => !String(code).startsWith('v'))).toBe(true);
    expect(codes(4).length).toBe(4);
    expect(codes(10).some((code) => String(code).startsWith('v'))).toBe(true);
  });

  it('a tile that would be too large gives up its finest levels, never the last one', () => {
    const fine = crookedCounty(10, 0.5, 5).map((shape) => ({ ...shape, code: `v${shape.code}` }));
    const coarse = crookedCounty(2, 0.5, 30).map((shape) => ({ ...shape, level: 'township' }));
    const index = indexRegions([...fine, ...coarse]);
    const count = (without: number) => decodeTile(draw(index, tileAt(8, 120.25, 30.25), props, without)).regions.length;
    expect(count(0)).toBeGreaterThan(50);
    expect(count(1)).toBe(4);
    expect(count(5)).toBe(4);
  });

  it('a county of 180 villages with fine borders is far below 250 kB', () => {
    const index = indexRegions(crookedCounty(14, 0.5, 200));
    for (const z of [8, 9, 10, 12]) {
      expect(gzipSync(draw(index, tileAt(z, 120.25, 30.25), props)).length).toBeLessThan(250_000);
    }
  });

  it('ranking a 100,000-vertex spiral takes seconds at most', () => {
    const n = 100_000;
    const xs = Float64Array.from({ length: n }, (_, i) => 0.5 + (i / n) * 0.1 * Math.cos(i / 200));
    const ys = Float64Array.from({ length: n }, (_, i) => 0.5 + (i / n) * 0.1 * Math.sin(i / 200));
    const begin = process.cpuUsage().user;
    rankSharedBorders({ xs, ys, ringEnd: Int32Array.from([n]) });
    expect((process.cpuUsage().user - begin) / 1e6).toBeLessThan(5);
  });
});

describe('cameras', () => {
  const camera = (id: string, longitude: number, latitude: number, zkey = 0): TileCamera => ({
    zkey,
    id,
    longitude,
    latitude,
    type: 'fixed',
    stage: 'installed',
    azimuthDeg: null,
    aimed: false,
    state: null,
  });

  it('cameras on one pole say how many they are and which of them they are', () => {
    const tile = tileAt(14, 120, 30);
    const { cameras } = decodeTile(
      camerasTile(tile, [
        camera('a', 120.001, 29.999),
        camera('b', 120.0010001, 29.999),
        camera('c', 120.001, 29.999),
        camera('d', 120.002, 29.999, 7),
      ]),
    );
    expect(cameras.map(({ properties: p }) => [p.id, p.stack, p.stackIndex])).toEqual([
      ['a', 2, 0],
      ['b', 1, 0],
      ['c', 2, 1],
      ['d', 1, 0],
    ]);
    expect('azimuthDeg' in cameras[0].properties).toBe(false);
  });

  it('points written byte by byte read back as they were: long and foreign names, turned and unturned', () => {
    const tile = tileAt(14, 120, 30);
    const ids = ['杆-1号', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(300), '汉'.repeat(200), '', 'plain'];
    const azimuths = [0, 1, 127, 128, 359.5, 300.25, null];
    const list = ids.map((id, i) => ({
      ...camera(id, 120.001 + i * 0.001, 29.999, i),
      azimuthDeg: azimuths[i],
      aimed: azimuths[i] !== null,
      stage: i % 2 ? 'planned' : 'installed',
    }));
    const { cameras } = decodeTile(camerasTile(tile, list));
    expect(cameras.map(({ properties }) => properties)).toEqual(
      list.map(({ id, type, stage, azimuthDeg, aimed }) => ({
        id,
        type,
        stage,
        ...(azimuthDeg === null ? {} : { azimuthDeg }),
        aimed,
        stack: 1,
        stackIndex: 0,
      })),
    );
    expect(cameras.map(({ type, geometry }) => [type, geometry])).toEqual(
      list.map(({ longitude, latitude }) => [
        1,
        [[[toTileX(tile, worldX(longitude)), toTileY(tile, worldY(latitude))]]],
      ]),
    );
  });

  it('a cell says how many it stands for, of which installed and planned, where they stand on the mean', () => {
    const tile = tileAt(10, 120.001, 29.996);
    const cell = { cellZoom: 15, x: 27306, y: 13543, installed: 5, planned: 2, retired: 1 };
    const [found] = decodeTile(cellsTile(tile, [{ ...cell, worldX: worldX(120.001), worldY: worldY(29.996) }]))[
      'camera-cells'
    ];
    expect(found.properties).toEqual({ cell: '15/27306/13543', count: 8, installed: 5, planned: 2 });
    expect(found.geometry[0][0]).toEqual([toTileX(tile, worldX(120.001)), toTileY(tile, worldY(29.996))]);
  });

  it('a camera outside the tile is not in it', () => {
    expect(camerasTile(tileAt(14, 120, 30), [camera('a', 121, 30)]).length).toBe(0);
  });
});

describe('footprints', () => {
  const footprint = (id: string, more: Partial<TileFootprint> = {}): TileFootprint => ({
    id,
    type: 'fixed',
    stage: 'installed',
    certain: true,
    longitude: 120.005,
    latitude: 29.998,
    azimuthDeg: 90,
    hfovDeg: 60,
    nearM: 0,
    reachM: 100,
    heightM: null,
    ...more,
  });
  const tile = tileAt(15, 120.005, 29.998);
  const metresPerUnit = (40_075_017 * Math.cos((29.998 * Math.PI) / 180)) / 2 ** 15 / TILE_EXTENT;
  const draw = (...list: TileFootprint[]) => decodeTile(footprintsTile(tile, list)).footprints;
  const areaM2 = (geometry: [number, number][][]) =>
    geometry.reduce((sum, ring) => sum + ringArea(ring), 0) * metresPerUnit ** 2;

  it('a sector looks where its azimuth points and has the area of a sector', () => {
    const [{ geometry }] = draw(footprint('a'));
    expect(areaM2(geometry) / ((Math.PI * 100 ** 2) / 6)).toBeCloseTo(1, 1);
    const apexX = (worldX(120.005) * 2 ** 15 - tile.x) * TILE_EXTENT;
    const xs = geometry.flat().map(([x]) => x);
    expect(Math.min(...xs)).toBeGreaterThan(apexX - 2);
    expect((Math.max(...xs) - apexX) * metresPerUnit).toBeCloseTo(100, -1);
  });

  it('a camera that looks somewhere shows its whole disc, below the certain ones', () => {
    const drawn = draw(footprint('a'), footprint('z', { certain: false }));
    expect(drawn.map(({ properties }) => [properties.id, properties.certain])).toEqual([
      ['z', false],
      ['a', true],
    ]);
    expect(areaM2(drawn[0].geometry) / (Math.PI * 100 ** 2)).toBeCloseTo(1, 1);
  });

  it('a dead zone stays open; a footprint without ground is not drawn', () => {
    const [{ geometry }] = draw(footprint('a', { hfovDeg: 360, nearM: 50 }));
    expect(geometry).toHaveLength(2);
    expect(areaM2(geometry) / (Math.PI * (100 ** 2 - 50 ** 2))).toBeCloseTo(1, 1);
    expect(footprintsTile(tile, [footprint('a', { nearM: 100 })]).length).toBe(0);
    expect(footprintsTile(tile, [footprint('a', { longitude: 121 })]).length).toBe(0);
  });

  it('a wall cuts what lies behind it out, unless the lens is high above it', () => {
    // 50 m east of the apex, 400 m long, 2 m high
    const lon = 120.005 + 50 / (metresPerUnit * TILE_EXTENT * 2 ** 15) / (1 / 360);
    const walls = { coords: Float64Array.of(lon, 29.996, lon, 30), end: Int32Array.of(2) };
    const none = { coords: new Float64Array(), ringEnd: new Int32Array(), polyEnd: new Int32Array() };
    const obstacles = { buildings: none, buildingTopM: new Float64Array(), walls, wallTopM: Float64Array.of(2) };
    const cut = (heightM: number | null) =>
      decodeTile(footprintsTile(tile, [footprint('a', { heightM })], obstacles)).footprints[0].geometry;
    const apexX = (worldX(120.005) * 2 ** 15 - tile.x) * TILE_EXTENT;
    const farthestM =
      (Math.max(
        ...cut(null)
          .flat()
          .map(([x]) => x),
      ) -
        apexX) *
      metresPerUnit;
    expect(farthestM).toBeCloseTo(50, 0);
    expect(areaM2(cut(null)) / (50 ** 2 * Math.tan(Math.PI / 6))).toBeCloseTo(1, 1);
    // eye height 1.7 m: from 20 m up the ground behind it is seen again after 0.8 m
    expect(areaM2(cut(20)) / ((Math.PI * 100 ** 2) / 6)).toBeGreaterThan(0.98);
  });
});

describe('sectors without obstacles', () => {
  it('stand within centimetres of where the engine draws them, at any latitude, aim and width', () => {
    const random = fc.sample(
      fc.record({
        longitude: fc.double({ min: -170, max: 170, noNaN: true }),
        latitude: fc.double({ min: -70, max: 70, noNaN: true }),
        azimuthDeg: fc.double({ min: 0, max: 360, noNaN: true }),
        hfovDeg: fc.constantFrom(1, 60, 179, 270, 359, 360),
        nearM: fc.constantFrom(0, 2, 20),
        reachM: fc.double({ min: 21, max: FLAT_M, noNaN: true }),
      }),
      { numRuns: 300, seed: 4 },
    );
    for (const s of random) {
      const want = footprintPolygon(s.longitude, s.latitude, s.azimuthDeg, s.hfovDeg, s.nearM, s.reachM).map((ring) =>
        ring.map(([lon, lat]): [number, number] => [worldX(lon), worldY(lat)]),
      );
      const metre = 1 / (40_075_017 * Math.cos((s.latitude * Math.PI) / 180));
      const got = sectorRings(s, 0.04).map((flat) =>
        Array.from({ length: flat.length / 2 }, (_, k): [number, number] => [flat[2 * k], flat[2 * k + 1]]),
      );
      expect(got.length).toBe(want.length);
      for (const [r, ring] of got.entries())
        for (const [x, y] of ring) expect(distanceTo(want[r], x, y) / metre).toBeLessThan(0.15);
      for (const [r, ring] of want.entries())
        for (const [x, y] of ring) expect(distanceTo([...got[r], got[r][0]], x, y) / metre).toBeLessThan(0.15);
    }
  });
});
/** From a point to the nearest place of a closed ring. */
function distanceTo(ring: readonly [number, number][], x: number, y: number): number {
  let nearest = Infinity;
  for (let k = 0; k + 1 < ring.length; k++) {
    const [[ax, ay], [bx, by]] = [ring[k], ring[k + 1]];
    const [dx, dy] = [bx - ax, by - ay];
    const length2 = dx * dx + dy * dy;
    const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length2));
    nearest = Math.min(nearest, Math.hypot(ax + t * dx - x, ay + t * dy - y));
  }
  return nearest;
}

describe('obstacles and privacy', () => {
  const tile = tileAt(14, 120.005, 29.998);
  const square = (size: number, hole = 0) => {
    const ring = (half: number): [number, number][] => [
      [120.005 - half, 29.998 - half],
      [120.005 + half, 29.998 - half],
      [120.005 + half, 29.998 + half],
      [120.005 - half, 29.998 + half],
      [120.005 - half, 29.998 - half],
    ];
    return soup([hole > 0 ? [ring(size), ring(hole).reverse()] : [ring(size)]]);
  };

  it('a building keeps its courtyard and its height; an unknown height is absent', () => {
    const { buildings } = decodeTile(
      obstaclesTile(tile, [
        { id: 1, shape: 'building', heightM: 9.5, soup: square(0.0005, 0.0002) },
        { id: 2, shape: 'building', heightM: null, soup: square(0.0003) },
      ]),
    );
    expect(buildings.map(({ properties }) => properties)).toEqual([{ id: 1, heightM: 9.5 }, { id: 2 }]);
    expect(buildings.map(({ geometry }) => geometry.map((ring) => Math.sign(ringArea(ring))))).toEqual([[1, -1], [1]]);
  });

  it('a wall is a line, cut at the tile and its margin', () => {
    const far = {
      coords: Float64Array.of(119, 29.998, 121, 29.998),
      ringEnd: Int32Array.of(2),
      polyEnd: Int32Array.of(1),
    };
    const { walls, buildings } = decodeTile(obstaclesTile(tile, [{ id: 1, shape: 'wall', heightM: 2, soup: far }]));
    expect(buildings).toBeUndefined();
    expect(walls[0].type).toBe(2);
    const xs = walls[0].geometry.flat().map(([x]) => x);
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([-TILE_BUFFER, TILE_EXTENT + TILE_BUFFER]);
  });

  it('of too many the largest stay', () => {
    const many = [1, 3, 2].map((size, i) => ({
      id: i,
      shape: 'building' as const,
      heightM: null,
      soup: square(size / 10_000),
    }));
    const { buildings } = decodeTile(obstaclesTile(tile, many, 2));
    expect(buildings.map(({ properties }) => properties.id)).toEqual([1, 2]);
  });

  it('a zone says its rule', () => {
    const zone = { id: 'z', rule: 'consent' as const, name: '院落', soup: square(0.0004) };
    expect(decodeTile(privacyTile(tile, [zone])).privacy[0].properties).toEqual({
      id: 'z',
      rule: 'consent',
      name: '院落',
    });
    expect(privacyTile(tileAt(14, 121, 30), [zone]).length).toBe(0);
  });

  it('a line leaves a box and comes back in two parts', () => {
    const parts = clipLine([-1, 1, 3, 1, 3, -1, 1, -1, 1, 1], [0, 0, 2, 2]);
    expect(parts).toEqual([
      [0, 1, 2, 1],
      [1, 0, 1, 1],
    ]);
    expect(clipLine([3, 3, 4, 4], [0, 0, 2, 2])).toEqual([]);
  });
});

describe('gaps and public space', () => {
  const block = (lon: number, lat: number): [number, number][] => [
    [lon, lat],
    [lon + 0.001, lat],
    [lon + 0.001, lat + 0.001],
    [lon, lat + 0.001],
    [lon, lat],
  ];

  it('a gap is a polygon with its pieces numbered', () => {
    const leaf = indexGaps(
      'v1',
      [{ id: 'comp', areaM2: 10_700.4, geometry: soup([[block(120.001, 29.998)]]) }],
      [
        {
          id: 'p2',
          componentId: 'comp',
          class: 'road',
          areaM2: 700,
          need: 700,
          rank: 2,
          labelPoint: [120.0012, 29.9982],
        },
        {
          id: 'p1',
          componentId: 'comp',
          class: 'school',
          areaM2: 10_000,
          need: 20_000,
          rank: 1,
          labelPoint: [120.0015, 29.9985],
        },
      ],
    );
    const layers = decodeTile(gapsTile(tileAt(14, 120.001, 29.998), [leaf]));
    expect(layers.gaps[0].properties).toEqual({ id: 'comp', regionCode: 'v1', areaM2: 10_700 });
    expect(layers['gap-labels'].map((p) => [p.properties.id, p.properties.rank])).toEqual([
      ['p1', 1],
      ['p2', 2],
    ]);
  });

  it('far away a leaf is one point with its sums, and a coarser tile leaves out the smaller gaps', () => {
    const sum = { regionCode: 'v1', labelPoint: [120.001, 29.998] as const, areaM2: 700.4, need: 900.6, count: 3 };
    const far = decodeTile(gapSumsTile(tileAt(10, 120.001, 29.998), [sum, { ...sum, labelPoint: [130, 10] }]));
    expect(Object.keys(far)).toEqual(['gap-sums']);
    expect(far['gap-sums'].map((p) => p.properties)).toEqual([{ regionCode: 'v1', areaM2: 700, need: 901, count: 3 }]);
    const geometry = soup([[block(120.001, 29.998)]]);
    const leaf = indexGaps(
      'v1',
      [
        { id: 'small', areaM2: 400, geometry },
        { id: 'large', areaM2: 40_000, geometry },
      ],
      [],
    );
    const drawn = (coarser: number) =>
      (decodeTile(gapsTile(tileAt(13, 120.001, 29.998), [leaf], coarser)).gaps ?? []).map((g) => g.properties.id);
    // zoom 13 at 30° N: a pixel is 8.3 m wide, half of one 34 m²
    expect(drawn(1)).toEqual(['small', 'large']);
    expect(drawn(16)).toEqual(['large']);
    expect(drawn(2_000)).toEqual([]);
  });

  it('public space carries its class and vanishes where it is smaller than a pixel', () => {
    const layer = indexPublicSpace([
      { id: 's', class: 'square', name: '广场', geometry: soup([[block(120.001, 29.998)]]) },
    ]);
    expect(decodeTile(publicSpaceTile(layer, tileAt(14, 120.001, 29.998)))['public-space'][0].properties).toEqual({
      id: 's',
      class: 'square',
      name: '广场',
    });
    expect(publicSpaceTile(layer, tileAt(5, 120.001, 29.998)).length).toBe(0);
  });
});
