// One table: our engine at parts of the province, beside @turf union on a stated subset of the same villages, same run.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { type LeafInput, measureLeaf } from '#engine';
import { benchInput, PROVINCE } from './province.ts';
import { turfUnion } from './turf.ts';

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '0.01,0.05' },
    turf: { type: 'string', default: '30' },
    k: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
  },
});
const k = Number(values.k);
const seed = Number(values.seed);
const scales = values.scale.split(',').map(Number);
if (
  ![k, seed, Number(values.turf), ...scales].every((v) => Number.isFinite(v) && v >= 0) ||
  scales.some((s) => s === 0 || s > 1)
) {
  console.error(
    'bench: --scale takes parts of the province above 0 up to 1, e.g. 0.01,0.05; --turf, --k and --seed whole numbers',
  );
  process.exit(2);
}

const WARM_UP_VILLAGES = 300;

interface Run {
  cpuS: number;
  wallS: number;
  covered: number[];
  worstResidualM: number;
  failed: number;
  gapsOffM2: number;
}

function run(leaves: LeafInput[], options: { k: number; ceiling?: number; gaps?: boolean }): Run {
  const out: Run = { cpuS: 0, wallS: 0, covered: [], worstResidualM: 0, failed: 0, gapsOffM2: 0 };
  const cpu = process.cpuUsage();
  const t = performance.now();
  for (const leaf of leaves) {
    const r = measureLeaf(leaf, options);
    out.covered.push(r.depthM2[0]);
    out.worstResidualM = Math.max(out.worstResidualM, r.residualM);
    out.failed += r.failedChecks.length > 0 ? 1 : 0;
    if (options.gaps) {
      let sum = 0;
      for (const g of r.gaps) sum += g.areaM2;
      out.gapsOffM2 = Math.max(out.gapsOffM2, Math.abs(r.demandM2 - r.highM2[0] - sum));
    }
  }
  const used = process.cpuUsage(cpu);
  out.wallS = (performance.now() - t) / 1e3;
  out.cpuS = (used.user + used.system) / 1e6;
  return out;
}

const cell = (v: string | number, w: number): string => String(v).padStart(w);
const perS = (n: number, s: number): string => Math.round(n / s).toLocaleString('en');
console.log(
  `${new Date().toISOString().slice(0, 10)} · ${os.cpus()[0]?.model ?? 'unknown'} × ${os.cpus().length} · Node ${process.version} · load ${os.loadavg()[0].toFixed(1)}`,
);
console.log(
  `the province: ${PROVINCE.villages.toLocaleString('en')} villages, ${PROVINCE.cameras.toLocaleString('en')} cameras; seed ${seed}`,
);
console.log(
  [
    'scale',
    'what',
    'villages',
    'cameras',
    'CPU s',
    'wall s',
    'cam/CPU-s',
    'RSS MB',
    'worst residual m',
    'checks failed',
  ]
    .map((h, i) => cell(h, i === 1 ? 22 : 11))
    .join(' '),
);
const row = (
  scale: number,
  what: string,
  villages: number,
  cameras: number,
  r: { cpuS: number; wallS: number },
  rest: string[],
): void =>
  console.log(
    [
      cell(scale, 11),
      cell(what, 22),
      cell(villages, 11),
      cell(cameras, 11),
      cell(r.cpuS.toFixed(2), 11),
      cell(r.wallS.toFixed(2), 11),
      cell(perS(cameras, r.cpuS), 11),
      ...rest.map((v) => cell(v, 11)),
    ].join(' '),
  );

for (const scale of scales) {
  const input = benchInput(scale, seed);
  // The compiler needs some ten thousand cameras before the code runs at its pace.
  for (const gaps of [false, true]) run(input.leaves.slice(0, WARM_UP_VILLAGES), { k, gaps });
  let own: Run | null = null;
  for (const [what, options] of [
    ['k = 1', { k: 1, ceiling: 0 }],
    [`k = 1…${k}`, { k }],
    [`k = 1…${k} and gaps`, { k, gaps: true }],
  ] as const) {
    const r = run(input.leaves, options);
    own ??= r;
    row(scale, what, input.villages, input.cameras, r, [
      Math.round(process.memoryUsage().rss / 1e6).toString(),
      r.worstResidualM.toExponential(1),
      String(r.failed),
      'gaps' in options ? `demand − high − gaps ≤ ${r.gapsOffM2.toExponential(1)} m²` : '',
    ]);
  }
  const wanted = Number(values.turf);
  if (wanted === 0 || own === null) continue;
  // The first villages in code order that hold 4 to 1,000 cameras: towns of thousands take Turf minutes each.
  const subset = input.leaves
    .map((leaf, i) => ({ leaf, covered: own.covered[i] }))
    .filter((s) => s.leaf.cameras.n >= 4 && s.leaf.cameras.n <= 1_000)
    .slice(0, wanted);
  const leaves = subset.map((s) => s.leaf);
  const ours = run(leaves, { k: 1, ceiling: 0 });
  const turf = turfUnion(
    leaves,
    subset.map((s) => s.covered),
  );
  row(scale, 'subset, our engine', turf.villages, turf.cameras, ours, [
    '',
    ours.worstResidualM.toExponential(1),
    String(ours.failed),
  ]);
  row(scale, 'subset, @turf union', turf.villages, turf.cameras, turf, [
    Math.round(process.memoryUsage().rss / 1e6).toString(),
    '–',
    `${turf.failed} thrown`,
    `off by ≤ ${turf.worst.toExponential(1)} (64 segments a circle); ours is ${Math.round(turf.cpuS / ours.cpuS)} × faster`,
  ]);
}
