// How exact is a covered area? Every village against GEOS with circles of 512 and 4,096 segments, extrapolated.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { measureLeaf } from '#engine';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { readLeaves } from './leaf-file.ts';
import { timed } from './meter.ts';
import { extrapolated, relative } from './peers.ts';
import { planeVillage } from './polygons.ts';
import { benchInput } from './province.ts';

const SCRIPT = new URL('./accuracy.py', import.meta.url).pathname;
const [COARSE, FINE] = [512, 4_096];
/** Debian's python3-shapely belongs to the system's Python, which need not be the first on the path. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

export async function accuracySection({ scale, seed }: SectionInput): Promise<SectionResult> {
  const out = emptyResult();
  const python = await withShapely();
  if (python === null) {
    out.notes.push(
      'accuracy was not measured: no Python with Shapely. `apt-get install -y --no-install-recommends python3-shapely`',
    );
    return out;
  }
  out.versions.Shapely = python.version;
  const input = benchInput(scale, seed);
  const worst = { relative: 0, village: -1, residualM: 0 };
  const spent = await timed(async () => {
    const child = spawn(python.path, [SCRIPT, String(COARSE), String(FINE)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (const leaf of readLeaves(input.path)) {
      const r = measureLeaf(leaf.input, { k: 1, ceiling: 0 });
      const { ring, footprints } = planeVillage(leaf.input);
      child.stdin.write(`${JSON.stringify({ ring: Array.from(ring), footprints })}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error('accuracy.py stopped; its words are on stderr');
      const { coarse, fine } = JSON.parse(answer.value) as { coarse: number; fine: number };
      const off = relative(r.depthM2[0], extrapolated(coarse, fine, FINE / COARSE));
      worst.residualM = Math.max(worst.residualM, r.residualM);
      if (off > worst.relative) [worst.relative, worst.village] = [off, leaf.index];
    }
    child.stdin.end();
    await ended;
  });
  out.facts['accuracy.worst'] = worst.relative;
  out.measurements.push(
    measurement(`GEOS with ${COARSE} and ${FINE} segments a circle, extrapolated, against our engine`, {
      scale,
      villages: input.villages,
      cameras: input.cameras,
      wallS: spent.wallS,
      note: `worst village (${worst.village}) off by ${worst.relative.toExponential(1)}, residual ≤ ${worst.residualM.toExponential(1)} m`,
    }),
  );
  return out;
}

async function withShapely(): Promise<{ path: string; version: string } | null> {
  for (const path of PYTHONS) {
    const child = spawn(
      path,
      ['-c', 'import shapely, shapely.geos as g; print(shapely.__version__, g.geos_version_string)'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    const [code] = await once(child, 'close').catch(() => [1]);
    const words = text.trim().split(/[\s-]+/);
    if (code === 0) return { path, version: `${words[0]} (GEOS ${words[1] ?? '?'})` };
  }
  return null;
}
