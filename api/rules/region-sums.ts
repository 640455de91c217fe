// A metric of every region of a tree: the sums of its leaves, and why there is no value where there is none. docs/progress.md.

/** Index = place in the tree. `upward`: children before parents, those of one parent in code order, so that sums come out
 * the same to the last bit as those of figures. */
export interface NodeTree {
  parents: ArrayLike<number>;
  upward: Int32Array;
}

/** What a leaf is to a metric; a parent is all that its leaves are. */
export const KIND = {
  /** judged, whole area (or a metric that knows no basis) */
  judged: 1,
  /** judged, public space */
  publicSpace: 2,
  /** there, but with nothing to be judged */
  empty: 4,
  /** not measured, or without status */
  missing: 8,
} as const;

/** One more than there are regions: the last place is the whole tree. */
export interface NodeValues {
  numerator: Float64Array;
  /** null: a count */
  denominator: Float64Array | null;
  kinds: Uint8Array;
  /** leaves below, and how many of them are missing */
  leaves: Int32Array;
  missing: Int32Array;
}

export const emptyValues = (nodes: number, counted: boolean): NodeValues => ({
  numerator: new Float64Array(nodes + 1),
  denominator: counted ? null : new Float64Array(nodes + 1),
  kinds: new Uint8Array(nodes + 1),
  leaves: new Int32Array(nodes + 1),
  missing: new Int32Array(nodes + 1),
});

/** `values` holds the leaves; parents and the whole are added up in place. */
export function sumUpward({ parents, upward }: NodeTree, values: NodeValues): NodeValues {
  const { numerator, denominator, kinds, leaves, missing } = values;
  const whole = upward.length;
  for (let i = 0; i < whole; i += 1) {
    const node = upward[i];
    const above = parents[node] < 0 ? whole : parents[node];
    numerator[above] += numerator[node];
    if (denominator !== null) denominator[above] += denominator[node];
    kinds[above] |= kinds[node];
    leaves[above] += leaves[node];
    missing[above] += missing[node];
  }
  return values;
}

export type NoValue = 'not-measured' | 'mixed' | 'nothing';
export interface NodeValue {
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  why: NoValue | null;
}
export const NO_VALUE: NodeValue = { value: null, numerator: null, denominator: null, why: 'not-measured' };
const none = (why: NoValue): NodeValue => ({ ...NO_VALUE, why });

/** A share where nothing is missing below, of one basis, and of something; null for the denominator: a count. */
export function valueOfSums(numerator: number, denominator: number | null, kind: number): NodeValue {
  if (kind === 0 || (kind & KIND.missing) !== 0) return none('not-measured');
  if ((kind & KIND.judged) !== 0 && (kind & KIND.publicSpace) !== 0) return none('mixed');
  if ((kind & (KIND.judged | KIND.publicSpace)) === 0) return none('nothing');
  if (denominator === null) return { value: numerator, numerator, denominator, why: null };
  if (denominator === 0) return none('nothing');
  return { value: numerator / denominator, numerator, denominator, why: null };
}

/** The value of one place. */
export const valueAt = ({ numerator, denominator, kinds }: NodeValues, node: number): NodeValue =>
  valueOfSums(numerator[node], denominator === null ? null : denominator[node], kinds[node]);
