// Data quality: what an unaimed record leaves open is exact, marks expire with the record, fixes are undone as one.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { QUALITY_RULES } from '#rules/quality/registry';
import type { QualityRule } from '#rules/quality/types';

import { getCamera, patchCamera } from '#services/cameras';
import { fieldSheet } from '#services/field-sheet';
import { regionFigure } from '#services/figures';
import { undoImport } from '#services/imports';
import { cancelJob, whenEnded } from '#services/jobs';
import { listIssues, qualitySummary } from '#services/quality';
import { listFeedback, sayRuleWrong } from '#services/quality-feedback';
import { fixIssues } from '#services/quality-fixes';
import { markIssues } from '#services/quality-marks';
import { issuePositions } from '#services/quality-positions';
import { startQuality } from '#services/quality-run';
import { auditPage } from '#storage/audit.repository';
import { EVERYTHING } from '#storage/scope';
import { openTestApp } from './http-app.ts';
import { at, type CameraLine, camerasCsv, countyGeojson, importText, openWorld, seeded, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
});
afterEach(() => world.close());

async function check(rules?: readonly QualityRule[]) {
  const job = await startQuality(world.ctx, rules);
  return whenEnded(world.ctx, { id: job.id });
}
const issuesOf = async (rule: string, region?: string) =>
  (await listIssues(world.ctx, { rule, region, limit: 500 })).items;
const put = (lines: CameraLine[]) => importText(world, 'cameras', camerasCsv(lines), 'list.csv');
const standing = async (rule: string, region?: string) =>
  (await qualitySummary(world.ctx, { region })).rules.find((row) => row.id === rule)!;

test('a lone unaimed camera leaves its whole disc open, and a certain one is in doubt with what it alone sees', async () => {
  await put([
    { id: 'u', eastM: 200, northM: 200, type: 'fixed', rangeM: 50, hfovDeg: 90 },
    { id: 'c', eastM: 600, northM: 200, type: 'panoramic' },
  ]);
  expect((await check()).state).toBe('done');
  const [unaimed] = await issuesOf('azimuth.unknown');
  expect(unaimed.camera.id).toBe('u');
  expect(unaimed.effectM2).toBeCloseTo(Math.PI * 50 * 50, 2);
  const [doubted] = await issuesOf('range.unknown');
  expect(doubted.camera.id).toBe('c');
  expect(doubted.effectM2).toBeCloseTo(Math.PI * 20 * 20, 2);
});

test('what a certain camera sees is not left open by an unaimed one beside it', async () => {
  await put([
    { id: 'u', eastM: 200, northM: 200, type: 'fixed', rangeM: 40, hfovDeg: 90 },
    { id: 'p', eastM: 200, northM: 200, type: 'panoramic', rangeM: 30 },
  ]);
  await check();
  const figure = await regionFigure(world.ctx, { code: 'C' });
  expect((await issuesOf('azimuth.unknown'))[0].effectM2).toBeCloseTo(figure.coveredHighM2! - figure.coveredM2!, 3);
  expect((await issuesOf('azimuth.unknown'))[0].effectM2).toBeCloseTo(Math.PI * (1600 - 900), 2);
});

test('no record settles more than its leaf leaves open, and together they settle at least all of it', async () => {
  const next = seeded(11);
  await put(
    Array.from({ length: 120 }, (_, i) => ({
      id: `k${i}`,
      eastM: 20 + next() * 360,
      northM: 20 + next() * 360,
      type: 'fixed',
      rangeM: 15 + next() * 60,
      hfovDeg: 40 + next() * 80,
      ...(next() < 0.5 ? { azimuthDeg: next() * 359 } : {}),
    })),
  );
  await check();
  const issues = await issuesOf('azimuth.unknown');
  const { coveredM2, coveredHighM2 } = await regionFigure(world.ctx, { code: 'C' });
  const open = coveredHighM2! - coveredM2!;
  expect(issues.length).toBeGreaterThan(30);
  for (const issue of issues) expect(issue.effectM2).toBeLessThanOrEqual(open + 1e-6);
  expect(issues.reduce((sum, issue) => sum + issue.effectM2, 0)).toBeGreaterThanOrEqual(open * (1 - 1e-5));
  const effects = issues.map((issue) => issue.effectM2);
  expect(effects).toEqual([...effects].sort((a, b) => b - a));
});

