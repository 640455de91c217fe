// The few shapes that all routes share: a router, a JSON reply, the write header, the box of a map.
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { Knowledge } from '#contract/figure';
import { PageQuery } from '#contract/page';
import { ServiceError } from '#services/errors';
import type { Cursors } from './cursor.ts';
import type { AppEnv } from './env.ts';
import { invalidRequest } from './fields.ts';
import type { Metrics } from './metrics.ts';
import type { Streams } from './stream.ts';

/** What routes need beside the request's own context. */
export interface Http {
  cursors: Cursors;
  streams: Streams;
  metrics: Metrics;
  /** null = ready; else the code that says why not */
  notReady: () => 'http.starting' | 'http.stopping' | null;
}

export const router = () =>
  new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error.issues, (result as { data?: unknown }).data);
    },
  });

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { 'application/json': { schema } },
  description,
});
export const text = (type: string, description: string) => ({
  content: { [type]: { schema: z.string() } },
  description,
});
export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  content: { 'application/json': { schema } },
  required: true as const,
});

export const WriteHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, '1 to 200 visible ASCII characters')
    .optional()
    .meta({ description: 'the same write sent twice with one key happens once' }),
});

/** Of a change to one record. */
export const ChangeHeaders = WriteHeaders.extend({
  'if-match': z.string().max(1_000).optional().meta({ description: 'the ETag that was read; another one answers 412' }),
});

export const pageQuery = PageQuery.shape;
export const detailQuery = {
  detail: z.string().max(40).optional().meta({ description: '`range`, or a name of a profile' }),
  profile: z.string().max(64).optional().meta({ description: 'default: the first profile that knows the detail' }),
};
export const pointQuery = {
  at: z.string().max(40).optional().meta({
    description: 'a day (YYYY-MM-DD, its end in Asia/Shanghai; today: now) or an instant with its zone',
  }),
  known: Knowledge.optional().meta({
    description: 'with `at`: by what was known `then` (the default), or by what is known `now` of that time',
  }),
};
/** What a query asks of the past; null = it asks of today. */
export function pointAsked<T extends { at?: string; known?: Knowledge }>(query: T): (T & { at: string }) | null {
  if (query.at !== undefined) return { ...query, at: query.at };
  if (query.known !== undefined) throw new ServiceError('point.needed', 'invalid', { field: 'known' });
  return null;
}
export const Id = z.strictObject({ id: z.string().min(1).max(200) });
export const Code = z.strictObject({ code: z.string().min(1).max(200) });

/** `west,south,east,north` in degrees. */
export const BboxText = z
  .string()
  .regex(/^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}$/, 'west,south,east,north')
  .transform((value) => value.split(',').map(Number) as [number, number, number, number])
  .refine(([west, south, east, north]) => west >= -180 && east <= 180 && south >= -90 && north <= 90)
  .refine(([west, south, east, north]) => west <= east && south <= north);
