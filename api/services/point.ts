// Which point in time is asked for, and by which knowledge?
import type { Knowledge } from '#contract/figure';
import { instantMeant } from '#rules/instant';
import { undoneImports } from '#storage/imports.repository';
import { readMeta } from '#storage/meta.repository';
import { lastBatchNo } from '#storage/point-figures.repository';
import { EVERYTHING } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { type Past, pastAt } from './past.ts';

export type Known = Knowledge;

export interface AskedPoint {
  /** a day (its end) or an instant */
  at: string;
  known?: Known;
}

export interface Point {
  at: string;
  known: Known;
  past: Past;
  /** figures of leaves are kept under it, with the set behind */
  key: string;
  /** those of the set `live`, which words that come late may change */
  liveKey: string;
}

/** A commit may last: what is recorded in it can be this much older than when it is there for all to see. */
const SETTLED_MS = 3_600_000;

/** Errors: point.invalid, point.future. */
export async function pointOf(ctx: Ctx, { at: text, known = 'then' }: AskedPoint): Promise<Point> {
  const nowMs = ctx.clock();
  const ms = instantMeant(text, nowMs);
  if (ms === null) throw new ServiceError('point.invalid', 'invalid', { at: text });
  if (ms > nowMs) throw new ServiceError('point.future', 'invalid', { at: text });
  const at = new Date(ms).toISOString();
  const { reader } = ctx.storage;
  const past = await pastAt(ctx, at, known);
  // what was known then changes by an undo only; what is known today with every change
  const undone = (await undoneImports(reader, EVERYTHING)).length;
  const rewritten = await readMeta(reader, 'pastWrittenAt');
  const isSettled = known === 'then' && ms < nowMs - SETTLED_MS;
  const basis = isSettled ? [undone, rewritten] : [undone, rewritten, await readMeta(reader, 'dataVersion')];
  const words = isSettled ? [] : [await lastBatchNo(reader, EVERYTHING)];
  return {
    at,
    known,
    past,
    key: JSON.stringify([at, known, ...basis]),
    liveKey: JSON.stringify([at, known, ...basis, ...words]),
  };
}
