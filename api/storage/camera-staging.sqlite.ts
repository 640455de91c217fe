// Where do the cameras of an import wait for its commit? In a file beside the database that no crash has to keep: it is
// written without a journal, read once by the commit, and every start removes what is left.
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { getTableColumns } from 'drizzle-orm';
import { applyBulkSettings, applySettings } from './pragmas.sqlite.ts';
import {
  type CameraStaging,
  STAGED_ACTIONS,
  type StagedAction,
  type StagedCameras,
  type StagedChange,
  type StagedFrom,
  type StagedMatch,
} from './storage.ts';
import { cameras } from './tables.sqlite.ts';

type Key = keyof typeof cameras.$inferSelect;
/** What the commit itself knows: not staged. */
const OF_THE_COMMIT = ['source', 'revision', 'validFrom', 'recordedAt'] as const satisfies Key[];
const COLUMNS = getTableColumns(cameras);
const KEYS = (Object.keys(COLUMNS) as Key[]).filter(
  (key): key is keyof StagedFrom => !(OF_THE_COMMIT as readonly Key[]).includes(key),
);
const nameOf = (key: Key): string => `"${COLUMNS[key].name}"`;
const SCHEMA = 'staged';
/** Of the row itself, not of the camera. */
const OF_THE_ROW = ['row', 'action'] as const;
const STAGED_NAMES = [...KEYS.map(nameOf), '"file_row"', '"action"'];

const BY_MATCH = 'create index if not exists rows_matched on rows (matched) where matched is not null';

const fileOf = (databasePath: string, importId: string): string => `${databasePath}.staged-${importId}`;

export function createCameraStaging(databasePath: string, importId: string): CameraStaging {
  const path = fileOf(databasePath, importId);
  dropFile(path);
  const connection = new BetterSqlite3(path);
  chmodSync(path, 0o600);
  connection.pragma('journal_mode = OFF');
  connection.pragma('synchronous = OFF');
  connection.pragma('locking_mode = EXCLUSIVE');
  connection.exec(
    `create table rows (seq integer primary key, ${STAGED_NAMES.join(', ')}, matched);
     create table touched (code text primary key) without rowid;
     create table about (data_version integer not null, looks text not null)`,
  );
  const insert = connection.prepare(
    `insert into rows (${STAGED_NAMES.join(', ')}) values (${STAGED_NAMES.map(() => '?').join(', ')})`,
  );
  return {
    columns: [...KEYS, ...OF_THE_ROW],
    add(rows) {
      connection.exec('begin');
      for (const row of rows) insert.run(row);
      connection.exec('commit');
    },
    finish({ dataVersion, looks, byId }, touched) {
      connection.exec('begin');
      connection.prepare('insert into about values (?, ?)').run(dataVersion, looks);
      const put = connection.prepare('insert or ignore into touched values (?)');
      for (const code of touched) put.run(code);
      // without the second, each record that is looked for would read all rows
      if (byId) connection.exec(`create index rows_id on rows (id); ${BY_MATCH}`);
      connection.exec('commit');
      connection.close();
    },
    abandon() {
      connection.close();
      dropFile(path);
    },
  };
}

function dropFile(path: string): void {
  for (const end of ['', '-journal', '-wal', '-shm']) rmSync(path + end, { force: true });
}

/** Import ids with a file. */
export function stagedImports(databasePath: string): string[] {
  const start = `${basename(databasePath)}.staged-`;
  return readdirSync(dirname(databasePath))
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length));
}

export function dropStaged(databasePath: string, importId?: string): void {
  if (importId !== undefined) dropFile(fileOf(databasePath, importId));
  else
    for (const name of stagedImports(databasePath))
      rmSync(join(dirname(databasePath), `${basename(databasePath)}.staged-${name}`), { force: true });
}

const decode = (row: unknown[]): StagedFrom =>
  Object.fromEntries(
    KEYS.map((key, i) => [key, row[i] === null ? null : COLUMNS[key].mapFromDriverValue(row[i])]),
  ) as unknown as StagedFrom;

/** On a connection of its own, so that nobody waits for the writer. */
function readStaged<T>(
  databasePath: string,
  importId: string,
  absent: T,
  body: (connection: BetterSqlite3.Database) => T,
): T {
  if (!stagedImports(databasePath).includes(importId)) return absent;
  const connection = new BetterSqlite3(fileOf(databasePath, importId), { readonly: true });
  try {
    return body(connection);
  } finally {
    connection.close();
  }
}

export function stagedChanges(
  databasePath: string,
  importId: string,
  after: number,
  limit: number,
  actions: readonly StagedAction[] = STAGED_ACTIONS,
): StagedChange[] | null {
  return readStaged(databasePath, importId, null, (connection) => {
    const some = `and action in (${actions.map((action) => STAGED_ACTIONS.indexOf(action)).join(', ')})`;
    const found = connection
      .prepare(`select ${STAGED_NAMES.join(', ')}, seq, matched from rows where seq > ? ${some} order by seq limit ?`)
      .raw()
      .all(after, limit) as unknown[][];
    const at = KEYS.length;
    return found.map((row) => ({
      seq: Number(row[at + 2]),
      row: Number(row[at]),
      action: STAGED_ACTIONS[Number(row[at + 1])],
      camera: decode(row),
      matched: row[at + 3] as string | null,
    }));
  });
}

