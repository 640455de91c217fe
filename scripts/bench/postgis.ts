// What a planner would reach for: PostGIS, four shapes of the query, two parallel workers, on the same polygons.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { readLeaves } from './leaf-file.ts';
import { cpuOfProcess, timed } from './meter.ts';
import { planeVillage, polygonOf, SEGMENTS } from './polygons.ts';
import { benchInput } from './province.ts';

const HOW_TO = [
  'PostGIS was not measured: no database answers at PGDATABASE. On Debian, as root, a throw-away cluster:',
  '`apt-get install -y --no-install-recommends postgresql-15 postgresql-15-postgis-3`;',
  '`install -d -o postgres /tmp/lacuna-pg && su postgres -c "/usr/lib/postgresql/15/bin/initdb -A trust -D /tmp/lacuna-pg"`;',
  '`su postgres -c "/usr/lib/postgresql/15/bin/pg_ctl -w -D /tmp/lacuna-pg -l /tmp/lacuna-pg/log -o \'-p 5499 -k /tmp -c shared_buffers=512MB -c max_wal_size=8GB -c autovacuum=off\' start"`;',
  '`export PGHOST=/tmp PGPORT=5499 PGUSER=postgres PGDATABASE=lacuna_bench && createdb lacuna_bench`; then run the bench again',
].join(' ');

/** Nothing but the query is to be limited: memory enough, no compiling of expressions, and exactly two processes at work. */
const SETTINGS = (workers: number): string => `
  set work_mem = '256MB'; set maintenance_work_mem = '512MB'; set jit = off;
  set max_parallel_workers_per_gather = ${workers}; set parallel_leader_participation = off;
  set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0;`;

/** Area seen per village. All give the same numbers; which is fastest depends on version and data. */
const SHAPES: Record<string, string> = {
  'union of the group, then clipped': `
    select v.id, st_area(st_intersection(st_union(f.geom), v.geom)) as area
    from bench.village v join bench.footprint f on f.village = v.id group by v.id`,
  'union of a lateral list, then clipped': `
    select v.id, st_area(st_intersection(u.geom, v.geom)) as area
    from bench.village v, lateral (select st_union(f.geom) as geom from bench.footprint f where f.village = v.id) u`,
  'unary union of a lateral collection, then clipped': `
    select v.id, st_area(st_intersection(u.geom, v.geom)) as area
    from bench.village v,
      lateral (select st_unaryunion(st_collect(f.geom)) as geom from bench.footprint f where f.village = v.id) u`,
  'each clipped where it crosses the border, then unary union': `
    select v.id, st_area(u.geom) as area
    from bench.village v,
      lateral (select st_unaryunion(st_collect(case when st_coveredby(f.geom, v.geom) then f.geom
        else st_intersection(f.geom, v.geom) end)) as geom from bench.footprint f where f.village = v.id) u`,
};
/** The best shape is looked for at this part of the province or the smallest that is asked for. */
const CHOOSE_UP_TO = 0.05;

function psql(sql: string): string {
  const run = spawnSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-F', '\t'], {
    input: sql,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.error) throw run.error;
  if (run.status !== 0) throw new Error(`psql: ${run.stderr.trim()}`);
  return run.stdout.trim();
}

/** EWKB of a polygon without SRID, in hex. */
function hexOf(ring: Float64Array): string {
  const n = ring.length / 2 + 1;
  const bytes = Buffer.alloc(13 + 16 * n);
  bytes[0] = 1;
  bytes.writeUInt32LE(3, 1);
  bytes.writeUInt32LE(1, 5);
  bytes.writeUInt32LE(n, 9);
  for (let i = 0; i < 2 * n; i++) bytes.writeDoubleLE(ring[i % ring.length], 13 + 8 * i);
  return bytes.toString('hex');
}

async function copy(table: string, rows: Iterable<string>): Promise<void> {
  const child = spawn('psql', ['-Xq', '-v', 'ON_ERROR_STOP=1', '-c', `copy ${table} from stdin`], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit');
  let text = '';
  const flush = async (): Promise<void> => {
    if (!child.stdin.write(text)) await Promise.race([once(child.stdin, 'drain'), ended]);
    text = '';
  };
  for (const row of rows) {
    text += row;
    if (text.length > 1 << 20) await flush();
  }
  await flush();
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`copy into ${table} ended with ${code}`);
}

