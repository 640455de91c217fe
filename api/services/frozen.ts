// What was reported for a month, of any regions of it: always the same answer, whatever came after.
import type { FrozenMonth } from '#contract/progress';
import { COUNTED_STEPS } from '#rules/stage-steps';
import { narrow } from '#storage/scope';
import { findSnapshot } from '#storage/snapshots.repository';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { toFrozen } from './freeze.ts';
import { breathe } from './in-turns.ts';
import { type OpenSnapshot, openById } from './snapshot.ts';
import { type SnapshotHead, STAGES_TABLE, stageColumn, TIME_COLUMNS, TIMES_TABLE } from './snapshot-content.ts';
import { figuresOfGroup, INSTALLED_RANGE } from './snapshot-sums.ts';

const NODES_A_TURN = 1_000;

/** Of a region and its children as of then, or of all regions of a level below it. Errors: frozen.not_found,
 * region.not_found. */
export async function frozenMonth(
  ctx: Ctx,
  input: { id: string; region?: string; level?: string },
): Promise<FrozenMonth> {
  const record = await findSnapshot(ctx.storage.reader, ctx.scope, input.id);
  const open = record?.kind === 'frozen' ? await openById(ctx, input.id) : null;
  if (open === null) throw new ServiceError('frozen.not_found', 'not-found', { id: input.id });
  const { tree } = open;
  const nodes = await nodesAsked(ctx, open, input);
  const figures = new Map((await figuresOfGroup(open, INSTALLED_RANGE)).map(({ code, figure }) => [code, figure]));
  const stages = await sumsOf(
    open,
    STAGES_TABLE,
    COUNTED_STEPS.map((counted) => stageColumn('cameras', counted)),
  );
  const times = await sumsOf(open, TIMES_TABLE, TIME_COLUMNS);
  const head = open.blob.head as SnapshotHead;
  return {
    ...toFrozen(open.row),
    leaves: head.leaves,
    leavesMeasured: head.leavesMeasured,
    targets: head.targets,
    items: nodes.map((node) => ({
      code: tree.codes[node],
      name: tree.names[node],
      nameEn: tree.namesEn[node],
      level: tree.levels[node],
      parentCode: tree.parents[node] < 0 ? null : tree.codes[tree.parents[node]],
      figure: figures.get(tree.codes[node]) ?? null,
      stages: Object.fromEntries(COUNTED_STEPS.map((counted, i) => [counted, stages[i][node]])),
      times: Object.fromEntries(TIME_COLUMNS.map((name, i) => [name, times[i][node]])),
    })),
  };
}

/** The caller's part of the tree of then. */
async function nodesAsked(
  ctx: Ctx,
  { tree }: OpenSnapshot,
  { region, level }: { region?: string; level?: string },
): Promise<number[]> {
  const own = ctx.scope.kind === 'subtree' ? ctx.scope.code : null;
  const root = region ?? own;
  const at = root === null ? -1 : tree.nodeOf.get(root);
  const missing = (): ServiceError => new ServiceError('region.not_found', 'not-found', { code: root! });
  if (at === undefined) throw missing();
  if (own !== null && region !== undefined && !isWithin(tree, at, own)) {
    // a region that has moved since is looked at as it is today
    if ((await narrow(ctx.storage.reader, ctx.scope, region)) === null) throw missing();
  }
  const nodes: number[] = [];
  for (let node = 0; node < tree.codes.length; node += 1) {
    if (node % NODES_A_TURN === 0) await breathe();
    const isAsked = level === undefined ? node === at || tree.parents[node] === at : tree.levels[node] === level;
    if (isAsked && (at < 0 || node === at || isWithin(tree, node, tree.codes[at]))) nodes.push(node);
  }
  return nodes;
}

function isWithin(tree: OpenSnapshot['tree'], node: number, code: string): boolean {
  for (let at = node; at >= 0; at = tree.parents[at]) if (tree.codes[at] === code) return true;
  return false;
}

/** Columns of leaves, added up for every place of the tree. */
async function sumsOf(
  { blob, tree }: OpenSnapshot,
  table: string,
  columns: readonly string[],
): Promise<Float64Array[]> {
  const sums: Float64Array[] = [];
  const nodes = blob.tables.has(table) ? await blob.numbers(table, 'node') : [];
  for (const column of columns) {
    const sum = new Float64Array(tree.codes.length);
    const own = nodes.length === 0 ? [] : await blob.numbers(table, column);
    for (let i = 0; i < nodes.length; i += 1) sum[nodes[i]] = own[i];
    for (const node of tree.upward) if (tree.parents[node] >= 0) sum[tree.parents[node]] += sum[node];
    sums.push(sum);
    await breathe();
  }
  return sums;
}