test('a page follows the one before, and the ranking is the same each time', async () => {
  await put(Array.from({ length: 9 }, (_, i) => ({ id: `k${i}`, eastM: 100, northM: 100, type: 'fixed', rangeM: 30 })));
  await check();
  const all = (await issuesOf('azimuth.unknown')).map((issue) => issue.camera.id);
  const paged: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listIssues(world.ctx, { rule: 'azimuth.unknown', limit: 4, cursor });
    paged.push(...page.items.map((issue) => issue.camera.id));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all);
  expect(all).toEqual([...all].sort());
});

test('an ignored issue expires exactly when the record changes', async () => {
  await put([{ id: 'u', eastM: 200, northM: 200, type: 'fixed', rangeM: 50 }]);
  await check();
  const which = { rule: 'azimuth.unknown', cameras: ['u'] };
  expect(await markIssues(world.ctx, { which, action: 'ignore', text: '拆除中' })).toEqual({ marked: 1 });
  expect(await standing('azimuth.unknown')).toMatchObject({ open: 0, ignored: 1 });
  await check();
  expect(await standing('azimuth.unknown')).toMatchObject({ open: 0, ignored: 1 });
  await patchCamera(world.ctx, { id: 'u', patch: { owner: '公安局' } });
  expect(await standing('azimuth.unknown')).toMatchObject({ open: 1, ignored: 0 });
  expect((await issuesOf('azimuth.unknown'))[0]).toMatchObject({ isChanged: true, ignored: null });
  // no figure depends on the owner: the data version stays, and still the check is old
  expect((await qualitySummary(world.ctx, {})).isStale).toBe(true);
  await check();
  expect((await qualitySummary(world.ctx, {})).isStale).toBe(false);
  expect(await standing('azimuth.unknown')).toMatchObject({ open: 1, ignored: 0 });
});

test('marks need a text, say who has what, can be taken back, and are audited', async () => {
  await put([1, 2, 3].map((i) => ({ id: `u${i}`, eastM: 100 * i, northM: 100, type: 'fixed', rangeM: 20 })));
  await check();
  const which = { rule: 'azimuth.unknown' };
  await expect(markIssues(world.ctx, { which, action: 'ignore' })).rejects.toMatchObject({
    code: 'quality.text_missing',
  });
  await markIssues(world.ctx, { which, action: 'assign', text: '山前所' });
  expect((await standing('azimuth.unknown')).owners).toEqual([{ owner: '山前所', count: 3 }]);
  await patchCamera(world.ctx, { id: 'u1', patch: { owner: 'x' } });
  expect((await listIssues(world.ctx, { owner: '山前所' })).items).toHaveLength(3);
  await markIssues(world.ctx, { which: { ...which, owner: '山前所' }, action: 'unassign' });
  expect((await standing('azimuth.unknown')).owners).toEqual([]);
  const audit = await auditPage(world.ctx.storage.reader, EVERYTHING, 0, 1_000);
  expect(audit.map((row) => row.action).filter((action) => action.startsWith('quality.'))).toEqual([
    'quality.assign',
    'quality.unassign',
  ]);
});

test('a bulk fix is one change: measured, gone from the list, audited once, and undone as one', async () => {
  await put(
    [1, 2, 3].map((i) => ({ id: `u${i}`, eastM: 100 * i, northM: 100, type: 'fixed', rangeM: 20, hfovDeg: 90 })),
  );
  await check();
  const before = await regionFigure(world.ctx, { code: 'C' });
  const fixed = await fixIssues(world.ctx, { which: { rule: 'azimuth.unknown' }, set: { azimuthDeg: 45 } });
  expect(fixed).toMatchObject({ changed: 3, left: 0 });
  expect(await getCamera(world.ctx, { id: 'u2' })).toMatchObject({ azimuthDeg: 45, revision: 2 });
  expect(await issuesOf('azimuth.unknown')).toEqual([]);
  const after = await regionFigure(world.ctx, { code: 'C' });
  expect(after.coveredM2!).toBeGreaterThan(before.coveredM2!);
  expect(after.coveredM2).toBeCloseTo(after.coveredHighM2!, 6);
  await world.ctx.background.settled();
  await undoImport(world.ctx, { id: fixed.importId! });
  await world.ctx.background.settled();
  expect(await getCamera(world.ctx, { id: 'u2' })).toMatchObject({ azimuthDeg: null, revision: 1 });
  expect((await regionFigure(world.ctx, { code: 'C' })).coveredM2).toBe(before.coveredM2);
  await check();
  expect(await issuesOf('azimuth.unknown')).toHaveLength(3);
});

