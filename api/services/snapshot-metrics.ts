// A metric of every region of a snapshot, out of the few columns that it needs.
import type { TargetMeasure, TargetMetric } from '#contract/target';
import { emptyValues, KIND, type NodeValues, sumUpward, valueAt } from '#rules/region-sums';
import type { Storage } from '#storage/storage';
import type { OpenSnapshot } from './snapshot.ts';
import { STAGES_TABLE, stageColumn, TIMES_TABLE } from './snapshot-content.ts';
import { classColumn, type GroupKey, groupName, likelyColumn, lowColumn } from './snapshot-figures.ts';

export interface Measured {
  metric: TargetMetric;
  measure: TargetMeasure;
}
type Numbers = ArrayLike<number>;

const groupOf = ({ set, detail, profile }: TargetMeasure): GroupKey => ({
  set: set ?? 'installed',
  detail: detail ?? 'range',
  profile: profile ?? null,
});

/** Values that were asked for last, by snapshot and metric: half a megabyte each for a province. */
const MOST_KEPT = 96;
const kept = new WeakMap<Storage, Map<string, Promise<NodeValues>>>();

/** `storage` is what the snapshot was read from: values are kept with it. */
export function valuesOf(storage: Storage, open: OpenSnapshot, measured: Measured): Promise<NodeValues> {
  const known = kept.get(storage) ?? new Map<string, Promise<NodeValues>>();
  kept.set(storage, known);
  const { id, takenAt } = open.row;
  const key = JSON.stringify([id, takenAt, measured.metric, measured.measure]);
  const made = known.get(key) ?? readValues(open, measured);
  known.delete(key);
  known.set(key, made);
  made.catch(() => known.delete(key));
  if (known.size > MOST_KEPT) known.delete(known.keys().next().value!);
  return made;
}

async function readValues(open: OpenSnapshot, measured: Measured): Promise<NodeValues> {
  const { tree } = open;
  return sumUpward(tree, await leafValues(open, measured));
}

/** Leaves only; a leaf of which nothing is kept is missing. */
async function leafValues(open: OpenSnapshot, { metric, measure }: Measured): Promise<NodeValues> {
  switch (metric) {
    case 'coverage':
      return coverage(open, measure);
    case 'keyPlaces':
      return keyPlaces(open, measure);
    case 'cameras':
      return stageCount(open, measure.stage ?? 'installed', null);
    case 'networkedRate':
      return stageCount(open, 'networked', 'installed');
    case 'filedRate':
      return stageCount(open, 'filed', 'installed');
    case 'onlineRate':
      return timeRate(open, ['onlineS', 'offlineS']);
    case 'intactRate':
      return timeRate(open, ['onlineS', 'offlineS', 'unknownS']);
    case 'villagesAtTarget':
      return leavesAtTarget(open, measure);
  }
}

function blank({ tree }: OpenSnapshot, counted: boolean): NodeValues {
  const values = emptyValues(tree.codes.length, counted);
  for (const [node, isLeaf] of tree.leaf.entries())
    if (isLeaf === 1) {
      values.kinds[node] = KIND.missing;
      values.leaves[node] = 1;
      values.missing[node] = 1;
    }
  return values;
}
function put(values: NodeValues, node: number, numerator: number, denominator: number, kind: number): void {
  values.numerator[node] = numerator;
  if (values.denominator !== null) values.denominator[node] = denominator;
  values.kinds[node] = kind;
  values.missing[node] = 0;
}

async function coverage(open: OpenSnapshot, measure: TargetMeasure): Promise<NodeValues> {
  const { blob } = open;
  const values = blank(open, false);
  const k = measure.k ?? 1;
  const isLow = measure.judgedBy === 'low';
  for (const table of tablesOf(open, measure)) {
    const nodes = await blob.numbers(table, 'node');
    const basis = await blob.texts(table, 'basis');
    const { covered, demand } =
      measure.classes === undefined
        ? {
            covered: await blob.numbers(table, isLow ? lowColumn(k) : likelyColumn(k)),
            demand: await blob.numbers(table, 'demandM2'),
          }
        : {
            covered: await classSum(open, table, measure.classes, isLow ? 'coveredM2' : 'likelyM2'),
            demand: await classSum(open, table, measure.classes, 'demandM2'),
          };
    for (let i = 0; i < nodes.length; i += 1) {
      const kind =
        basis[i] === 'public-space' ? KIND.publicSpace : basis[i] === 'whole-area' ? KIND.judged : KIND.empty;
      put(values, nodes[i], covered[i], demand[i], kind);
    }
  }
  return values;
}

