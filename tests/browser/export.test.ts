// Data leave as a file from the reports: choose, wait, and what was downloaded is what was asked for.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ villages: 4, cameras: 60 });
});
afterAll(() => product?.stop());

it('exports what is chosen, of the scope that is shown, and downloads it when it is whole', async () => {
  const { page, context, faults } = await product.open('/reports', { language: 'en' });
  await page.getByRole('button', { name: 'Export data' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export data' });
  await dialog.getByText('everything', { exact: false }).first().waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await dialog.getByRole('radio', { name: 'Cameras' }).click();
  await dialog.getByRole('radio', { name: 'GeoJSON' }).click();
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^lacuna-cameras.*\.geojson$/);
  const { features } = JSON.parse(readFileSync(await download.path(), 'utf8'));
  expect(features).toHaveLength(60);
  await page.getByText('60 rows', { exact: false }).first().waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
