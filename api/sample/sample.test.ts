// Does the sample keep its promises? Exact tiling, whole trees, valid records, the same bytes every time.
import { describe, expect, it } from 'vitest';
import { CameraFields, CameraId } from '#contract/camera';
import { TargetInput } from '#contract/target';
import { CAMERA_COLUMNS, camerasCsv, sampleFiles } from './files.ts';
import { generateSample } from './generate.ts';
import { inRing, twiceArea } from './place.ts';
import type { CameraRow, LonLat, MultiPolygonCoordinates, SampleLevel, SampleObstacle, SampleRegion } from './types.ts';

const county = generateSample();
const regions = [...county.regions];
const cameras = [...county.cameras];
const publicSpace = [...county.publicSpace];
const obstacles = [...county.obstacles];
const buildings = obstacles.filter((o) => o.shape === 'building');
const walls = obstacles.filter((o) => o.shape === 'wall');
const zones = [...county.privacyZones];
const villages = regions.filter((r) => r.level === 'village');
const rural = generateSample({ villages: 290, cameras: 19_000, province: true });
const ruralRegions = [...rural.regions];
const ruralCameras = [...rural.cameras];

const ringsOf = (g: MultiPolygonCoordinates): LonLat[][] => g.flat();
const areaOf = (g: MultiPolygonCoordinates): number => ringsOf(g).reduce((sum, ring) => sum + twiceArea(ring) / 2, 0);
const key = (a: LonLat, b: LonLat): string => `${a[0]},${a[1]} ${b[0]},${b[1]}`;

function directedEdges(list: readonly SampleRegion[]): string[] {
  const out: string[] = [];
  for (const region of list)
    for (const ring of ringsOf(region.geometry))
      for (let i = 1; i < ring.length; i++) out.push(key(ring[i - 1], ring[i]));
  return out;
}

const turned = (edge: string): string => edge.split(' ').reverse().join(' ');

/** Edges of `parts` without a partner the other way round, sorted. */
function openEdges(parts: readonly SampleRegion[]): string[] {
  const edges = directedEdges(parts);
  const all = new Set(edges);
  expect(all.size).toBe(edges.length);
  return edges.filter((edge) => !all.has(turned(edge))).sort();
}

function crosses(a: LonLat, b: LonLat, c: LonLat, d: LonLat): boolean {
  const side = (p: LonLat, q: LonLat, r: LonLat): number =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
}

function isSimple(ring: readonly LonLat[]): boolean {
  const n = ring.length - 1;
  if (new Set(ring.slice(1).map(String)).size !== n) return false;
  for (let i = 0; i < n; i++)
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
      if (Math.max(a[0], b[0]) < Math.min(c[0], d[0]) || Math.max(c[0], d[0]) < Math.min(a[0], b[0])) continue;
      if (crosses(a, b, c, d)) return false;
    }
  return true;
}

/** The buildings that a point lies in, courtyards apart. */
function nearBuildings(): (at: LonLat) => SampleObstacle[] {
  const CELL_DEG = 0.002;
  const cells = new Map<string, SampleObstacle[]>();
  const cell = (v: number): number => Math.floor(v / CELL_DEG);
  for (const b of buildings)
    for (let x = cell(b.bbox[0]); x <= cell(b.bbox[2]); x++)
      for (let y = cell(b.bbox[1]); y <= cell(b.bbox[3]); y++)
        cells.set(`${x} ${y}`, [...(cells.get(`${x} ${y}`) ?? []), b]);
  return ([lon, lat]) =>
    (cells.get(`${cell(lon)} ${cell(lat)}`) ?? []).filter((b) =>
      b.geometry[0].every((ring, k) => inRing(ring, lon, lat) === (k === 0)),
    );
}

const Strict = CameraFields.strict();
const text = (parts: Iterable<string>): string => [...parts].join('');

