// Are the cameras of a scope few enough to be sorted at once? Which of two ways a page is read hangs on it.
import { count, type SQL } from 'drizzle-orm';
import type { Reader } from './storage.ts';
import { cameras } from './tables.sqlite.ts';

/** More cameras than this take longer to sort than to meet among all of a province. */
const FEW = 20_000;
export async function areFew(reader: Reader, inside: SQL): Promise<boolean> {
  const some = reader
    .select({ regionCode: cameras.regionCode })
    .from(cameras)
    .where(inside)
    .limit(FEW + 1)
    .as('some');
  return (await reader.select({ n: count() }).from(some))[0].n <= FEW;
}
