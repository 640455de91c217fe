// WGS-84 longitude and latitude ↔ an equal-area plane in metres, and where true north points in it.
// The only file (with quadkey.ts) that knows degrees.
//
// Lambert azimuthal equal-area on the ellipsoid, oblique aspect: J. P. Snyder, Map Projections – A Working Manual
// (USGS PP 1395), pp. 187-190, equations 3-11, 3-12, 24-2 … 24-26. Areas are exact; lengths are off by about
// (d / 2R)² / 2 at distance d from the centre: 7e-7 at 15 km, which is why a region wider than 30 km gets several planes.

import { interpolation } from './interpolation.ts';

const A = 6378137;
const F = 1 / 298.257223563;
const E2 = F * (2 - F);
const E1 = Math.sqrt(E2);
export const RAD = Math.PI / 180;

/** q(φ), Snyder 3-12: proportional to the ellipsoid's area between the equator and φ. */
const authalicQ = (sinPhi: number): number =>
  (1 - E2) * (sinPhi / (1 - E2 * sinPhi * sinPhi) - Math.log((1 - E1 * sinPhi) / (1 + E1 * sinPhi)) / (2 * E1));
const QP = authalicQ(1);
const RQ = A * Math.sqrt(QP / 2);

// Geodetic latitude from authalic latitude as a series in sin 2nβ (Snyder 3-18); off by less than 1e-10 radians.
const S2 = E2 / 3 + (31 * E2 ** 2) / 180 + (517 * E2 ** 3) / 5040;
const S4 = (23 * E2 ** 2) / 360 + (251 * E2 ** 3) / 3780;
const S6 = (761 * E2 ** 3) / 45360;

/** Geodetic latitude from the sine of the authalic one: the series, then one Newton step on q(φ) (Snyder 3-16) ⇒ 1e-15. */
function geodeticLat(sinBeta: number): number {
  const sb = Math.max(-1, Math.min(1, sinBeta));
  const beta = Math.asin(sb);
  const phi = beta + S2 * Math.sin(2 * beta) + S4 * Math.sin(4 * beta) + S6 * Math.sin(6 * beta);
  const s = Math.sin(phi);
  const c = Math.cos(phi);
  if (c < 1e-9) return phi;
  const w = 1 - E2 * s * s;
  return phi + ((QP * sb - authalicQ(s)) * w * w) / (2 * c * (1 - E2));
}

/** Below this the series of atanh ends at the seventh power: the next term is less than 1e-18 of the first. */
const SMALL = 4e-3;
function atanh(z: number): number {
  if (Math.abs(z) > SMALL) return Math.atanh(z);
  const z2 = z * z;
  return z * (1 + z2 * (1 / 3 + z2 * (1 / 5 + z2 / 7)));
}

export interface Plane {
  lon0: number;
  lat0: number;
  /** lon, lat in degrees → x (east), y (north) in metres, written at out[at], out[at + 1] */
  toPlane(lon: number, lat: number, out: Float64Array | number[], at: number): void;
  /** lon, lat in degrees → x, y in metres and the unit vector of true north there, written at out[0…3] */
  toPlaneNorth(lon: number, lat: number, out: Float64Array): void;
  /** metres → [lon, lat] in degrees, longitude in lon0 ± 180 */
  fromPlane(x: number, y: number): [number, number];
  /** unit vector of true north at a place, in plane axes: the meridian convergence */
  north(lon: number, lat: number): [number, number];
}

/** The plane centred at lon0, lat0 (degrees). Longitudes are taken modulo 360, so a region over ±180° stays whole. */
export const planeAt = (lon0: number, lat0: number): Plane => new AzimuthalPlane(lon0, lat0);

/** Within this of the centre's latitude (radians, about 28 km) and longitude, series take the place of trigonometry: their
 * first missing terms are below 1e-18 of the distance from the centre. */
const NEAR_LAT = 4.4e-3;
const NEAR_LON = 0.02;
/** Coefficients of the series in latitude. */
const TERMS = 6;

class AzimuthalPlane implements Plane {
  private readonly sinB1: number;
  private readonly cosB1: number;
  private readonly s1: number;
  private readonly c1: number;
  /** makes the projection conformal at its centre; 1 at a pole */
  private readonly d: number;
  /** (sinβ − sinβ₁) / u and sin(β − β₁) / u as polynomials in u = (φ − φ₁) / NEAR_LAT, from the lowest power */
  private readonly rise = new Float64Array(TERMS);
  private readonly lean = new Float64Array(TERMS);

