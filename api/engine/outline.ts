/** Rings (lon, lat; closed) of one footprint for maps. */
export function footprintPolygon(
  _lon: number,
  _lat: number,
  _azimuthDeg: number,
  _hfovDeg: number,
  _nearM: number,
  _reachM: number,
): number[][][] {
  throw new Error('the engine is being written');
}
