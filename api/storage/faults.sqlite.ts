// What went wrong with the file, in words: maps SQLite's and the file system's codes to coded errors.
import { StorageError } from './storage.ts';

interface Coded {
  code?: string;
}

/** A StorageError for faults of disk and file; every other error as it is. */
export function explain(error: unknown, path: string): unknown {
  if (error instanceof StorageError) return error;
  const code = (error as Coded | null)?.code ?? '';
  if (
    code.startsWith('SQLITE_READONLY') ||
    code === 'SQLITE_CANTOPEN' ||
    /^(EROFS|EACCES|EPERM|ENOENT|ENOTDIR)$/.test(code)
  ) {
    return readOnlyFolder(path, error);
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return new StorageError(
      'storage.full',
      74,
      {
        message: `The disk that holds ${path} is full. Nothing was saved; reading still works.`,
        messageZh: `存放 ${path} 的磁盘已满。未保存任何内容；仍可读取。`,
        fix: 'Free some space on that disk and try again.',
        fixZh: '请清理该磁盘空间后重试。',
      },
      error,
    );
  if (code === 'SQLITE_NOTADB') return wrongFile(path, error);
  if (code.startsWith('SQLITE_CORRUPT'))
    return new StorageError(
      'storage.corrupt',
      74,
      {
        message: `The database file ${path} is damaged.`,
        messageZh: `数据库文件 ${path} 已损坏。`,
        fix: 'Put the newest backup in its place; keep the damaged file for an expert.',
        fixZh: '请用最新备份替换它；保留损坏的文件以便专家检查。',
      },
      error,
    );
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO')
    return new StorageError(
      'storage.io',
      74,
      {
        message: `Reading or writing ${path} failed: the disk reports an error.`,
        messageZh: `读写 ${path} 失败：磁盘报告错误。`,
        fix: 'Check the disk, then start again; what was confirmed is kept.',
        fixZh: '请检查磁盘后重新启动；已确认的内容不会丢失。',
      },
      error,
    );
  return error;
}

export const readOnlyFolder = (path: string, cause?: unknown): StorageError =>
  new StorageError(
    'storage.read_only',
    78,
    {
      message: `The database ${path} cannot be opened for writing: its folder or file is read-only or missing.`,
      messageZh: `无法以写入方式打开数据库 ${path}：其文件夹或文件为只读或不存在。`,
      fix: 'Make the folder writable for this user, or choose another with DATABASE_URL (or --db).',
      fixZh: '请让当前用户可写该文件夹，或用 DATABASE_URL（或 --db）另选位置。',
    },
    cause,
  );

export const wrongFile = (path: string, cause?: unknown): StorageError =>
  new StorageError(
    'storage.wrong_file',
    78,
    {
      message: `${path} is not a Lacuna database. It was not touched.`,
      messageZh: `${path} 不是 Lacuna 数据库，未作任何改动。`,
      fix: 'Give the path of a Lacuna database, or of a file that does not exist yet.',
      fixZh: '请指定 Lacuna 数据库的路径，或一个尚不存在的文件。',
    },
    cause,
  );

export const newerSchema = (path: string, found: number, known: number): StorageError =>
  new StorageError('storage.newer_schema', 78, {
    message: `${path} was written by a newer Lacuna (schema ${found}; this one knows ${known}). It was not touched.`,
    messageZh: `${path} 由更新版本的 Lacuna 写入（结构版本 ${found}；本程序支持 ${known}），未作任何改动。`,
    fix: 'Start it with the newer program, or restore a backup made before the upgrade.',
    fixZh: '请使用更新的程序打开，或恢复升级前的备份。',
  });

export const olderSchema = (path: string, found: number, known: number): StorageError =>
  new StorageError('storage.older_schema', 78, {
    message: `${path} has schema ${found}, this program needs ${known}, and it may not be changed here.`,
    messageZh: `${path} 的结构版本为 ${found}，本程序需要 ${known}，且此处不允许修改。`,
    fix: 'Start the server once, so that the database is brought up to date.',
    fixZh: '请先启动一次服务器以升级数据库。',
  });

export const otherSchema = (path: string): StorageError =>
  new StorageError('storage.schema_other', 78, {
    message: `The database ${path} was made by an unfinished version of Lacuna, whose tables differ.`,
    messageZh: `数据库 ${path} 由未定稿的 Lacuna 版本创建，其表结构不同。`,
    fix: 'Move the file away and start again: a new one is made; import your files into it.',
    fixZh: '请将该文件移走后重新启动：会新建数据库，再导入您的文件。',
  });
