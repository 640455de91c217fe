// The map workspace as a planner uses it, in a real browser against the built product.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from './product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

const rows = (page: Page) => page.locator('.map-table tbody tr[aria-selected]');
const heading = (page: Page) => page.locator('.map-inspector h1');
const ready = async (page: Page) => {
  await rows(page).first().waitFor();
  await page.locator('.map-gap').first().waitFor();
};

describe('the map workspace', () => {
  it('shows ranked gaps and the sentence of the map with nothing but its own origin', async () => {
    const { page, context, faults } = await product.open('/');
    await ready(page);
    await expect.poll(() => new URL(page.url()).pathname).toBe('/map');
    expect(await page.locator('.map-says h1').textContent()).toContain('覆盖率');
    const areas = await page.locator('.map-gap-n').allTextContents();
    expect(areas.slice(0, 3)).toEqual(['1', '2', '3']);
    // the map has drawn its areas: the list twin knows what is in view
    await page.locator('.map-loading').waitFor({ state: 'detached' });
    expect(await page.locator('#map-list li').count()).toBeGreaterThan(0);
    expect(faults.join('\n')).toBe('');
    await context.close();
  });

  it('lets the worst village be found and opened by its row; Back closes it again', async () => {
    const { page, context, faults } = await product.open('/map', { language: 'en' });
    await ready(page);
    const scope = await heading(page).textContent();
    const name = await rows(page).first().locator('.map-row-name').textContent();
    await rows(page).first().click();
    await page.waitForFunction((wanted) => document.querySelector('.map-inspector h1')?.textContent === wanted, name);
    await expect.poll(() => page.url()).toContain('sel=reg:');
    expect(await rows(page).first().getAttribute('aria-selected')).toBe('true');
    await page.goBack();
    await page.waitForFunction((wanted) => document.querySelector('.map-inspector h1')?.textContent === wanted, scope);
    await expect.poll(() => page.url()).not.toContain('sel=');
    expect(faults.join('\n')).toBe('');
    await context.close();
  });

  it('walks the gaps by J and K, and Escape leaves them', async () => {
    const { page, context } = await product.open('/map');
    await ready(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await page.locator('.map-gap[aria-current=true] .map-gap-n').textContent()).toBe('2');
    await page.keyboard.press('k');
    expect(await page.locator('.map-gap[aria-current=true] .map-gap-n').textContent()).toBe('1');
    await expect.poll(() => page.url()).toContain('sel=gap:');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).not.toContain('sel=');
    await context.close();
  });

  it('filters map, table and address by one class of the legend, and Escape restores', async () => {
    const { page, context } = await product.open('/map');
    await ready(page);
    const all = await page
      .locator('.map-class')
      .evaluateAll((buttons) => buttons.map((b) => Number(b.querySelector(':scope > :last-child')?.textContent)));
    const fullest = all.indexOf(Math.max(...all));
    await page.locator('.map-class').nth(fullest).click();
    expect(await page.locator('.map-table tbody').getAttribute('class')).toBeNull();
    expect(await page.locator('.map-table table').getAttribute('aria-rowcount')).toBe(String(all[fullest]));
    await expect.poll(() => page.url()).toContain('f=cov:in:');
    // every class stays listed with its count
    expect(await page.locator('.map-class').count()).toBe(all.length);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).not.toContain('f=');
    await context.close();
  });

  it('draws buildings and private ground in town, says what they are, and takes them off again', async () => {
    const { page, context, faults } = await product.open('/map', { language: 'en', width: 1440, height: 900 });
    await ready(page);
    await page.locator('.map-loading').waitFor({ state: 'detached' });
    const asked = (source: string) =>
      page.waitForResponse((answer) => answer.url().includes(`/api/tiles/${source}/`) && answer.ok());
    const drawn = Promise.all([asked('obstacles'), asked('privacy'), asked('footprints')]);
    // the first building belongs to the first village, the seat of the county
    const answer = await fetch(`${product.url}/api/obstacles?bbox=111,27,112,28`);
    const { features } = (await answer.json()) as { features: { geometry: { coordinates: number[][][][] } }[] };
    const [lon, lat] = features[0].geometry.coordinates[0][0][0];
    await page.goto(`${product.url}/map?m=15.5/${lat.toFixed(5)}/${lon.toFixed(5)}`);
    const tiles = await drawn;
    for (const tile of tiles) expect((await tile.body()).length, tile.url()).toBeGreaterThan(0);
    const rules = page.locator('.map-rules li');
    await rules.first().waitFor();
    expect(await rules.allTextContents()).toEqual(['not to be viewed', 'only masked', 'only with a written reason']);
    await page.locator('.map-layer-pz').click();
    await rules.first().waitFor({ state: 'detached' });
    await page.locator('.map-layer-bld').click();
    await expect.poll(() => new URL(page.url()).searchParams.get('ly')).toBe('cam,fp,gap,lab,ps');
    expect(faults.join('\n')).toBe('');
    await context.close();
  });

  it('breaks a village down into classes, key places and the cameras least missed', async () => {
    const { page, context, faults } = await product.open('/map', { language: 'en' });
    await ready(page);
    await rows(page).first().click();
    await page.getByRole('tab', { name: 'Parts' }).click();
    const classes = page.locator('.map-classes tbody tr');
    await classes.first().waitFor();
    expect(await classes.locator('th').allTextContents()).toContain('Road');
    await page.locator('.map-worth button').first().waitFor();
    const lost = await page.locator('.map-worth button .num').allTextContents();
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.every((text) => /m²|ha/.test(text))).toBe(true);
    await page.locator('.map-worth button').first().click();
    await expect.poll(() => page.url()).toContain('~cam:');
    expect(faults.join('\n')).toBe('');
    await context.close();
  });

  it('reopens what a link says: theme, level, focus, tab and closed table', async () => {
    const first = await product.open('/map', { language: 'en' });
    await ready(first.page);
    await first.page.keyboard.press('m');
    await rows(first.page).nth(1).click();
    await first.page.keyboard.press(']');
    await first.page.keyboard.press('t');
    const link = first.page.url();
    const name = await heading(first.page).textContent();
    await first.context.close();
    const second = await product.open(link.slice(product.url.length), { language: 'en' });
    await second.page.locator('.map-camera, .map-inspector .ui-state').first().waitFor();
    expect(await heading(second.page).textContent()).toBe(name);
    expect(await second.page.locator('.map-table').count()).toBe(0);
    expect(await second.page.locator('.map-says h1').textContent()).toContain('Distance to target');
    expect(second.page.url()).toBe(link);
    await second.context.close();
  });

  it('advertises only keys that work here, and none act once single letters are off', async () => {
    const { page, context } = await product.open('/map', { language: 'en' });
    await ready(page);
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await sheet.waitFor();
    const listed = await sheet.locator('li').allTextContents();
    expect(listed.some((text) => text.includes('Next in the list'))).toBe(true);
    expect(listed.some((text) => text.includes('One level out'))).toBe(false);
    await sheet.getByRole('switch').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await page.keyboard.press('t');
    expect(await page.locator('.map-table').count()).toBe(1);
    await context.close();
  });

  it('says why a number is what it is, with the numbers it is made of', async () => {
    const { page, context } = await product.open('/map?pn=evidence', { language: 'en' });
    await page.locator('.map-formula').waitFor();
    const shown = Number((await page.locator('.map-big b').textContent())?.replace(/[^\d.]/g, ''));
    const precise = Number((await page.locator('.map-formula b').textContent())?.replace(/[^\d.]/g, ''));
    expect(Math.abs(shown - precise)).toBeLessThanOrEqual(0.051);
    const strip = await page.locator('.map-strip dd').allTextContents();
    const sum = strip.map((text) => Number(text.replace('–', '0'))).reduce((a, b) => a + b, 0);
    expect(Math.abs(sum - 100)).toBeLessThanOrEqual(0.21);
    await context.close();
  });

  it.each([
    ['light', 'zh'],
    ['dark', 'en'],
  ] as const)('has no serious fault for assistive technology: %s, %s', async (theme, language) => {
    const { page, context } = await product.open('/map', { theme, language });
    await ready(page);
    const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await page.evaluate(source);
    const { violations } = (await page.evaluate('axe.run(document)')) as AxeResults;
    const serious = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
    expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([]);
    await context.close();
  });

  it('fits a phone: nothing is wider than the screen', async () => {
    const { page, context } = await product.open('/map', { width: 390, height: 844 });
    await page.locator('.map-big').waitFor();
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    await context.close();
  });
});
