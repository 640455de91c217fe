// After regions changed: who is whose parent, who is a leaf, in which leaf does each camera stand?
import { regionTree } from '#rules/region-tree';
import { positionPage, setRegionsOf } from '#storage/cameras.repository';
import { forgetDetailsOf } from '#storage/detail-figures.repository';
import { deleteFigures, replaceSees } from '#storage/figures.repository';
import { replaceGaps } from '#storage/gaps.repository';
import { decodeSoup } from '#storage/geometry-blob';
import { replacePlaces } from '#storage/place-figures.repository';
import { allRegionRows, boxOfRow, outlines, pathStep, setTreeColumns, touchLeaves } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { placeAll } from './leaf-batch.ts';
import { leafIndex } from './spatial-cache.ts';

const PAGE = 5_000;

/** Lets other work of the process have a turn inside a long transaction. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Call in the transaction that changed regions, with the codes that came, changed or went. */
export async function refreshRegions(writer: Writer, changed: ReadonlySet<string>, version: number): Promise<void> {
  const rows = await allRegionRows(writer, EVERYTHING);
  const tree = regionTree(rows);
  const pathOf = new Map<string, string>();
  const path = (code: string): string => {
    const known = pathOf.get(code);
    if (known !== undefined) return known;
    const chain = [...tree.ancestorsOf(code)].reverse().map((region) => region.code);
    const made = `/${[...chain, code].map(pathStep).join('')}`;
    pathOf.set(code, made);
    return made;
  };
  const leafCount = new Map<string, number>();
  for (const leaf of tree.leaves)
    for (const code of [leaf.code, ...tree.ancestorsOf(leaf.code).map((region) => region.code)])
      leafCount.set(code, (leafCount.get(code) ?? 0) + 1);
  const touched = new Set<string>();
  const noLongerLeaves: string[] = [];
  const updates: Parameters<typeof setTreeColumns>[1] = [];
  for (const row of rows) {
    const children = tree.childrenOf(row.code).length;
    const next = {
      code: row.code,
      path: path(row.code),
      depth: tree.ancestorsOf(row.code).length,
      isLeaf: children === 0,
      childCount: children,
      leafCount: leafCount.get(row.code) ?? 1,
    };
    if (next.isLeaf && (changed.has(row.code) || next.path !== row.path || !row.isLeaf)) touched.add(row.code);
    if (!next.isLeaf && row.isLeaf) noLongerLeaves.push(row.code);
    const same = (Object.keys(next) as (keyof typeof next)[]).every((key) => next[key] === row[key]);
    if (!same) updates.push(next);
  }
  await setTreeColumns(writer, updates);
  const gone = [...changed].filter((code) => !tree.byCode.has(code));
  await forgetMeasured(writer, [...noLongerLeaves, ...gone]);
  for (const code of await placeCameras(writer)) touched.add(code);
  await touchLeaves(writer, [...touched], version);
}

/** What was measured of regions that are no leaves any more. */
async function forgetMeasured(writer: Writer, codes: string[]): Promise<void> {
  await deleteFigures(writer, codes);
  await forgetDetailsOf(writer, codes);
  await replaceSees(writer, codes, []);
  await replaceGaps(writer, codes, [], 0);
  await replacePlaces(writer, codes, []);
}

/** Answers the leaves whose set of standing cameras changed. */
async function placeCameras(writer: Writer): Promise<Set<string>> {
  const shapes = await outlines(writer, EVERYTHING, { leaves: true });
  const index = leafIndex(
    shapes.map((row) => ({ code: row.code, soup: decodeSoup(row.geometry!), box: boxOfRow(row) })),
  );
  const touched = new Set<string>();
  let after = '';
  for (;;) {
    const page = await positionPage(writer, EVERYTHING, after, PAGE);
    if (page.length === 0) return touched;
    const moved: Parameters<typeof setRegionsOf>[1] = [];
    const codes = placeAll(
      index,
      page.map((camera) => camera.longitude),
      page.map((camera) => camera.latitude),
    );
    for (const [i, camera] of page.entries()) {
      const regionCode = codes[i];
      if (regionCode === camera.regionCode) continue;
      moved.push({ id: camera.id, regionCode, before: camera.regionCode });
      if (regionCode !== null) touched.add(regionCode);
      if (camera.regionCode !== null) touched.add(camera.regionCode);
    }
    await setRegionsOf(writer, moved);
    after = page.at(-1)!.id;
    await breathe();
  }
}
