// Does each camera stand in the region that its row names? What does not fit is a problem of the row.
import type { ColumnMapping } from '#contract/import';
import type { Problem } from '#contract/problem';
import type { CameraBlock } from '#importers/camera-block';
import { problemOf } from '#importers/messages';
import type { Reader } from '#storage/storage';
import { type NamedPlaces, namedPlaces } from './named-places.ts';

const CODE = 'camera.outside_named_region';
/** Problems that are listed; all are counted. */
const MOST_LISTED = 20_000;

export interface PlaceCheck {
  look(block: CameraBlock, leafCodes: readonly (string | null)[], mapping: readonly ColumnMapping[]): Promise<void>;
  readonly problems: Problem[];
  readonly counts: Record<string, number>;
}

export function createPlaceCheck(reader: Reader, file: string): PlaceCheck {
  const problems: Problem[] = [];
  const counts: Record<string, number> = {};
  let places: NamedPlaces | null = null;
  return {
    problems,
    counts,
    async look({ n, places: named, rows }, leafCodes, mapping) {
      for (let i = 0; i < n; i += 1) {
        const value = named.at(i);
        if (typeof value !== 'string') continue;
        places ??= await namedPlaces(reader);
        if (places.contains(leafCodes[i], value) !== false) continue;
        counts[CODE] = (counts[CODE] ?? 0) + 1;
        if (problems.length === MOST_LISTED) continue;
        const column = mapping.find(({ field }) => field === 'region')?.column ?? null;
        const stands = leafCodes[i];
        const where = stands === null ? 'outside all regions' : `in “${places.nameOf(stands)}”`;
        const whereZh = stands === null ? '所有区划之外' : `“${places.nameOf(stands)}”`;
        problems.push(problemOf(CODE, { file, row: rows[i], column, value }, { where, whereZh }));
      }
    },
  };
}
