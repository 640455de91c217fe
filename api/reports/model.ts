// What is in a regional report? One model; csv, geojson and xlsx are written from it with the same column keys.
import type { Camera } from '#contract/camera';
import type { Figure, FigurePart } from '#contract/figure';
import type { GapItem } from '#contract/gap';
import type { PlaceItem } from '#contract/place';
import type { RegionItem } from '#contract/region';
import type { Target } from '#contract/target';
import type { AssumptionTable } from '#rules/assumptions';
import type { QualityCount } from '#rules/quality';

export type ReportLanguage = 'zh' | 'en' | 'zh+en';
/** polygons → rings → [lon, lat], closed */
export type ReportPolygons = readonly (readonly (readonly (readonly number[])[])[])[];

export interface ReportRegion extends RegionItem {
  /** null: outline not kept, or not wanted (only geojson writes it) */
  geometry?: ReportPolygons | null;
}
export interface ReportGap extends GapItem {
  geometry?: ReportPolygons | null;
}

/** A camera with what is lost without it, and what it sees of private ground. */
export type WeighedReportCamera = Pick<Camera, 'id' | 'name' | 'regionCode' | 'purpose' | 'reviewOn'> & {
  uniqueM2: number | null;
  privateM2: number | null;
};

/** Everything a report is made from. All arrays are of one data version; the writers change nothing in it. */
export interface ReportModel {
  language: ReportLanguage;
  /** code of the region whose subtree this is: the first of `regions` */
  root: string;
  /** the root first, then its subtree, parents before children, siblings in code order */
  regions: readonly ReportRegion[];
  /** greatest need first */
  gaps: readonly ReportGap[];
  /** in id order */
  places: readonly PlaceItem[];
  /** cameras of the root, least missed first, cut after some; null = the root is too large to weigh them */
  leastMissed: readonly WeighedReportCamera[] | null;
  targets: readonly Target[];
  assumptions: AssumptionTable;
  /** about the cameras standing in the root */
  quality: readonly QualityCount[];
  /** problems of the imports in force, counted by code */
  importProblems: readonly { code: string; count: number; message: string; messageZh: string }[];
  dataVersion: number;
  /** ISO instant at which the report is written */
  writtenAt: string;
  productVersion: string;
}

export interface ReportFile {
  name: string;
  type: string;
  content: string | Uint8Array;
}

/** The regions of a subtree in report order. Regions whose parent is missing from the list follow as roots. */
export function inTreeOrder<T extends { code: string; parentCode: string | null }>(
  regions: readonly T[],
  root: string,
): T[] {
  const children = new Map<string | null, T[]>();
  for (const r of regions) {
    if (r.code === root) continue;
    const list = children.get(r.parentCode) ?? [];
    list.push(r);
    children.set(r.parentCode, list);
  }
  for (const list of children.values()) list.sort((a, b) => (a.code < b.code ? -1 : 1));
  const ordered: T[] = [];
  const open = regions.filter((r) => r.code === root);
  while (open.length > 0) {
    const next = open.pop()!;
    ordered.push(next);
    open.push(...(children.get(next.code) ?? []).toReversed());
  }
  return ordered;
}

/** One line of the region table: a region, or one of the two parts of a mixed region. */
export interface RegionLine {
  region: ReportRegion;
  part: FigurePart | null;
  figure: Figure | null;
}

export function regionLines(model: ReportModel): RegionLine[] {
  return model.regions.flatMap((region) => [
    { region, part: null, figure: region.figure },
    ...(region.figure?.parts ?? []).map((part) => ({ region, part, figure: region.figure })),
  ]);
}

/** Why an area of this line is not there; null when it is. */
export function missingReason(line: RegionLine): { en: string; zh: string } | null {
  const { figure, part } = line;
  if (part !== null) return null;
  if (figure === null || figure.leavesMeasured === 0) return { en: 'not measured yet', zh: '尚未测算' };
  if (figure.demandM2 === null) {
    return {
      en: 'part of it is measured by whole area, part by public space; see its two part rows',
      zh: '部分按全域、部分按公共区域测算,见其两行分项',
    };
  }
  return null;
}

/** Depths that the tables show: the most of any figure in it. */
export const depthsOf = (model: ReportModel): number =>
  model.regions.reduce((k, r) => Math.max(k, r.figure?.k ?? 1), 1);
