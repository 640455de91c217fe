// What a planner would reach for: PostGIS, four shapes of the query, in as many sessions as we use threads, on the same polygons.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { measureLeaf } from '#engine';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { geosPeer } from './geos.ts';
import { readLeaves } from './leaf-file.ts';
import { cpuOfProcess, timed } from './meter.ts';
import { prepared, relative } from './peers.ts';
import { planeVillage, polygonOf, SEGMENTS } from './polygons.ts';
import { benchInput, scratch } from './province.ts';

const HOW_TO = [
  'PostGIS was not measured: no database answers at PGDATABASE. On Debian, as root, a throw-away cluster:',
  '`apt-get install -y --no-install-recommends postgresql-15 postgresql-15-postgis-3`;',
  '`install -d -o postgres /tmp/lacuna-pg && su postgres -c "/usr/lib/postgresql/15/bin/initdb -A trust -D /tmp/lacuna-pg"`;',
  '`su postgres -c "/usr/lib/postgresql/15/bin/pg_ctl -w -D /tmp/lacuna-pg -l /tmp/lacuna-pg/log -o \'-p 5499 -k /tmp -c shared_buffers=512MB -c max_wal_size=8GB -c autovacuum=off\' start"`;',
  '`export PGHOST=/tmp PGPORT=5499 PGUSER=postgres PGDATABASE=lacuna_bench && createdb lacuna_bench`; then run the bench again',
].join(' ');

/** Nothing but the query is to be limited: memory enough, no compiling of expressions. Parallel plans are off because the
 * planner divides only the plain grouping, and that badly (one worker did nearly all); instead each session takes every
 * n-th village, which divides the work evenly. */
const SETTINGS = `set work_mem = '256MB'; set maintenance_work_mem = '512MB'; set jit = off;
  set max_parallel_workers_per_gather = 0; set client_min_messages = warning;`;

/** Area seen per village, of the villages that `mine` names. All give the same numbers; which is fastest depends on
 * version and data. */
const SHAPES: Record<string, (mine: string) => string> = {
  'union of the group, then clipped': (mine) => `
    select v.id, st_area(st_intersection(st_union(f.geom), v.geom)) as area
    from lacuna_bench.village v join lacuna_bench.footprint f on f.village = v.id where ${mine} group by v.id`,
  'union of a lateral list, then clipped': (mine) => `
    select v.id, st_area(st_intersection(u.geom, v.geom)) as area from lacuna_bench.village v,
      lateral (select st_union(f.geom) as geom from lacuna_bench.footprint f where f.village = v.id) u where ${mine}`,
  'unary union of a collection, then clipped': (mine) => `
    select v.id, st_area(st_intersection(u.geom, v.geom)) as area from lacuna_bench.village v,
      lateral (select st_unaryunion(st_collect(f.geom)) as geom from lacuna_bench.footprint f where f.village = v.id) u
    where ${mine}`,
  'each clipped where it crosses the border, then unary union': (mine) => `
    select v.id, st_area(u.geom) as area from lacuna_bench.village v,
      lateral (select st_unaryunion(st_collect(case when st_coveredby(f.geom, v.geom) then f.geom
        else st_intersection(f.geom, v.geom) end)) as geom from lacuna_bench.footprint f where f.village = v.id) u
    where ${mine}`,
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
  psql(`create extension if not exists postgis; drop schema if exists lacuna_bench cascade; create schema lacuna_bench;
    create unlogged table lacuna_bench.village (id int, geom geometry(Polygon));
    create unlogged table lacuna_bench.footprint (village int, geom geometry(Polygon));`);
  function* villages(): Generator<string> {
    for (const leaf of readLeaves(path)) yield `${leaf.index}\t${hexOf(planeVillage(leaf.input).ring)}\n`;
  }
  function* footprints(): Generator<string> {
    for (const leaf of readLeaves(path))
      for (const f of planeVillage(leaf.input).footprints) yield `${leaf.index}\t${hexOf(polygonOf(f))}\n`;
  }
  await copy('lacuna_bench.village', villages());
  await copy('lacuna_bench.footprint', footprints());
  psql(`alter table lacuna_bench.village add primary key (id); create index on lacuna_bench.footprint (village);
    vacuum analyze lacuna_bench.village; vacuum analyze lacuna_bench.footprint;`);
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
  peakMb: number | null;
}

const LOOK_MS = 200;

