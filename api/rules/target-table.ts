// A target as a row of a table: what is written can be read again.
import type { TargetInput } from '#contract/target';

export const TARGET_COLUMNS = [
  'id',
  'region',
  'level',
  'metric',
  'minimum',
  'ceiling',
  'start',
  'due',
  'milestones',
  'set',
  'detail',
  'profile',
  'k',
  'judgedBy',
  'stage',
  'classes',
  'of',
  'ofMinimum',
  'critical',
  'owner',
  'note',
] as const;
export type TargetColumn = (typeof TARGET_COLUMNS)[number];
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
/** A semicolon parts milestones, so none is in a name. */
const milestoneText = ({ date, value, name }: Milestone): string =>
  `${date}: ${value}${name ? ` ${name.replaceAll(/[;；]/g, ',')}` : ''}`;

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
