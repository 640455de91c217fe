// Which cameras of a leaf work, and how far is each of them counted? docs/model.md §3, set `live`.
import type { StatusState } from '#contract/status';
import type { CameraArrays, TerrainInput } from '#engine';
import type { CameraTable } from './leaf-input.ts';
import type { StandingCounts } from './rollup.ts';

export interface LiveCounts {
  online: number;
  offline: number;
  unknown: number;
}

export const noStates = (): LiveCounts => ({ online: 0, offline: 0, unknown: 0 });

export function countStates(states: Iterable<StatusState>): LiveCounts {
  const counts = noStates();
  for (const state of states) counts[state] += 1;
  return counts;
}

/** The engine takes 1 as certain and 0 as no footprint at all: a camera that may work is neither. */
const JUST_BELOW_ONE = 1 - Number.EPSILON / 2;
const JUST_ABOVE_ZERO = 1e-300;

/** How much an unknown camera is counted in `likely`: online ÷ (online + offline); null = nobody's state is known. */
export const shareOnline = ({ online, offline }: LiveCounts): number | null =>
  online + offline === 0 ? null : online / (online + offline);

/** The share that holds in a leaf: of the cameras that stand in it, or, where none does, of those that look into it; 0 when
 * nobody knows of those either. Null = the leaf is not computed: cameras stand in it and no state is known. */
export function shareOfLeaf(standing: LiveCounts, looking: LiveCounts): number | null {
  const stand = standing.online + standing.offline + standing.unknown;
  return stand > 0 ? shareOnline(standing) : (shareOnline(looking) ?? 0);
}

/** What becomes of a camera that is counted with probability `p` when it works. Null = it is left out. */
export function liveWeight(p: number, state: StatusState, share: number): number | null {
  if (state === 'offline') return null;
  if (state === 'online' || p <= 0) return p;
  return Math.min(JUST_BELOW_ONE, Math.max(JUST_ABOVE_ZERO, p * share));
}

/** The cameras that are left, with their probabilities, in the order they had. `kept[i]` is the former index of the i-th. */
export function liveCameras(
  cameras: CameraArrays,
  stateOf: (index: number) => StatusState,
  share: number,
): { cameras: CameraArrays; kept: Int32Array } {
  const rows: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < cameras.n; i += 1) {
    const weight = liveWeight(cameras.p[i], stateOf(i), share);
    if (weight === null) continue;
    rows.push(i);
    weights.push(weight);
  }
  const kept = Int32Array.from(rows);
  return { cameras: { ...camerasAt(cameras, kept), p: Float64Array.from(weights) }, kept };
}

/** Some of the cameras, as arrays of their own. */
export function camerasAt(cameras: CameraArrays, rows: Int32Array): CameraArrays {
  const take = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
  const { lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p, heightM, terrain } = cameras;
  return {
    n: rows.length,
    lon: take(lon),
    lat: take(lat),
    azimuthDeg: take(azimuthDeg),
    hfovDeg: take(hfovDeg),
    nearM: take(nearM),
    reachM: take(reachM),
    p: take(p),
    ...(heightM === undefined ? {} : { heightM: take(heightM) }),
    ...(terrain === undefined ? {} : { terrain: terrainAt(terrain, rows) }),
  };
}

function terrainAt(terrain: TerrainInput, rows: Int32Array): TerrainInput {
  const from = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    from[i + 1] = from[i] + terrain.from[row + 1] - terrain.from[row];
  });
  const take = (column: Float64Array): Float64Array => {
    const taken = new Float64Array(from[rows.length]);
    rows.forEach((row, i) => {
      taken.set(column.subarray(terrain.from[row], terrain.from[row + 1]), from[i]);
    });
    return taken;
  };
  return {
    from,
    az0Deg: take(terrain.az0Deg),
    az1Deg: take(terrain.az1Deg),
    in0M: take(terrain.in0M),
    in1M: take(terrain.in1M),
    out0M: take(terrain.out0M),
    out1M: take(terrain.out1M),
    blind: Uint8Array.from(rows, (row) => terrain.blind[row]),
  };
}

/** What is said of the cameras of some rows of a table, in row order. */
export function countsOfRows(table: CountedTable, rows: Iterable<number>): StandingCounts {
  const counts = { cameras: 0, devices: 0, unaimed: 0 };
  const assumptions = new Map<string, number>();
  for (const row of rows) {
    counts.cameras += 1;
    counts.devices += table.devices[row];
    counts.unaimed += table.unaimed[row];
    for (const name of table.assumptionSets[table.assumptionSet[row]])
      assumptions.set(name, (assumptions.get(name) ?? 0) + 1);
  }
  const sorted = [...assumptions].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { ...counts, assumptions: Object.fromEntries(sorted) };
}
type CountedTable = Pick<CameraTable, 'devices' | 'unaimed' | 'assumptionSet' | 'assumptionSets'>;
