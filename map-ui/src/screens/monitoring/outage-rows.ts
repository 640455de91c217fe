// How are outages put in groups, and which one comes next? Pure; the order is the server's: what was lost first.
import type { Outage } from '#contract/status';

export const GROUPINGS = ['none', 'kind', 'region', 'cause'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface OutageGroup {
  key: string;
  items: Outage[];
  /** cameras out now. Areas are not added up: two outages may have lost the same ground together */
  down: number;
}

const keyOf = (outage: Outage, by: Grouping): string => {
  if (by === 'kind') return outage.kind;
  if (by === 'region') return outage.regionCode ?? '';
  return by === 'cause' ? (outage.cause ?? '') : '';
};

/** A group stands where its greatest outage stands. */
export function groupOutages(items: readonly Outage[], by: Grouping): OutageGroup[] {
  const groups = new Map<string, OutageGroup>();
  for (const outage of items) {
    const key = keyOf(outage, by);
    const group = groups.get(key) ?? { key, items: [], down: 0 };
    group.items.push(outage);
    group.down += outage.down;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The one `by` rows farther, as they stand on screen; the first one where none is chosen. */
export function stepFrom(groups: readonly OutageGroup[], id: string | null, by: 1 | -1): string | null {
  const ids = groups.flatMap(({ items }) => items.map((outage) => outage.id));
  const at = id === null ? -1 : ids.indexOf(id);
  const to = at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by));
  return ids[to] ?? null;
}

/** What was lost, as a share of what is to be seen where it touches; null = not computed yet. */
export const lostShare = ({ lostM2, demandM2 }: Pick<Outage, 'lostM2' | 'demandM2'>): number | null =>
  lostM2 === null || demandM2 === null || demandM2 <= 0 ? null : lostM2 / demandM2;

export const isMuted = ({ mutedUntil }: Pick<Outage, 'mutedUntil'>, nowMs: number): boolean =>
  mutedUntil !== null && Date.parse(mutedUntil) > nowMs;
export const isOverdue = ({ dueAt, endedAt }: Pick<Outage, 'dueAt' | 'endedAt'>, nowMs: number): boolean =>
  dueAt !== null && endedAt === null && Date.parse(dueAt) < nowMs;
