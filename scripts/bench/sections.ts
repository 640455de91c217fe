// Which sections are there, what does each need, and how is one run in a process of its own?
import { fork } from 'node:child_process';
import { programFile } from '../program-files.mjs';
import { emptyResult, type SectionInput, type SectionResult } from './facts.ts';

/** A section may hold a region's geometry in peers' objects; the limit only keeps a runaway from taking the machine. */
const HEAP_MB = 4_096;

/** Words of --only → the sections behind them. */
export const GROUPS = {
  engine: ['engine'],
  peers: ['turf', 'clipper', 'geos'],
  postgis: ['postgis'],
  accuracy: ['accuracy'],
  import: ['import'],
  pipeline: ['pipeline'],
  edits: ['edits'],
  status: ['status'],
  tiles: ['tiles'],
  gaps: ['gaps'],
  terrain: ['terrain'],
  quadratic: ['quadratic'],
} as const;
export type Group = keyof typeof GROUPS;

/** Runs one section and waits for its answer; a section that fails is a note, not the end of the run. */
export function runSection(name: string, input: SectionInput): Promise<SectionResult> {
  return new Promise((resolve) => {
    const child = fork(programFile('bench-section'), [name, JSON.stringify(input)], {
      execArgv: ['--enable-source-maps', `--max-old-space-size=${HEAP_MB}`, '--no-warnings'],
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    let answer: SectionResult | null = null;
    child.on('message', (message) => {
      answer = message as SectionResult;
    });
    child.on('exit', (code, signal) => {
      const failed = `${name} at ${input.scale} stopped (${signal ?? `exit ${code}`}); its words are on stderr`;
      resolve(answer ?? { ...emptyResult(), notes: [failed], facts: { [`${name}.crashed`]: 1 } });
    });
  });
}
