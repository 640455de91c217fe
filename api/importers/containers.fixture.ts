// Parses bytes of a container in a test, and looks at every problem that comes of it.
import { expect } from 'vitest';
import type { ImportKind, ImportOptions } from '#contract/import';
import { Problem } from '#contract/problem';
import { parseMemory } from './parse-memory.ts';
import type { ParseLimits } from './types.ts';

export async function parse<K extends ImportKind>(
  kind: K,
  bytes: Uint8Array,
  options: ImportOptions = {},
  limits: Partial<ParseLimits> = {},
) {
  const all = await parseMemory(bytes, { kind, fileName: 'upload', options, limits });
  for (const problem of all.problems) {
    expect(() => Problem.parse(problem), problem.code).not.toThrow();
    expect(`${problem.message}${problem.fix}${problem.messageZh}${problem.fixZh}`, problem.code).not.toMatch(/\{\w+\}/);
  }
  expect(all.summary.usable + all.summary.rejected).toBe(all.summary.rows);
  return all;
}

/** The code a file is refused with; null = it is not refused. */
export const refusal = async (
  bytes: Uint8Array,
  kind: ImportKind = 'cameras',
  options: ImportOptions = {},
  limits: Partial<ParseLimits> = {},
): Promise<string | null> => (await parse(kind, bytes, options, limits)).summary.refused?.code ?? null;
