// In which class of the legend does a region fall? Fixed policy breaks, so that months and counties compare.
import type { RegionRow } from '../api/figure-columns.ts';
import type { Filter, MapTheme } from '../url-state.ts';
import type { Palette } from './palette.ts';

export interface ClassDef {
  /** stable: it stands in links */
  id: string;
  /** bounds as ratios; null = open */
  from: number | null;
  to: number | null;
  kind: 'share' | 'distance' | 'zero' | 'none' | 'not-applicable' | 'no-target';
}

const share = (id: string, from: number, to: number): ClassDef => ({ id, from, to, kind: 'share' });
const distance = (id: string, from: number | null, to: number | null): ClassDef => ({ id, from, to, kind: 'distance' });
const other = (id: string, kind: ClassDef['kind']): ClassDef => ({ id, from: null, to: null, kind });

const COVERAGE: readonly ClassDef[] = [
  share('0', 0, 0.2),
  share('20', 0.2, 0.4),
  share('40', 0.4, 0.6),
  share('60', 0.6, 0.8),
  share('80', 0.8, 1),
  other('zero', 'zero'),
  other('none', 'none'),
  other('na', 'not-applicable'),
];
const DISTANCE: readonly ClassDef[] = [
  distance('m30', null, -0.3),
  distance('m15', -0.3, -0.15),
  distance('m5', -0.15, -0.05),
  distance('on', -0.05, 0.05),
  distance('p5', 0.05, 0.15),
  distance('p15', 0.15, 0.3),
  distance('p30', 0.3, null),
  other('notarget', 'no-target'),
  other('none', 'none'),
  other('na', 'not-applicable'),
];
export const classesOf = (theme: MapTheme): readonly ClassDef[] => (theme === 'gapt' ? DISTANCE : COVERAGE);

type Classified = Pick<RegionRow, 'measured' | 'basis' | 'likely' | 'distance'>;

export function classOf(row: Classified, theme: MapTheme): string {
  if (row.basis === 'not-applicable') return 'na';
  if (!row.measured || row.likely === null) return 'none';
  if (theme !== 'gapt') {
    if (row.likely <= 0) return 'zero';
    return String(Math.min(4, Math.floor(row.likely * 5 + 1e-12)) * 20);
  }
  if (row.distance === null) return 'notarget';
  const d = row.distance;
  const found = DISTANCE.find((c) => c.kind === 'distance' && (c.to === null || (c.to <= 0 ? d <= c.to : d < c.to)));
  return found?.id ?? 'p30';
}

export function classColour(id: string, theme: MapTheme, palette: Palette): string {
  if (id === 'zero') return palette.zero;
  const ramp = theme === 'gapt' ? palette.div : palette.cov;
  const index = classesOf(theme).findIndex((c) => c.id === id && (c.kind === 'share' || c.kind === 'distance'));
  return ramp[index] ?? palette.paper;
}

/** Relative luminance of `#rrggbb`, 0..1 (WCAG). */
export function luminance(hex: string): number {
  const channel = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
/** The classes a filter leaves visible; null = all. */
export function shownClasses(filters: readonly Filter[], theme: MapTheme): ReadonlySet<string> | null {
  const filter = filters.find((f) => f.field === theme && f.op === 'in');
  return filter ? new Set(filter.values) : null;
}

/** A click isolates a class, and shows all again when it was alone; `add` (Ctrl) adds or removes it. */
export function toggleClass(
  shown: ReadonlySet<string> | null,
  id: string,
  all: readonly string[],
  add: boolean,
): string[] | null {
  if (!add) return shown?.size === 1 && shown.has(id) ? null : [id];
  const next = new Set(shown ?? all);
  if (next.has(id)) next.delete(id);
  else next.add(id);
  return next.size === 0 || next.size === all.length ? null : all.filter((c) => next.has(c));
}
