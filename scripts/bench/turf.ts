// The peer: @turf/turf union and intersect on the same villages, footprints with 64 segments a circle.
import * as turf from '@turf/turf';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { type LeafInput, planeAt } from '#engine';

/** Inscribed polygon of a footprint in plane metres scaled to degrees of a tiny box, so that Turf's planar union sees the
 * same plane as the engine: x, y in metres are handed over as 1e-5 degrees. */
const SCALE = 1e-5;
const SEGMENTS = 64;

export interface TurfResult {
  cpuS: number;
  wallS: number;
  cameras: number;
  villages: number;
  failed: number;
  /** largest relative difference of a village's covered area to the engine's */
  worst: number;
}

export function turfUnion(leaves: LeafInput[], coveredM2: number[]): TurfResult {
  const out: TurfResult = { cpuS: 0, wallS: 0, cameras: 0, villages: 0, failed: 0, worst: 0 };
  for (let i = 0; i < leaves.length; i++) {
    const { village, footprints } = polygonsOf(leaves[i]);
    out.villages++;
    out.cameras += footprints.length;
    const cpu = process.cpuUsage();
    const t = performance.now();
    let area = Number.NaN;
    try {
      const union = footprints.length > 1 ? turf.union(turf.featureCollection(footprints)) : (footprints[0] ?? null);
      const clipped = union && turf.intersect(turf.featureCollection<Polygon | MultiPolygon>([union, village]));
      area = clipped ? planarArea(clipped) : 0;
    } catch {
      out.failed++;
    }
    out.wallS += (performance.now() - t) / 1e3;
    const used = process.cpuUsage(cpu);
    out.cpuS += (used.user + used.system) / 1e6;
    if (Number.isFinite(area) && coveredM2[i] > 0) out.worst = Math.max(out.worst, Math.abs(area / coveredM2[i] - 1));
  }
  return out;
}

function polygonsOf(leaf: LeafInput): { village: Feature<Polygon>; footprints: Feature<Polygon>[] } {
  const c = leaf.region.coords;
  const plane = planeAt(c[0], c[1]);
  const xy = [0, 0];
  const scaled = (x: number, y: number): number[] => [x * SCALE, y * SCALE];
  const ring: number[][] = [];
  for (let v = 0; v < leaf.region.ringEnd[0]; v++) {
    plane.toPlane(c[2 * v], c[2 * v + 1], xy, 0);
    ring.push(scaled(xy[0], xy[1]));
  }
  const footprints: Feature<Polygon>[] = [];
  const k = leaf.cameras;
  for (let j = 0; j < k.n; j++) {
    plane.toPlane(k.lon[j], k.lat[j], xy, 0);
    const full = k.hfovDeg[j] >= 360 || k.p[j] < 1;
    const h = ((full ? 360 : k.hfovDeg[j]) * Math.PI) / 180;
    const from = full ? 0 : ((90 - k.azimuthDeg[j]) * Math.PI) / 180 - h / 2;
    const n = Math.max(1, Math.ceil((SEGMENTS * h) / (2 * Math.PI)));
    const at = (r: number, s: number): number[] =>
      scaled(xy[0] + r * Math.cos(from + (h * s) / n), xy[1] + r * Math.sin(from + (h * s) / n));
    const line: number[][] = [];
    for (let s = 0; s < n + (full ? 0 : 1); s++) line.push(at(k.reachM[j], s));
    if (!full && k.nearM[j] > 0) for (let s = n; s >= 0; s--) line.push(at(k.nearM[j], s));
    else if (!full) line.push(scaled(xy[0], xy[1]));
    footprints.push(turf.polygon([[...line, line[0]]]));
  }
  return { village: turf.polygon([[...ring, ring[0]]]), footprints };
}

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
