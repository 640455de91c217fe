// Which instant does somebody mean who writes a day or a time? docs/decisions/0027.

/** Days are those of Asia/Shanghai, which is eight hours ahead of UTC all year. */
const ZONE = '+08:00';
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A time without a zone could be anybody's. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;

/** Ms since 1970: of an instant as it is written, of a day (YYYY-MM-DD) its last millisecond, but for today, which ends
 * now. null = neither of the two. */
export function instantMeant(text: string, nowMs: number): number | null {
  if (DAY.test(text)) {
    const startMs = Date.parse(`${text}T00:00:00${ZONE}`);
    // 30 February is taken for 2 March
    if (Number.isNaN(startMs) || dayAt(startMs) !== text) return null;
    const endMs = startMs + DAY_MS - 1;
    return startMs <= nowMs ? Math.min(endMs, nowMs) : endMs;
  }
  if (!INSTANT.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** The day (YYYY-MM-DD) that an instant lies in. */
export const dayAt = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
