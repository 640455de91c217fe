// How does a layer of a GeoPackage become rows with a shape?
import type { ImportKind } from '#contract/import';
import type { ByteSource } from './detect.ts';
import { FileFault } from './fault.ts';
import { type GpkgDb, openGpkgFile, sqliteFault } from './gpkg-file.ts';
import { columnsOf, type GpkgColumns, type GpkgLayer, gpkgLayers, selectOf } from './gpkg-layers.ts';
import { fittingLayers } from './layer-choice.ts';
import type { Opened, SourceRow, TableLayer, TableNote } from './source.ts';
import type { ParseLimits } from './types.ts';
import { readGeoPackageGeometry, type WkbReading } from './wkb.ts';

const ROWS_AT_ONCE = 500;

export async function openGpkg(
  source: ByteSource,
  kind: ImportKind,
  options: { layer?: string },
  limits: ParseLimits,
): Promise<Opened> {
  const { db, halfWritten, close } = await openGpkgFile(source);
  try {
    const { layers: found, refused } = gpkgLayers(db);
    const layers = found.map(
      ({ table, rows, geometry }): TableLayer => ({ name: table, rows, geometry: geometry?.type ?? null }),
    );
    if (found.length === 0)
      throw refused.length > 0
        ? new FileFault('gpkg.not_a_table', { layer: refused.join(', ') })
        : new FileFault('gpkg.no_layers');
    const chosen = choose(found, layers, refused, kind, options.layer);
    if (!('table' in chosen)) {
      await close();
      return { kind: 'layer-unclear', format: 'gpkg', layers, choices: chosen.choices };
    }
    const notes: TableNote[] = halfWritten ? [{ code: 'gpkg.wal' }] : [];
    const columns = columnsOf(db, chosen, limits.columns);
    return {
      kind: 'table',
      table: {
        format: 'gpkg',
        encoding: null,
        hasHeader: false,
        hasGeometry: chosen.geometry !== null,
        layers,
        layer: chosen.table,
        columns: columns.names,
        separator: null,
        declaredCrs: chosen.declaredCrs,
        notes,
        rows: (onBytes) => rowsOf(db, chosen, columns, limits.itemChars, source.bytes, onBytes),
        close,
      },
    };
  } catch (error) {
    await close();
    throw sqliteFault(error);
  }
}

function choose(
  found: GpkgLayer[],
  layers: TableLayer[],
  refused: string[],
  kind: ImportKind,
  layer: string | undefined,
): GpkgLayer | { choices: TableLayer[] } {
  if (layer !== undefined) {
    const named = found.find(({ table }) => table === layer);
    if (named !== undefined) return named;
    if (refused.includes(layer)) throw new FileFault('gpkg.not_a_table', { layer });
    throw new FileFault('layer.absent', { layer, layers: found.map(({ table }) => table).join(', ') });
  }
  const choices = fittingLayers(kind, layers);
  return choices.length === 1 ? found[layers.indexOf(choices[0]!)]! : { choices };
}

async function* rowsOf(
  db: GpkgDb,
  layer: GpkgLayer,
  columns: GpkgColumns,
  geometryBytes: number,
  bytes: number,
  onBytes?: (read: number) => void,
): AsyncGenerator<SourceRow[]> {
  let row = 0;
  let read = 0;
  let rows: SourceRow[] = [];
  try {
    // whole numbers come as they are: ids have more digits than a double keeps
    const found = db
      .prepare(selectOf(layer, columns, geometryBytes))
      .raw()
      .safeIntegers()
      .iterate() as IterableIterator<unknown[]>;
    for (const values of found) {
      rows.push(rowOf(++row, values, columns, layer.geometry !== null, geometryBytes));
      const geometry = values.at(-1);
      // shapes are nearly all of the file
      if (geometry instanceof Uint8Array) read += geometry.length;
      if (rows.length < ROWS_AT_ONCE) continue;
      onBytes?.(Math.min(read, bytes));
      yield rows;
      rows = [];
    }
  } catch (error) {
    throw sqliteFault(error);
  }
  onBytes?.(bytes);
  if (rows.length > 0) yield rows;
}

function rowOf(
  row: number,
  values: unknown[],
  { names, key }: GpkgColumns,
  hasGeometry: boolean,
  geometryBytes: number,
): SourceRow {
  let reading: WkbReading | null = null;
  const geometryOf = (): WkbReading => {
    const value = values[names.length];
    if (typeof value === 'bigint' && value > geometryBytes)
      reading ??= { fault: { code: 'wkb.too_large', params: { limit: Math.floor(geometryBytes / 1024 ** 2) } } };
    reading ??= value instanceof Uint8Array ? readGeoPackageGeometry(value) : { geometry: null };
    return reading;
  };
  return {
    row,
    get: (i) => (i < names.length ? cellText(values[i]) : null),
    width: null,
    featureId: key === null ? null : cellText(values[key]),
    broken: false,
    skip: false,
    get geometry() {
      if (!hasGeometry) return undefined;
      const read = geometryOf();
      return 'geometry' in read ? read.geometry : null;
    },
    get fault() {
      const read = hasGeometry ? geometryOf() : null;
      return read !== null && 'fault' in read ? read.fault : null;
    },
  };
}

/** Bytes are no text. */
const cellText = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' ? String(value) : null;
