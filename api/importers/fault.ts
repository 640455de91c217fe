// How does a reader say that the file as a whole cannot be used?
import type { Params, ProblemCode } from './messages.ts';

/** A fault of the whole file: what is read after it cannot be trusted. */
export class FileFault extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly params: Params = {},
    readonly row: number | null = null,
    readonly column: string | null = null,
  ) {
    super(code);
  }
}
