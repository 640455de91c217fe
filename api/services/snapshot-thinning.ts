// Which automatic snapshots need not be kept any more? The last of each day stays for a while, then the last of each month.
import type { SnapshotRow } from '#storage/snapshots.repository';

/** Days for which the last of each day is kept. */
export const DAILY_DAYS = 35;
const MS_A_DAY = 86_400_000;

type Thin = Pick<SnapshotRow, 'id' | 'kind' | 'takenAt' | 'baseId' | 'dataVersion'>;

/** Ids to delete. Frozen and `known` ones are not thinned, and no base goes before those that stand on it. What was
 * replaced stays for those only. */
export function thinned(rows: readonly Thin[], now: string): string[] {
  const since = new Date(Date.parse(now) - DAILY_DAYS * MS_A_DAY).toISOString().slice(0, 10);
  const lastOf = new Map<string, Thin>();
  const auto = rows.filter((row) => row.kind === 'auto');
  const spanOf = ({ takenAt }: Thin): string =>
    takenAt.slice(0, 10) >= since ? takenAt.slice(0, 10) : takenAt.slice(0, 7);
  for (const row of auto) {
    const last = lastOf.get(spanOf(row));
    if (last === undefined || isLater(row, last)) lastOf.set(spanOf(row), row);
  }
  const isGone = (row: Thin): boolean =>
    row.kind === 'base' || (row.kind === 'auto' && lastOf.get(spanOf(row)) !== row);
  const gone = new Set(rows.filter(isGone).map((row) => row.id));
  // a base that those which stay are told apart from
  for (const { id, baseId } of rows) if (baseId !== null && !gone.has(id)) gone.delete(baseId);
  return [...gone];
}

const isLater = (a: Thin, b: Thin): boolean =>
  a.takenAt !== b.takenAt ? a.takenAt > b.takenAt : a.dataVersion > b.dataVersion;
