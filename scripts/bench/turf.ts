// The peer everybody reaches for first: @turf/turf union and intersect.
import { readFileSync } from 'node:fs';
import * as turf from '@turf/turf';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import type { SectionInput, SectionResult } from './facts.ts';
import { type Peer, type PreparedVillage, peerSection, subsetFor } from './peers.ts';

/** x, y in metres are handed over as 1e-5 degrees: Turf's union is planar, and sees the engine's plane. */
const SCALE = 1e-5;
/** A town of thousands takes Turf minutes. */
const MOST_CAMERAS = 1_000;

const closed = (ring: Float64Array): number[][] => {
  const out: number[][] = [];
  for (let i = 0; i < ring.length; i += 2) out.push([ring[i] * SCALE, ring[i + 1] * SCALE]);
  out.push(out[0]);
  return out;
};

const peer: Peer<{ village: Feature<Polygon>; footprints: Feature<Polygon>[] }> = {
  prepare: ({ ring, polygons }: PreparedVillage) => ({
    village: turf.polygon([closed(ring)]),
    footprints: polygons.map((polygon) => turf.polygon([closed(polygon)])),
  }),
  areaM2({ village, footprints }) {
    const union = footprints.length > 1 ? turf.union(turf.featureCollection(footprints)) : (footprints[0] ?? null);
    const clipped = union && turf.intersect(turf.featureCollection<Polygon | MultiPolygon>([union, village]));
    return clipped ? planarArea(clipped) : 0;
  },
  free() {},
};

/** m² of a polygon whose coordinates are scaled plane metres. */
function planarArea(f: Feature<Polygon | MultiPolygon>): number {
  const polygons = f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates;
  let sum = 0;
  for (const rings of polygons)
    rings.forEach((ring, r) => {
      let a = 0;
      for (let i = 0; i + 1 < ring.length; i++) a += ring[i][0] * ring[i + 1][1] - ring[i][1] * ring[i + 1][0];
      sum += ((r === 0 ? 1 : -1) * Math.abs(a)) / 2;
    });
  return sum / SCALE ** 2;
}

export async function turfSection(input: SectionInput): Promise<SectionResult> {
  const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('@turf/turf/package.json')), 'utf8'));
  const leaves = subsetFor(input, { villages: input.turfVillages, mostCameras: MOST_CAMERAS });
  const result = await peerSection('turf', '@turf/turf union', peer, leaves, input, { extrapolate: 6 });
  return { ...result, versions: { '@turf/turf': version } };
}
