// Figures at a detail of a profile: kept by leaf, summed for parents when asked.
import type { Figure } from '#contract/figure';
import { type DetailRecord, detailRecords, staleLeaves } from '#storage/detail-figures.repository';
import type { FigureRecord, FigureSet } from '#storage/figures.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, codesOfPath } from '#storage/regions.repository';
import type { Scope } from '#storage/scope';
import type { Storage } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { keyOf, measureLeaves, type ProfileDetail, startDetail } from './detail-measure.ts';
import { sumParents } from './figure-rollup.ts';
import type { Job } from './jobs.ts';
import { leafState } from './rollup-cache.ts';

/** Up to this many leaves are measured before the reply; more of them are a job. */
const SOON_LEAVES = 64;

export interface DetailFigures {
  /** of every region of the scope that has one, whatever was measured of it */
  records: Map<string, FigureRecord>;
  /** region → leaves below it that are not measured at this detail, or changed since */
  stale: Map<string, number>;
}

const kept = new WeakMap<Storage, Map<string, DetailFigures>>();
/** A few scopes, sets and details at a time. */
const KEPT = 4;

/** What is known now, without measuring anything. */
export async function detailFigures(
  ctx: Ctx,
  { scope, set, detail }: { scope: Scope; set: FigureSet; detail: ProfileDetail },
): Promise<DetailFigures> {
  const { reader } = ctx.storage;
  const versions = [await readMeta(reader, 'dataVersion'), await readMeta(reader, 'figuresVersion')];
  const key = JSON.stringify([scope, set, detail, versions]);
  const cache = kept.get(ctx.storage) ?? new Map<string, DetailFigures>();
  kept.set(ctx.storage, cache);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const rows = await detailRecords(reader, scope, keyOf(detail));
  const found = await summed(ctx, scope, set, detail, rows);
  for (const oldest of cache.keys()) if (cache.size >= KEPT) cache.delete(oldest);
  cache.set(key, found);
  return found;
}

async function summed(
  ctx: Ctx,
  scope: Scope,
  set: FigureSet,
  detail: ProfileDetail,
  rows: DetailRecord[],
): Promise<DetailFigures> {
  const { reader } = ctx.storage;
  const regions = await allRegionRows(reader, scope);
  const leaves = new Map(regions.filter((row) => row.isLeaf).map((row) => [row.code, codesOfPath(row.path)]));
  const own = rows.filter((row) => leaves.has(row.regionCode));
  const pairs = own.flatMap(({ set: of, regionCode: leafCode, sees }) =>
    sees.map(([cameraId, homeCode, blind]) => ({ leafCode, set: of, cameraId, homeCode, blind })),
  );
  const state = leafState(leaves, own.map(asRecord), pairs);
  const parents = regions.filter((row) => !row.isLeaf).map((row) => row.code);
  const records = new Map(state.figures.installed);
  if (set === 'planned') for (const [code, row] of state.figures.planned) records.set(code, row);
  for (const row of sumParents(set, parents, state, nowIso(ctx), detail)) records.set(row.regionCode, row);
  const stale = new Map<string, number>();
  for (const leaf of await staleLeaves(reader, scope, keyOf(detail)))
    for (const code of codesOfPath(leaf.path)) stale.set(code, (stale.get(code) ?? 0) + 1);
  return { records, stale };
}

/** As a row of the figures of detail `range`. */
function asRecord(row: DetailRecord): FigureRecord {
  const { detail: _detail, profile: _profile, sees: _sees, ...record } = row;
  const { basis, demandM2, likelyM2 } = record.figure as Figure;
  const judged = basis === 'not-applicable';
  return { ...record, demandM2: judged ? null : demandM2, likelyM2: judged ? null : likelyM2 };
}

/** The figures of a scope with nothing stale in them: a few leaves are measured at once, many as a job, whose row is the
 * answer. A database that is only read keeps nothing, so there everything is measured at once. */
export async function freshDetailFigures(
  ctx: Ctx,
  input: { scope: Scope; code: string | null; set: FigureSet; detail: ProfileDetail },
): Promise<DetailFigures | { job: Job }> {
  const { scope, set, detail, code } = input;
  const codes = (await staleLeaves(ctx.storage.reader, scope, keyOf(detail))).map((leaf) => leaf.code);
  if (codes.length === 0) return detailFigures(ctx, input);
  if (ctx.storage.readOnly) {
    const measured = await measureLeaves(ctx, codes, detail, { keep: false });
    const anew = new Set(codes);
    const rows = (await detailRecords(ctx.storage.reader, scope, keyOf(detail))).filter((r) => !anew.has(r.regionCode));
    const { records } = await summed(ctx, scope, set, detail, [...rows, ...measured]);
    return { records, stale: new Map() };
  }
  if (codes.length > SOON_LEAVES) return { job: await startDetail(ctx, detail, code) };
  await measureLeaves(ctx, codes, detail, { keep: true });
  return detailFigures(ctx, input);
}
