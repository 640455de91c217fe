// The figures of leaves as columns of numbers, and back again to the last bit.
import type { ClassAreas, Figure } from '#contract/figure';
import { PublicSpaceClass } from '#contract/layers';
import type { PackedColumn, PackedTable, SnapshotBlob } from '#storage/snapshot-blob';
import type { StoredFigure } from '#storage/tables';
import { breathe } from './in-turns.ts';

const ROWS_A_TURN = 1_000;

/** One leaf of a group: a set at a detail. */
export interface LeafEntry {
  /** place in the tree */
  node: number;
  figure: StoredFigure;
  ownSeeing: number;
  regionM2: number;
  gapNeed: number;
  measuredVersion: number;
  computedAt: string;
}
export type GroupKey = Pick<Figure, 'set' | 'detail' | 'profile'>;
export const groupName = ({ set, detail, profile }: GroupKey): string => `figures ${set} ${detail} ${profile ?? ''}`;
export const groupKey = (table: string): GroupKey | null => {
  const [what, set, detail, profile] = table.split(' ');
  return what === 'figures' ? ({ set, detail, profile: profile || null } as GroupKey) : null;
};

const AREAS = ['demandM2', 'overM2', 'smallGapsM2'] as const;
const COUNTS = ['cameras', 'camerasSeeing', 'devices', 'unaimed', 'gapCount'] as const;
const PLACES = ['total', 'covered', 'coveredLow', 'coveredHigh'] as const;
const CLASS_AREAS = ['demandM2', 'coveredM2', 'likelyM2', 'coveredHighM2'] as const;
const CLASSES = PublicSpaceClass.options;
/** Stands for "no such value": no measured number is one. */
const NONE = Number.NaN;

export const lowColumn = (k: number): string => `low${k}`;
export const likelyColumn = (k: number): string => `likely${k}`;
export const highColumn = (k: number): string => `high${k}`;
export const classColumn = (name: string, area: (typeof CLASS_AREAS)[number]): string => `class ${name} ${area}`;

/** Others have their turn between columns: there are tens of thousands of leaves. */
export async function figureTable(name: string, entries: readonly LeafEntry[]): Promise<PackedTable> {
  const columns: PackedColumn[] = [];
  for (const column of figureColumns(entries)) {
    columns.push(column);
    await breathe();
  }
  return { name, rows: entries.length, columns };
}

function* figureColumns(entries: readonly LeafEntry[]): Generator<PackedColumn> {
  const f64 = (of: (entry: LeafEntry) => number): Float64Array => Float64Array.from(entries, of);
  const i32 = (of: (entry: LeafEntry) => number): Int32Array => Int32Array.from(entries, of);
  const column = (of: string, values: PackedColumn['values'], like?: string): PackedColumn =>
    like === undefined ? { name: of, values } : { name: of, values, like };
  yield column(
    'node',
    i32((e) => e.node),
  );
  for (const area of AREAS)
    yield column(
      area,
      f64((e) => e.figure[area]!),
    );
  const kMost = entries.reduce((most, { figure }) => Math.max(most, figure.depthM2!.length), 0);
  for (let k = 0; k < kMost; k += 1) {
    yield column(
      lowColumn(k + 1),
      f64((e) => e.figure.depthM2![k]!),
    );
    yield column(
      likelyColumn(k + 1),
      f64((e) => e.figure.likelyDepthM2![k]!),
      lowColumn(k + 1),
    );
    yield column(
      highColumn(k + 1),
      f64((e) => e.figure.highDepthM2![k]!),
      likelyColumn(k + 1),
    );
  }
  yield column(
    'privateM2',
    f64((e) => e.figure.privateM2 ?? NONE),
  );
  yield column(
    'gapNeed',
    f64((e) => e.gapNeed),
    'demandM2',
  );
  yield column(
    'regionM2',
    f64((e) => e.regionM2),
    'demandM2',
  );
  yield column(
    'residualM',
    f64((e) => e.figure.residualM),
  );
  for (const count of COUNTS)
    yield column(
      count,
      i32((e) => e.figure[count]),
    );
  yield column(
    'ownSeeing',
    i32((e) => e.ownSeeing),
  );
  for (const place of PLACES)
    yield column(
      `places ${place}`,
      i32((e) => e.figure.keyPlaces[place]),
    );
  yield column(
    'measuredVersion',
    i32((e) => e.measuredVersion),
  );
  for (const used of new Set(entries.flatMap(({ figure }) => Object.keys(figure.assumptions))))
    yield column(
      `assumed ${used}`,
      i32((e) => e.figure.assumptions[used] ?? 0),
    );
  for (const one of CLASSES) {
    const areas = entries.map(({ figure }) => figure.classes.find((c) => c.class === one));
    if (areas.every((a) => a === undefined)) continue;
    for (const [i, area] of CLASS_AREAS.entries())
      yield column(
        classColumn(one, area),
        Float64Array.from(areas, (a) => a?.[area] ?? NONE),
        i === 0 ? undefined : classColumn(one, CLASS_AREAS[i - 1]),
      );
  }
  yield column(
    'basis',
    entries.map((e) => e.figure.basis),
  );
  yield column(
    'computedAt',
    entries.map((e) => e.computedAt),
  );
  // what is nearly always the same, and whatever else a figure may come to hold
  yield column(
    'rest',
    entries.map((e) => JSON.stringify(restOf(e.figure))),
  );
}