  constructor(
    readonly lon0: number,
    readonly lat0: number,
  ) {
    const phi1 = lat0 * RAD;
    this.s1 = Math.sin(phi1);
    this.c1 = Math.cos(phi1);
    this.sinB1 = authalicQ(this.s1) / QP;
    this.cosB1 = Math.cos(Math.asin(Math.max(-1, Math.min(1, this.sinB1))));
    this.d = this.cosB1 < 1e-9 ? 1 : (A * this.c1) / (Math.sqrt(1 - E2 * this.s1 * this.s1) * RQ * this.cosB1);
    const { nodes, inverse } = interpolation(TERMS - 1);
    for (let i = 0; i < TERMS; i++) {
      this.place(nodes[i] * NEAR_LAT);
      const rise = this.db / nodes[i];
      const lean = this.sinDb / nodes[i];
      for (let k = 0; k < TERMS; k++) {
        this.rise[k] += inverse[k * TERMS + i] * rise;
        this.lean[k] += inverse[k * TERMS + i] * lean;
      }
    }
  }

  // Of the latitude in hand: sinβ − sinβ₁ and sin(β − β₁); of the longitude: sin Δλ and 1 − cos Δλ.
  private db = 0;
  private sinDb = 0;
  private sinDl = 0;
  private versDl = 0;

  /** All from differences to the centre, none from nearly equal terms: a place keeps 16 digits of its distance from the
   * centre, and trigonometry that differs in the last bit (browser, server) moves it by 1e-16 of that, not of the earth. */
  private place(dPhi: number): void {
    const { s1, sinB1, cosB1 } = this;
    const half = dPhi / 2;
    // sinφ − sinφ₁
    const ds = 2 * Math.sin(half) * Math.cos(this.lat0 * RAD + half);
    const s = s1 + ds;
    // (q − q₁) / q(90°): 3-12 at both latitudes, the two logarithms as one area tangent
    const z = (E1 * ds) / (1 - E2 * s * s1);
    const ratio = (ds * (1 + E2 * s * s1)) / ((1 - E2 * s * s) * (1 - E2 * s1 * s1));
    const db = ((1 - E2) * (ratio + atanh(z) / E1)) / QP;
    const sb = Math.max(-1, Math.min(1, sinB1 + db));
    const cb = Math.sqrt((1 - sb) * (1 + sb));
    // tan((β − β₁)/2)
    const t = cb + cosB1 > 0 ? db / (cb + cosB1) : 0;
    this.db = db;
    this.sinDb = (2 * t) / (1 + t * t);
  }
  private locate(lon: number, lat: number): void {
    const dPhi = (lat - this.lat0) * RAD;
    if (dPhi < NEAR_LAT && dPhi > -NEAR_LAT) {
      const { rise: p, lean: q } = this;
      const u = dPhi * (1 / NEAR_LAT);
      this.db = u * (p[0] + u * (p[1] + u * (p[2] + u * (p[3] + u * (p[4] + u * p[5])))));
      this.sinDb = u * (q[0] + u * (q[1] + u * (q[2] + u * (q[3] + u * (q[4] + u * q[5])))));
    } else this.place(dPhi);
    const dl = this.turn(lon);
    if (dl < NEAR_LON && dl > -NEAR_LON) {
      const v = dl * dl;
      this.sinDl = dl * (1 - (v / 6) * (1 - (v / 20) * (1 - v / 42)));
      this.versDl = (v / 2) * (1 - (v / 12) * (1 - (v / 30) * (1 - v / 56)));
    } else {
      const h = Math.sin(dl / 2);
      this.sinDl = Math.sin(dl);
      this.versDl = 2 * h * h;
    }
  }
  /** Longitude from the centre's, in radians. */
  private turn(lon: number): number {
    let v = lon - this.lon0;
    if (v > 180) v -= 360;
    else if (v < -180) v += 360;
    return v * RAD;
  }

