// Long work as the API shows it.
import { z } from 'zod';

export const JobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);
export const Job = z.object({
  id: z.string(),
  kind: z.enum(['import', 'measure', 'sample', 'report', 'export', 'quality', 'history', 'stages', 'snapshot']),
  state: JobState,
  phase: z.string(),
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** items per second over the last seconds; null before it is known */
  rate: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  reason: z.string().nullable(),
  reasonZh: z.string().nullable(),
  result: z.unknown().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  actor: z.string(),
});
export type Job = z.infer<typeof Job>;

/** Events of GET /api/events: `job` on progress, `data` when the data version rises, `status` when states, live figures or
 * outages changed (at most one a second), `alert` when the inbox did, `hello` on connect. */
export const ServerEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), dataVersion: z.number().int() }),
  z.object({ type: z.literal('job'), job: Job }),
  z.object({ type: z.literal('data'), dataVersion: z.number().int(), regions: z.array(z.string()).nullable() }),
  z.object({ type: z.literal('status'), at: z.string() }),
  z.object({ type: z.literal('alert'), id: z.string() }),
]);
export type ServerEvent = z.infer<typeof ServerEvent>;
