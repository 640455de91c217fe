// Alerts: said once, kept in the inbox, sent to where they may be sent and nowhere else. Sinks stand on this machine.
import { createHmac } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliverDue, testChannel } from '#services/alert-deliveries';
import { listChannels, listRules, removeChannel, saveChannel, saveRule } from '#services/alert-settings';
import { type AlertFact, checkAlerts, listAlerts, readAlerts } from '#services/alerts';
import { allowedTarget, isPublicAddress, type Outbound, postWebhook } from '#services/outbound';
import { openWorld, type World } from './world.ts';

const MIN = 60_000;
let now = Date.parse('2026-11-01T02:10:00Z');
let world: World;
let outbound: Outbound & { smtp: Outbound['smtp'] };
let closers: (() => void)[] = [];
beforeEach(async () => {
  now = Date.parse('2026-11-01T02:10:00Z');
  outbound = { webhookHosts: ['hooks.example.org'], webhookOrigins: [], smtp: null };
  world = await openWorld({ clock: () => now, outbound });
});
afterEach(async () => {
  for (const close of closers) close();
  closers = [];
  await world.close();
});

interface Got {
  headers: IncomingHttpHeaders;
  body: string;
}
/** A sink whose origin is allowed; `answer` may do as it likes. */
async function sink(answer: RequestListener = (_request, reply) => void reply.end('ok')) {
  const got: Got[] = [];
  const server = createServer((request, reply) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      answer(request, reply);
    });
  });
  const origin = await listening(server);
  (outbound.webhookOrigins as string[]).push(origin);
  return { url: `${origin}/in`, got };
}
async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const outage = (over: Partial<AlertFact> = {}): AlertFact => ({
  subject: 'region:330001',
  regionCode: null,
  isOn: true,
  lostM2: 9_000,
  params: { down: 230, place: 'Qiaotou', placeZh: '桥头镇', lost: 9_000, places: 2, since: '02:10' },
  ...over,
});
const look = (...facts: AlertFact[]) => checkAlerts(world.ctx, { kind: 'outage', facts, complete: true });

test('an outage is one alert with a reminder and an all-clear, and the inbox says all of it', async () => {
  const { url, got } = await sink();
  const { channel } = await saveChannel(world.ctx, { channel: { kind: 'webhook', name: 'desk', url } });
  await saveRule(world.ctx, { id: 'outage', rule: { kind: 'outage', remindAfterH: 1, channels: [channel.id] } });
  for (let i = 0; i < 61; i++, now += MIN) {
    await look(outage());
    await deliverDue(world.ctx);
  }
  const { items, unread } = await listAlerts(world.ctx, {});
  expect(items).toHaveLength(1);
  expect(unread).toBe(1);
  expect(items[0]).toMatchObject({
    title: 'Qiaotou: 230 out of order',
    titleZh: '230 个点位中断：桥头镇',
    clearedAt: null,
  });
  await look();
  await deliverDue(world.ctx);
  expect((await listAlerts(world.ctx, { state: 'open' })).items).toEqual([]);
  expect(got.map(({ body }) => JSON.parse(body).event)).toEqual(['open', 'reminder', 'clear']);
  expect(await readAlerts(world.ctx, {})).toEqual({ unread: 0, open: 0 });
});

test('an outage below the least area is none, unless a key place is dark', async () => {
  await look(outage({ lostM2: 499 }), outage({ subject: 'camera:1', lostM2: 0, isGrave: true }));
  expect((await listAlerts(world.ctx, {})).items.map(({ subject }) => subject)).toEqual(['camera:1']);
});

test('what flaps for three hours is said at most once in half an hour', async () => {
  const { url, got } = await sink();
  const { channel } = await saveChannel(world.ctx, { channel: { kind: 'webhook', name: 'desk', url } });
  await saveRule(world.ctx, { id: 'outage', rule: { kind: 'outage', remindAfterH: null, channels: [channel.id] } });
  for (let i = 0; i < 90; i++, now += 2 * MIN) {
    await (i % 2 ? look() : look(outage()));
    await deliverDue(world.ctx);
  }
  const alerts = got.filter(({ body }) => JSON.parse(body).event !== 'clear');
  expect(alerts.length).toBeLessThanOrEqual(6);
  expect(alerts.length).toBeGreaterThan(2);
});

test('a request is signed over its time and body, with the key that was shown once', async () => {
  const { url, got } = await sink();
  const { channel, secret } = await saveChannel(world.ctx, { channel: { kind: 'webhook', name: 'desk', url } });
  expect(await testChannel(world.ctx, { id: channel.id })).toEqual({ sent: true, reason: null, reasonZh: null });
  const { headers, body } = got[0]!;
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['lacuna-signature'] as string)!;
  expect(createHmac('sha256', secret!).update(`${t}.${body}`).digest('hex')).toBe(v1);
  expect(Number(t)).toBe(now / 1000);
  const [listed] = await listChannels(world.ctx);
  expect(listed).toMatchObject({ hasSecret: true });
  expect(JSON.stringify(listed)).not.toContain(secret);
});

