// Counters and flags of the workspace: data version, figures version, sample.
import { eq, gt, min, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import type { Reader, Writer } from './storage.ts';
import { dataVersions, meta } from './tables.sqlite.ts';

export interface Meta {
  /** rises with every committed change of what figures depend on */
  dataVersion: number;
  /** rises with every written figure or gap */
  figuresVersion: number;
  /** data version of the last change of regions and of each layer: what indexes in memory are kept for */
  regionsVersion: number;
  publicSpaceVersion: number;
  elevationsVersion: number;
  obstaclesVersion: number;
  privacyZonesVersion: number;
  /** rises when steps of the stage ledger cease to hold */
  stagesVersion: number;
  /** of the stored counts per cell; 0 = there are none yet */
  cameraCellsVersion: number;
  /** details of profiles for which figures are kept */
  details: { detail: string; profile: string }[];
  /** import ids of the sample, null when it is not loaded */
  sample: string[] | null;
  /** of the sample's two years: the day they end, and whether they are all written */
  samplePast: { asOf: string; months: number; done: boolean } | null;
  /** records of before were written at this instant, without data versions of their own */
  pastWrittenAt: string | null;
  /** regions and targets whose grade was bad when it was looked at last; null = never looked */
  badGrades: string[] | null;
  /** points in time whose figures are kept, the last used last */
  points: { point: string; rows: number }[];
}
const EMPTY: Meta = {
  dataVersion: 0,
  figuresVersion: 0,
  regionsVersion: 0,
  publicSpaceVersion: 0,
  elevationsVersion: 0,
  obstaclesVersion: 0,
  privacyZonesVersion: 0,
  stagesVersion: 0,
  cameraCellsVersion: 0,
  details: [],
  sample: null,
  samplePast: null,
  pastWrittenAt: null,
  badGrades: null,
  points: [],
};

const oneValue = keptQuery((reader: Reader) =>
  reader
    .select({ value: meta.value })
    .from(meta)
    .where(eq(meta.key, sql.placeholder('key'))),
);

/** Asked several times with every edit: without drizzle's mapping. */
export async function readMeta<K extends keyof Meta>(reader: Reader, key: K): Promise<Meta[K]> {
  const rows = await reader.rawRows(oneValue(reader), { key });
  return rows.length === 0 ? EMPTY[key] : (JSON.parse(rows[0][0] as string) as Meta[K]);
}

export async function writeMeta<K extends keyof Meta>(writer: Writer, key: K, value: Meta[K]): Promise<void> {
  if (value === null) await writer.delete(meta).where(eq(meta.key, key));
  else writer.insertMany(meta, [{ key, value }], 'replace');
  if (key === 'dataVersion') noteVersion(writer, value as number);
}

/** When the version came to be. Written last in the transaction, so that nothing recorded in it is later. */
function noteVersion(writer: Writer, version: number): void {
  const noted = writer.beforeCommit(
    'data version',
    () => ({ version }),
    async (last) => {
      writer.insertMany(dataVersions, [{ version: last.version, at: writer.now() }], 'replace');
    },
  );
  noted.version = version;
}

export interface VersionAt {
  /** the last one at that instant */
  version: number;
  /** false: it is a guess, since the database is older than the list of versions. What a leaf was touched at then says nothing. */
  isSure: boolean;
}

/** Clocks are set back now and then: what came after a version that is later than the instant is later, too. */
export async function versionAt(reader: Reader, at: string): Promise<VersionAt> {
  const current = await readMeta(reader, 'dataVersion');
  const [{ after }] = await reader
    .select({ after: min(dataVersions.version) })
    .from(dataVersions)
    .where(gt(dataVersions.at, at));
  const version = after === null ? current : after - 1;
  const rewritten = await readMeta(reader, 'pastWrittenAt');
  if (rewritten !== null && at <= rewritten) return { version, isSure: false };
  const noted = await reader.select().from(dataVersions).where(eq(dataVersions.version, version));
  return { version, isSure: version === 0 || noted.length > 0 };
}

export async function raise(
  writer: Writer,
  counter: 'dataVersion' | 'figuresVersion' | 'stagesVersion',
): Promise<number> {
  const next = (await readMeta(writer, counter)) + 1;
  await writeMeta(writer, counter, next);
  return next;
}
