// What is the figure of a leaf, and of a parent? Parents add numerators and denominators; nobody averages percentages.
import type { Basis, CameraSet, ClassAreas, Figure, FigureAreas, FigurePart, KeyPlaceCounts } from '#contract/figure';
import { PublicSpaceClass } from '#contract/layers';
import type { LabelSums, LeafResult } from '#engine';
import { coversPlace } from './places.ts';
import { KEY_PLACE_MIN_SHARE } from './public-space.ts';
import type { RegionTree, TreeNode } from './region-tree.ts';

/** Gap pieces below this are only summed, as `smallGapsM2`; lists and `gapCount` hold the others. */
export const SMALL_GAP_M2 = 25;

/** What holds for a whole run and stands in every figure of it. */
export interface FigureMeta {
  set: CameraSet;
  detail: string;
  profile: string | null;
  /** of the table that stood in for what records lack */
  assumptionsVersion?: string;
  k: number;
  dataVersion: number;
  computedAt: string;
}
/** About the set's records that stand in the region. */
export interface StandingCounts {
  cameras: number;
  devices: number;
  unaimed: number;
  assumptions: Record<string, number>;
}
export const NO_CAMERAS: StandingCounts = { cameras: 0, devices: 0, unaimed: 0, assumptions: {} };

/** What the engine found of one leaf, with its gap pieces counted (`gapTally`). Index k−1 of the arrays is "at least k". */
export interface LeafNumbers {
  demandM2: number;
  depthM2: Float64Array;
  likelyM2: Float64Array;
  highM2: Float64Array;
  overM2: number;
  residualM: number;
  failedChecks: readonly string[];
  gapCount: number;
  smallGapsM2: number;
  /** by index into the classes */
  labels: readonly LabelSums[];
  privateM2: number | null;
  places: readonly Pick<LeafResult['places'][number], 'demandM2' | 'lowM2' | 'likelyM2' | 'highM2'>[];
}

/** Pieces of 25 m² or more are counted, the rest summed. */
export function gapTally(pieces: Iterable<{ areaM2: number }>): { gapCount: number; smallGapsM2: number } {
  let gapCount = 0;
  let smallGapsM2 = 0;
  for (const { areaM2 } of pieces) {
    if (areaM2 >= SMALL_GAP_M2) gapCount++;
    else smallGapsM2 += areaM2;
  }
  return { gapCount, smallGapsM2 };
}

const CLASSES = PublicSpaceClass.options;

/** The engine's sums by label as sums by class; labels mean something only where public space is known. */
export const classAreas = (labels: readonly LabelSums[]): ClassAreas[] =>
  labels
    .filter(({ label }) => CLASSES[label] !== undefined)
    .map(({ label, demandM2, lowM2, likelyM2, highM2 }) => ({
      class: CLASSES[label]!,
      demandM2,
      coveredM2: lowM2,
      likelyM2,
      coveredHighM2: highM2,
    }));

const noPlaces = (): KeyPlaceCounts => ({
  total: 0,
  covered: 0,
  coveredLow: 0,
  coveredHigh: 0,
  minShare: KEY_PLACE_MIN_SHARE,
});

/** Places whose whole ground is built over or private have nothing to be seen and are not counted. */
export function placeCounts(places: LeafNumbers['places']): KeyPlaceCounts {
  const counts = noPlaces();
  for (const place of places) {
    if (place.demandM2 <= 0) continue;
    counts.total++;
    if (coversPlace(place.likelyM2[0]!, place.demandM2)) counts.covered++;
    if (coversPlace(place.lowM2[0]!, place.demandM2)) counts.coveredLow++;
    if (coversPlace(place.highM2[0]!, place.demandM2)) counts.coveredHigh++;
  }
  return counts;
}

const plain = (values: Float64Array): number[] => Array.from(values);

