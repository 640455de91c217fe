// How long does the real path take: files → database → workers → figures, gaps and snapshot in the database?
// node --import tsx scripts/bench/path.ts --files FOLDER [--work FOLDER] [--threads 1,2] [--skip import,measure,undo]
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ImportKind } from '#contract/import';
import { contextFor } from '#services/ctx';
import { figuresColumnar } from '#services/figures';
import { commitNow, getImport, startImport, undoNow, whenRead } from '#services/imports';
import { whenEnded } from '#services/jobs';
import { startMeasure } from '#services/measure';
import { openWorkspace, type Workspace } from '#services/open-workspace';
import { listRegions } from '#services/regions';
import { workspace } from '#services/workspace';
import { findImport, importPage } from '#storage/imports.repository';
import { EVERYTHING } from '#storage/scope';

const { values } = parseArgs({
  options: {
    /** a folder made by `lacuna sample`: regions.geojson and cameras.csv */
    files: { type: 'string' },
    /** databases go here; emptied first, unless the import is skipped */
    work: { type: 'string', default: join(os.tmpdir(), 'lacuna-bench-path') },
    threads: { type: 'string', default: '1,2' },
    skip: { type: 'string', default: '' },
  },
});
if (values.files === undefined) {
  console.error('bench path: --files names a folder made by `lacuna sample --villages N --cameras M --out FOLDER`');
  process.exit(2);
}
const { files, work } = values;
const skipped = new Set(values.skip.split(','));
const imported = join(work, 'path.db');

/** Linux: /proc says what a process holds and has used. Elsewhere these columns stay 0. */
function proc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
const residentMb = (pid: string): number => Number(/^VmRSS:\s+(\d+)/m.exec(proc(pid, 'status'))?.[1] ?? 0) / 1024;
/** Of a process, or of one of its threads: `self/task/ID`. */
function cpuSeconds(pid: string): number {
  const [user, system] = (proc(pid, 'stat').split(') ')[1] ?? '').split(' ').slice(11, 13);
  return (Number(user ?? 0) + Number(system ?? 0)) / 100;
}
function parsingChildren(): string[] {
  if (!existsSync('/proc/self/task')) return [];
  return readdirSync('/proc/self/task')
    .flatMap((task) => proc('self', `task/${task}/children`).split(' '))
    .filter((pid) => pid !== '' && proc(pid, 'cmdline').includes('parse.child'));
}

interface Peak {
  ownMb: number;
  childMb: number;
  bothMb: number;
  childCpuS: number;
  walMb: number;
}
const NONE: Peak = { ownMb: 0, childMb: 0, bothMb: 0, childCpuS: 0, walMb: 0 };
let peak = NONE;
let database = imported;
/** The sum of both is taken at one moment. */
function look(): void {
  const children = parsingChildren();
  const ownMb = residentMb('self');
  const childMb = children.reduce((sum, pid) => sum + residentMb(pid), 0);
  const wal = `${database}-wal`;
  peak = {
    ownMb: Math.max(peak.ownMb, ownMb),
    childMb: Math.max(peak.childMb, childMb),
    bothMb: Math.max(peak.bothMb, ownMb + childMb),
    childCpuS: Math.max(peak.childCpuS, ...children.map(cpuSeconds)),
    walMb: Math.max(peak.walMb, existsSync(wal) ? statSync(wal).size / 2 ** 20 : 0),
  };
}

const MAIN_THREAD = `self/task/${process.pid}`;
const COLUMNS = ['wall s', 'CPU s', 'main CPU s', 'child CPU s', 'RSS MB', 'child MB', 'both MB', 'WAL MB'];
const cells = (of: (string | number)[]): string => of.map((v) => String(v).padStart(12)).join('');

