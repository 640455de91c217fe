// What was changed about the reading of one file, step by step: every step keeps the whole options, so that any can be gone
// back to, and none is lost when another way is taken after that.
import type { ImportOptions } from '#contract/import';

/** What was done, as a key of the language files with its values. */
export interface Done {
  key: string;
  values?: Record<string, string | number>;
}
export interface Entry {
  id: number;
  /** the entry it was made from */
  from: number | null;
  done: Done;
  atMs: number;
  options: ImportOptions;
}
export interface History {
  entries: Entry[];
  /** the entry whose options the file is read with */
  now: number;
}

export const START: Done = { key: 'start' };
export const begin = (options: ImportOptions, atMs: number): History => ({
  entries: [{ id: 0, from: null, done: START, atMs, options }],
  now: 0,
});

export const nowOf = ({ entries, now }: History): Entry => entries.find(({ id }) => id === now) ?? entries[0];

export function withStep(history: History, done: Done, options: ImportOptions, atMs: number): History {
  const id = Math.max(...history.entries.map((entry) => entry.id)) + 1;
  return { entries: [...history.entries, { id, from: history.now, done, atMs, options }], now: id };
}

/** The entry that the newest step was made from; null at the beginning. */
export function earlier(history: History): Entry | null {
  const { from } = nowOf(history);
  return history.entries.find(({ id }) => id === from) ?? null;
}
/** The newest step that was made from here and taken back. */
export function later(history: History): Entry | null {
  return history.entries.filter(({ from }) => from === history.now).at(-1) ?? null;
}
export const goTo = (history: History, id: number): History => ({ ...history, now: id });

/** Entries that the current options hold, oldest first; the others have been taken back. */
export function lineOf(history: History): ReadonlySet<number> {
  const line = new Set<number>();
  for (let at: number | null = history.now; at !== null; ) {
    line.add(at);
    const id: number = at;
    at = history.entries.find((entry) => entry.id === id)?.from ?? null;
  }
  return line;
}

/** The newest entry with these options; null = somebody changed them elsewhere. */
export function entryOf(history: History, options: ImportOptions): Entry | null {
  const wanted = canonical(options);
  return history.entries.filter((entry) => canonical(entry.options) === wanted).at(-1) ?? null;
}
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}
