// What is to be reached by when, who said so, and who confirmed it?
import type { Target, TargetInput, TargetList } from '#contract/target';
import { sentencesOf } from '#rules/messages';
import { detailOf } from '#rules/profiles';
import { type DatedTarget, type TargetFault, targetFaults } from '#rules/target-checks';
import { appendAudit } from '#storage/audit.repository';
import { raise } from '#storage/meta.repository';
import { regionRows, regionTotals } from '#storage/regions.repository';
import type { Reader, Writer } from '#storage/storage';
import {
  addTargetList,
  confirmTargetList,
  findTargetList,
  newestTargetList,
  replaceTargets,
  type TargetListRecord,
  type TargetRecord,
  targetLists,
  targetRecords,
} from '#storage/targets.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { type FieldError, ServiceError } from './errors.ts';
import { customProfiles } from './look.ts';
import { announce } from './measure.ts';
import { toTarget } from './standing-of-figures.ts';

export async function getTargets(ctx: Ctx): Promise<Target[]> {
  return (await targetRecords(ctx.storage.reader, ctx.scope)).map(toTarget);
}

/** The version in force; null before the first one. */
export async function getTargetList(ctx: Ctx): Promise<Omit<TargetList, 'targets'> | null> {
  const row = await newestTargetList(ctx.storage.reader, ctx.scope);
  return row === null ? null : toVersion(row);
}

/** Replaces all targets by a new version of the list. A target without a start begins today. Errors: those of
 * checkedTargets. */
export async function putTargets(ctx: Ctx, input: { targets: TargetInput[]; reason?: string }): Promise<Target[]> {
  const rows = await checkedTargets(ctx, input.targets);
  await ctx.storage.transaction(async (writer) => {
    await replaceTargets(writer, rows);
    await keepVersion(ctx, writer, rows, input.reason ?? null);
    await raise(writer, 'figuresVersion');
    await appendAudit(writer, {
      at: nowIso(ctx),
      actor: ctx.actor,
      action: 'targets.put',
      subject: 'targets',
      detail: { targets: rows.map(toTarget), reason: input.reason ?? null },
    });
  });
  await announce(ctx, null);
  return rows.map(toTarget);
}

/** Inside the transaction that replaced the list. */
export async function keepVersion(
  ctx: Ctx,
  writer: Writer,
  rows: readonly TargetRecord[],
  reason: string | null,
): Promise<void> {
  const last = await newestTargetList(writer, ctx.scope);
  await addTargetList(writer, {
    version: (last?.version ?? 0) + 1,
    targets: rows.map(toTarget),
    recordedAt: nowIso(ctx),
    actor: ctx.actor,
    reason,
    confirmedAt: null,
    confirmedBy: null,
    confirmedNote: null,
  });
}

const toVersion = ({ targets: _targets, ...row }: TargetListRecord): Omit<TargetList, 'targets'> => row;

/** Newest first. */
export async function listTargetVersions(ctx: Ctx): Promise<Omit<TargetList, 'targets'>[]> {
  return (await targetLists(ctx.storage.reader, ctx.scope)).map(toVersion);
}

export interface TargetChange {
  added: Target[];
  removed: Target[];
  changed: { before: Target; after: Target }[];
}
/** One version, and what it changed of the one before. Errors: target.version_unknown. */
export async function getTargetVersion(ctx: Ctx, { version }: { version: number }): Promise<TargetList & TargetChange> {
  const row = await findTargetList(ctx.storage.reader, ctx.scope, version);
  if (row === null) throw new ServiceError('target.version_unknown', 'not-found', { version });
  const last = await findTargetList(ctx.storage.reader, ctx.scope, version - 1);
  const now = row.targets as Target[];
  const before = new Map(((last?.targets ?? []) as Target[]).map((target) => [target.id, target]));
  const after = new Map(now.map((target) => [target.id, target]));
  return {
    ...toVersion(row),
    targets: now,
    added: now.filter(({ id }) => !before.has(id)),
    removed: [...before.values()].filter(({ id }) => !after.has(id)),
    changed: now.flatMap((target) => {
      const old = before.get(target.id);
      return old === undefined || JSON.stringify(old) === JSON.stringify(target)
        ? []
        : [{ before: old, after: target }];
    }),
  };
}

