// Two lists as they come from a county: one with nine kinds of faults, one in another coordinate system than it says.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { regionsGeojson } from '#sample/files';
import { generateSample } from '#sample/generate';
import { brokenList, FAULTS, MOST_UNCLEAR, mislabelledList, ROWS } from '../files/broken-list.ts';
import { seriousFaults } from './axe.ts';
import { gb18030 } from './gb18030.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
const folder = mkdtempSync(join(tmpdir(), 'lacuna-repair-'));
beforeAll(async () => {
  product = await startProduct({ villages: 0 });
  writeFileSync(join(folder, '台账.csv'), gb18030(brokenList()));
  writeFileSync(join(folder, '每周清单.csv'), mislabelledList());
  await takeRegions();
});
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The file is read again, on a machine that does other things as well. */
const LONG = { timeout: 30_000 };
const ask = async <T>(path: string, init?: RequestInit) =>
  (await (await fetch(`${product.url}/api${path}`, init)).json()) as T;
async function takeRegions() {
  const body = new FormData();
  body.append('kind', 'regions');
  const text = [...regionsGeojson(generateSample({ cameras: 0 }).regions)].join('');
  body.append('file', new Blob([text]), 'regions.geojson');
  const { id } = await ask<{ id: string }>('/imports', { method: 'POST', body });
  while ((await ask<{ state: string }>(`/imports/${id}`)).state === 'parsing')
    await new Promise((go) => setTimeout(go, 100));
  await ask(`/imports/${id}/commit`, { method: 'POST' });
}
const cameras = async () => (await ask<{ counts: { cameras: number } }>('/workspace')).counts.cameras;

async function bring(page: Page, file: string) {
  await page.locator('.import-drop').waitFor();
  await page.locator('input[type=file]').setInputFiles(join(folder, file));
  await page.locator('.import-steps').waitFor();
}
const group = (page: Page, code: string) => page.locator(`.import-group[data-code="${code}"]`);
const countOf = async (page: Page, code: string) =>
  Number((await group(page, code).locator('.import-group-count').textContent())?.replace(/\D/g, ''));
const open = (page: Page, code: string) => group(page, code).locator('.import-group-name').click();
const rowsOf = (page: Page, code: string) => group(page, code).locator('.import-rows tbody tr');
/** create, update, unchanged, vanish, rejected */
const numbers = async (page: Page) =>
  (await page.locator('.import-counts dd').allTextContents()).map((text) => Number(text.replace(/\D/g, '')));
const settled = (page: Page) => page.locator('.import-body[aria-busy=false]').waitFor();