/** The figure of one leaf. `publicSpace` says whether the leaf lies in the extent of a public-space layer. */
export function leafFigure(
  result: LeafNumbers,
  publicSpace: boolean,
  counts: StandingCounts,
  camerasSeeing: number,
  meta: FigureMeta,
): Figure {
  const basis: Basis = !publicSpace ? 'whole-area' : result.demandM2 > 0 ? 'public-space' : 'not-applicable';
  return {
    demandM2: result.demandM2,
    coveredM2: result.depthM2[0]!,
    likelyM2: result.likelyM2[0]!,
    coveredHighM2: result.highM2[0]!,
    depthM2: plain(result.depthM2),
    likelyDepthM2: plain(result.likelyM2),
    highDepthM2: plain(result.highM2),
    overM2: result.overM2,
    smallGapsM2: result.smallGapsM2,
    privateM2: result.privateM2,
    classes: publicSpace ? classAreas(result.labels) : [],
    keyPlaces: placeCounts(result.places),
    ...counts,
    camerasSeeing,
    gapCount: result.gapCount,
    basis,
    parts: null,
    ...meta,
    residualM: result.residualM,
    failedChecks: [...result.failedChecks].sort(),
    leaves: 1,
    leavesMeasured: 1,
  };
}

const zeroAreas = (k: number): FigureAreas => ({
  demandM2: 0,
  coveredM2: 0,
  likelyM2: 0,
  coveredHighM2: 0,
  depthM2: new Array<number>(k).fill(0),
  likelyDepthM2: new Array<number>(k).fill(0),
  highDepthM2: new Array<number>(k).fill(0),
  overM2: 0,
  smallGapsM2: 0,
});
const NO_AREAS = {
  demandM2: null,
  coveredM2: null,
  likelyM2: null,
  coveredHighM2: null,
  depthM2: null,
  likelyDepthM2: null,
  highDepthM2: null,
  overM2: null,
  smallGapsM2: null,
};

function addAreas(sum: FigureAreas, f: { [K in keyof FigureAreas]: FigureAreas[K] | null }): void {
  sum.demandM2 += f.demandM2!;
  sum.coveredM2 += f.coveredM2!;
  sum.likelyM2 += f.likelyM2!;
  sum.coveredHighM2 += f.coveredHighM2!;
  for (let i = 0; i < sum.depthM2.length; i++) {
    sum.depthM2[i]! += f.depthM2![i]!;
    sum.likelyDepthM2[i]! += f.likelyDepthM2![i]!;
    sum.highDepthM2[i]! += f.highDepthM2![i]!;
  }
  sum.overM2 += f.overM2!;
  sum.smallGapsM2 += f.smallGapsM2!;
}

function addClass(sums: Map<PublicSpaceClass, ClassAreas>, one: ClassAreas): void {
  const sum = sums.get(one.class);
  if (sum === undefined) {
    sums.set(one.class, { ...one });
    return;
  }
  sum.demandM2 += one.demandM2;
  sum.coveredM2 += one.coveredM2;
  sum.likelyM2 += one.likelyM2;
  sum.coveredHighM2 += one.coveredHighM2;
}

/** Everything that a parent adds up. The sum of a parent is the sum of the sums of its children in ascending code order,
 * so that after a change of one leaf a parent is added up anew from a few terms and comes out the same to the last bit. */
export interface FigureSum {
  k: number;
  parts: Map<Basis, FigurePart>;
  counts: { cameras: number; devices: number; unaimed: number; gapCount: number; leavesMeasured: number };
  assumptions: Map<string, number>;
  failed: Set<string>;
  tables: Set<string>;
  residualM: number;
  privateM2: number | null;
  classes: Map<PublicSpaceClass, ClassAreas>;
  keyPlaces: KeyPlaceCounts;
  leaves: number;
  /** over the leaves: a camera that sees several of them is counted as often */
  seeingOfLeaves: number;
}

export const emptySum = (k: number): FigureSum => ({
  k,
  parts: new Map(),
  counts: { cameras: 0, devices: 0, unaimed: 0, gapCount: 0, leavesMeasured: 0 },
  assumptions: new Map(),
  failed: new Set(),
  tables: new Set(),
  residualM: 0,
  privateM2: null,
  classes: new Map(),
  keyPlaces: noPlaces(),
  leaves: 0,
  seeingOfLeaves: 0,
});

