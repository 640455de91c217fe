// Every real file of the shared data set, brought in by hand: read, looked at step by step, taken over, and what came of it.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportKind } from '#contract/import';
import { type Product, startProduct } from './product.ts';

const root = resolve(import.meta.dirname, '../../../shared/data');
const there = existsSync(root);
if (!there) console.warn('real-files: ../shared/data is absent, its real files are NOT brought in through the browser');

/** What the receipt must say: created and left out, and words of the reasons. */
interface Came {
  kind: ImportKind;
  file: string;
  created: number;
  out?: number;
  /** problems on the way, each as its group says it: code → rows */
  found?: Record<string, number>;
}
/** Places that share nothing: each has a workspace of its own, in the order in which a planner would bring the files. */
const PLACES: Record<string, readonly Came[]> = {
  'Sheffield by wards': [
    { kind: 'regions', file: 'sheffield/wards_2013.geojson', created: 28 },
    { kind: 'public-space', file: 'sheffield/tram_stops.geojson', created: 96 },
    { kind: 'obstacles', file: 'sheffield/buildings.geojson', created: 12_423 },
    {
      kind: 'cameras',
      file: 'sheffield/cameras.geojson',
      created: 212,
      found: { 'id.repeated': 66, 'text.cleaned': 1 },
    },
  ],
  'Sheffield by middle areas': [
    { kind: 'regions', file: 'sheffield/msoa_2011.geojson', created: 70 },
    { kind: 'public-space', file: 'sheffield/trees.geojson', created: 3_790 },
  ],
  'Sheffield by small areas': [{ kind: 'regions', file: 'sheffield/lsoa_2011.geojson', created: 345 }],
  'Sheffield by the smallest areas': [
    { kind: 'regions', file: 'sheffield/oa_2011.geojson', created: 1_817, found: { 'polygon.repaired': 1 } },
  ],
  Monaco: [
    { kind: 'regions', file: 'monaco/admin.geojson', created: 11, found: { 'region.overlap': 19 } },
    { kind: 'public-space', file: 'monaco/places.geojson', created: 181 },
    {
      kind: 'public-space',
      file: 'monaco/roads.geojson',
      created: 3_063,
      out: 248,
      found: { 'publicspace.tunnel': 242, 'publicspace.no_street': 6 },
    },
    { kind: 'obstacles', file: 'monaco/buildings.geojson', created: 1_605 },
    { kind: 'cameras', file: 'monaco/cameras.geojson', created: 16 },
    { kind: 'elevation', file: 'dem/srtm_zion_epsg4326.tif', created: 1 },
  ],
  'Monaco as an extract': [
    {
      kind: 'regions',
      file: 'monaco/monaco-2025-02.osm.pbf',
      created: 11,
      out: 9,
      found: { 'region.overlap': 19 },
    },
    { kind: 'public-space', file: 'monaco/monaco-2025-02.osm.pbf', created: 5_842, out: 300 },
    { kind: 'obstacles', file: 'monaco/monaco-2025-02.osm.pbf', created: 1_629, out: 1 },
    { kind: 'cameras', file: 'monaco/monaco-2025-02.osm.pbf', created: 16 },
  ],
  'lists of four cities': [
    {
      kind: 'cameras',
      file: 'imports/ch_osm_surveillance_2023.json',
      created: 1_732,
      out: 191,
      found: { 'camera.not_public': 183, 'camera.not_a_camera': 8, 'camera.azimuth.unclear': 4 },
    },
    { kind: 'cameras', file: 'imports/baltimore_citiwatch.csv', created: 614 },
    {
      kind: 'cameras',
      file: 'imports/tainan_road_cctv.json',
      created: 362,
      found: { 'camera.azimuth.from_name': 328 },
    },
    { kind: 'cameras', file: 'imports/keelung_road_cctv.json', created: 60 },
    { kind: 'elevation', file: 'dem/dem_mongon_epsg32717.tif', created: 1 },
  ],
};
/** Stopped and explained, row by row where there are rows: nothing of them may be guessed. */
const REFUSED: readonly (Omit<Came, 'created'> & { says: RegExp })[] = [
  {
    kind: 'cameras',
    file: 'imports/geneva_osm_cameras_excel_mangled.csv',
    says: /cannot be used as it is.*609 of 615 positions.*spreadsheet/s,
    found: { 'position.mangled': 609, 'position.out_of_range': 6, 'position.missing': 7 },
  },
  {
    kind: 'regions',
    file: 'imports/sheffield_wards_collapsed.geojson',
    says: /nothing in it can be used/,
    found: { 'polygon.collapsed': 28 },
  },
  {
    kind: 'regions',
    file: 'imports/sheffield_boundary_collapsed.geojson',
    says: /nothing in it can be used/,
    found: { 'polygon.collapsed': 1 },
  },
  { kind: 'regions', file: 'admin/hunan_divisions_l1_l4.csv', says: /holds no shapes.*join it to the shapes/s },
];
const STOPS = ['.import-failed', '.import-commit'].join();
const LONG = { timeout: 60_000 };
const digits = (text: string | null) => Number(text?.replace(/\D/g, ''));

