// Where are the cameras that do not work? As many as a small map can show, offline ones first.
import type { StatusPositions } from '#contract/status';
import { findCameras } from '#storage/cameras.repository';
import { allRegionRows } from '#storage/regions.repository';
import { narrow } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { inTurns } from './in-turns.ts';
import type { StateNow } from './live-status.ts';
import { regionMissing } from './regions.ts';

/** More marks than this are a carpet, not a map. */
const MOST_MARKS = 2_000;
/** Of more leaves than this (some dozen counties) only the number is given: single cameras would not be seen. */
const MOST_LEAVES = 5_000;

type Out = [id: string, now: StateNow];

/** Errors: region.not_found. */
export async function statusPositions(ctx: Ctx, { region }: { region?: string }): Promise<StatusPositions> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, region);
  if (scope === null) throw regionMissing(region!);
  await ctx.status.ready();
  const leaves = (await allRegionRows(reader, scope)).filter((row) => row.isLeaf).map((row) => row.code);
  const { offline, unknown } = ctx.status.countsOf(leaves);
  const found = leaves.length > MOST_LEAVES ? [] : await inTurns(notOnline(ctx, leaves));
  const ids = found.map(([id]) => id);
  const records = await findCameras(reader, scope, ids);
  const at = new Map(records.map(({ id, longitude, latitude }) => [id, [longitude, latitude] as [number, number]]));
  // one that was removed this instant stands nowhere
  const shown = found.flatMap(([id, now]) => {
    const position = at.get(id);
    return position === undefined ? [] : [{ id, now, position }];
  });
  return {
    asOf: new Date(ctx.status.asOf()).toISOString(),
    total: offline + unknown,
    cameras: shown.map(({ id }) => id),
    positions: shown.map(({ position }) => position),
    states: shown.map(({ now }) => now.state),
    reasons: shown.map(({ now }) => now.reason),
  };
}

function* notOnline(ctx: Ctx, leaves: readonly string[]): Generator<void, Out[]> {
  const offline: Out[] = [];
  const unknown: Out[] = [];
  for (const leaf of leaves) {
    if (offline.length >= MOST_MARKS) break;
    for (const [id, now] of ctx.status.camerasOfLeaf(leaf)) {
      if (now.state === 'offline') offline.push([id, now]);
      else if (now.state === 'unknown' && unknown.length < MOST_MARKS) unknown.push([id, now]);
    }
    yield;
  }
  return [...offline, ...unknown].slice(0, MOST_MARKS);
}
