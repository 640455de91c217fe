// npm run bench: every line of the table of figures, measured beside its peers on the same input in the same run.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isImported } from './database.ts';
import type { SectionInput } from './facts.ts';
import { intoDocument, reportOf } from './report.ts';
import { createResults } from './results.ts';
import { GROUPS, type Group, runSection } from './sections.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '0.01,0.05' },
    only: { type: 'string' },
    threads: { type: 'string', default: '1,2' },
    modes: { type: 'string', default: 'k1,k1gaps,k4,k4gaps' },
    turf: { type: 'string', default: '30' },
    'peer-scale': { type: 'string', default: '0.05' },
    'geos-scale': { type: 'string', default: '0.01' },
    'db-scale': { type: 'string' },
    seed: { type: 'string', default: '1' },
    continue: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

const numbers = (text: string): number[] => text.split(',').map(Number);
const scales = numbers(values.scale).sort((a, b) => a - b);
const threads = numbers(values.threads);
const [peerScale, geosScale] = [Number(values['peer-scale']), Number(values['geos-scale'])];
const dbScale = Number(values['db-scale'] ?? scales[scales.length - 1]);
const [seed, turfVillages] = [Number(values.seed), Number(values.turf)];
// `--continue --only none` prints what was measured before
const only = values.only ?? (positionals.length > 0 ? positionals.join() : Object.keys(GROUPS).join());
const groups = only === 'none' ? [] : only.split(',');
const modes = values.modes.split(',');
const isPart = (s: number): boolean => s > 0 && s <= 1;
if (
  ![...scales, peerScale, geosScale, dbScale].every(isPart) ||
  !threads.every((t) => Number.isInteger(t) && t >= 1) ||
  !Number.isInteger(seed) ||
  !(Number.isInteger(turfVillages) && turfVillages >= 1) ||
  !groups.every((g) => g in GROUPS) ||
  !modes.every((mode) => ['k1', 'k1gaps', 'k4', 'k4gaps'].includes(mode))
) {
  console.error(
    `bench: --scale, --peer-scale, --geos-scale and --db-scale take parts of the province above 0 up to 1 (0.01,0.05,1); ` +
      `--threads, --turf and --seed whole numbers; --modes some of k1, k1gaps, k4, k4gaps; --only some of ${Object.keys(GROUPS).join(', ')}; ` +
      `--continue keeps what earlier runs measured; --out a file for the Markdown (between its <!-- bench --> marks, where it has them)`,
  );
  process.exit(2);
}

const results = createResults({ goOn: values.continue });
const section = async (name: string, scale: number, some: Partial<SectionInput> = {}): Promise<void> => {
  const input: SectionInput = { scale, seed, threads: 1, turfVillages, modes, ...some };
  const at = new Date();
  console.error(
    `${at.toISOString().slice(11, 19)} ${name} at ${scale}${input.threads > 1 ? `, ${input.threads} threads` : ''}`,
  );
  results.add(name, input, at, await runSection(name, input));
};
const wants = (group: Group): boolean => groups.includes(group);

const PER_SCALE: Group[] = ['engine', 'postgis'];
const inputs = new Set<number>(PER_SCALE.some(wants) ? scales : []);
if (wants('peers')) for (const s of [peerScale, geosScale]) inputs.add(s);
if (wants('accuracy')) inputs.add(geosScale);
if (wants('tiles')) inputs.add(dbScale);
for (const scale of inputs) await section('input', scale);
for (const scale of scales) {
  if (wants('engine')) for (const t of threads) await section('engine', scale, { threads: t });
  if (wants('postgis')) await section('postgis', scale, { threads: 2 });
}
if (wants('peers')) {
  await section('turf', geosScale);
  await section('clipper', peerScale);
  await section('geos', geosScale);
}
if (wants('accuracy')) await section('accuracy', geosScale);
if (wants('quadratic')) await section('quadratic', 1);
if (wants('terrain')) await section('terrain', 1);
const NEED_DATABASE: Group[] = ['pipeline', 'tiles', 'gaps', 'edits', 'status'];
if (wants('import') || (NEED_DATABASE.some(wants) && !isImported(dbScale, seed))) await section('import', dbScale);
for (const group of NEED_DATABASE) if (wants(group)) await section(group, dbScale, { threads: Math.max(...threads) });

if (results.kept.length === 0) {
  console.error('bench: nothing was measured; leave out --only none, or add --continue');
  process.exit(2);
}
const markdown = reportOf(results.kept);
console.log(markdown);
if (values.out) {
  const before = existsSync(values.out) ? readFileSync(values.out, 'utf8') : '';
  writeFileSync(values.out, intoDocument(before, markdown));
}
