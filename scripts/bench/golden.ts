// Are the golden figures right? Regions of the real scenes against GEOS, with buildings cut out of polygons by brute force:
// `node --import tsx scripts/bench/golden.ts [scene …]` (needs python3-shapely and ../shared/data; minutes).
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LeafInput, PolygonSoup } from '#engine';
import { parseFile } from '#importers/run';
import { measureFiles } from '#services/measure-files';
import { inlineRunner, type Runner } from '#workers/runner';
import { demandsOf } from '../../api/engine/ground.ts';
import { type Plane, projectLine, projectRing } from '../../api/engine/plane.ts';
import { REAL_SCENES, sceneFiles } from '../real-places.ts';
import { extrapolated, relative } from './peers.ts';

/** How much finer the second answer of golden.py is. */
const FINER = 8;
/** Of less ground than this (m²) a relative difference says nothing: the polygons' own error is about 1e-6 m². */
const WORTH_M2 = 20;
const RAD = Math.PI / 180;
const pairs = (xy: Float64Array): [number, number][] =>
  Array.from({ length: xy.length / 2 }, (_, i) => [xy[2 * i]!, xy[2 * i + 1]!]);

const ringsOf = (plane: Plane, { coords, ringEnd }: PolygonSoup, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => {
    const r = from + i;
    return pairs(projectRing(plane, coords, r > 0 ? ringEnd[r - 1]! : 0, ringEnd[r]!));
  });
const polygonsOf = (plane: Plane, soup: PolygonSoup) =>
  Array.from(soup.polyEnd, (end, p) => ringsOf(plane, soup, p > 0 ? soup.polyEnd[p - 1]! : 0, end));

/** A region as metres in the plane that the engine measures it in. */
function inPlane(leaf: LeafInput) {
  const parts = demandsOf(leaf);
  if (parts.length !== 1) throw new Error(`expected a region in one plane, got ${parts.length}`);
  const { plane } = parts[0]!;
  const { cameras: k, obstacles, zones, demand } = leaf;
  const known = (v: number | undefined): number | null => (v === undefined || Number.isNaN(v) ? null : v);
  const xy = [0, 0];
  const footprints = Array.from({ length: k.n }, (_, i) => {
    plane.toPlane(k.lon[i]!, k.lat[i]!, xy, 0);
    const [nx, ny] = plane.north(k.lon[i]!, k.lat[i]!);
    const full = k.hfovDeg[i]! >= 360;
    const width = (full ? 360 : k.hfovDeg[i]!) * RAD;
    const from = Math.atan2(ny, nx) - k.azimuthDeg[i]! * RAD - width / 2;
    const certain = k.p[i] === 1;
    return { x: xy[0], y: xy[1], reachM: k.reachM[i], from, width, full, certain, heightM: known(k.heightM?.[i]) };
  });
  const strokes = demand?.strokes;
  return {
    region: polygonsOf(plane, leaf.region).flat(),
    footprints,
    strokes:
      strokes === undefined
        ? null
        : Array.from(strokes.lines.end, (end, s) => {
            const start = s > 0 ? strokes.lines.end[s - 1]! : 0;
            return { points: pairs(projectLine(plane, strokes.lines.coords, start, end)), radiusM: strokes.radiusM[s] };
          }),
    buildings:
      obstacles === undefined
        ? []
        : polygonsOf(plane, obstacles.buildings).map((rings, b) => ({
            rings,
            topM: known(obstacles.buildingTopM[b]),
          })),
    zones: zones === undefined ? [] : polygonsOf(plane, zones.soup).filter((_, z) => zones.excluded[z] === 1),
  };
}

/** The inline runner, keeping a copy of what it was asked. */
function listening(asked: Map<string, LeafInput>): Runner {
  return {
    ...inlineRunner,
    measure(batch, signal) {
      for (const { key, input } of batch) asked.set(key, structuredClone(input));
      return inlineRunner.measure(batch, signal);
    },
  };
}

const names = process.argv.slice(2);
const python = spawn('/usr/bin/python3', [new URL('./golden.py', import.meta.url).pathname], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
const folder = mkdtempSync(join(tmpdir(), 'lacuna-golden-'));
/** `scene` for all of its regions that a camera sees, `scene:code` for one. */
const wanted = names.length > 0 ? names : REAL_SCENES.map(({ name }) => name);
const worst = { off: 0, where: '' };
try {
  for (const scene of REAL_SCENES) {
    const here = wanted.map((name) => name.split(':')).filter(([name]) => name === scene.name);
    if (here.length === 0) continue;
    const asked = new Map<string, LeafInput>();
    const deps = { importRunner: { parse: parseFile }, runner: listening(asked), now: '' };
    const result = await measureFiles(sceneFiles(scene, folder), deps);
    if (!result.ok) throw new Error(result.problems.map((p) => p.message).join(' '));
    for (const { code, figure } of result.regions) {
      if (figure.camerasSeeing === 0 || !here.some(([, only]) => only === undefined || only === code)) continue;
      python.stdin.write(`${JSON.stringify(inPlane(asked.get(code)!))}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('golden.py stopped; its words are on stderr');
      const { coarse, fine, skipped } = JSON.parse(value);
      if (skipped) {
        console.log(`${scene.name} ${code}: ${skipped}`);
        continue;
      }
      const ours = [figure.demandM2!, figure.coveredM2!, figure.coveredHighM2!];
      const offs = ours.map((m2, i) => relative(m2, extrapolated(coarse[i], fine[i], FINER)));
      const off = Math.max(...offs.filter((_, i) => ours[i]! >= WORTH_M2));
      if (off > worst.off) Object.assign(worst, { off, where: `${scene.name} ${code}` });
      const shown = ours.map((m2, i) => `${m2.toFixed(3)} (${offs[i]!.toExponential(1)})`);
      console.log(`${scene.name} ${code}: demand ${shown[0]}, low ${shown[1]}, high ${shown[2]}`);
    }
  }
  console.log(`worst: ${worst.off.toExponential(2)} at ${worst.where}`);
} finally {
  python.stdin.end();
  rmSync(folder, { recursive: true, force: true });
}