async function query(shape: (mine: string) => string, sessions: number, pid: number | null): Promise<Answer> {
  psql('drop table if exists lacuna_bench.answer; create unlogged table lacuna_bench.answer (id int, area float8)');
  const before = pid === null ? null : cpuOfProcess(pid);
  let most = 0;
  const looking = setInterval(() => {
    if (pid !== null) most = Math.max(most, anonymousMb(pid));
  }, LOOK_MS);
  const { wallS } = await timed(() =>
    Promise.all(
      Array.from({ length: sessions }, (_, k) =>
        psqlAsync(`${SETTINGS} insert into lacuna_bench.answer ${shape(`v.id % ${sessions} = ${k}`)}`),
      ),
    ),
  );
  clearInterval(looking);
  // a session is counted when its process is gone: a moment after psql has ended
  await new Promise((resolve) => setTimeout(resolve, GONE_MS));
  const after = pid === null ? null : cpuOfProcess(pid);
  return { cpuS: before && after ? after.childrenS - before.childrenS : null, wallS, peakMb: most || null };
}
const GONE_MS = 300;

/** Own memory (MB) of all server processes at this moment, without the shared buffers. */
function anonymousMb(pid: number): number {
  let mb = 0;
  try {
    for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' '))
      mb += Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1] ?? 0) / 1e3;
  } catch {
    // one ended between the two looks
  }
  return mb;
}

async function psqlAsync(sql: string): Promise<void> {
  const child = spawn('psql', ['-Xq', '-v', 'ON_ERROR_STOP=1', '-c', sql], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`psql ended with ${code}`);
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
  const agreement = await expectedAreas(input.path);
  let best: (Answer & { name: string }) | null = null;
  const names = scale <= CHOOSE_UP_TO ? Object.keys(SHAPES) : [bestShape()];
  for (const name of names) {
    const answer = await query(SHAPES[name], threads, pid);
    const { cpuS, wallS, peakMb } = answer;
    const { geos, ours, villages } = agreement(
      psql(`select id, area from lacuna_bench.answer where id <= ${LAST_COMPARED}`),
    );
    out.measurements.push(
      measurement(`PostGIS, ${threads} sessions: ${name}`, {
        ...of,
        cpuS,
        wallS,
        peakMb,
        note:
          `${SEGMENTS} segments a circle; first ${villages} villages: ${geos.toExponential(1)} from geos-wasm on the same polygons, ` +
          `${ours.toExponential(1)} from ours; memory without shared buffers`,
      }),
    );
    if (!best || (cpuS ?? wallS) < (best.cpuS ?? best.wallS)) best = { ...answer, name };
  }
  psql('drop schema lacuna_bench cascade');
  rememberBest(best!.name);
  if (best!.cpuS !== null) out.facts[`postgis.cpuS@${scale}`] = best!.cpuS;
  out.facts[`postgis.wallS@${scale}`] = best!.wallS;
  out.notes.push(`PostGIS at ${scale}: the best shape is "${best!.name}"`);
  return out;
}

/** Villages up to this index are compared with geos-wasm and with our engine. */
const LAST_COMPARED = 199;

/** Takes psql's rows of areas by village; answers the largest relative differences. */
async function expectedAreas(path: string) {
  const { peer } = await geosPeer();
  const byVillage = new Map<number, { geos: number; ours: number }>();
  for (const leaf of readLeaves(path, LAST_COMPARED + 1)) {
    const ready = peer.prepare(prepared(leaf, 1));
    const ours = measureLeaf(leaf.input, { k: 1, ceiling: 0 }).depthM2[0];
    byVillage.set(leaf.index, { geos: peer.areaM2(ready), ours });
    peer.free(ready);
  }
  return (rows: string): { geos: number; ours: number; villages: number } => {
    const worst = { geos: 0, ours: 0, villages: 0 };
    for (const row of rows.split('\n')) {
      const [id, area] = row.split('\t').map(Number);
      const expected = byVillage.get(id);
      if (!expected || expected.geos === 0) continue;
      worst.geos = Math.max(worst.geos, relative(area, expected.geos));
      worst.ours = Math.max(worst.ours, relative(area, expected.ours));
      worst.villages++;
    }
    return worst;
  };
}

/** The choice is kept between the parts of one run. */
const CHOICE = scratch('postgis-best-shape');
const rememberBest = (name: string): void => writeFileSync(CHOICE, name);
function bestShape(): string {
  const name = existsSync(CHOICE) ? readFileSync(CHOICE, 'utf8') : '';
  return name in SHAPES ? name : 'union of a lateral list, then clipped';
}
