// When will a metric reach its minimum, if it goes on as in the last months? Theil–Sen. docs/progress.md.
import type { Forecast } from '#contract/progress';

export interface DatedValue {
  /** YYYY-MM-DD */
  day: string;
  value: number;
}

/** Points that a forecast is made of: the last of those that exist, and how few are too few. */
export const FORECAST_POINTS = 12;
export const FORECAST_LEAST = 6;
/** Share of slopes that the band leaves out on either side: an 80 % band. */
const BAND_TAIL = 0.1;
/** Time is counted in mean months, so that a slope is a change per month whatever the month's length. */
export const DAYS_A_MONTH = 365.2425 / 12;
const MS_A_DAY = 86_400_000;
/** A line is drawn so far; a date farther off is given all the same, up to MOST_YEARS. */
const LINE_MONTHS = 24;
const MOST_YEARS = 50;

const dayNo = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / MS_A_DAY);
const dayOf = (no: number): string => new Date(no * MS_A_DAY).toISOString().slice(0, 10);

/** The middle of an ordered list. */
export function median(ordered: ArrayLike<number>): number {
  const n = ordered.length;
  return n % 2 === 1 ? ordered[(n - 1) / 2]! : (ordered[n / 2 - 1]! + ordered[n / 2]!) / 2;
}

/** The value below which a share of an ordered list lies, linear between two (Hyndman and Fan's type 7). */
export function quantile(ordered: ArrayLike<number>, share: number): number {
  const at = share * (ordered.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, ordered.length - 1);
  return ordered[below]! + (at - below) * (ordered[above]! - ordered[below]!);
}

/** Slopes between all pairs of points of different days, per month, ascending. */
export function pairSlopes(points: readonly DatedValue[]): number[] {
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i += 1)
    for (let j = i + 1; j < points.length; j += 1) {
      const months = (dayNo(points[j]!.day) - dayNo(points[i]!.day)) / DAYS_A_MONTH;
      if (months !== 0) slopes.push((points[j]!.value - points[i]!.value) / months);
    }
  return slopes.sort((a, b) => a - b);
}

export interface ForecastAsked {
  /** the last value of each month that has one, in any order */
  points: readonly DatedValue[];
  minimum: number;
  /** the greatest value there can be: 1 for a ratio; null = none */
  maximum: number | null;
  /** lines and dates begin behind it */
  today: string;
}

/** Null below six points, or where all are of one day. Every line has a slope m and the intercept median(y − m·t) over the
 * same points: the middle one the median slope; the band those at 10 % and 90 % of the ordered slopes. Behind the last
 * point median(y + m·(t − tᵢ)) rises with m, so the band lies around the middle line. */
export function forecastOf({ points, minimum, maximum, today }: ForecastAsked): Forecast | null {
  const last = [...points].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)).slice(-FORECAST_POINTS);
  if (last.length < FORECAST_LEAST) return null;
  const slopes = pairSlopes(last);
  if (slopes.length === 0) return null;
  const slope = median(slopes);
  const [slopeLow, slopeHigh] = [quantile(slopes, BAND_TAIL), quantile(slopes, 1 - BAND_TAIL)];
  const lastDay = dayNo(last.at(-1)!.day);
  /** months since the last point */
  const months = (no: number): number => (no - lastDay) / DAYS_A_MONTH;
  const clip = (value: number): number => Math.max(0, maximum === null ? value : Math.min(maximum, value));
  const from = dayNo(today);
  const lines = [slope, slopeLow, slopeHigh].map((m) => {
    const anchor = median(last.map(({ day, value }) => value - m * months(dayNo(day))).sort((a, b) => a - b));
    return {
      on: (no: number): number => clip(anchor + m * months(no)),
      /** the first day, not before today, on which it has reached the minimum; a line that does not rise has none */
      reaches(): string | null {
        if (m <= 0 || (maximum !== null && minimum > maximum)) return null;
        const day = Math.max(from, Math.ceil(lastDay + ((minimum - anchor) / m) * DAYS_A_MONTH));
        return day - from > MOST_YEARS * 366 ? null : dayOf(day);
      },
    };
  });
  const [middle, low, high] = lines;
  return {
    points: last.length,
    slope,
    slopeLow,
    slopeHigh,
    date: middle!.reaches(),
    dateEarly: high!.reaches(),
    dateLate: low!.reaches(),
    line: monthEnds(today, LINE_MONTHS).map((no) => ({
      month: dayOf(no).slice(0, 7),
      value: middle!.on(no),
      low: low!.on(no),
      high: high!.on(no),
    })),
  };
}

/** Last days of the month that today is in and of those after it. */
function monthEnds(today: string, count: number): number[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  return Array.from({ length: count }, (_, i) => Date.UTC(year, month + i, 0) / MS_A_DAY);
}
