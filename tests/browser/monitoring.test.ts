// The night watch's task (J7): a town's cameras drop, one outage appears by itself, it is taken in hand, and it clears.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
let town: { code: string; name: string; nameEn: string | null };
let inTown: string[] = [];
let elsewhere: string[] = [];
let outage = '';

interface CameraOfList {
  id: string;
  stage: string;
  regionCode: string | null;
}
const FEED = 'gateway-1';
const MINUTE_MS = 60_000;
/** The server measures what was lost before the screen hears of it. */
const PATIENT = { timeout: 30_000 };
const WORKING = new Set(['installed', 'networked', 'accepted']);

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${product.url}/api${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`expected ${method} ${path} to succeed, got ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
async function all<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: T[]; nextCursor: string | null } = await ask(
      'GET',
      `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}
/** Words of one feed about some cameras, `minutesAgo`. */
async function say(cameras: readonly string[], state: 'online' | 'offline', minutesAgo: number): Promise<void> {
  const at = new Date(Date.now() - minutesAgo * MINUTE_MS).toISOString();
  const reason = state === 'offline' ? 'power' : null;
  const rows = cameras.map((cameraId) => ({ cameraId, state, at, source: FEED, reason }));
  const { accepted } = await ask<{ accepted: number }>('POST', '/status', { rows });
  expect(accepted).toBe(rows.length);
}

beforeAll(async () => {
  product = await startProduct({ villages: 12, cameras: 480 });
  const regions = await all<{ code: string; name: string; nameEn: string | null; level: string; parentCode: string }>(
    '/regions',
  );
  const root = regions.find(({ parentCode }) => parentCode === null);
  const cameras = (await all<CameraOfList>(`/regions/${root?.code}/cameras`)).filter(({ stage }) => WORKING.has(stage));
  const standing = (code: string) => cameras.filter(({ regionCode }) => regionCode === code).map(({ id }) => id);
  const [first] = regions
    .filter(({ level }) => level === 'village')
    .sort((v, w) => standing(w.code).length - standing(v.code).length);
  town = first;
  inTown = standing(town.code);
  elsewhere = cameras.filter(({ id }) => !inTown.includes(id)).map(({ id }) => id);
});
afterAll(() => product?.stop());

const rows = (page: Page) => page.locator('.mon-list li[data-outage]');
const panel = (page: Page) => page.locator('.mon-outage');
const count = (page: Page, state: string) => page.locator(`.mon-legend li[data-state="${state}"] b`).textContent();

it('says how states are reported as long as nobody reports any', async () => {
  const { page, context } = await product.open('/monitoring', { language: 'en' });
  await page.getByRole('heading', { name: 'Nobody has said yet which cameras work' }).waitFor();
  expect(await page.locator('.mon-code').textContent()).toContain(`curl -X POST ${product.url}/api/status`);
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Load a status file' }).click();
  await expect.poll(() => page.url()).toContain('/import');
  expect(page.url()).toContain('pn=status');
  await context.close();
});