/** Where no planned camera reaches, the installed figure is the planned one: it comes first and is written over. */
function tablesOf({ blob }: OpenSnapshot, measure: TargetMeasure): string[] {
  const key = groupOf(measure);
  const names = [...(key.set === 'planned' ? [groupName({ ...key, set: 'installed' })] : []), groupName(key)];
  return names.filter((name) => blob.tables.has(name));
}

async function classSum(
  { blob }: OpenSnapshot,
  table: string,
  classes: readonly string[],
  area: 'demandM2' | 'coveredM2' | 'likelyM2',
): Promise<Numbers> {
  const { rows, columns } = blob.tables.get(table)!;
  const sum = new Float64Array(rows);
  for (const one of classes) {
    if (!columns.includes(classColumn(one, area))) continue;
    const own = await blob.numbers(table, classColumn(one, area));
    for (let i = 0; i < rows; i += 1) if (!Number.isNaN(own[i])) sum[i] += own[i];
  }
  return sum;
}

async function keyPlaces(open: OpenSnapshot, measure: TargetMeasure): Promise<NodeValues> {
  const { blob } = open;
  const values = blank(open, false);
  for (const table of tablesOf(open, measure)) {
    const nodes = await blob.numbers(table, 'node');
    const total = await blob.numbers(table, 'places total');
    const covered = await blob.numbers(table, measure.judgedBy === 'low' ? 'places coveredLow' : 'places covered');
    for (let i = 0; i < nodes.length; i += 1)
      put(values, nodes[i], covered[i], total[i], total[i] > 0 ? KIND.judged : KIND.empty);
  }
  return values;
}

/** Leaves of which the ledger says nothing have no cameras. */
async function stageCount(open: OpenSnapshot, counted: string, of: string | null): Promise<NodeValues> {
  const values = blank(open, of === null);
  for (const [node, isLeaf] of open.tree.leaf.entries()) if (isLeaf === 1) put(values, node, 0, 0, KIND.judged);
  const { blob } = open;
  if (!blob.tables.has(STAGES_TABLE)) return values;
  const nodes = await blob.numbers(STAGES_TABLE, 'node');
  const cameras = await blob.numbers(STAGES_TABLE, stageColumn('cameras', counted));
  const all = of === null ? null : await blob.numbers(STAGES_TABLE, stageColumn('cameras', of));
  for (let i = 0; i < nodes.length; i += 1) put(values, nodes[i], cameras[i], all?.[i] ?? 0, KIND.judged);
  return values;
}

/** The first column over the sum of all of them; a leaf without status has none to add. */
async function timeRate(open: OpenSnapshot, columns: readonly string[]): Promise<NodeValues> {
  const values = blank(open, false);
  for (const [node, isLeaf] of open.tree.leaf.entries()) if (isLeaf === 1) put(values, node, 0, 0, KIND.empty);
  const { blob } = open;
  if (!blob.tables.has(TIMES_TABLE)) return values;
  const nodes = await blob.numbers(TIMES_TABLE, 'node');
  const times: Numbers[] = [];
  for (const column of columns) times.push(await blob.numbers(TIMES_TABLE, column));
  for (let i = 0; i < nodes.length; i += 1)
    put(
      values,
      nodes[i],
      times[0][i],
      times.reduce((sum, one) => sum + one[i], 0),
      // where nothing was said of any camera, unknown time alone says nothing
      times[0][i] + times[1][i] > 0 ? KIND.judged : KIND.empty,
    );
  return values;
}

/** Leaves that reach a minimum, of those that can be judged. */
async function leavesAtTarget(open: OpenSnapshot, measure: TargetMeasure): Promise<NodeValues> {
  const { of = 'coverage', ofMinimum = 0, ...inner } = measure;
  const own = await leafValues(open, { metric: of, measure: inner });
  const values = blank(open, false);
  for (const [node, isLeaf] of open.tree.leaf.entries()) {
    if (isLeaf === 0) continue;
    const { value, why } = valueAt(own, node);
    if (value !== null) put(values, node, value >= ofMinimum ? 1 : 0, 1, KIND.judged);
    else if (why !== 'not-measured') put(values, node, 0, 0, KIND.empty);
  }
  return values;
}
