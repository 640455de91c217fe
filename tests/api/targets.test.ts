// The list of targets over services and HTTP: versions and who confirmed them, faults with their places, ready sets, bands,
// and a table that leaves and comes back.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpProblem } from '#contract/problem';
import type { Target, TargetInput, TargetList } from '#contract/target';
import { parseMemory } from '#importers/parse-memory';
import { targetsCsv } from '#sample/files';
import { generateSample } from '#sample/generate';
import { commitImport, undoImport } from '#services/imports';
import { getRegion } from '#services/regions';
import { createApp } from '../../api/app.ts';
import { camerasCsv, countyGeojson, importText, openWorld, readText, type World } from './world.ts';

let world: World;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  world = await openWorld({ clock: () => Date.UTC(2026, 5, 1) });
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
  const cameras = [{ id: 'a', eastM: 200, northM: 200, type: 'panoramic', rangeM: 150 }];
  await importText(world, 'cameras', camerasCsv(cameras), 'cameras.csv');
  app = createApp({ deps: world.workspace, cursorKey: new Uint8Array(32).fill(1), webRoot: null });
});
afterAll(async () => {
  app.closeStreams();
  await world.close();
});

async function ask<T>(path: string, method = 'GET', body?: unknown): Promise<{ status: number; body: T }> {
  const json = { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const reply = await app.request(`/api${path}`, { method, ...(body === undefined ? {} : json) });
  return { status: reply.status, body: (await reply.json()) as T };
}
type Version = Omit<TargetList, 'targets'>;
type Change = TargetList & { added: Target[]; removed: Target[]; changed: { before: Target; after: Target }[] };
interface Answer {
  items: Target[];
  version: Version | null;
}
const put = (targets: TargetInput[], reason?: string) => ask<Answer>('/targets', 'PUT', { targets, reason });
/** With its byte order mark, which text() would take off. */
async function tableText(): Promise<string> {
  const reply = await app.request('/api/targets', { headers: { Accept: 'text/csv' } });
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await reply.arrayBuffer());
}

const county: TargetInput = {
  id: 'county',
  scope: { region: 'C' },
  metric: 'coverage',
  minimum: 0.6,
  start: '2026-01-01',
  due: '2026-12-31',
  milestones: [{ date: '2026-06-30', value: 0.4, name: '上半年, "half"' }],
  ceiling: 0.9,
  owner: '县公安局',
  note: '=全县',
};
const east: TargetInput = {
  id: 'east',
  scope: { region: 'CA' },
  metric: 'cameras',
  measure: { stage: 'networked' },
  minimum: 12,
  start: '2026-01-01',
  due: '2026-12-31',
  critical: true,
};

test('before the first list there is no version', async () => {
  expect((await ask<Answer>('/targets')).body).toMatchObject({ items: [], version: null });
  expect((await ask<Answer>('/targets/versions')).body.items).toEqual([]);
  expect((await ask<HttpProblem>('/targets/versions/1')).body.code).toBe('target.version_unknown');
  expect((await ask<HttpProblem>('/targets/confirm', 'POST', { version: 1 })).body.code).toBe('target.version_unknown');
});

test('every list that is put is a version with its author and reason, and says what it changed', async () => {
  expect((await put([county, east], 'first plan')).status).toBe(200);
  await put(
    [
      { ...county, minimum: 0.7 },
      { ...east, id: 'west', scope: { region: 'CB' } },
    ],
    'second plan',
  );
  const { version } = (await ask<Answer>('/targets')).body;
  expect(version).toMatchObject({ version: 2, reason: 'second plan', actor: 'local', confirmedAt: null });
  const change = (await ask<Change>('/targets/versions/2')).body;
  expect(change.added.map(({ id }) => id)).toEqual(['west']);
  expect(change.removed.map(({ id }) => id)).toEqual(['east']);
  expect(change.changed.map(({ before, after }) => [before.id, before.minimum, after.minimum])).toEqual([
    ['county', 0.6, 0.7],
  ]);
  const first = (await ask<Change>('/targets/versions/1')).body;
  expect([first.targets.length, first.added.length, first.removed, first.changed]).toEqual([2, 2, [], []]);
  const all = (await ask<{ items: Version[] }>('/targets/versions')).body.items;
  expect(all.map((one) => [one.version, one.reason])).toEqual([
    [2, 'second plan'],
    [1, 'first plan'],
  ]);
});

