// The tree of regions as a snapshot knew it: kept once for all snapshots of the same tree.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { RegionRow } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { findTree } from '#storage/snapshots.repository';
import type { Storage } from '#storage/storage';

/** Index i of every list is one region, in code order. */
interface TreeColumns {
  codes: string[];
  names: string[];
  namesEn: (string | null)[];
  levels: string[];
  /** index; −1 = a root */
  parents: number[];
  areaM2: number[];
  populations: (number | null)[];
}

export interface SnapshotTree extends TreeColumns {
  id: string;
  nodeOf: ReadonlyMap<string, number>;
  /** children before their parents, those of one parent in code order: the order in which sums are made */
  upward: Int32Array;
  leaf: Uint8Array;
  /** nodes right below, in code order */
  childrenOf(node: number): readonly number[];
  /** leaves at or below a node, in code order */
  leavesUnder(node: number): number[];
}

/** Regions in code order. */
export function treeColumns(rows: readonly RegionRow[]): TreeColumns {
  const nodeOf = new Map(rows.map((row, i) => [row.code, i]));
  return {
    codes: rows.map((row) => row.code),
    names: rows.map((row) => row.name),
    namesEn: rows.map((row) => row.nameEn),
    levels: rows.map((row) => row.level),
    parents: rows.map((row) => (row.depth === 0 || row.parentCode === null ? -1 : (nodeOf.get(row.parentCode) ?? -1))),
    areaM2: rows.map((row) => row.areaM2),
    populations: rows.map((row) => row.population),
  };
}

export async function packTree(columns: TreeColumns): Promise<{ id: string; content: Uint8Array }> {
  const text = JSON.stringify(columns);
  const id = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return { id, content: await promisify<string, Buffer>(deflate)(text) };
}

export function openTree(id: string, columns: TreeColumns): SnapshotTree {
  const { codes, parents } = columns;
  const n = codes.length;
  const children: number[][] = Array.from({ length: n }, () => []);
  for (let i = 0; i < n; i += 1) if (parents[i] >= 0) children[parents[i]].push(i);
  const leaf = Uint8Array.from(children, (below) => (below.length === 0 ? 1 : 0));
  const upward = new Int32Array(n);
  let at = n;
  // parents first and children from the last to the first, filled from behind
  const open: number[] = [];
  for (let i = 0; i < n; i += 1) if (parents[i] < 0) open.push(i);
  while (open.length > 0) {
    const node = open.pop()!;
    at -= 1;
    upward[at] = node;
    open.push(...children[node]);
  }
  return {
    ...columns,
    id,
    nodeOf: new Map(codes.map((code, i) => [code, i])),
    upward,
    leaf,
    childrenOf: (node) => children[node],
    leavesUnder(node) {
      const found: number[] = [];
      const below = [node];
      while (below.length > 0) {
        const one = below.pop()!;
        if (leaf[one] === 1) found.push(one);
        else below.push(...children[one]);
      }
      return found.sort((a, b) => a - b);
    },
  };
}

/** Trees change seldom: the last few are kept. */
const MOST_KEPT = 4;
const kept = new WeakMap<Storage, Map<string, SnapshotTree>>();

export async function readTree(storage: Storage, id: string): Promise<SnapshotTree> {
  const known = kept.get(storage) ?? new Map<string, SnapshotTree>();
  kept.set(storage, known);
  const found = known.get(id);
  if (found !== undefined) return found;
  const content = await findTree(storage.reader, EVERYTHING, id);
  if (content === null) throw new Error(`expected the tree ${id} of a snapshot, got none`);
  const text = (await promisify<Uint8Array, Buffer>(inflate)(content)).toString('utf8');
  const tree = openTree(id, JSON.parse(text) as TreeColumns);
  known.set(id, tree);
  if (known.size > MOST_KEPT) known.delete(known.keys().next().value!);
  return tree;
}
