// The planner's task: find the biggest lever, fix one, ignore one with a reason, see that expire, take the sheet along.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ villages: 12, cameras: 240 });
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
