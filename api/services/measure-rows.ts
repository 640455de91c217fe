// What is written of a measured leaf: its figure, its gaps, and the cameras that look over its border.
import type { GapClass } from '#contract/gap';
import { gapNamer } from '#rules/gap-id';
import { DEMAND_CLASSES } from '#rules/leaf-input';
import { leafFigure } from '#rules/rollup';
import { standsIn } from '#rules/standing';
import type { FigureRecord, SeesRow } from '#storage/figures.repository';
import type { GapComponentRecord, GapRecord } from '#storage/gaps.repository';
import type { MeasureReply, PackedGap } from '#workers/messages';
import { KEPT_K, type LeafTask } from './measure-input.ts';

export interface LeafRows {
  figure: FigureRecord;
  sees: SeesRow[];
  gaps: GapRecord[];
  components: GapComponentRecord[];
  regionM2: number;
}

export function leafRows(task: LeafTask, reply: MeasureReply, version: number, computedAt: string): LeafRows {
  const { code, set, cameras, rows } = task;
  const meta = { set, detail: 'range', profile: null, k: KEPT_K, dataVersion: version, computedAt };
  const gaps = set === 'installed' ? gapRows(task, reply) : [];
  const {
    dataVersion: _v,
    computedAt: _t,
    set: _s,
    ...figure
  } = leafFigure({ ...reply, gapCount: reply.gaps.length }, task.publicSpace, task.counts, reply.seeing.length, meta);
  const seeing = new Set<number>();
  for (const i of reply.seeing) seeing.add(rows[i]);
  const sees: SeesRow[] = [];
  let ownSeeing = 0;
  for (const row of seeing) {
    const homeCode = task.homes[row];
    if (homeCode === code) ownSeeing += 1;
    else sees.push({ leafCode: code, set, cameraId: cameras.ids[row], homeCode, blind: false });
  }
  for (const row of task.standing)
    if (!seeing.has(row)) sees.push({ leafCode: code, set, cameraId: cameras.ids[row], homeCode: code, blind: true });
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
    gaps,
    components: set === 'installed' ? componentRows(code, reply) : [],
    regionM2: reply.regionM2,
  };
}

/** A component is named by the first deep quadkey among its pieces: a function of its geometry alone. */
function componentNames(code: string, reply: MeasureReply): string[] {
  const anchors = new Map<number, string>();
  for (const gap of reply.gaps) {
    const known = anchors.get(gap.component);
    if (known === undefined || gap.anchor < known) anchors.set(gap.component, gap.anchor);
  }
  const taken = new Set<string>();
  return reply.components.map((_, i) => {
    let name = `${code}:${anchors.get(i) ?? `small-${i}`}`;
    while (taken.has(name)) name += '~';
    taken.add(name);
    return name;
  });
}

function componentRows(code: string, reply: MeasureReply): GapComponentRecord[] {
  const names = componentNames(code, reply);
  return reply.components.map(({ areaM2, bbox, geometry }, i) => ({
    id: names[i],
    regionCode: code,
    areaM2,
    minLon: bbox[0],
    minLat: bbox[1],
    maxLon: bbox[2],
    maxLat: bbox[3],
    geometry,
  }));
}

function gapRows(task: LeafTask, reply: MeasureReply): GapRecord[] {
  const names = componentNames(task.code, reply);
  const nameOf = gapNamer(task.code);
  return reply.gaps.map((gap) => {
    const gapClass: GapClass = task.publicSpace ? DEMAND_CLASSES[gap.label] : 'area';
    const { weight, places, placesEn } = groundUnder(task, gap, gapClass);
    const id = nameOf(gapClass, gap);
    return {
      id,
      regionCode: task.code,
      cell: gap.cell,
      class: gapClass,
      areaM2: gap.areaM2,
      need: gap.areaM2 * weight,
      componentId: names[gap.component] ?? id,
      labelLon: gap.labelPoint[0],
      labelLat: gap.labelPoint[1],
      minLon: gap.bbox[0],
      minLat: gap.bbox[1],
      maxLon: gap.bbox[2],
      maxLat: gap.bbox[3],
      nearestCameraId: gap.nearest < 0 ? null : task.cameras.ids[task.rows[gap.nearest]],
      nearestM: gap.nearest < 0 ? null : gap.nearestM,
      places,
      placesEn,
      geometry: gap.geometry,
    };
  });
}

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
  const under = near.filter((i) => standsIn(table.features[i].soup, lon, lat));
  under.sort((a, b) => table.rank[a] - table.rank[b] || a - b);
  const own = under.find((i) => table.features[i].class === gapClass);
  // a label point on the very edge of a feature may fall outside it: then the leaf's first of that class speaks
  const weight =
    table.features[own ?? task.features.find((i) => table.features[i].class === gapClass) ?? -1]?.weight ?? 1;
  // one entry a name: a road of many polygons is one road
  const named = new Map(under.flatMap((i) => (names[i] ? [[names[i].zh, names[i].en] as const] : [])));
  return { weight, places: [...named.keys()], placesEn: [...named.values()] };
}
