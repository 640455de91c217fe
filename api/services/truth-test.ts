// In which coordinate system does a file really stand? Its positions are read in each likely one, and counted where they
// lie: in the region that their row names, beside public space such as roads, or in any region.
import type { CrsHypothesis, ImportQuestion, TruthTest } from '#contract/import';
import { type Crs, crsOf, likelyCrs } from '#importers/crs';
import type { LonLat, SampledPosition } from '#importers/types';
import { metresBetween } from '#rules/distance';
import type { NamedPlaces } from './named-places.ts';
import type { LeafIndex } from './spatial-cache.ts';

/** Fewer positions than this say nothing. */
const FEWEST = 10;
/** By how much more of the positions another reading has to fit before it is asked about. */
const LEAD = { named: 0.08, space: 0.2, any: 0.25 } as const;
/** … and by how many positions. */
const LEAD_POSITIONS = 5;
/** Of the best reading: with less, none is likely. */
const LEAST_SHARE = 0.5;
const MOST_PROJECTED = 12;
const CHINESE = ['wgs84', 'gcj02', 'bd09'];

export interface Reading {
  crs: string;
  axes: 'lon-lat' | 'lat-lon';
}
/** A reading and where it puts each position; null = nowhere on earth. */
interface Tried extends Reading {
  at: (LonLat | null)[];
  inside: boolean[];
}
export interface TriedTruth {
  test: TruthTest;
  tried: Tried[];
}

const isDegrees = ([x, y]: SampledPosition): boolean =>
  (Math.abs(x) <= 180 && Math.abs(y) <= 90) || (Math.abs(y) <= 180 && Math.abs(x) <= 90);

function readingsOf(positions: readonly SampledPosition[], current: Reading): Reading[] {
  const [first] = positions;
  const mostlyDegrees = positions.filter(isDegrees).length * 2 > positions.length;
  // CGCS2000 and WGS-84 are the same ground here
  const same = current.crs === 'cgcs2000' ? 'wgs84' : null;
  const names = mostlyDegrees
    ? CHINESE.filter((name) => name !== same)
    : likelyCrs(first![0], first![1]).slice(0, MOST_PROJECTED);
  const all = [current.crs, ...names.filter((name) => name !== current.crs)];
  const other = current.axes === 'lon-lat' ? 'lat-lon' : 'lon-lat';
  return ([current.axes, other] as const).flatMap((axes) => all.map((crs) => ({ crs, axes })));
}

const place = (crs: Crs, axes: Reading['axes'], [x, y]: SampledPosition): LonLat | null =>
  axes === 'lon-lat' ? crs.toWgs84(x, y) : crs.toWgs84(y, x);

/** null = nothing can be said: too few positions, or no regions to hold them against. */
export function truthOf(
  positions: readonly SampledPosition[],
  current: Reading,
  index: LeafIndex,
  places: NamedPlaces,
  /** null = no public space is known */
  isBesideSpace: ((longitude: number, latitude: number) => boolean) | null = null,
): TriedTruth | null {
  if (index.leaves.length === 0 || positions.length < FEWEST) return null;
  const named = positions.filter(([, , name]) => name !== null && places.knows(name));
  const basis = named.length >= FEWEST ? 'named' : isBesideSpace !== null ? 'space' : 'any';
  const looked = basis === 'named' ? named : positions;
  const tried: Tried[] = [];
  for (const reading of readingsOf(looked, current)) {
    const crs = crsOf(reading.crs);
    if (crs === null) continue;
    const at = looked.map((position) => place(crs, reading.axes, position));
    const isCurrent = tried.length === 0;
    if (!isCurrent && at.filter((point) => point !== null).length * 2 < at.length) continue;
    const inside = at.map((point, i) => {
      if (basis === 'space') return point !== null && isBesideSpace!(point[0], point[1]);
      const leaf = point === null ? null : index.at(point[0], point[1]);
      return basis === 'named' ? places.contains(leaf, looked[i][2]!) === true : leaf !== null;
    });
    tried.push({ ...reading, at, inside });
  }
  const [own] = tried;
  if (own === undefined) return null;
  const hypotheses = tried.map(
    ({ crs, axes, at, inside }): CrsHypothesis => ({
      crs,
      axes,
      inside: inside.filter(Boolean).length,
      of: looked.length,
      shiftM: medianM(own.at, at),
    }),
  );
  const likely = likeliest(hypotheses, basis);
  return { test: { basis, sampled: positions.length, current: 0, likely, hypotheses }, tried };
}

/** The current reading unless another fits clearly better; null = none fits. */
function likeliest(hypotheses: readonly CrsHypothesis[], basis: TruthTest['basis']): number | null {
  let best = 0;
  for (const [i, { inside }] of hypotheses.entries()) if (inside > hypotheses[best].inside) best = i;
  const [own, lead] = [hypotheses[0], hypotheses[best].inside - hypotheses[0].inside];
  const clear = lead >= LEAD_POSITIONS && lead / own.of >= LEAD[basis];
  const answer = clear ? best : 0;
  // many a camera stands beside no road: there, that one reading fits far better says enough
  const least = basis === 'space' && answer !== 0 ? LEAD.space : LEAST_SHARE;
  return hypotheses[answer].inside / own.of >= least ? answer : null;
}

