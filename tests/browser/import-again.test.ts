// The list of last month again: what moved, changed, vanished; with all ids given anew; with other borders; in the wrong system.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gcoord from 'gcoord';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, type CameraLine, camerasCsv, countyGeojson } from '../api/world.ts';
import { seriousFaults } from './axe.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
const folder = mkdtempSync(join(tmpdir(), 'lacuna-again-'));
beforeAll(async () => {
  product = await startProduct({ villages: 0 });
  await takeOver('regions', 'county.geojson', countyGeojson());
  await takeOver('cameras', 'list.csv', camerasCsv(LIST));
});
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** 40 cameras over the six villages. */
const LIST: CameraLine[] = Array.from({ length: 40 }, (_, i) => ({
  id: `c${i}`,
  eastM: 60 + (i % 8) * 150,
  northM: 60 + Math.floor(i / 8) * 150,
  azimuthDeg: (i * 40) % 360,
  hfovDeg: 90,
  rangeM: 60,
}));

const ask = async <T>(path: string, init?: RequestInit) =>
  (await (await fetch(`${product.url}/api${path}`, init)).json()) as T;
const post = <T>(path: string, body?: object) =>
  ask<T>(path, {
    method: 'POST',
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
const isRead = async (id: string) => {
  while ((await ask<{ state: string }>(`/imports/${id}`)).state === 'parsing')
    await new Promise((go) => setTimeout(go, 50));
};
/** Through the door for programs. */
async function takeOver(kind: string, name: string, text: string, options?: object): Promise<string> {
  const body = new FormData();
  body.append('kind', kind);
  if (options) body.append('options', JSON.stringify(options));
  body.append('file', new Blob([text]), name);
  const { id } = await ask<{ id: string }>('/imports', { method: 'POST', body });
  await isRead(id);
  await post(`/imports/${id}/commit`);
  return id;
}
/** Dropped on the screen, as far as the preview. */
async function preview(page: Page, name: string, text: string) {
  writeFileSync(join(folder, name), text);
  await page.locator('.import-drop').waitFor();
  await page.locator('input[type=file]').setInputFiles(join(folder, name));
  await page.locator('.import-commit').waitFor();
  await page.locator('.import-step', { hasText: /Preview|预览/ }).click();
  await page.locator('.import-preview').waitFor();
}
const numbers = async (page: Page) =>
  (await page.locator('.import-counts dd').allTextContents()).map((text) => Number(text.replace(/\D/g, '')));
const positionOf = async (id: string) => {
  const { longitude, latitude } = await ask<{ longitude: number; latitude: number }>(`/cameras/${id}`);
  return [longitude, latitude] as [number, number];
};
const cameras = async () => (await ask<{ counts: { cameras: number } }>('/workspace')).counts.cameras;

describe('the list of last month again', () => {
  it('shows what came, moved, changed and is missing; removes only what is confirmed by number; and is undone', async () => {
    const [moved, changed] = [LIST[1], LIST[2]];
    const next = [
      ...LIST.slice(3, 36),
      LIST[0],
      { ...moved, eastM: moved.eastM + 25 },
      { ...changed, rangeM: 80 },
      { ...LIST[3], id: 'new', eastM: 1_100, northM: 700 },
    ];
    const { page, context, faults } = await product.open('/import?pn=cameras', { language: 'en' });
    await preview(page, 'list.csv', camerasCsv(next));
    expect(await numbers(page)).toEqual([1, 2, 34, 4, 0]);
    // what vanishes stands first; each kind of change has its list
    const list = page.locator('.import-changes tbody');
    await expect.poll(() => list.textContent()).toContain('c36');
    await page.getByRole('radio', { name: /moved/ }).click();
    await expect.poll(() => list.textContent()).toMatch(/c1.*25 m/);
    await page.getByRole('radio', { name: /changed/ }).click();
    await expect.poll(() => list.textContent()).toMatch(/60 → 80/);
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('radio', { name: 'Remove them' }).click();
    await page.locator('.import-body[aria-busy=false]').waitFor();
    await page.getByRole('button', { name: 'Take over 7' }).click();
    const dialog = page.getByRole('alertdialog');
    expect(await dialog.textContent()).toContain('Remove 4 records?');
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Remove 4 and take over' }).click();
    await page.locator('.import-receipt').waitFor();
    expect(await cameras()).toBe(37);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'undone' }).waitFor();
    expect(await cameras()).toBe(40);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('with all ids given anew is matched by position when somebody says so, and keeps its records', async () => {
    const { page, context, faults } = await product.open('/import?pn=cameras', { language: 'zh', theme: 'dark' });
    const anew = LIST.map((line, i) => ({ ...line, id: `N-${i}`, eastM: line.eastM + 2 }));
    await preview(page, '2026年清单.csv', camerasCsv(anew));
    const question = page.locator('.import-question');
    expect(await question.textContent()).toMatch(/40/);
    expect(await seriousFaults(page)).toEqual([]);
    await question.getByRole('radio').first().check();
    await question.getByRole('button').last().click();
    await expect.poll(() => numbers(page), { timeout: 30_000 }).toEqual([0, 40, 0, 0, 0]);
    await page.getByRole('button', { name: /^写入/ }).click();
    await page.locator('.import-receipt').waitFor();
    expect(await cameras()).toBe(40);
    await page.getByRole('button', { name: '撤销整次导入' }).click();
    await page.getByRole('heading', { name: '已撤销' }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });
});

describe('a list that went in under the wrong system', () => {
  it('is placed anew by one click, from the pairs that its file gave', async () => {
    const lines = camerasCsv(LIST.map((line) => ({ ...line, id: `g${line.id}` })))
      .split('\n')
      .map((text, i) => {
        if (i === 0 || text === '') return text;
        const [id, lon, lat, ...rest] = text.split(',');
        return [id, ...gcoord.transform([Number(lon), Number(lat)], gcoord.WGS84, gcoord.GCJ02), ...rest].join(',');
      });
    const id = await takeOver('cameras', 'gcj.csv', lines.join('\n'), { crs: 'wgs84' });
    const right = at(LIST[0].eastM, LIST[0].northM);
    const offM = async () => {
      const [lon, lat] = await positionOf('gc0');
      return Math.hypot((lon - right[0]) * 96_486, (lat - right[1]) * 110_850);
    };
    expect(await offM()).toBeGreaterThan(200);
    const { page, context, faults } = await product.open(`/import?sel=imp:${id}`, { language: 'en' });
    const wrong = page.locator('.import-wrong');
    await wrong.getByRole('button').first().click();
    await wrong.getByRole('button', { name: 'Read as GCJ-02' }).click();
    await page.getByRole('alertdialog').getByRole('button').last().click();
    await expect.poll(offM, { timeout: 30_000 }).toBeLessThan(1);
    expect(faults).toEqual([]);
    await context.close();
  });
});

describe('new borders', () => {
  it('ask what becomes of regions that they no longer have, and say what lies in their place', async () => {
    const county = JSON.parse(countyGeojson()) as { features: { properties: { code: string } }[] };
    county.features = county.features.filter(({ properties }) => properties.code !== 'CB3');
    const ca1 = county.features.find(({ properties }) => properties.code === 'CA1')!;
    ca1.properties.code = 'CA9';
    const { page, context, faults } = await product.open('/import?pn=regions', { language: 'en' });
    await preview(page, 'county.geojson', JSON.stringify(county));
    const question = page.locator('.import-question');
    expect(await question.textContent()).toMatch(/CA1.*CA9/);
    expect(await seriousFaults(page)).toEqual([]);
    await question.getByRole('radio', { name: /history|retire|remove/i }).check();
    await question.getByRole('button').last().click();
    await page.getByRole('button', { name: /^Take over/ }).click();
    await page.getByRole('alertdialog').getByRole('button').last().click();
    await page.locator('.import-receipt').waitFor();
    const { items } = await ask<{ items: { fromCode: string; toCode: string | null }[] }>('/regions/crosswalk');
    expect(items).toMatchObject([{ fromCode: 'CA1', toCode: 'CA9' }]);
    expect(faults).toEqual([]);
    await context.close();
  });
});
