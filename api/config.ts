// What can be set from outside, what does it mean, what holds without it? The one place that reads the environment.
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MessageParams, sentencesOf } from '#rules/messages';

export interface Config {
  host: string;
  port: number;
  /** absolute path of the SQLite file */
  databasePath: string;
  /** add the sample county to an empty database on the very first start */
  sample: boolean;
  /** between SIGTERM and the moment new connections are refused, for proxies that watch /readyz */
  shutdownDelayMs: number;
  logLevel: string;
  outbound: OutboundConfig;
}

/** Where this program may send anything to; nothing unless it is set. */
export interface OutboundConfig {
  /** hosts that webhooks may be sent to, over https on 443 or 8443 */
  webhookHosts: string[];
  /** origins such as http://127.0.0.1:4444 that are allowed exactly as they stand, also private ones */
  webhookOrigins: string[];
  smtp: { url: string; from: string; password: string | null } | null;
}

/** Every variable, for `lacuna start --help` and the README. */
export const VARIABLES = [
  { name: 'PORT', fallback: '4170', doc: 'port of the screens and the API; 0 takes any free one' },
  { name: 'HOST', fallback: '127.0.0.1', doc: 'address to listen on; loopback only, as long as there are no accounts' },
  { name: 'DATABASE_URL', fallback: 'data/local/lacuna.db', doc: 'SQLite file: a path or file:…' },
  { name: 'LACUNA_SAMPLE', fallback: '1', doc: '0 = an empty database stays empty on the very first start' },
  { name: 'SHUTDOWN_DELAY', fallback: '0', doc: 'seconds that /readyz answers 503 before connections are closed' },
  {
    name: 'WEBHOOK_HOSTS',
    fallback: '',
    doc: 'hosts that alerts may be posted to, separated by commas; a full origin allows exactly that one',
  },
  {
    name: 'SMTP_URL',
    fallback: '',
    doc: 'mail server for alerts: smtps://user@host:465, or smtp://host:587 with STARTTLS',
  },
  { name: 'SMTP_FROM', fallback: '', doc: 'sender of alert mails' },
  { name: 'SMTP_PASSWORD', fallback: '', doc: 'password of the mail server; kept nowhere' },
  { name: 'LOG_LEVEL', fallback: 'warn', doc: 'trace, debug, info, warn, error or silent; the log goes to stderr' },
] as const;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The configuration cannot be used: one sentence and a fix; the process ends with 78. */
export class ConfigError extends Error {
  readonly code: string;
  readonly params: MessageParams;
  constructor(code: string, params: MessageParams) {
    super(sentencesOf(code, params).en.message);
    this.name = 'ConfigError';
    this.code = code;
    this.params = params;
  }
}

export function readConfig(env: Record<string, string | undefined>): Config {
  const read = (name: (typeof VARIABLES)[number]['name']): string => {
    const value = env[name]?.trim();
    return value ? value : VARIABLES.find((v) => v.name === name)!.fallback;
  };
  return {
    host: hostOf(read('HOST')),
    port: numberOf('PORT', read('PORT'), 65_535, true),
    databasePath: databaseOf(read('DATABASE_URL')),
    sample: sampleOf(read('LACUNA_SAMPLE')),
    shutdownDelayMs: numberOf('SHUTDOWN_DELAY', read('SHUTDOWN_DELAY'), 20, false) * 1000,
    logLevel: levelOf(read('LOG_LEVEL')),
    outbound: outboundOf(read('WEBHOOK_HOSTS'), read('SMTP_URL'), read('SMTP_FROM'), read('SMTP_PASSWORD')),
  };
}

function outboundOf(hosts: string, smtpUrl: string, from: string, password: string): OutboundConfig {
  const webhookHosts: string[] = [];
  const webhookOrigins: string[] = [];
  for (const entry of hosts.split(',').flatMap((part) => part.trim().toLowerCase() || [])) {
    if (/^https?:\/\/[^/]+\/?$/.test(entry) && URL.canParse(entry)) webhookOrigins.push(new URL(entry).origin);
    else if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(entry)) webhookHosts.push(entry);
    else throw new ConfigError('config.webhook_host', { variable: 'WEBHOOK_HOSTS', value: shown(entry) });
  }
  if (smtpUrl === '') return { webhookHosts, webhookOrigins, smtp: null };
  const url = URL.canParse(smtpUrl) ? new URL(smtpUrl) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '' || url.password !== '')
    throw new ConfigError('config.smtp_url', { variable: 'SMTP_URL' });
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(from)) throw new ConfigError('config.smtp_from', { variable: 'SMTP_FROM' });
  return { webhookHosts, webhookOrigins, smtp: { url: smtpUrl, from, password: password || null } };
}

function numberOf(variable: string, value: string, max: number, whole: boolean): number {
  const number = Number(value);
  const shape = whole ? /^\d+$/ : /^\d+(\.\d+)?$/;
  if (shape.test(value) && number <= max) return number;
  throw new ConfigError('config.not_a_number', { variable, value: shown(value), max });
}

function hostOf(value: string): string {
  const host = value.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (!LOOPBACK.has(host)) throw new ConfigError('config.host_not_loopback', { value });
  // a name could be made to mean another machine in the hosts file
  return host === 'localhost' ? '127.0.0.1' : host;
}

function databaseOf(value: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(value)?.[1].toLowerCase();
  if (scheme === 'file') {
    const path = value.startsWith('file://') ? fileURLToPath(value) : value.slice('file:'.length);
    return isAbsolute(path) ? path : resolve(process.cwd(), path);
  }
  if (scheme) throw new ConfigError('config.database_unsupported', { value: value.replace(/\/\/[^@/]*@/, '//…@') });
  if (isAbsolute(value)) return value;
  return resolve(value === 'data/local/lacuna.db' ? ROOT : process.cwd(), value);
}

function sampleOf(value: string): boolean {
  if (/^(0|false|no|off)$/i.test(value)) return false;
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  throw new ConfigError('config.not_a_choice', { variable: 'LACUNA_SAMPLE', value: shown(value), choices: '0, 1' });
}

function levelOf(value: string): string {
  const level = value.toLowerCase();
  if (LOG_LEVELS.includes(level)) return level;
  throw new ConfigError('config.not_a_choice', {
    variable: 'LOG_LEVEL',
    value: shown(value),
    choices: LOG_LEVELS.join(', '),
  });
}

const shown = (value: string): string => value.slice(0, 100);
