// Which alerts are wanted, and where do they go beside the inbox?
import type { AlertChannel, AlertChannelInput, AlertRule, AlertRuleInput } from '#contract/alert';
import {
  type ChannelRecord,
  channelRecords,
  deleteChannel,
  deleteRule,
  lastOfChannels,
  putChannel,
  putRule,
  type RuleRecord,
  ruleRecords,
} from '#storage/alerts.repository';
import { appendAudit } from '#storage/audit.repository';
import { regionRows } from '#storage/regions.repository';
import type { Writer } from '#storage/storage';
import { alertSecrets, newSecret } from './alert-secrets.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { allowedTarget, NotSent } from './outbound.ts';
import { regionMissing } from './regions.ts';

/** Rules of a workspace in which nobody changed any: the inbox only. */
const DEFAULTS: readonly AlertRule[] = [
  { id: 'outage', kind: 'outage', regionCode: null, minLostM2: 500, remindAfterH: 4, channels: [], enabled: true },
  {
    id: 'feed-silent',
    kind: 'feed-silent',
    regionCode: null,
    minLostM2: null,
    remindAfterH: 12,
    channels: [],
    enabled: true,
  },
  {
    id: 'below-target',
    kind: 'below-target',
    regionCode: null,
    minLostM2: null,
    remindAfterH: null,
    channels: [],
    enabled: true,
  },
  {
    id: 'milestone',
    kind: 'milestone-at-risk',
    regionCode: null,
    minLostM2: null,
    remindAfterH: null,
    channels: [],
    enabled: true,
  },
];

const toRule = ({ id, kind, regionCode, params, channels, enabled }: RuleRecord): AlertRule => ({
  id,
  kind,
  regionCode,
  minLostM2: (params.minLostM2 as number | undefined) ?? null,
  remindAfterH: (params.remindAfterH as number | undefined) ?? null,
  channels,
  enabled,
});

/** Those that are built in, changed or not, and the others; by id. */
export async function listRules(ctx: Ctx): Promise<AlertRule[]> {
  const kept = (await ruleRecords(ctx.storage.reader, ctx.scope)).map(toRule);
  const own = new Set(kept.map(({ id }) => id));
  return [...DEFAULTS.filter(({ id }) => !own.has(id)), ...kept].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Without an id a rule is made. Errors: alert.rule_not_found, alert.channel_not_found, region.not_found. */
export async function saveRule(ctx: Ctx, input: { id?: string; rule: AlertRuleInput }): Promise<AlertRule> {
  const { rule } = input;
  const known = input.id === undefined ? null : ((await listRules(ctx)).find(({ id }) => id === input.id) ?? null);
  if (input.id !== undefined && known === null)
    throw new ServiceError('alert.rule_not_found', 'not-found', { id: input.id });
  const region = rule.regionCode ?? null;
  if (region !== null && (await regionRows(ctx.storage.reader, ctx.scope, [region])).length === 0)
    throw regionMissing(region);
  const channels = rule.channels ?? known?.channels ?? [];
  const there = new Set((await channelRecords(ctx.storage.reader, ctx.scope)).map(({ id }) => id));
  const missing = channels.find((id) => !there.has(id));
  if (missing !== undefined) throw new ServiceError('alert.channel_not_found', 'invalid', { id: missing });
  const made: AlertRule = {
    id: input.id ?? ctx.ids(),
    kind: rule.kind,
    regionCode: rule.regionCode === undefined ? (known?.regionCode ?? null) : region,
    minLostM2: rule.minLostM2 === undefined ? (known?.minLostM2 ?? null) : rule.minLostM2,
    remindAfterH: rule.remindAfterH === undefined ? (known?.remindAfterH ?? null) : rule.remindAfterH,
    channels,
    enabled: rule.enabled ?? known?.enabled ?? true,
  };
  await ctx.storage.transaction(async (writer) => {
    const { minLostM2, remindAfterH, ...row } = made;
    await putRule(writer, { ...row, params: { minLostM2, remindAfterH }, recordedAt: nowIso(ctx), actor: ctx.actor });
    await note(ctx, writer, 'alert.rule', made.id, { rule: made });
  });
  return made;
}

/** A built-in rule goes back to what it was. Errors: alert.rule_not_found. */
export async function removeRule(ctx: Ctx, { id }: { id: string }): Promise<void> {
  if (!(await listRules(ctx)).some((rule) => rule.id === id))
    throw new ServiceError('alert.rule_not_found', 'not-found', { id });
  await ctx.storage.transaction(async (writer) => {
    await deleteRule(writer, id);
    await note(ctx, writer, 'alert.rule_removed', id, {});
  });
}

export async function listChannels(ctx: Ctx): Promise<AlertChannel[]> {
  const last = await lastOfChannels(ctx.storage.reader, ctx.scope);
  const secrets = alertSecrets(ctx.dataDir);
  return (await channelRecords(ctx.storage.reader, ctx.scope)).map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    url: (row.config.url as string | undefined) ?? null,
    to: (row.config.to as string[] | undefined) ?? [],
    enabled: row.enabled,
    hasSecret: secrets.of(row.id) !== null,
    lastSentAt: last.get(row.id)?.sentAt ?? null,
    lastFailure: last.get(row.id)?.failure ?? null,
  }));
}