describe('a list with nine kinds of faults', () => {
  it('shows them by repair with row and column, repairs 402 rows at once, does what it foretold, and is undone by one click', async () => {
    const { page, context, faults } = await product.open('/import?pn=cameras');
    await bring(page, '台账.csv');

    // it stands at its problems; the file's own facts are one step back
    await group(page, 'camera.azimuth.unclear').waitFor();
    const found = {
      elsewhere: await countOf(page, 'camera.outside_named_region'),
      repeatedId: await countOf(page, 'id.repeated'),
      azimuthWords: FAULTS.azimuthWords,
      azimuthUnclear: (await countOf(page, 'camera.azimuth.unclear')) - FAULTS.azimuthWords,
      type: await countOf(page, 'camera.type.unknown'),
      swapped: await countOf(page, 'position.swapped'),
      coordinateText: await countOf(page, 'position.number'),
      date: await countOf(page, 'camera.date'),
      noPosition: await countOf(page, 'position.missing'),
    };
    expect(found).toEqual(FAULTS);
    expect(await page.content()).not.toContain('admin123');

    // exactly where: the row and column that the server names are on screen
    const { id } = (await ask<{ items: { id: string; fileName: string }[] }>('/imports')).items[0];
    for (const code of ['camera.outside_named_region', 'position.number', 'id.repeated']) {
      await open(page, code);
      await rowsOf(page, code).first().waitFor();
      const { items } = await ask<{ items: { row: number; column: string }[] }>(
        `/imports/${id}/problems?code=${code}&limit=5`,
      );
      const cells = rowsOf(page, code).first().locator('td');
      expect([
        Number((await cells.nth(0).textContent())?.replace(/\D/g, '')),
        await cells.nth(1).textContent(),
      ]).toEqual([items[0].row, items[0].column]);
    }
    expect(await seriousFaults(page)).toEqual([]);

    // one action for all that can be told; one value for all alike that cannot
    await page.getByRole('button', { name: `全部修正 ${FAULTS.azimuthWords}` }).click();
    await page.locator('.import-repairs').waitFor();
    expect(await page.locator('.import-repairs').textContent()).toContain(`${FAULTS.azimuthWords}`);
    expect(await countOf(page, 'camera.azimuth.unclear')).toBe(FAULTS.azimuthUnclear);
    await open(page, 'camera.azimuth.unclear');
    const value = group(page, 'camera.azimuth.unclear').locator('.import-values tr', { hasText: MOST_UNCLEAR });
    await value.getByRole('button', { name: '留空' }).click();
    await page.getByRole('button', { name: `应用到 ${FAULTS.azimuthUnclear} 行` }).click();
    await group(page, 'camera.azimuth.unclear').waitFor({ state: 'detached' });

    // a cell where it stands: Enter opens it, Tab keeps it and goes on, both halves are read together
    await open(page, 'position.missing');
    const cells = group(page, 'position.missing').locator('.import-cell');
    await cells.first().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('111.5');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.type('27.5');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '应用 2 处更改' }).click();
    await expect.poll(() => countOf(page, 'position.missing'), LONG).toBe(FAULTS.noPosition - 1);

    // steps go back and forward by key, also after a reload
    await settled(page);
    await page.locator('h1').click();
    await page.keyboard.press('Control+z');
    await expect.poll(() => countOf(page, 'position.missing'), LONG).toBe(FAULTS.noPosition);
    await settled(page);
    await page.reload();
    await group(page, 'position.missing').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => countOf(page, 'position.missing'), LONG).toBe(FAULTS.noPosition - 1);
    await settled(page);
    await page.getByRole('button', { name: /^步骤 3/ }).click();
    expect(await page.locator('.import-history-list li').count()).toBe(4);
    await page.keyboard.press('Escape');

    // rejected rows, with the reason, as a file
    const download = page.waitForEvent('download');
    await page.locator('.import-commit a[download]').click();
    const rejected = readFileSync(await (await download).path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    const out = FAULTS.swapped + FAULTS.coordinateText + FAULTS.noPosition - 1;
    expect(rejected).toHaveLength(1 + out);
    expect(rejected[0]).toContain('处理');

    // what the preview says is what happens
    await page.keyboard.press('Control+Enter');
    await page.locator('.import-counts').waitFor();
    const foretold = await numbers(page);
    expect(foretold).toEqual([ROWS - out, 0, 0, 0, out]);
    const before = await cameras();
    await page.getByRole('button', { name: /^写入/ }).click();
    await page.locator('.import-receipt').waitFor();
    expect(await numbers(page)).toEqual(foretold);
    expect((await cameras()) - before).toBe(ROWS - out);
    const receipt = await page.locator('.import-receipt').textContent();
    for (const word of ['GB18030', '密码', '经纬度颠倒', '缺少位置']) expect(receipt).toContain(word);
    expect(await seriousFaults(page)).toEqual([]);

    // and one click takes all of it back
    await page.getByRole('button', { name: '撤销整次导入' }).click();
    await page.getByRole('heading', { name: '已撤销' }).waitFor();
    expect(await cameras()).toBe(before);
    expect(faults).toEqual([]);
    await context.close();
  });
});

