#!/usr/bin/env node
// The command line's first step: set up what is missing (said on stderr), then run scripts/lacuna.ts as built, in this process.
import { pathToFileURL } from 'node:url';
import { programFile } from './program-files.mjs';
import { setUpOrExit } from './setup.mjs';

await setUpOrExit(process.argv[2] === 'start' ? 'start' : 'cli');
await import(pathToFileURL(programFile('lacuna')).href);
