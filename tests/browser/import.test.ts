// A messy camera list comes in: what is wrong is named, it is taken over, figures change, and all of it is undone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsXml, xlsxOf } from '../../api/importers/xlsx.fixture.ts';
import { seriousFaults } from './axe.ts';
import { gb18030 } from './gb18030.ts';
import { type Product, startProduct } from './product.ts';

interface Workspace {
  roots: string[];
  bbox: [number, number, number, number];
  counts: { cameras: number };
}
interface Figure {
  likelyM2: number;
  coveredM2: number;
  coveredHighM2: number;
  cameras: number;
  leaves: number;
  leavesMeasured: number;
}

let product: Product;
const folder = mkdtempSync(join(tmpdir(), 'lacuna-files-'));
let root: string;
beforeAll(async () => {
  product = await startProduct({ villages: 6, cameras: 60 });
  const { roots, bbox } = await ask<Workspace>('/workspace');
  root = roots[0];
  writeFileSync(join(folder, '点位台账.csv'), gb18030(messyList(bbox)));
  const sheet = (name: string, n: number) => {
    const rows = Array.from({ length: n }, (_, i) => [`${name}${i}`, bbox[0] + i / 1_000, bbox[1] + i / 1_000]);
    return { name, rows: rowsXml([['id', 'longitude', 'latitude'], ...rows]) };
  };
  writeFileSync(join(folder, 'towns.xlsx'), xlsxOf({ sheets: [sheet('East', 2), sheet('West', 3)] }));
  writeFileSync(join(folder, 'projected.csv'), 'id,x,y\na,435000,387000\nb,435100,387100\nc,435200,387200\n');
});
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async <T>(path: string) => (await (await fetch(`${product.url}/api${path}`)).json()) as T;
const figure = () => ask<Figure>(`/regions/${root}/figures`);

