// How services reach the parser: the importers' limited child process, or a fake in a test.
import type { ImportKind } from '#contract/import';
import type { ParseRequest, ParseResult } from '#importers/types';

export interface ImportRunner {
  parse<K extends ImportKind>(path: string, request: ParseRequest<K>): Promise<ParseResult<K>>;
}