function partOf(sum: FigureSum, basis: Basis): FigurePart {
  let part = sum.parts.get(basis);
  if (part === undefined) {
    part = { ...zeroAreas(sum.k), basis: basis as FigurePart['basis'], leaves: 0 };
    sum.parts.set(basis, part);
  }
  return part;
}
const addTimes = (times: Map<string, number>, name: string, n: number): void =>
  void times.set(name, (times.get(name) ?? 0) + n);
function addCounts(sum: FigureSum, one: Omit<FigureSum['counts'], 'leavesMeasured'>, keyPlaces: KeyPlaceCounts): void {
  sum.counts.cameras += one.cameras;
  sum.counts.devices += one.devices;
  sum.counts.unaimed += one.unaimed;
  sum.counts.gapCount += one.gapCount;
  sum.keyPlaces.total += keyPlaces.total;
  sum.keyPlaces.covered += keyPlaces.covered;
  sum.keyPlaces.coveredLow += keyPlaces.coveredLow;
  sum.keyPlaces.coveredHigh += keyPlaces.coveredHigh;
}

/** Adds one leaf; null = not measured. */
export function addLeaf(sum: FigureSum, f: Figure | null): void {
  sum.leaves++;
  if (f === null) return;
  if (f.k !== sum.k) throw new Error(`expected leaf figures of k ${sum.k}, got ${f.k}`);
  sum.counts.leavesMeasured++;
  sum.seeingOfLeaves += f.camerasSeeing;
  addCounts(sum, f, f.keyPlaces);
  for (const name in f.assumptions) addTimes(sum.assumptions, name, f.assumptions[name]!);
  for (const check of f.failedChecks) sum.failed.add(check);
  if (f.assumptionsVersion !== undefined) sum.tables.add(f.assumptionsVersion);
  sum.residualM = Math.max(sum.residualM, f.residualM);
  if (f.privateM2 !== null) sum.privateM2 = (sum.privateM2 ?? 0) + f.privateM2;
  for (const one of f.classes) addClass(sum.classes, one);
  const part = partOf(sum, f.basis);
  part.leaves++;
  addAreas(part, f);
}

/** Adds what another parent adds up. */
export function addSum(sum: FigureSum, child: FigureSum): void {
  sum.leaves += child.leaves;
  sum.counts.leavesMeasured += child.counts.leavesMeasured;
  sum.seeingOfLeaves += child.seeingOfLeaves;
  addCounts(sum, child.counts, child.keyPlaces);
  for (const [name, n] of child.assumptions) addTimes(sum.assumptions, name, n);
  for (const check of child.failed) sum.failed.add(check);
  for (const table of child.tables) sum.tables.add(table);
  sum.residualM = Math.max(sum.residualM, child.residualM);
  if (child.privateM2 !== null) sum.privateM2 = (sum.privateM2 ?? 0) + child.privateM2;
  for (const one of child.classes.values()) addClass(sum.classes, one);
  for (const [basis, one] of child.parts) {
    const part = partOf(sum, basis);
    part.leaves += one.leaves;
    addAreas(part, one);
  }
}

/** The figure of a parent. Two bases below make it `mixed`: its areas are null and stand in `parts`; leaves without demand
 * do not make it mixed. `camerasSeeing`: distinct cameras, see distinctSeeing. */
