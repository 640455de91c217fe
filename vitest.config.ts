import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// unit: pure layers, fast. api: a real migrated database, app.request(), real child processes and workers.
// browser: Chromium through playwright-core against the built product (run by scripts/test.mjs).
export default defineConfig({
  test: {
    // vitest keeps one core free by itself, which on two cores leaves half the machine idle
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'api/{engine,rules,contract,sample,importers,reports,exports,tiles}/**/*.test.ts',
            'map-ui/src/**/*.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'api',
          include: [
            'api/{storage,services,routes,workers}/**/*.test.ts',
            'tests/api/**/*.test.ts',
            'tests/cli/**/*.test.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