  toPlane(lon: number, lat: number, out: Float64Array | number[], at: number): void {
    this.locate(lon, lat);
    const { sinB1, cosB1, d, versDl } = this;
    const sb = Math.max(-1, Math.min(1, sinB1 + this.db));
    const cb = Math.sqrt((1 - sb) * (1 + sb));
    const k = RQ * Math.sqrt(2 / (1 + sinB1 * sb + cosB1 * cb * (1 - versDl)));
    out[at] = k * d * cb * this.sinDl;
    // cosβ₁ sinβ − sinβ₁ cosβ cosΔλ, written so that nearby terms do not cancel
    out[at + 1] = (k / d) * (this.sinDb + sinB1 * cb * versDl);
  }
  toPlaneNorth(lon: number, lat: number, out: Float64Array): void {
    this.locate(lon, lat);
    const { sinB1, cosB1, d, versDl, sinDl } = this;
    const sb = Math.max(-1, Math.min(1, sinB1 + this.db));
    const cb = Math.sqrt((1 - sb) * (1 + sb));
    const cosDl = 1 - versDl;
    const c = 1 + sinB1 * sb + cosB1 * cb * cosDl;
    const k = RQ * Math.sqrt(2 / c);
    out[0] = k * d * cb * sinDl;
    out[1] = (k / d) * (this.sinDb + sinB1 * cb * versDl);
    const e = (sinB1 * cb - cosB1 * sb * cosDl) / (2 * c);
    const dx = -d * sinDl * (sb + cb * e);
    const dy = (cosB1 * cb + sinB1 * sb * cosDl - (cosB1 * sb - sinB1 * cb * cosDl) * e) / d;
    const n = Math.sqrt(dx * dx + dy * dy);
    out[2] = n < 1e-12 ? 0 : dx / n;
    out[3] = n < 1e-12 ? 1 : dy / n;
  }
  fromPlane(x: number, y: number): [number, number] {
    const { sinB1, cosB1, d } = this;
    const rho = Math.hypot(x / d, d * y);
    if (rho < 1e-9) return [this.lon0, this.lat0];
    const c = 2 * Math.asin(Math.min(1, rho / (2 * RQ)));
    const sc = Math.sin(c);
    const cc = Math.cos(c);
    const sinB = cc * sinB1 + (d * y * sc * cosB1) / rho;
    const dl = Math.atan2(x * sc, d * rho * cosB1 * cc - d * d * y * sinB1 * sc);
    return [this.lon0 + dl / RAD, geodeticLat(sinB) / RAD];
  }
  north(lon: number, lat: number): [number, number] {
    const out = new Float64Array(4);
    this.toPlaneNorth(lon, lat, out);
    return [out[2], out[3]];
  }
}

/** [cos, sin] of an angle in degrees. Equal degrees give equal values, multiples of 90° are exact and +180° negates
 * exactly, so that edges which coincide in the input coincide in the plane. */
export function cosSinDeg(deg: number): [number, number] {
  let d = deg % 360;
  if (d < 0) d += 360;
  const quarter = Math.floor(d / 90) % 4;
  const r = (d - 90 * Math.floor(d / 90)) * RAD;
  const c = Math.cos(r);
  const s = Math.sin(r);
  if (quarter === 0) return [c, s];
  if (quarter === 1) return [-s, c];
  if (quarter === 2) return [-c, -s];
  return [s, -c];
}

/** How far (m) the plane image of an edge that is straight in longitude and latitude may stand off its chord. */
export const EDGE_SAG_M = 2e-5;

/** Projects a ring (lon, lat pairs, not closed) and splits edges until each keeps within EDGE_SAG_M of the true edge.
 * An edge that spans more than 180° of longitude is taken the short way (over the antimeridian). */
export const projectRing = (plane: Plane, coords: Float64Array, from: number, to: number): Float64Array =>
  projectPath(plane, coords, from, to, true).slice();

/** The same for who copies it at once: the answer stands until the next projection. */
export const projectRingOnce = (plane: Plane, coords: Float64Array, from: number, to: number): Float64Array =>
  projectPath(plane, coords, from, to, true);

/** Projects a polyline like projectRing, without an edge from the last vertex to the first. */
export const projectLine = (plane: Plane, coords: Float64Array, from: number, to: number): Float64Array =>
  projectPath(plane, coords, from, to, false).slice();

/** Radius (m) of a sphere wholly outside the ellipsoid, rounded up. */
const LARGEST_RADIUS_M = 6.4e6;

/** Up to this sag (m) points between are taken from the parabola through both ends and the middle: over so short an edge it
 * is off by less than the sag times length / earth radius, 1e-7 m. */
const PARABOLA_SAG_M = 1e-3;

/** Room for one path at a time. */
let vertices = new Float64Array(1024);
let densified = new Float64Array(4096);

