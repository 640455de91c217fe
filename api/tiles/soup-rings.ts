// What do small polygons look like in one tile, where nothing about them is kept from tile to tile?
import type { PolygonSoup } from '#engine';
import { clipRing } from './clip.ts';
import { TILE_BUFFER, type TileId, tileBox, worldX, worldY } from './mercator.ts';
import { tileRing } from './polygon-index.ts';

/** Closed rings in tile units, outer ones clockwise on screen, each followed by its holes; a part that vanishes is left out. */
export function soupRings({ coords, ringEnd, polyEnd }: PolygonSoup, tile: TileId): [number, number][][] {
  const box = tileBox(tile, TILE_BUFFER);
  const rings: [number, number][][] = [];
  let first = 0;
  for (const end of polyEnd) {
    for (let r = first; r < end; r++) {
      const world: number[] = [];
      for (let i = r > 0 ? ringEnd[r - 1] : 0; i < ringEnd[r]; i++)
        world.push(worldX(coords[2 * i]), worldY(coords[2 * i + 1]));
      const ring = tileRing(clipRing(world, box), tile, r === first);
      if (ring) rings.push(ring);
      // no holes without their outline
      else if (r === first) break;
    }
    first = end;
  }
  return rings;
}

/** At most `most` of them, the widest and highest, in their order. */
export function largest<T extends { soup: PolygonSoup }>(items: T[], most: number): T[] {
  if (items.length <= most) return items;
  const sizes = items.map(({ soup }) => extent(soup));
  const kept = [...items.keys()].sort((a, b) => sizes[b] - sizes[a] || a - b).slice(0, most);
  return kept.sort((a, b) => a - b).map((i) => items[i]);
}

function extent({ coords }: PolygonSoup): number {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < coords.length; i += 2) {
    minX = Math.min(minX, coords[i]);
    maxX = Math.max(maxX, coords[i]);
    minY = Math.min(minY, coords[i + 1]);
    maxY = Math.max(maxY, coords[i + 1]);
  }
  return maxX - minX + (maxY - minY);
}