test('a proposal is taken from the name, and a name that says nothing is left', async () => {
  await put([1, 2].map((i) => ({ id: `u${i}`, eastM: 100 * i, northM: 100, type: 'fixed', rangeM: 20 })));
  await patchCamera(world.ctx, { id: 'u1', patch: { name: '村口(向东)' } });
  await check();
  const fixed = await fixIssues(world.ctx, { which: { rule: 'azimuth.unknown' }, quick: 'azimuth-from-name' });
  expect(fixed).toMatchObject({ changed: 1, left: 1 });
  expect((await getCamera(world.ctx, { id: 'u1' })).azimuthDeg).toBe(90);
  await expect(
    fixIssues(world.ctx, { which: { rule: 'signage.missing' }, quick: 'azimuth-from-name' }),
  ).rejects.toMatchObject({ code: 'quality.fix_unclear' });
});

test('a second run measures only what changed, and says the same as a first one would', async () => {
  const lines: CameraLine[] = [];
  for (let i = 0; i < 24; i += 1)
    lines.push({ id: `k${i}`, eastM: 50 * i + 10, northM: 395, type: 'fixed', rangeM: 30, hfovDeg: 90 });
  await put(lines);
  const first = await check();
  expect((first.result as { measured: number }).measured).toBe(6);
  expect(((await check()).result as { measured: number }).measured).toBe(0);
  await patchCamera(world.ctx, { id: 'k3', patch: { azimuthDeg: 10 } });
  const again = await check();
  expect((again.result as { measured: number }).measured).toBeLessThan(6);
  const incremental = await issuesOf('azimuth.unknown');
  // everything anew
  const { qualityRuns, qualityIssues } = await import('#storage/tables.sqlite');
  await world.ctx.storage.transaction(async (writer) => {
    await writer.delete(qualityRuns);
    await writer.delete(qualityIssues);
  });
  await check();
  const anew = await issuesOf('azimuth.unknown');
  expect(anew.map((issue) => issue.camera.id)).toEqual(incremental.map((issue) => issue.camera.id));
  for (const [i, issue] of anew.entries()) expect(issue.effectM2).toBeCloseTo(incremental[i].effectM2, 3);
});

test('a rule that breaks keeps what it found, and says so; the others go on', async () => {
  await put([{ id: 'u', eastM: 200, northM: 200, type: 'fixed', rangeM: 50 }]);
  await check();
  const broken = QUALITY_RULES.map((rule) =>
    rule.id === 'azimuth.unknown'
      ? {
          ...rule,
          check: () => {
            throw new Error('expected a compass, got none');
          },
        }
      : rule,
  );
  const errors: unknown[] = [];
  world.ctx.log.error = (fields) => void errors.push(fields);
  await check(broken);
  expect(errors).toHaveLength(1);
  expect(await standing('azimuth.unknown')).toMatchObject({ state: 'failed', open: 1 });
  expect(await standing('purpose.missing')).toMatchObject({ state: 'ran', open: 1 });
  await check();
  expect(await standing('azimuth.unknown')).toMatchObject({ state: 'ran', failure: null, open: 1 });
});

test('what cannot be run is listed as not runnable, and before the first run everything as never', async () => {
  await put([{ id: 'u', eastM: 200, northM: 200, type: 'fixed', rangeM: 50 }]);
  expect(await standing('azimuth.unknown')).toMatchObject({ state: 'never', open: 0 });
  expect((await qualitySummary(world.ctx, {})).grade).toBeNull();
  await check();
  expect(await standing('position.in_building')).toMatchObject({ state: 'not-runnable' });
  expect(await standing('position.in_water')).toMatchObject({ state: 'not-runnable' });
  expect((await qualitySummary(world.ctx, {})).isStale).toBe(false);
});

const wall = (eastM: number, fromM: number, toM: number) => ({
  type: 'Feature',
  properties: {},
  geometry: { type: 'LineString', coordinates: [at(eastM, fromM), at(eastM, toM)] },
});
const raise = (...features: object[]) =>
  importText(world, 'obstacles', JSON.stringify({ type: 'FeatureCollection', features }), 'walls.geojson');

