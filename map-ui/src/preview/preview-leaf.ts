// One leaf kept open while a camera is edited: what do figure, gaps and footprint become?
import {
  type CameraRow,
  cutOutlines,
  type GapPiece,
  type LeafInput,
  type LeafResult,
  type OpenLeaf,
  type Outline,
  openLeaf,
  outlineRings,
  readOutline,
} from '#engine';
import { KEPT_K, OVER_CEILING, SMALL_GAP_M2 } from './as-the-server.ts';

export type LonLat = [number, number];
export interface PreviewFigure {
  demandM2: number;
  lowM2: number;
  likelyM2: number;
  highM2: number;
  overM2: number;
  /** index k − 1: seen by at least k certain cameras */
  depthM2: number[];
  /** all gaps, small ones too */
  gapsM2: number;
  /** null where no privacy zones are known */
  privateM2: number | null;
  gapCount: number;
}
/** What the edited camera itself sees of this leaf. */
export interface PreviewWorth {
  /** of the ground that has to be seen */
  seenM2: number;
  /** likely area that would be lost without it */
  uniqueM2: number;
  privateM2: number | null;
}
/** The gaps of one cell of the grid, as they are now; empty where none is left. */
export interface GapCell {
  cell: string;
  polygons: LonLat[][][];
  /** the outlines without the edges that lie inside a connected gap */
  edges: LonLat[][];
}
export interface PreviewFrame {
  figure: PreviewFigure;
  /** null where the camera is not there */
  worth: PreviewWorth | null;
  /** polygons of what the camera sees, cut by what stands around it */
  outline: number[][][][];
  /** cells that are not what they were in the frame before */
  gaps: GapCell[];
  /** names of the engine's checks that failed; empty when all held */
  failedChecks: string[];
}

export interface PreviewLeaf {
  /** the camera as it is now; null takes it out */
  edit(row: CameraRow | null): PreviewFrame;
  /** Moves the camera about once and puts it back: the first moves of an engine that has run little take ten times as long
   * as later ones. Nothing is different afterwards. */
  rehearse(): void;
}

/** Opens a leaf around the camera `id`, which may be new to it. `cameraIds` ascend, as the engine's cameras do. */
export function openPreview(
  input: LeafInput,
  cameraIds: readonly string[],
  id: string,
): PreviewLeaf & { first: PreviewFrame } {
  const found = cameraIds.findIndex((known) => known >= id);
  const at = found < 0 ? cameraIds.length : found;
  let present = cameraIds[at] === id;
  const leaf: OpenLeaf = openLeaf(input, { k: KEPT_K, ceiling: OVER_CEILING, gaps: true, seen: true });
  const { region, cameras } = input;
  const outlineOf = cutOutlines(region.coords[0], region.coords[1], input.obstacles ?? null);
  const gapsSince = gapDifference();
  const start = present ? rowOf(cameras, at) : null;
  /** the camera as it was shown last */
  let now = start;
  let rehearsed = 0;
  const rehearsedGaps = gapDifference();
  // What the others see does not change while this one moves, so it is measured once.
  // What relief leaves of a view comes with the input and is lost with the camera: then a leaf of its own is asked.
  const others = cameras.terrain ? openLeaf(input) : leaf;
  if (start !== null) others.remove(at);
  const withoutM2 = others.result().likelyM2[0];
  if (start !== null && others === leaf) leaf.insert(at, start);
  const frame = (row: CameraRow | null): PreviewFrame => {
    const result = leaf.result();
    return {
      figure: figureOf(result),
      worth: present ? worthOf(result, at, withoutM2) : null,
      outline: row === null ? [] : outlineOf(row, row.heightM),
      gaps: gapsSince(result),
      failedChecks: result.failedChecks,
    };
  };
  return {
    first: frame(start),
    edit(row) {
      if (row === null && present) leaf.remove(at);
      else if (row !== null && present) leaf.set(at, row);
      else if (row !== null) leaf.insert(at, row);
      present = row !== null;
      now = row;
      return frame(row);
    },
    rehearse() {
      // a camera that is cut by relief is not moved: putting it back would lose what came with the input
      if (others !== leaf || now === null) return;
      rehearsed += 1;
      const there = moved(now, rehearsed);
      leaf.set(at, there);
      const result = leaf.result();
      figureOf(result);
      worthOf(result, at, withoutM2);
      rehearsedGaps(result);
      outlineOf(there, there.heightM);
      leaf.set(at, now);
      leaf.result();
    },
  };
}

