// A target as a row of a table: what is written can be read again.
import type { TARGET_FIELDS } from '#contract/import-fields';
import type { Target, TargetInput } from '#contract/target';
import { aboutKey, overlaps } from './target-checks.ts';

export type TargetColumn = (typeof TARGET_FIELDS)[number];
export type TargetCells = Record<TargetColumn, string | number | null>;

/** `region` or `level` says whom it binds; ratios are 0..1; milestones are `2026-06-30: 0.4 name; …`. */
export function targetCells({ scope, measure = {}, milestones = [], ...target }: TargetInput): TargetCells {
  return {
    id: target.id ?? null,
    region: 'region' in scope ? scope.region : null,
    level: 'level' in scope ? scope.level : null,
    metric: target.metric,
    minimum: target.minimum,
    ceiling: target.ceiling ?? null,
    start: target.start ?? null,
    due: target.due,
    milestones: milestones.length === 0 ? null : milestones.map(milestoneText).join('; '),
    set: measure.set ?? null,
    detail: measure.detail ?? null,
    profile: measure.profile ?? null,
    k: measure.k ?? null,
    judgedBy: measure.judgedBy ?? null,
    stage: measure.stage ?? null,
    classes: measure.classes?.join(' ') ?? null,
    of: measure.of ?? null,
    ofMinimum: measure.ofMinimum ?? null,
    critical: target.critical ? 'true' : null,
    owner: target.owner ?? null,
    note: target.note ?? null,
  };
}

type Milestone = NonNullable<TargetInput['milestones']>[number];
/** What parts milestones is in no name, nor a sign at its beginning that would belong to the value. */
const milestoneText = ({ date, value, name }: Milestone): string => {
  const safe = (name ?? '').replaceAll(/[;；|\r\n]/g, ',').replace(/^[\s%％]+/, '');
  return `${date}: ${plainNumber(value)}${safe === '' ? '' : ` ${safe}`}`;
};
/** No exponents: 1e-7 is 0.0000001. */
const plainNumber = (value: number): string => {
  const short = String(value);
  return short.includes('e') ? value.toFixed(20).replace(/0+$/, '') : short;
};

export interface ReadMilestone {
  date: string;
  value: string;
  name: string | null;
}
/** Null: one of them is not like that. Dates and values as they are written. */
export function milestonesFrom(text: string): ReadMilestone[] | null {
  const found: ReadMilestone[] = [];
  for (const part of text.split(/[;；|\n]/)) {
    if (part.trim() === '') continue;
    const m = /^\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)\s*[:：=]?\s*([\d.,]+\s*[%％]?)\s*(.*?)\s*$/.exec(part);
    if (m === null) return null;
    found.push({ date: m[1]!, value: m[2]!.trim(), name: m[3] === '' ? null : m[3]! });
  }
  return found;
}

/** Rows without an id get that of the standing target of the same scope, metric and measure whose time overlaps, and its
 * start where they name none; of several the one that starts first, each for one row only. */
export function withKnownIds(rows: readonly TargetInput[], standing: readonly Target[], today: string): TargetInput[] {
  const taken = new Set(rows.map(({ id }) => id));
  const known = new Map<string, Target[]>();
  for (const target of [...standing].sort((a, b) => (a.start !== b.start ? (a.start < b.start ? -1 : 1) : 0))) {
    const key = aboutKey(target);
    known.set(key, [...(known.get(key) ?? []), target]);
  }
  return rows.map((row) => {
    if (row.id !== undefined) return row;
    const dated = { ...row, start: row.start ?? today };
    const found = known.get(aboutKey(row))?.find((one) => !taken.has(one.id) && overlaps(one, dated));
    if (found === undefined) return row;
    taken.add(found.id);
    return { ...row, id: found.id, start: row.start ?? found.start };
  });
}