describe.each([
  ['county', regions],
  ['province', ruralRegions],
] as const)('regions of the %s', (_, list) => {
  const children = (code: string): SampleRegion[] => list.filter((r) => r.parentCode === code);
  const leaves = list.filter((r) => r.level === 'village');

  it('tile their parent: every edge has its partner or lies on the parent’s outline', () => {
    for (const parent of list) {
      const parts = children(parent.code);
      if (parts.length === 0) continue;
      expect(openEdges(parts), parent.name).toEqual(directedEdges([parent]).sort());
    }
  });

  it('sum to the area of the root within 1e-9', () => {
    const whole = areaOf(list[0].geometry);
    const parts = leaves.reduce((sum, r) => sum + areaOf(r.geometry), 0);
    expect(Math.abs(parts / whole - 1)).toBeLessThan(1e-9);
  });

  it('have simple closed rings, outer ones counter-clockwise and holes clockwise', () => {
    for (const region of list)
      for (const polygon of region.geometry)
        polygon.forEach((ring, k) => {
          expect(ring[0]).toEqual(ring[ring.length - 1]);
          expect(Math.sign(twiceArea(ring)), region.name).toBe(k === 0 ? 1 : -1);
          expect(isSimple(ring), region.name).toBe(true);
        });
  });

  it('name a parent that stands before them, one level up', () => {
    const up: Record<SampleLevel, SampleLevel | null> = {
      village: 'township',
      township: 'county',
      county: list[0].level === 'province' ? 'city' : null,
      city: 'province',
      province: null,
    };
    const seen = new Map<string, SampleRegion>();
    for (const region of list) {
      expect(region.code).toMatch(/^99\d{10}$/);
      expect(seen.has(region.code)).toBe(false);
      expect(region.parentCode === null ? null : seen.get(region.parentCode)?.level).toBe(up[region.level]);
      seen.set(region.code, region);
    }
  });

  it('have the population of their children', () => {
    for (const region of list) {
      const parts = children(region.code);
      if (parts.length) expect(region.population).toBe(parts.reduce((sum, r) => sum + r.population, 0));
    }
  });
});