test('a key is in no copy of the database, and only its owner can read its file', async () => {
  const { url } = await sink();
  const secret = 'canary-0123456789-canary';
  await saveChannel(world.ctx, { channel: { kind: 'webhook', name: 'desk', url, secret } });
  const files = [world.databasePath, `${world.databasePath}-wal`];
  for (const file of files) expect(readFileSync(file).includes(secret)).toBe(false);
  expect(statSync(join(world.ctx.dataDir, 'alert-keys.json')).mode & 0o077).toBe(0);
});

test('a sink that fails is tried again later and later, under the same key, and then given up', async () => {
  let isBroken = true;
  const { url, got } = await sink((_request, reply) => void reply.writeHead(isBroken ? 500 : 200).end());
  const { channel } = await saveChannel(world.ctx, { channel: { kind: 'webhook', name: 'desk', url } });
  await saveRule(world.ctx, { id: 'outage', rule: { kind: 'outage', channels: [channel.id] } });
  await look(outage());
  await deliverDue(world.ctx);
  await deliverDue(world.ctx);
  expect(got).toHaveLength(1);
  now += MIN;
  await deliverDue(world.ctx);
  isBroken = false;
  now += 5 * MIN;
  await deliverDue(world.ctx);
  now += 600 * MIN;
  expect(await deliverDue(world.ctx)).toBe(0);
  expect(new Set(got.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect(got).toHaveLength(3);
  expect((await listChannels(world.ctx))[0]).toMatchObject({ lastFailure: null });
});

test('redirects are not followed, and the reason is said', async () => {
  const { url, got } = await sink(
    (_request, reply) => void reply.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end(),
  );
  const { channel } = await saveChannel(world.ctx, { channel: { kind: 'webhook', name: 'desk', url } });
  const answer = await testChannel(world.ctx, { id: channel.id });
  expect(answer).toMatchObject({ sent: false, reason: expect.stringContaining('redirect') });
  expect(got).toHaveLength(1);
});

test('an address that is not allowed is refused when it is saved', async () => {
  for (const url of [
    'http://hooks.example.org/x',
    'https://hooks.example.org:8080/x',
    'https://other.example.org/x',
    'https://user:pw@hooks.example.org/x',
    'http://127.0.0.1:9/x',
    'file:///etc/passwd',
    'nonsense',
  ])
    await expect(saveChannel(world.ctx, { channel: { kind: 'webhook', name: 'x', url } })).rejects.toMatchObject({
      code: 'alert.url_refused',
    });
  expect(allowedTarget('https://hooks.example.org:8443/x', outbound).isExact).toBe(false);
});

test('a name that leads inside is not called, whichever of its addresses does', async () => {
  const inside = [
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '10.1.2.3',
    '192.168.1.1',
    '172.20.0.1',
    'fd00::1',
    'fe80::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '0.0.0.0',
  ];
  for (const address of inside) {
    expect(isPublicAddress(address), address).toBe(false);
    const resolve = async () => [
      { address: '93.184.215.14', family: 4 },
      { address, family: address.includes(':') ? 6 : 4 },
    ];
    const sent = postWebhook({ url: 'https://hooks.example.org/x', body: '{}', headers: {} }, outbound, resolve);
    await expect(sent).rejects.toMatchObject({ code: 'alert.address_refused' });
  }
  expect(isPublicAddress('93.184.215.14')).toBe(true);
  expect(isPublicAddress('2606:4700::1111')).toBe(true);
});

test('a channel that a rule uses stays, and rules and channels that are not there are named', async () => {
  const { url } = await sink();
  const { channel } = await saveChannel(world.ctx, { channel: { kind: 'webhook', name: 'desk', url } });
  await saveRule(world.ctx, { id: 'outage', rule: { kind: 'outage', channels: [channel.id] } });
  await expect(removeChannel(world.ctx, { id: channel.id })).rejects.toMatchObject({ code: 'alert.channel_in_use' });
  await expect(saveRule(world.ctx, { id: 'no', rule: { kind: 'outage' } })).rejects.toMatchObject({
    code: 'alert.rule_not_found',
  });
  await expect(saveRule(world.ctx, { rule: { kind: 'outage', channels: ['no'] } })).rejects.toMatchObject({
    code: 'alert.channel_not_found',
  });
  expect((await listRules(world.ctx)).map(({ id }) => id)).toEqual([
    'below-target',
    'feed-silent',
    'milestone',
    'outage',
  ]);
});

test('a mail goes to the mail server that was set, in both languages', async () => {
  const lines: string[] = [];
  const server = createTcpServer((socket) => {
    let isData = false;
    socket.write('220 sink\r\n');
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      for (const line of chunk.split('\r\n').filter(Boolean)) {
        lines.push(line);
        if (isData) {
          if (line === '.') {
            isData = false;
            socket.write('250 ok\r\n');
          }
        } else if (/^DATA/i.test(line)) {
          isData = true;
          socket.write('354 go on\r\n');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
    socket.on('error', () => {});
  });
  const origin = await listening(server);
  outbound.smtp = { url: origin.replace('http', 'smtp'), from: 'lacuna@example.org', password: null };
  const { channel } = await saveChannel(world.ctx, {
    channel: { kind: 'email', name: 'duty', to: ['duty@example.org'] },
  });
  expect(await testChannel(world.ctx, { id: channel.id })).toMatchObject({ sent: true });
  expect(lines).toContain('RCPT TO:<duty@example.org>');
  expect(lines.some((line) => line.startsWith('Subject:'))).toBe(true);
});