/** Where webhooks may go and whether mails can be sent: settings of whoever started the program. */
export const channelsPossible = ({ outbound }: Ctx): { webhookHosts: string[]; mail: boolean } => ({
  webhookHosts: [...outbound.webhookHosts, ...outbound.webhookOrigins],
  mail: outbound.smtp !== null,
});

/** Answers the channel and, where a key was made for it, that key: it is shown this once. Errors: alert.url_missing,
 * alert.url_refused, alert.to_missing, alert.smtp_missing, alert.channel_not_found. */
export async function saveChannel(
  ctx: Ctx,
  input: { id?: string; channel: AlertChannelInput },
): Promise<{ channel: AlertChannel; secret: string | null }> {
  const { channel } = input;
  const rows = await channelRecords(ctx.storage.reader, ctx.scope);
  const known = rows.find(({ id }) => id === input.id) ?? null;
  if (input.id !== undefined && known === null)
    throw new ServiceError('alert.channel_not_found', 'not-found', { id: input.id });
  const config = checkedConfig(ctx, channel);
  const row: ChannelRecord = {
    id: known?.id ?? ctx.ids(),
    kind: channel.kind,
    name: channel.name,
    config,
    enabled: channel.enabled ?? known?.enabled ?? true,
    recordedAt: nowIso(ctx),
    actor: ctx.actor,
  };
  const secrets = alertSecrets(ctx.dataDir);
  const isKeyless = channel.kind === 'webhook' && secrets.of(row.id) === null;
  const secret = channel.secret ?? (isKeyless ? newSecret() : null);
  await ctx.storage.transaction(async (writer) => {
    await putChannel(writer, row);
    await note(ctx, writer, 'alert.channel', row.id, { name: row.name, kind: row.kind });
  });
  if (secret !== null) secrets.set(row.id, secret);
  const saved = (await listChannels(ctx)).find(({ id }) => id === row.id)!;
  return { channel: saved, secret: channel.secret === undefined ? secret : null };
}

function checkedConfig(ctx: Ctx, channel: AlertChannelInput): Record<string, unknown> {
  if (channel.kind === 'email') {
    if (!channel.to?.length) throw new ServiceError('alert.to_missing', 'invalid');
    if (ctx.outbound.smtp === null) throw new ServiceError('alert.smtp_missing', 'invalid');
    return { to: channel.to };
  }
  if (!channel.url) throw new ServiceError('alert.url_missing', 'invalid');
  try {
    return { url: allowedTarget(channel.url, ctx.outbound).url.href };
  } catch (error) {
    if (error instanceof NotSent) throw new ServiceError(error.code, 'invalid', error.params);
    throw error;
  }
}

/** Errors: alert.channel_not_found, alert.channel_in_use. */
export async function removeChannel(ctx: Ctx, { id }: { id: string }): Promise<void> {
  const rows = await channelRecords(ctx.storage.reader, ctx.scope);
  if (!rows.some((row) => row.id === id)) throw new ServiceError('alert.channel_not_found', 'not-found', { id });
  const users = (await listRules(ctx)).filter((rule) => rule.channels.includes(id)).length;
  if (users > 0) throw new ServiceError('alert.channel_in_use', 'conflict', { id, count: users });
  await ctx.storage.transaction(async (writer) => {
    await deleteChannel(writer, id);
    await note(ctx, writer, 'alert.channel_removed', id, {});
  });
  alertSecrets(ctx.dataDir).set(id, null);
}

const note = (ctx: Ctx, writer: Writer, action: string, subject: string, detail: Record<string, unknown>) =>
  appendAudit(writer, { at: nowIso(ctx), actor: ctx.actor, action, subject, detail });