/** Somebody stands for the list as it is. Errors: target.version_unknown, target.version_old. */
export async function confirmTargets(
  ctx: Ctx,
  { version, note }: { version: number; note?: string },
): Promise<Omit<TargetList, 'targets'>> {
  return ctx.storage.transaction(async (writer) => {
    const last = await newestTargetList(writer, ctx.scope);
    if (last === null || version > last.version)
      throw new ServiceError('target.version_unknown', 'not-found', { version });
    if (last.version !== version)
      throw new ServiceError('target.version_old', 'conflict', { version, current: last.version });
    const confirmed = { confirmedAt: nowIso(ctx), confirmedBy: ctx.actor, confirmedNote: note ?? null };
    await confirmTargetList(writer, version, confirmed);
    await appendAudit(writer, {
      at: nowIso(ctx),
      actor: ctx.actor,
      action: 'targets.confirm',
      subject: `${version}`,
      detail: { note: note ?? null },
    });
    return toVersion({ ...last, ...confirmed });
  });
}

/** Rows as they are kept, by id. `beside`: targets that stay in force next to them. Errors: the fault, where there is one;
 * target.invalid with all of them, where there are more. */
export async function checkedTargets(
  ctx: Ctx,
  targets: TargetInput[],
  reader: Reader = ctx.storage.reader,
  beside: readonly Target[] = [],
): Promise<TargetRecord[]> {
  const now = nowIso(ctx);
  const dated = targets.map((target): DatedTarget => ({ ...target, start: target.start ?? now.slice(0, 10) }));
  const faults = [
    ...targetFaults(dated, beside),
    ...(await unknownScopes(ctx, dated, reader)),
    ...(await unknownDetails(dated, reader)),
  ];
  if (faults.length > 0) throw refusal(faults);
  const rows = dated.map((target): TargetRecord => {
    const { scope } = target;
    return {
      id: target.id ?? ctx.ids(),
      scopeRegion: 'region' in scope ? scope.region : null,
      scopeLevel: 'region' in scope ? null : scope.level,
      metric: target.metric,
      measure: target.measure ?? {},
      minimum: target.minimum,
      ceiling: target.ceiling ?? null,
      start: target.start,
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

async function unknownScopes(ctx: Ctx, targets: readonly DatedTarget[], reader: Reader): Promise<TargetFault[]> {
  const codes = targets.flatMap(({ scope }) => ('region' in scope ? [scope.region] : []));
  const known = new Set((await regionRows(reader, ctx.scope, codes)).map((row) => row.code));
  const levels = new Set((await regionTotals(reader, ctx.scope)).levels.map((level) => level.level));
  return targets.flatMap(({ scope, id }, i): TargetFault[] => {
    const [isThere, name] =
      'region' in scope ? [known.has(scope.region), scope.region] : [levels.has(scope.level), scope.level];
    if (isThere) return [];
    return [
      { path: `targets.${i}.scope`, code: 'target.scope_unknown', params: { id: id ?? `#${i + 1}`, scope: name } },
    ];
  });
}

/** A detail that nobody knows could never be measured. */
async function unknownDetails(targets: readonly DatedTarget[], reader: Reader): Promise<TargetFault[]> {
  if (!targets.some(({ measure }) => measure?.detail !== undefined || measure?.profile !== undefined)) return [];
  const custom = await customProfiles(reader);
  return targets.flatMap(({ measure = {} }, i): TargetFault[] => {
    const { detail, profile } = measure;
    const found = detailOf({ detail, profile }, custom);
    if (!('code' in found)) return [];
    return [{ path: `targets.${i}.measure.${detail === undefined ? 'profile' : 'detail'}`, ...found }];
  });
}

const MOST_FAULTS = 200;
function refusal(faults: readonly TargetFault[]): ServiceError {
  const fields = faults.slice(0, MOST_FAULTS).map(({ path, code, params }): FieldError => {
    const { en } = sentencesOf(code, params);
    return { path, code, message: en.message, fix: en.fix };
  });
  const [only] = faults;
  if (faults.length === 1) return new ServiceError(only!.code, 'invalid', only!.params, fields);
  return new ServiceError('target.invalid', 'invalid', { count: faults.length }, fields);
}
