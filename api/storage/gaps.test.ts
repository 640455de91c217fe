// Gap pieces packed by cell: what goes in comes out, ranked lists page over cells without loss, and ids that went lead on.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GapClass } from '#contract/gap';
import { E7 } from '#engine';
import { type CellGap, decodeCell, decodeComponents, encodeCell, encodeComponents } from './gap-blob.ts';
import {
  countGaps,
  findGap,
  type GapRecord,
  gapPage,
  gapsByCell,
  gapsOfLeaves,
  leafGaps,
  replaceGaps,
  successorsOf,
} from './gaps.repository.ts';
import { readMeta } from './meta.repository.ts';
import { openSqlite } from './open.sqlite.ts';
import { APPLICATION_ID } from './pragmas.sqlite.ts';
import { leafCodes } from './regions.repository.ts';
import { EVERYTHING } from './scope.ts';
import type { Storage } from './storage.ts';

let dir: string;
let storage: Storage;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lacuna-gaps-'));
  storage = openSqlite(join(dir, 'lacuna.db'));
});
afterEach(async () => {
  await storage.close();
  rmSync(dir, { recursive: true, force: true });
});

/** mulberry32 */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const CELL = '132013201320132013';
const zig = (v: number): number => (v < 0 ? -2 * v - 1 : 2 * v);
const bytesOf = (value: number): number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...bytesOf(Math.floor(value / 0x80))];
/** A square written by hand: `docs` of the format, not the engine's writer. */
function square(lon: number, lat: number, side: number): Uint8Array {
  const head = [lon, lat].flatMap((v) => [v & 255, (v >> 8) & 255, (v >> 16) & 255, (v >> 24) & 255]);
  const steps = [
    [0, 0],
    [side, 0],
    [0, side],
    [-side, 0],
  ].flatMap(([x, y]) => [...bytesOf(zig(x)), ...bytesOf(2 * zig(y))]);
  return Uint8Array.from([...head, 1, 4, ...steps]);
}
function piece(
  over: Partial<CellGap> & { anchor: string },
  lon = 1_110_000_000,
  lat = 275_000_000,
  side = 1_000,
): CellGap {
  return {
    class: 'area',
    areaM2: 100,
    need: 100,
    labelPoint: [(lon + side / 2) / E7, (lat + side / 2) / E7],
    bbox: [lon / E7, lat / E7, (lon + side) / E7, (lat + side) / E7],
    nearestCameraId: null,
    nearestM: null,
    places: [],
    placesEn: [],
    outline: square(lon, lat, side),
    ...over,
  };
}
const anchorOf = (cell: string, n: number): string => cell + n.toString(4).padStart(26 - cell.length, '0');
const write = (pieces: Record<string, (CellGap & { cell: string; component: number })[]>, version = 1): Promise<void> =>
  storage.transaction((writer) =>
    replaceGaps(
      writer,
      Object.keys(pieces),
      Object.entries(pieces).map(([code, own]) => leafGaps(code, own, (c) => 1_000 + c)),
      version,
    ),
  );

test('a cell comes back as it went in, names in both languages and all', () => {
  const random = seeded(3);
  for (let round = 0; round < 200; round += 1) {
    const pieces = Array.from({ length: Math.floor(random() * 6) }, (_, i): CellGap => {
      const named = random() < 0.5;
      return piece(
        {
          anchor: anchorOf(CELL, Math.floor(random() * 65_536)),
          class: GapClass.options[Math.floor(random() * GapClass.options.length)],
          areaM2: random() * 1e6,
          need: random() * 1e7,
          nearestCameraId: random() < 0.3 ? null : `摄像机-${Math.floor(random() * 3)}`,
          places: named ? ['人民路'.repeat(1 + Math.floor(random() * 40)), '集市'] : [],
          placesEn: named ? ['Renmin Road', '集市'] : [],
        },
        Math.round((random() - 0.5) * 3.6e9),
        Math.round((random() - 0.5) * 1.7e9),
        2 + i * 50_000,
      );
    }).map((one) => ({ ...one, nearestM: one.nearestCameraId === null ? null : random() * 1e5 }));
    expect(decodeCell(CELL, encodeCell(CELL, pieces))).toEqual(pieces);
  }
});

