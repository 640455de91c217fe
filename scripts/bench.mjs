#!/usr/bin/env node
// npm run bench -- [--scale 0.01,0.05,1] [--only engine,peers,postgis,…] [--threads 1,2] [--out F.md]: sets up, then measures.
import { setUpOrExit } from './setup.mjs';

await setUpOrExit('cli');
const { register } = await import('tsx/esm/api');
register();
await import('./bench/run.ts');
