import { describe, expect, it } from 'vitest';
import { gapReason, type Stands, standsTo } from './gap-reason.ts';
import { qualityCounts } from './quality.ts';

describe('reason of a gap', () => {
  it('names the class, the area, the places and how far the nearest camera is', () => {
    const facts = {
      class: 'market',
      areaM2: 4200,
      nearestCamera: { id: 'C7', distanceM: 1240 },
      places: ['North Market'],
    };
    const { reason, reasonZh } = gapReason({ ...facts, class: 'market' });
    expect(reason).toBe('4,200 m² of market (North Market): out of reach; the nearest camera, C7, is 1.2 km away.');
    expect(reasonZh).toBe('集市4,200 平方米(North Market):超出可视距离,最近的点位 C7 相距 1.2 公里。');
  });
  it('says when a camera stands near enough: it looks elsewhere, over it, or something is in between', () => {
    const at = (stands: Stands) =>
      gapReason({ class: 'road', areaM2: 90, nearestCamera: { id: 'C7', distanceM: 18, stands }, places: [] });
    expect(at('aside').reason).toBe(
      '90 m² of road: camera C7 stands 18 m away, within its reach, and looks elsewhere.',
    );
    expect(at('hidden').reasonZh).toBe('道路90 平方米:点位 C7 相距 18 米,朝向此处,但被建筑、墙或地形遮挡。');
    expect(at('over').reason).toMatch(/sees only what is farther away/);
    expect(at('far').reason).toMatch(/out of reach/);
  });
  it('tells by the sector, over north and over the antimeridian', () => {
    const camera = { longitude: 180, latitude: 30, azimuthDeg: 350, hfovDeg: 60, nearM: 5, reachM: 50 };
    const east = (m: number): number => -180 + m / 96_486;
    const north = (m: number): number => 30 + m / 110_850;
    expect(standsTo(camera, [180, north(40)])).toBe('hidden');
    expect(standsTo(camera, [180, north(4)])).toBe('over');
    expect(standsTo(camera, [180, north(60)])).toBe('far');
    // 15° east of north is 25° from the axis, 30° is 40° from it
    expect(standsTo(camera, [east(40 * Math.sin(Math.PI / 12)), north(40 * Math.cos(Math.PI / 12))])).toBe('hidden');
    expect(standsTo(camera, [east(20), north(40 * Math.cos(Math.PI / 6))])).toBe('aside');
    expect(standsTo({ ...camera, hfovDeg: 360 }, [east(20), north(-20)])).toBe('hidden');
  });
  it('says when there is no camera at all', () => {
    expect(gapReason({ class: 'area', areaM2: 25_000, nearestCamera: null, places: [] }).reason).toBe(
      '2.50 ha of ground: there is no camera in or near this region.',
    );
  });
});

describe('data quality counts', () => {
  it('count every fault of every record, also the zero ones', () => {
    const bare = {
      longitude: 1,
      latitude: 2,
      type: null,
      azimuthDeg: null,
      hfovDeg: null,
      rangeM: null,
      nearM: null,
      purpose: null,
      reviewOn: null,
      regionCode: 'v',
    };
    const full = {
      ...bare,
      type: 'fixed' as const,
      azimuthDeg: 90,
      hfovDeg: 60,
      rangeM: 30,
      purpose: 'traffic',
      reviewOn: '2027-01-01',
    };
    const counts = Object.fromEntries(
      qualityCounts([bare, bare, full, { ...full, regionCode: null, nearM: 40 }]).map((q) => [q.code, q.count]),
    );
    expect(counts).toEqual({
      'camera.no_azimuth': 2,
      'camera.no_angle': 2,
      'camera.no_range': 2,
      'camera.no_type': 2,
      'camera.empty_footprint': 1,
      'camera.same_footprint': 1,
      'camera.outside_regions': 1,
      'camera.no_purpose': 2,
      'camera.no_review_date': 2,
    });
  });
});