export function figureOfSum(sum: FigureSum, camerasSeeing: number, meta: FigureMeta): Figure {
  const { parts, assumptions, tables, classes } = sum;
  const whole = parts.get('whole-area');
  const space = parts.get('public-space');
  const mixed = whole !== undefined && space !== undefined;
  const only = whole ?? space ?? parts.get('not-applicable');
  const areas = mixed || only === undefined ? NO_AREAS : only;
  const { counts, failed } = sum;
  // written out: an edit makes one of these for every parent, and spreading took most of its time
  const figure: Figure = {
    demandM2: areas.demandM2,
    coveredM2: areas.coveredM2,
    likelyM2: areas.likelyM2,
    coveredHighM2: areas.coveredHighM2,
    depthM2: areas.depthM2,
    likelyDepthM2: areas.likelyDepthM2,
    highDepthM2: areas.highDepthM2,
    overM2: areas.overM2,
    smallGapsM2: areas.smallGapsM2,
    privateM2: sum.privateM2,
    classes: classes.size === 0 ? [] : CLASSES.flatMap((name) => classes.get(name) ?? []),
    keyPlaces: sum.keyPlaces,
    cameras: counts.cameras,
    devices: counts.devices,
    unaimed: counts.unaimed,
    gapCount: counts.gapCount,
    leavesMeasured: counts.leavesMeasured,
    camerasSeeing,
    assumptions: Object.fromEntries([...assumptions].sort(([a], [b]) => (a < b ? -1 : 1))),
    basis: mixed ? 'mixed' : (only?.basis ?? 'whole-area'),
    parts: mixed ? [space, whole] : null,
    ...meta,
    residualM: sum.residualM,
    failedChecks: failed.size === 0 ? [] : [...failed].sort(),
    leaves: sum.leaves,
  };
  // while a changed table works its way through the leaves, a parent stands on both
  if (tables.size > 0) figure.assumptionsVersion = [...tables].sort().join(', ');
  return figure;
}
/** The figure of a parent right above its leaves, in ascending code order (null = not measured). */
export function rollUp(leaves: readonly (Figure | null)[], camerasSeeing: number, meta: FigureMeta): Figure {
  const sum = emptySum(meta.k);
  for (const f of leaves) addLeaf(sum, f);
  return figureOfSum(sum, camerasSeeing, meta);
}

/** Distinct cameras seeing each region: the sum over its leaves minus what cameras that see several of its leaves were
 * counted too often. `crossBorder`: for every camera that sees two or more leaves, the codes of those leaves. */
export function distinctSeeing<T extends TreeNode>(
  tree: RegionTree<T>,
  leafSeeing: ReadonlyMap<string, number>,
  crossBorder: Iterable<readonly string[]>,
): Map<string, number> {
  const seeing = new Map<string, number>();
  for (const leaf of tree.leaves) {
    const n = leafSeeing.get(leaf.code) ?? 0;
    seeing.set(leaf.code, n);
    for (const a of tree.ancestorsOf(leaf.code)) seeing.set(a.code, (seeing.get(a.code) ?? 0) + n);
  }
  for (const leaves of crossBorder) {
    const timesCounted = new Map<string, number>();
    for (const code of leaves) {
      for (const a of tree.ancestorsOf(code)) timesCounted.set(a.code, (timesCounted.get(a.code) ?? 0) + 1);
    }
    for (const [code, n] of timesCounted) if (n > 1) seeing.set(code, seeing.get(code)! - (n - 1));
  }
  return seeing;
}

/** Sums of every parent of a tree, and of all of it. */
export function sumTree<T extends TreeNode>(
  tree: RegionTree<T>,
  leafFigures: ReadonlyMap<string, Figure>,
  k: number,
): { sums: Map<string, FigureSum>; total: FigureSum } {
  const sums = new Map<string, FigureSum>();
  const sumOf = (regions: readonly T[]): FigureSum => {
    const sum = emptySum(k);
    for (const { code } of regions) {
      const below = tree.childrenOf(code);
      if (below.length === 0) addLeaf(sum, leafFigures.get(code) ?? null);
      else {
        const own = sumOf(below);
        sums.set(code, own);
        addSum(sum, own);
      }
    }
    return sum;
  };
  const total = sumOf(tree.roots);
  return { sums, total };
}

/** Figures of every region of a tree from those of its leaves. Absent leaves are not measured. */
export function rollUpTree<T extends TreeNode>(
  tree: RegionTree<T>,
  leafFigures: ReadonlyMap<string, Figure>,
  crossBorder: Iterable<readonly string[]>,
  meta: FigureMeta,
): Map<string, Figure> {
  const leafSeeing = new Map([...leafFigures].map(([code, f]) => [code, f.camerasSeeing]));
  const seeing = distinctSeeing(tree, leafSeeing, crossBorder);
  const { sums } = sumTree(tree, leafFigures, meta.k);
  const figures = new Map<string, Figure>();
  for (const { code } of tree.byCode.values()) {
    const sum = sums.get(code);
    const own = leafFigures.get(code);
    if (sum !== undefined) figures.set(code, figureOfSum(sum, seeing.get(code) ?? 0, meta));
    else if (own) figures.set(code, own);
  }
  return figures;
}
