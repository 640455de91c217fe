import { describe, expect, it } from 'vitest';
import { gapReason } from './gap-reason.ts';
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
  it('says when a camera stands near enough and looks elsewhere', () => {
    const nearestCamera = { id: 'C7', distanceM: 18, reachM: 30 };
    expect(gapReason({ class: 'road', areaM2: 90, nearestCamera, places: [] }).reason).toMatch(/looks elsewhere/);
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
