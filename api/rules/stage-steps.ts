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

/** A record's stage and days (YYYY-MM-DD). */
export interface Staged extends Readonly<Record<StageDate, string | null>> {
  stage: Stage;
  retiredOn: string | null;
  filedOn: string | null;
  filingNo: string | null;
  /** instants, ISO */
  validFrom: string;
  recordedAt: string;
}

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

const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);

/** The place of the last stage that a record had reached; a retired one says it by its dates alone. −1 = none. */
function reachedBy(record: Staged): number {
  if (record.stage !== 'retired') return STAGES_REACHED.indexOf(record.stage);
  return STAGE_DATES.findLastIndex((field) => record[field] !== null);
}

/** The day of each stage up to the last one reached. A stage is reached when any later one is, so days never fall; dates of
 * stages beyond it are plans. What is recorded as done was done by then: a day that had not begun yet is not believed. */
export function reachedDays(record: Staged): string[] {
  const last = reachedBy(record);
  const known = lastDayAt(record.recordedAt);
  const believed = (day: string): string => (day > known ? dayOf(record.recordedAt) : day);
  const days: string[] = [];
  let day = believed(dayOf(record.validFrom));
  for (let i = last; i >= 0; i -= 1) {
    const given = record[STAGE_DATES[i]];
    if (given !== null) day = i === last ? believed(given) : earlier(day, believed(given));
    days[i] = day;
  }
  return days;
}

/** Steps up and down of one camera. Summed up to a day they say whether it stood at the stage or a later one on it. */
export function stageSteps(record: Staged): Step[] {
  const days = reachedDays(record);
  const known = lastDayAt(record.recordedAt);
  const stated = record.retiredOn ?? dayOf(record.validFrom);
  const gone = record.stage !== 'retired' ? null : stated > known ? dayOf(record.recordedAt) : stated;
  const steps: Step[] = [];
  const stand = (counted: Counted, from: string): void => {
    // one that went before it came never stood
    if (gone !== null && gone <= from) return;
    steps.push({ counted, day: from, sign: 1 });
    if (gone !== null) steps.push({ counted, day: gone, sign: -1 });
  };
  for (const [i, day] of days.entries()) stand(STAGES_REACHED[i], day);
  const installed = days[STAGES_REACHED.indexOf('installed')];
  if (installed !== undefined && (record.filedOn !== null || record.filingNo !== null))
    stand('filed', record.filedOn === null ? installed : later(installed, record.filedOn));
  if (gone !== null) steps.push({ counted: 'retired', day: gone, sign: 1 });
  return steps;
}
