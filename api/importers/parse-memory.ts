// How is a small content in memory parsed at once, without a child? For tests and content that we made ourselves.
import type { ImportKind } from '#contract/import';
import { memorySource } from './memory-source.ts';
import { parseSource } from './parse.ts';
import type { ParsedAll, ParseRequest } from './types.ts';

type Request<K extends ImportKind> = Pick<ParseRequest<K>, 'kind'> &
  Partial<Pick<ParseRequest<K>, 'fileName' | 'options' | 'where' | 'limits' | 'recipes'>>;

export async function parseMemory<K extends ImportKind>(
  content: string | Uint8Array,
  request: Request<K>,
): Promise<ParsedAll<K>> {
  const all: Omit<ParsedAll<K>, 'summary'> = { rows: [], problems: [], rejected: [] };
  const { summary, withdrawn } = await parseSource<K>(
    memorySource(content),
    { fileName: 'memory', options: {}, ...request },
    {
      row: (row) => void all.rows.push(row),
      problem: (problem) => void all.problems.push(problem),
      rejected: (row) => void all.rejected.push(row),
    },
  );
  const out = new Set(withdrawn);
  return { ...all, summary, rows: summary.refused ? [] : all.rows.filter((row) => !out.has(row.row)) };
}
