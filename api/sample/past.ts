// What was known of a camera before? The states of its record that monthly lists brought, some of them late.
import type { Stage } from '#contract/camera';
import { hash01 } from './random.ts';
import { dateOf, dayOf, ROLL_OUT_DAYS } from './record.ts';
import type { CameraRow } from './types.ts';

/** One state of a record: true from `validFrom`, known from `knownOn` on (YYYY-MM-DD). */
export interface PastState {
  stage: Stage;
  validFrom: string;
  knownOn: string;
  /** dates of stages that were known then; the others are null */
  dates: Pick<CameraRow, (typeof STEPS)[number][0]>;
}

const STEPS = [
  ['plannedOn', 'planned'],
  ['approvedOn', 'approved'],
  ['procuredOn', 'procured'],
  ['installedOn', 'installed'],
  ['networkedOn', 'networked'],
  ['acceptedOn', 'accepted'],
  ['retiredOn', 'retired'],
] as const satisfies readonly (readonly [keyof CameraRow, Stage])[];

/** Counties report on the 25th; about this share of what happened comes in a month late. */
const REPORT_DAY = 25;
const LATE = 0.07;

/** The first list came in when the roll-out began. */
export const firstKnown = (asOf: string): string => dateOf(dayOf(asOf) - ROLL_OUT_DAYS - 5);

function reportedOn(day: string, isLate: boolean): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const months = (date > REPORT_DAY ? 1 : 0) + (isLate ? 1 : 0);
  return new Date(Date.UTC(year, month - 1 + months, REPORT_DAY)).toISOString().slice(0, 10);
}

/** States of a record, oldest first; the last is the present one. Dates as `validFrom` never fall, nor does `knownOn`. */
export function pastOf(row: CameraRow, asOf: string): PastState[] {
  const first = firstKnown(asOf);
  const states: PastState[] = [];
  const dates = Object.fromEntries(STEPS.map(([field]) => [field, null])) as PastState['dates'];
  for (const [i, [field, stage]] of STEPS.entries()) {
    const on = row[field];
    if (on === null) continue;
    dates[field] = on;
    const isLate = hash01(Number(row.id.slice(-7)), 131, i) < LATE;
    const before = states.at(-1);
    let knownOn = reportedOn(on, isLate);
    if (knownOn > asOf) knownOn = asOf;
    if (knownOn < first) knownOn = first;
    if (before && before.knownOn > knownOn) knownOn = before.knownOn;
    const state = { stage, validFrom: on, knownOn, dates: { ...dates } };
    // of what one list brought, the last state is the one that was known
    if (before?.knownOn === knownOn) states[states.length - 1] = state;
    else states.push(state);
  }
  if (states.at(-1)?.stage === row.stage) return states;
  // no date of its stage is known: it stood in the first list as it is
  return [{ stage: row.stage, validFrom: first, knownOn: first, dates }];
}
