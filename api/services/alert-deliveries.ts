// Sends what waits to be sent: again and again until it arrives or there is no more use in trying.
import { nextAttemptAt } from '#rules/alert-rules';
import { sentencesOf } from '#rules/messages';
import {
  type ChannelRecord,
  changeDelivery,
  channelRecords,
  type DeliveryRecord,
  dueDeliveries,
  findAlert,
} from '#storage/alerts.repository';
import { EVERYTHING } from '#storage/scope';
import { alertSecrets } from './alert-secrets.ts';
import { pathOf, toAlert } from './alert-text.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { NotSent, postWebhook, type Resolve, sendMail, signature } from './outbound.ts';

const TOGETHER = 4;
const LOOK_MS = 15_000;

interface Message {
  /** the same for every attempt */
  id: string;
  event: DeliveryRecord['event'];
  title: string;
  titleZh: string;
  detail: string;
  detailZh: string;
  alert: {
    id: string;
    kind: string;
    subject: string;
    region: string | null;
    openedAt: string;
    clearedAt: string | null;
  } | null;
  path: string | null;
}

export interface DeliveryOptions {
  resolve?: Resolve;
}

/** Sends what is due; answers how many were tried. */
export async function deliverDue(ctx: Ctx, options: DeliveryOptions = {}): Promise<number> {
  const due = await dueDeliveries(ctx.storage.reader, EVERYTHING, nowIso(ctx), 100);
  const channels = new Map((await channelRecords(ctx.storage.reader, EVERYTHING)).map((row) => [row.id, row]));
  for (let i = 0; i < due.length; i += TOGETHER)
    await Promise.all(due.slice(i, i + TOGETHER).map((row) => deliver(ctx, row, channels.get(row.channelId), options)));
  return due.length;
}

async function deliver(
  ctx: Ctx,
  row: DeliveryRecord,
  channel: ChannelRecord | undefined,
  options: DeliveryOptions,
): Promise<void> {
  const alert = await findAlert(ctx.storage.reader, EVERYTHING, row.alertId);
  const attempts = row.attempts + 1;
  const change = (values: Parameters<typeof changeDelivery>[2]): Promise<void> =>
    ctx.storage.transaction((writer) => changeDelivery(writer, row.id, { attempts, ...values }));
  if (alert === null || channel === undefined || !channel.enabled)
    return change({ state: 'failed', failure: 'the alert or its channel is gone' });
  const said = toAlert(alert);
  const prefix = { open: ['', ''], reminder: ['Still: ', '仍未恢复：'], clear: ['Over: ', '已恢复：'], test: ['', ''] }[
    row.event
  ]!;
  const message: Message = {
    id: row.id,
    event: row.event,
    title: prefix[0] + said.title,
    titleZh: prefix[1] + said.titleZh,
    detail: said.detail,
    detailZh: said.detailZh,
    alert: {
      id: alert.id,
      kind: alert.kind,
      subject: alert.subject,
      region: alert.regionCode,
      openedAt: alert.openedAt,
      clearedAt: alert.clearedAt,
    },
    path: pathOf(alert),
  };
  try {
    await sendOne(ctx, channel, message, options);
    await change({ state: 'sent', sentAt: nowIso(ctx), failure: null });
  } catch (error) {
    if (!(error instanceof NotSent)) throw error;
    const again = nextAttemptAt(attempts, ctx.clock());
    await change(
      again === null
        ? { state: 'failed', failure: error.message }
        : { nextAt: new Date(again).toISOString(), failure: error.message },
    );
  }
}

async function sendOne(ctx: Ctx, channel: ChannelRecord, message: Message, options: DeliveryOptions): Promise<void> {
  if (channel.kind === 'email') {
    const to = channel.config.to as string[];
    const text = [message.titleZh, message.detailZh, '', message.title, message.detail, '', message.path ?? ''].join(
      '\n',
    );
    return sendMail({ to, subject: `${message.titleZh} · ${message.title}`, text, id: message.id }, ctx.outbound);
  }
  const body = JSON.stringify(message);
  const secret = alertSecrets(ctx.dataDir).of(channel.id);
  const headers: Record<string, string> = { 'Idempotency-Key': message.id };
  if (secret !== null) headers['Lacuna-Signature'] = signature(secret, ctx.clock(), body);
  return postWebhook({ url: channel.config.url as string, body, headers }, ctx.outbound, options.resolve);
}

export interface TestAnswer {
  sent: boolean;
  reason: string | null;
  reasonZh: string | null;
}

/** Sends a test now, once. Errors: alert.channel_not_found. */
export async function testChannel(
  ctx: Ctx,
  { id }: { id: string },
  options: DeliveryOptions = {},
): Promise<TestAnswer> {
  const channel = (await channelRecords(ctx.storage.reader, ctx.scope)).find((row) => row.id === id);
  if (channel === undefined) throw new ServiceError('alert.channel_not_found', 'not-found', { id });
  const { en, zh } = sentencesOf('alert.test');
  const message: Message = {
    id: ctx.ids(),
    event: 'test',
    title: en.message,
    titleZh: zh.message,
    detail: en.fix,
    detailZh: zh.fix,
    alert: null,
    path: null,
  };
  try {
    await sendOne(ctx, channel, message, options);
    return { sent: true, reason: null, reasonZh: null };
  } catch (error) {
    if (!(error instanceof NotSent)) throw error;
    const said = sentencesOf(error.code, error.params);
    return { sent: false, reason: `${said.en.message} ${said.en.fix}`, reasonZh: `${said.zh.message}${said.zh.fix}` };
  }
}

/** Looks every quarter of a minute until it is stopped. */
export function startDeliveries(ctx: Ctx): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    running = deliverDue(ctx)
      .catch((error) => ctx.log.error({ error: String(error) }, 'sending alerts failed'))
      .finally(() => (isBusy = false));
  }, LOOK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
