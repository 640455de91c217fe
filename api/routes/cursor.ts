// Cursors leave the house signed, and work only for the list and filter they were made for.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { HttpError } from './problem.ts';

export interface Cursors {
  /** `binding` names the list and its filter */
  seal(next: string | null, binding: unknown): string | null;
  /** Throws 422 for a cursor that was not made here for this binding. */
  open(cursor: string | undefined, binding: unknown): string | undefined;
}

export function signedCursors(key: Uint8Array): Cursors {
  const mac = (payload: string, binding: unknown) =>
    createHmac('sha256', key).update(JSON.stringify(binding)).update('\0').update(payload).digest().subarray(0, 12);
  return {
    seal(next, binding) {
      if (next === null) return null;
      const payload = Buffer.from(next, 'utf8').toString('base64url');
      return `${payload}.${mac(payload, binding).toString('base64url')}`;
    },
    open(cursor, binding) {
      if (cursor === undefined) return undefined;
      const [payload, signature, ...rest] = cursor.split('.');
      const given = Buffer.from(signature ?? '', 'base64url');
      const expected = mac(payload, binding);
      if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw new HttpError(422, 'http.cursor_invalid');
      }
      return Buffer.from(payload, 'base64url').toString('utf8');
    },
  };
}

/** The same filter always gives the same binding: undefined left out, keys in order, paging aside. */
export function bindingOf(list: string, query: Record<string, unknown>): unknown {
  const filter = Object.entries(query).filter(
    ([key, value]) => value !== undefined && key !== 'cursor' && key !== 'limit',
  );
  return [list, filter.sort(([a], [b]) => (a < b ? -1 : 1))];
}