async function phase<T>(name: string, body: () => Promise<T>): Promise<T> {
  peak = NONE;
  const cpu = process.cpuUsage();
  const mainS = cpuSeconds(MAIN_THREAD);
  const start = performance.now();
  const answer = await body();
  look();
  const wallS = (performance.now() - start) / 1e3;
  const used = process.cpuUsage(cpu);
  const mainCpuS = cpuSeconds(MAIN_THREAD) - mainS;
  const numbers = [wallS, (used.user + used.system) / 1e6, mainCpuS, peak.childCpuS].map((v) => v.toFixed(2));
  const sizes = [peak.ownMb, peak.childMb, peak.bothMb, peak.walMb].map((v) => v.toFixed(0));
  console.log(name.padEnd(34) + cells([...numbers, ...sizes]));
  return answer;
}

async function withDatabase(path: string, threads: number, body: (deps: Workspace) => Promise<void>): Promise<void> {
  database = path;
  const deps = await phase(`open ${path.slice(work.length + 1)}`, () =>
    openWorkspace({ databasePath: path, recover: false, threads }),
  );
  await body(deps);
  await phase('close', () => deps.close());
}

async function importFile(deps: Workspace, kind: ImportKind, name: string): Promise<void> {
  const ctx = contextFor(deps, 'bench');
  const id = await phase(`${kind}: read, check, stage`, async () => {
    const started = await startImport(ctx, { path: join(files!, name), fileName: name, kind });
    await whenRead(ctx, { id: started.id });
    return started.id;
  });
  const { state, reason, receipt } = await getImport(ctx, { id });
  if (state !== 'ready') throw new Error(`expected ${name} to be ready, got ${state}: ${reason}`);
  const row = await findImport(deps.storage.reader, EVERYTHING, id);
  await phase(`${kind}: commit ${receipt!.usable}`, () => commitNow(ctx, row!));
}

function copyTo(name: string): string {
  const copy = join(work, name);
  for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  copyFileSync(imported, copy);
  return copy;
}

const timer = setInterval(look, 50);
const now = new Date().toISOString().slice(0, 10);
console.log(
  `${now} · ${os.cpus()[0]?.model ?? 'unknown'} × ${os.cpus().length} · Node ${process.version} · load ${os.loadavg()[0].toFixed(1)}`,
);
console.log(''.padEnd(34) + cells(COLUMNS));

if (!skipped.has('import')) {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  await withDatabase(imported, 1, async (deps) => {
    await importFile(deps, 'regions', 'regions.geojson');
    await importFile(deps, 'cameras', 'cameras.csv');
  });
  console.log(`database ${(statSync(imported).size / 2 ** 20).toFixed(0)} MB`);
}
if (!skipped.has('measure'))
  for (const threads of values.threads.split(',').map(Number)) {
    const copy = copyTo(`measured-${threads}.db`);
    await withDatabase(copy, threads, async (deps) => {
      const ctx = contextFor(deps, 'bench');
      await phase(`measure with ${threads} thread${threads === 1 ? '' : 's'}`, async () => {
        const job = await startMeasure(ctx, { regions: 'all' });
        await whenEnded(ctx, { id: job.id });
      });
      for (const turn of ['first', 'again']) {
        await phase(`GET /api/figures, ${turn}`, () => figuresColumnar(ctx, {}));
        await phase(`GET /api/regions, ${turn}`, () => listRegions(ctx, { level: 'village', sort: '-gaps' }));
        await phase(`GET /api/workspace, ${turn}`, () => workspace(ctx));
      }
    });
    await withDatabase(copy, threads, async (deps) => {
      await phase('GET /api/workspace after a start', () => workspace(contextFor(deps, 'bench')));
    });
  }
if (!skipped.has('undo'))
  await withDatabase(copyTo('undone.db'), 1, async (deps) => {
    const [row] = await importPage(deps.storage.reader, EVERYTHING, { kind: 'cameras' }, null, 1);
    await phase('cameras: undo', () => undoNow(contextFor(deps, 'bench'), row, false));
  });
clearInterval(timer);
