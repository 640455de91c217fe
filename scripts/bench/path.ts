// How long does the real path take: files → database → workers → figures, gaps, snapshot in the database? One line a phase.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contextFor } from '#services/ctx';
import { figuresColumnar } from '#services/figures';
import { commitNow, getImport, startImport, whenRead } from '#services/imports';
import { whenEnded } from '#services/jobs';
import { startMeasure } from '#services/measure';
import { openWorkspace } from '#services/open-workspace';
import { listRegions } from '#services/regions';
import { workspace } from '#services/workspace';
import { findImport } from '#storage/imports.repository';
import { EVERYTHING } from '#storage/scope';

const { values } = parseArgs({
  options: {
    /** a folder made by `lacuna sample`: regions.geojson, cameras.csv */
    files: { type: 'string' },
    /** where the database goes; removed first unless --keep */
    work: { type: 'string', default: join(os.tmpdir(), 'lacuna-bench-path') },
    threads: { type: 'string', default: '1,2' },
    /** import only, or measure only (with the database of an earlier run) */
    skip: { type: 'string', default: '' },
  },
});
if (values.files === undefined) {
  console.error('bench path: --files names a folder made by `lacuna sample --villages N --cameras M --out FOLDER`');
  process.exit(2);
}
const skip = new Set(values.skip.split(','));
const databasePath = join(values.work, 'path.db');

const proc = (pid: string | number, key: string): number => {
  try {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .find((l) => l.startsWith(`${key}:`));
    return Number(line?.split(/\s+/)[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};
const cpuOf = (pid: string | number): number => {
  try {
    const parts = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(parts[11]) + Number(parts[12])) / 100;
  } catch {
    return 0;
  }
};
const children = (): string[] => {
  try {
    return readdirSync('/proc/self/task').flatMap((task) =>
      readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    );
  } catch {
    return [];
  }
};
/** Peaks since the last phase began, MB; the sum is taken at one moment. */
let peak = { own: 0, child: 0, both: 0, childCpuS: 0, wal: 0 };
const look = (): void => {
  const own = proc('self', 'VmRSS');
  let child = 0;
  for (const pid of children()) {
    child += proc(pid, 'VmRSS');
    peak.childCpuS = Math.max(peak.childCpuS, cpuOf(pid));
  }
  const wal = existsSync(`${databasePath}-wal`) ? statSync(`${databasePath}-wal`).size / 2 ** 20 : 0;
  peak = {
    own: Math.max(peak.own, own),
    child: Math.max(peak.child, child),
    both: Math.max(peak.both, own + child),
    childCpuS: peak.childCpuS,
    wal: Math.max(peak.wal, wal),
  };
};
const timer = setInterval(look, 50);

async function phase<T>(name: string, rows: number | null, work: () => Promise<T>): Promise<T> {
  peak = { own: 0, child: 0, both: 0, childCpuS: 0, wal: 0 };
  const cpu = process.cpuUsage();
  const t = performance.now();
  const answer = await work();
  look();
  const used = process.cpuUsage(cpu);
  const wallS = (performance.now() - t) / 1e3;
  const ownS = (used.user + used.system) / 1e6;
  const mb = (v: number): string => v.toFixed(0).padStart(6);
  console.log(
    `${name.padEnd(34)} ${rows === null ? ''.padStart(9) : String(rows).padStart(9)} rows  wall ${wallS.toFixed(2).padStart(7)} s  cpu ${ownS.toFixed(2).padStart(7)} + ${peak.childCpuS.toFixed(2).padStart(6)} s  RSS own ${mb(peak.own)} child ${mb(peak.child)} both ${mb(peak.both)} MB  WAL ${mb(peak.wal)} MB`,
  );
  return answer;
}

console.log(
  `${new Date().toISOString().slice(0, 10)} · ${os.cpus()[0]?.model ?? 'unknown'} × ${os.cpus().length} · Node ${process.version} · load ${os.loadavg()[0]!.toFixed(1)}`,
);

async function importFile(kind: 'regions' | 'cameras', file: string): Promise<void> {
  const deps = await openWorkspace({ databasePath, recover: false });
  const ctx = contextFor(deps, 'bench');
  const id = await phase(`${kind}: read and stage`, null, async () => {
    const started = await startImport(ctx, { path: file, fileName: `${kind}`, kind });
    await whenRead(ctx, { id: started.id });
    return started.id;
  });
  const record = await getImport(ctx, { id });
  if (record.state !== 'ready') throw new Error(`import of ${file}: ${record.state} ${record.reason}`);
  const row = await findImport(deps.storage.reader, EVERYTHING, id);
  await phase(`${kind}: commit`, record.receipt!.usable, () => commitNow(ctx, row!));
  await phase(`${kind}: close`, null, () => deps.close());
}

if (!skip.has('import')) {
  rmSync(values.work, { recursive: true, force: true });
  mkdirSync(values.work, { recursive: true });
  await importFile('regions', join(values.files, 'regions.geojson'));
  await importFile('cameras', join(values.files, 'cameras.csv'));
  console.log(`database ${(statSync(databasePath).size / 2 ** 20).toFixed(0)} MB`);
}
if (!skip.has('start')) {
  const deps = await phase('start', null, () => openWorkspace({ databasePath, recover: false }));
  const ctx = contextFor(deps, 'bench');
  await phase('GET /api/workspace', null, () => workspace(ctx));
  await deps.close();
}
if (!skip.has('measure'))
  for (const threads of values.threads.split(',').map(Number)) {
    const copy = join(values.work, `measured-${threads}.db`);
    for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
    copyFileSync(databasePath, copy);
    const deps = await openWorkspace({ databasePath: copy, recover: false, threads });
    const ctx = contextFor(deps, 'bench');
    const leaves = await phase(`measure, ${threads} thread${threads === 1 ? '' : 's'}`, null, async () => {
      const job = await startMeasure(ctx, { regions: 'all' });
      await whenEnded(ctx, { id: job.id });
    });
    void leaves;
    for (const pass of ['first', 'again']) {
      await phase(`GET /api/figures, ${pass}`, null, () => figuresColumnar(ctx, {}));
      await phase(`GET /api/regions, ${pass}`, null, () => listRegions(ctx, { level: 'village', sort: '-gaps' }));
    }
    await phase('GET /api/workspace', null, () => workspace(ctx));
    await deps.close();
    await phase('start again', null, async () => (await openWorkspace({ databasePath: copy })).close());
  }
clearInterval(timer);
