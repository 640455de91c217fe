// What is to be reached by when?
import type { Target, TargetInput } from '#contract/target';
import { appendAudit } from '#storage/audit.repository';
import { raise } from '#storage/meta.repository';
import { regionRows, regionTotals } from '#storage/regions.repository';
import type { Reader } from '#storage/storage';
import { replaceTargets, type TargetRecord, targetRecords } from '#storage/targets.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { announce } from './measure.ts';
import { toTarget } from './standing-of-figures.ts';

export async function getTargets(ctx: Ctx): Promise<Target[]> {
  return (await targetRecords(ctx.storage.reader, ctx.scope)).map(toTarget);
}

/** Replaces all targets. A target without a start begins today. Errors: target.scope_unknown, target.dates,
 * target.id_repeated. */
export async function putTargets(ctx: Ctx, input: { targets: TargetInput[] }): Promise<Target[]> {
  const rows = await checkedTargets(ctx, input.targets);
  await ctx.storage.transaction(async (writer) => {
    await replaceTargets(writer, rows);
    await raise(writer, 'figuresVersion');
    await appendAudit(writer, {
      at: nowIso(ctx),
      actor: ctx.actor,
      action: 'targets.put',
      subject: 'targets',
      detail: { targets: rows.map(toTarget) },
    });
  });
  await announce(ctx, null);
  return rows.map(toTarget);
}

export async function checkedTargets(
  ctx: Ctx,
  targets: TargetInput[],
  reader: Reader = ctx.storage.reader,
): Promise<TargetRecord[]> {
  const codes = targets.flatMap((target) => ('region' in target.scope ? [target.scope.region] : []));
  const known = new Set((await regionRows(reader, ctx.scope, codes)).map((row) => row.code));
  const levels = new Set((await regionTotals(reader, ctx.scope)).levels.map((level) => level.level));
  const ids = targets.flatMap((target) => target.id ?? []);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new ServiceError('target.id_repeated', 'invalid', { id: twice });
  const now = nowIso(ctx);
  const rows = targets.map((target): TargetRecord => {
    const id = target.id ?? ctx.ids();
    const scope = 'region' in target.scope ? target.scope.region : target.scope.level;
    if (!('region' in target.scope ? known : levels).has(scope))
      throw new ServiceError('target.scope_unknown', 'invalid', { id, scope });
    const start = target.start ?? now.slice(0, 10);
    if (target.due < start) throw new ServiceError('target.dates', 'invalid', { id, start });
    return {
      id,
      scopeRegion: 'region' in target.scope ? scope : null,
      scopeLevel: 'region' in target.scope ? null : scope,
      metric: target.metric,
      measure: target.measure ?? {},
      minimum: target.minimum,
      ceiling: target.ceiling ?? null,
      start,
      due: target.due,
      milestones: target.milestones ?? [],
      critical: target.critical ?? false,
      owner: target.owner ?? null,
      note: target.note ?? null,
      recordedAt: now,
    };
  });
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}
