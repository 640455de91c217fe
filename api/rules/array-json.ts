// How do typed arrays travel as JSON? As `{ "f8": […] }`, every number with all of its bits; NaN as null.

const NAMES = { f8: Float64Array, i4: Int32Array, u1: Uint8Array } as const;
type Named = keyof typeof NAMES;

/** The same value with its typed arrays written out. */
export function toArrayJson(value: unknown): unknown {
  for (const [name, kind] of Object.entries(NAMES))
    if (value instanceof kind) return { [name]: Array.from(value, (x) => (Number.isFinite(x) ? x : null)) };
  if (Array.isArray(value)) return value.map(toArrayJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toArrayJson(inner)]));
}

/** What `toArrayJson` was given. */
export function fromArrayJson<T>(value: unknown): T {
  return read(value) as T;
}

function read(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(read);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [name, list] = entries[0] ?? [];
  if (entries.length === 1 && name! in NAMES && Array.isArray(list))
    return NAMES[name as Named].from(list.map((x: number | null) => x ?? Number.NaN));
  return Object.fromEntries(entries.map(([key, inner]) => [key, read(inner)]));
}
