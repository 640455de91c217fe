// How many bytes is a snapshot of a province, and what do ten years of months come to?
// node --import tsx scripts/bench/snapshots.ts [--leaves 29000] [--months 12] [--changed 0.15]
// Every month a part of the leaves gets cameras, and so new figures in all columns; numbers are as random as measured ones:
// two in five leaves have records without azimuth, so that low, likely and high differ; four classes of public space each.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { PublicSpaceClass } from '#contract/layers';
import { figureTable, type LeafEntry } from '#services/snapshot-figures';
import { NODE, openSnapshot, type PackedTable, packSnapshot } from '#storage/snapshot-blob';
import type { StoredFigure } from '#storage/tables';

const { values } = parseArgs({
  options: {
    leaves: { type: 'string', default: '29000' },
    months: { type: 'string', default: '12' },
    changed: { type: 'string', default: '0.15' },
  },
});
const [leaves, months, changed] = [values.leaves, values.months, values.changed].map(Number);
const YEARS_MONTHS = 120;
/** As in services/snapshot.ts. */
const WORTH_A_BASE = 0.4;

let state = 42;
function next(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  // 53 random bits: a sum of measured areas has as many
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296 + Math.random() * 2 ** -32;
}
const part = (of: number): number => of * next();

function entryOf(node: number, version: number): LeafEntry {
  const demandM2 = 20_000 + part(400_000);
  const isUnsure = next() < 0.4;
  const low = [0.6, 0.3, 0.1, 0.03].map((share) => part(demandM2 * share));
  const likely = low.map((m2) => (isUnsure ? m2 + part(demandM2 * 0.1) : m2));
  const high = likely.map((m2) => (isUnsure ? m2 + part(demandM2 * 0.1) : m2));
  const cameras = Math.floor(part(130));
  const classes = PublicSpaceClass.options.slice(0, 4).map((one) => {
    const demand = part(demandM2);
    const covered = part(demand);
    const more = isUnsure ? covered + part(100) : covered;
    return { class: one, demandM2: demand, coveredM2: covered, likelyM2: more, coveredHighM2: more };
  });
  const figure: StoredFigure = {
    demandM2,
    coveredM2: low[0],
    likelyM2: likely[0],
    coveredHighM2: high[0],
    depthM2: low,
    likelyDepthM2: likely,
    highDepthM2: high,
    overM2: part(1_000),
    smallGapsM2: part(300),
    privateM2: part(500),
    classes,
    keyPlaces: { total: 3, covered: Math.floor(part(3)), coveredLow: 1, coveredHigh: 3, minShare: 0.5 },
    cameras,
    camerasSeeing: cameras + Math.floor(part(9)),
    devices: cameras + Math.floor(part(20)),
    unaimed: isUnsure ? Math.floor(part(20)) : 0,
    assumptions: { 'fixed.hfovDeg': Math.floor(part(cameras)), 'dome.rangeM': Math.floor(part(cameras)) },
    gapCount: Math.floor(part(200)),
    basis: 'public-space',
    parts: null,
    detail: 'range',
    profile: null,
    assumptionsVersion: 'v1',
    k: 4,
    residualM: part(1e-11),
    failedChecks: [],
    leaves: 1,
    leavesMeasured: 1,
  };
  const regionM2 = 1e6 + part(5e6);
  const computedAt = new Date(Date.UTC(2026, 0, 1) + version * 60_000 + Math.floor(node / 128) * 400).toISOString();
  return { node, figure, ownSeeing: cameras, regionM2, gapNeed: part(demandM2), measuredVersion: version, computedAt };
}

const countTable = (name: string, columns: number): PackedTable => ({
  name,
  rows: leaves,
  columns: [
    { name: NODE, values: Int32Array.from({ length: leaves }, (_, i) => i) },
    ...Array.from({ length: columns }, (_, c) => ({
      name: `c${c}`,
      values: Int32Array.from({ length: leaves }, () => Math.floor(part(130))),
    })),
  ],
});
const timesTable = (): PackedTable => ({
  name: 'times',
  rows: leaves,
  columns: [
    { name: NODE, values: Int32Array.from({ length: leaves }, (_, i) => i) },
    ...['onlineS', 'offlineS', 'unknownS', 'plannedS', 'ownS'].map((name) => ({
      name,
      values: Float64Array.from({ length: leaves }, () => Math.floor(part(130 * 86_400 * 30_000)) / 1_000),
    })),
  ],
});

const entries = Array.from({ length: leaves }, (_, node) => entryOf(node, 1));
let base: Uint8Array | null = null;
let total = 0;
const rows: Record<string, number>[] = [];
for (let month = 0; month < months; month += 1) {
  if (month > 0) for (let i = 0; i < leaves; i += 1) if (next() < changed) entries[i] = entryOf(i, month + 1);
  const tables = [await figureTable('figures installed range ', entries), countTable('stages', 16), timesTable()];
  const begun = performance.now();
  const whole = await packSnapshot({}, tables);
  const tookMs = performance.now() - begun;
  const apart =
    base === null
      ? null
      : await packSnapshot({}, tables, { blob: openSnapshot(base), aligned: async (_table, nodes) => nodes });
  const isApart = apart !== null && apart.length <= whole.length * (1 - WORTH_A_BASE);
  const kept = isApart ? apart : whole;
  if (!isApart) base = whole;
  total += kept.length;
  rows.push({ month, whole: whole.length, kept: kept.length, packedInMs: Math.round(tookMs) });
}
console.table(rows);
console.log(
  `${leaves} leaves, ${changed * 100} % changed a month: ${Math.round(total / months)} bytes a snapshot, ` +
    `${Math.round((total / months) * YEARS_MONTHS * 1e-6)} MB in ten years; whole ${Math.round(rows[0].whole * YEARS_MONTHS * 1e-6)} MB`,
);