it('shows a town that drops as one outage, takes it in hand, plans works and sees the all-clear, without a reload', async () => {
  const { page, context, faults } = await product.open('/monitoring', { language: 'en', width: 1440, height: 900 });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('heading', { name: 'Nobody has said yet which cameras work' }).waitFor();
  const installed = inTown.length + elsewhere.length;
  await say([...inTown, ...elsewhere], 'online', 9);
  await ask('PATCH', `/status/feeds/${FEED}`, { intervalMs: 60 * MINUTE_MS, holdForMs: 0 });
  await expect.poll(() => count(page, 'online'), PATIENT).toBe(String(installed));
  await page.getByText('All clear: no outage is open.').waitFor();
  expect(await seriousFaults(page)).toEqual([]);

  // 02:10: the town is out
  await say(inTown, 'offline', 4);
  await expect.poll(() => count(page, 'offline'), PATIENT).toBe(String(inTown.length));
  await expect.poll(() => rows(page).count(), PATIENT).toBe(1);
  await rows(page).first().locator('.mon-lost b').waitFor(PATIENT);
  outage = (await rows(page).first().getAttribute('data-outage')) ?? '';
  const [known] = await all<{ id: string; lostM2: number; keyPlaces: { nameEn: string | null }[]; neighbours: number }>(
    '/outages?state=open',
  );
  expect(known.id).toBe(outage);
  expect(known.lostM2).toBeGreaterThan(0);
  await expect.poll(() => page.locator('.mon-says').textContent(), PATIENT).toContain('what works now sees');

  // what is dark
  await page.locator('.mon-title h1').click();
  await page.keyboard.press('j');
  await expect.poll(() => page.url()).toContain(`sel=out:${outage}`);
  await panel(page).waitFor();
  expect(await panel(page).locator('h2').textContent()).toBe(town.nameEn ?? town.name);
  expect(await panel(page).textContent()).toContain(`${inTown.length} of ${inTown.length}`);
  for (const { nameEn } of known.keyPlaces) expect(await panel(page).textContent()).toContain(nameEn ?? '');
  expect(await panel(page).locator('.mon-dl').textContent()).toContain(
    known.neighbours === 0 ? 'no neighbour sees it' : `${known.neighbours} camera`,
  );
  expect(await page.locator('.mon-map .state-marks.state-offline').count()).toBe(1);
  expect(await seriousFaults(page)).toEqual([]);

  // in hand; somebody else wrote meanwhile
  await page.getByRole('textbox', { name: 'Owner' }).fill('night shift');
  await page.getByLabel('Due').fill('2030-01-02T06:00');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Saved.').waitFor();
  await expect.poll(() => rows(page).first().textContent()).toContain('night shift');
  await page.getByRole('textbox', { name: 'Note' }).fill('transformer at the market');
  const { revision } = await ask<{ revision: number }>('GET', `/outages/${outage}`);
  await ask('PATCH', `/outages/${outage}?revision=${revision}`, { note: 'pole 7' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Somebody changed this outage while you were typing').waitFor();
  await page.getByText('Note: theirs is pole 7').waitFor();
  await page.getByRole('button', { name: 'Save mine' }).click();
  await expect
    .poll(async () => (await ask<{ note: string }>('GET', `/outages/${outage}`)).note)
    .toBe('transformer at the market');
  await page.locator('.mon-title h1').click();
  await page.keyboard.press('m');
  await page.getByRole('button', { name: '1 day' }).click();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Mute', exact: true }).click();
  await rows(page).first().getByText('muted').waitFor();
  await page.keyboard.press('c');
  await page.getByText('The ticket is copied').waitFor();
  const ticket = await page.evaluate(() => navigator.clipboard.readText());
  expect(ticket).toContain(`故障：${town.name}`);
  expect(ticket).toContain(`Outage id: ${outage}`);
  expect(ticket).toContain(inTown[0]);

  // works on other cameras: what drops in them is no outage
  await page.getByRole('tab', { name: 'Planned works' }).click();
  await page.getByText('No works are planned').waitFor();
  await page.locator('.mon-title h1').click();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Camera' }).click();
  await dialog.getByRole('textbox', { name: 'Camera id' }).fill(elsewhere[0]);
  await dialog.getByLabel('From').fill('2020-01-01T00:00');
  await dialog.getByLabel('To', { exact: true }).fill('2030-01-01T00:00');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('new pole');
  expect(await seriousFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Plan them' }).click();
  await page.locator('.mon-works-list li').getByText('new pole').waitFor();
  await say([elsewhere[0]], 'offline', 3);
  await expect.poll(() => page.locator('.mon-causes').textContent(), PATIENT).toContain('planned works');
  await page.getByRole('tab', { name: /Outages/ }).click();
  expect(await rows(page).count()).toBe(1);

  // everything comes back
  await say([...inTown, elsewhere[0]], 'online', 0);
  await panel(page).getByText('All clear since').waitFor(PATIENT);
  await page.getByText('All clear: no outage is open.').waitFor(PATIENT);
  expect(await panel(page).locator('.mon-history li').count()).toBeGreaterThan(2);
  await page.getByRole('radio', { name: 'Ended' }).click();
  await rows(page).first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Table' }).click();
  await page.locator('.mon-days tbody tr').first().waitFor();
  // the change that came too late was refused, and the browser noted it
  expect(faults.filter((fault) => !fault.includes('409'))).toEqual([]);
  await context.close();
});

it('reopens a link with its outage on a phone, in Chinese and in the dark, and goes back to the list', async () => {
  const { page, context, faults } = await product.open(`/monitoring?f=show:in:closed&sel=out:${outage}`, {
    width: 390,
    height: 780,
    theme: 'dark',
  });
  await panel(page).waitFor();
  expect(await panel(page).locator('h2').textContent()).toBe(town.name);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: '返回全部故障' }).click();
  await rows(page).first().waitFor();
  expect(page.url()).not.toContain('sel=');
  await page.goBack();
  await panel(page).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

it('shows the last states of a camera beside what it sees', async () => {
  const { page, context, faults } = await product.open(`/map?sel=cam:${inTown[0]}`, { language: 'en' });
  const states = page.locator('.camera-states tbody tr');
  await states.first().waitFor(PATIENT);
  expect(await states.first().textContent()).toContain('online');
  expect(await states.nth(1).textContent()).toContain('power');
  expect(faults).toEqual([]);
  await context.close();
});