async function bring(page: Page, { kind, file }: { kind: ImportKind; file: string }): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/import?pn=${kind}`);
  await page.locator('.import-drop').waitFor();
  await page.locator('input[type=file]').setInputFiles(resolve(root, file));
  await page.locator(STOPS).first().waitFor(LONG);
}
async function hasGroups(page: Page, file: string, found: Record<string, number>): Promise<void> {
  const notes = page.locator('.import-notes > button');
  if (await notes.isVisible()) await notes.click();
  for (const [code, rows] of Object.entries(found)) {
    const said = await page.locator(`.import-group[data-code="${code}"] .import-group-count`).textContent();
    expect([file, code, digits(said)]).toEqual([file, code, rows]);
  }
}
const count = async (page: Page, at: number) => digits(await page.locator('.import-counts dd').nth(at).textContent());

for (const [place, files] of Object.entries(PLACES))
  describe.skipIf(!there)(place, () => {
    let product: Product;
    beforeAll(async () => {
      product = await startProduct({ villages: 0 });
    });
    afterAll(() => product?.stop());

    it('comes in file by file, and each receipt says what came of it', async () => {
      const { page, context, faults } = await product.open('/import', { language: 'en' });
      for (const { kind, file, created, out = 0, found = {} } of files) {
        await bring(page, { kind, file });
        // each step that this kind has, one after the other
        for (const step of await page.locator('.import-step:not([disabled])').all()) {
          await step.click();
          await page.waitForFunction(
            (text) => document.querySelector('.import-step[aria-current]')?.textContent === text,
            await step.textContent(),
          );
          if ((await step.textContent())?.includes('Check')) await hasGroups(page, file, found);
        }
        await page.locator('.import-step', { hasText: 'Preview' }).click();
        const foretold = [await count(page, 0), await count(page, 4)];
        await page.getByRole('button', { name: /^Take over/ }).click();
        await page.locator('.import-receipt').waitFor(LONG);
        expect([file, await count(page, 0), await count(page, 4)]).toEqual([file, created, out]);
        expect([created, out]).toEqual(foretold);
      }
      expect(faults).toEqual([]);
      await context.close();
    });
  });

describe.skipIf(!there)('a file that was ruined before it came', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ villages: 0 });
  });
  afterAll(() => product?.stop());

  it.each(REFUSED)('$file is stopped, and what was wrong with it is said', async ({ kind, file, says, found = {} }) => {
    const { page, context } = await product.open('/import', { language: 'en' });
    await bring(page, { kind, file });
    expect(await page.locator('main').textContent()).toMatch(says);
    await hasGroups(page, file, found);
    for (const code of Object.keys(found)) {
      await page.locator(`.import-group[data-code="${code}"] .import-group-name`).click();
      await page.locator(`.import-group[data-code="${code}"] .import-rows tbody tr`).first().waitFor();
    }
    expect(await page.getByRole('button', { name: /^Take over \d/ }).count()).toBe(0);
    await context.close();
  });
});