test('what is in force can be confirmed, an older version not, and a later one is unconfirmed again', async () => {
  expect(await ask<HttpProblem>('/targets/confirm', 'POST', { version: 1 })).toMatchObject({
    status: 409,
    body: { code: 'target.version_old' },
  });
  const { body } = await ask<Version>('/targets/confirm', 'POST', { version: 2, note: '会议纪要 3' });
  expect(body).toMatchObject({ version: 2, confirmedBy: 'local', confirmedNote: '会议纪要 3' });
  expect((await ask<Answer>('/targets')).body.version?.confirmedAt).toBe('2026-06-01T00:00:00.000Z');
  await put([county, east], 'back');
  expect((await ask<Answer>('/targets')).body.version).toMatchObject({ version: 3, confirmedAt: null });
  expect((await ask<Change>('/targets/versions/2')).body.confirmedBy).toBe('local');
});

test('all faults of a list come at once, each with its place and what to do, and nothing is changed', async () => {
  const bad: TargetInput = {
    ...county,
    id: 'bad',
    minimum: 60,
    milestones: [{ date: '2027-06-30', value: 0.4 }],
    measure: { k: 2, detail: 'sharp' },
  };
  const { status, body } = await put([
    county,
    bad,
    { ...east, scope: { region: 'nowhere' } },
    { ...county, id: 'two' },
  ]);
  expect([status, body]).toMatchObject([422, { code: 'target.invalid' }]);
  const { errors } = body as unknown as HttpProblem;
  expect(errors!.map(({ path, code }) => `${path} ${code}`)).toEqual([
    'targets.1.minimum target.above_one',
    'targets.1.ceiling target.ceiling_low',
    'targets.1.milestones.0.date target.milestone_late',
    'targets.3 target.doubled',
    'targets.2.scope target.scope_unknown',
    'targets.1.measure.detail detail.unknown',
  ]);
  expect(errors!.every(({ message, fix }) => message.length > 0 && (fix ?? '').length > 0)).toBe(true);
  expect((await ask<Answer>('/targets')).body.version?.version).toBe(3);
});

test('a coverage of some classes does not stand for the coverage of a region', async () => {
  const part: TargetInput = { ...county, id: 'a-part', scope: { region: 'CA1' }, measure: { classes: ['school'] } };
  await put([part, county, east]);
  expect((await getRegion(world.ctx, { code: 'CA1' })).attainment).toMatchObject({ targetId: 'county' });
});

test('a table is read as it was written: nothing changes', async () => {
  await put([county, east], 'to be written');
  const before = (await ask<Answer>('/targets')).body;
  const text = await tableText();
  expect(text.startsWith('\ufeffid,region,level,metric')).toBe(true);
  expect(text).toContain("'=全县");
  await importText(world, 'targets', text, 'targets.csv');
  const after = (await ask<Answer>('/targets')).body;
  expect(after.items).toEqual(before.items);
  expect(after.version).toMatchObject({ version: before.version!.version + 1, reason: 'targets.csv' });
  const change = (await ask<Change>(`/targets/versions/${after.version!.version}`)).body;
  expect([change.added, change.removed, change.changed]).toEqual([[], [], []]);
});

test('a file without ids that comes again doubles nothing; what it says anew holds', async () => {
  await put([county]);
  const rows = (minimum: string) =>
    `区划,指标,最低值,截止日期\nC,覆盖率,${minimum},2026-12-31\nCA,点位数,20,2026-12-31\n`;
  await importText(world, 'targets', rows('65%'), 'a.csv');
  await importText(world, 'targets', rows('65%'), 'b.csv');
  await importText(world, 'targets', rows('70%'), 'c.csv');
  const { items } = (await ask<Answer>('/targets')).body;
  expect(items.map(({ metric, minimum }) => [metric, minimum]).sort()).toEqual([
    ['cameras', 20],
    ['coverage', 0.7],
  ]);
  expect(items.find(({ metric }) => metric === 'coverage')).toMatchObject({ id: 'county', start: '2026-01-01' });
});

test('a file that is about the same as a target of another id is refused, and changes nothing', async () => {
  await put([county]);
  const { version } = (await ask<Answer>('/targets')).body;
  const read = await readText(world, 'targets', 'id,region,minimum,due\nother,C,0.5,2026-12-31\n', 'same.csv');
  await expect(commitImport(world.ctx, { id: read.id })).rejects.toMatchObject({ code: 'target.doubled' });
  expect((await ask<Answer>('/targets')).body).toMatchObject({ items: [{ id: 'county' }], version });
});

