// Figures at a detail of a profile, the assumption table and custom profiles, over a real database and the real routes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_ASSUMPTIONS } from '#rules/assumptions';
import { contextFor } from '#services/ctx';
import { openWorkspace } from '#services/open-workspace';
import { reportFiles } from '#services/reports';
import { createApp } from '../../api/app.ts';
import { lacuna } from '../cli/lacuna.ts';
import { at, countyGeojson, importText, openWorld, type World } from './world.ts';

let world: World;
let app: ReturnType<typeof createApp>;
const SIDE_M = 400;
const rad = Math.PI / 180;
const depthM = (px: number, deg: number, l: number): number => px / (2 * l * Math.tan((deg / 2) * rad));
const sectorM2 = (reachM: number, deg: number): number => (Math.PI * reachM ** 2 * deg) / 360;

beforeAll(async () => {
  world = await openWorld();
  app = createApp({ deps: world.workspace, cursorKey: new Uint8Array(32).fill(7), webRoot: null });
  await importText(world, 'regions', countyGeojson(SIDE_M), 'regions.geojson');
  const rows = [
    // far inside CA1, no range: at a coarse detail it reaches far beyond the 30 m that are assumed at `range`
    ['a', ...at(200, 200), 'fixed', 90, 20, '', 3840, ''],
    // on the border of CA2 and CA3: a parent counts it once
    ['b', ...at(800, 200), 'panoramic', '', '', '', 6000, ''],
    ['c', ...at(200, 600), 'ptz', 0, '', '', '', ''],
    ['p', ...at(1000, 600), 'fixed', 0, 60, 50, 1920, 'planned'],
  ];
  const csv = `id,longitude,latitude,type,azimuthDeg,hfovDeg,rangeM,resolutionH,stage\n${rows.map((r) => r.join(',')).join('\n')}\n`;
  await importText(world, 'cameras', csv, 'cameras.csv');
});
afterAll(() => world.close());

