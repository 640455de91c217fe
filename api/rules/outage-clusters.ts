// Which drops belong together in time, and which region holds them? docs/outages.md.

/** "Within 5 minutes of each other." */
export const TOGETHER_MS = 5 * 60_000;
/** So many of them in one township are an outage of their own. */
export const LEAST_TOGETHER = 5;

/** Codes from the root down to the leaf a camera stands in; empty = it stands in none. */
export type LeafPath = readonly string[];

/** The part that two paths have in common. */
export function commonPath(a: LeafPath, b: LeafPath): LeafPath {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n += 1;
  return n === a.length ? a : a.slice(0, n);
}

/** The township of a path: the region of that level, else the parent of its last one; null for no region at all. */
export function townshipOf(path: LeafPath, levelOf: (code: string) => string | null): string | null {
  const named = path.find((code) => levelOf(code) === 'township');
  return named ?? path[Math.max(0, path.length - 2)] ?? null;
}

/** Groups of at least LEAST_TOGETHER that lie within TOGETHER_MS; those that follow each other so closely come along.
 * What is left over is in none. */
export function clusters<T extends { at: number }>(drops: readonly T[]): T[][] {
  const sorted = [...drops].sort((a, b) => a.at - b.at);
  const found: T[][] = [];
  for (let i = 0; i + LEAST_TOGETHER <= sorted.length; ) {
    if (sorted[i + LEAST_TOGETHER - 1].at - sorted[i].at > TOGETHER_MS) {
      i += 1;
      continue;
    }
    let end = i + LEAST_TOGETHER;
    while (end < sorted.length && sorted[end].at - sorted[end - 1].at <= TOGETHER_MS) end += 1;
    found.push(sorted.slice(i, end));
    i = end;
  }
  return found;
}
