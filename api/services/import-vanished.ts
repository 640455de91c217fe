// Which records of earlier imports of the same file does a new one not have?
import { camerasOfSource } from '#storage/camera-sight.repository';
import { type ImportRow, stagedKeys } from '#storage/imports.repository';
import { regionsOfSource } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';
import type { Ctx } from './ctx.ts';
import { earlierOfFile } from './import-commit.ts';

type Reading = Pick<ImportRow, 'id' | 'kind' | 'fileName'>;

/** Codes in order. */
export async function vanishedRegions(reader: Reader, row: Reading): Promise<string[]> {
  const staged = await stagedKeys(reader, EVERYTHING, row.id);
  const gone: string[] = [];
  for (const { id } of await earlierOfFile(reader, row))
    for (const { code } of await regionsOfSource(reader, EVERYTHING, id)) if (!staged.has(code)) gone.push(code);
  return gone.sort();
}

const PAGE = 1_000;

/** Ids, import by import, behind `after`: at least `limit` where there are so many. */
export async function vanishedCameras(
  ctx: Ctx,
  row: Reading,
  after: { source: string; id: string } | null,
  limit: number,
): Promise<{ source: string; id: string }[]> {
  const { reader } = ctx.storage;
  const found: { source: string; id: string }[] = [];
  const sources = (await earlierOfFile(reader, row)).map(({ id }) => id).sort();
  for (const source of sources) {
    if (after !== null && source < after.source) continue;
    for (let from = after?.source === source ? after.id : ''; found.length < limit; ) {
      const page = await camerasOfSource(reader, EVERYTHING, source, from, PAGE);
      if (page.length === 0) break;
      from = page.at(-1)!.id;
      const ids = page.map(({ id }) => id);
      const staged = ctx.storage.areStaged(row.id, ids);
      for (const [i, id] of ids.entries()) if (!staged[i]) found.push({ source, id });
    }
  }
  return found.slice(0, limit);
}
