// A target as it is written in a form, and back; which targets a list changes; which one stands above another.
import { COUNTED, type Target, type TargetInput, type TargetMetric } from '#contract/target';

export interface DraftMilestone {
  /** of the form only: rows may be alike */
  key: number;
  date: string;
  value: string;
  name: string;
}
/** Numbers as typed: shares in percent, cameras as a count. */
export interface Draft {
  id: string | null;
  /** `level:village` or `region:CODE` */
  scope: string;
  metric: TargetMetric;
  measure: Target['measure'];
  minimum: string;
  ceiling: string;
  start: string;
  due: string;
  milestones: DraftMilestone[];
  critical: boolean;
  owner: string;
  note: string;
}
/** `minimum`, `milestones.1.value` → what is wrong with it */
export type Faults = Record<string, string>;

const plain = (n: number) => String(Number(n.toFixed(4)));
const shown = (metric: TargetMetric, value: number) => plain(COUNTED.has(metric) ? value : value * 100);

export function toDraft(target: TargetInput): Draft {
  const { metric, scope } = target;
  return {
    id: target.id ?? null,
    scope: 'region' in scope ? `region:${scope.region}` : `level:${scope.level}`,
    metric,
    measure: target.measure ?? {},
    minimum: shown(metric, target.minimum),
    ceiling: target.ceiling == null ? '' : shown(metric, target.ceiling),
    start: target.start ?? '',
    due: target.due,
    milestones: (target.milestones ?? []).map((m, key) => ({
      key,
      date: m.date,
      value: shown(metric, m.value),
      name: m.name ?? '',
    })),
    critical: target.critical ?? false,
    owner: target.owner ?? '',
    note: target.note ?? '',
  };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** `40,5` and `40.5 %` are numbers too. */
export function readNumber(text: string): number | null {
  const bare = text
    .trim()
    .replace(/[%％\s]/g, '')
    .replace(',', '.');
  return bare === '' || !/^\d+(\.\d+)?$/.test(bare) ? null : Number(bare);
}

export interface DraftWords {
  number: string;
  whole: string;
  share: string;
  date: string;
}
/** The form as a target, or what is wrong with it. What only the server can know is said by the server. */
export function readDraft(
  draft: Draft,
  words: DraftWords,
): { target: TargetInput; faults: null } | { target: null; faults: Faults } {
  const faults: Faults = {};
  const isCount = COUNTED.has(draft.metric);
  const value = (path: string, text: string): number => {
    const number = readNumber(text);
    if (number === null) faults[path] = words.number;
    else if (isCount && !Number.isInteger(number)) faults[path] = words.whole;
    else if (!isCount && number > 100) faults[path] = words.share;
    // 57.3 is 0.573, not the number next to it
    return isCount ? (number ?? 0) : Number(((number ?? 0) / 100).toPrecision(12));
  };
  const day = (path: string, text: string): string => {
    if (!DAY.test(text)) faults[path] = words.date;
    return text;
  };
  const cut = draft.scope.indexOf(':');
  const [kind, what] = [draft.scope.slice(0, cut), draft.scope.slice(cut + 1)];
  const target: TargetInput = {
    ...(draft.id !== null && { id: draft.id }),
    scope: kind === 'region' ? { region: what } : { level: what },
    metric: draft.metric,
    measure: draft.measure,
    minimum: value('minimum', draft.minimum),
    ceiling: draft.ceiling.trim() === '' ? null : value('ceiling', draft.ceiling),
    ...(draft.start !== '' && { start: day('start', draft.start) }),
    due: day('due', draft.due),
    milestones: draft.milestones
      .map((m, i) => ({
        date: day(`milestones.${i}.date`, m.date),
        value: value(`milestones.${i}.value`, m.value),
        name: m.name.trim() === '' ? null : m.name.trim(),
      }))
      .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)),
    critical: draft.critical,
    owner: draft.owner.trim() === '' ? null : draft.owner.trim(),
    note: draft.note.trim() === '' ? null : draft.note.trim(),
  };
  if (faults.minimum === undefined && target.minimum <= 0) faults.minimum = words.number;
  return Object.keys(faults).length > 0 ? { target: null, faults } : { target, faults: null };
}

