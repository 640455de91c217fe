// Opens a written GeoPackage as what it is, a SQLite file.
import Sqlite from 'better-sqlite3';

export const openGpkg = (path: string, why: 'to read it' | 'to change it' = 'to read it'): Sqlite.Database =>
  new Sqlite(path, { readonly: why === 'to read it', fileMustExist: true });
