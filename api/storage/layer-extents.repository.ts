// For which regions (with all below) is a layer of obstacles or privacy zones known?
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { inForce } from './in-force.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { layerExtents } from './tables.sqlite.ts';

export type ExtentLayer = (typeof layerExtents.$inferSelect)['layer'];

export async function layerExtentCodes(
  reader: Reader,
  _scope: Scope,
  layer: ExtentLayer,
  at: string | null = null,
): Promise<string[]> {
  const rows = await reader
    .selectDistinct({ code: layerExtents.regionCode })
    .from(layerExtents)
    .where(and(eq(layerExtents.layer, layer), inForce(reader, layerExtents, at)));
  return rows.map((row) => row.code).sort();
}

/** Adds the extent of an import and takes those out of force that it describes anew. */
export async function replaceLayerExtents(
  writer: Writer,
  layer: ExtentLayer,
  source: string,
  codes: { add: string[]; retire: string[] },
): Promise<void> {
  if (codes.retire.length > 0)
    await writer
      .update(layerExtents)
      .set({ removedBy: source })
      .where(
        and(
          eq(layerExtents.layer, layer),
          isNull(layerExtents.removedBy),
          inArray(layerExtents.regionCode, codes.retire),
        ),
      );
  writer.insertMany(
    layerExtents,
    codes.add.map((regionCode) => ({ layer, source, regionCode, removedBy: null })),
  );
}

export async function undoLayerExtents(writer: Writer, importId: string): Promise<void> {
  await writer.delete(layerExtents).where(eq(layerExtents.source, importId));
  await writer.update(layerExtents).set({ removedBy: null }).where(eq(layerExtents.removedBy, importId));
}