export function keepMatches(databasePath: string, importId: string, matches: readonly StagedMatch[]): void {
  const connection = new BetterSqlite3(fileOf(databasePath, importId), { fileMustExist: true });
  try {
    connection.pragma('journal_mode = OFF');
    connection.pragma('synchronous = OFF');
    connection.exec('begin');
    const put = connection.prepare('update rows set matched = ?, action = ? where seq = ?');
    for (const { seq, oldId, action } of matches) put.run(oldId, STAGED_ACTIONS.indexOf(action), seq);
    connection.exec(BY_MATCH);
    connection.exec('commit');
  } finally {
    connection.close();
  }
}

export function areStaged(databasePath: string, importId: string, ids: string[]): boolean[] {
  const none = ids.map(() => false);
  return readStaged(databasePath, importId, none, (connection) => {
    const find = connection.prepare('select 1 from rows where id = ?').pluck();
    const match = connection.prepare('select 1 from rows where matched = ?').pluck();
    return ids.map((id) => find.get(id) !== undefined || match.get(id) !== undefined);
  });
}

/** The staged rows, readable inside a transaction of the writing connection; `detachStaged` after it. */
export function attachStaged(
  connection: BetterSqlite3.Database,
  databasePath: string,
  importId: string,
): StagedCameras {
  if (!stagedImports(databasePath).includes(importId))
    throw new Error(`expected staged cameras of import ${importId}, got no file`);
  connection.prepare(`attach ? as ${SCHEMA}`).run(fileOf(databasePath, importId));
  applyBulkSettings(connection);
  const rows = `${SCHEMA}.rows`;
  const number = (text: string): number => Number(connection.prepare(text).pluck().get() ?? 0);
  const target = (Object.keys(COLUMNS) as Key[]).map(nameOf).join(', ');
  const values = (from: Record<(typeof OF_THE_COMMIT)[number], string>): string =>
    (Object.keys(COLUMNS) as Key[])
      .map((key) => (key in from ? from[key as keyof typeof from] : `s.${nameOf(key)}`))
      .join(', ');
  return {
    last: number(`select max(seq) from ${rows}`),
    dataVersion: number(`select data_version from ${SCHEMA}.about`),
    looks: connection.prepare(`select looks from ${SCHEMA}.about`).pluck().get() as string,
    touched: () => connection.prepare(`select code from ${SCHEMA}.touched order by code`).pluck().all() as string[],
    insertNew(after, upTo, from, isEmpty) {
      const unknown = isEmpty ? '' : 'and not exists (select 1 from main.cameras c where c.id = s.id)';
      connection
        .prepare(
          `insert into main.cameras (${target})
           select ${values({ source: '@source', revision: '1', validFrom: '@at', recordedAt: '@at' })}
           from ${rows} s where s.seq > @after and s.seq <= @upTo ${unknown} order by s.seq`,
        )
        .run({ ...from, after, upTo });
    },
    page(after, upTo, which) {
      const condition = {
        all: '',
        known: 'and exists (select 1 from main.cameras c where c.id = s.id)',
        unknown: 'and not exists (select 1 from main.cameras c where c.id = s.id)',
      }[which];
      const found = connection
        .prepare(
          `select ${KEYS.map((key) => `s.${nameOf(key)}`).join(', ')} from ${rows} s
           where s.seq > ? and s.seq <= ? ${condition} order by s.seq`,
        )
        .raw()
        .all(after, upTo) as unknown[][];
      return found.map(decode);
    },
    matches(after, upTo) {
      const found = connection
        .prepare(
          `select ${KEYS.map(nameOf).join(', ')}, matched from ${rows}
           where seq > ? and seq <= ? and matched is not null order by seq`,
        )
        .raw()
        .all(after, upTo) as unknown[][];
      return found.map((row) => ({ camera: decode(row), oldId: row[KEYS.length] as string }));
    },
    place(placed) {
      const put = connection.prepare(`update ${rows} set region_code = ? where id = ?`);
      connection.exec(`create index if not exists ${SCHEMA}.rows_id on rows (id)`);
      for (const { id, regionCode } of placed) put.run(regionCode, id);
    },
    isStaged(ids) {
      connection.exec(`create index if not exists ${SCHEMA}.rows_id on rows (id)`);
      const find = connection.prepare(`select 1 from ${rows} where id = ?`).pluck();
      return ids.map((id) => find.get(id) !== undefined);
    },
  };
}

export function detachStaged(connection: BetterSqlite3.Database): void {
  connection.exec(`detach ${SCHEMA}`);
  applySettings(connection, 'writer');
}
