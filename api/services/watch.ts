// What follows the states of cameras by itself: live figures, outages, alerts, and old words that are joined.
import { keepAlerts } from './alert-sources.ts';
import type { Ctx } from './ctx.ts';
import { keepLiveFigures } from './live-figures-keeper.ts';
import { keepOutages } from './outage-keeper.ts';
import { keepWordsThin } from './status-thinning.ts';

export interface Watch {
  /** Resolves when everything that is known now was worked on, sparing nobody: for tests. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Where nothing is written. */
export const NO_WATCH: Watch = { settled: async () => {}, close: async () => {} };

export function watch(ctx: Ctx): Watch {
  const figures = keepLiveFigures(ctx);
  const outages = keepOutages(ctx);
  const alerts = keepAlerts(ctx);
  const words = keepWordsThin(ctx);
  return {
    async settled() {
      await figures.settled();
      await outages.settled();
      await alerts.look();
    },
    async close() {
      await Promise.all([figures.close(), outages.close(), alerts.close(), words.close()]);
    },
  };
}
