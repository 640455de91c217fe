// The ground of a line with a width, or of a point with a radius, as polygons to draw. For display only.
import { type LineSoup, type PolygonSoup, planeAt } from '#engine';

/** Corners of a round end, and of a point's circle twice that. */
const CAP_CORNERS = 8;
/** A sharp bend is not drawn farther out than this times the radius. */
const MAX_MITRE = 2;

export function strokeOutlines(lines: LineSoup, radiusM: number): PolygonSoup {
  const coords: number[] = [];
  const ringEnd: number[] = [];
  let start = 0;
  for (const end of lines.end) {
    const plane = planeAt(lines.coords[2 * start], lines.coords[2 * start + 1]);
    const at = new Float64Array(2 * (end - start));
    for (let v = start; v < end; v += 1)
      plane.toPlane(lines.coords[2 * v], lines.coords[2 * v + 1], at, 2 * (v - start));
    for (const [x, y] of outline(at, radiusM)) coords.push(...plane.fromPlane(x, y));
    ringEnd.push(coords.length / 2);
    start = end;
  }
  return {
    coords: Float64Array.from(coords),
    ringEnd: Int32Array.from(ringEnd),
    polyEnd: Int32Array.from(ringEnd.keys(), (i) => i + 1),
  };
}

type Point = [x: number, y: number];

/** Along the right side there, round the end, and along the other side back. */
function outline(at: Float64Array, radiusM: number): Point[] {
  const n = at.length / 2;
  const points = Array.from({ length: n }, (_, v): Point => [at[2 * v], at[2 * v + 1]]);
  if (n === 1) return arc(points[0], 0, 2 * Math.PI, radiusM, 2 * CAP_CORNERS);
  const back = points.slice().reverse();
  return [...side(points, radiusM), ...side(back, radiusM)];
}

function side(points: Point[], radiusM: number): Point[] {
  const turns = points.slice(1).map(([x, y], i) => Math.atan2(y - points[i][1], x - points[i][0]));
  const found: Point[] = [];
  for (let v = 0; v + 1 < points.length; v += 1) {
    const before = turns[v - 1] ?? turns[v];
    const half = Math.atan2(Math.sin(turns[v] - before), Math.cos(turns[v] - before)) / 2;
    const out = radiusM * Math.min(MAX_MITRE, 1 / Math.max(Math.cos(half), 1e-3));
    const normal = before + half - Math.PI / 2;
    found.push([points[v][0] + out * Math.cos(normal), points[v][1] + out * Math.sin(normal)]);
  }
  const last = turns[turns.length - 1];
  return [...found, ...arc(points[points.length - 1], last - Math.PI / 2, Math.PI, radiusM, CAP_CORNERS)];
}

/** Corners of a turn from an angle on, first and (unless it is a whole turn) last included. */
const arc = ([x, y]: Point, from: number, turn: number, radiusM: number, corners: number): Point[] =>
  Array.from({ length: turn < 2 * Math.PI ? corners + 1 : corners }, (_, i): Point => {
    const angle = from + (turn * i) / corners;
    return [x + radiusM * Math.cos(angle), y + radiusM * Math.sin(angle)];
  });
