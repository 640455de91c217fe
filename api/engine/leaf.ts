// One leaf region from longitude and latitude to a checked figure: planes, parts, checks, sums.
import { emptyFootprints } from './footprint.ts';
import { GapCollector } from './gaps.ts';
import { planesOf } from './ground.ts';
import type { Fault, PlaneSums } from './measure.ts';
import { type Ask, noPlace, Part } from './part.ts';
import { ReusedRoom } from './room.ts';
import type {
  CameraArrays,
  CheckName,
  LeafInput,
  LeafResult,
  MeasureOptions,
  PlaceSums,
  TerrainInput,
} from './types.ts';

/** Check 1: how far (m) the boundary may stay open. */
export const CLOSURE_M = 1e-6;
/** Checks 2 and 3: relative part and m². */
const REL = 1e-9;
const ABS_M2 = 1e-6;
/** Ground seen of a region below this (m²) is rounding, not a view. */
const TOUCH_M2 = 1e-6;

/**
 * Measures one leaf. Cameras may be a superset of those that matter; their order (ascending id) breaks ties and orders
 * sums. Areas are m² on the WGS-84 ellipsoid. Never throws on odd geometry: what has no area has demand 0.
 */
export function measureLeaf(input: LeafInput, options: MeasureOptions = {}, fault: Fault = {}): LeafResult {
  const ask = askOf(options, fault);
  ask.room = scratch;
  if (footprints.X.length < input.cameras.n) footprints = emptyFootprints(2 * input.cameras.n);
  ask.footprints = footprints;
  ask.collector = collector;
  const planes = planesOf(input.region);
  // Each plane is forgotten once it is summed: a country has thousands.
  function* parts(): Iterable<Part> {
    for (const plane of planes) {
      scratch.restart();
      const part = new Part(plane, input, ask);
      if (part.ground.n > 0) yield part;
    }
  }
  return resultOf(parts(), planes.length, input.cameras, input, ask);
}
const scratch = new ReusedRoom();
const collector = new GapCollector(false);
let footprints = emptyFootprints(256);

/** One camera of an edit: a row of CameraArrays. */
export interface CameraRow {
  lon: number;
  lat: number;
  azimuthDeg: number;
  hfovDeg: number;
  nearM: number;
  reachM: number;
  p: number;
  /** NaN = not known */
  heightM: number;
  /** what terrain leaves of its view; absent or null = hides nothing of it */
  terrain?: CameraTerrain | null;
}

/** One camera's part of TerrainInput. */
export interface CameraTerrain {
  /** az0, az1, in0, in1, out0, out1 of each quad, clockwise, as terrainView gives them */
  quads: readonly number[];
  /** true = terrain hides all of it */
  blind: boolean;
}

/** A leaf that stays open for edits. After an edit only its neighbourhood is measured again; the result has the bytes that
 * measuring the whole leaf anew would give. */
export interface OpenLeaf {
  result(): LeafResult;
  /** camera number `at` is now this one */
  set(at: number, camera: CameraRow): void;
  /** a camera comes in as number `at`; those from there on move up */
  insert(at: number, camera: CameraRow): void;
  /** camera number `at` goes; those behind it move down */
  remove(at: number): void;
}

/** Opens a leaf. `fault` is for tests of the checks. An edit says what terrain leaves of that camera's view; the others keep
 * what they had. */
export function openLeaf(input: LeafInput, options: MeasureOptions = {}, fault: Fault = {}): OpenLeaf {
  const ask = askOf(options, fault);
  let cameras = input.cameras;
  const parts = planesOf(input.region)
    .map((plane) => new Part(plane, input, ask))
    .filter((part) => part.ground.n > 0);
  const edit = (next: CameraArrays, at: number, shift: -1 | 0 | 1): void => {
    cameras = next;
    for (const part of parts) part.edit(cameras, at, shift);
  };
  return {
    result: () => resultOf(parts, parts.length, cameras, input, ask),
    set: (at, camera) => edit(withRow(cameras, at, 0, camera), at, 0),
    insert: (at, camera) => edit(withRow(cameras, at, 1, camera), at, 1),
    remove: (at) => edit(withRow(cameras, at, -1, null), at, -1),
  };
}

const askOf = (options: MeasureOptions, fault: Fault): Ask => ({
  k: Math.max(1, Math.min(32, Math.floor(options.k ?? 4))),
  ceiling: Math.max(0, Math.min(31, Math.floor(options.ceiling ?? 3))),
  gaps: options.gaps ?? false,
  unique: options.unique ?? false,
  seen: options.seen ?? false,
  hidden: options.hidden ?? false,
  fault,
});

