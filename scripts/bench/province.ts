// The benchmark's input: a part of the synthetic province as leaves, ready for the engine.
import type { LeafInput } from '#engine';
import { cameraTable, leafInput, soupFrom } from '#rules/leaf-input';
import { generateSample } from '#sample/generate';

export const PROVINCE = { villages: 29_000, cameras: 1_900_000 };

export interface BenchInput {
  leaves: LeafInput[];
  cameras: number;
  villages: number;
}

/** `scale` 1 = the whole province. */
export function benchInput(scale: number, seed: number): BenchInput {
  const sample = generateSample({
    villages: Math.round(PROVINCE.villages * scale),
    cameras: Math.round(PROVINCE.cameras * scale),
    seed,
    province: true,
  });
  const table = cameraTable(sample.cameras);
  const leaves: LeafInput[] = [];
  for (const r of sample.regions) {
    if (r.level !== 'village') continue;
    leaves.push(leafInput({ code: r.code, soup: soupFrom(r.geometry) }, table, null).input);
  }
  return { leaves, cameras: table.n, villages: leaves.length };
}
