// What should somebody hear of? Facts in; alerts opened, said again and taken back, once each.
import type { Alert, AlertKind, AlertRule } from '#contract/alert';
import { type AlertAction, afterAction, alertAction } from '#rules/alert-rules';
import {
  type AlertRecord,
  addDeliveries,
  alertPage,
  channelRecords,
  countAlerts,
  findAlert,
  lastAlert,
  markRead,
  openAlertsOf,
  putAlert,
} from '#storage/alerts.repository';
import { regionRows } from '#storage/regions.repository';
import type { Writer } from '#storage/storage';
import { listRules } from './alert-settings.ts';
import { toAlert } from './alert-text.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import type { Page } from './regions.ts';

/** Newest first. Errors: list.cursor_invalid. */
export async function listAlerts(
  ctx: Ctx,
  input: { state?: 'open' | 'cleared'; unread?: boolean; limit?: number; cursor?: string },
): Promise<Page<Alert> & { unread: number; open: number }> {
  const limit = input.limit ?? 50;
  const before = fromCursor(input.cursor, 2) as [string, string] | null;
  const rows = await alertPage(ctx.storage.reader, ctx.scope, input, before, limit + 1);
  const items = rows.slice(0, limit).map(toAlert);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last ? toCursor([last.openedAt, last.id]) : null;
  return { items, nextCursor, ...(await countAlerts(ctx.storage.reader, ctx.scope)) };
}

/** Without ids: all. Errors: alert.not_found. */
export async function readAlerts(ctx: Ctx, { ids }: { ids?: string[] }): Promise<{ unread: number; open: number }> {
  for (const id of ids ?? [])
    if ((await findAlert(ctx.storage.reader, ctx.scope, id)) === null)
      throw new ServiceError('alert.not_found', 'not-found', { id });
  await ctx.storage.transaction((writer) =>
    markRead(writer, ctx.scope, ids ?? null, { at: nowIso(ctx), actor: ctx.actor }),
  );
  return countAlerts(ctx.storage.reader, ctx.scope);
}

/** One condition of a kind, as of now. What is not among the facts of a complete look does not hold. */
export interface AlertFact {
  subject: string;
  regionCode: string | null;
  isOn: boolean;
  /** outage: what the rule's least area is compared with */
  lostM2?: number;
  /** outage: counts whatever its area is */
  isGrave?: boolean;
  params: AlertRecord['params'];
}

/** Looks at all rules of a kind. `complete`: alerts without a fact are over. */
export async function checkAlerts(
  ctx: Ctx,
  { kind, facts, complete }: { kind: AlertKind; facts: readonly AlertFact[]; complete: boolean },
): Promise<void> {
  const said: string[] = [];
  for (const rule of await listRules(ctx)) {
    if (rule.kind !== kind || !rule.enabled) continue;
    const inside = await withinRule(ctx, rule, facts);
    const judged = inside.map((fact) => ({ fact, isOn: fact.isOn && isLarge(rule, fact) }));
    if (complete) {
      const known = new Set(inside.map(({ subject }) => subject));
      for (const open of await openAlertsOf(ctx.storage.reader, ctx.scope, rule.id))
        if (!known.has(open.subject)) judged.push({ fact: { ...open, isOn: false }, isOn: false });
    }
    const changes: { fact: AlertFact; last: AlertRecord | null; action: NonNullable<AlertAction> }[] = [];
    for (const { fact, isOn } of judged) {
      const last = await lastAlert(ctx.storage.reader, ctx.scope, rule.id, fact.subject);
      if (last === null && !isOn) continue;
      const remindMs = rule.remindAfterH === null ? null : rule.remindAfterH * 3_600_000;
      const action = alertAction(stateOf(last), isOn, ctx.clock(), remindMs);
      if (action !== null) changes.push({ fact, last, action });
    }
    if (changes.length === 0) continue;
    await ctx.storage.transaction(async (writer) => {
      for (const { fact, last, action } of changes) {
        const row = applied(ctx, rule, fact, last, action);
        await putAlert(writer, row);
        if (action.say) await queue(ctx, writer, rule, row);
        said.push(row.id);
      }
    });
  }
  for (const id of said) ctx.events.publish({ type: 'alert', id });
}

async function withinRule(ctx: Ctx, rule: AlertRule, facts: readonly AlertFact[]): Promise<AlertFact[]> {
  if (rule.regionCode === null) return [...facts];
  const [root] = await regionRows(ctx.storage.reader, ctx.scope, [rule.regionCode]);
  if (root === undefined) return [];
  const codes = facts.flatMap(({ regionCode }) => regionCode ?? []);
  const paths = new Map((await regionRows(ctx.storage.reader, ctx.scope, codes)).map(({ code, path }) => [code, path]));
  return facts.filter(({ regionCode }) => regionCode !== null && (paths.get(regionCode) ?? '').startsWith(root.path));
}

const isLarge = (rule: AlertRule, fact: AlertFact): boolean =>
  rule.kind !== 'outage' || rule.minLostM2 === null || fact.isGrave === true || (fact.lostM2 ?? 0) > rule.minLostM2;

const stateOf = (row: AlertRecord | null) =>
  row === null
    ? null
    : {
        openedAt: Date.parse(row.openedAt),
        clearedAt: row.clearedAt === null ? null : Date.parse(row.clearedAt),
        said: row.said,
        saidAt: Date.parse(row.saidAt),
      };

function applied(
  ctx: Ctx,
  rule: AlertRule,
  fact: AlertFact,
  last: AlertRecord | null,
  action: NonNullable<AlertAction>,
): AlertRecord {
  const state = afterAction(stateOf(last), action, ctx.clock());
  const iso = (ms: number): string => new Date(ms).toISOString();
  const isNew = action.do === 'open';
  return {
    id: isNew ? ctx.ids() : last!.id,
    ruleId: rule.id,
    kind: rule.kind,
    subject: fact.subject,
    regionCode: fact.regionCode,
    params: action.do === 'clear' ? last!.params : fact.params,
    openedAt: iso(state.openedAt),
    clearedAt: state.clearedAt === null ? null : iso(state.clearedAt),
    said: state.said,
    saidAt: iso(state.saidAt),
    remindedAt: action.do === 'remind' ? nowIso(ctx) : isNew ? null : last!.remindedAt,
    readAt: isNew || action.do === 'remind' ? null : last!.readAt,
    readBy: isNew || action.do === 'remind' ? null : last!.readBy,
  };
}

const EVENTS = { open: 'open', remind: 'reminder', clear: 'clear' } as const;

/** The inbox has it already. */
async function queue(ctx: Ctx, writer: Writer, rule: AlertRule, row: AlertRecord): Promise<void> {
  const enabled = new Set(
    (await channelRecords(writer, ctx.scope)).filter((channel) => channel.enabled).map(({ id }) => id),
  );
  const event = row.clearedAt !== null ? EVENTS.clear : row.said === 'reminder' ? EVENTS.remind : EVENTS.open;
  await addDeliveries(
    writer,
    rule.channels
      .filter((id) => enabled.has(id))
      .map((channelId) => ({
        id: ctx.ids(),
        alertId: row.id,
        channelId,
        event,
        state: 'waiting' as const,
        attempts: 0,
        nextAt: nowIso(ctx),
        failure: null,
        sentAt: null,
      })),
  );
}
