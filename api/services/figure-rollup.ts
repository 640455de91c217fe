// The stored figures of parents, summed anew from their leaves after some of those were measured.
import type { Figure } from '#contract/figure';
import { rollUp } from '#rules/rollup';
import {
  deleteFigures,
  type FigureRecord,
  type FigureSet,
  leafFigureRecords,
  putFigures,
  type SeesRow,
  seesRows,
} from '#storage/figures.repository';
import { allRegionRows, codesOfPath } from '#storage/regions.repository';
import type { Scope } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { KEPT_K } from './measure-input.ts';

/** A stored row as the API shows it. */
export function toFigure(row: FigureRecord): Figure {
  return { ...row.figure, set: row.set, dataVersion: row.measuredVersion, computedAt: row.computedAt };
}

/** `paths`: of the leaves that were measured. */
export async function rollUpParents(writer: Writer, paths: string[], computedAt: string): Promise<void> {
  const parents = new Set(paths.flatMap((path) => codesOfPath(path).slice(0, -1)));
  const roots = new Set(paths.map((path) => codesOfPath(path)[0]));
  for (const root of roots) {
    const scope: Scope = { kind: 'subtree', code: root };
    const regions = await allRegionRows(writer, scope);
    const pathOf = new Map(regions.filter((row) => row.isLeaf).map((row) => [row.code, codesOfPath(row.path)]));
    const own = regions.filter((row) => !row.isLeaf && parents.has(row.code)).map((row) => row.code);
    const installed = await leafFigureRecords(writer, scope, 'installed');
    const rows = sumOf('installed', own, pathOf, installed, await seesRows(writer, scope, 'installed'), computedAt);
    await putFigures(writer, rows.values());
    const planned = await leafFigureRecords(writer, scope, 'planned');
    const withPlanned = new Set(planned.flatMap((row) => pathOf.get(row.regionCode) ?? []));
    const affected = own.filter((code) => withPlanned.has(code));
    await deleteFigures(
      writer,
      own.filter((code) => !withPlanned.has(code)),
      'planned',
    );
    if (affected.length === 0) continue;
    // where no planned camera reaches, the planned figure is the installed one
    const plannedOf = new Map(planned.map((row) => [row.regionCode, row]));
    const all = installed.map((row) => plannedOf.get(row.regionCode) ?? row);
    const pairs = await plannedPairs(writer, scope, plannedOf);
    await putFigures(writer, sumOf('planned', affected, pathOf, all, pairs, computedAt).values());
  }
}

async function plannedPairs(writer: Writer, scope: Scope, plannedOf: Map<string, FigureRecord>): Promise<SeesRow[]> {
  const installed = await seesRows(writer, scope, 'installed');
  return [...installed.filter((row) => !plannedOf.has(row.leafCode)), ...(await seesRows(writer, scope, 'planned'))];
}

function sumOf(
  set: FigureSet,
  parents: string[],
  pathOf: Map<string, string[]>,
  records: FigureRecord[],
  pairs: SeesRow[],
  computedAt: string,
): Map<string, FigureRecord> {
  const wanted = new Set(parents);
  const recordOf = new Map(records.map((row) => [row.regionCode, row]));
  const below = new Map<string, (FigureRecord | null)[]>(parents.map((code) => [code, []]));
  for (const code of [...pathOf.keys()].sort()) {
    for (const parent of pathOf.get(code)!) if (wanted.has(parent)) below.get(parent)!.push(recordOf.get(code) ?? null);
  }
  const counted = timesCountedTooOften(pairs, pathOf);
  const rows = new Map<string, FigureRecord>();
  for (const code of parents) {
    const leaves = below.get(code)!;
    const measured = leaves.filter((row) => row !== null);
    const version = measured.reduce((greatest, row) => Math.max(greatest, row.measuredVersion), 0);
    const seeing = measured.reduce((sum, row) => sum + row.figure.camerasSeeing, 0) - (counted.get(code) ?? 0);
    const meta = { set, detail: 'range', profile: null, k: KEPT_K, dataVersion: version, computedAt };
    const {
      dataVersion: _v,
      computedAt: _t,
      set: _s,
      ...figure
    } = rollUp(
      leaves.map((row) => (row === null ? null : toFigure(row))),
      seeing,
      meta,
    );
    const judged = figure.basis === 'mixed' || figure.basis === 'not-applicable';
    rows.set(code, {
      regionCode: code,
      set,
      figure,
      demandM2: judged ? null : figure.demandM2,
      likelyM2: judged ? null : figure.likelyM2,
      ownSeeing: 0,
      regionM2: measured.reduce((sum, row) => sum + row.regionM2, 0),
      gapNeed: measured.reduce((sum, row) => sum + row.gapNeed, 0),
      measuredVersion: version,
      computedAt,
    });
  }
  return rows;
}

/** Per parent: how often the plain sum over leaves counts a camera again that sees several of them. */
function timesCountedTooOften(pairs: SeesRow[], pathOf: Map<string, string[]>): Map<string, number> {
  const leavesOf = new Map<string, Set<string>>();
  for (const pair of pairs) {
    if (pair.blind) continue;
    const known = leavesOf.get(pair.cameraId) ?? new Set(pair.homeCode === null ? [] : [pair.homeCode]);
    leavesOf.set(pair.cameraId, known.add(pair.leafCode));
  }
  for (const pair of pairs) if (pair.blind) leavesOf.get(pair.cameraId)?.delete(pair.leafCode);
  const tooOften = new Map<string, number>();
  for (const leaves of leavesOf.values()) {
    const times = new Map<string, number>();
    for (const leaf of leaves)
      for (const code of pathOf.get(leaf)?.slice(0, -1) ?? []) times.set(code, (times.get(code) ?? 0) + 1);
    for (const [code, n] of times) if (n > 1) tooOften.set(code, (tooOften.get(code) ?? 0) + n - 1);
  }
  return tooOften;
}
