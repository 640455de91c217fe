// The browser side: hashed assets for good, index.html always fresh, and the same page for every screen's address.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'hono';
import type { AppEnv } from './env.ts';
import { type StaticFiles, staticFiles } from './files.ts';
import { HttpError } from './problem.ts';

/** First part of the addresses that the browser side understands (map-ui/src/url-state.ts). */
const SCREEN_PATH =
  /^\/((start|map|regions|targets|plans|import|quality|monitoring|reports|admin)(\/[^/]{1,200})?\/?)?$/;

/** Answers null for an address that is none of the screens' business. A new build is served without a restart. */
export function screens(root: string): (c: Context<AppEnv>) => Response | null {
  let built: { files: StaticFiles; changed: number } | null = null;
  return (c) => {
    const path = c.req.path;
    const isScreen = SCREEN_PATH.test(path);
    if (isScreen || !built) {
      const changed = statSync(join(root, 'index.html'), { throwIfNoEntry: false })?.mtimeMs;
      if (changed === undefined) built = null;
      else if (built?.changed !== changed) built = { files: staticFiles(root), changed };
    }
    if (!built) {
      if (isScreen) throw new HttpError(503, 'http.ui_missing');
      return null;
    }
    const { files } = built;
    if (isScreen) return files.reply('index.html', c.req, 'no-cache');
    const name = path.slice(1);
    if (!files.has(name)) return null;
    return files.reply(name, c.req, name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
  };
}
