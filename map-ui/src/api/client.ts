// The typed door to the API: every path, parameter and answer comes from the server's own routes.
import { hc } from 'hono/client';
import type { AppType } from '../../../api/app.ts';
import { apiFetch } from './http.ts';

/** Rejects with ApiError on any answer that is not a success. */
export const client = hc<AppType>(window.location.origin, { fetch: apiFetch });
