// Alerts: the inbox, the rules, and where they go.
import { createRoute, z } from '@hono/zod-openapi';
import { Alert, AlertChannel, AlertChannelInput, AlertRule, AlertRuleInput } from '#contract/alert';
import { page } from '#contract/page';
import { testChannel } from '#services/alert-deliveries';
import {
  channelsPossible,
  listChannels,
  listRules,
  removeChannel,
  removeRule,
  saveChannel,
  saveRule,
} from '#services/alert-settings';
import { listAlerts, readAlerts } from '#services/alerts';
import { once } from '#services/idempotency';
import { bindingOf } from './cursor.ts';
import { type Http, Id, json, jsonBody, pageQuery, router, WriteHeaders } from './define.ts';

const Counts = z.object({ unread: z.number().int(), open: z.number().int() });
const inbox = createRoute({
  method: 'get',
  path: '/alerts',
  summary: 'The inbox, newest first',
  request: {
    query: z.strictObject({
      state: z.enum(['open', 'cleared']).optional(),
      unread: z.stringbool().optional(),
      ...pageQuery,
    }),
  },
  responses: {
    200: json(page(Alert).extend(Counts.shape), 'a page of alerts, and how many are unread and open in all'),
  },
});
const read = createRoute({
  method: 'post',
  path: '/alerts/read',
  summary: 'Mark alerts as read; without ids all of them',
  request: {
    headers: WriteHeaders,
    body: jsonBody(z.strictObject({ ids: z.array(z.string()).max(1_000).optional() })),
  },
  responses: { 200: json(Counts, 'what is left') },
});
const rules = createRoute({
  method: 'get',
  path: '/alerts/rules',
  summary: 'What alerts are given for',
  responses: { 200: json(z.object({ items: z.array(AlertRule) }), 'all rules') },
});
const addRule = createRoute({
  method: 'post',
  path: '/alerts/rules',
  summary: 'Add a rule',
  request: { headers: WriteHeaders, body: jsonBody(AlertRuleInput) },
  responses: { 201: json(AlertRule, 'the rule') },
});
const putRule = createRoute({
  method: 'put',
  path: '/alerts/rules/{id}',
  summary: 'Change a rule',
  request: { params: Id, headers: WriteHeaders, body: jsonBody(AlertRuleInput) },
  responses: { 200: json(AlertRule, 'the rule') },
});
const deleteRule = createRoute({
  method: 'delete',
  path: '/alerts/rules/{id}',
  summary: 'Remove a rule; a built-in one goes back to what it was',
  request: { params: Id },
  responses: { 204: { description: 'done' } },
});
const Possible = z.object({ webhookHosts: z.array(z.string()), mail: z.boolean() });
const channels = createRoute({
  method: 'get',
  path: '/alerts/channels',
  summary: 'Where alerts go beside the inbox, and where they may go',
  responses: { 200: json(z.object({ items: z.array(AlertChannel), possible: Possible }), 'all channels') },
});
const Saved = z.object({ channel: AlertChannel, secret: z.string().nullable() });
const addChannel = createRoute({
  method: 'post',
  path: '/alerts/channels',
  summary: 'Add a channel',
  description: '`secret`: the key that its requests are signed with, shown this once.',
  request: { headers: WriteHeaders, body: jsonBody(AlertChannelInput) },
  responses: { 201: json(Saved, 'the channel') },
});
const putChannel = createRoute({
  method: 'put',
  path: '/alerts/channels/{id}',
  summary: 'Change a channel',
  request: { params: Id, headers: WriteHeaders, body: jsonBody(AlertChannelInput) },
  responses: { 200: json(Saved, 'the channel') },
});
const deleteChannel = createRoute({
  method: 'delete',
  path: '/alerts/channels/{id}',
  summary: 'Remove a channel',
  request: { params: Id },
  responses: { 204: { description: 'done' } },
});
const test = createRoute({
  method: 'post',
  path: '/alerts/channels/{id}/test',
  summary: 'Send a test now',
  request: { params: Id },
  responses: {
    200: json(
      z.object({ sent: z.boolean(), reason: z.string().nullable(), reasonZh: z.string().nullable() }),
      'whether it went out, and why not',
    ),
  },
});

export const alertRoutes = ({ cursors }: Http) =>
  router()
    .openapi(inbox, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('alerts', query);
      const found = await listAlerts(c.var.ctx, { ...query, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: cursors.seal(found.nextCursor, binding) }, 200);
    })
    .openapi(read, async (c) => c.json(await readAlerts(c.var.ctx, c.req.valid('json')), 200))
    .openapi(rules, async (c) => c.json({ items: await listRules(c.var.ctx) }, 200))
    .openapi(addRule, async (c) => {
      const rule = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(await once(c.var.ctx, { key, payload: { rule } }, () => saveRule(c.var.ctx, { rule })), 201);
    })
    .openapi(putRule, async (c) =>
      c.json(await saveRule(c.var.ctx, { id: c.req.valid('param').id, rule: c.req.valid('json') }), 200),
    )
    .openapi(deleteRule, async (c) => {
      await removeRule(c.var.ctx, c.req.valid('param'));
      return c.body(null, 204);
    })
    .openapi(channels, async (c) =>
      c.json({ items: await listChannels(c.var.ctx), possible: channelsPossible(c.var.ctx) }, 200),
    )
    // no idempotency key: its answer would keep the secret
    .openapi(addChannel, async (c) => c.json(await saveChannel(c.var.ctx, { channel: c.req.valid('json') }), 201))
    .openapi(putChannel, async (c) =>
      c.json(await saveChannel(c.var.ctx, { id: c.req.valid('param').id, channel: c.req.valid('json') }), 200),
    )
    .openapi(deleteChannel, async (c) => {
      await removeChannel(c.var.ctx, c.req.valid('param'));
      return c.body(null, 204);
    })
    .openapi(test, async (c) => c.json(await testChannel(c.var.ctx, c.req.valid('param')), 200));
