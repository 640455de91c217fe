// The planner's task: find the biggest lever, fix one, ignore one with a reason, see that expire, take the sheet along.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ villages: 12, cameras: 480 });
});
afterAll(() => product?.stop());

/** The server measures and checks before the screen hears of it. */
const PATIENT = { timeout: 30_000 };
const rule = (page: Page, id: string) => page.locator(`.quality-rules tr[data-rule="${id}"]`);
const openOf = async (page: Page, id: string) => Number(await rule(page, id).locator('.quality-open').textContent());
const issues = (page: Page) => page.locator('.quality-list li[data-camera]');

it('finds the biggest lever, fixes one, ignores one until it changes, and takes the field sheet along', async () => {
  const { page, context, faults } = await product.open('/quality', { language: 'en', width: 1440, height: 860 });
  // opening the screen checks what was never checked
  await page.locator('.quality-grade').waitFor();
  const before = await openOf(page, 'azimuth.unknown');
  expect(before).toBeGreaterThan(5);
  expect(await page.locator('.quality-lever').textContent()).toContain('Azimuth unknown');
  expect(await rule(page, 'position.in_water').textContent()).toContain('Not run');
  expect(await seriousFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Fix now' }).click();
  await issues(page).first().waitFor();
  await expect.poll(() => page.url()).toContain('f=rule:in:azimuth.unknown');
  expect(await seriousFaults(page)).toEqual([]);

  // by keys: the first one, fixed
  await page.locator('.quality-issues h2').click();
  await page.keyboard.press('j');
  const first = await issues(page).first().getAttribute('data-camera');
  await page.keyboard.press('f');
  await page.getByRole('heading', { name: 'Fix: Azimuth unknown' }).waitFor();
  await page.getByRole('textbox', { name: 'Azimuth' }).fill('45');
  await page.getByRole('dialog').getByRole('button', { name: 'Fix', exact: true }).click();
  await expect.poll(() => openOf(page, 'azimuth.unknown'), PATIENT).toBe(before - 1);
  await expect.poll(() => page.locator(`.quality-list li[data-camera="${first}"]`).count(), PATIENT).toBe(0);

  // another one is not an issue, for a reason
  const second = (await issues(page).first().getAttribute('data-camera'))!;
  await issues(page).first().locator('.quality-issue').click();
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Ignore' }).click();
  await dialog.getByText('Say why it is not an issue.').waitFor();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('taken down next week');
  expect(await seriousFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Ignore' }).click();
  await expect.poll(() => openOf(page, 'azimuth.unknown'), PATIENT).toBe(before - 2);
  await page.getByRole('radio', { name: /Ignored/ }).click();
  await page.getByText('taken down next week').waitFor();

  // the record changes: what was said of it is not said of what it is now
  const changed = await fetch(`${product.url}/api/cameras/${second}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ purpose: 'crossing' }),
  });
  expect(changed.status).toBe(200);
  await expect.poll(() => openOf(page, 'azimuth.unknown'), PATIENT).toBe(before - 1);

  await page.getByRole('button', { name: 'Field sheet' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const sheet = readFileSync(await (await download).path(), 'utf8');
  expect(sheet.trim().split('\r\n')).toHaveLength(21);
  expect(sheet).toContain('To note');
  expect(faults).toEqual([]);
  await context.close();
});

/** Where the marks of the issue map are on screen, in the order in which they are drawn. */
const marksOf = (page: Page) =>
  page.evaluate(() => {
    const map = document.querySelector<SVGSVGElement>('.quality-map .ui-map')!;
    const toScreen = map.getScreenCTM()!;
    return [...map.querySelectorAll('.quality-dots .ui-dot:not(.quality-dot-rim)')].flatMap((path) =>
      [...path.getAttribute('d')!.matchAll(/M([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => {
        const at = new DOMPoint(Number(x), Number(y)).matrixTransform(toScreen);
        return [at.x, at.y] as const;
      }),
    );
  });
const chosen = (page: Page) => page.locator('.quality-dot-chosen').getAttribute('d');
const current = (page: Page) => page.locator('.quality-list li[aria-current]');

it('shows where the issues of a rule are: a mark selects its row, keys move both, and a link finds one far down', async () => {
  const { page, context, faults } = await product.open('/quality?f=rule:in:signage.missing', { language: 'en' });
  await page.locator('.quality-map .ui-map').waitFor();
  const all = (await (await fetch(`${product.url}/api/quality/positions?rule=signage.missing&state=open`)).json()) as {
    total: number;
    cameras: string[];
  };
  expect(all.total).toBeGreaterThan(100);
  await page.getByText(`${all.total} issues`).waitFor();
  const marks = await marksOf(page);
  expect(marks).toHaveLength(all.total);
  // the one farthest south stands alone at least on one side
  const at = marks.reduce((south, mark) => (mark[1] > south[1] ? mark : south));
  await page.mouse.click(at[0], at[1] + 4);
  await current(page).waitFor();
  await expect.poll(() => current(page).isVisible()).toBe(true);
  const first = await current(page).getAttribute('data-camera');
  expect(all.cameras).toContain(first);
  expect(page.url()).toContain(`sel=cam:${first}`);
  expect(await seriousFaults(page)).toEqual([]);

  const before = await chosen(page);
  await page.locator('.quality-issues h2').click();
  await page.keyboard.press('k');
  await expect.poll(() => current(page).getAttribute('data-camera')).not.toBe(first);
  await page.keyboard.press('k');
  await expect.poll(() => chosen(page)).not.toBe(before);

  const last = all.cameras.at(-1)!;
  await page.goto(`${product.url}/quality?f=rule:in:signage.missing&sel=cam:${last}`);
  await page.locator(`.quality-list li[data-camera="${last}"][aria-current]`).waitFor();
  const list = (await page.locator('.quality-list').boundingBox())!;
  const below = async () => {
    const row = (await current(page).boundingBox())!;
    return row.y + row.height - list.y - list.height;
  };
  await expect.poll(below).toBeLessThanOrEqual(1);
  expect(await page.locator('.quality-dot-chosen').count()).toBe(1);
  expect(faults).toEqual([]);
  await context.close();
});

it('says of a rule that cannot be run why, and never that nothing is open', async () => {
  const { page, context } = await product.open('/quality?f=rule:in:position.in_water', { language: 'en' });
  const panel = page.locator('.quality-issues');
  await panel.getByText('Not run: no kind of layer holds rivers and lakes').waitFor();
  expect(await panel.getByText('Nothing open here.').count()).toBe(0);
  await context.close();
});

it('hears that a rule is wrong, with a sentence, and shows how often that was said', async () => {
  const { page, context, faults } = await product.open('/quality?f=rule:in:filing.missing', { theme: 'dark' });
  await issues(page).first().waitFor();
  await page.getByRole('button', { name: '规则有误？' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await page.keyboard.type('私有点位无需备案。');
  expect(await seriousFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: '提交反馈' }).click();
  await rule(page, 'filing.missing').getByText('1 次反馈有误').waitFor();
  await page.getByRole('button', { name: '规则有误？ · 1' }).click();
  await dialog.getByText('私有点位无需备案。').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  // the rule is still open: the key closed the dialog only
  expect(page.url()).toContain('rule:in:filing.missing');
  expect(faults).toEqual([]);
  await context.close();
});

it('reopens a link with its rule and issue, also on a phone, in Chinese', async () => {
  const { page, context } = await product.open('/quality?f=rule:in:signage.missing', { width: 390, height: 780 });
  await issues(page).first().waitFor();
  await issues(page).first().locator('.quality-issue').click();
  await expect.poll(() => page.url()).toContain('sel=cam:');
  await page.reload();
  await page.locator('.quality-list li[aria-current]').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: '返回规则' }).click();
  await page.locator('.quality-rules').waitFor();
  await context.close();
});