describe('the county', () => {
  it('has 12 townships, 186 villages and 6,412 cameras', () => {
    expect(county.meta.counts).toEqual({ province: 0, city: 0, county: 1, township: 12, village: 186 });
    expect(cameras.length).toBe(6_412);
  });

  it('gives every region a name of its own in both languages, without numbers', () => {
    for (const field of ['name', 'nameEn'] as const) {
      expect(new Set(regions.map((r) => r[field])).size).toBe(regions.length);
      expect(regions.filter((r) => /\d/.test(r[field]))).toEqual([]);
    }
  });

  it('is one piece, and about 60 to 140 vertices draw a village', () => {
    expect(regions[0].geometry.length).toBe(1);
    const mean = villages.reduce((sum, r) => sum + ringsOf(r.geometry).flat().length, 0) / villages.length;
    expect(mean).toBeGreaterThan(60);
    expect(mean).toBeLessThan(140);
  });

  it('has villages of very different sizes', () => {
    const areas = villages.map((r) => areaOf(r.geometry)).sort((a, b) => a - b);
    expect(areas[areas.length - 1] / areas[0]).toBeGreaterThan(5);
  });

  it('keeps its public space inside: areas in simple rings, roads as lines, bus stops as points', () => {
    const outline = regions[0].geometry[0][0];
    const wrong = publicSpace.filter(({ shape, geometry }) =>
      ringsOf(geometry).some(
        (ring) =>
          (shape === 'area' ? !(twiceArea(ring) > 0) || !isSimple(ring) : ring.length < (shape === 'line' ? 2 : 1)) ||
          !ring.every(([lon, lat]) => inRing(outline, lon, lat)),
      ),
    );
    for (const { shape, radiusM, highway } of publicSpace) {
      expect(radiusM === null).toBe(shape === 'area');
      expect(highway !== null).toBe(shape === 'line');
    }
    expect(new Set(publicSpace.map((p) => p.shape))).toEqual(new Set(['area', 'line', 'point']));
    expect(wrong.map((area) => area.name)).toEqual([]);
  });

  it('has public space in every village, of every class it knows', () => {
    const spots = publicSpace.map((p) => p.geometry[0][0][0]);
    for (const village of villages)
      expect(
        spots.some(([lon, lat]) => inRing(village.geometry[0][0], lon, lat)),
        village.name,
      ).toBe(true);
    expect(new Set(publicSpace.map((p) => p.class))).toEqual(
      new Set(['road', 'square', 'school', 'hospital', 'market', 'park', 'transport', 'service']),
    );
    expect(new Set(publicSpace.map((p) => p.id)).size).toBe(publicSpace.length);
  });

  it('has buildings of one to ten storeys, a few of unknown height, some around a courtyard', () => {
    expect(buildings.length).toBeGreaterThan(8_000);
    const heights = buildings.flatMap((b) => b.heightM ?? []);
    const unknown = 1 - heights.length / buildings.length;
    expect(unknown).toBeGreaterThan(0.01);
    expect(unknown).toBeLessThan(0.06);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...heights)).toBeLessThanOrEqual(31);
    expect(heights.filter((h) => h >= 9).length).toBeGreaterThan(1_000);
    expect(buildings.filter((b) => b.geometry[0].length === 2).length).toBeGreaterThan(50);
    const wrong = buildings.filter((b) => b.geometry[0].some((ring, k) => Math.sign(twiceArea(ring)) !== (k ? -1 : 1)));
    expect(wrong).toEqual([]);
    expect(walls.length).toBeGreaterThan(100);
  });

  it('builds no house on a road, on a square or on another house', () => {
    const near = nearBuildings();
    const onRoad = publicSpace
      .filter((p) => p.shape === 'line')
      .flatMap((p) => p.geometry[0][0])
      .filter((at) => near(at).length > 0);
    expect(onRoad).toEqual([]);
    const corners = buildings.flatMap((b) => b.geometry[0][0].slice(1).filter((at) => near(at).some((o) => o !== b)));
    expect(corners).toEqual([]);
  });

  it('hangs hardly a camera inside a house, and most with a height', () => {
    const near = nearBuildings();
    const inside = cameras.filter((c) => near([c.longitude, c.latitude]).length > 0);
    expect(inside.length / cameras.length).toBeLessThan(0.01);
    expect(cameras.filter((c) => c.heightM !== null).length / cameras.length).toBeGreaterThan(0.8);
  });

  it('has private ground under all three rules, all of it inside', () => {
    expect(new Set(zones.map((z) => z.rule))).toEqual(new Set(['forbid', 'mask', 'consent']));
    const outline = regions[0].geometry[0][0];
    expect(zones.filter((z) => !z.geometry[0][0].every(([lon, lat]) => inRing(outline, lon, lat)))).toEqual([]);
    expect(new Set(zones.map((z) => z.id)).size).toBe(zones.length);
  });

  it('has records with the holes of real ones', () => {
    const share = (test: (c: CameraRow) => boolean): number => cameras.filter(test).length / cameras.length;
    const unaimed = share((c) => c.azimuthDeg === null && c.type !== 'panoramic');
    expect(unaimed).toBeGreaterThan(0.26);
    expect(unaimed).toBeLessThan(0.4);
    expect(share((c) => c.type === null)).toBeGreaterThan(0.02);
    expect(share((c) => c.rangeM === null)).toBeGreaterThan(0.03);
    expect(share((c) => c.hfovDeg === null)).toBeGreaterThan(0.03);
    expect(share((c) => ['planned', 'approved', 'procured', 'retired'].includes(c.stage))).toBeGreaterThan(0.04);
  });

  it('lists about 3 % of the cameras twice, under another id', () => {
    const twice = cameras.filter((c, k) => {
      const before = cameras[k - 1];
      return before && same(before, c);
    });
    expect(twice.length / cameras.length).toBeGreaterThan(0.025);
    expect(twice.length / cameras.length).toBeLessThan(0.04);
  });

  it('stays inside itself with its cameras, but for a few on the outline', () => {
    const outline = regions[0].geometry[0][0];
    const outside = cameras.filter((c) => !inRing(outline, c.longitude, c.latitude));
    expect(outside.length).toBeLessThan(10);
  });

  it('binds every level by a target, and one township by its own', () => {
    for (const target of county.targets) TargetInput.parse(target);
    const scopes = county.targets.map((t) => t.scope);
    expect(scopes.flatMap((s) => ('level' in s ? [s.level] : []))).toEqual(['village', 'township', 'county']);
    const own = scopes.flatMap((s) => ('region' in s ? [s.region] : []));
    const levels = own.map((code) => regions.find((r) => r.code === code)?.level);
    expect(levels.filter((level) => level === 'township')).toHaveLength(1);
    expect(new Set(levels)).toEqual(new Set(['township', 'county']));
  });
});

const same = (a: CameraRow, b: CameraRow): boolean =>
  a.id !== b.id &&
  a.longitude === b.longitude &&
  a.latitude === b.latitude &&
  a.azimuthDeg === b.azimuthDeg &&
  a.hfovDeg === b.hfovDeg &&
  a.rangeM === b.rangeM &&
  a.heightM === b.heightM &&
  a.stage === b.stage &&
  a.installedOn === b.installedOn &&
  a.reviewOn === b.reviewOn;

