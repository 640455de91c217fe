#!/usr/bin/env node
// npm run bench -- [--scale 0.01,0.05,1] [--only engine,peers,postgis,…] [--threads 1,2] [--out F.md]: sets up, then measures.
import { pathToFileURL } from 'node:url';
import { programFile } from './program-files.mjs';
import { setUpOrExit } from './setup.mjs';

await setUpOrExit('cli');
await import(pathToFileURL(programFile('bench')).href);
