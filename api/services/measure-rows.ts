// What is written of a measured leaf: its figure, its gaps, and the cameras that look over its border.
import type { GapClass } from '#contract/gap';
import { DEMAND_CLASSES } from '#rules/leaf-input';
import { leafFigure } from '#rules/rollup';
import { liesOn } from '#rules/standing';
import type { FigureRecord, SeesRow } from '#storage/figures.repository';
import { type CellGap, type ComponentsMemo, type LeafGaps, leafGaps } from '#storage/gaps.repository';
import type { PlaceRecord } from '#storage/place-figures.repository';
import type { MeasureReply, PackedGap } from '#workers/messages';
import { KEPT_K, type LeafTask } from './measure-input.ts';

export interface LeafRows {
  figure: FigureRecord;
  sees: SeesRow[];
  /** null for a set whose gaps are not kept */
  gaps: LeafGaps | null;
  places: PlaceRecord[];
  regionM2: number;
}

/** What was made and written of a leaf's gaps the last time. */
export interface KnownGaps extends ComponentsMemo {
  /** by piece: those of untouched cells serve again */
  rows: Map<PackedGap, CellRow>;
}
export const noGapsKnown = (): KnownGaps => ({ rows: new Map(), components: null });
/** What an edit left as it was. */
export interface Untouched {
  /** cells whose gaps may differ from what is kept; absent = all */
  changed?: ReadonlySet<string>;
  known: KnownGaps;
}

export function leafRows(
  task: LeafTask,
  reply: MeasureReply,
  version: number,
  computedAt: string,
  untouched?: Untouched,
): LeafRows {
  const { code, set, look } = task;
  const { name: detail, profile } = look.detail;
  const assumptionsVersion = look.table.version;
  const meta = { set, detail, profile, assumptionsVersion, k: KEPT_K, dataVersion: version, computedAt };
  const gaps = set === 'installed' ? gapRows(task, reply, untouched) : [];
  const {
    dataVersion: _v,
    computedAt: _t,
    set: _s,
    ...figure
  } = leafFigure({ ...reply, gapCount: reply.gaps.length }, task.publicSpace, task.counts, reply.seeing.length, meta);
  const { sees, ownSeeing } = pairsOf(task, reply.seeing);
  return {
    figure: {
      regionCode: code,
      set,
      figure,
      demandM2: figure.basis === 'not-applicable' ? null : figure.demandM2,
      likelyM2: figure.basis === 'not-applicable' ? null : figure.likelyM2,
      ownSeeing,
      regionM2: reply.regionM2,
      gapNeed: gaps.reduce((sum, gap) => sum + gap.need, 0),
      measuredVersion: version,
      computedAt,
    },
    sees,
    gaps:
      set === 'installed'
        ? {
            ...leafGaps(
              code,
              [...gaps, ...reply.scraps.map((gap) => scrapRow(task, gap))],
              (c) => reply.components[c].areaM2,
            ),
            changed: untouched?.changed,
            memo: untouched?.known,
          }
        : null,
    places: placeRows(task, reply),
    regionM2: reply.regionM2,
  };
}

const SEES = 1;
const STANDS = 2;

/** The exceptions to "a camera sees exactly the leaf it stands in", and how many see the leaf they stand in. Numbers only,
 * but for the exceptions: a town has thousands of cameras. */
export function pairsOf(task: LeafTask, seeing: Int32Array): { sees: SeesRow[]; ownSeeing: number } {
  const { code, set, cameras, rows, homes, standing } = task;
  const marks = new Uint8Array(homes.length);
  for (const row of standing) marks[row] = STANDS;
  const sees: SeesRow[] = [];
  let ownSeeing = 0;
  for (const i of seeing) {
    const row = rows[i];
    if (marks[row] & STANDS) ownSeeing += 1;
    else sees.push({ leafCode: code, set, cameraId: cameras.ids[row], homeCode: homes[row], blind: false });
    marks[row] |= SEES;
  }
  for (const row of standing)
    if (!(marks[row] & SEES))
      sees.push({ leafCode: code, set, cameraId: cameras.ids[row], homeCode: code, blind: true });
  return { sees, ownSeeing };
}

