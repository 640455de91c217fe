// Ranking, targets, reports, links, keys and languages, each as somebody would use it.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ villages: 12, cameras: 240 });
});
afterAll(() => product?.stop());

const rows = (page: Page) => page.locator('.regions-table tbody tr[data-code]');
const codes = (page: Page) => rows(page).evaluateAll((list) => list.map((row) => row.getAttribute('data-code')));
const head = (page: Page, name: string) => page.locator('.regions-table thead').getByRole('button', { name });
const column = async (page: Page, name: string) => {
  const at = await page
    .locator('.regions-table thead th')
    .evaluateAll((list, wanted) => list.findIndex((th) => th.textContent?.startsWith(wanted)), name);
  return page
    .locator('.regions-table tbody tr[data-code]')
    .evaluateAll((list, index) => list.map((row) => row.children[index].textContent ?? ''), at);
};
async function exported(page: Page, format: 'CSV' | 'XLSX') {
  await page.getByRole('button', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: format }).click();
  return readFileSync(await (await download).path());
}

describe('the ranking', () => {
  it('sorts by the column that is pressed, and exports exactly the rows, order and numbers it shows', async () => {
    const { page, context, faults } = await product.open('/regions', { language: 'en', width: 1440 });
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(12);
    await head(page, 'Gaps').click();
    const gaps = (await column(page, 'Gaps')).map(Number);
    expect(gaps).toEqual([...gaps].sort((a, b) => b - a));
    await expect.poll(() => page.url()).toContain('sort=-gaps');
    const text = (await exported(page, 'CSV')).toString('utf8');
    expect(text.startsWith('\ufeff')).toBe(true);
    const [header, ...lines] = text
      .slice(1)
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(lines.map((line) => line[1])).toEqual(await codes(page));
    expect(lines.map((line) => Number(line[header.indexOf('Gaps')]))).toEqual(gaps);
    const likely = (await column(page, 'Likely')).map((value) => Number(value.replace('–', 'NaN')));
    expect(lines.map((line) => Number(line[header.indexOf('Likely %')] || 'NaN'))).toEqual(likely);
    expect((await exported(page, 'XLSX')).subarray(0, 2).toString()).toBe('PK');
    expect(faults).toEqual([]);
    await context.close();
  });

  it('reopens a copied link in another window as it was: level, order, columns, filter and panel', async () => {
    const first = await product.open('/regions', { language: 'en', width: 1440 });
    const { page } = first;
    await rows(page).first().waitFor();
    await page.getByRole('radio', { name: /Township/ }).click();
    await head(page, 'Cameras').click();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Basis' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Targets' }).click();
    await page.getByPlaceholder('Filter by name').fill('a');
    await page.waitForURL(/[?&]q=a/);
    const url = new URL(page.url());
    expect([...url.searchParams.keys()].sort()).toEqual(['col', 'lv', 'pn', 'q', 'sort']);
    const state = [await codes(page), await page.locator('.regions-table thead').textContent()];
    await first.context.close();
    const second = await product.open(url.pathname + url.search, { language: 'en', width: 1440 });
    await second.page.locator('.targets-list li').first().waitFor();
    expect([await codes(second.page), await second.page.locator('.regions-table thead').textContent()]).toEqual(state);
    expect(second.page.url()).toBe(url.href);
    await second.context.close();
  });

  it('keeps one class of the distribution, says how many it hides, and shows all again', async () => {
    const { page, context } = await product.open('/regions', { language: 'en' });
    await rows(page).first().waitFor();
    const classes = page.locator('.regions-class');
    const counts = await classes.evaluateAll((list) => list.map((b) => Number(b.lastElementChild?.textContent)));
    const fullest = counts.indexOf(Math.max(...counts));
    await classes.nth(fullest).click();
    expect(await rows(page).count()).toBe(counts[fullest]);
    await page.locator('.regions-tools .ui-chip').click();
    expect(await rows(page).count()).toBe(12);
    await context.close();
  });

  it('is walked by keyboard: G R, the filter, J, and Enter opens the village on the map', async () => {
    const { page, context } = await product.open('/reports');
    await page.locator('.report-builder').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await rows(page).first().waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const code = await page.locator('.regions-table tr[aria-selected=true]').getAttribute('data-code');
    expect(code).toBe((await codes(page))[1]);
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/map.*sel=reg:${code}`));
    await page.locator('.map-big, .map-pane').first().waitFor();
    await context.close();
  });
});

describe('targets', () => {
  it('say what is wrong beside the field, change the grades at once, and are taken back by Undo', async () => {
    const { page, context } = await product.open('/regions?pn=targets', { language: 'en', width: 1440 });
    await page.locator('.targets-list li').first().waitFor();
    const before = await page.locator('.targets-list li').count();
    await page.getByRole('button', { name: 'New target' }).click();
    const form = page.locator('.targets-form');
    await form.getByLabel('Minimum coverage').fill('140');
    await form.getByRole('button', { name: 'Set target' }).click();
    expect(await form.locator('.ui-field-error').textContent()).toBe('A number above 0 and up to 100.');
    await form.getByLabel('Minimum coverage').fill('0.5');
    // the server's own refusal lands beside the date
    await form.getByLabel('Due').fill('2001-01-01');
    await form.getByRole('button', { name: 'Set target' }).click();
    // the error of the other field may stand until the answer is there
    await form.locator('.ui-field', { hasText: 'Due' }).locator('.ui-field-error').waitFor();
    await form.getByLabel('Due').fill('2035-12-31');
    await form.getByRole('button', { name: 'Set target' }).click();
    // the level has a target for this time already: that is said beside the scope
    await form.getByText('about the same scope').waitFor();
    await form.locator('.ui-select-button').click();
    await page.getByRole('option', { name: 'Yunhu County' }).click();
    await form.getByRole('button', { name: 'Set target' }).click();
    await expect.poll(() => page.locator('.targets-list li').count()).toBe(before + 1);
    await page.locator('.ui-toast').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.locator('.targets-list li').count()).toBe(before);
    await context.close();
  });
});

describe('reports', () => {
  it('are written in the format and language chosen and can be fetched, also later', async () => {
    const { page, context, faults } = await product.open('/reports', { language: 'en' });
    await page.getByRole('radio', { name: 'CSV' }).click();
    await page.getByRole('radio', { name: '中文 + English' }).click();
    await page.getByRole('button', { name: 'Generate the report' }).click();
    await page.locator('.report-ready a').first().waitFor();
    const download = page.waitForEvent('download');
    await page.locator('.report-ready a').first().click();
    const text = readFileSync(await (await download).path(), 'utf8');
    expect(text.startsWith('\ufeffcode,name')).toBe(true);
    await page.reload();
    await page.locator('.report-history li a').first().waitFor();
    expect(await page.locator('.report-history li').count()).toBe(1);
    await expect.poll(() => new URL(page.url()).searchParams.get('f')).toContain('format:in:csv');
    expect(faults).toEqual([]);
    await context.close();
  });
});

describe('every screen', () => {
  it('speaks the other language and wears the other theme at one key, and remembers both', async () => {
    const { page, context } = await product.open('/regions', { language: 'zh' });
    await rows(page).first().waitFor();
    const chinese = await page.locator('h1').textContent();
    await page.keyboard.press('y');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    expect(await page.locator('h1').textContent()).not.toBe(chinese);
    await page.keyboard.press('d');
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    await page.reload();
    await rows(page).first().waitFor();
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme])).toEqual([
      'en',
      'dark',
    ]);
    await context.close();
  });

  it.each([
    ['light', 'zh'],
    ['dark', 'en'],
  ] as const)('has no serious fault for assistive technology and fits a phone: %s, %s', async (theme, language) => {
    const { page, context, faults } = await product.open('/start', { theme, language });
    for (const [path, shown] of [
      ['/start', '.start-list'],
      ['/regions?pn=targets', '.targets-list li'],
      ['/import', '.import-drop'],
      ['/reports', '.report-builder'],
    ]) {
      await page.goto(product.url + path);
      await page.locator(shown).first().waitFor();
      expect([path, await seriousFaults(page)]).toEqual([path, []]);
    }
    await page.setViewportSize({ width: 390, height: 800 });
    for (const path of ['/start', '/regions', '/import', '/reports']) {
      await page.goto(product.url + path);
      await page.locator('h1').first().waitFor();
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect([path, wider]).toEqual([path, 0]);
    }
    expect(faults).toEqual([]);
    await context.close();
  });
});
