// Figures of any region of a snapshot: of parents, the sums of their leaves with the tree as of then.
import type { Figure } from '#contract/figure';
import { addLeaf, addSum, emptySum, type FigureSum, figureOfSum } from '#rules/rollup';
import { breathe } from './in-turns.ts';
import { KEPT_K } from './measure-input.ts';
import type { OpenSnapshot } from './snapshot.ts';
import { type GroupKey, groupName, type LeafEntry, leafEntries } from './snapshot-figures.ts';

export const INSTALLED_RANGE: GroupKey = { set: 'installed', detail: 'range', profile: null };
/** Distinct cameras that see a parent: no sum of its leaves. */
export const seeingTable = (key: GroupKey): string => `seeing ${groupName(key)}`;
const NODES_A_TURN = 1_000;

/** The leaves of a group. Where no planned camera reaches, the planned figure of a leaf is the installed one. */
export async function leavesOfGroup({ blob }: OpenSnapshot, key: GroupKey): Promise<Map<number, LeafEntry>> {
  const table = groupName(key);
  const own = blob.tables.has(table) ? await leafEntries(blob, table) : [];
  const found = new Map(own.map((entry) => [entry.node, entry]));
  if (key.set !== 'planned') return found;
  for (const [node, entry] of await leavesOfGroup({ blob } as OpenSnapshot, { ...key, set: 'installed' }))
    if (!found.has(node)) found.set(node, { ...entry, figure: { ...entry.figure } });
  return found;
}

/** Of every region that has one, in code order. */
export async function figuresOfGroup(open: OpenSnapshot, key: GroupKey): Promise<{ code: string; figure: Figure }[]> {
  const { tree } = open;
  const leaves = await leavesOfGroup(open, key);
  const seeing = await seeingOf(open, key);
  const sums = new Map<number, Sum>();
  const figures: { code: string; figure: Figure }[] = [];
  for (let i = 0; i < tree.upward.length; i += 1) {
    if (i % NODES_A_TURN === 0) await breathe();
    const node = tree.upward[i];
    const code = tree.codes[node];
    const parent = tree.parents[node];
    const above = parent < 0 ? null : (sums.get(parent) ?? sums.set(parent, emptyParent()).get(parent)!);
    if (tree.leaf[node] === 1) {
      const entry = leaves.get(node);
      const figure = entry === undefined ? null : figureOfLeaf(entry, key);
      if (figure !== null) figures.push({ code, figure });
      if (above !== null) {
        addLeaf(above.sum, figure);
        note(above, figure?.dataVersion, figure?.computedAt);
      }
      continue;
    }
    const own = sums.get(node) ?? emptyParent();
    sums.delete(node);
    if (above !== null) {
      addSum(above.sum, own.sum);
      note(above, own.version, own.computedAt);
    }
    const { version: dataVersion, computedAt } = own;
    const meta = { ...key, k: KEPT_K, dataVersion, computedAt };
    if (own.sum.counts.leavesMeasured > 0)
      figures.push({ code, figure: figureOfSum(own.sum, seeing.get(node) ?? own.sum.seeingOfLeaves, meta) });
  }
  return figures.sort((a, b) => (a.code < b.code ? -1 : 1));
}

interface Sum {
  sum: FigureSum;
  /** the greatest of the leaves */
  version: number;
  computedAt: string;
}
const emptyParent = (): Sum => ({ sum: emptySum(KEPT_K), version: 0, computedAt: '' });
function note(sum: Sum, version = 0, computedAt = ''): void {
  sum.version = Math.max(sum.version, version);
  if (computedAt > sum.computedAt) sum.computedAt = computedAt;
}

export const figureOfLeaf = ({ figure, measuredVersion, computedAt }: LeafEntry, { set }: GroupKey): Figure => ({
  ...figure,
  set,
  dataVersion: measuredVersion,
  computedAt,
});

async function seeingOf({ blob }: OpenSnapshot, key: GroupKey): Promise<Map<number, number>> {
  const table = seeingTable(key);
  if (!blob.tables.has(table)) return new Map();
  const nodes = await blob.numbers(table, 'node');
  const cameras = await blob.numbers(table, 'camerasSeeing');
  return new Map(Array.from(nodes, (node, i) => [node, cameras[i]]));
}
