// In which coordinate system and axis order do the positions of a file stand, as a whole?
import type { ImportOptions, ImportQuestion } from '#contract/import';
import { readCoordinate } from './coordinates.ts';
import { type Crs, crsOf, KNOWN_CRS, likelyCrs } from './crs.ts';
import { FileFault } from './fault.ts';
import type { Params, ProblemCode } from './messages.ts';
import { askAxes, askCrs, askCrsFit, askCrsUnknown, askOrder } from './questions.ts';
import { plain } from './text.ts';
import type { LonLat } from './types.ts';
import { isMangled } from './values.ts';

/** Positions seen in the survey, as text where the file is a table. */
export interface PositionSample {
  pairs: LonLat[];
  filled: number;
  mangled: number;
  mangledExample: string | null;
}
export const emptySample = (): PositionSample => ({ pairs: [], filled: 0, mangled: 0, mangledExample: null });

export interface PositionReading {
  crs: Crs;
  swap: boolean;
  questions: ImportQuestion[];
  notes: { code: ProblemCode; params: Params }[];
  /** middle of the file, WGS-84, for telling outliers; null with few positions */
  middle: LonLat | null;
}

export function addSample(sample: PositionSample, x: string | null, y: string | null, commaIsDecimal: boolean): void {
  if (x === null || y === null || plain(x) === '' || plain(y) === '') return;
  sample.filled++;
  const bad = isMangled(x) ? x : isMangled(y) ? y : null;
  if (bad !== null) {
    sample.mangled++;
    sample.mangledExample ??= bad;
    return;
  }
  const lon = readCoordinate(x, commaIsDecimal);
  const lat = readCoordinate(y, commaIsDecimal);
  if (lon !== null && lat !== null && !(lon === 0 && lat === 0)) sample.pairs.push([lon, lat]);
}

const share = (pairs: LonLat[], test: (x: number, y: number) => boolean): number =>
  pairs.length === 0 ? 0 : pairs.filter(([x, y]) => test(x, y)).length / pairs.length;
const isDegrees = (x: number, y: number): boolean => Math.abs(x) <= 180 && Math.abs(y) <= 90;
/** More than half of the positions decide for the file; single ones are problems of their row. */
const MOST = 0.5;

/** Raises FileFault where no answer could help. */
export function judgePositions(
  sample: PositionSample,
  options: ImportOptions,
  inFile: string | null,
  /** both numbers stand in one cell: nothing but their size tells which is which */
  isPair = false,
): PositionReading {
  if (sample.mangled > MOST * sample.filled)
    throw new FileFault('position.mangled_file', {
      n: sample.mangled,
      of: sample.filled,
      example: sample.mangledExample ?? '',
    });
  const declared = options.crs ?? inFile;
  const named = declared === null || declared === undefined ? null : crsOf(declared);
  if (options.crs !== undefined && named === null)
    throw new FileFault('crs.unknown', { crs: options.crs, known: KNOWN_CRS });
  /** the file names a system that is none of ours: a person may know one that is the same */
  const strange = named === null ? (declared ?? null) : null;
  const wgs84 = crsOf('wgs84')!;
  const crs = named ?? wgs84;
  const questions: ImportQuestion[] = [];
  const notes: PositionReading['notes'] = [];
  if (strange !== null) {
    const [x, y] = sample.pairs[0] ?? [0, 0];
    questions.push(askCrsUnknown(strange, sample.pairs.length > 0 && !isDegrees(x, y) ? likelyCrs(x, y) : null));
    return { crs, swap: options.axes === 'lat-lon', questions, notes, middle: null };
  }
  if (named === null) notes.push({ code: 'crs.assumed', params: {} });
  else if (options.crs === undefined && named.name !== 'wgs84')
    notes.push({ code: 'crs.declared_in_file', params: { crs: named.name } });
  else if (options.crs !== undefined && inFile !== null) {
    const other = crsOf(inFile);
    // Chinese map data often says WGS-84 in its header whatever it is: the person's word wins, and is said.
    if (other !== null && other.name !== named.name)
      notes.push({ code: 'crs.disagrees', params: { inFile: other.name, crs: named.name } });
  }
  if (crs.accuracyM !== null) notes.push({ code: 'crs.accuracy', params: { crs: crs.name, m: crs.accuracyM } });

  const { pairs } = sample;
  let swap = options.axes === 'lat-lon';
  if (pairs.length > 0) {
    const [x0, y0] = pairs[0]!;
    const example = `${x0}, ${y0}`;
    const asIs = share(pairs, (x, y) => crs.toWgs84(x, y) !== null);
    const swapped = share(pairs, (x, y) => crs.toWgs84(y, x) !== null);
    if (options.axes === undefined && isPair && swapped > MOST) {
      swap = asIs <= MOST;
      if (swap) notes.push({ code: 'position.order_seen', params: { example } });
      else questions.push(askOrder(example));
    } else if (options.axes === undefined && asIs <= MOST && swapped > MOST) {
      questions.push(askAxes(example));
      swap = true;
    } else if ((swap ? swapped : asIs) <= MOST) {
      const likely = likelyCrs(x0, y0);
      if (named === null && !isDegrees(x0, y0)) questions.push(askCrs(example, likely));
      else if (named !== null)
        questions.push(
          askCrsFit(named.name, example, isDegrees(x0, y0) ? ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] : likely),
        );
    }
  }
  return { crs, swap, questions, notes, middle: middleOf(pairs, crs, swap) };
}

const MIDDLE_FROM = 5;
function middleOf(pairs: LonLat[], crs: Crs, swap: boolean): LonLat | null {
  const points = pairs
    .map(([x, y]) => (swap ? crs.toWgs84(y, x) : crs.toWgs84(x, y)))
    .filter((p): p is LonLat => p !== null);
  if (points.length < MIDDLE_FROM) return null;
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  return [median(points.map((p) => p[0])), median(points.map((p) => p[1]))];
}

/** Farther than this from the middle of the file a position wants a look. */
export const FAR_KM = 1_000;
const KM_PER_DEGREE = 111;

/** Rough distance, for telling outliers only; never part of a figure. */
export function roughKm(a: LonLat, b: LonLat): number {
  let dLon = Math.abs(a[0] - b[0]);
  if (dLon > 180) dLon = 360 - dLon;
  const shrink = Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180);
  return Math.hypot(dLon * shrink, a[1] - b[1]) * KM_PER_DEGREE;
}
