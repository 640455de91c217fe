// The stream of all gaps says of each what the list says of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AskedGaps, gapTexts } from '#services/gap-text';
import { textByThreads } from '#services/gap-threads';
import { gapsGeojson, listGaps } from '#services/gaps';
import { lookAt } from '#services/look';
import { gapRanges } from '#storage/packed-gaps.repository';
import type { Scope } from '#storage/scope';
import { camerasCsv, countyGeojson, importText, openWorld, seeded, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson().replaceAll('东山乡', '东\\"山'), 'county.geojson');
  const random = seeded(3);
  const lines = Array.from({ length: 40 }, (_, i) => ({
    id: `k${i} "${'甲'.repeat(i % 3)}"`.replaceAll('"', "'"),
    eastM: random() * 1_200,
    northM: random() * 800,
    type: ['fixed', 'panoramic'][i % 2],
    azimuthDeg: random() < 0.7 ? Math.floor(random() * 360) : undefined,
    rangeM: 15 + Math.floor(random() * 120),
  }));
  await importText(world, 'cameras', camerasCsv(lines), 'cameras.csv');
});
afterAll(() => world.close());

async function streamed(input: { region?: string; class?: string }): Promise<{ text: string; parts: number }> {
  const parts: Uint8Array[] = [];
  for await (const part of gapsGeojson(world.ctx, input)) parts.push(part);
  return { text: Buffer.concat(parts).toString('utf8'), parts: parts.length };
}

for (const filter of [{}, { region: 'CA' }, { region: 'CB2', class: 'area' }, { class: 'school' }])
  test(`every gap of ${JSON.stringify(filter)} once, with the list's properties to the letter`, async () => {
    const { text } = await streamed(filter);
    const { items, nextCursor } = await listGaps(world.ctx, { ...filter, limit: 10_000 });
    expect(nextCursor).toBe(null);
    const lines = new Map<string, string>();
    const collection = JSON.parse(text) as { type: string; features: { id: string }[] };
    expect(collection.type).toBe('FeatureCollection');
    for (const [i, line] of text
      .slice(text.indexOf('[') + 1, text.lastIndexOf(']'))
      .split(',\n')
      .entries())
      if (line !== '') lines.set(collection.features[i].id, line);
    expect(lines.size).toBe(items.length);
    for (const { id, labelPoint: _, bbox, ...properties } of items) {
      const head = JSON.stringify({ type: 'Feature', id, bbox, properties }).slice(0, -1);
      expect(lines.get(id)!.slice(0, head.length)).toBe(head);
    }
    if (filter.class !== 'school') {
      expect(items.length).toBeGreaterThan(0);
      expect(new Set(items.map(({ reason }) => /out of reach|looks elsewhere/.exec(reason)?.[0])).size).toBeGreaterThan(
        1,
      );
    }
  });

async function whole(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all).toString('utf8');
}
async function asked(scope: Scope): Promise<AskedGaps> {
  return { scope, look: await lookAt(world.ctx.storage.reader), reachM: 1_500 };
}

for (const scope of [{ kind: 'everything' }, { kind: 'subtree', code: 'CA' }] satisfies Scope[])
  test(`any number of threads writes what one writes: ${scope.kind}`, async () => {
    const { reader, read, path } = world.ctx.storage;
    const gaps = await asked(scope);
    const together = await gapRanges(reader, scope, 100);
    expect(together.length).toBe(1);
    const expected = await whole(gapTexts(read, gaps)(together[0]));
    expect(expected.length).toBeGreaterThan(10_000);
    const ranges = await gapRanges(reader, scope, 1);
    expect(ranges.length).toBe(scope.kind === 'subtree' ? 3 : 6);
    for (const threads of [1, 2, 3]) expect(await whole(textByThreads(path, gaps, ranges, threads))).toBe(expected);
  });

test('threads end when nobody takes the text any more, and their faults are told', async () => {
  const { reader, path } = world.ctx.storage;
  const gaps = await asked({ kind: 'everything' });
  const ranges = await gapRanges(reader, gaps.scope, 1);
  const parts = textByThreads(path, gaps, ranges, 2);
  expect((await parts.next()).value?.length).toBeGreaterThan(0);
  await parts.return(undefined);
  expect((await parts.next()).done).toBe(true);
  await expect(whole(textByThreads(`${path}-not`, gaps, ranges, 2))).rejects.toThrow(
    /unable to open database file|directory does not exist/,
  );
});
