#!/usr/bin/env node
// npm run bench -- [--scale 0.01,0.05] [--turf 12] [--k 4] [--seed 1]: sets up, then measures.
import { setUpOrExit } from './setup.mjs';

await setUpOrExit('cli');
const { register } = await import('tsx/esm/api');
register();
await import('./bench/run.ts');
