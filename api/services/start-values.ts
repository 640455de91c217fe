// What was there on the day that a target began: where its plan starts from.
import type { Target } from '#contract/target';
import { lastDayOf } from '#rules/months';
import { valueAt } from '#rules/region-sums';
import { allRegionRows } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { type SnapshotRow, snapshotRows } from '#storage/snapshots.repository';
import type { Ctx } from './ctx.ts';
import { openById } from './snapshot.ts';
import { valuesOf } from './snapshot-metrics.ts';
import { stageSumsOn } from './stage-ledger.ts';

export type StartOf = (code: string) => number | null;
const NOTHING_KNOWN: StartOf = () => null;
/** A month end after the start still tells where it began, if it is not farther from it. */
const NEAR_DAYS = 45;
const DAY_MS = 86_400_000;

/** Of every region of everything, read once. Only plans with milestones ask for it. */
export async function startValuesOf(ctx: Ctx, target: Target): Promise<StartOf> {
  if (target.milestones.length === 0) return NOTHING_KNOWN;
  const { metric, measure, start } = target;
  if (metric === 'cameras') {
    const codes = (await allRegionRows(ctx.storage.reader, ctx.scope)).map((row) => row.code);
    const { byRegion } = await stageSumsOn(ctx, { codes, on: start });
    return (code) => byRegion.get(code)?.cameras[measure.stage ?? 'installed'] ?? null;
  }
  const row = nearest(await snapshotRows(ctx.storage.reader, EVERYTHING, { kind: 'known' }), start);
  const open = row === null ? null : await openById(ctx, row.id);
  if (open === null) return NOTHING_KNOWN;
  const values = await valuesOf(ctx.storage, open, { metric, measure });
  return (code) => {
    const node = open.tree.nodeOf.get(code);
    return node === undefined ? null : valueAt(values, node).value;
  };
}

/** The last month end not after the day, else one soon after it. */
function nearest(rows: readonly SnapshotRow[], day: string): SnapshotRow | null {
  const dated = rows.map((row) => ({ row, on: lastDayOf(row.month!) }));
  const before = dated.findLast(({ on }) => on <= day);
  if (before !== undefined) return before.row;
  const after = dated.find(({ on }) => on > day);
  if (after === undefined) return null;
  return Date.parse(after.on) - Date.parse(day) <= NEAR_DAYS * DAY_MS ? after.row : null;
}
