// Words about states that come as files: catalogues without a time, pushes of platforms, times of other zones, clocks that are
// off.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImportOptions } from '#contract/import';
import { importProblems } from '#services/imports';
import { statusSummary } from '#services/status-summary';
import { EVERYTHING } from '#storage/scope';
import { reasonTexts, subjectNumbers, wordsOf } from '#storage/status-words.repository';
import { camerasCsv, countyGeojson, importText, openWorld, readText, type World } from './world.ts';

const NOW = Date.parse('2026-03-01T02:00:00Z');
let world: World;
beforeEach(async () => {
  world = await openWorld({ clock: () => NOW });
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
  const list = ['a', 'b', 'c'].map((id, i) => ({ id, eastM: 100 + 200 * i, northM: 200, azimuthDeg: 90, rangeM: 30 }));
  await importText(world, 'cameras', camerasCsv(list), 'cameras.csv');
});
afterEach(() => world.close());

const read = (text: string, name: string, options: ImportOptions = {}) =>
  readText(world, 'status', text, name, options);
const codes = async (id: string): Promise<string[]> =>
  (await importProblems(world.ctx, { id })).items.map(({ row, code }) => `${row ?? '-'} ${code}`);
async function kept(): Promise<string[]> {
  const { reader } = world.ctx.storage;
  const numbers = await subjectNumbers(reader, EVERYTHING, ['a', 'b', 'c']);
  const idOf = new Map([...numbers].map(([id, no]) => [no, id]));
  const reasons = await reasonTexts(reader, EVERYTHING);
  return (await wordsOf(reader, EVERYTHING, [...numbers.values()])).map(
    ({ subjectNo, at, state, reasonNo }) =>
      `${idOf.get(subjectNo)} ${state} ${new Date(at).toISOString()} ${reasons.get(reasonNo) ?? ''}`,
  );
}

const item = (id: string, status: string): string =>
  `<Item><DeviceID>${id}</DeviceID><Name>n</Name><CivilCode>430522</CivilCode><Status>${status}</Status></Item>`;
const catalogue = (items: string): string =>
  `<?xml version="1.0"?><Response><CmdType>Catalog</CmdType><DeviceList Num="2">${items}</DeviceList></Response>`;

test('a catalogue dump that names no time speaks of when it came in, as XML and as a table', async () => {
  const xml = await read(catalogue(item('a', 'ON') + item('b', 'OFF')), 'dump.xml');
  expect(xml).toMatchObject({ state: 'ready', receipt: { format: 'gb28181-xml', create: 2, questions: [] } });
  expect(await codes(xml.id)).toContain('- status.time_received');
  await importText(world, 'status', catalogue(item('a', 'ON') + item('b', 'OFF')), 'dump.xml');
  await importText(world, 'status', 'DeviceID,Name,ParentID,Status\nc,x,p,OFF\n', 'dump.csv');
  expect(await kept()).toEqual([
    'a 1 2026-03-01T02:00:00.000Z ',
    'b 2 2026-03-01T02:00:00.000Z ',
    'c 2 2026-03-01T02:00:00.000Z ',
  ]);
});

test('a table that is no catalogue is asked which column is the time', async () => {
  const csv = await read('camera,state\na,online\n', 'states.csv');
  expect(csv.state).toBe('needs-answer');
});

test('a push that was kept as a file reads as it was sent, as rows or as a bare list', async () => {
  const rows = [
    { cameraId: 'a', state: 'ON', at: '2026-03-01T01:00:00Z', reason: 'x' },
    { cameraId: 'b', state: '离线', at: '2026-03-01T09:30:00+08:00' },
  ];
  await importText(world, 'status', JSON.stringify({ sequence: 7, rows }), 'push.json');
  const again = await read(JSON.stringify(rows), 'list.json');
  expect(again.receipt).toMatchObject({ create: 0, unchanged: 2 });
  expect(await kept()).toEqual(['a 1 2026-03-01T01:00:00.000Z x', 'b 2 2026-03-01T01:30:00.000Z ']);
});

test('times are those of the zone that is named, also on the nights when clocks change; what is written wins', async () => {
  const text =
    'camera,state,time\na,online,2025-10-25 12:00\nb,online,2025-10-26 02:30\nc,online,2025-03-30 02:30\na,offline,2025-07-01T12:00:00Z\n';
  const options = { zone: 'Europe/Berlin' };
  const record = await read(text, 'berlin.csv', options);
  expect(await codes(record.id)).toEqual(
    expect.arrayContaining(['3 status.hour_twice', '4 status.hour_skipped', '- status.zone_given']),
  );
  await importText(world, 'status', text, 'berlin.csv', options);
  expect(await kept()).toEqual([
    'a 2 2025-07-01T12:00:00.000Z ',
    'a 1 2025-10-25T10:00:00.000Z ',
    'b 1 2025-10-26T00:30:00.000Z ',
    'c 1 2025-03-30T01:30:00.000Z ',
  ]);
});

test('rows from the future, from before 2000 and of unknown cameras are named one by one, the rest is taken', async () => {
  const text =
    'camera,state,time\na,online,2026-03-01T02:09:00Z\nb,online,2026-03-01T02:11:00Z\nc,online,1970-01-01T00:00:00Z\nq,online,2026-03-01T01:00:00Z\n';
  const record = await read(text, 'faults.csv');
  expect(record.receipt).toMatchObject({ rows: 4, usable: 1, rejected: 3, create: 1 });
  const said = await codes(record.id);
  expect(said.map((one) => one.split(' ')[1]).sort()).toEqual([
    'status.ahead',
    'status.ancient',
    'status.camera_unknown',
  ]);
  const ahead = (await importProblems(world.ctx, { id: record.id, code: 'status.ahead' })).items[0]!;
  expect(`${ahead.message} ${ahead.fix}`).toMatch(/11 min.*clock/s);
});

test('a list that speaks of an hour ago throughout is said to come from a clock that may be off', async () => {
  const line = (hour: string, i: number): string => `a,online,2026-03-01T${hour}:0${i}:30Z`;
  const list = (hour: string): string => `camera,state,time\n${[0, 1, 2, 3, 4].map((i) => line(hour, i)).join('\n')}\n`;
  const doubled = (hour: string): string =>
    list(hour) + list(hour).split('\n').slice(1).join('\n').replaceAll('a,', 'b,');
  const off = await read(doubled('01').replaceAll(/:0[34]:30/g, ':01:10'), 'off.csv');
  expect(await codes(off.id)).toContain('- status.hour_off');
  const fine = await read(doubled('00'), 'fine.csv');
  expect(await codes(fine.id)).not.toContain('- status.hour_off');
});

test('the summary counts installed cameras of which nobody ever spoke as unknown, region by region', async () => {
  await importText(world, 'status', 'cameraId,state,at\na,online,2026-03-01T01:50:00Z\n', 'one.csv');
  await world.ctx.status.tick();
  const counts = { installed: 3, online: 1, offline: 0, unknown: 2, neverHeard: 2 };
  expect(await statusSummary(world.ctx, {})).toMatchObject(counts);
  expect(await statusSummary(world.ctx, { region: 'CA' })).toMatchObject(counts);
});
