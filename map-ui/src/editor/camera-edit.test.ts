import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Camera } from '#contract/camera';
import { DEFAULT_LOOK } from '#rules/assumptions';
import { CAMERA } from './camera.fixture.ts';
import {
  aimAt,
  changeBetween,
  compass,
  engineRow,
  moveBy,
  open,
  openTo,
  placeAt,
  reachTo,
  sightOf,
  turnBy,
} from './camera-edit.ts';
import { handlesOf, nudged, pulled } from './handles.ts';

describe('a gesture', () => {
  it('aims at the place it is given, wherever that is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3599 }),
        fc.double({ min: 5, max: 500, noNaN: true }),
        (tenths, distanceM) => {
          const [lon, lat] = placeAt(CAMERA, tenths / 10, distanceM);
          expect(aimAt(CAMERA, lon, lat)).toEqual({ azimuthDeg: tenths / 10 });
        },
      ),
    );
  });
  it('moves by metres on the ground', () => {
    const moved = { ...CAMERA, ...moveBy(CAMERA, 10, 0) };
    expect(moved.latitude).toBeCloseTo(30, 6);
    // 10 m of a parallel at 30° N
    expect((moved.longitude - 110) * 96_486).toBeCloseTo(10, 1);
  });
  it('pulls the reach and opens the view to a place, within what a record may hold', () => {
    expect(reachTo(CAMERA, ...placeAt(CAMERA, 90, 73.26))).toEqual({ rangeM: 73.3 });
    expect(reachTo(CAMERA, 110, 30)).toEqual({ rangeM: 1 });
    expect(openTo(CAMERA, ...placeAt(CAMERA, 130, 50))).toEqual({ hfovDeg: 80 });
    expect(openTo({ ...CAMERA, azimuthDeg: 350 }, ...placeAt(CAMERA, 10, 50))).toEqual({ hfovDeg: 40 });
    expect(open(400)).toEqual({ hfovDeg: 360 });
  });
  it('turns round the compass without leaving it', () => {
    expect(turnBy({ ...CAMERA, azimuthDeg: 359.9 }, 0.1)).toEqual({ azimuthDeg: 0 });
    expect(turnBy({ ...CAMERA, azimuthDeg: 0 }, -15)).toEqual({ azimuthDeg: 345 });
    expect(turnBy({ ...CAMERA, azimuthDeg: null }, 1)).toEqual({ azimuthDeg: 1 });
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (deg) => compass(deg) >= 0 && compass(deg) < 360),
    );
  });
  it('says what differs, both ways, and nothing where nothing does', () => {
    expect(changeBetween(CAMERA, { ...CAMERA })).toBeNull();
    expect(changeBetween(CAMERA, { ...CAMERA, rangeM: 60 })).toEqual({ before: { rangeM: 50 }, after: { rangeM: 60 } });
  });
  it('gives the engine no camera that does not count', () => {
    expect(engineRow({ ...CAMERA, stage: 'planned' }, DEFAULT_LOOK, 'installed')).toBeNull();
    expect(engineRow({ ...CAMERA, nearM: 60 }, DEFAULT_LOOK, 'installed')).toBeNull();
    expect(engineRow(CAMERA, DEFAULT_LOOK, 'installed')).toMatchObject({ reachM: 50, p: 1, heightM: Number.NaN });
    expect(engineRow({ ...CAMERA, azimuthDeg: null }, DEFAULT_LOOK, 'installed')).toMatchObject({
      hfovDeg: 360,
      p: 1 / 6,
    });
  });
});

describe('the handles', () => {
  const ids = (camera: Camera, metresPerPx = 0.3) =>
    handlesOf(camera, sightOf(camera, DEFAULT_LOOK), metresPerPx).map((handle) => handle.id);
  it('are those that the camera has a use for', () => {
    expect(ids(CAMERA)).toEqual(['move', 'azimuth', 'range', 'fov-left', 'fov-right']);
    expect(ids({ ...CAMERA, hfovDeg: 360 })).toEqual(['move', 'range']);
    expect(ids({ ...CAMERA, azimuthDeg: null })).toEqual(['move', 'azimuth', 'range']);
    expect(ids(CAMERA, 5)).toEqual(['move']);
  });
  it('change nothing when they are let go where they stand', () => {
    const sight = sightOf(CAMERA, DEFAULT_LOOK);
    for (const { id, lon, lat } of handlesOf(CAMERA, sight, 0.3))
      expect(changeBetween(CAMERA, { ...CAMERA, ...pulled(id, CAMERA, lon, lat) }), id).toBeNull();
  });
  it('take steps of 1, of 10 metres or 15 degrees with Shift, and no other key', () => {
    const sight = sightOf(CAMERA, DEFAULT_LOOK);
    const press = (key: string, shiftKey = false) => ({ key, shiftKey, altKey: false });
    expect(nudged('azimuth', CAMERA, sight, press('ArrowRight'))).toEqual({ azimuthDeg: 91 });
    expect(nudged('azimuth', CAMERA, sight, press('ArrowLeft', true))).toEqual({ azimuthDeg: 75 });
    expect(nudged('range', CAMERA, sight, press('ArrowUp', true))).toEqual({ rangeM: 60 });
    expect(nudged('fov-left', CAMERA, sight, press('ArrowDown'))).toEqual({ hfovDeg: 59 });
    expect(nudged('move', CAMERA, sight, press('Enter'))).toBeNull();
  });
});
