// When is an alert said, said again, and taken back? One alert a rule and subject; what flaps is said at most once in half
// an hour.

/** Something that comes back within this time (ms) goes on quietly. */
export const QUIET_MS = 30 * 60_000;

export interface AlertState {
  openedAt: number;
  clearedAt: number | null;
  said: 'open' | 'reminder' | 'clear';
  saidAt: number;
}
/** `say`: whether people hear of it; null = nothing to do. */
export type AlertAction =
  | { do: 'open'; say: true }
  | { do: 'reopen'; say: false }
  | { do: 'remind'; say: true }
  | { do: 'clear'; say: boolean }
  | null;

/** `last`: the newest alert of the rule and subject; `isOn`: whether its condition holds. Times in ms. */
export function alertAction(
  last: AlertState | null,
  isOn: boolean,
  now: number,
  remindAfterMs: number | null,
): AlertAction {
  if (last === null || last.clearedAt !== null) {
    if (!isOn) return null;
    return last === null || now - last.saidAt >= QUIET_MS ? { do: 'open', say: true } : { do: 'reopen', say: false };
  }
  // what was taken back and came again quietly is taken back quietly, too
  if (!isOn) return { do: 'clear', say: last.said !== 'clear' };
  // it came back and stays
  if (last.said === 'clear') return now - last.saidAt >= QUIET_MS ? { do: 'remind', say: true } : null;
  return remindAfterMs !== null && now - last.saidAt >= remindAfterMs ? { do: 'remind', say: true } : null;
}

export function afterAction(last: AlertState | null, action: NonNullable<AlertAction>, now: number): AlertState {
  if (action.do === 'open') return { openedAt: now, clearedAt: null, said: 'open', saidAt: now };
  const state = last!;
  if (action.do === 'reopen') return { ...state, clearedAt: null };
  if (action.do === 'remind') return { ...state, said: 'reminder', saidAt: now };
  return action.say ? { ...state, clearedAt: now, said: 'clear', saidAt: now } : { ...state, clearedAt: now };
}

/** Waiting times before the next attempt of a delivery (ms); after the last one it has failed. */
export const RETRY_MS: readonly number[] = [60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 8 * 3_600_000];
export const nextAttemptAt = (attempts: number, now: number): number | null => {
  const wait = RETRY_MS[attempts - 1];
  return wait === undefined ? null : now + wait;
};