/** How far a rehearsal moves a camera at most, degrees: some 60 m, so that it comes over and between other buildings. */
const REHEARSED_DEG = 6e-4;
/** Spreads the distances evenly. */
const GOLDEN = 0.6180339887498949;
function moved(row: CameraRow, step: number): CameraRow {
  const far = REHEARSED_DEG * ((step * GOLDEN) % 1);
  return { ...row, lon: row.lon + far * Math.cos(step), lat: row.lat + far * Math.sin(step) };
}

const rowOf = (c: LeafInput['cameras'], i: number): CameraRow => ({
  lon: c.lon[i],
  lat: c.lat[i],
  azimuthDeg: c.azimuthDeg[i],
  hfovDeg: c.hfovDeg[i],
  nearM: c.nearM[i],
  reachM: c.reachM[i],
  p: c.p[i],
  heightM: c.heightM?.[i] ?? Number.NaN,
});

const figureOf = (result: LeafResult): PreviewFigure => ({
  demandM2: result.demandM2,
  lowM2: result.depthM2[0],
  likelyM2: result.likelyM2[0],
  highM2: result.highM2[0],
  overM2: result.overM2,
  depthM2: [...result.depthM2],
  gapsM2: result.gaps.reduce((sum, piece) => sum + piece.areaM2, 0),
  privateM2: result.privateM2,
  gapCount: result.gaps.reduce((n, piece) => n + (piece.areaM2 >= SMALL_GAP_M2 ? 1 : 0), 0),
});

const worthOf = (result: LeafResult, at: number, withoutM2: number): PreviewWorth => ({
  seenM2: result.seenM2?.[at] ?? 0,
  uniqueM2: Math.max(0, result.likelyM2[0] - withoutM2),
  privateM2: result.privateOf?.[at] ?? null,
});

/** Gaps as the map draws them: pieces of connected gaps of which one piece is large enough to be listed. Pieces of cells
 * that an edit left alone are the engine's same objects, so what changed is known by looking. */
function gapDifference(): (result: LeafResult) => GapCell[] {
  let before = new Map<string, GapPiece[]>();
  return ({ gaps }) => {
    const drawn = new Set<number>();
    for (const piece of gaps) if (piece.areaM2 >= SMALL_GAP_M2) drawn.add(piece.component);
    const now = new Map<string, GapPiece[]>();
    for (const piece of gaps) {
      if (!drawn.has(piece.component) || piece.outline.length === 0) continue;
      const list = now.get(piece.cell);
      if (list) list.push(piece);
      else now.set(piece.cell, [piece]);
    }
    const changed: GapCell[] = [];
    for (const [cell, pieces] of now) if (!samePieces(before.get(cell), pieces)) changed.push(cellOf(cell, pieces));
    for (const cell of before.keys()) if (!now.has(cell)) changed.push({ cell, polygons: [], edges: [] });
    before = now;
    return changed;
  };
}

const samePieces = (a: GapPiece[] | undefined, b: GapPiece[]): boolean =>
  a !== undefined && a.length === b.length && a.every((piece, i) => piece.outline === b[i].outline);

function cellOf(cell: string, pieces: readonly GapPiece[]): GapCell {
  const outlines = pieces.map((piece) => readOutline(piece.outline));
  return { cell, polygons: outlines.map(outlineRings), edges: outlines.flatMap(outerEdges) };
}

/** Runs of edges that are outlines of the connected gap. */
function outerEdges(outline: Outline): LonLat[][] {
  const runs: LonLat[][] = [];
  const rings = outlineRings(outline);
  let first = 0;
  for (const ring of rings) {
    let run: LonLat[] = [];
    for (let v = 0; v + 1 < ring.length; v++) {
      if (outline.inner[first + v] === 1) {
        if (run.length > 1) runs.push(run);
        run = [];
        continue;
      }
      if (run.length === 0) run.push(ring[v]);
      run.push(ring[v + 1]);
    }
    if (run.length > 1) runs.push(run);
    first += ring.length - 1;
  }
  return runs;
}
