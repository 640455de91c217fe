// Which files do the screens consist of? Only names that were there at the start are served, from memory once asked for.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { matches, weakTag } from './etag.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSIBLE = /^(text|application)\/|svg/;
/** Smaller ones gain nothing. */
const COMPRESS_FROM_BYTES = 1_000;

export interface StaticFiles {
  has(name: string): boolean;
  reply(name: string, request: { header(name: string): string | undefined }, cacheControl: string): Response;
}

/** `names` limits what is served; default every file below `root`. */
export function staticFiles(root: string, names: string[] = filesBelow(root)): StaticFiles {
  const known = new Set(names);
  const loaded = new Map<
    string,
    {
      bytes: Uint8Array<ArrayBuffer>;
      gzip: Uint8Array<ArrayBuffer> | null;
      etag: string;
      type: string;
      changed: number;
    }
  >();
  const load = (name: string) => {
    const path = join(root, name);
    const changed = statSync(path).mtimeMs;
    const before = loaded.get(name);
    if (before?.changed === changed) return before;
    const bytes = new Uint8Array(readFileSync(path));
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    const gzip =
      COMPRESSIBLE.test(type) && bytes.length >= COMPRESS_FROM_BYTES ? new Uint8Array(gzipSync(bytes)) : null;
    const entry = { bytes, gzip, etag: weakTag(bytes), type, changed };
    loaded.set(name, entry);
    return entry;
  };
  return {
    // a build under way takes files away
    has: (name) => known.has(name) && existsSync(join(root, name)),
    reply(name, request, cacheControl) {
      const { bytes, gzip, etag, type } = load(name);
      const headers: Record<string, string> = { 'Content-Type': type, 'Cache-Control': cacheControl, ETag: etag };
      if (gzip) headers.Vary = 'Accept-Encoding';
      if (matches(request.header('If-None-Match'), etag)) return new Response(null, { status: 304, headers });
      if (gzip && /\bgzip\b/.test(request.header('Accept-Encoding') ?? '')) {
        return new Response(gzip, { headers: { ...headers, 'Content-Encoding': 'gzip' } });
      }
      return new Response(bytes, { headers });
    },
  };
}

/** Relative paths with forward slashes. */
function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/').replace(/^\/+/, ''));
}
