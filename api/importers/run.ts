// How is an untrusted file parsed without risk to this process? In a child with limits on memory, time and disk.
import type { ImportKind } from '#contract/import';
import type { ParsedAll, ParseRequest, ParseResult } from './types.ts';

/** Parses the file at `path` in a child process. Faults of the file are problems in the result, never exceptions. */
export async function parseFile<K extends ImportKind>(
  _path: string,
  _request: ParseRequest<K>,
): Promise<ParseResult<K>> {
  throw new Error('importers: the parser has not landed yet');
}

/** The same, collected: for small files only. */
export async function parseAll<K extends ImportKind>(path: string, request: ParseRequest<K>): Promise<ParsedAll<K>> {
  const result = await parseFile(path, request);
  const all: ParsedAll<K> = { summary: result.summary, rows: [], problems: [], rejected: [] };
  try {
    for await (const batch of result.batches) {
      all.rows.push(...batch.rows);
      all.problems.push(...batch.problems);
      all.rejected.push(...batch.rejected);
    }
  } finally {
    await result.close();
  }
  return all;
}
