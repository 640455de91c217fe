// What the workspace decided, version by version; the newest of a key is in force.
import { desc, eq, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { settings } from './tables.sqlite.ts';

export type SettingRecord = typeof settings.$inferSelect;
export type SettingKey = SettingRecord['key'];

const newestOf = keptQuery((reader: Reader) =>
  reader
    .select()
    .from(settings)
    .where(eq(settings.key, sql.placeholder('key')))
    .orderBy(desc(settings.version))
    .limit(1)
    .prepare(),
);

/** Settings hold for everybody. */
export async function findSetting(reader: Reader, _scope: Scope, key: SettingKey): Promise<SettingRecord | null> {
  return (await newestOf(reader).execute({ key }))[0] ?? null;
}

export async function addSetting(writer: Writer, row: SettingRecord): Promise<void> {
  writer.insertMany(settings, [row]);
}
