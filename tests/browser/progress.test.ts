// The planner's month: stages looked at and changed, evidence followed, the curve read by keys, the month frozen, corrected.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${product.url}/api${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`expected ${method} ${path} to succeed, got ${response.status}: ${text}`);
  return JSON.parse(text) as T;
};
interface Frozen {
  month: string;
  reason: string | null;
}
const frozen = async () => (await ask<{ items: Frozen[] }>('GET', '/progress/frozen')).items;

beforeAll(async () => {
  product = await startProduct({ villages: 12, cameras: 300, laterDays: 40 });
});
afterAll(() => product?.stop());

const PATIENT = { timeout: 30_000 };
const cell = async (page: Page, row: number, column: number) =>
  Number((await page.locator('tr[data-code]').nth(row).locator('td').nth(column).innerText()).replaceAll(/\D/g, ''));
/** columns of the table of stages */
const NETWORKED = 4;
const ACCEPTED = 5;

it('sets a task with a milestone in the list, which asks for a reason and keeps a draft until then', async () => {
  const { page, context, faults } = await product.open('/targets?pn=list', {
    language: 'en',
    width: 1440,
    height: 900,
  });
  await page.locator('.progress-list').waitFor();
  const before = await page.locator('.progress-list tbody tr').count();
  await page.getByRole('button', { name: 'New target' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Metric').selectOption('cameras');
  await dialog.getByLabel('Minimum').fill('290.5');
  await dialog.getByLabel('Start').fill('2024-12-31');
  await dialog.getByLabel('Due').fill('2027-12-31');
  await dialog.getByRole('button', { name: 'Add a milestone' }).click();
  await dialog.getByLabel('Date').fill('2026-06-30');
  await dialog.getByLabel('Value').fill('250');
  await dialog.getByRole('button', { name: 'Put into the list' }).click();
  await dialog.getByText('A whole number of cameras.').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await dialog.getByLabel('Minimum').fill('290');
  await dialog.getByRole('button', { name: 'Put into the list' }).click();
  await page.getByText('1 change is not saved.').waitFor();

  // the draft outlives the page
  await page.reload();
  await page.getByText('1 change is not saved.').waitFor();
  await page.getByRole('button', { name: 'Save as a new version' }).click();
  await page.getByText('Say why the targets change.').waitFor();
  await page.getByRole('textbox', { name: 'Reason of the change' }).fill('task of the province');
  await page.getByRole('button', { name: 'Save as a new version' }).click();
  await expect.poll(() => page.locator('.progress-save').count(), PATIENT).toBe(0);
  await expect.poll(() => page.locator('.progress-list tbody tr').count()).toBe(before + 1);
  expect(faults).toEqual([]);
  await context.close();
});

it('keeps every list as a version, and says who confirmed it', async () => {
  const { page, context, faults } = await product.open('/targets?pn=list', { language: 'en', width: 1440 });
  await page.getByText('task of the province').waitFor();
  await page.getByRole('button', { name: 'Confirm', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
  await page.locator('.progress-versions').getByText('confirmed by').waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

it('goes through the month: stages, a bulk change, the curve by keys, the grade, the freeze and its correction', async () => {
  const { page, context, faults } = await product.open('/targets', { language: 'en', width: 1440, height: 900 });
  // the task is judged, with the rule beside the grade
  await page.locator('.progress-standing').getByText('Rule:').waitFor();
  await page.locator('.progress-tools .ui-select-button').nth(1).click();
  await page.getByRole('option', { name: /Number of cameras/ }).click();
  await expect.poll(() => page.url()).toContain('tg=');
  await page.getByText(/behind the plan|ahead of the plan|Right on plan/).waitFor();

  // the curve, by ear: ends, steps, and a look closer
  const chart = page.getByRole('application', { name: /Number of cameras/ });
  await chart.focus();
  await page.keyboard.press('End');
  const said = page.locator('.ui-chart').first().locator('[aria-live=polite]');
  await expect.poll(() => said.textContent()).toMatch(/plan 290/);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => said.textContent()).toMatch(/^\d{4}-\d\d · .*as known \d+/);
  expect(await chart.getAttribute('aria-label')).toMatch(/forecast: \d+ in/);
  await page.keyboard.press('+');
  await expect.poll(() => page.url()).toContain('span=');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.url()).not.toContain('span=');
  await page.getByRole('button', { name: 'Table' }).first().click();
  await page.locator('.ui-chart-table tbody tr').first().waitFor();
  expect(await seriousFaults(page)).toEqual([]);

  // the month before, by key; its stages, township by township
  await page.keyboard.press('b');
  await expect.poll(() => page.url()).toMatch(/t=\d{4}-\d\d/);
  const month = new URL(page.url()).searchParams.get('t')!;
  await page.getByRole('button', { name: 'To the newest month' }).click();
  await page.getByRole('tab', { name: 'Stages' }).click();
  await page.locator('tr[data-code]').first().waitFor();
  const networked = (await cell(page, 0, NETWORKED)) - (await cell(page, 0, ACCEPTED));
  expect(networked).toBeGreaterThan(0);
  const accepted = await cell(page, 0, ACCEPTED);
  const name = await page.locator('tr[data-code] a').first().innerText();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Cameras of').selectOption({ label: name });
  await dialog.getByText(`${networked} cameras stand at “networked” now.`).waitFor();
  await dialog.getByRole('button', { name: 'Change' }).click();
  await dialog.getByText('Say why.').waitFor();
  await dialog.getByLabel('Reason').fill('accepted by the county');
  expect(await seriousFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Change' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => cell(page, 0, ACCEPTED), PATIENT).toBe(accepted + networked);

  // one camera is heard of: those that are said to work and are not are findings; one is looked at on the map
  const { items } = await ask<{ items: { id: string }[] }>('GET', '/cameras?limit=1');
  await ask('POST', '/status', { rows: [{ cameraId: items[0].id, state: 'online', at: new Date().toISOString() }] });
  await page.goto(`${product.url}/targets?pn=stages`);
  const finding = page.locator('.progress-evidence li').first();
  await finding.getByText('Never seen online').waitFor();
  const camera = await finding.getAttribute('data-camera');
  await finding.getByRole('link').click();
  await expect.poll(() => page.url()).toContain(`cam:${camera}`);
  await page.goBack();
  await finding.waitFor();

  // freeze the month that ended, then correct it: both stay
  await page.goto(`${product.url}/targets?t=${month}`);
  await page.locator('.progress-standing').first().waitFor();
  await page.keyboard.press('f');
  await page.getByRole('dialog', { name: `Freeze ${month}` }).waitFor();
  await page.getByRole('button', { name: 'Freeze', exact: true }).click();
  await expect.poll(async () => (await frozen()).length, PATIENT).toBe(1);
  const row = page.locator(`tr[data-month="${month}"]`);
  await row.waitFor();
  await page.keyboard.press('f');
  const again = page.getByRole('dialog', { name: `Correct what was reported for ${month}` });
  await again.getByRole('button', { name: 'Report the correction' }).click();
  await again.getByText('Say why the reported figures are corrected.').waitFor();
  await again.getByLabel('Reason of the correction').fill('one township reported late');
  await again.getByRole('button', { name: 'Report the correction' }).click();
  await expect.poll(async () => (await frozen()).length, PATIENT).toBe(2);
  await row.getByText('one township reported late').waitFor();
  expect(await seriousFaults(page)).toEqual([]);

  // the league, with its twelve months; one kept on top by key
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.locator('.regions-table .ui-spark').first().waitFor();
  await page.locator('.regions-head h1').click();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press(' ');
  await expect.poll(() => page.url()).toContain('pins=');
  await page.locator('tr.regions-pinned').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
  await context.close();
});

it('says the month in sentences, and reopens a link with tab, month and part of the time, on a phone, in Chinese', async () => {
  const { page, context, faults } = await product.open('/targets?pn=monthly', {
    width: 390,
    height: 780,
    theme: 'dark',
  });
  await page.getByText(/计划建设 290 个点位/).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await seriousFaults(page)).toEqual([]);
  await page.goto(`${product.url}/targets?pn=stages&span=2026-01/2026-06&t=2026-05`);
  await page.getByRole('tab', { name: '建设阶段', selected: true }).waitFor();
  await page.getByText('当前查看 2026-05。').waitFor();
  await page.getByRole('tab', { name: '进度' }).click();
  await page
    .getByRole('button', { name: /全部时间/ })
    .first()
    .waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await seriousFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
  await context.close();
});
