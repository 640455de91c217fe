// How does anything leave this program? Only alerts do, only to where the administrator allowed it, and never further.
import { createHmac } from 'node:crypto';
import { lookup as resolveName } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { createTransport } from 'nodemailer';
import { type MessageParams, sentencesOf } from '#rules/messages';

export interface Outbound {
  webhookHosts: readonly string[];
  webhookOrigins: readonly string[];
  smtp: { url: string; from: string; password: string | null } | null;
}
export const NOTHING_LEAVES: Outbound = { webhookHosts: [], webhookOrigins: [], smtp: null };

/** Why something was not sent, in both languages. */
export class NotSent extends Error {
  readonly code: string;
  readonly params: MessageParams;
  constructor(code: string, params: MessageParams = {}) {
    super(sentencesOf(code, params).en.message);
    this.name = 'NotSent';
    this.code = code;
    this.params = params;
  }
}

const TIMEOUT_MS = 5_000;
/** An answer is read up to here and thrown away. */
const ANSWER_BYTES = 64 * 1024;
const PORTS = new Set(['', '443', '8443']);

/** Everything that is not the public internet. Two lists: one would take every IPv4 address for its mapped form. */
const closed4 = new BlockList();
const closed6 = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed4.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::', 96], // unspecified, loopback, IPv4-compatible
  ['::ffff:0:0', 96], // mapped
  ['64:ff9b::', 96], // NAT64
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23], // Teredo and others
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  closed6.addSubnet(net, prefix, 'ipv6');

export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 0) return false;
  return family === 4 ? !closed4.check(address, 'ipv4') : !closed6.check(address, 'ipv6');
};

export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;
const byDns: Resolve = (host) => resolveName(host, { all: true, verbatim: true });

/** Where the address may lead. Throws NotSent. Does not ask the network. */
export function allowedTarget(url: string, outbound: Outbound): { url: URL; isExact: boolean } {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const refused = (): never => {
    throw new NotSent('alert.url_refused', { host: parsed?.host ?? url.slice(0, 100) });
  };
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return refused();
  if (outbound.webhookOrigins.includes(parsed.origin)) return { url: parsed, isExact: true };
  const host = parsed.hostname.toLowerCase();
  if (parsed.protocol !== 'https:' || !PORTS.has(parsed.port) || !outbound.webhookHosts.includes(host))
    return refused();
  return { url: parsed, isExact: false };
}

/** Time and body under the key, as `t=…,v1=…`: whoever gets it can tell that it is ours and not an old one. */
export const signature = (secret: string, at: number, body: string): string =>
  `t=${Math.floor(at / 1000)},v1=${createHmac('sha256', secret)
    .update(`${Math.floor(at / 1000)}.${body}`)
    .digest('hex')}`;

export interface Webhook {
  url: string;
  body: string;
  headers: Record<string, string>;
}

/** Posts once. Every address of the host is looked at, and the one that was looked at is the one that is called. Throws
 * NotSent. */
export async function postWebhook(hook: Webhook, outbound: Outbound, resolve: Resolve = byDns): Promise<void> {
  const { url, isExact } = allowedTarget(hook.url, outbound);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'error';
  const addresses = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await resolve(host).catch((error) => {
        throw new NotSent('alert.unreachable', { host: url.host, reason: reasonOf(error) });
      });
  if (addresses.length === 0) throw new NotSent('alert.unreachable', { host: url.host, reason: 'ENOTFOUND' });
  if (!isExact && !addresses.every(({ address }) => isPublicAddress(address)))
    throw new NotSent('alert.address_refused', { host: url.host });
  const [chosen] = addresses;
  const lookup: LookupFunction = (_name, options, done) =>
    options.all ? done(null, [chosen!]) : done(null, chosen!.address, chosen!.family);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  await new Promise<void>((done, fail) => {
    const request = send(
      url,
      {
        method: 'POST',
        lookup,
        agent: false,
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Length': Buffer.byteLength(hook.body),
          'User-Agent': 'lacuna',
          ...hook.headers,
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > ANSWER_BYTES) answer.destroy();
        });
        answer.on('error', () => {});
        if (status >= 200 && status < 300) done();
        else if (status >= 300 && status < 400) fail(new NotSent('alert.redirected', { host: url.host }));
        else fail(new NotSent('alert.answered', { host: url.host, status }));
        answer.resume();
      },
    );
    request.on('error', (error) => {
      const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';
      fail(new NotSent('alert.unreachable', { host: url.host, reason: isLate ? 'timeout' : reasonOf(error) }));
    });
    request.end(hook.body);
  });
}

export interface Mail {
  to: readonly string[];
  subject: string;
  text: string;
  /** the same mail twice has one */
  id: string;
}

const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** Over TLS, unless the mail server is this machine. Throws NotSent. */
export async function sendMail(mail: Mail, outbound: Outbound): Promise<void> {
  const { smtp } = outbound;
  if (smtp === null) throw new NotSent('alert.smtp_missing');
  const url = new URL(smtp.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isHere = LOOPBACK.test(host);
  const user = decodeURIComponent(url.username);
  const secure = url.protocol === 'smtps:';
  const transport = createTransport({
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !isHere,
    ignoreTLS: !secure && isHere,
    ...(user === '' ? {} : { auth: { user, pass: smtp.password ?? '' } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: 2 * TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: smtp.from,
      to: [...mail.to],
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.id}@lacuna>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    throw new NotSent('alert.unreachable', { host: url.host, reason: String(responseCode ?? code ?? 'error') });
  } finally {
    transport.close();
  }
}