/** 30 rows: 3 without a latitude, 4 others of a type nobody knows, 2 with one id, a column of passwords. */
function messyList([west, south, east, north]: Workspace['bbox']): string {
  const lines = ['设备编码,名称,经度,纬度,类型,方位角,监控距离,密码'];
  for (let i = 0; i < 30; i++) {
    const lon = west + ((i % 6) + 0.5) * ((east - west) / 6);
    const lat = south + (Math.floor(i / 6) + 0.5) * ((north - south) / 5);
    const id = i === 29 ? 'K000' : `K${String(i).padStart(3, '0')}`;
    const type = i % 7 === 0 ? '飞碟' : '枪机';
    lines.push(`${id},点位${i},${lon.toFixed(6)},${i % 10 === 4 ? '' : lat.toFixed(6)},${type},${i * 12},300,geheim`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

async function bring(page: Page, file: string) {
  await page.locator('.import-drop').waitFor();
  await page.locator('input[type=file]').setInputFiles(join(folder, file));
  await page.locator('.import-commit').waitFor();
}
const step = (page: Page, name: string) => page.locator('.import-step', { hasText: name }).click();
const group = (page: Page, text: string) => page.locator('.import-group', { hasText: text });
const count = (page: Page, at: number) => page.locator('.import-counts dd').nth(at).textContent();

describe('an import', () => {
  it('names every fault with row and remedy, changes the figures, and is undone whole', async () => {
    const before = await figure();
    const camerasBefore = (await ask<Workspace>('/workspace')).counts.cameras;
    const { page, context, faults } = await product.open('/import?pn=cameras');
    await bring(page, '点位台账.csv');

    // what was found
    await group(page, '未知类型').waitFor();
    await step(page, '文件');
    expect(await page.locator('.import-facts').textContent()).toContain('GB18030');
    await step(page, '列');
    const dropped = page.locator('.import-column-dropped');
    expect(await dropped.textContent()).toContain('密码');
    expect(await page.content()).not.toContain('geheim');
    await step(page, '检查');
    expect(await group(page, '未知类型').locator('b').textContent()).toBe('4');

    // a group opens into its rows, and the link says so
    await group(page, '缺少位置').locator('.import-group-name').click();
    await page.locator('.import-rows tbody tr').first().waitFor();
    expect(await page.locator('.import-rows tbody td:first-child').allTextContents()).toEqual(['6', '16', '26']);
    await expect.poll(() => page.url()).toContain('f=problem:in:');
    await page.reload();
    await page.locator('.import-rows tbody tr').first().waitFor();
    expect(await page.locator('.import-rows tbody tr').count()).toBe(3);

    // rejected rows come back as a file
    const download = page.waitForEvent('download');
    await page.locator('.import-commit a[download]').click();
    expect((await download).suggestedFilename()).toContain('rejected.csv');

    // taken over, measured
    await page.getByRole('button', { name: '下一步：预览' }).click();
    expect(await count(page, 0)).toBe('27');
    expect(await count(page, 4)).toBe('3');
    await page.getByRole('button', { name: '写入 27 条' }).click();
    await page.getByText('受影响的数字已全部测算。').waitFor();
    const after = await figure();
    expect((await ask<Workspace>('/workspace')).counts.cameras).toBe(camerasBefore + 27);
    // the county is not as square as its box: some of them stand outside
    expect(after.cameras).toBeGreaterThan(before.cameras);
    expect(after.leavesMeasured).toBe(after.leaves);
    expect(after.likelyM2).toBeGreaterThan(before.likelyM2);
    await page.getByRole('link', { name: '在地图上查看' }).click();
    const shown = page.locator('.map-facts dd').first();
    await expect.poll(() => shown.textContent(), { timeout: 60_000 }).toBe(String(after.cameras));

    // and back
    await page.goBack();
    await page.getByRole('button', { name: '撤销整次导入' }).click();
    await page.getByRole('heading', { name: '已撤销' }).waitFor();
    await expect.poll(async () => (await figure()).leavesMeasured, { timeout: 60_000 }).toBe(before.leaves);
    const { likelyM2, coveredM2, coveredHighM2, cameras } = await figure();
    expect({ likelyM2, coveredM2, coveredHighM2, cameras }).toEqual({
      likelyM2: before.likelyM2,
      coveredM2: before.coveredM2,
      coveredHighM2: before.coveredHighM2,
      cameras: before.cameras,
    });
    expect(faults).toEqual([]);
    await context.close();
  });

  it('is not taken over while a question is open, and says so', async () => {
    const { page, context } = await product.open('/import?pn=cameras', { language: 'en' });
    await bring(page, 'projected.csv');
    const preview = page.locator('.import-step', { hasText: 'Preview' });
    await preview.click();
    expect(await page.getByRole('button', { name: 'Take over' }).isDisabled()).toBe(true);
    expect(await page.locator('.import-reason').textContent()).toContain('Answer the open question first.');
    await step(page, 'Coordinates');
    await page.locator('.import-question .ui-select-button').click();
    await page.getByRole('option', { name: /British National Grid/ }).click();
    await page.getByRole('button', { name: 'Read again with this' }).click();
    await page.locator('.import-question').waitFor({ state: 'detached' });
    // three positions say nothing to the truth test, and it says so
    expect(await page.locator('.import-notest').textContent()).toMatch(/EPSG:27700.*fewer than 10 positions/);
    await preview.click();
    await page.getByRole('button', { name: 'Take over 3' }).waitFor();
    await context.close();
  });

  it('of a workbook asks which sheet is meant, shows what it found, and can be switched to another', async () => {
    const { page, context, faults } = await product.open('/import?pn=cameras', { language: 'en' });
    await bring(page, 'towns.xlsx');
    const facts = page.locator('.import-facts');
    expect(await facts.textContent()).toContain('Workbook (XLSX)');
    await page.getByRole('radio', { name: 'East' }).check();
    await page.getByRole('button', { name: 'Read again with this' }).click();
    await expect.poll(() => facts.textContent(), { timeout: 30_000 }).toMatch(/Rows2.*Sheet or layer 1 of 2/);
    await facts.getByRole('button', { name: /Sheet or layer/ }).click();
    await page.getByRole('option', { name: /West/ }).click();
    await expect.poll(() => facts.textContent(), { timeout: 30_000 }).toMatch(/Rows3.*Sheet or layer 2 of 2/);
    await page.locator('.import-locator-box').waitFor({ state: 'attached' });
    expect(await seriousFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('says that several files, or none, were dropped, and takes one', async () => {
    const { page, context } = await product.open('/import?pn=cameras', { language: 'en' });
    const zone = page.locator('.import-drop');
    const box = await zone.boundingBox();
    if (box === null) throw new Error('expected a place to drop at');
    const cdp = await context.newCDPSession(page);
    const drop = async (files: string[], items: { mimeType: string; data: string }[] = []) => {
      const data = { items, files: files.map((file) => join(folder, file)), dragOperationsMask: 1 };
      const at = { x: box.x + box.width / 2, y: box.y + 20 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await cdp.send('Input.dispatchDragEvent', { type, ...at, data });
    };
    const said = page.locator('.import-bring [role=alert]');
    await drop(['projected.csv', 'towns.xlsx']);
    await expect.poll(() => said.textContent()).toContain('2 files at once');
    await drop([], [{ mimeType: 'text/plain', data: 'words' }]);
    await expect.poll(() => said.textContent()).toContain('That is no file');
    await drop(['projected.csv']);
    await page.waitForURL(/sel=imp:/);
    await context.close();
  });

  it('leaves whoever goes elsewhere while a file is sent where they are, and says that it has arrived', async () => {
    const { page, context } = await product.open('/import?pn=cameras', { language: 'en' });
    await page.locator('.import-drop').waitFor();
    let send = () => {};
    const held = new Promise<void>((resolve) => {
      send = resolve;
    });
    await page.route('**/api/imports', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    await page.locator('input[type=file]').setInputFiles(join(folder, 'projected.csv'));
    await page.locator('.import-sending').waitFor();
    await page.getByRole('link', { name: 'Regions' }).first().click();
    await page.waitForURL(/\/regions/);
    send();
    await page.getByText('projected.csv has arrived').waitFor();
    expect(page.url()).toMatch(/\/regions/);
    expect(page.url()).not.toContain('imp:');
    // the tray leads to it
    await page.getByRole('button', { name: 'Jobs' }).click();
    await page.locator('.ui-jobs').getByRole('link', { name: 'projected.csv' }).first().click();
    await page.waitForURL(/\/import.*sel=imp:/);
    await page.locator('.import-steps').waitFor();
    await context.close();
  });

  it('that holds nothing is refused without questions that cannot help', async () => {
    const { page, context } = await product.open('/import?pn=cameras', { language: 'en' });
    writeFileSync(join(folder, 'empty.csv'), '');
    await page.locator('.import-drop').waitFor();
    await page.locator('input[type=file]').setInputFiles(join(folder, 'empty.csv'));
    await page.getByText('The file is empty.').waitFor();
    expect(await page.getByText('Choose a system by hand').count()).toBe(0);
    await context.close();
  });

  it('stays in the list with its state', async () => {
    const { page, context } = await product.open('/import', { language: 'en' });
    const row = page.locator('.import-earlier-row', { hasText: '点位台账.csv' });
    await row.waitFor();
    expect(await row.textContent()).toContain('undone');
    await row.getByRole('button').click();
    await page.waitForURL(/sel=imp:/);
    await page.locator('.import-done').waitFor();
    await context.close();
  });
});