describe('a list in GCJ-02 that calls itself WGS84', () => {
  it('names the likely system with the shares before and after, waits for the choice, and goes in then', async () => {
    const { page, context, faults } = await product.open('/import?pn=cameras', { language: 'en', theme: 'dark' });
    await bring(page, '每周清单.csv');

    const verdict = page.locator('.import-verdict');
    await verdict.waitFor();
    expect(await verdict.textContent()).toMatch(/look like GCJ-02.*100 %.*WGS-84 \d\d %/);
    const maps = page.locator('.import-truth');
    await maps.first().locator('.import-dot-inside').waitFor({ state: 'attached' });
    const shareOf = async (name: string) =>
      Number.parseFloat((await maps.filter({ hasText: name }).locator('.import-truth-share').textContent()) ?? '');
    expect(await page.locator('.import-truth-likely h3').textContent()).toContain('GCJ-02');
    expect(await shareOf('GCJ-02')).toBeGreaterThan(99);
    expect(await shareOf('WGS-84')).toBeLessThan(90);
    expect(await maps.filter({ hasText: 'GCJ-02' }).textContent()).toMatch(/shifted by [4-8]\d\d m/);
    expect(await seriousFaults(page)).toEqual([]);

    // not by any way before it is chosen: not at the end of the steps, not on the server
    await page.keyboard.press('Control+Enter');
    await page.keyboard.press('Control+Enter');
    await page.locator('.import-step[aria-current]', { hasText: 'Preview' }).waitFor();
    await page.keyboard.press('Control+Enter');
    const commit = page.getByRole('button', { name: 'Take over' });
    expect(await commit.isDisabled()).toBe(true);
    expect(await page.locator('.import-commit .import-reason').textContent()).toContain(
      'Answer the open question first.',
    );
    const { id } = (await ask<{ items: { id: string }[] }>('/imports')).items[0];
    const refused = await fetch(`${product.url}/api/imports/${id}/commit`, { method: 'POST' });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([409, 'import.questions_open']);
    const before = await cameras();

    await page.locator('.import-step', { hasText: 'Coordinates' }).click();
    await page.getByRole('button', { name: 'Read as GCJ-02' }).click();
    await expect.poll(() => verdict.textContent(), LONG).toMatch(/^Read as GCJ-02: 100\.0 %/);
    expect(await page.locator('.import-step[aria-current]').textContent()).toContain('Coordinates');
    await page.locator('.import-step', { hasText: 'Preview' }).click();
    await page.getByRole('button', { name: 'Take over 1 200' }).click();
    await page.locator('.import-receipt').waitFor();
    expect(await page.locator('.import-receipt').textContent()).toContain('GCJ-02');
    expect((await cameras()) - before).toBe(1_200);
    expect(faults.filter((fault) => !fault.includes('409'))).toEqual([]);
    await context.close();
  });

  it('is remembered as a recipe, found again by its columns, and can be read without it', async () => {
    const { page, context } = await product.open('/import?pn=cameras', { language: 'en' });
    await bring(page, '每周清单.csv');
    await page.getByRole('button', { name: 'Read as GCJ-02' }).click();
    await expect.poll(() => page.locator('.import-verdict').textContent(), LONG).toMatch(/^Read as GCJ-02/);
    await page.locator('.import-recipe').click();
    await page.getByLabel('Remember this reading as').fill('Weekly list');
    await page.getByRole('button', { name: 'Remember', exact: true }).click();
    await page.locator('.import-recipes-list li', { hasText: 'Weekly list' }).waitFor();
    await page.goto(`${product.url}/import?pn=cameras`);
    await bring(page, '每周清单.csv');
    // no question any more
    await page.locator('.import-recipe', { hasText: 'Weekly list' }).waitFor();
    expect(await page.locator('.import-step', { hasText: 'Coordinates' }).textContent()).toContain('GCJ-02 · 100 %');
    await page.locator('.import-recipe').click();
    await page.locator('.import-recipes-list li', { hasText: 'Without a recipe' }).getByRole('button').click();
    await page.locator('.import-verdict-asks').waitFor();
    await context.close();
  });

  it('keeps its maps, columns and problems in reach on a phone', async () => {
    const { page, context, faults } = await product.open('/import', { language: 'zh', width: 390, height: 844 });
    await page.locator('.import-earlier-row', { hasText: '台账.csv' }).first().getByRole('button').click();
    await page.locator('.import-receipt').waitFor();
    for (const step of ['文件', '列', '坐标', '检查', '完成']) {
      await page.locator('.import-step', { hasText: step }).first().click();
      await page.waitForFunction(
        (name) => document.querySelector('.import-step[aria-current]')?.textContent?.startsWith(name),
        step,
      );
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect([step, wider]).toEqual([step, 0]);
      expect([step, await seriousFaults(page)]).toEqual([step, []]);
    }
    expect(faults).toEqual([]);
    await context.close();
  });
});
