// On which days did a camera reach each stage, and on which was it retired? docs/stages.md.
import type { Stage } from '#contract/camera';
import { STAGES_REACHED, type StageReached } from '#contract/target';

/** What the ledger counts: cameras at a stage or later, those of them that are filed once installed, and those retired. */
export type Counted = StageReached | 'filed' | 'retired';
export const COUNTED_STEPS: readonly Counted[] = [...STAGES_REACHED, 'filed', 'retired'];

export type StageDate = 'plannedOn' | 'approvedOn' | 'procuredOn' | 'installedOn' | 'networkedOn' | 'acceptedOn';
/** The field that says when a stage was reached, in the order of the stages. */
export const DATE_OF: Readonly<Record<StageReached, StageDate>> = {
  planned: 'plannedOn',
  approved: 'approvedOn',
  procured: 'procuredOn',
  installed: 'installedOn',
  networked: 'networkedOn',
  accepted: 'acceptedOn',
};
export const STAGE_DATES: readonly StageDate[] = STAGES_REACHED.map((stage) => DATE_OF[stage]);

/** A state that a record had before, as its history keeps it. */
export interface FormerState {
  stage: Stage;
  validFrom: string;
  recordedAt: string;
}

/** A record's stage and days (YYYY-MM-DD). */
export interface Staged extends Readonly<Record<StageDate, string | null>> {
  stage: Stage;
  retiredOn: string | null;
  filedOn: string | null;
  filingNo: string | null;
  /** instants, ISO */
  validFrom: string;
  recordedAt: string;
  /** former states, newest first, where dates alone do not say when a stage was reached */
  former?: readonly FormerState[];
}

/** Do the dates of a record leave open when it reached its stage? Only a record that was changed has a history. */
export const needsHistory = (record: Staged & { revision: number }): boolean =>
  record.revision > 1 && (record.stage === 'retired' || record[DATE_OF[record.stage]] === null);

export interface Step {
  counted: Counted;
  day: string;
  sign: 1 | -1;
}

/** Where the day begins first, it is so many hours ahead of UTC. */
const EARLIEST_DAY_H = 14;
const dayOf = (instant: string): string => instant.slice(0, 10);

/** The last day that had begun anywhere on Earth at an instant. */
export function lastDayAt(instant: string): string {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? dayOf(instant) : dayOf(new Date(ms + EARLIEST_DAY_H * 3_600_000).toISOString());
}

/** What is recorded as done was done by then: a day that had not begun yet is not believed. */
function believed(day: string, recordedAt: string): string {
  const recorded = dayOf(recordedAt);
  return day <= recorded || day <= lastDayAt(recordedAt) ? day : recorded;
}
const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);
const rankOf = (stage: Stage): number => STAGES_REACHED.indexOf(stage as StageReached);
const validSince = ({ validFrom, recordedAt }: FormerState): string => believed(dayOf(validFrom), recordedAt);

/** States of the record without a break, newest first, from the present one or from the last before it was retired. */
function lastRun({ former = [], ...record }: Staged): FormerState[] {
  const states = [record, ...former];
  const from = states.findIndex(({ stage }) => stage !== 'retired');
  return from < 0 ? [] : states.slice(from);
}

/** The first day of the run of states at this stage or a later one; null = the newest of them is at an earlier one. */
function sinceInRun(run: readonly FormerState[], rank: number): string | null {
  let day: string | null = null;
  for (const state of run) {
    if (rankOf(state.stage) < rank) break;
    const since = validSince(state);
    day = day === null ? since : earlier(day, since);
  }
  return day;
}

/** The place of the last stage that a record had reached; a retired one says it by its dates, and by what it was before.
 * −1 = none. */
function reachedBy(record: Staged, run: readonly FormerState[]): number {
  if (record.stage !== 'retired') return rankOf(record.stage);
  const byDates = STAGE_DATES.findLastIndex((field) => record[field] !== null);
  return Math.max(byDates, run.length === 0 ? -1 : rankOf(run[0].stage));
}

/** The day of each stage up to the last one reached. A stage is reached when any later one is, so days never fall; dates of
 * stages beyond it are plans. Where no date says it, it is the day since which the record has been at the stage. */
export function reachedDays(record: Staged): string[] {
  const dated = record.stage !== 'retired' && record[DATE_OF[record.stage]] !== null;
  const run = dated ? [] : lastRun(record);
  const last = reachedBy(record, run);
  const days: string[] = [];
  let day: string | null = null;
  let isDated = false;
  for (let i = last; i >= 0; i -= 1) {
    const given = record[STAGE_DATES[i]];
    if (given !== null) {
      const own = believed(given, record.recordedAt);
      day = day === null ? own : earlier(day, own);
      isDated = true;
    } else if (!isDated) {
      const since = sinceInRun(run, i) ?? believed(dayOf(record.validFrom), record.recordedAt);
      day = day === null ? since : earlier(day, since);
    }
    days[i] = day!;
  }
  return days;
}

/** The day on which it was retired: the one it gives, else the day since which its record says so. */
function retiredDay(record: Staged): string {
  if (record.retiredOn !== null) return believed(record.retiredOn, record.recordedAt);
  let day = validSince(record);
  for (const state of record.former ?? []) {
    if (state.stage !== 'retired') break;
    day = earlier(day, validSince(state));
  }
  return day;
}

/** Steps up and down of one camera. Summed up to a day they say whether it stood at the stage or a later one on it. */
export function stageSteps(record: Staged): Step[] {
  const days = reachedDays(record);
  const gone = record.stage === 'retired' ? retiredDay(record) : null;
  const steps: Step[] = [];
  const stand = (counted: Counted, from: string): void => {
    // one that went before it came never stood
    if (gone !== null && gone <= from) return;
    steps.push({ counted, day: from, sign: 1 });
    if (gone !== null) steps.push({ counted, day: gone, sign: -1 });
  };
  for (let i = 0; i < days.length; i += 1) stand(STAGES_REACHED[i], days[i]);
  const installed = days[INSTALLED];
  if (installed !== undefined && (record.filedOn !== null || record.filingNo !== null))
    stand('filed', record.filedOn === null ? installed : later(installed, record.filedOn));
  if (gone !== null) steps.push({ counted: 'retired', day: gone, sign: 1 });
  return steps;
}
const INSTALLED = STAGES_REACHED.indexOf('installed');