test('a camera right before a wall is found with the share that the wall hides, and with no obstacles nobody is asked', async () => {
  const eastwards = { type: 'fixed', azimuthDeg: 90, hfovDeg: 60, rangeM: 50 };
  await put([
    { id: 'blocked', eastM: 200, northM: 200, ...eastwards },
    { id: 'free', eastM: 200, northM: 300, ...eastwards },
    { id: 'away', eastM: 200, northM: 200, ...eastwards, azimuthDeg: 270 },
    { id: 'unaimed', eastM: 200, northM: 200, type: 'fixed', hfovDeg: 60, rangeM: 50 },
    { id: 'plan', eastM: 200, northM: 200, ...eastwards, rangeM: 49, stage: 'planned' },
    // over the border of two villages, with the wall in the other one
    { id: 'border', eastM: 390, northM: 100, ...eastwards },
  ]);
  await check();
  expect(await standing('view.mostly_hidden')).toMatchObject({ state: 'not-runnable', open: 0 });
  await raise(wall(210, 150, 250), wall(410, 50, 150));
  await check();
  expect(await standing('view.mostly_hidden')).toMatchObject({ state: 'ran', open: 2 });
  const issues = await issuesOf('view.mostly_hidden');
  expect(issues.map((issue) => issue.camera.id).sort()).toEqual(['blocked', 'border']);
  // the triangle before the wall, 10 m and 20 m away, of a sector of 60° and 50 m
  const share = (toWallM: number) => 1 - (toWallM ** 2 * Math.tan(Math.PI / 6)) / ((Math.PI / 6) * 50 ** 2);
  for (const { camera, detail } of issues)
    expect(detail.hiddenShare, camera.id).toBeCloseTo(share(camera.id === 'blocked' ? 10 : 20), 3);

  // a second run measures nothing, and says the same; one that turns away is not found any more
  expect(((await check()).result as { measured: number }).measured).toBe(0);
  expect(await issuesOf('view.mostly_hidden')).toEqual(issues);
  await patchCamera(world.ctx, { id: 'blocked', patch: { azimuthDeg: 270 } });
  await check();
  expect((await issuesOf('view.mostly_hidden')).map((issue) => issue.camera.id)).toEqual(['border']);
});

test('a measured rule that never ran here asks all ground once, also where nothing changed since', async () => {
  await put([{ id: 'blocked', eastM: 200, northM: 200, type: 'fixed', azimuthDeg: 90, hfovDeg: 60, rangeM: 50 }]);
  await raise(wall(210, 150, 250));
  await check(QUALITY_RULES.filter((rule) => rule.id !== 'view.mostly_hidden'));
  expect(await issuesOf('view.mostly_hidden')).toEqual([]);
  expect(((await check()).result as { measured: number }).measured).toBe(6);
  expect(await issuesOf('view.mostly_hidden')).toHaveLength(1);
  expect(((await check()).result as { measured: number }).measured).toBe(0);
});

test('that a rule is wrong is kept with who, when and where, counted, audited, and read newest first', async () => {
  const say = (input: Parameters<typeof sayRuleWrong>[1]) => sayRuleWrong(world.ctx, input);
  const rule = 'filing.missing';
  await say({ rule, text: '私有点位无需备案', region: 'CA' });
  const bare = await say({ rule });
  expect(bare).toMatchObject({ rule, text: null, region: null, actor: 'local' });
  expect((await listFeedback(world.ctx, { rule })).items.map(({ text, region }) => [text, region])).toEqual([
    [null, null],
    ['私有点位无需备案', { code: 'CA', name: '东山乡', nameEn: null }],
  ]);
  const first = await listFeedback(world.ctx, { rule, limit: 1 });
  expect(first.items).toEqual([bare]);
  const second = await listFeedback(world.ctx, { rule, limit: 1, cursor: first.nextCursor! });
  expect(second).toMatchObject({ items: [{ region: { code: 'CA' } }], nextCursor: null });
  expect((await standing(rule)).feedback).toBe(2);
  expect((await standing('signage.missing')).feedback).toBe(0);
  await expect(say({ rule: 'no.rule' })).rejects.toMatchObject({ code: 'quality.rule_unknown' });
  await expect(say({ rule, region: 'nowhere' })).rejects.toMatchObject({ code: 'region.not_found' });
  // who sees one township hears what was said of it, and no more
  const narrow = world.as({ kind: 'subtree', code: 'CB' });
  expect((await listFeedback(narrow, { rule })).items).toEqual([]);
  const audit = await auditPage(world.ctx.storage.reader, EVERYTHING, 0, 1_000);
  expect(audit.filter((row) => row.action === 'quality.feedback')).toMatchObject([
    { subject: rule, actor: 'local', detail: { region: 'CA', text: '私有点位无需备案' } },
    { subject: rule, detail: { region: null, text: null } },
  ]);
});

