// What the workspace decided, version by version; the newest of a key is in force.
import { desc, eq } from 'drizzle-orm';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { settings } from './tables.sqlite.ts';

export type SettingRecord = typeof settings.$inferSelect;
export type SettingKey = SettingRecord['key'];

/** Settings hold for everybody. */
export async function findSetting(reader: Reader, _scope: Scope, key: SettingKey): Promise<SettingRecord | null> {
  const rows = await reader
    .select()
    .from(settings)
    .where(eq(settings.key, key))
    .orderBy(desc(settings.version))
    .limit(1);
  return rows[0] ?? null;
}

export async function addSetting(writer: Writer, row: SettingRecord): Promise<void> {
  writer.insertMany(settings, [row]);
}
