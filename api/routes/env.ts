// What every request carries through the routes.
import type { Ctx } from '#services/ctx';

export interface AppEnv {
  Variables: {
    requestId: string;
    ctx: Ctx;
    /** route pattern, for metrics: never the address itself */
    routeLabel?: string;
  };
}
