// How are request bodies read? Counted while they arrive, so that no header can lie about their size.
import type { Context } from 'hono';
import type { AppEnv } from './env.ts';
import { HttpError } from './problem.ts';

export interface BodyRule {
  /** media type; `stream` bodies are counted by whoever reads them */
  type: string;
  limitBytes: number;
  stream: boolean;
}
export const JSON_BODY: BodyRule = { type: 'application/json', limitBytes: 256 * 1024, stream: false };
/** 20,000 words about states */
export const STATUS_BODY: BodyRule = { ...JSON_BODY, limitBytes: 16 * 1024 * 1024 };
export const UPLOAD_BODY: BodyRule = { type: 'multipart/form-data', limitBytes: 512 * 1024 * 1024, stream: true };

/** A body that pauses longer than this is given up. */
const STALL_MS = 30_000;
/** Nothing here needs more; recursive code fails long before JSON.parse does. */
const MAX_JSON_DEPTH = 32;

/** Checks the body against the rule and leaves it, whole and parseable, in `c.req` (a streamed one untouched). */
export async function readBody(c: Context<AppEnv>, rule: BodyRule): Promise<void> {
  const encoding = c.req.header('Content-Encoding');
  if (encoding && encoding.toLowerCase() !== 'identity') {
    throw new HttpError(415, 'http.encoding_refused', { got: encoding.slice(0, 50) });
  }
  const declared = Number(c.req.header('Content-Length') ?? 0);
  if (declared > rule.limitBytes) throw tooLarge(rule);
  const type = c.req.header('Content-Type');
  const isType = type?.split(';')[0].trim().toLowerCase() === rule.type;
  if (rule.stream) {
    if (!isType) throw wrongType(type, rule);
    return;
  }
  const bytes = await collect(c.req.raw.body, rule);
  if (bytes.length > 0 && !isType) throw wrongType(type, rule);
  if (bytes.length === 0) {
    if (type !== undefined && isType) throw new HttpError(400, 'http.body_missing', { accepted: rule.type });
    c.req.raw = copyOf(c, null);
    return;
  }
  const text = decode(bytes);
  parseJson(text);
  c.req.raw = copyOf(c, text);
}

/** A text from outside as JSON. Throws 400 for what is none, is nested without end, or holds broken characters. */
export function parseJson(text: string): unknown {
  refuseDeep(text);
  try {
    return JSON.parse(text, refuseBroken);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, 'http.json_invalid', { reason: (error as Error).message.slice(0, 200) });
  }
}

/** The whole body, at most `limitBytes` of it. */
async function collect(body: ReadableStream<Uint8Array> | null, rule: BodyRule): Promise<Uint8Array> {
  if (!body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of countedChunks(body, rule)) {
    size += chunk.byteLength;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** The body's chunks; refuses as soon as there are too many bytes, or when none come for a while. */
export async function* countedChunks(
  body: ReadableStream<Uint8Array> | null,
  rule: BodyRule,
): AsyncGenerator<Uint8Array> {
  if (!body) return;
  let size = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(whole(reader.read()));
      if (done) return;
      size += value.byteLength;
      if (size > rule.limitBytes) throw tooLarge(rule);
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {}); // at its end, or the refusal is on its way: a socket that is gone is no news
  }
}

/** A caller that hangs up in the middle is no fault of ours. */
const whole = <T>(read: Promise<T>): Promise<T> =>
  read.catch(() => {
    throw new HttpError(400, 'http.body_cut');
  });

async function inTime<T>(read: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HttpError(408, 'http.body_slow', { seconds: STALL_MS / 1000 })), STALL_MS);
  });
  try {
    return await Promise.race([read, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HttpError(400, 'http.json_invalid', { reason: 'it is not UTF-8' });
  }
}

/** Half of a surrogate pair is no character: it can neither be kept nor written into an address. */
function refuseBroken(key: string, value: unknown): unknown {
  if (/\p{Surrogate}/u.test(key) || (typeof value === 'string' && /\p{Surrogate}/u.test(value)))
    throw new HttpError(400, 'http.json_invalid', { reason: 'a text holds half of a surrogate pair' });
  return value;
}

function refuseDeep(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const ch = text.charCodeAt(i);
    if (inString) {
      if (ch === 92 /* \ */) i++;
      else if (ch === 34 /* " */) inString = false;
    } else if (ch === 34) inString = true;
    else if (ch === 91 /* [ */ || ch === 123 /* { */) {
      if (++depth > MAX_JSON_DEPTH) throw new HttpError(400, 'http.json_too_deep', { limit: MAX_JSON_DEPTH });
    } else if (ch === 93 /* ] */ || ch === 125 /* } */) depth--;
  }
}

const copyOf = (c: Context<AppEnv>, body: string | null): Request =>
  new Request(c.req.url, { method: c.req.method, headers: c.req.raw.headers, body, signal: c.req.raw.signal });

export const tooLarge = (rule: BodyRule): HttpError =>
  new HttpError(413, 'http.too_large', { limit: sizeText(rule.limitBytes) });

const wrongType = (got: string | undefined, rule: BodyRule): HttpError =>
  new HttpError(415, 'http.type_unsupported', { got: (got ?? '').slice(0, 100), accepted: rule.type });

const sizeText = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MB` : `${Math.round(bytes / 1024)} kB`;
