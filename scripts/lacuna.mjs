#!/usr/bin/env node
// The command line's first step: set up what is missing (said on stderr), then run scripts/lacuna.ts in this process.
import { setUpOrExit } from './setup.mjs';

await setUpOrExit(process.argv[2] === 'start' ? 'start' : 'cli');
const { register } = await import('tsx/esm/api');
register();
await import('./lacuna.ts');