/** Median distance between two readings of the same positions (m). */
function medianM(a: readonly (LonLat | null)[], b: readonly (LonLat | null)[]): number | null {
  const distances = a
    .flatMap((p, i) => {
      const q = b[i];
      if (p === null || q === null) return [];
      return [metresBetween(p, q)];
    })
    .sort((x, y) => x - y);
  return distances.length === 0 ? null : distances[distances.length >> 1];
}

const percent = (share: number): string => `${(100 * share).toFixed(share > 0.995 && share < 1 ? 1 : 0)} %`;
const AXES_WORDS = { 'lon-lat': ['longitude first', '经度在前'], 'lat-lon': ['latitude first', '纬度在前'] } as const;
const NAMES: Record<string, string> = { wgs84: 'WGS-84', gcj02: 'GCJ-02', bd09: 'BD-09', cgcs2000: 'CGCS2000' };
const nameOf = (crs: string): string => NAMES[crs] ?? crs.toUpperCase();

const WHERE = {
  named: ['in the region that their row names', '落在该行所写的区划内'],
  space: ['on or beside public space', '落在公共区域内或旁边'],
  any: ['in a region', '落在区划内'],
} as const;

/** Asked when another reading fits clearly better than the one in use and nobody has said which is meant. */
export function truthQuestion(test: TruthTest, said: { crs: boolean; axes: boolean }): ImportQuestion | null {
  const { hypotheses, likely, basis } = test;
  if (likely === null || likely === test.current) return null;
  const [own, best] = [hypotheses[test.current], hypotheses[likely]];
  const option = best.crs === own.crs ? 'axes' : 'crs';
  if (said[option]) return null;
  const [inEn, inZh] = WHERE[basis];
  const [shareOwn, shareBest] = [percent(own.inside / own.of), percent(best.inside / best.of)];
  const shift = best.shiftM === null ? null : Math.round(best.shiftM);
  const [shiftEn, shiftZh] = shift === null ? ['', ''] : [` (${shift} m)`, `（相差 ${shift} 米）`];
  const choices = hypotheses
    .filter((h) => (option === 'crs' ? h.axes === best.axes : h.crs === own.crs))
    .map((h) => {
      const share = percent(h.inside / h.of);
      const [value, en, zh] =
        option === 'crs' ? [h.crs, nameOf(h.crs), nameOf(h.crs)] : [h.axes, ...AXES_WORDS[h.axes]];
      return { value, label: `${en}: ${share}`, labelZh: `${zh}：${share}`, inside: h.inside };
    })
    .sort((a, b) => b.inside - a.inside)
    .map(({ inside: _inside, ...choice }) => choice);
  const what = option === 'crs' ? nameOf(best.crs) : AXES_WORDS[best.axes][0];
  const whatZh = option === 'crs' ? nameOf(best.crs) : AXES_WORDS[best.axes][1];
  return {
    code: option === 'crs' ? 'crs.doubtful' : 'axes.doubtful',
    message: `The positions look like ${what}${shiftEn}: read so, ${shareBest} of them lie ${inEn}, as ${option === 'crs' ? nameOf(own.crs) : AXES_WORDS[own.axes][0]} ${shareOwn}. Which is right?`,
    messageZh: `位置很可能是 ${whatZh}${shiftZh}：按此读取 ${shareBest} ${inZh}，按 ${option === 'crs' ? nameOf(own.crs) : AXES_WORDS[own.axes][1]} 为 ${shareOwn}。哪一种正确？`,
    option,
    choices,
  };
}

/** An open question about the system, or about the order of the numbers, lists its choices by how many positions fit, and says so. */
export function orderByFit(question: ImportQuestion, test: TruthTest): void {
  const own = test.hypotheses[test.current];
  const fit = (value: string): CrsHypothesis | undefined =>
    test.hypotheses.find((h) =>
      question.option === 'axes' ? h.axes === value && h.crs === own.crs : h.crs === value && h.axes === own.axes,
    );
  const insideOf = (value: string): number => fit(value)?.inside ?? -1;
  question.choices = question.choices
    .map((choice) => {
      const h = fit(choice.value);
      const share = h === undefined || h.inside === 0 ? '' : ` · ${percent(h.inside / h.of)}`;
      return { ...choice, label: choice.label + share, labelZh: choice.labelZh + share };
    })
    .sort((a, b) => insideOf(b.value) - insideOf(a.value));
}

/** Points that the maps of the truth test draw. */
const MAP_POINTS = 400;

export interface TruthMap {
  crs: string;
  axes: Reading['axes'];
  /** longitude, latitude, 1 = inside */
  points: [number, number, 0 | 1][];
}
/** The same positions under every reading. */
export function truthMaps(tried: readonly Tried[]): TruthMap[] {
  const n = tried[0]?.at.length ?? 0;
  const every = Math.max(1, Math.ceil(n / MAP_POINTS));
  return tried.map(({ crs, axes, at, inside }) => ({
    crs,
    axes,
    points: at.flatMap((point, i): TruthMap['points'] =>
      point === null || i % every !== 0 ? [] : [[point[0], point[1], inside[i] ? 1 : 0]],
    ),
  }));
}
