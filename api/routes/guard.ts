// May this request be looked at? Host, origin of a change, encoding, type and size of the body; and headers of every reply.
import type { MiddlewareHandler } from 'hono';
import { type BodyRule, readBody } from './body.ts';
import type { AppEnv } from './env.ts';
import { HttpError } from './problem.ts';

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

const SCREEN_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');
/** Nothing that the API answers is a page. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** swagger-ui draws its icons from data: addresses and sets styles in elements. */
const DOCS_POLICY = SCREEN_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

const FIXED_HEADERS: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(self)',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex',
};

/** Headers for every reply, whoever made it. A reply that chose its own Cache-Control keeps it. */
export function sealReply(path: string, requestId: string, { headers }: Response): void {
  for (const [name, value] of Object.entries(FIXED_HEADERS)) headers.set(name, value);
  headers.set('X-Request-Id', requestId);
  const isApi = path.startsWith('/api/') || path === '/api';
  const isDocs = path === '/api/docs' || path.startsWith('/api/docs/');
  const isPage = headers.get('Content-Type')?.startsWith('text/html') ?? false;
  headers.set('Content-Security-Policy', isDocs ? DOCS_POLICY : isPage || !isApi ? SCREEN_POLICY : DATA_POLICY);
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
}

/** Refuses other hosts (a rebound name), changes that another site asks for, and bodies that are not what they should be. */
export function guard(ruleOf: (path: string) => BodyRule): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const host = (c.req.header('Host') ?? url.host).toLowerCase();
    if (!LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''))) {
      throw new HttpError(421, 'http.host_unknown', { got: host.slice(0, 100) });
    }
    if (!SAFE_METHODS.has(c.req.method)) {
      refuseForeignChange(c.req.header('Sec-Fetch-Site'), c.req.header('Origin'), c.req.header('Cookie'), host);
      await readBody(c, ruleOf(c.req.path));
    }
    await next();
  };
}

/**
 * Every browser sends Sec-Fetch-Site or at least Origin with a change. A request with neither comes from a program,
 * which no other site can steer; with a cookie and neither it is refused all the same.
 */
function refuseForeignChange(
  site: string | undefined,
  origin: string | undefined,
  cookie: string | undefined,
  host: string,
): void {
  const own = origin === `http://${host}` || origin === `https://${host}`;
  const refused =
    site !== undefined
      ? site !== 'same-origin' || (origin !== undefined && !own)
      : origin !== undefined
        ? !own
        : !!cookie;
  if (refused) throw new HttpError(403, 'http.cross_site');
}
