// Which ground is taken? Turned rectangles, kept in a grid, so that no house stands on a road or in another house.
import type { Point } from './place.ts';

/** A rectangle around (x, y): half its length along (tx, ty) and half across, m. */
export interface Plot {
  x: number;
  y: number;
  tx: number;
  ty: number;
  a: number;
  b: number;
}
export type TakenGround = Map<number, Plot[]>;

const CELL_M = 60;

export function take(taken: TakenGround, plot: Plot): void {
  eachCell(plot, (key) => {
    const list = taken.get(key);
    if (list) list.push(plot);
    else taken.set(key, [plot]);
  });
}

export function isUntaken(taken: TakenGround, plot: Plot): boolean {
  let free = true;
  eachCell(plot, (key) => {
    free &&= !taken.get(key)?.some((other) => overlap(plot, other));
  });
  return free;
}

/** Takes a line with a width, and `marginM` on both sides of it. */
export function takeLine(taken: TakenGround, line: readonly Point[], widthM: number, marginM: number): void {
  for (let i = 1; i < line.length; i++) {
    const [[x1, y1], [x2, y2]] = [line[i - 1], line[i]];
    const run = Math.hypot(x2 - x1, y2 - y1) || 1;
    take(taken, {
      x: (x1 + x2) / 2,
      y: (y1 + y2) / 2,
      tx: (x2 - x1) / run,
      ty: (y2 - y1) / run,
      a: run / 2 + marginM,
      b: widthM / 2 + marginM,
    });
  }
}

function eachCell({ x, y, tx, ty, a, b }: Plot, visit: (key: number) => void): void {
  const [dx, dy] = [Math.abs(tx) * a + Math.abs(ty) * b, Math.abs(ty) * a + Math.abs(tx) * b];
  for (let col = Math.floor((x - dx) / CELL_M); col <= Math.floor((x + dx) / CELL_M); col++)
    for (let row = Math.floor((y - dy) / CELL_M); row <= Math.floor((y + dy) / CELL_M); row++)
      visit(col * 1_000_003 + row);
}

/** Two convex shapes are apart where one of their sides' directions tells them apart. */
function overlap(p: Plot, q: Plot): boolean {
  const [dx, dy] = [q.x - p.x, q.y - p.y];
  const cos = Math.abs(p.tx * q.tx + p.ty * q.ty);
  const sin = Math.abs(p.tx * q.ty - p.ty * q.tx);
  const along = (tx: number, ty: number): number => Math.abs(dx * tx + dy * ty);
  return (
    along(p.tx, p.ty) < p.a + q.a * cos + q.b * sin &&
    along(-p.ty, p.tx) < p.b + q.a * sin + q.b * cos &&
    along(q.tx, q.ty) < q.a + p.a * cos + p.b * sin &&
    along(-q.ty, q.tx) < q.b + p.a * sin + p.b * cos
  );
}
