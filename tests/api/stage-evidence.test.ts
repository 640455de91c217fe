// Stages that are said against words that came, over a real database.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { whenEnded } from '#services/jobs';
import { listIssues } from '#services/quality';
import { startQuality } from '#services/quality-run';
import { stageEvidence } from '#services/stage-evidence';
import { camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

let world: World;
const NOW = Date.UTC(2025, 5, 15, 12);
beforeEach(async () => {
  world = await openWorld({ clock: () => NOW });
  await importText(world, 'regions', countyGeojson(400, 3), 'regions.geojson');
});
afterEach(() => world.close());

const day = (back: number): string => new Date(NOW - back * 86_400_000).toISOString();
const found = async (input: Parameters<typeof stageEvidence>[1] = {}): Promise<string[]> =>
  (await stageEvidence(world.ctx, input)).items.map((item) => `${item.cameraId} ${item.finding} ${item.onlineDays}`);

test('accepted and never online, too seldom online, online before it was installed, retired and online', async () => {
  const ids = ['never', 'seldom', 'often', 'silent', 'early', 'retired', 'planned', 'fresh'];
  const dates: Record<string, string> = { early: '2025-06-01', fresh: '2025-06-12', planned: '' };
  const stageOf = (id: string): string => (id === 'retired' || id === 'planned' ? id : 'accepted');
  const csv = camerasCsv(
    ids.map((id, i) => ({ id, eastM: 20 + i, northM: i % 2 === 0 ? 50 : 450, stage: stageOf(id) })),
  );
  const [head, ...rows] = csv.trim().split('\n');
  const dated = rows.map((row, i) => {
    const on = dates[ids[i]] ?? '2025-01-01';
    return `${row},${on},${on},${ids[i] === 'retired' ? '2025-05-01' : ''}`;
  });
  await importText(world, 'cameras', `${head},installedOn,acceptedOn,retiredOn\n${dated.join('\n')}\n`, 'a.csv');
  // no word ever came: nothing can be told
  expect(await found()).toEqual([]);
  const words: string[] = [];
  const online = (id: string, back: number, source = 'gw'): void => {
    words.push(`${id},online,${day(back)},${source},`);
  };
  for (const back of [1, 40]) online('seldom', back);
  for (const back of [1, 2, 3, 4, 5, 6, 59]) online('often', back);
  for (const back of [70, 65, 61]) online('silent', back, 'gone');
  for (const back of [1, 2, 3, 4, 5, 6, 7, 40]) online('early', back);
  online('retired', 3);
  online('planned', 3);
  await importText(world, 'status', `cameraId,state,at,source,reason\n${words.join('\n')}\n`, 'words.csv');
  expect((await found()).sort()).toEqual([
    'early online-before-installed 8',
    'never never-online 0',
    'planned online-before-installed 3',
    'retired retired-online 3',
    'seldom online-too-short 5',
  ]);
  expect(await found({ finding: 'never-online' })).toEqual(['never never-online 0']);
  expect(await found({ region: 'CB', finding: 'never-online' })).toEqual([]);
  // the quality rule says the same of those never seen
  const job = await startQuality(world.ctx);
  await whenEnded(world.ctx, { id: job.id });
  const issues = await listIssues(world.ctx, { rule: 'stage.accepted_never_online' });
  expect(issues.items.map((issue) => issue.camera.id)).toEqual(['never']);
  const first = await stageEvidence(world.ctx, { limit: 2 });
  expect(first.items.map((item) => item.cameraId)).toEqual(['early', 'never']);
  const rest = await stageEvidence(world.ctx, { limit: 10, cursor: first.nextCursor! });
  expect(rest.items.map((item) => item.cameraId)).toEqual(['planned', 'retired', 'seldom']);
  expect(rest.nextCursor).toBeNull();
  await expect(stageEvidence(world.ctx, { region: 'Z' })).rejects.toMatchObject({ code: 'region.not_found' });
});
