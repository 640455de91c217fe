// A reply that is written while it is made: the text's parts go out as the reader takes them.
import type { Context } from 'hono';
import type { AppEnv } from './env.ts';

/** A fault after the first part breaks the connection, so that half a file never looks like a whole one. */
export function streamText(
  c: Context<AppEnv>,
  type: string,
  parts: AsyncGenerator<string | Uint8Array>,
  fileName?: string,
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else if (value.length > 0) controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
  const headers: Record<string, string> = { 'Content-Type': `${type}; charset=utf-8` };
  if (fileName) headers['Content-Disposition'] = attachment(fileName);
  return c.body(body, 200, headers);
}

/** RFC 6266: an ASCII name for old readers, the real one beside it. */
export const attachment = (name: string): string =>
  `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`;
