// A province whose roll-out is known number by number: regions, cameras with stages and dates, in any order.
import type { Stage } from '#contract/camera';
import { CAMERA_DEFAULTS } from '#contract/camera';
import { type CameraRecord, putCameras } from '#storage/cameras.repository';
import { zkeyOf } from '#storage/zkey';
import { importText, type World } from './world.ts';

const WEST = 110;
const SOUTH = 27;
/** side of a leaf, degrees: about 55 m */
const SIDE = 0.0005;

export interface Unit {
  code: string;
  city: string;
  leaves: string[];
}

/** `perCity` units in each city, `leaves` below each unit: a grid of tiny squares. */
export function provinceOf(perCity: readonly number[], leaves: number): { geojson: string; units: Unit[] } {
  const square = (x: number, y: number, w: number, h: number) => {
    const [a, b, c, d] = [WEST + x * SIDE, SOUTH + y * SIDE, WEST + (x + w) * SIDE, SOUTH + (y + h) * SIDE];
    return {
      type: 'Polygon',
      coordinates: [
        [
          [a, b],
          [c, b],
          [c, d],
          [a, d],
          [a, b],
        ],
      ],
    };
  };
  const widest = Math.max(...perCity) * leaves;
  const feature = (code: string, level: string, parentCode: string | null, geometry: object) => ({
    type: 'Feature',
    properties: { code, name: `${code}名`, level, parentCode },
    geometry,
  });
  const features = [feature('P', 'province', null, square(0, 0, widest, perCity.length))];
  const units: Unit[] = [];
  for (const [row, count] of perCity.entries()) {
    const city = `P${String(row + 1).padStart(2, '0')}`;
    features.push(feature(city, 'city', 'P', square(0, row, widest, 1)));
    for (let i = 0; i < count; i += 1) {
      const code = `${city}${String(i + 1).padStart(2, '0')}`;
      features.push(feature(code, 'county', city, square(i * leaves, row, leaves, 1)));
      const below = Array.from({ length: leaves }, (_, k) => `${code}${k + 1}`);
      for (const [k, leaf] of below.entries())
        features.push(feature(leaf, 'village', code, square(i * leaves + k, row, 1, 1)));
      units.push({ code, city, leaves: below });
    }
  }
  return { geojson: JSON.stringify({ type: 'FeatureCollection', features }), units };
}

/** What a generated camera says of itself. */
export type Said = Partial<CameraRecord> & { stage: Stage; regionCode: string };

let made = 0;
export function cameraOf(said: Said, next: () => number): CameraRecord {
  made += 1;
  const longitude = WEST + next() * SIDE;
  const latitude = SOUTH + next() * SIDE;
  return {
    ...CAMERA_DEFAULTS,
    id: `K${Math.floor(next() * 1e9)}-${made}`,
    longitude,
    latitude,
    zkey: zkeyOf(longitude, latitude),
    originalX: longitude,
    originalY: latitude,
    originalCrs: 'wgs84',
    source: null,
    revision: 1,
    validFrom: '2022-06-01T00:00:00.000Z',
    recordedAt: '2022-06-01T00:00:00.000Z',
    ...said,
  };
}

export function shuffle<T>(all: T[], next: () => number): T[] {
  for (let i = all.length - 1; i > 0; i -= 1) {
    const k = Math.floor(next() * (i + 1));
    [all[i], all[k]] = [all[k], all[i]];
  }
  return all;
}

/** In bulk, a few thousand a transaction. */
export async function bringIn(world: World, cameras: CameraRecord[]): Promise<void> {
  for (let i = 0; i < cameras.length; i += 5_000)
    await world.ctx.storage.transaction((writer) => putCameras(writer, cameras.slice(i, i + 5_000), 'insert'));
}

export async function openProvince(world: World, perCity: readonly number[], leaves: number): Promise<Unit[]> {
  const { geojson, units } = provinceOf(perCity, leaves);
  await importText(world, 'regions', geojson, 'province.geojson');
  return units;
}

const DAY = 86_400_000;
/** A day from one to another, both included; often one of the two, where mistakes hide. */
export function dayBetween(from: string, to: string, next: () => number): string {
  const kind = next();
  if (kind < 0.05) return from;
  if (kind < 0.1) return to;
  const days = (Date.parse(to) - Date.parse(from)) / DAY;
  return new Date(Date.parse(from) + Math.floor(next() * (days + 1)) * DAY).toISOString().slice(0, 10);
}

/** Whole numbers ≥ `least`, at most `most` each, that come to `total`. */
export function split(total: number, least: readonly number[], most: readonly number[], next: () => number): number[] {
  const parts = [...least];
  let left = total - parts.reduce((sum, n) => sum + n, 0);
  if (left < 0 || most.reduce((sum, n) => sum + n, 0) < total)
    throw new Error(`expected bounds that ${total} fits in, got ${left} left`);
  while (left > 0) {
    const open = parts.flatMap((n, i) => (n < most[i] ? [i] : []));
    const share = Math.max(1, Math.floor(left / open.length));
    for (const i of shuffle(open, next)) {
      const more = Math.min(left, most[i] - parts[i], Math.ceil(next() * 2 * share));
      parts[i] += more;
      left -= more;
    }
  }
  return parts;
}
