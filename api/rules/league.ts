// Who leads and who lags, said fairly: ranks among regions of like size, shared by ties, and how much a rank says.
import { quantile } from './forecast.ts';

export interface Standing {
  code: string;
  /** regions that are compared with each other */
  peers: string;
  /** what is ranked; null = not ranked */
  value: number | null;
  /** the least and the most that the value may be */
  low: number | null;
  high: number | null;
}
export interface Rank {
  rank: number | null;
  tied: boolean;
  meaningful: boolean;
}

/** The greatest value of each group of peers is first; equal values share a rank, and the one after them counts them all.
 * A rank says something where the interval of the region meets neither that of the next better nor of the next worse one. */
export function ranksOf(standings: readonly Standing[]): Map<string, Rank> {
  const ranks = new Map<string, Rank>();
  for (const group of groupsOf(standings).values()) {
    const order = [...group].sort((a, b) => b.value! - a.value! || (a.code < b.code ? -1 : 1));
    for (let from = 0; from < order.length; ) {
      let until = from + 1;
      while (until < order.length && order[until]!.value === order[from]!.value) until += 1;
      // of several that are equal each has the others for neighbours: where one of them is not sure, no tie is
      const isTieSure = until - from === 1 || order.slice(from, until).every(isSure);
      for (let i = from; i < until; i += 1) {
        const own = order[i]!;
        const isMet = [order[from - 1], order[until]].some(
          (other) => other !== undefined && mayBeOtherwise(own, other),
        );
        ranks.set(own.code, { rank: from + 1, tied: until - from > 1, meaningful: isTieSure && !isMet });
      }
      from = until;
    }
  }
  for (const { code } of standings)
    if (!ranks.has(code)) ranks.set(code, { rank: null, tied: false, meaningful: false });
  return ranks;
}

function groupsOf(standings: readonly Standing[]): Map<string, Standing[]> {
  const groups = new Map<string, Standing[]>();
  for (const one of standings) {
    if (one.value === null) continue;
    const known = groups.get(one.peers);
    if (known === undefined) groups.set(one.peers, [one]);
    else known.push(one);
  }
  return groups;
}

/** Whether the order of two that differ could be the other way round. */
function mayBeOtherwise(a: Standing, b: Standing): boolean {
  const [better, worse] = a.value! > b.value! ? [a, b] : [b, a];
  return (better.low ?? better.value!) <= (worse.high ?? worse.value!);
}
const isSure = ({ low, high }: Standing): boolean => low === high;

/** What peers are told apart by. */
export const PEERS = ['all', 'size', 'density', 'size-and-density'] as const;
export type Peers = (typeof PEERS)[number];

export interface Sized {
  code: string;
  areaM2: number;
  population: number | null;
  /** leaves below */
  villages: number;
}
export interface PeerGroup {
  id: string;
  name: string;
  nameZh: string;
  regions: number;
}

/** From so many regions on they are told apart at all, and into three bands. */
const LEAST_FOR_TWO = 8;
const LEAST_FOR_THREE = 18;
/** People are counted only where nearly all regions say how many they are. */
const MOST_KNOWN = 0.9;
const M2_A_KM2 = 1e6;

interface Yardstick {
  of(region: Sized): number;
  unit: string;
  unitZh: string;
  /** names of the bands from the least to the greatest */
  words: readonly (readonly [en: string, zh: string])[];
}

const SIZES = [
  ['small', '小'],
  ['middle-sized', '中等'],
  ['large', '大'],
] as const;
const DENSITIES = [
  ['sparse', '稀疏'],
  ['of middle density', '密度中等'],
  ['dense', '密集'],
] as const;

function yardsticks(regions: readonly Sized[], peers: Peers): Yardstick[] {
  const known = regions.filter(({ population }) => population !== null).length;
  const byPeople = regions.length > 0 && known >= MOST_KNOWN * regions.length;
  const amount = (region: Sized): number => (byPeople ? (region.population ?? 0) : region.villages);
  const size: Yardstick = {
    of: amount,
    unit: byPeople ? 'people' : 'villages',
    unitZh: byPeople ? '人' : '个村（社区）',
    words: SIZES,
  };
  const density: Yardstick = {
    of: (region) => (region.areaM2 > 0 ? (amount(region) / region.areaM2) * M2_A_KM2 : 0),
    unit: byPeople ? 'people/km²' : 'villages/km²',
    unitZh: byPeople ? '人/km²' : '个村（社区）/km²',
    words: DENSITIES,
  };
  return peers === 'all' ? [] : peers === 'size' ? [size] : peers === 'density' ? [density] : [size, density];
}

/** Bands with about as many regions each: two or three, of each yardstick. Equal regions are in one band. */
export function peerGroups(
  regions: readonly Sized[],
  peers: Peers,
): { groupOf: Map<string, string>; groups: PeerGroup[] } {
  const sticks = yardsticks(regions, peers);
  const perStick = regions.length / Math.max(1, sticks.length) ** 2;
  const bands = perStick >= LEAST_FOR_THREE ? 3 : perStick >= LEAST_FOR_TWO ? 2 : 1;
  const cutsOf = sticks.map((stick) => {
    const ordered = regions.map(stick.of).sort((a, b) => a - b);
    return Array.from({ length: bands - 1 }, (_, i) => quantile(ordered, (i + 1) / bands));
  });
  const groupOf = new Map<string, string>();
  const groups = new Map<string, PeerGroup>();
  for (const region of regions) {
    const places = sticks.map((stick, i) => cutsOf[i]!.filter((cut) => stick.of(region) > cut).length);
    const id =
      bands === 1 || sticks.length === 0 ? 'all' : sticks.map((s, i) => `${s.words[0][0]}-${places[i]}`).join(' ');
    groupOf.set(region.code, id);
    const known = groups.get(id);
    if (known !== undefined) known.regions += 1;
    else groups.set(id, { id, regions: 1, ...named(id, sticks, cutsOf, places) });
  }
  return { groupOf, groups: [...groups.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

function named(
  id: string,
  sticks: readonly Yardstick[],
  cutsOf: readonly number[][],
  places: readonly number[],
): { name: string; nameZh: string } {
  if (id === 'all') return { name: 'all', nameZh: '全部' };
  const parts = sticks.map((stick, i) => {
    const cuts = cutsOf[i]!;
    const place = places[i]!;
    // of two bands the lower and the upper word
    const [word, wordZh] = stick.words[cuts.length === 1 ? place * 2 : place]!;
    const [above, upTo] = [cuts[place - 1], cuts[place]].map((cut) => (cut === undefined ? null : rounded(cut)));
    const span = upTo === null ? `above ${above}` : above === null ? `up to ${upTo}` : `${above}–${upTo}`;
    const spanZh = upTo === null ? `超过 ${above}` : above === null ? `不超过 ${upTo}` : `${above}–${upTo}`;
    return { name: `${word} (${span} ${stick.unit})`, nameZh: `${wordZh}（${spanZh} ${stick.unitZh}）` };
  });
  return { name: parts.map((p) => p.name).join(', '), nameZh: parts.map((p) => p.nameZh).join('、') };
}
const rounded = (value: number): string => Number(value.toPrecision(3)).toString();
