// Real cities: what buildings leave of discs around real cameras.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { footprintsIn } from '../../api/engine/footprint.ts';
import { planeAt } from '../../api/engine/plane.ts';
import { cellsArea } from '../../api/engine/sightarea.ts';
import { sightOf } from '../../api/engine/sighting.ts';
import type { CameraArrays, ObstacleInput } from '../../api/engine/types.ts';
import { wallsIn } from '../../api/engine/walls.ts';

const root = resolve(import.meta.dirname, '../../../shared/data');
const there = existsSync(resolve(root, 'sheffield/buildings.geojson'));
if (!there) console.warn('sight-real: ../shared/data is absent, real cities are NOT tested');

interface Feature {
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: unknown };
}
const features = (file: string): Feature[] => JSON.parse(readFileSync(resolve(root, file), 'utf8')).features;

function buildingsOf(file: string): ObstacleInput {
  const coords: number[] = [];
  const ringEnd: number[] = [];
  const polyEnd: number[] = [];
  const top: number[] = [];
  for (const f of features(file)) {
    const polygons = (
      f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates
    ) as number[][][][];
    for (const rings of polygons) {
      for (const r of rings) {
        for (const [lon, lat] of r.slice(1)) coords.push(lon, lat);
        ringEnd.push(coords.length / 2);
      }
      polyEnd.push(ringEnd.length);
      top.push(Number(f.properties.height) > 0 ? Number(f.properties.height) : Number.NaN);
    }
  }
  return {
    buildings: {
      coords: Float64Array.from(coords),
      ringEnd: Int32Array.from(ringEnd),
      polyEnd: Int32Array.from(polyEnd),
    },
    buildingTopM: Float64Array.from(top),
    walls: { coords: new Float64Array(0), end: new Int32Array(0) },
    wallTopM: new Float64Array(0),
  };
}

function shares(city: string, reachM: number, heightM: number): number[] {
  const at = features(`${city}/cameras.geojson`).map((f) => f.geometry.coordinates as [number, number]);
  const n = at.length;
  const all = (v: number): Float64Array => new Float64Array(n).fill(v);
  const c: CameraArrays = {
    n,
    lon: Float64Array.from(at, (p) => p[0]),
    lat: Float64Array.from(at, (p) => p[1]),
    azimuthDeg: all(0),
    hfovDeg: all(360),
    nearM: all(0),
    reachM: all(reachM),
    p: all(1),
    heightM: all(heightM),
  };
  const plane = planeAt(at[0][0], at[0][1]);
  const everywhere = [-Infinity, -Infinity, Infinity, Infinity];
  const o = footprintsIn(plane, c, everywhere);
  const t = sightOf(plane, o, c, wallsIn(plane, buildingsOf(`${city}/buildings.geojson`), everywhere));
  return Array.from({ length: o.n }, (_, j) =>
    t.blind[j] ? 0 : t.from[j] === t.from[j + 1] ? 1 : cellsArea(t, t.from[j], t.from[j + 1]) / (Math.PI * reachM ** 2),
  );
}

describe.skipIf(!there)('cameras among real buildings', () => {
  for (const [city, cameras] of [
    ['sheffield', 212],
    ['monaco', 16],
  ] as const)
    it(`none of ${city} sees nothing, and a higher lens never less`, () => {
      const flat = shares(city, 80, Number.NaN);
      const high = shares(city, 80, 12);
      expect(flat.length).toBe(cameras);
      for (let i = 0; i < cameras; i++) {
        expect(flat[i], `camera ${i}`).toBeGreaterThan(0.02);
        expect(high[i], `camera ${i}`).toBeGreaterThanOrEqual(flat[i] - 1e-9);
        expect(high[i]).toBeLessThanOrEqual(1 + 1e-12);
      }
      const mean = (v: number[]): number => v.reduce((s, x) => s + x, 0) / v.length;
      // Buildings take a third to two thirds of such discs here.
      expect(mean(flat)).toBeGreaterThan(0.35);
      expect(mean(flat)).toBeLessThan(0.65);
      if (city === 'sheffield') expect(mean(high)).toBeGreaterThan(mean(flat));
    });
});
