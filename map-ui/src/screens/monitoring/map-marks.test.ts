import { describe, expect, it } from 'vitest';
import { frameOf } from '../../ui/mini-map.ts';
import { MARKS, markOf, markOutline } from '../../ui/StateMark.tsx';
import { markPaths, nearestOf, placedOf, sightPath } from './map-marks.ts';
import { viewOf } from './on-map-view.ts';
import { detail } from './outage.fixture.ts';

const frame = frameOf([120, 30, 120.01, 30.01], 1);
const sight = { azimuthDeg: 90, hfovDeg: 60, nearM: 0, reachM: 50 };
const camera = { ...detail().cameraList[0], longitude: 120.005, latitude: 30.005 };

describe('marks on the map of monitoring', () => {
  it('gives every state a shape of its own', () => {
    expect(new Set(MARKS.map((mark) => markOutline(mark, 1))).size).toBe(MARKS.length);
  });
  it('draws flapping and planned works by their reason, the rest by its state', () => {
    expect(markOf('online', 'flapping')).toBe('flapping');
    expect(markOf('unknown', 'planned-works')).toBe('planned');
    expect(markOf('unknown', 'parent-down')).toBe('unknown');
    expect(markOf('offline', null)).toBe('offline');
  });
  it('draws one path a shape, and what is out over what works', () => {
    const paths = markPaths(placedOf(detail()), frame, 1);
    expect(paths.map(([mark]) => mark)).toEqual(['online', 'offline', 'unknown']);
  });
  it('draws a sector to where the camera looks, a disc where nobody knows, and nothing where it sees nothing', () => {
    const metres = 1;
    // 50 m east of the middle of the frame
    expect(sightPath({ ...camera, sight }, frame, metres)).toMatch(/^M5\d\d/);
    expect(sightPath({ ...camera, sight: { ...sight, azimuthDeg: null } }, frame, metres)).toContain('a50 50');
    expect(sightPath({ ...camera, sight: { ...sight, reachM: 5, nearM: 9 } }, frame, metres)).toBe('');
    expect(sightPath({ ...camera, sight: null }, frame, metres)).toBe('');
    expect(sightPath(camera, frame, metres)).toBe('');
  });
  it('finds the nearest camera within reach, and none beyond it', () => {
    const placed = placedOf(detail());
    const [x, y] = frame.project(placed[1].at);
    expect(nearestOf(placed, frame, [x + 2, y], 5)?.id).toBe('c-unknown');
    expect(nearestOf(placed, frame, [x, y + 50], 5)).toBeNull();
  });
  it('looks from so high that all cameras of an outage are in sight', () => {
    const near = viewOf(detail());
    const far = viewOf(detail({ cameraList: [camera, { ...camera, longitude: 121 }] }));
    expect(near?.zoom).toBeGreaterThan(far?.zoom ?? 99);
    expect(far?.lon).toBeCloseTo(120.5, 2);
    expect(viewOf(detail({ cameraList: [] }))).toBeNull();
  });
});
