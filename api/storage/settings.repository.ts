// What the workspace decided, version by version; the newest of a key is in force.
import { and, desc, eq, lte, max, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { settings } from './tables.sqlite.ts';

export type SettingRecord = typeof settings.$inferSelect;
export type SettingKey = SettingRecord['key'];

const newestOf = keptQuery((reader: Reader) =>
  reader
    .select({
      version: max(settings.version),
      value: settings.value,
      recordedAt: settings.recordedAt,
      actor: settings.actor,
    })
    .from(settings)
    .where(eq(settings.key, sql.placeholder('key'))),
);

/** Settings hold for everybody. Asked with every edit: without drizzle's mapping, and without a limit, which SQLite would
 * compile the query anew for. The columns beside max() are those of its row. */
export async function findSetting(reader: Reader, _scope: Scope, key: SettingKey): Promise<SettingRecord | null> {
  const [newest] = await reader.rawRows(newestOf(reader), { key });
  const [version, value, recordedAt, actor] = newest as [number | null, string, string, string];
  if (version === null) return null;
  return { key, version, value: JSON.parse(value), recordedAt, actor };
}

/** The version that was in force at an instant. */
export async function settingThen(
  reader: Reader,
  _scope: Scope,
  key: SettingKey,
  at: string,
): Promise<SettingRecord | null> {
  const rows = await reader
    .select()
    .from(settings)
    .where(and(eq(settings.key, key), lte(settings.recordedAt, at)))
    .orderBy(desc(settings.version))
    .limit(1);
  return rows[0] ?? null;
}

export async function addSetting(writer: Writer, row: SettingRecord): Promise<void> {
  writer.insertMany(settings, [row]);
}
