// What follows a camera under the hand: what it would see, and the gaps as they would be.
//
// Drawn on a canvas of its own over the map: a move costs some outlines, while the map would tile the new shapes in its workers
// and draw everything anew, twice. Outlines are kept as paths on the map's own plane about the first place that is drawn, so
// that another view is another scale and another corner.
import type { GapCell } from '../preview/preview-leaf.ts';
import type { Palette } from './palette.ts';

export interface EditPicture {
  showSight(polygons: number[][][][]): void;
  /** Puts these cells in the place of what was drawn of them. */
  showGaps(cells: readonly GapCell[]): void;
  clearGaps(): void;
  clear(): void;
  setPalette(palette: Palette): void;
  /** Draws now: the map has moved. */
  draw(): void;
  /** The map's box is of another size. */
  resize(): void;
  destroy(): void;
}

interface Point {
  x: number;
  y: number;
}
/** The map's own projections. It has north at the top and is looked at from above. */
export interface PictureView {
  /** on the map's plane: 1 wide, y to the south */
  toPlane(lon: number, lat: number): Point;
  /** pixels of the map's box */
  project(lon: number, lat: number): Point;
  /** pixels to the width of the plane */
  worldPx(): number;
  zoom(): number;
}

/** Paths are kept in this part of the plane's width, about a metre: a canvas takes far smaller steps for none. */
const STEP = 2 ** -25;
const SIGHT_PX = 2;
const GAP_ALPHA = 0.2;
const EDGE_ALPHA = 0.95;
/** Dashes of gap edges, as multiples of their width. */
const DASH = [3, 2];
/** Width (px) of gap edges: thinner where the map shows more ground. */
const edgePx = (zoom: number): number => 0.6 + 0.8 * Math.max(0, Math.min(1, (zoom - 12) / 3));

interface Shape {
  ground: Path2D;
  edges: Path2D;
}

/** The canvas covers the map's box and takes no pointer. */
export function createEditPicture(canvas: HTMLCanvasElement, view: PictureView, start: Palette): EditPicture {
  const context = canvas.getContext('2d')!;
  let palette = start;
  let origin: { lon: number; lat: number; at: Point } | null = null;
  let sight: Path2D | null = null;
  const gaps = new Map<string, Shape>();
  let frame = 0;
  /** pixels of the canvas to one of the map's box */
  let ratio = 1;

  function addTo(path: Path2D, line: readonly (readonly number[])[]): void {
    origin ??= { lon: line[0][0], lat: line[0][1], at: view.toPlane(line[0][0], line[0][1]) };
    const { at } = origin;
    line.forEach(([lon, lat], i) => {
      const point = view.toPlane(lon, lat);
      const x = (point.x - at.x) / STEP;
      const y = (point.y - at.y) / STEP;
      if (i === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    });
  }
  const pathOf = (lines: readonly (readonly (readonly number[])[])[]): Path2D => {
    const path = new Path2D();
    for (const line of lines) addTo(path, line);
    return path;
  };

  function draw(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    context.resetTransform();
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (origin === null) return;
    const at = view.project(origin.lon, origin.lat);
    const pxPerStep = view.worldPx() * STEP;
    context.setTransform(ratio * pxPerStep, 0, 0, ratio * pxPerStep, ratio * at.x, ratio * at.y);
    const px = 1 / pxPerStep;
    context.lineJoin = 'round';
    context.fillStyle = palette.gap;
    context.strokeStyle = palette.gap;
    context.lineWidth = edgePx(view.zoom()) * px;
    context.setLineDash(DASH.map((n) => n * context.lineWidth));
    for (const { ground, edges } of gaps.values()) {
      context.globalAlpha = GAP_ALPHA;
      context.fill(ground, 'evenodd');
      context.globalAlpha = EDGE_ALPHA;
      context.stroke(edges);
    }
    if (sight === null) return;
    context.fillStyle = palette.accent;
    context.strokeStyle = palette.accent;
    context.lineWidth = SIGHT_PX * px;
    context.setLineDash([]);
    context.globalAlpha = palette.dark ? 0.34 : 0.3;
    context.fill(sight, 'evenodd');
    context.globalAlpha = 1;
    context.stroke(sight);
  }
  function resize(): void {
    ratio = window.devicePixelRatio;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    draw();
  }
  const drawSoon = (): void => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };

  resize();
  return {
    showSight(polygons) {
      sight = polygons.length > 0 ? pathOf(polygons.flat()) : null;
      drawSoon();
    },
    showGaps(cells) {
      for (const { cell, polygons, edges } of cells) {
        if (polygons.length === 0) gaps.delete(cell);
        else gaps.set(cell, { ground: pathOf(polygons.flat()), edges: pathOf(edges) });
      }
      if (cells.length > 0) drawSoon();
    },
    clearGaps() {
      gaps.clear();
      drawSoon();
    },
    clear() {
      gaps.clear();
      sight = null;
      origin = null;
      drawSoon();
    },
    setPalette(next) {
      palette = next;
      drawSoon();
    },
    draw,
    resize,
    destroy: () => cancelAnimationFrame(frame),
  };
}
