// What do the streets of a town look like? Two bundles of slightly bent streets inside an uneven outline.
import { type Land, seats } from './land.ts';
import { noise } from './noise.ts';
import type { Point } from './place.ts';
import { stream } from './random.ts';
import { RIVER_KM2 } from './rivers.ts';
import type { Road } from './roads.ts';

const STREETS =
  `人民:Renmin 解放:Jiefang 建设:Jianshe 文化:Wenhua 和平:Heping 胜利:Shengli 新华:Xinhua 滨江:Binjiang 朝阳:Chaoyang
  北正:Beizheng 南正:Nanzheng 中山:Zhongshan 迎宾:Yingbin 学府:Xuefu 农贸:Nongmao 工农:Gongnong 团结:Tuanjie 园林:Yuanlin
  城东:Chengdong 城西:Chengxi 站前:Zhanqian 书院:Shuyuan 沿河:Yanhe 塔坡:Tapo 兴隆:Xinglong 长安:Chang'an 双拥:Shuangyong`
    .trim()
    .split(/\s+/)
    .map((item) => item.split(':'));

export interface Town {
  streets: Road[];
  /** corners where two streets cross */
  crossings: { x: number; y: number; widthM: number }[];
}

/** Every third street is a main street. */
const MAIN_M = 15;
const SIDE_M = 8;
const STEP_M = 45;

/** `radiusM` of the built-up core; 0.9 km gives a county seat, 0.3 km a market town. Nothing leaves the county. */
export function layTown(land: Land, village: number, radiusM: number, spacingM: number): Town {
  const r = stream(land.seed, 82, village);
  const { x, y } = seats(land);
  const [cx, cy] = [x[village], y[village]];
  const turn = r() * Math.PI;
  const [ct, st] = [Math.cos(turn), Math.sin(turn)];
  const big = radiusM > 500;
  const lines = (): number[] => {
    const out: number[] = [];
    for (let u = -radiusM + spacingM * r(); u < radiusM; u += spacingM * (0.7 + 0.7 * r())) out.push(u);
    return out;
  };
  // the whole town leans and swings a little, the same for both bundles, so that streets still meet
  const at = (u: number, v: number): Point => {
    const bu = u + 0.07 * radiusM * noise(land.seed + 83, (1.3 * u) / radiusM + village, v / radiusM);
    const bv = v + 0.1 * radiusM * noise(land.seed + 84, u / radiusM, (1.1 * v) / radiusM - village);
    return [cx + bu * ct - bv * st, cy + bu * st + bv * ct];
  };
  const built = (u: number, v: number): boolean => {
    const edge = 1 + 0.55 * noise(land.seed + 85, (2 * u) / radiusM + village, (2 * v) / radiusM);
    return (u * u) / (edge * edge) + (1.25 * v * v) / (edge * edge) < radiusM * radiusM && isGround(land, at(u, v));
  };
  const us = lines();
  const vs = lines();
  const streets: Road[] = [];
  const lay = (fixed: number, k: number, along: boolean): void => {
    const widthM = k % 3 === 1 ? MAIN_M : SIDE_M;
    const name = STREETS[(k * 2 + (along ? 1 : 0) + village) % STREETS.length];
    let run: Point[] = [];
    const close = (): void => {
      if (run.length > 2)
        streets.push({
          name: `${name[0]}${widthM === MAIN_M ? '大道' : '街'}`,
          nameEn: `${name[1]} ${widthM === MAIN_M ? 'Avenue' : 'Street'}`,
          highway: widthM === MAIN_M ? 'tertiary' : 'residential',
          widthM: big ? widthM : widthM * 0.75,
          line: run,
        });
      run = [];
    };
    // some side streets stop short
    const from = widthM === SIDE_M && r() < 0.4 ? -radiusM * r() : -1.6 * radiusM;
    const to = widthM === SIDE_M && r() < 0.4 ? radiusM * r() : 1.6 * radiusM;
    for (let s = from; s <= to; s += STEP_M) {
      const [u, v] = along ? [s, fixed] : [fixed, s];
      if (built(u, v)) run.push(at(u, v));
      else close();
    }
    close();
  };
  us.forEach((u, k) => {
    lay(u, k, false);
  });
  vs.forEach((v, k) => {
    lay(v, k, true);
  });
  const crossings: Town['crossings'] = [];
  us.forEach((u, a) => {
    vs.forEach((v, b) => {
      if (!built(u, v)) return;
      const [px, py] = at(u, v);
      crossings.push({ x: px, y: py, widthM: (a % 3 === 1 || b % 3 === 1 ? MAIN_M : SIDE_M) * (big ? 1 : 0.75) });
    });
  });
  return { streets, crossings };
}

/** Inside the county, away from its border, and dry. */
export function isGround(land: Land, [px, py]: Point): boolean {
  const i = nearestNode(land, px, py);
  return land.villages.of[i] >= 0 && !nextToOutside(land, i) && land.rivers.basinKm2[i] < RIVER_KM2;
}

function nextToOutside(land: Land, i: number): boolean {
  const { cols } = land.lattice;
  for (const d of [-1, 1, -cols, cols, -cols - 1, -cols + 1, cols - 1, cols + 1])
    if (land.villages.of[i + d] < 0) return true;
  return false;
}

/** The lattice node nearest to a point: from the place it would have without jitter and pull, downhill. */
export function nearestNode(land: Land, px: number, py: number): number {
  const grid = nodeGrid(land);
  const c = Math.floor((px - grid.x0) / grid.cellM);
  const row = Math.floor((py - grid.y0) / grid.cellM);
  let best = -1;
  let d = Number.POSITIVE_INFINITY;
  for (let ring = 1; best < 0; ring++)
    for (let q = row - ring; q <= row + ring; q++)
      for (let p = c - ring; p <= c + ring; p++) {
        if (p < 0 || q < 0 || p >= grid.across || q >= grid.up) continue;
        for (let k = grid.first[q * grid.across + p]; k >= 0; k = grid.after[k]) {
          const e = (land.lattice.x[k] - px) ** 2 + (land.lattice.y[k] - py) ** 2;
          if (e < d) {
            d = e;
            best = k;
          }
        }
      }
  return best;
}

interface NodeGrid {
  cellM: number;
  x0: number;
  y0: number;
  across: number;
  up: number;
  first: Int32Array;
  after: Int32Array;
}
const grids = new WeakMap<Land, NodeGrid>();

function nodeGrid(land: Land): NodeGrid {
  let grid = grids.get(land);
  if (grid) return grid;
  const { x, y, n, spacingM } = land.lattice;
  let [x0, y0, x1, y1] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    x0 = Math.min(x0, x[i]);
    y0 = Math.min(y0, y[i]);
    x1 = Math.max(x1, x[i]);
    y1 = Math.max(y1, y[i]);
  }
  const across = Math.floor((x1 - x0) / spacingM) + 1;
  const up = Math.floor((y1 - y0) / spacingM) + 1;
  grid = { cellM: spacingM, x0, y0, across, up, first: new Int32Array(across * up).fill(-1), after: new Int32Array(n) };
  for (let i = 0; i < n; i++) {
    const key = Math.floor((y[i] - y0) / spacingM) * across + Math.floor((x[i] - x0) / spacingM);
    grid.after[i] = grid.first[key];
    grid.first[key] = i;
  }
  grids.set(land, grid);
  return grid;
}
