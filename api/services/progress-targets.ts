// Which targets hold for a scope, how does it stand to one of them, and how do its children?
import type { Attainment, Grade, Target } from '#contract/target';
import { attainmentOf, targetFor } from '#rules/targets';
import { figureRecords } from '#storage/figures.repository';
import { allRegionRows, childrenOf, codesOfPath, findRegion } from '#storage/regions.repository';
import { EVERYTHING, narrow } from '#storage/scope';
import { targetRecords } from '#storage/targets.repository';
import type { Ctx } from './ctx.ts';
import { currentFigure, dirtyBelow, judgeOf, toTarget } from './standing-of-figures.ts';

/** The one that is drawn first is the scope's own coverage, else the first. */
export async function targetsHolding(ctx: Ctx, region: string | null, today: string): Promise<Target[]> {
  const targets = (await targetRecords(ctx.storage.reader, EVERYTHING)).map(toTarget);
  if (region === null) return [];
  const row = (await findRegion(ctx.storage.reader, ctx.scope, region))!;
  const above = codesOfPath(row.path)
    .slice(0, -1)
    .reverse()
    .map((code) => ({ code, level: '' }));
  const metrics = [...new Set(targets.map(({ metric }) => metric))];
  return metrics.flatMap(
    (metric) =>
      targetFor(
        row,
        above,
        targets.filter((t) => t.metric === metric),
        today,
      ) ?? [],
  );
}

export async function standingOf(
  ctx: Ctx,
  region: string | null,
  target: Target,
  today: string,
): Promise<Attainment | null> {
  if (region === null || target.metric !== 'coverage') return null;
  const [record] = await figureRecords(ctx.storage.reader, ctx.scope, 'installed', [region]);
  return attainmentOf(record === undefined ? null : currentFigure(record, await dirtyBelow(ctx)), target, today);
}

export async function childGrades(
  ctx: Ctx,
  region: string | null,
  _target: Target | null,
  _today: string,
): Promise<(Grade | null)[]> {
  const { reader } = ctx.storage;
  const scope = (await narrow(reader, ctx.scope, region ?? undefined)) ?? ctx.scope;
  const rows =
    region === null ? await allRegionRows(reader, scope, { parent: '' }) : await childrenOf(reader, scope, region);
  const judge = await judgeOf(ctx);
  const dirty = await dirtyBelow(ctx);
  const figures = new Map(
    (
      await figureRecords(
        reader,
        ctx.scope,
        'installed',
        rows.map((row) => row.code),
      )
    ).map((row) => [row.regionCode, row]),
  );
  return rows.map((row) => {
    const record = figures.get(row.code);
    return judge(row, record === undefined ? null : currentFigure(record, dirty))?.grade ?? null;
  });
}
