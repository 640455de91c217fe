// Who is above whom among regions: parents are explicit, never guessed from the code.
export interface TreeNode {
  code: string;
  parentCode: string | null;
}

export interface RegionTree<T extends TreeNode> {
  byCode: ReadonlyMap<string, T>;
  /** children in ascending code order */
  childrenOf(code: string): readonly T[];
  /** no parent in this set */
  roots: readonly T[];
  /** regions without children, ascending code: the order in which figures are summed */
  leaves: readonly T[];
  /** nearest first; empty for a root */
  ancestorsOf(code: string): readonly T[];
  /** the leaf itself for a leaf */
  leavesUnder(code: string): readonly T[];
  /** regions whose parent is not in the set */
  unknownParents: readonly T[];
  /** regions cut loose because they were their own ancestor (the lowest code of each ring of parents) */
  cycles: readonly T[];
}

/** Plain code order: the same on every machine, whatever its language. */
export const byCode = (a: { code: string }, b: { code: string }): number =>
  a.code < b.code ? -1 : a.code > b.code ? 1 : 0;

/** Builds the tree. Codes must be unique (importers make them so). A ring of parents is cut at its lowest code. */
export function regionTree<T extends TreeNode>(regions: readonly T[]): RegionTree<T> {
  const byCodeMap = new Map(regions.map((r) => [r.code, r]));
  if (byCodeMap.size !== regions.length) throw new Error('expected unique region codes, got a repeated one');
  const parentOf = new Map<string, string>();
  const unknownParents: T[] = [];
  for (const r of regions) {
    if (r.parentCode === null) continue;
    if (byCodeMap.has(r.parentCode)) parentOf.set(r.code, r.parentCode);
    else unknownParents.push(r);
  }
  const cycles = cutCycles(regions, parentOf);
  const children = new Map<string, T[]>();
  for (const r of [...regions].sort(byCode)) {
    const parent = parentOf.get(r.code);
    if (parent === undefined) continue;
    const list = children.get(parent);
    if (list) list.push(r);
    else children.set(parent, [r]);
  }
  const childrenOf = (code: string): readonly T[] => children.get(code) ?? [];
  const leavesUnder = (code: string): T[] => {
    const found: T[] = [];
    const open = [byCodeMap.get(code)!];
    while (open.length > 0) {
      const node = open.pop()!;
      const below = childrenOf(node.code);
      if (below.length === 0) found.push(node);
      else open.push(...below);
    }
    return found.sort(byCode);
  };
  const ancestorsOf = (code: string): T[] => {
    const found: T[] = [];
    for (let p = parentOf.get(code); p !== undefined; p = parentOf.get(p)) found.push(byCodeMap.get(p)!);
    return found;
  };
  return {
    byCode: byCodeMap,
    childrenOf,
    roots: regions.filter((r) => !parentOf.has(r.code)).sort(byCode),
    leaves: regions.filter((r) => !children.has(r.code)).sort(byCode),
    ancestorsOf,
    leavesUnder,
    unknownParents,
    cycles,
  };
}

function cutCycles<T extends TreeNode>(regions: readonly T[], parentOf: Map<string, string>): T[] {
  const safe = new Set<string>();
  const cut: T[] = [];
  for (const r of [...regions].sort(byCode)) {
    const path = new Set<string>();
    let code: string | undefined = r.code;
    while (code !== undefined && !safe.has(code) && !path.has(code)) {
      path.add(code);
      code = parentOf.get(code);
    }
    if (code !== undefined && path.has(code)) {
      const ring = [...path].slice([...path].indexOf(code)).sort();
      parentOf.delete(ring[0]!);
      cut.push(regions.find((x) => x.code === ring[0])!);
    }
    for (const seen of path) safe.add(seen);
  }
  return cut;
}