interface ServerFault {
  path: string;
  message: string;
  messageZh?: string;
}
/** Faults of a list that was sent, by the index of the target: `targets[3].minimum` and `targets.3.minimum` alike. */
export function faultsByTarget(errors: readonly ServerFault[], language: 'zh' | 'en'): Map<number, Faults> {
  const found = new Map<number, Faults>();
  for (const { path, message, messageZh } of errors) {
    const parts = path
      .replace(/\[(\d+)\]/g, '.$1')
      .split('.')
      .filter(Boolean);
    const at = parts.indexOf('targets') + 1;
    const index = Number(parts[at]);
    if (!Number.isInteger(index)) continue;
    const field = parts.slice(at + 1).join('.') || 'scope';
    const text = (language === 'zh' ? messageZh : undefined) ?? message;
    const faults = found.get(index) ?? {};
    faults[field] = faults[field] === undefined ? text : `${faults[field]} ${text}`;
    found.set(index, faults);
  }
  return found;
}

const without = ({ id: _id, ...rest }: TargetInput) => JSON.stringify(normal(rest));
/** Absent and empty are the same wish. */
function normal(target: Omit<TargetInput, 'id'>) {
  const measure = Object.entries(target.measure ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const milestones = (target.milestones ?? []).map(({ date, value, name }) => [date, value, name ?? null]);
  const { scope, metric, minimum, due } = target;
  const rest = [target.ceiling ?? null, target.start ?? null, target.critical ?? false];
  return [scope, metric, measure, minimum, due, milestones, rest, target.owner ?? null, target.note ?? null];
}
export const isSame = (a: TargetInput, b: TargetInput) => without(a) === without(b);

export interface ListChange {
  kind: 'added' | 'changed' | 'removed';
  before: TargetInput | null;
  after: TargetInput | null;
}
/** What one list changes of another; targets are told apart by their ids. */
export function changesBetween(before: readonly TargetInput[], after: readonly TargetInput[]): ListChange[] {
  const old = new Map(before.map((t) => [t.id, t]));
  const changes: ListChange[] = [];
  for (const target of after) {
    const was = target.id === undefined ? undefined : old.get(target.id);
    if (was === undefined) changes.push({ kind: 'added', before: null, after: target });
    else if (!isSame(was, target)) changes.push({ kind: 'changed', before: was, after: target });
  }
  const kept = new Set(after.map((t) => t.id));
  for (const target of before) {
    if (target.id !== undefined && !kept.has(target.id)) changes.push({ kind: 'removed', before: target, after: null });
  }
  return changes;
}

export interface TreeRegion {
  code: string;
  level: string;
  parentCode: string | null;
}
export interface Placed<T> {
  target: T;
  index: number;
  /** 0 = a level, 1 = topmost region, … : how far the row is indented */
  depth: number;
  /** the target that would hold here without this one */
  instead: T | null;
}
const measureKey = (t: TargetInput) =>
  `${t.metric} ${JSON.stringify(Object.entries(t.measure ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))}`;

/** A list in the order in which it is inherited: levels, then regions from the top down, each under the one above. */
export function inherited<T extends TargetInput>(
  targets: readonly T[],
  tree: ReadonlyMap<string, TreeRegion>,
): Placed<T>[] {
  const pathOf = (code: string): string[] => {
    const path: string[] = [];
    for (let at: string | null = code; at !== null && path.length < 12; at = tree.get(at)?.parentCode ?? null)
      path.unshift(at);
    return path;
  };
  const rows = targets.map((target, index) => {
    const path = 'region' in target.scope ? pathOf(target.scope.region) : [];
    return { target, index, path, depth: path.length, instead: null as T | null };
  });
  for (const row of rows) {
    if (row.depth === 0) continue;
    const key = measureKey(row.target);
    const alike = rows.filter((r) => r !== row && measureKey(r.target) === key);
    const above = row.path.slice(0, -1).reverse();
    const nearest = above.flatMap((code) => alike.filter((r) => r.path.at(-1) === code)).at(0);
    const level = tree.get(row.path.at(-1)!)?.level;
    const ofLevel = alike.find((r) => 'level' in r.target.scope && r.target.scope.level === level);
    row.instead = (nearest ?? ofLevel)?.target ?? null;
  }
  const order = (r: (typeof rows)[number]) => (r.depth === 0 ? '' : r.path.join('/'));
  return rows
    .sort(
      (a, b) =>
        Number(a.depth > 0) - Number(b.depth > 0) ||
        (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : a.index - b.index),
    )
    .map(({ target, index, depth, instead }) => ({ target, index, depth, instead }));
}