const get = async (path: string) => {
  const reply = await app.request(path);
  return { status: reply.status, body: (await reply.json()) as Record<string, never> & Record<string, unknown> };
};
const put = async (path: string, body: unknown) => {
  const reply = await app.request(path, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
};
const figure = async (code: string, query = ''): Promise<Record<string, number>> => {
  const { status, body } = await get(`/api/regions/${code}/figures${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as unknown as Record<string, number>;
};
const OBSERVE = '?detail=observe';

describe('a figure at a detail of a profile', () => {
  it('is measured when asked, and says detail, profile and assumptions', async () => {
    const a = await figure('CA1', OBSERVE);
    expect(a).toMatchObject({
      detail: 'observe',
      profile: 'iec-62676-4:2014',
      assumptionsVersion: '2026-11',
      assumptions: {},
      cameras: 1,
    });
    expect(a.coveredM2).toBeCloseTo(sectorM2(depthM(3840, 20, 62.5), 20), 2);
    const c = await figure('CB1', OBSERVE);
    expect(c.coveredM2).toBeCloseTo(sectorM2(depthM(1920, 60, 62.5), 60), 2);
    expect(c.assumptions).toEqual({ 'ptz.lensHfovDeg=60': 1, 'ptz.resolutionH=1920': 1 });
  });
  it('reaches over a border where no range is stated: the neighbour counts it, the parent counts it once', async () => {
    // 20°, 3840 px at 12.5 px/m: 871 m to the east, through CA2 and CA3
    const [own, next, parent] = [
      await figure('CA1', '?detail=monitor'),
      await figure('CA2', '?detail=monitor'),
      await figure('CA', '?detail=monitor'),
    ];
    expect(depthM(3840, 20, 12.5)).toBeGreaterThan(800);
    expect(own.camerasSeeing).toBe(1);
    expect(next.camerasSeeing).toBe(2);
    expect(parent.camerasSeeing).toBe(2);
    expect(parent.coveredM2).toBeCloseTo(
      own.coveredM2 + next.coveredM2 + (await figure('CA3', '?detail=monitor')).coveredM2,
      6,
    );
    expect(parent).toMatchObject({ detail: 'monitor', leaves: 3, leavesMeasured: 3, cameras: 2 });
  });
  it('leaves the figures of detail range as they were', async () => {
    const [before, after] = [await figure('C'), await figure('C', '?detail=range')];
    expect(after).toEqual(before);
    expect(before).toMatchObject({ detail: 'range', profile: null });
  });
  it('knows depth and planned cameras', async () => {
    const [installed, planned] = [await figure('CB3', OBSERVE), await figure('CB3', `${OBSERVE}&set=planned`)];
    expect(installed.coveredM2).toBe(0);
    expect(planned.coveredM2).toBeCloseTo(sectorM2(depthM(1920, 60, 62.5), 60), 2);
    const county = await figure('C', `${OBSERVE}&set=planned`);
    expect(county.coveredM2 - (await figure('C', OBSERVE)).coveredM2).toBeCloseTo(planned.coveredM2, 6);
    expect((await figure('CA1', `${OBSERVE}&k=2`)).coveredM2).toBe(0);
  });
  it('an edit makes it anew, also where only optics changed and where only the far end reaches', async () => {
    const before = await figure('CA3', '?detail=monitor');
    const range = await figure('CA3');
    const reply = await app.request('/api/cameras/a', {
      method: 'PATCH',
      body: JSON.stringify({ resolutionH: 1000 }),
      headers: { 'Content-Type': 'application/json' },
    });
    expect(reply.status).toBe(200);
    const after = await figure('CA3', '?detail=monitor');
    expect(after.coveredM2).toBeLessThan(before.coveredM2);
    expect((await figure('CA3')).coveredM2).toBe(range.coveredM2);
  });
  it('a name or profile that is not known is 422 with the names that are', async () => {
    for (const query of ['?detail=nonsense', '?detail=outline&profile=iec-62676-4:2014', '?profile=iec-62676-4:2014']) {
      for (const path of [`/api/regions/C/figures${query}`, `/api/figures${query}`]) {
        const { status, body } = await get(path);
        expect([status, /^detail\./.test(String(body.code))], path).toEqual([422, true]);
        expect(String(body.fix), path).toContain('observe');
      }
    }
    expect((await get('/api/tiles/footprints/14/0/0.mvt?detail=nonsense')).status).toBe(422);
    expect((await get('/api/regions/C/figures?detail=observe&profile=none')).body.code).toBe('detail.profile_unknown');
    expect((await get('/api/regions/nobody/figures?detail=observe')).status).toBe(404);
  });
});

describe('all regions at once', () => {
  it('columns say what is measured, and measure the rest as a job', async () => {
    const first = (await get('/api/figures?detail=discern')).body as unknown as {
      measured: boolean[];
      measureJobId: string;
      detail: string;
      profile: string;
    };
    expect(first).toMatchObject({ detail: 'discern', profile: 'iec-62676-4:2025' });
    expect(first.measured.some(Boolean)).toBe(false);
    const again = (await get('/api/figures?detail=discern')).body;
    expect([first.measureJobId, null]).toContain(again.measureJobId);
    await world.workspace.background.settled();
    const done = (await get('/api/figures?detail=discern')).body as unknown as {
      codes: string[];
      measured: boolean[];
      coveredM2: number[];
      measureJobId: null;
    };
    expect(done.measureJobId).toBeNull();
    expect(done.measured.every(Boolean)).toBe(true);
    const county = await figure('C', '?detail=discern');
    expect(done.coveredM2[done.codes.indexOf('C')]).toBe(county.coveredM2);
  });
  it('tiles of footprints and regions follow the detail', async () => {
    const [lon, lat] = at(200, 200);
    const x = Math.floor(((lon + 180) / 360) * 2 ** 15);
    const y = Math.floor(((1 - Math.asinh(Math.tan(lat * rad)) / Math.PI) / 2) * 2 ** 15);
    const tile = async (source: string, query: string) => {
      const reply = await app.request(`/api/tiles/${source}/15/${x}/${y}.mvt${query}`);
      expect(reply.status).toBe(200);
      return Buffer.from(await reply.arrayBuffer()).toString('base64');
    };
    expect(await tile('regions', '?detail=observe')).not.toBe(await tile('regions', ''));
    expect(await tile('footprints', '?detail=observe')).not.toBe(await tile('footprints', ''));
    expect(await tile('footprints', '?detail=range')).toBe(await tile('footprints', ''));
  });
  it('a large region is a job, the same one however often it is asked for', async () => {
    const big = await openWorld();
    try {
      await importText(big, 'regions', countyGeojson(100, 40), 'regions.geojson');
      const own = createApp({ deps: big.workspace, cursorKey: new Uint8Array(32).fill(7), webRoot: null });
      const replies = await Promise.all([0, 1].map(() => own.request('/api/regions/C/figures?detail=observe')));
      expect(replies.map((reply) => reply.status)).toEqual([202, 202]);
      const [job, same] = (await Promise.all(replies.map((reply) => reply.json()))) as { id: string; kind: string }[];
      expect(job.kind).toBe('measure');
      await big.workspace.background.settled();
      const reply = await own.request('/api/regions/C/figures?detail=observe');
      expect(reply.status).toBe(200);
      expect(await reply.json()).toMatchObject({ leaves: 80, leavesMeasured: 80 });
      expect(same.kind).toBe('measure');
    } finally {
      await big.close();
    }
  });
});

describe('the assumption table', () => {
  const { version: _version, ...values } = DEFAULT_ASSUMPTIONS;
  it('is there, by type, with its version', async () => {
    expect((await get('/api/assumptions')).body).toEqual(DEFAULT_ASSUMPTIONS);
  });
  it('an edit gets a version, measures everything anew and is named by every figure; parents too', async () => {
    const before = await figure('CA1');
    const detailBefore = await figure('CB1', OBSERVE);
    const edited = { ...values, byType: { ...values.byType, fixed: { hfovDeg: 60, rangeM: 45 } }, resolutionH: 2560 };
    const answer = await put('/api/assumptions', edited);
    expect(answer.status).toBe(200);
    expect(answer.body.table).toEqual({ ...edited, version: 'edited-1' });
    await world.workspace.background.settled();
    const after = await figure('CA1');
    expect(after.assumptions).toEqual({ 'fixed.rangeM=45': 1 });
    expect(after.coveredM2 / before.coveredM2).toBeCloseTo((45 / 30) ** 2, 6);
    expect(after.dataVersion).toBeGreaterThan(before.dataVersion);
    expect(after.assumptionsVersion).toBe('edited-1');
    expect((await figure('C')).assumptionsVersion).toBe('edited-1');
    const detailAfter = await figure('CB1', OBSERVE);
    expect(detailAfter.coveredM2 / detailBefore.coveredM2).toBeCloseTo((2560 / 1920) ** 2, 6);
    expect(await get('/api/assumptions')).toMatchObject({ body: { version: 'edited-1' } });
  });
  it('the same values again change nothing', async () => {
    const { version: _v, ...now } = (await get('/api/assumptions')).body;
    expect((await put('/api/assumptions', now)).body).toMatchObject({
      measureJobId: null,
      table: { version: 'edited-1' },
    });
  });
  it('values that cannot be are refused', async () => {
    const { fixed } = values.byType;
    for (const bad of [
      { ...values, resolutionH: 0 },
      { ...values, byType: { ...values.byType, fixed: { ...fixed, rangeM: 1e9 } } },
      { ...values, byType: { ...values.byType, fixed: { ...fixed, hfovDeg: 0 } } },
      { ...values, byType: { fixed } },
      {},
    ])
      expect((await put('/api/assumptions', bad)).status).toBe(422);
  });
  it('an assumed range of kilometres reaches where it says', async () => {
    const far = { ...values, byType: { ...values.byType, panoramic: { hfovDeg: 360, rangeM: 700 } } };
    await put('/api/assumptions', far);
    await world.workspace.background.settled();
    // b stands between CA2 and CA3, 800 m from CA1's western border
    expect((await figure('CA1')).coveredM2).toBeGreaterThan(100_000);
    await put('/api/assumptions', values);
    await world.workspace.background.settled();
  });
});

describe('custom profiles', () => {
  const own = { id: 'city-2026', details: { 看清车型: 40 } };
  it('are kept, used and listed after the built-in ones', async () => {
    expect((await put('/api/profiles', { profiles: [own] })).status).toBe(200);
    const { profiles } = (await get('/api/profiles')).body as unknown as {
      profiles: { id: string; builtIn: boolean }[];
    };
    expect(profiles.map((p) => [p.id, p.builtIn])).toEqual([
      ['iec-62676-4:2014', true],
      ['iec-62676-4:2025', true],
      ['city-2026', false],
    ]);
    const f = await figure('CB1', `?detail=${encodeURIComponent('看清车型')}`);
    expect(f).toMatchObject({ profile: 'city-2026' });
    expect(f.coveredM2).toBeCloseTo(sectorM2(depthM(1920, 60, 40), 60), 2);
  });
  it('a changed density is another figure, not the old one', async () => {
    await put('/api/profiles', { profiles: [{ ...own, details: { 看清车型: 80 } }] });
    const f = await figure('CB1', `?detail=${encodeURIComponent('看清车型')}`);
    expect(f.coveredM2).toBeCloseTo(sectorM2(depthM(1920, 60, 80), 60), 2);
  });
  it('may not take a built-in id, nor name range', async () => {
    expect((await put('/api/profiles', { profiles: [{ ...own, id: 'iec-62676-4:2014' }] })).body.code).toBe(
      'profile.id_taken',
    );
    expect((await put('/api/profiles', { profiles: [{ id: 'x', details: { range: 10 } }] })).status).toBe(422);
  });
  it('a detail that is kept up to date is measured when it is added and after an edit', async () => {
    const { status, body } = await put('/api/profiles', { kept: [{ detail: 'outline' }] });
    expect([status, body.kept]).toEqual([200, [{ detail: 'outline', profile: 'iec-62676-4:2025' }]]);
    await world.workspace.background.settled();
    const columns = async () => (await get('/api/figures?detail=outline')).body as unknown as { measured: boolean[] };
    expect((await columns()).measured.every(Boolean)).toBe(true);
    await app.request('/api/cameras/c', {
      method: 'PATCH',
      body: JSON.stringify({ azimuthDeg: 45 }),
      headers: { 'Content-Type': 'application/json' },
    });
    await world.workspace.background.settled();
    expect((await columns()).measured.every(Boolean)).toBe(true);
    expect((await put('/api/profiles', { kept: [{ detail: 'range' }] })).status).toBe(422);
  });
});

describe('records that cannot be', () => {
  const post = (fields: object) =>
    app.request('/api/cameras', {
      method: 'POST',
      body: JSON.stringify({ longitude: at(200, 200)[0], latitude: at(200, 200)[1], ...fields }),
      headers: { 'Content-Type': 'application/json' },
    });
  it('are refused with the field, and nothing is measured with them', async () => {
    const before = await figure('CA1');
    for (const bad of [
      { hfovDeg: 0 },
      { rangeM: 0 },
      { rangeM: 1e9 },
      { nearM: -1 },
      { resolutionH: 0 },
      { tiltDeg: 91 },
    ]) {
      const reply = await post(bad);
      expect(reply.status).toBe(422);
      expect(((await reply.json()) as { errors: { path: string }[] }).errors[0].path).toBe(Object.keys(bad)[0]);
    }
    expect(await figure('CA1')).toEqual(before);
  });
  it('a near edge beyond the assumed range covers nothing, counts as a record, and is in the data quality', async () => {
    const before = await figure('CA1');
    expect((await post({ id: 'near', type: 'fixed', azimuthDeg: 0, nearM: 45 })).status).toBe(201);
    const after = await figure('CA1');
    expect([after.cameras, after.coveredM2]).toEqual([before.cameras + 1, before.coveredM2]);
    const files = await reportFiles(world.ctx, { region: 'C', format: 'csv' });
    const method = files.map((file) => String(file.content)).join('\n');
    expect(method).toMatch(/camera\.empty_footprint,[^\n]*,1,/);
    expect(method).toContain('2026-11');
  });
});

describe('beside a running server', () => {
  it('lacuna figures --detail answers what the API does, and writes nothing', async () => {
    const expected = await figure('CA', '?detail=characterise');
    const dir = mkdtempSync(join(tmpdir(), 'lacuna-detail-'));
    try {
      const args = ['figures', '--db', world.databasePath, '--region', 'CA', '--detail', 'validate'];
      const ran = await lacuna([...args, '--json'], dir);
      expect(ran.status, ran.err).toBe(0);
      const [ca] = JSON.parse(ran.out).regions;
      expect(ca).toMatchObject({ code: 'CA', detail: 'validate', profile: 'iec-62676-4:2025', leavesMeasured: 3 });
      const kept = await lacuna([...args.slice(0, -1), 'characterise', '--json'], dir);
      const { dataVersion, coveredM2 } = JSON.parse(kept.out).regions[0];
      expect([dataVersion, coveredM2]).toEqual([expected.dataVersion, expected.coveredM2]);
      const table = await lacuna(args, dir);
      expect(table.out).toContain('detail: validate (iec-62676-4:2025)');
      const refused = await lacuna([...args.slice(0, -1), 'nonsense'], dir);
      expect([refused.status, refused.out]).toEqual([2, '']);
      expect(refused.err).toContain('monitor, detect, observe');
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
  it('settings and figures of details are there after a restart', async () => {
    const before = await figure('CA1', OBSERVE);
    const again = await openWorkspace({ databasePath: world.databasePath, readOnly: true });
    try {
      const reopened = createApp({
        deps: contextFor(again, 'local'),
        cursorKey: new Uint8Array(32).fill(7),
        webRoot: null,
      });
      const reply = await reopened.request(`/api/regions/CA1/figures${OBSERVE}`);
      expect(await reply.json()).toEqual(before);
    } finally {
      await again.close();
    }
  });
});
