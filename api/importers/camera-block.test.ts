// What is written in blocks comes out as it went in, and a set of texts knows each of them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CAMERA_DEFAULTS, type CameraFields } from '#contract/camera';
import { blockOf, CAMERA_FIELDS, decodeBlock, encodeBlock, rowsOfBlock } from './camera-block.ts';
import { createTextSet } from './text-set.ts';
import type { CameraRow } from './types.ts';

const text = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { nil: null });
const number = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { nil: null });
const fields = fc.record(
  {
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    name: text,
    owner: text,
    type: fc.constantFrom('fixed', 'dome', null),
    azimuthDeg: number,
    rangeM: number,
    stage: fc.constantFrom('installed', 'planned', 'retired'),
    signage: fc.constantFrom(true, false, null),
    restricted: fc.boolean(),
    count: fc.integer({ min: 1, max: 1000 }),
  },
  { requiredKeys: ['longitude', 'latitude'] },
);
const camera = fc
  .tuple(
    fields,
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.nat(2 ** 31 - 1),
    fc.boolean(),
    fc.option(fc.string({ maxLength: 20 })),
  )
  .map(
    ([given, id, row, idGiven, place]): CameraRow => ({
      row,
      id,
      idGiven,
      fields: { ...CAMERA_DEFAULTS, ...given } as CameraFields,
      originalX: given.longitude,
      originalY: given.latitude,
      originalCrs: 'gcj02',
      place,
    }),
  );

it('a block holds every value of every row, through bytes and without', () => {
  fc.assert(
    fc.property(fc.array(camera, { minLength: 1, maxLength: 40 }), fc.nat(3), (rows, shift) => {
      const bytes = encodeBlock(rows);
      // anywhere in a longer buffer
      const long = new Uint8Array(bytes.length + shift + 5);
      long.set(bytes, shift);
      const decoded = decodeBlock(long, shift)!;
      expect(decoded.next).toBe(shift + bytes.length);
      expect(rowsOfBlock(decoded.block)).toEqual(rows);
      expect(rowsOfBlock(blockOf(rows))).toEqual(rows);
    }),
    { numRuns: 200 },
  );
});

it('a column of more different texts than a list of words takes comes out the same', () => {
  const rows = Array.from({ length: 2_000 }, (_, i): CameraRow => {
    const name = i % 7 === 0 ? null : `云山路${i}号`;
    return {
      ...fc.sample(camera, { numRuns: 1, seed: i })[0]!,
      fields: { ...CAMERA_DEFAULTS, longitude: 1, latitude: 2, name },
    };
  });
  expect(rowsOfBlock(decodeBlock(encodeBlock(rows))!.block).map((row) => row.fields.name)).toEqual(
    rows.map((row) => row.fields.name),
  );
});

it('a block that is not there to its end is no block', () => {
  const bytes = encodeBlock(fc.sample(camera, { numRuns: 5, seed: 1 }));
  for (const length of [0, 7, 8, bytes.length - 1]) expect(decodeBlock(bytes.slice(0, length))).toBeNull();
});

it('every field of a camera has its place', () => {
  expect([...CAMERA_FIELDS].sort()).toEqual(['longitude', 'latitude', ...Object.keys(CAMERA_DEFAULTS)].sort());
});

it('a set of texts takes each of them once, as a Set does', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 9_000, size: 'max' }), (texts) => {
      const ours = createTextSet();
      const theirs = new Set<string>();
      for (const item of texts) {
        expect(ours.add(item)).toBe(!theirs.has(item));
        theirs.add(item);
      }
      expect(ours.size).toBe(theirs.size);
    }),
    { numRuns: 20 },
  );
});

it('long texts of one and two bytes a unit fill piece after piece of the store', () => {
  const ours = createTextSet();
  const texts = Array.from({ length: 60 }, (_, i) => `${i % 2 ? '汉' : 'é'}${i}`.padEnd(65_535 - (i % 7), 'x'));
  for (const text of texts) expect(ours.add(text)).toBe(true);
  for (const text of texts) expect(ours.add(text)).toBe(false);
  expect(ours.add(texts[0]!.slice(1))).toBe(true);
  expect(() => ours.add('x'.repeat(65_536))).toThrow('expected a text of at most 65535 units');
});
