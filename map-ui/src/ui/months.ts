// Where does a month or a day stand on the axis of a chart, and which months get a tick?

const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** `2026-10` → months since year 0: the end of that month. */
export function monthAt(month: string): number {
  const [year, m] = month.split('-').map(Number) as [number, number];
  return year * 12 + m - 1;
}
export function monthOf(at: number): string {
  const whole = Math.round(at);
  return `${Math.floor(whole / 12)}-${String((whole % 12) + 1).padStart(2, '0')}`;
}
/** `2026-10-15` → between the ends of September and October. */
export function dayAt(day: string): number {
  const [year, month, d] = day.split('-').map(Number) as [number, number, number];
  return monthAt(day.slice(0, 7)) - 1 + d / daysIn(year, month);
}
export function lastDayOf(month: string): string {
  const [year, m] = month.split('-').map(Number) as [number, number];
  return `${month}-${daysIn(year, m)}`;
}
export const addMonths = (month: string, by: number): string => monthOf(monthAt(month) + by);
/** Every month from one to another, both included. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let at = monthAt(from); at <= monthAt(to); at++) months.push(monthOf(at));
  return months;
}

const STEPS = [1, 2, 3, 6, 12, 24, 60, 120];
/** Ends of months for the ticks, so that at most `most` fall between the two; steps of a year stand on December. */
export function monthTicks(from: number, to: number, most: number): number[] {
  const step = STEPS.find((s) => (to - from) / s <= Math.max(1, most)) ?? STEPS.at(-1)!;
  const ticks: number[] = [];
  // index 11 of a year is December: every step counts back from there
  for (let at = Math.ceil((from + 1) / step) * step - 1; at <= to + 1e-9; at += step) ticks.push(at);
  return ticks;
}