test('the components of a leaf come back, whatever the zoom of its cells', () => {
  const cells = new Map([
    ['0', [0]],
    ['3', [1, 0, 300]],
    ['132013201320132012', [2]],
    [CELL, []],
  ]);
  const components = [0, 1, 2].map((k) => ({ areaM2: 10.5 * k, anchor: anchorOf(CELL, k) }));
  expect(decodeComponents(encodeComponents({ components, cells }))).toEqual({ components, cells });
});

test('ranked lists are those of a plain sort, at every page size, with ties and by class', async () => {
  const random = seeded(8);
  const leaves: Record<string, (CellGap & { cell: string; component: number })[]> = {};
  for (const code of ['A', 'B:1', 'C'])
    leaves[code] = Array.from({ length: 120 }, (_, i) => {
      const cell =
        CELL.slice(0, 16) +
        Math.floor(random() * 16)
          .toString(4)
          .padStart(2, '0');
      // a few needs only, so that ties abound inside cells and between them
      const need = 30 + Math.floor(random() * 12);
      const scrap = random() < 0.1;
      return {
        ...piece({ anchor: anchorOf(cell, i), need: scrap ? 0 : need, areaM2: scrap ? 5 : 60 }),
        class: random() < 0.5 ? 'road' : 'school',
        cell,
        component: i % 7,
      };
    });
  await write(leaves);
  const { reader } = storage;
  const all: GapRecord[] = [];
  for await (const part of gapsByCell(reader, EVERYTHING, {})) all.push(...part);
  const listed = Object.values(leaves)
    .flat()
    .filter(({ areaM2 }) => areaM2 >= 25).length;
  expect(all).toHaveLength(listed);
  expect(await countGaps(reader, EVERYTHING)).toBe(listed);
  const drawn = await gapsOfLeaves(reader, EVERYTHING, Object.keys(leaves), true);
  expect(drawn).toHaveLength(360);
  const order = (a: GapRecord, b: GapRecord): number => b.need - a.need || (a.id < b.id ? -1 : 1);
  for (const filter of [{}, { class: 'school' }]) {
    const want = all.filter((gap) => filter.class === undefined || gap.class === filter.class).sort(order);
    for (const limit of [3, 50, 1_000]) {
      const got: string[] = [];
      let after: { need: number; id: string } | null = null;
      for (;;) {
        const page: GapRecord[] = await gapPage(reader, EVERYTHING, filter, after, limit);
        got.push(...page.map(({ id }) => id));
        if (page.length < limit) break;
        after = { need: page.at(-1)!.need, id: page.at(-1)!.id };
      }
      expect(got).toEqual(want.map(({ id }) => id));
    }
  }
  for (const gap of all.slice(0, 50)) expect(await findGap(reader, EVERYTHING, gap.id)).toEqual(gap);
  const [one] = all;
  const mates = all.filter((gap) => gap.componentId === one.componentId);
  expect(new Set(mates.map((gap) => gap.componentM2)).size).toBe(1);
  expect(new Set(mates.map((gap) => gap.regionCode))).toEqual(new Set([one.regionCode]));
});

