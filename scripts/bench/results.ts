// The sections measured so far, kept in build/bench: a long run may be done in several goes, and printed as one.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { emptyResult, type SectionInput, type SectionResult } from './facts.ts';
import { scratch } from './province.ts';

export interface Kept {
  name: string;
  scale: number;
  threads: number;
  /** ISO time at which it began */
  at: string;
  /** of the source, with + where something is not committed; empty outside of a repository */
  commit: string;
  result: SectionResult;
}

const FILE = 'results.json';

export function createResults({ goOn }: { goOn: boolean }) {
  const path = scratch(FILE);
  const kept: Kept[] = goOn && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  const commit = commitNow();
  return {
    kept,
    /** Takes the place of what the same section gave before. */
    add(name: string, { scale, threads }: SectionInput, at: Date, result: SectionResult): void {
      const old = kept.findIndex((k) => k.name === name && k.scale === scale && k.threads === threads);
      const entry: Kept = { name, scale, threads, at: at.toISOString(), commit, result };
      if (old >= 0) kept[old] = entry;
      else kept.push(entry);
      writeFileSync(path, JSON.stringify(kept));
    },
  };
}

export function joined(kept: readonly Kept[]): SectionResult {
  const all = emptyResult();
  for (const { result } of kept) {
    all.measurements.push(...result.measurements);
    all.notes.push(...result.notes.filter((note) => !all.notes.includes(note)));
    Object.assign(all.facts, result.facts);
    Object.assign(all.versions, result.versions);
  }
  return all;
}

function commitNow(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'api') === '' ? '' : '+');
  } catch {
    return '';
  }
}
