// How do the ways of a relation become polygons? Joined end to end into rings; an inner ring goes to the outer that holds it.

/** A way as it runs: its first and last place are what it is joined by. */
export type Path = readonly (readonly [number, number])[];
export interface MemberPath {
  path: Path;
  isInner: boolean;
}

const same = (a: readonly number[], b: readonly number[]): boolean => a[0] === b[0] && a[1] === b[1];

/** Polygons → rings → positions; null = a ring does not close. */
export function assemble(members: readonly MemberPath[]): [number, number][][][] | null {
  const outers = ringsOf(members.filter(({ isInner }) => !isInner));
  const inners = ringsOf(members.filter(({ isInner }) => isInner));
  if (outers === null || inners === null || outers.length === 0) return null;
  const polygons = outers.map((ring) => [ring]);
  for (const inner of inners) {
    const home = polygons.find(([outer]) => holds(outer!, inner[0]!));
    // a hole in no ring of its own relation is a slip of the map: the ground around it stays whole
    if (home !== undefined) home.push(inner);
  }
  return polygons;
}

function ringsOf(members: readonly MemberPath[]): [number, number][][] | null {
  const byEnd = new Map<string, number[]>();
  const keyOf = ([x, y]: readonly [number, number]): string => `${x} ${y}`;
  const paths = members.map(({ path }) => path).filter((path) => path.length > 1);
  const used = new Uint8Array(paths.length);
  for (const [i, path] of paths.entries())
    for (const end of [path[0]!, path.at(-1)!]) byEnd.set(keyOf(end), [...(byEnd.get(keyOf(end)) ?? []), i]);
  const rings: [number, number][][] = [];
  for (const [i, path] of paths.entries()) {
    if (used[i]) continue;
    used[i] = 1;
    const ring = path.map(([x, y]): [number, number] => [x, y]);
    while (!same(ring[0]!, ring.at(-1)!)) {
      const end = ring.at(-1)!;
      const next = byEnd.get(keyOf(end))?.find((k) => !used[k]);
      if (next === undefined) return null;
      used[next] = 1;
      const onward = paths[next]!;
      const along = same(onward[0]!, end) ? onward : [...onward].reverse();
      for (const [x, y] of along.slice(1)) ring.push([x, y]);
    }
    if (ring.length > 3) rings.push(ring);
  }
  return rings;
}

function holds(ring: Path, [x, y]: readonly [number, number]): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]!;
    const [bx, by] = ring[j]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
