// Where a list goes on: the sort key and id of the last item, opaque to the caller.
import { ServiceError } from './errors.ts';

export const toCursor = (parts: (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** Errors: list.cursor_invalid. */
export function fromCursor(cursor: string | undefined, length: number): (string | number | null)[] | null {
  if (cursor === undefined) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const known = (part: unknown): boolean => part === null || typeof part === 'string' || typeof part === 'number';
    if (Array.isArray(parts) && parts.length === length && parts.every(known)) return parts;
  } catch {
    // not one of ours: answered below
  }
  throw new ServiceError('list.cursor_invalid', 'invalid', {}, [
    { path: 'cursor', code: 'list.cursor_invalid', message: 'The cursor does not belong to this list.' },
  ]);
}