function resultOf(
  parts: Iterable<Part>,
  planes: number,
  cameras: CameraArrays,
  input: LeafInput,
  ask: Ask,
): LeafResult {
  const { k, ceiling } = ask;
  const K = Math.max(k, ceiling + 1);
  const result: LeafResult = {
    regionM2: 0,
    demandM2: 0,
    depthM2: new Float64Array(k),
    likelyM2: new Float64Array(k),
    highM2: new Float64Array(k),
    overM2: 0,
    residualM: 0,
    failedChecks: [],
    slow: false,
    seeing: new Int32Array(0),
    labels: [],
    privateM2: input.zones ? 0 : null,
    privateOf: input.zones ? new Float64Array(cameras.n) : null,
    uniqueM2: ask.unique ? new Float64Array(cameras.n) : null,
    seenM2: ask.seen ? new Float64Array(cameras.n) : null,
    hiddenOf: ask.hidden ? new Float64Array(cameras.n).fill(Number.NaN) : null,
    places: [],
    gaps: [],
    components: [],
    changedCells: [],
    openEnds: 0,
  };
  const failed = new Set<CheckName>();
  const seeing = new Uint8Array(cameras.n);
  const labels = new Map<number, [number, number, number, number]>();
  const places: (PlaceSums | null)[] = new Array(input.places?.count ?? 0).fill(null);
  for (const part of parts) {
    const { sums, o } = part;
    const bad = failedChecks(sums, K);
    for (const b of bad) failed.add(b);
    const used = bad.length === 0 ? sums : part.slowly(K);
    if (bad.length > 0) result.slow = true;
    result.regionM2 += part.groundM2;
    result.demandM2 += sums.demandM2;
    result.residualM = Math.max(result.residualM, sums.residualM);
    for (let m = 0; m < k; m++) {
      result.depthM2[m] += within(used.depth[m], sums.demandM2);
      result.likelyM2[m] += within(used.likely[m], sums.demandM2);
      result.highM2[m] += within(used.high[m], sums.demandM2);
    }
    result.overM2 += within(used.depth[ceiling], sums.demandM2);
    for (let i = 0; i < o.n; i++) if (part.seen[i] > TOUCH_M2) seeing[o.source[i]] = 1;
    for (const { label, demandM2, lowM2, likelyM2, highM2 } of part.labels()) {
      const row = labels.get(label) ?? [0, 0, 0, 0];
      row[0] += demandM2;
      row[1] += within(lowM2, demandM2);
      row[2] += within(likelyM2, demandM2);
      row[3] += within(highM2, demandM2);
      labels.set(label, row);
    }
    if (part.zoneSums && result.privateOf) {
      result.privateM2! += within(part.zoneSums.high[0], part.zoneSums.demandM2);
      for (let i = 0; i < o.n; i++) result.privateOf[o.source[i]] += Math.max(0, part.zoneSums.single[i]);
    }
    if (result.uniqueM2) for (let i = 0; i < o.n; i++) result.uniqueM2[o.source[i]] += Math.max(0, sums.unique[i]);
    if (result.seenM2) for (let i = 0; i < o.n; i++) result.seenM2[o.source[i]] += Math.max(0, sums.single[i]);
    // of several planes whose boxes hold a camera each says the same
    if (result.hiddenOf && part.hidden)
      for (let j = 0; j < o.n; j++) if (!Number.isNaN(part.hidden[j])) result.hiddenOf[o.source[j]] = part.hidden[j];
    const found = part.gaps();
    if (found) result.openEnds += found.open;
    if (found && planes === 1) {
      result.gaps = found.pieces;
      result.components = found.components;
      result.changedCells = found.changed;
    } else if (found) {
      for (const piece of found.pieces)
        result.gaps.push({ ...piece, component: piece.component + result.components.length });
      for (const component of found.components) result.components.push(component);
      for (const cell of found.changed) result.changedCells.push(cell);
    }
    for (let place = 0; place < places.length; place++) places[place] ??= part.placeSums(place);
  }
  for (const [label, [demandM2, lowM2, likelyM2, highM2]] of [...labels].sort((a, b) => a[0] - b[0]))
    result.labels.push({ label, demandM2, lowM2, likelyM2, highM2 });
  result.places = places.map((place) => place ?? noPlace(k));
  result.failedChecks = [...failed].sort();
  let seers = 0;
  for (let i = 0; i < cameras.n; i++) seers += seeing[i];
  result.seeing = new Int32Array(seers);
  for (let i = cameras.n - 1; i >= 0; i--) if (seeing[i]) result.seeing[--seers] = i;
  return result;
}

