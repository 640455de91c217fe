// The `obstacles` tile: buildings and walls, what hides the view.
import type { ObstacleTileProps } from '#contract/tile';
import type { PolygonSoup } from '#engine';
import { MAX_SYMBOLS } from './cameras.tile.ts';
import { clipLine } from './clip.ts';
import { encodeTile, type TileFeature } from './encode.ts';
import { TILE_BUFFER, type TileId, tileBox, toTileX, toTileY, worldX, worldY } from './mercator.ts';
import { largest, soupRings } from './soup-rings.ts';

export interface TileObstacle {
  id: number;
  shape: 'building' | 'wall';
  heightM: number | null;
  /** a wall: one ring a line, open */
  soup: PolygonSoup;
}

/** Of too many the largest are kept; `most` may ask for fewer still. */
export function obstaclesTile(tile: TileId, obstacles: TileObstacle[], most = MAX_SYMBOLS): Uint8Array {
  const buildings: TileFeature[] = [];
  const walls: TileFeature[] = [];
  for (const { id, shape, heightM, soup } of largest(obstacles, most)) {
    const props: ObstacleTileProps = { id, heightM };
    const tags = { ...props };
    if (shape === 'building') {
      const geometry = soupRings(soup, tile);
      if (geometry.length > 0) buildings.push({ type: 3, geometry, tags });
    } else {
      const geometry = lines(soup, tile);
      if (geometry.length > 0) walls.push({ type: 2, geometry, tags });
    }
  }
  return encodeTile({ buildings, walls });
}

function lines({ coords, ringEnd }: PolygonSoup, tile: TileId): [number, number][][] {
  const box = tileBox(tile, TILE_BUFFER);
  const found: [number, number][][] = [];
  let start = 0;
  for (const end of ringEnd) {
    const world: number[] = [];
    for (let i = start; i < end; i++) world.push(worldX(coords[2 * i]), worldY(coords[2 * i + 1]));
    for (const part of clipLine(world, box)) {
      const line: [number, number][] = [];
      for (let i = 0; i < part.length; i += 2) {
        const [x, y] = [toTileX(tile, part[i]), toTileY(tile, part[i + 1])];
        const last = line.at(-1);
        if (!last || last[0] !== x || last[1] !== y) line.push([x, y]);
      }
      if (line.length > 1) found.push(line);
    }
    start = end;
  }
  return found;
}