test('an edit rewrites its own cells only, and ids that went lead to those in their place', async () => {
  const other = '132013201320132010';
  const far = { ...piece({ anchor: anchorOf(other, 1) }, 1_110_100_000), cell: other, component: 1 };
  const whole = {
    ...piece({ anchor: anchorOf(CELL, 1) }, 1_110_000_000, 275_000_000, 4_000),
    cell: CELL,
    component: 0,
  };
  await write({ L: [whole, far] });
  const file = new BetterSqlite3(join(dir, 'lacuna.db'));
  const countOf = (): Map<string, number> =>
    new Map(file.prepare('select cell, count from gap_cells').raw().all() as [string, number][]);
  // a mark that writing a row takes away
  file.exec('update gap_cells set count = -7');
  // The camera in the middle leaves two halves; the far cell is as it was.
  const left = { ...piece({ anchor: anchorOf(CELL, 2) }, 1_110_000_000, 275_000_000, 1_900), cell: CELL, component: 0 };
  const right = {
    ...piece({ anchor: anchorOf(CELL, 3) }, 1_110_001_900, 275_001_900, 2_100),
    cell: CELL,
    component: 2,
  };
  await write({ L: [left, right, far] }, 2);
  expect(countOf()).toEqual(
    new Map([
      [other, -7],
      [CELL, 2],
    ]),
  );
  const { reader } = storage;
  const id = (n: number): string => `L:area:${CELL}:${anchorOf(CELL, n)}`;
  expect(await findGap(reader, EVERYTHING, id(1))).toBeNull();
  expect(await successorsOf(reader, EVERYTHING, id(1))).toEqual([
    // its label point lies on the right half's corner: (2,100 / 4,000)²
    { id: id(3), share: expect.closeTo(0.275625, 6) },
    { id: id(2), share: expect.closeTo(0.225625, 6) },
  ]);
  // Another change: the old id is followed on to what exists.
  const smaller = {
    ...piece({ anchor: anchorOf(CELL, 9) }, 1_110_000_000, 275_000_000, 1_000),
    cell: CELL,
    component: 0,
  };
  await write({ L: [smaller, far] }, 3);
  const [last] = await successorsOf(reader, EVERYTHING, id(1));
  expect(last.id).toBe(id(9));
  expect(last.share).toBeGreaterThan(0);
  expect(await successorsOf(reader, EVERYTHING, 'nothing of ours')).toEqual([]);
  // A cell without gaps has no row.
  await write({ L: [far] }, 4);
  expect([...countOf().keys()]).toEqual([other]);
  await write({ L: [] }, 5);
  file.close();
  expect(await countGaps(reader, EVERYTHING)).toBe(0);
});

test('a database of the schema before has all its leaves to measure again, from the first', async () => {
  const source = fileURLToPath(new URL('./migrations', import.meta.url));
  const first = join(dir, 'first');
  mkdirSync(join(first, 'meta'), { recursive: true });
  copyFileSync(join(source, '0000_start.sql'), join(first, '0000_start.sql'));
  const journal = JSON.parse(readFileSync(join(source, 'meta', '_journal.json'), 'utf8'));
  writeFileSync(join(first, 'meta', '_journal.json'), JSON.stringify({ ...journal, entries: [journal.entries[0]] }));
  const path = join(dir, 'old.db');
  const old = new BetterSqlite3(path);
  old.pragma(`application_id = ${APPLICATION_ID}`);
  migrate(drizzle(old), { migrationsFolder: first });
  old.pragma('user_version = 1');
  const fill = (table: string, given: Record<string, unknown>): void => {
    const columns = old.pragma(`table_info(${table})`) as { name: string; type: string; notnull: number }[];
    const row = columns.map(({ name, type, notnull }) =>
      name in given ? given[name] : notnull === 0 ? null : type === 'text' ? '' : type === 'blob' ? Buffer.alloc(0) : 0,
    );
    old.prepare(`insert into ${table} values (${row.map(() => '?').join(',')})`).run(row);
  };
  fill('regions', { code: 'L', path: '/L/', is_leaf: 1, touched_version: 3 });
  fill('figures', { region_code: 'L', set: 'installed', figure: '{}', measured_version: 7 });
  fill('meta', { key: 'dataVersion', value: '7' });
  fill('jobs', { id: 'j', kind: 'measure', state: 'running', input: '{}', position: 'L' });
  old.close();
  const opened = openSqlite(path);
  try {
    expect(await readMeta(opened.reader, 'dataVersion')).toBe(8);
    expect(await leafCodes(opened.reader, EVERYTHING, 'dirty')).toEqual(['L']);
    expect(await countGaps(opened.reader, EVERYTHING)).toBe(0);
  } finally {
    await opened.close();
  }
  const looked = new BetterSqlite3(path, { readonly: true });
  expect(looked.prepare('select position from jobs').pluck().get()).toBeNull();
  expect(
    looked.prepare("select count(*) from sqlite_schema where name in ('gaps', 'gap_components')").pluck().get(),
  ).toBe(0);
  looked.close();
});
