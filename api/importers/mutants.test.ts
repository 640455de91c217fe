// Damaged copies of the committed files: whatever they say, the reader answers with rows and problems, never a crash.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { CameraFields } from '#contract/camera';
import { ImportKind } from '#contract/import';
import { Problem } from '#contract/problem';
import { TargetInput } from '#contract/target';
import { parseMemory } from './parse-memory.ts';
import { seeded } from './seeded.ts';
import type { CameraRow, RegionRow, TargetRow } from './types.ts';

const folder = resolve(import.meta.dirname, '../../tests/files');
const originals = ['good', 'hostile'].flatMap((part) =>
  readdirSync(resolve(folder, part)).map((name) => ({ name, bytes: readFileSync(resolve(folder, part, name)) })),
);

const PIECES = [
  '"',
  '[',
  '{',
  ',',
  '\n',
  'null',
  '1e400',
  '-',
  ';',
  '}}',
  '__proto__',
  '0,0',
  '\\ud800',
  'NaN',
  '=1+1',
].map((text) => Buffer.from(text));

function damaged(original: Buffer, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(original);
  const turns = [1, 1, 2, 5, 20][Math.floor(random() * 5)]!;
  for (let turn = 0; turn < turns && bytes.length > 0; turn++) {
    const at = Math.floor(random() * bytes.length);
    const how = random();
    const insert = (piece: Buffer): Buffer => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
    if (how < 0.4) bytes[at] = Math.floor(random() * 256);
    else if (how < 0.6)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 20))]);
    else if (how < 0.8) bytes = insert(PIECES[Math.floor(random() * PIECES.length)]!);
    else {
      const from = Math.floor(random() * bytes.length);
      bytes = insert(bytes.subarray(from, from + 50));
    }
  }
  return bytes;
}

it('600 damaged files: rows are valid, problems are complete, counts add up, none takes long', async () => {
  const random = seeded(20_261_122);
  for (let n = 0; n < 600; n++) {
    const { name, bytes } = originals[Math.floor(random() * originals.length)]!;
    const kind = ImportKind.options[Math.floor(random() * 4)]!;
    const start = performance.now();
    const { summary, rows, problems } = await parseMemory(damaged(bytes, random), { kind, fileName: name });
    const told = `mutant ${n} of ${name} as ${kind}`;
    expect(performance.now() - start, told).toBeLessThan(10_000);
    expect(summary.usable + summary.rejected, told).toBe(summary.rows);
    if (kind !== 'cameras') expect(rows.length, told).toBe(summary.usable);
    else expect(rows.length, told).toBeGreaterThanOrEqual(summary.usable);
    if (summary.refused) expect(rows, told).toEqual([]);
    for (const problem of problems) Problem.parse(problem);
    if (summary.refused)
      expect(
        problems.map(({ code }) => code),
        told,
      ).toContain(summary.refused.code);
    for (const row of rows)
      if (kind === 'cameras') CameraFields.parse((row as CameraRow).fields);
      else if (kind === 'targets') TargetInput.parse((row as TargetRow).target);
      else
        for (const [lon, lat] of (row as RegionRow).geometry.flat(2))
          expect(Math.abs(lon!) <= 180 && Math.abs(lat!) <= 90, told).toBe(true);
    if (kind === 'cameras') expect(new Set((rows as CameraRow[]).map(({ id }) => id)).size, told).toBe(rows.length);
  }
});
