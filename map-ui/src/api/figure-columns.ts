// All regions' figures of one scope, as the server sends them (columns) and as tables and maps read them (rows).
import type { Basis } from '#contract/figure';
import type { LeagueRow } from '#contract/progress';
import type { Grade } from '#contract/target';

/** GET /api/figures. Index i of every array is one region, in code order. */
export interface FigureColumns {
  dataVersion: number;
  codes: string[];
  names: string[];
  namesEn: (string | null)[];
  levels: string[];
  parentCodes: (string | null)[];
  basis: (Basis | null)[];
  demandM2: (number | null)[];
  coveredM2: (number | null)[];
  likelyM2: (number | null)[];
  coveredHighM2: (number | null)[];
  overM2: (number | null)[];
  cameras: number[];
  unaimed: number[];
  assumed: number[];
  gapCount: number[];
  gapNeed: number[];
  measured: boolean[];
  leaves: number[];
  leavesMeasured: number[];
  actual: (number | null)[];
  expected: (number | null)[];
  minimum: (number | null)[];
  distance: (number | null)[];
  attainment: (number | null)[];
  grade: (Grade | null)[];
  due: (string | null)[];
}

export type LeagueFacts = Pick<LeagueRow, 'trend' | 'online' | 'peers' | 'rankMeaningful' | 'unranked'>;

export interface RegionRow {
  code: string;
  name: string;
  nameEn: string | null;
  level: string;
  parentCode: string | null;
  basis: Basis | null;
  measured: boolean;
  demandM2: number | null;
  coveredM2: number | null;
  likelyM2: number | null;
  coveredHighM2: number | null;
  overM2: number | null;
  cameras: number;
  unaimed: number;
  /** how often an assumption stood in for what a record lacks */
  assumed: number;
  gapCount: number;
  gapNeed: number;
  leaves: number;
  leavesMeasured: number;
  expected: number | null;
  minimum: number | null;
  distance: number | null;
  attainment: number | null;
  grade: Grade | null;
  due: string | null;
  /** of the league, where it has been read: months, online share, peers, and what a rank is worth */
  league?: LeagueFacts;
  /** shares of demand, 0..1; null where there is no share to show */
  low: number | null;
  likely: number | null;
  high: number | null;
}

/** Rows of what is installed with the coverage of what works now in its place; the rest of a row is of what is installed.
 * A region without a live figure is one that is not measured. */
export function withLive(rows: readonly RegionRow[], live: readonly RegionRow[]): RegionRow[] {
  const byCode = new Map(live.map((row) => [row.code, row]));
  return rows.map((row) => {
    const now = byCode.get(row.code);
    // grades are of what is reported, not of this hour
    const judged = { attainment: null, grade: null };
    if (now === undefined)
      return { ...row, ...judged, measured: false, low: null, likely: null, high: null, distance: null };
    const { measured, coveredM2, likelyM2, coveredHighM2, leavesMeasured, low, likely, high } = now;
    const distance = now.distance ?? distanceNow(row, likely);
    const live = { measured, coveredM2, likelyM2, coveredHighM2, leavesMeasured, low, likely, high, distance };
    return { ...row, ...judged, ...live };
  });
}
const SAME = 1e-9;
/** Where the target is judged by likely, the minimum is the same for what works now. */
function distanceNow({ likely, minimum, distance }: RegionRow, now: number | null): number | null {
  if (likely === null || minimum === null || distance === null || now === null) return null;
  return Math.abs(likely - minimum - distance) < SAME ? now - minimum : null;
}

const ratio = (part: number | null, whole: number | null) =>
  part === null || whole === null || whole <= 0 ? null : part / whole;

export function toRows(c: FigureColumns): RegionRow[] {
  return c.codes.map((code, i) => ({
    code,
    name: c.names[i],
    nameEn: c.namesEn[i],
    level: c.levels[i],
    parentCode: c.parentCodes[i],
    basis: c.basis[i],
    measured: c.measured[i],
    demandM2: c.demandM2[i],
    coveredM2: c.coveredM2[i],
    likelyM2: c.likelyM2[i],
    coveredHighM2: c.coveredHighM2[i],
    overM2: c.overM2[i],
    cameras: c.cameras[i],
    unaimed: c.unaimed[i],
    assumed: c.assumed[i],
    gapCount: c.gapCount[i],
    gapNeed: c.gapNeed[i],
    leaves: c.leaves[i],
    leavesMeasured: c.leavesMeasured[i],
    expected: c.expected[i],
    minimum: c.minimum[i],
    distance: c.distance[i],
    attainment: c.attainment[i],
    grade: c.grade[i],
    due: c.due[i],
    low: ratio(c.coveredM2[i], c.demandM2[i]),
    likely: ratio(c.likelyM2[i], c.demandM2[i]),
    high: ratio(c.coveredHighM2[i], c.demandM2[i]),
  }));
}
