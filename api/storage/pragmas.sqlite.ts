// Which settings does every SQLite connection run with? Set, then read back: a setting that did not take is a fault.
import type BetterSqlite3 from 'better-sqlite3';
import { StorageError } from './storage.ts';

/** 'Lacu' in ASCII: marks the file as ours. */
export const APPLICATION_ID = 0x4c616375;

type Setting = [pragma: string, set: string | number, reads: string | number];

// better-sqlite3 opens existing WAL files with synchronous=NORMAL, which loses acknowledged rows in a power cut
const COMMON: Setting[] = [
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['mmap_size', 0, 0],
  ['temp_store', 'MEMORY', 2],
  ['busy_timeout', 250, 250],
];
const WRITER: Setting[] = [
  ['journal_mode', 'WAL', 'wal'],
  // a commit carries the log over itself only where the thread that does it aside falls behind
  ['wal_autocheckpoint', 8000, 8000],
  ['journal_size_limit', 67_108_864, 67_108_864],
  ['cache_size', -65_536, -65_536],
  ['secure_delete', 'FAST', 2],
];
const READER: Setting[] = [
  ['wal_autocheckpoint', 0, 0],
  ['cache_size', -16_384, -16_384],
  ['query_only', 'ON', 1],
];

export function settingsOf(role: 'writer' | 'reader'): Setting[] {
  const mac: Setting[] = process.platform === 'darwin' ? [['fullfsync', 'ON', 1]] : [];
  return [...(role === 'writer' ? WRITER : READER), ...COMMON, ...mac];
}

const read = (connection: BetterSqlite3.Database, pragma: string): string | number =>
  connection.pragma(pragma, { simple: true }) as string | number;

export function applySettings(connection: BetterSqlite3.Database, role: 'writer' | 'reader'): void {
  for (const [pragma, value] of settingsOf(role)) connection.pragma(`${pragma} = ${value}`);
  const wrong = checkSettings(connection, role).filter((check) => !check.ok);
  if (wrong.length > 0) {
    const list = wrong.map((check) => `${check.name} = ${check.value}`).join(', ');
    throw new StorageError('storage.setting_refused', 78, {
      message: `The database engine did not accept a setting it must have: ${list}.`,
      messageZh: `数据库引擎未接受必需的设置：${list}。`,
      fix: 'Keep the database on a local disk, and reinstall with `npm ci` if that does not help.',
      fixZh: '请将数据库放在本机磁盘上；若仍无效，请用 `npm ci` 重新安装。',
    });
  }
}

/** For one transaction that writes a large part of the database; `applySettings` takes them back. Pages of the indexes
 * that millions of rows enter should not have to be fetched back from the log; and carrying the log into the database
 * afterwards is left to a thread of its own. */
export function applyBulkSettings(connection: BetterSqlite3.Database): void {
  connection.pragma('cache_size = -262144');
  connection.pragma('wal_autocheckpoint = 0');
}

export function checkSettings(
  connection: BetterSqlite3.Database,
  role: 'writer' | 'reader',
): { name: string; ok: boolean; value: string }[] {
  return settingsOf(role).map(([pragma, , expected]) => {
    const value = read(connection, pragma);
    return { name: `${role} ${pragma}`, ok: value === expected, value: String(value) };
  });
}

/** SQLite 3.51.3 or later (an older WAL can lose commits), but not the withdrawn 3.52.0. */
export function assertSqliteVersion(version: string): void {
  const [major, minor, patch] = version.split('.').map(Number);
  const number = major * 1_000_000 + minor * 1_000 + patch;
  if (number >= 3_051_003 && number !== 3_052_000) return;
  throw new StorageError('storage.sqlite_version', 78, {
    message: `SQLite ${version} can lose committed data; 3.51.3 or later is needed, and not 3.52.0.`,
    messageZh: `SQLite ${version} 可能丢失已提交的数据；需要 3.51.3 或更高版本，且不能是 3.52.0。`,
    fix: 'Reinstall with `npm ci`, which brings the right version.',
    fixZh: '请运行 `npm ci` 重新安装，它会带来正确的版本。',
  });
}