function placeRows(task: LeafTask, reply: MeasureReply): PlaceRecord[] {
  const { code, set, space } = task;
  return reply.places.map((sums, i) => {
    const { feature, longitude, latitude } = task.places[i];
    const name = space.names[feature];
    return {
      placeId: space.ids[feature],
      set,
      regionCode: code,
      class: space.table.features[feature].class,
      name: name?.zh ?? null,
      nameEn: name?.en ?? null,
      longitude,
      latitude,
      demandM2: sums.demandM2,
      lowM2: Array.from(sums.lowM2),
      likelyM2: Array.from(sums.likelyM2),
      highM2: Array.from(sums.highM2),
      seeing: Array.from(sums.seeing, (camera, at) => ({
        id: task.cameras.ids[task.rows[camera]],
        uniqueM2: sums.uniqueM2[at],
      })),
    };
  });
}

export type CellRow = CellGap & { cell: string; component: number };

function gapRows(task: LeafTask, reply: MeasureReply, untouched?: Untouched): CellRow[] {
  const before = untouched?.known.rows;
  const rows = new Map<PackedGap, CellRow>();
  const made = reply.gaps.map((gap) => {
    const row = gapRow(task, gap, untouched?.changed?.has(gap.cell) === false ? before?.get(gap) : undefined);
    rows.set(gap, row);
    return row;
  });
  if (untouched !== undefined) untouched.known.rows = rows;
  return made;
}

function gapRow(task: LeafTask, gap: PackedGap, known: CellRow | undefined): CellRow {
  if (known !== undefined) return known.component === gap.component ? known : { ...known, component: gap.component };
  const gapClass = classOf(task, gap);
  const { weight, places, placesEn } = groundUnder(task, gap, gapClass);
  const row = scrapRow(task, gap);
  row.need = gap.areaM2 * weight;
  row.places = places;
  row.placesEn = placesEn;
  if (gap.nearest < 0) return row;
  row.nearestCameraId = task.cameras.ids[task.rows[gap.nearest]];
  row.nearestM = gap.nearestM;
  return row;
}

const classOf = (task: LeafTask, gap: PackedGap): GapClass => (task.publicSpace ? DEMAND_CLASSES[gap.label] : 'area');

/** A piece that is only drawn: no need, no camera, no names. */
const scrapRow = (task: LeafTask, gap: PackedGap): CellRow => ({
  cell: gap.cell,
  component: gap.component,
  class: classOf(task, gap),
  anchor: gap.anchor,
  areaM2: gap.areaM2,
  need: 0,
  labelPoint: gap.labelPoint,
  bbox: gap.bbox,
  nearestCameraId: null,
  nearestM: null,
  places: [],
  placesEn: [],
  outline: gap.outline,
});

/** Weight of the ground at the piece's label point, and the names of what lies there, most important first. */
function groundUnder(
  task: LeafTask,
  gap: PackedGap,
  gapClass: GapClass,
): { weight: number; places: string[]; placesEn: string[] } {
  if (!task.publicSpace) return { weight: 1, places: [], placesEn: [] };
  const { table, names } = task.space;
  const [lon, lat] = gap.labelPoint;
  const near = table.boxes?.search(lon, lat, lon, lat) ?? [];
  const under = near.filter((i) => liesOn(table.features[i], lon, lat));
  under.sort((a, b) => table.rank[a] - table.rank[b] || a - b);
  const own = under.find((i) => table.features[i].class === gapClass);
  // a label point on the very edge of a feature may fall outside it: then the leaf's first of that class speaks
  const weight =
    table.features[own ?? task.features.find((i) => table.features[i].class === gapClass) ?? -1]?.weight ?? 1;
  // one entry a name: a road of many polygons is one road
  const named = new Map(under.flatMap((i) => (names[i] ? [[names[i].zh, names[i].en] as const] : [])));
  return { weight, places: [...named.keys()], placesEn: [...named.values()] };
}