describe('the province at 1/100', () => {
  it('has the mix of the whole: 3.4 % towns of 500 to 3,000 cameras, villages of 4 to 40', () => {
    expect(ruralCameras.length).toBe(19_000);
    expect(rural.meta.counts.village).toBe(290);
    expect(rural.layerExtent).toEqual([]);
    expect([...rural.obstacles, ...rural.privacyZones]).toEqual([]);
    const perVillage = new Map<string, number>();
    for (const c of ruralCameras) {
      if (c.name === null) continue;
      const name = c.name.replace(/\d+号.*$/, '') + c.id.slice(0, 8);
      perVillage.set(name, (perVillage.get(name) ?? 0) + 1);
    }
    const towns = [...perVillage.values()].filter((n) => n > 300).length;
    expect(towns).toBe(10);
  });

  it('doubles 3 % of the cameras', () => {
    const twice = ruralCameras.filter((c, k) => k > 0 && same(ruralCameras[k - 1], c)).length;
    expect(twice / ruralCameras.length).toBeGreaterThan(0.02);
    expect(twice / ruralCameras.length).toBeLessThan(0.04);
  });
});

describe.each([
  ['county', cameras],
  ['province', ruralCameras],
] as const)('cameras of the %s', (_, list) => {
  it('pass the contract and carry ids of 20 digits of their own', () => {
    const wrong = list.filter(({ id, ...fields }, k) => {
      if (!/^99\d{18}$/.test(id) || !CameraId.safeParse(id).success) return true;
      return k % 4 === 0 && !Strict.safeParse(fields).success;
    });
    expect(wrong).toEqual([]);
    expect(new Set(list.map((c) => c.id)).size).toBe(list.length);
  });

  it('have no date after the day they speak of, and no stage before the one it follows', () => {
    const wrong = list.filter((c) => {
      const dates = [c.plannedOn, c.approvedOn, c.procuredOn, c.installedOn, c.networkedOn, c.acceptedOn, c.retiredOn];
      const given = dates.filter((d) => d !== null);
      return (
        given.some((d, k) => k > 0 && d < given[k - 1]) || [...given, c.filedOn ?? ''].some((d) => d > county.meta.asOf)
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe('generateSample', () => {
  const small = { villages: 20, cameras: 400, seed: 7 };
  const bytes = (seed: number): string =>
    sampleFiles(generateSample({ ...small, seed }))
      .map((f) => f.name + text(f.text))
      .join();

  it('gives the same bytes for the same seed and others for another', () => {
    const once = bytes(7);
    expect(bytes(7)).toBe(once);
    expect(bytes(8)).not.toBe(once);
  });

  it('can be walked again, in any order', () => {
    const a = generateSample(small);
    const first = text(camerasCsv(a.cameras));
    expect(text(camerasCsv(a.cameras))).toBe(first);
    const b = generateSample(small);
    expect([...b.publicSpace].length).toBe([...a.publicSpace].length);
    expect(text(camerasCsv(b.cameras))).toBe(first);
  });

  it('gives exactly the counts that are asked for', () => {
    for (const [villageCount, cameraCount, seed] of [
      [1, 10, 1],
      [2, 0, 2],
      [9, 77, 3],
      [40, 3_000, 4],
    ]) {
      const s = generateSample({ villages: villageCount, cameras: cameraCount, seed });
      expect([...s.regions].filter((r) => r.level === 'village').length).toBe(villageCount);
      expect([...s.cameras].length).toBe(cameraCount);
    }
  });

  it('refuses counts that make no sense', () => {
    for (const bad of [{ villages: 0 }, { villages: 1.5 }, { cameras: -1 }, { seed: 0.5 }])
      expect(() => generateSample(bad)).toThrow(RangeError);
  });
});

describe('camerasCsv', () => {
  it('writes one line per camera with every column of the contract', () => {
    expect([...CAMERA_COLUMNS].sort()).toEqual(['id', ...Object.keys(CameraFields.shape)].sort());
    const lines = text(camerasCsv(cameras)).trimEnd().split('\n');
    expect(lines.length).toBe(cameras.length + 1);
    expect(lines[0]).toBe(CAMERA_COLUMNS.join());
    expect(lines[1].split(',').length).toBe(CAMERA_COLUMNS.length);
  });
});
