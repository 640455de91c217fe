// How is the state of a camera drawn? Shape first, colour second: the same marks in lists, legends and on maps.
import type { StatusState } from '#contract/status';
import './state-mark.css';

export const MARKS = ['online', 'flapping', 'offline', 'planned', 'unknown'] as const;
export type Mark = (typeof MARKS)[number];

/** Flapping and planned works are reasons, not states; each has a shape of its own all the same. */
export function markOf(state: StatusState, reason: string | null | undefined): Mark {
  if (reason === 'planned-works') return 'planned';
  return reason === 'flapping' ? 'flapping' : state;
}

/** `scale` = units a pixel; relative, to follow a move to the middle of the mark. */
export function markOutline(mark: Mark, scale: number): string {
  const s = (value: number) => Math.round(value * scale * 100) / 100;
  const circle = (r: number) => `m${s(-r)} 0a${s(r)} ${s(r)} 0 1 0 ${s(2 * r)} 0a${s(r)} ${s(r)} 0 1 0 ${s(-2 * r)} 0`;
  if (mark === 'offline') return `m${s(-4)} ${s(-4)}l${s(8)} ${s(8)}m0 ${s(-8)}l${s(-8)} ${s(8)}`;
  if (mark === 'unknown')
    return `m${s(-2.6)} ${s(-2)}a${s(2.6)} ${s(2.6)} 0 1 1 ${s(4.2)} ${s(2.1)}q${s(-1.6)} ${s(0.8)} ${s(-1.6)} ${s(2.1)}m0 ${s(2.3)}h0`;
  if (mark === 'flapping') return `${circle(3.8)}m${s(3.8)} ${s(-3.8)}v${s(7.6)}`;
  return circle(mark === 'planned' ? 3.8 : 3.4);
}

const HALF = 'M0 -3.8A3.8 3.8 0 0 0 0 3.8Z';

export function StateMark({ mark, size = 14 }: { mark: Mark; size?: number }) {
  return (
    <svg
      className={`state-mark state-${mark}`}
      viewBox="-6.5 -6.5 13 13"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <path d={`M0 0${markOutline(mark, 1)}`} />
      {mark === 'flapping' && <path className="state-half" d={HALF} />}
    </svg>
  );
}
