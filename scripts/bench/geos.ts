// GEOS in the same process: geos-wasm, unary union and intersection in double precision.
import { readFileSync } from 'node:fs';
import initGeos from 'geos-wasm';
import type { SectionInput, SectionResult } from './facts.ts';
import { type Peer, peerSection, subsetFor } from './peers.ts';

const MULTIPOLYGON = 6;

interface Prepared {
  village: number;
  footprints: number;
}

export async function geosPeer(): Promise<{ peer: Peer<Prepared>; version: string }> {
  const geos = await initGeos();
  const { Module } = geos;
  const polygon = (ring: Float64Array): number => {
    const n = ring.length / 2 + 1;
    const bytes = Module._malloc(16 * n);
    Module.HEAPF64.set(ring, bytes / 8);
    Module.HEAPF64.set(ring.subarray(0, 2), bytes / 8 + ring.length);
    const sequence = geos.GEOSCoordSeq_copyFromBuffer(bytes, n, 0, 0);
    Module._free(bytes);
    return geos.GEOSGeom_createPolygon(geos.GEOSGeom_createLinearRing(sequence), 0, 0);
  };
  const areaAt = Module._malloc(8);
  const peer: Peer<Prepared> = {
    prepare({ ring, polygons }) {
      const list = Module._malloc(4 * Math.max(1, polygons.length));
      const members = polygons.map(polygon);
      Module.HEAPU32.set(members, list / 4);
      const footprints = geos.GEOSGeom_createCollection(MULTIPOLYGON, list, polygons.length);
      Module._free(list);
      return { village: polygon(ring), footprints };
    },
    areaM2({ village, footprints }) {
      const union = geos.GEOSUnaryUnion(footprints);
      const clipped = union ? geos.GEOSIntersection(union, village) : 0;
      const ok = clipped ? geos.GEOSArea(clipped, areaAt) : 0;
      const area = Module.HEAPF64[areaAt / 8];
      // nothing is collected in there: what is not destroyed stays
      if (clipped) geos.GEOSGeom_destroy(clipped);
      if (union) geos.GEOSGeom_destroy(union);
      if (!ok) throw new Error('expected an area, got a GEOS exception');
      return area;
    },
    free({ village, footprints }) {
      geos.GEOSGeom_destroy(village);
      geos.GEOSGeom_destroy(footprints);
    },
  };
  const url = new URL('../../package.json', import.meta.resolve('geos-wasm'));
  const about = JSON.parse(readFileSync(url, 'utf8')) as { version: string; GEOS_VERSION: string };
  return { peer, version: `${about.version} (GEOS ${about.GEOS_VERSION})` };
}

export async function geosSection(input: SectionInput): Promise<SectionResult> {
  const { peer, version } = await geosPeer();
  const result = await peerSection('geos', 'geos-wasm unary union and intersection', peer, subsetFor(input), input, {
    extrapolate: 200,
  });
  return { ...result, versions: { 'geos-wasm': version } };
}