test('an import is a version, and its undo is another one that holds what was there before', async () => {
  await put([county], 'before');
  const before = (await ask<Answer>('/targets')).body;
  const row =
    'id,region,metric,minimum,start,due\ncounty,C,coverage,0.5,2026-01-01,2026-12-31\nmore,C,keyPlaces,0.9,,2026-12-31\n';
  const done = await importText(world, 'targets', row, 'plan.csv');
  expect((await ask<Answer>('/targets')).body.items.map(({ id, minimum }) => [id, minimum])).toEqual([
    ['county', 0.5],
    ['more', 0.9],
  ]);
  await undoImport(world.ctx, { id: done.id });
  const after = (await ask<Answer>('/targets')).body;
  expect(after.items).toEqual(before.items);
  expect(after.version).toMatchObject({
    version: before.version!.version + 2,
    reason: expect.stringContaining('plan.csv'),
  });
});

test('ready sets are proposals that a list takes without complaint; nothing is kept before', async () => {
  await put([]);
  const preset = async (path: string) => (await ask<{ items: TargetInput[] }>(`/targets/presets/${path}`)).body.items;
  const doc = await preset('doc-996?region=C&due=2027-06-30');
  expect(doc.map(({ metric, minimum, due }) => [metric, minimum, due])).toEqual([
    ['coverage', 1, '2027-06-30'],
    ['coverage', 1, '2027-06-30'],
    ['networkedRate', 1, '2027-06-30'],
    ['intactRate', 0.98, '2027-06-30'],
  ]);
  const villages = await preset('share-of-villages');
  expect(villages).toMatchObject([{ metric: 'villagesAtTarget', minimum: 0.8, measure: { ofMinimum: 0.6 } }]);
  const rollOut = await preset('rural-roll-out?total=101');
  expect(rollOut.map(({ scope, minimum }) => [scope, minimum])).toEqual([
    [{ region: 'CA' }, 51],
    [{ region: 'CB' }, 50],
  ]);
  // less than one camera is no task
  expect((await preset('rural-roll-out?total=1')).map(({ minimum }) => minimum)).toEqual([1]);
  // people of all units are not known: shared by villages
  expect(await preset('rural-roll-out?total=101&by=population')).toEqual(rollOut);
  expect((await ask<Answer>('/targets')).body.items).toEqual([]);
  expect((await put([...doc, ...villages, ...rollOut])).status).toBe(200);
  expect((await ask<HttpProblem>('/targets/presets/rural-roll-out?region=nowhere')).status).toBe(404);
  expect((await ask('/targets/presets/moon')).status).toBe(422);
});

test('the classes of Document 996 are a table; a kind without classes asks nothing', async () => {
  const classes = { keyAreas: ['square', 'school'], keyIndustries: [] };
  expect((await ask('/targets/preset-classes', 'PUT', classes)).body).toEqual(classes);
  expect((await ask('/targets/preset-classes')).body).toEqual(classes);
  const { items } = (await ask<{ items: TargetInput[] }>('/targets/presets/doc-996')).body;
  expect(items.filter(({ metric }) => metric === 'coverage').map(({ measure }) => measure)).toEqual([
    { classes: ['square', 'school'] },
  ]);
  expect((await put(items)).status).toBe(200);
  expect((await ask('/targets/preset-classes', 'PUT', { ...classes, keyAreas: ['moon'] })).status).toBe(422);
});

test('bands are settings: the same region gets another grade, and bands that do not fall are refused', async () => {
  await put([{ ...county, milestones: [] }]);
  const gradeOf = async () => (await getRegion(world.ctx, { code: 'CA1' })).attainment;
  const before = await gradeOf();
  const reached = before!.attainment!;
  expect(before!.grade).toBe('warning');
  const bands = { onTrack: reached + 0.05, behind: reached, notice: reached / 2, overdueDays: 30 };
  expect((await ask('/targets/bands', 'PUT', bands)).body).toEqual(bands);
  expect((await gradeOf())!.grade).toBe('behind');
  const rising = { ...bands, behind: 1.5 };
  expect(await ask<HttpProblem>('/targets/bands', 'PUT', rising)).toMatchObject({
    status: 422,
    body: { code: 'target.bands_order' },
  });
  expect((await ask('/targets/bands')).body).toEqual(bands);
});

test('the table of targets that comes with the sample says exactly what the sample says', async () => {
  const sample = generateSample();
  const text = [...targetsCsv(sample.targets)].join('');
  const { rows, problems } = await parseMemory(text, { kind: 'targets', fileName: 'targets.csv' });
  expect(problems).toEqual([]);
  const bare = (target: TargetInput) => ({
    ...target,
    measure: target.measure ?? {},
    ceiling: target.ceiling ?? null,
    milestones: target.milestones ?? [],
  });
  expect(rows.map(({ target }) => bare(target))).toEqual(sample.targets.map(bare));
});
