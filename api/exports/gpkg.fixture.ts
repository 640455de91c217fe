// Opens a written GeoPackage as what it is, a SQLite file.
import Sqlite from 'better-sqlite3';

export const openGpkg = (path: string): Sqlite.Database => new Sqlite(path, { readonly: true, fileMustExist: true });
