// Where do rows, problems and counts go while a file is read?
import type { ColumnMapping, ImportKind } from '#contract/import';
import type { Problem } from '#contract/problem';
import { type Params, type Place, type ProblemCode, problemOf } from './messages.ts';
import type { RejectedRow, RowOf } from './types.ts';

export interface Sink<K extends ImportKind = ImportKind> {
  /** which column is which field; said once, before the first row */
  mapping?(mapping: ColumnMapping[]): void;
  row(row: RowOf[K]): void;
  problem(problem: Problem): void;
  rejected(row: RejectedRow): void;
}

export interface Reporter {
  /** always null, so that a reader can end with it; lists the problem until its code has been listed often enough, then only counts */
  say(code: ProblemCode, place: Omit<Place, 'file'>, params?: Params): null;
  /** only the first time */
  sayOnce(code: ProblemCode, place: Omit<Place, 'file'>, params?: Params): void;
  /** problems whose code starts like this say nothing while a question about the whole file is open */
  mute(prefix: string): void;
  counts: Record<string, number>;
}

export function createReporter(file: string, sink: Pick<Sink, 'problem'>, perCode: number): Reporter {
  const counts: Record<string, number> = {};
  const said = new Set<string>();
  const muted: string[] = [];
  const say: Reporter['say'] = (code, place, params) => {
    if (muted.some((prefix) => code.startsWith(prefix))) return null;
    const n = (counts[code] = (counts[code] ?? 0) + 1);
    if (n <= perCode) sink.problem(problemOf(code, { file, ...place }, params));
    return null;
  };
  return {
    counts,
    say,
    mute(prefix) {
      muted.push(prefix);
    },
    sayOnce(code, place, params) {
      const key = `${code} ${place.column ?? ''}`;
      if (said.has(key)) return;
      said.add(key);
      say(code, place, params);
    },
  };
}