async function load(path: string): Promise<void> {
  psql(`create extension if not exists postgis; drop schema if exists bench cascade; create schema bench;
    create unlogged table bench.village (id int, geom geometry(Polygon));
    create unlogged table bench.footprint (village int, geom geometry(Polygon));`);
  function* villages(): Generator<string> {
    for (const leaf of readLeaves(path)) yield `${leaf.index}\t${hexOf(planeVillage(leaf.input).ring)}\n`;
  }
  function* footprints(): Generator<string> {
    for (const leaf of readLeaves(path))
      for (const f of planeVillage(leaf.input).footprints) yield `${leaf.index}\t${hexOf(polygonOf(f))}\n`;
  }
  await copy('bench.village', villages());
  await copy('bench.footprint', footprints());
  psql(`alter table bench.village add primary key (id); create index on bench.footprint (village);
    alter table bench.village set (parallel_workers = 2); alter table bench.footprint set (parallel_workers = 2);
    vacuum analyze bench.village; vacuum analyze bench.footprint;`);
}

/** The process that all sessions and parallel workers are children of: when they have ended, their CPU time is its
 * children's. Null where the server is on another machine or does not tell. */
function postmaster(): number | null {
  try {
    const pid = Number(psql("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"));
    return cpuOfProcess(pid) === null ? null : pid;
  } catch {
    return null;
  }
}

interface Answer {
  cpuS: number | null;
  wallS: number;
  plan: number;
}

async function query(sql: string, workers: number, pid: number | null): Promise<Answer> {
  const before = pid === null ? null : cpuOfProcess(pid);
  psql('drop table if exists bench.answer');
  const { wallS } = await timed(() => psql(`${SETTINGS(workers)} create unlogged table bench.answer as ${sql}`));
  // a session is counted when its process is gone: a moment after psql has ended
  await new Promise((resolve) => setTimeout(resolve, 300));
  const after = pid === null ? null : cpuOfProcess(pid);
  const plan = Number(psql(`${SETTINGS(workers)} explain ${sql}`).match(/Workers Planned: (\d+)/)?.[1] ?? 0);
  return { cpuS: before && after ? after.childrenS - before.childrenS : null, wallS, plan };
}

export async function postgisSection({ scale, seed, threads }: SectionInput): Promise<SectionResult> {
  const out = emptyResult();
  try {
    if (!process.env.PGDATABASE) throw new Error('PGDATABASE is not set');
    psql('select 1');
  } catch (error) {
    return { ...out, notes: [`${HOW_TO} (${error instanceof Error ? error.message : error})`] };
  }
  const input = benchInput(scale, seed);
  const loading = await timed(() => load(input.path));
  const pid = postmaster();
  if (pid === null)
    out.notes.push('PostGIS: CPU seconds need the server on this machine and a user who may read postmaster.pid');
  out.versions.PostGIS = psql(
    "select postgis_lib_version() || ' (GEOS ' || split_part(postgis_geos_version(), '-', 1) || ', PostgreSQL ' || current_setting('server_version') || ')'",
  );
  const of = { scale, villages: input.villages, cameras: input.cameras };
  out.measurements.push(
    measurement('PostGIS: polygons made, copied and indexed', {
      ...of,
      wallS: loading.wallS,
      note: 'not counted against it',
    }),
  );
  let best: (Answer & { name: string }) | null = null;
  const names = scale <= CHOOSE_UP_TO ? Object.keys(SHAPES) : [bestShape()];
  for (const name of names) {
    const answer = await query(SHAPES[name], threads, pid);
    const note = answer.plan === threads ? `${threads} parallel workers` : `${answer.plan} parallel workers planned`;
    out.measurements.push(measurement(`PostGIS: ${name}`, { ...of, cpuS: answer.cpuS, wallS: answer.wallS, note }));
    if (!best || (answer.cpuS ?? answer.wallS) < (best.cpuS ?? best.wallS)) best = { ...answer, name };
  }
  rememberBest(best!.name);
  if (best!.cpuS !== null) out.facts[`postgis.cpuS@${scale}`] = best!.cpuS;
  out.facts[`postgis.wallS@${scale}`] = best!.wallS;
  const total = Number(psql('select sum(area) from bench.answer'));
  out.facts[`postgis.coveredM2@${scale}`] = total;
  out.notes.push(
    `PostGIS at ${scale}: best shape "${best!.name}"; ${(total / 1e6).toFixed(4)} km² seen in all, ${SEGMENTS} segments a circle`,
  );
  return out;
}

/** The choice is kept in the database between the parts of one run. */
const rememberBest = (name: string): void => {
  psql(`create schema if not exists bench_choice; drop table if exists bench_choice.best;
    create table bench_choice.best as select $$${name}$$::text as name`);
};
function bestShape(): string {
  try {
    const name = psql('select name from bench_choice.best');
    if (name in SHAPES) return name;
  } catch {
    // nothing was chosen yet: the plain one
  }
  return 'unary union of a lateral collection, then clipped';
}
