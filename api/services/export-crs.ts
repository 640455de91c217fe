// How does a position leave in another coordinate system?
import gcoord from 'gcoord';
import type { Geometry, LayerCrs } from '#exports/model';
import { crsOf, KNOWN_CRS } from '#importers/crs';
import { ServiceError } from './errors.ts';

export interface Outward {
  crs: LayerCrs;
  /** null = outside of the area of the system */
  shape(geometry: Geometry | null): Geometry | null;
}

type Point = readonly [number, number];
type Project = (lon: number, lat: number) => Point | null;

/** Errors: export.crs_unknown. */
export function outward(name = 'wgs84'): Outward {
  const crs = crsOf(name);
  const project = crs === null ? null : (crs.fromWgs84?.bind(crs) ?? shifted(crs.name));
  if (crs === null || project === null)
    throw new ServiceError('export.crs_unknown', 'invalid', { crs: name, known: `${KNOWN_CRS}` });
  const isSame = crs.name === 'wgs84' || crs.name === 'cgcs2000';
  return {
    crs: { name: crs.name, projected: crs.projected, epsg: epsgOf(crs.name) },
    shape: (geometry) => (geometry === null || isSame ? geometry : moved(geometry, project)),
  };
}

/** These two are made from WGS-84, so this way is the exact one. */
function shifted(name: string): Project | null {
  const to = name === 'gcj02' ? gcoord.GCJ02 : name === 'bd09' ? gcoord.BD09 : null;
  return to === null ? null : (lon, lat) => gcoord.transform([lon, lat], gcoord.WGS84, to) as [number, number];
}

function epsgOf(name: string): number | null {
  if (name === 'wgs84') return 4326;
  if (name === 'cgcs2000') return 4490;
  return name.startsWith('epsg:') ? Number(name.slice('epsg:'.length)) : null;
}

function moved(geometry: Geometry, project: Project): Geometry | null {
  if (geometry.type === 'Point') {
    const at = project(...geometry.coordinates);
    return at === null ? null : { type: 'Point', coordinates: at };
  }
  let isInside = true;
  const coordinates = geometry.coordinates.map((polygon) =>
    polygon.map((ring) =>
      ring.map(([lon, lat]) => {
        const at = project(lon!, lat!);
        if (at === null) isInside = false;
        return at ?? [0, 0];
      }),
    ),
  );
  return isInside ? { type: 'MultiPolygon', coordinates } : null;
}