function projectPath(plane: Plane, coords: Float64Array, from: number, to: number, closed: boolean): Float64Array {
  const n = to - from;
  if (vertices.length < 2 * n) vertices = new Float64Array(4 * n);
  const plain = vertices;
  for (let i = 0; i < n; i++) plane.toPlane(coords[2 * (from + i)], coords[2 * (from + i) + 1], plain, 2 * i);
  // Where all edges are short none stands off its chord, and `plain` is the answer.
  let bent = false;
  let out = densified;
  let m = 0;
  const q = [0, 0];
  for (let i = 0; i < n; i++) {
    const j = i + 1 < n ? i + 1 : 0;
    const lon1 = coords[2 * (from + i)];
    const lat1 = coords[2 * (from + i) + 1];
    let dLon = coords[2 * (from + j)] - lon1;
    if (dLon > 180) dLon -= 360;
    else if (dLon < -180) dLon += 360;
    const dLat = coords[2 * (from + j) + 1] - lat1;
    const ax = plain[2 * i];
    const ay = plain[2 * i + 1];
    let pieces = 1;
    let offX = 0;
    let offY = 0;
    let off = 0;
    if ((closed || j > 0) && mayStandOff(plane, lat1, dLon, dLat, ax)) {
      plane.toPlane(lon1 + dLon / 2, lat1 + dLat / 2, q, 0);
      offX = q[0] - (ax + plain[2 * j]) / 2;
      offY = q[1] - (ay + plain[2 * j + 1]) / 2;
      off = Math.sqrt(offX * offX + offY * offY);
      if (off > EDGE_SAG_M) pieces = Math.min(10_000, Math.ceil(Math.sqrt(off / EDGE_SAG_M)));
    }
    if (pieces > 1 || bent) {
      if (m + 2 * pieces > out.length) {
        densified = new Float64Array(2 * (m + 2 * pieces));
        if (bent) densified.set(out.subarray(0, m));
        out = densified;
      }
      if (!bent) {
        bent = true;
        for (let k = 0; k < m; k++) out[k] = plain[k];
      }
      out[m] = ax;
      out[m + 1] = ay;
      for (let k = 1; k < pieces; k++) {
        const t = k / pieces;
        if (off < PARABOLA_SAG_M) {
          const bow = 4 * t * (1 - t);
          out[m + 2 * k] = ax + t * (plain[2 * j] - ax) + bow * offX;
          out[m + 2 * k + 1] = ay + t * (plain[2 * j + 1] - ay) + bow * offY;
        } else plane.toPlane(lon1 + dLon * t, lat1 + dLat * t, out, m + 2 * k);
      }
    }
    m += 2 * pieces;
  }
  return bent ? out.subarray(0, m) : plain.subarray(0, 2 * n);
}

/** May the middle of an edge stand farther than EDGE_SAG_M off its chord? A cautious bound of an eighth of the second
 * derivative along the edge, in which meridians bend by sin φ cos φ and a degree of longitude shrinks by sin φ per latitude. */
function mayStandOff(plane: Plane, lat: number, dLon: number, dLat: number, x: number): boolean {
  if (Math.abs(lat) > 80) return true;
  const u = Math.abs(dLon) * RAD;
  const v = Math.abs(dLat) * RAD;
  // Away from the centre (by x, and by the latitude) the plane itself bends lines: generously, by the distance in radians.
  const away = (Math.abs(x) / LARGEST_RADIUS_M + Math.abs(lat - plane.lat0) * RAD) * 12 + 2 * (u + v);
  return (LARGEST_RADIUS_M / 8) * (0.5 * u * u + 2 * u * v + away * (u + v) * (u + v)) > EDGE_SAG_M;
}

/** Least metres in a degree of latitude (WGS-84, at the equator) and most in one of longitude (there too). */
const MIN_M_PER_DEG_LAT = 110_574;
const MAX_M_PER_DEG = 111_695;
/** Metres in a degree of longitude at the equator; times cos(latitude) it is a lower bound elsewhere. */
const EQUATOR_M_PER_DEG_LON = 111_319;
/** Nearer to a pole than this (degrees) a box covers all longitudes. */
const POLAR_LAT_DEG = 89;

/** Box (west, south, east, north in degrees) of everything within `reachM` of a place; may go past ±180. */
export function reachBox(lon: number, lat: number, reachM: number): [number, number, number, number] {
  const dLat = reachM / MIN_M_PER_DEG_LAT;
  const farLat = Math.abs(lat) + dLat;
  const dLon = farLat >= POLAR_LAT_DEG ? 360 : reachM / (EQUATOR_M_PER_DEG_LON * Math.cos(farLat * RAD));
  return [lon - dLon, lat - dLat, lon + dLon, lat + dLat];
}

/** Upper bounds (m) of the width and height of a lon/lat box. */
export function boxSizeM(west: number, south: number, east: number, north: number): [number, number] {
  const widest = south < 0 && north > 0 ? 1 : Math.cos(Math.min(Math.abs(south), Math.abs(north)) * RAD);
  return [(east - west) * widest * MAX_M_PER_DEG, (north - south) * MAX_M_PER_DEG];
}

/** Metres in a degree of longitude and of latitude at a place: for distances so short that the ground is flat. */
export function metresPerDegree(latDeg: number): [perLon: number, perLat: number] {
  const s = Math.sin(latDeg * RAD);
  const w = 1 - E2 * s * s;
  return [((A * Math.cos(latDeg * RAD)) / Math.sqrt(w)) * RAD, ((A * (1 - E2)) / (w * Math.sqrt(w))) * RAD];
}
