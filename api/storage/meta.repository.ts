// Counters and flags of the workspace: data version, figures version, sample.
import { eq, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import type { Reader, Writer } from './storage.ts';
import { meta } from './tables.sqlite.ts';

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
  /** of the stored counts per cell; 0 = there are none yet */
  cameraCellsVersion: number;
  /** details of profiles for which figures are kept */
  details: { detail: string; profile: string }[];
  /** import ids of the sample, null when it is not loaded */
  sample: string[] | null;
  /** of the sample's two years: the day they end, and whether they are all written */
  samplePast: { asOf: string; done: boolean } | null;
}
const EMPTY: Meta = {
  dataVersion: 0,
  figuresVersion: 0,
  regionsVersion: 0,
  publicSpaceVersion: 0,
  elevationsVersion: 0,
  obstaclesVersion: 0,
  privacyZonesVersion: 0,
  cameraCellsVersion: 0,
  details: [],
  sample: null,
  samplePast: null,
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
}

export async function raise(writer: Writer, counter: 'dataVersion' | 'figuresVersion'): Promise<number> {
  const next = (await readMeta(writer, counter)) + 1;
  await writeMeta(writer, counter, next);
  return next;
}