const COLUMNS = ['lon', 'lat', 'azimuthDeg', 'hfovDeg', 'nearM', 'reachM', 'p', 'heightM'] as const;

/** The cameras with one row set (shift 0), put in (+1) or taken out (−1); the given arrays are left as they are. */
function withRow(c: CameraArrays, at: number, shift: -1 | 0 | 1, row: CameraRow | null): CameraArrays {
  const n = c.n + shift;
  const column = (name: (typeof COLUMNS)[number]): Float64Array => {
    const old = c[name] ?? new Float64Array(c.n).fill(Number.NaN);
    const made = new Float64Array(n);
    made.set(old.subarray(0, at));
    if (row) made[at] = row[name];
    const behind = shift === 1 ? at : at + 1;
    made.set(old.subarray(behind, c.n), behind + shift);
    return made;
  };
  const [lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p, heightM] = COLUMNS.map(column);
  const made: CameraArrays = { n, lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p, heightM };
  if (c.terrain || row?.terrain) made.terrain = terrainWith(c.terrain ?? noTerrain(c.n), c.n, at, shift, row?.terrain);
  return made;
}

const QUAD_COLUMNS = ['az0Deg', 'az1Deg', 'in0M', 'in1M', 'out0M', 'out1M'] as const;

const noTerrain = (n: number): TerrainInput => {
  const none = new Float64Array(0);
  const quads = { az0Deg: none, az1Deg: none, in0M: none, in1M: none, out0M: none, out1M: none };
  return { from: new Int32Array(n + 1), ...quads, blind: new Uint8Array(n) };
};

/** The same for terrain of n cameras: the quads of those behind move with them. */
function terrainWith(
  t: TerrainInput,
  n: number,
  at: number,
  shift: -1 | 0 | 1,
  own: CameraTerrain | null | undefined,
): TerrainInput {
  const behind = shift === 1 ? at : at + 1;
  const first = t.from[at];
  const last = t.from[behind];
  const quads = own?.quads ?? [];
  const more = quads.length / QUAD_COLUMNS.length;
  const from = new Int32Array(n + shift + 1);
  const blind = new Uint8Array(n + shift);
  from.set(t.from.subarray(0, at + 1));
  blind.set(t.blind.subarray(0, at));
  for (let i = behind; i <= n; i++) from[i + shift] = t.from[i] + more - (last - first);
  blind.set(t.blind.subarray(behind, n), behind + shift);
  if (own?.blind) blind[at] = 1;
  const column = (name: (typeof QUAD_COLUMNS)[number], q: number): Float64Array => {
    const made = new Float64Array(from[n + shift]);
    made.set(t[name].subarray(0, first));
    for (let k = 0; k < more; k++) made[first + k] = quads[QUAD_COLUMNS.length * k + q];
    made.set(t[name].subarray(last, t.from[n]), first + more);
    return made;
  };
  const [az0Deg, az1Deg, in0M, in1M, out0M, out1M] = QUAD_COLUMNS.map(column);
  return { from, az0Deg, az1Deg, in0M, in1M, out0M, out1M, blind };
}

/** The four checks of docs/model.md §4 on one plane's sums. */
export function failedChecks(s: PlaneSums, K: number): CheckName[] {
  const bad: CheckName[] = [];
  if (!(s.residualM <= CLOSURE_M)) bad.push('closure');
  for (let q = 0; q < 2; q++) {
    if (Math.abs(s.allDepths[q] - s.singles[q]) <= REL * s.singles[q] + ABS_M2) continue;
    bad.push('depth-sum');
    break;
  }
  const slack = REL * s.demandM2 + ABS_M2;
  let ordered = s.demandM2 >= -slack;
  for (let m = 0; m < K; m++) {
    const chain = [0, s.depth[m], s.likely[m], s.high[m], s.demandM2];
    for (let q = 0; q < 4; q++) if (!(chain[q] <= chain[q + 1] + slack)) ordered = false;
    if (m > 0) for (const f of [s.depth, s.likely, s.high]) if (!(f[m] <= f[m - 1] + slack)) ordered = false;
  }
  if (!ordered) bad.push('bounds');
  if (s.miscounted > 0) bad.push('direct-count');
  return bad;
}

/** Rounding may leave a hair outside [0, demand]; a figure does not. */
const within = (v: number, demandM2: number): number => Math.max(0, Math.min(v, Math.max(0, demandM2)));