test('the issue map has the positions of what the list lists, greatest effect first, and says of how many', async () => {
  await put([1, 2, 3, 4].map((i) => ({ id: `u${i}`, eastM: 90 * i, northM: 100, type: 'fixed', rangeM: 10 * i })));
  await check();
  const which = { rule: 'azimuth.unknown' };
  const all = await issuePositions(world.ctx, which);
  expect(all.total).toBe(4);
  expect(all.cameras).toEqual(['u4', 'u3', 'u2', 'u1']);
  const issues = await issuesOf('azimuth.unknown');
  expect(all.positions).toEqual(issues.map(({ camera }) => [camera.longitude, camera.latitude]));
  expect(all.effectM2).toEqual(issues.map((issue) => issue.effectM2));
  expect(await issuePositions(world.ctx, { ...which, limit: 2 })).toMatchObject({ total: 4, cameras: ['u4', 'u3'] });
  await markIssues(world.ctx, { which: { ...which, cameras: ['u3'] }, action: 'ignore', text: '拆除中' });
  expect((await issuePositions(world.ctx, { ...which, state: 'open' })).cameras).toEqual(['u4', 'u2', 'u1']);
  expect((await issuePositions(world.ctx, { ...which, state: 'ignored' })).cameras).toEqual(['u3']);
  expect((await issuePositions(world.ctx, { ...which, region: 'CB' })).total).toBe(0);
  await expect(issuePositions(world.ctx, { rule: 'no.rule' })).rejects.toMatchObject({ code: 'quality.rule_unknown' });
  // one issue by its camera, wherever it stands in the list
  const one = await listIssues(world.ctx, { ...which, camera: 'u1', limit: 2 });
  expect(one.items.map(({ camera }) => camera.id)).toEqual(['u1']);
});

test('over HTTP feedback is 201 and has at most 500 characters, and the issue map is one reply', async () => {
  const test = await openTestApp();
  try {
    const path = '/api/quality/rules/filing.missing/feedback';
    const say = (text: string) =>
      test.app.request(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ text }),
      });
    expect((await say('不适用')).status).toBe(201);
    expect((await say('x'.repeat(501))).status).toBe(422);
    expect(await (await test.app.request(path)).json()).toMatchObject({
      items: [{ text: '不适用' }],
      nextCursor: null,
    });
    expect((await test.app.request('/api/quality/rules/no.rule/feedback')).status).toBe(404);
    const positions = await test.app.request('/api/quality/positions?rule=filing.missing&state=open');
    expect(await positions.json()).toEqual({ total: 0, cameras: [], positions: [], effectM2: [] });
    expect(test.errors).toEqual([]);
  } finally {
    await test.close();
  }
});

test('the field sheet narrows the interval by no more than is open, and by no less than its best check', async () => {
  await put(
    [1, 2, 3].map((i) => ({
      id: `u${i}`,
      eastM: 30 * i,
      northM: 100 + 40 * i,
      type: 'fixed',
      rangeM: 40,
      hfovDeg: 90,
    })),
  );
  await check();
  const sheet = await fieldSheet(world.ctx, { region: 'CA' });
  expect(sheet.checks.map((stop) => stop.camera)).toEqual(['u3', 'u2', 'u1']);
  // nothing else is unaimed here: all that is open is settled
  expect(sheet.narrowsM2).toBeCloseTo(sheet.unsettledM2!, 6);
  expect(Math.max(...sheet.checks.map((stop) => stop.effectM2))).toBeLessThanOrEqual(sheet.narrowsM2 + 1e-6);
});

test('a check that is cancelled leaves what was known', async () => {
  await put([{ id: 'u', eastM: 200, northM: 200, type: 'fixed', rangeM: 50 }]);
  await check();
  await patchCamera(world.ctx, { id: 'u', patch: { rangeM: 60 } });
  const job = await startQuality(world.ctx);
  expect((await cancelJob(world.ctx, { id: job.id })).state).toBe('cancelled');
  expect(await standing('azimuth.unknown')).toMatchObject({ open: 1 });
  expect((await qualitySummary(world.ctx, {})).isStale).toBe(true);
});