/** Fields that stand in columns of their own; coveredM2 and its like are the first of the depths. */
const PACKED = new Set<string>([
  ...AREAS,
  ...COUNTS,
  ...['coveredM2', 'likelyM2', 'coveredHighM2', 'depthM2', 'likelyDepthM2', 'highDepthM2'],
  ...['privateM2', 'residualM', 'assumptions', 'classes', 'basis', 'keyPlaces'],
]);
type Rest = Partial<StoredFigure> & { depths: number; minShare: number };

const restOf = (figure: StoredFigure): Rest => ({
  ...Object.fromEntries(Object.entries(figure).filter(([field]) => !PACKED.has(field))),
  depths: figure.depthM2!.length,
  minShare: figure.keyPlaces.minShare,
});

/** All leaves of a group, in the order of their nodes. */
export async function leafEntries(blob: SnapshotBlob, table: string): Promise<LeafEntry[]> {
  const { rows, columns } = blob.tables.get(table)!;
  const names = new Set(columns);
  const read = new Map<string, ArrayLike<number>>();
  const [bases, computedAts, rests] = await Promise.all(
    ['basis', 'computedAt', 'rest'].map((name) => blob.texts(table, name)),
  );
  for (const name of columns)
    if (name !== 'basis' && name !== 'computedAt' && name !== 'rest') read.set(name, await blob.numbers(table, name));
  const of = (name: string, i: number): number => read.get(name)![i];
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const assumed = columns.filter((name) => name.startsWith('assumed ')).map((name) => name.slice('assumed '.length));
  const classes = CLASSES.filter((one) => names.has(classColumn(one, 'demandM2')));
  const parsed = new Map<string, Rest>();
  const entryOf = (i: number): LeafEntry => {
    let kept = parsed.get(rests[i]);
    if (kept === undefined) {
      kept = JSON.parse(rests[i]) as Rest;
      parsed.set(rests[i], kept);
    }
    const { depths, minShare, ...rest } = kept;
    const depth = (name: (k: number) => string): number[] =>
      Array.from({ length: depths }, (_d, k) => of(name(k + 1), i));
    const [low, likely, high] = [depth(lowColumn), depth(likelyColumn), depth(highColumn)];
    const areasOf = (one: PublicSpaceClass): ClassAreas => ({
      class: one,
      demandM2: of(classColumn(one, 'demandM2'), i),
      coveredM2: of(classColumn(one, 'coveredM2'), i),
      likelyM2: of(classColumn(one, 'likelyM2'), i),
      coveredHighM2: of(classColumn(one, 'coveredHighM2'), i),
    });
    return {
      node: of('node', i),
      ownSeeing: of('ownSeeing', i),
      regionM2: of('regionM2', i),
      gapNeed: of('gapNeed', i),
      measuredVersion: of('measuredVersion', i),
      computedAt: computedAts[i],
      figure: {
        ...rest,
        demandM2: of('demandM2', i),
        coveredM2: low[0],
        likelyM2: likely[0],
        coveredHighM2: high[0],
        depthM2: low,
        likelyDepthM2: likely,
        highDepthM2: high,
        overM2: of('overM2', i),
        smallGapsM2: of('smallGapsM2', i),
        privateM2: orNull(of('privateM2', i)),
        classes: classes.filter((one) => !Number.isNaN(of(classColumn(one, 'demandM2'), i))).map(areasOf),
        keyPlaces: {
          total: of('places total', i),
          covered: of('places covered', i),
          coveredLow: of('places coveredLow', i),
          coveredHigh: of('places coveredHigh', i),
          minShare,
        },
        cameras: of('cameras', i),
        camerasSeeing: of('camerasSeeing', i),
        devices: of('devices', i),
        unaimed: of('unaimed', i),
        assumptions: Object.fromEntries(
          assumed.flatMap((name) => (of(`assumed ${name}`, i) > 0 ? [[name, of(`assumed ${name}`, i)]] : [])),
        ),
        gapCount: of('gapCount', i),
        basis: bases[i] as Figure['basis'],
        residualM: of('residualM', i),
      } as StoredFigure,
    };
  };
  const entries: LeafEntry[] = [];
  for (let i = 0; i < rows; i += 1) {
    entries.push(entryOf(i));
    if (i % ROWS_A_TURN === 0) await breathe();
  }
  return entries;
}
