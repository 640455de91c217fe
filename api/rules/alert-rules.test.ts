import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AlertState, afterAction, alertAction, nextAttemptAt, QUIET_MS, RETRY_MS } from './alert-rules.ts';

const MIN = 60_000;
interface Said {
  at: number;
  what: string;
}
/** Looks at the condition every minute. */
function live(isOn: (minute: number) => boolean, minutes: number, remindMs: number | null): Said[] {
  let state: AlertState | null = null;
  const said: Said[] = [];
  for (let m = 0; m < minutes; m++) {
    const action = alertAction(state, isOn(m), m * MIN, remindMs);
    if (action === null) continue;
    if (action.say) said.push({ at: m * MIN, what: action.do });
    state = afterAction(state, action, m * MIN);
  }
  return said;
}

it('says an outage once, reminds, and takes it back', () => {
  const said = live((m) => m >= 10 && m < 200, 300, 60 * MIN);
  expect(said.map(({ what }) => what)).toEqual(['open', 'remind', 'remind', 'remind', 'clear']);
});

it('says what comes back after half an hour anew', () => {
  const said = live((m) => m < 5 || (m >= 60 && m < 70), 120, null);
  expect(said.map(({ what }) => what)).toEqual(['open', 'clear', 'open', 'clear']);
});

it('reminds of what came back and stays', () => {
  const said = live((m) => m < 5 || m >= 10, 60, null);
  expect(said.map(({ what, at }) => [what, at / MIN])).toEqual([
    ['open', 0],
    ['clear', 5],
    ['remind', 35],
  ]);
});

it('says at most one alert in half an hour, however it flaps', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 10, maxLength: 400 }), (on) => {
      const said = live((m) => on[m] ?? false, on.length, null).filter(({ what }) => what !== 'clear');
      for (let i = 1; i < said.length; i++) if (said[i]!.at - said[i - 1]!.at < QUIET_MS) return false;
      return true;
    }),
  );
});

it('never takes back what was not said, and never says twice that it is over', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 10, maxLength: 400 }), (on) => {
      const said = live((m) => on[m] ?? false, on.length, 45 * MIN);
      return said.every(({ what }, i) => what !== 'clear' || (i > 0 && said[i - 1]!.what !== 'clear'));
    }),
  );
});

it('tries a delivery six times, later and later', () => {
  const waits = [1, 2, 3, 4, 5].map((attempts) => nextAttemptAt(attempts, 0));
  expect(waits).toEqual([...RETRY_MS]);
  expect(nextAttemptAt(6, 0)).toBeNull();
});
