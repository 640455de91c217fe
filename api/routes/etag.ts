// Has the reader seen this reply already? A weak ETag over the bytes of every JSON reply to a GET.
import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './env.ts';

/** Replies of the API only; streams and files keep what they say themselves. */
export const etagReplies: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  const reply = c.res;
  const type = reply.headers.get('Content-Type') ?? '';
  if (c.req.method !== 'GET' || reply.status !== 200 || !type.startsWith('application/json')) return;
  const bytes = new Uint8Array(await reply.arrayBuffer());
  const headers = new Headers(reply.headers);
  const etag = headers.get('ETag') ?? weakTag(bytes);
  headers.set('ETag', etag);
  c.res = undefined;
  c.res = matches(c.req.header('If-None-Match'), etag)
    ? new Response(null, { status: 304, headers })
    : new Response(bytes, { status: 200, headers });
};

export const weakTag = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return `W/"${hash.digest('base64url').slice(0, 22)}"`;
};

/** The tag that a JSON reply with this value carries. */
export const tagOfJson = (value: unknown): string => weakTag(new TextEncoder().encode(JSON.stringify(value)));

/** RFC 9110 weak comparison. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  const bare = (tag: string) => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => bare(tag) === bare(etag));
}
