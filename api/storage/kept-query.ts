// Queries that are built and prepared once per connection: an edit asks a dozen of them, and building one takes longer than
// answering it.
import type { Reader } from './storage.ts';

/** What `build` makes for a connection; it must go on being right for all values of its placeholders. */
export function keptQuery<R extends Reader, Q>(build: (on: R) => Q): (on: R) => Q {
  const known = new WeakMap<R, Q>();
  return (on) => {
    let query = known.get(on);
    if (query === undefined) {
      query = build(on);
      known.set(on, query);
    }
    return query;
  };
}
