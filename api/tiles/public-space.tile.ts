// The `public-space` tile: what has to be seen, by class.
import type { PublicSpaceClass } from '#contract/gap';
import type { PolygonSoup } from '#engine';
import { encodeTile } from './encode.ts';
import type { TileId } from './mercator.ts';
import { indexPolygonsInSteps, type PolygonIndex } from './polygon-index.ts';
import { atOnce, type Steps } from './steps.ts';

export interface PublicSpaceShape {
  id: string;
  class: PublicSpaceClass;
  name: string | null;
  geometry: PolygonSoup;
}
export interface PublicSpaceLayer {
  shapes: PublicSpaceShape[];
  index: PolygonIndex;
}

export const indexPublicSpace = (shapes: PublicSpaceShape[]): PublicSpaceLayer =>
  atOnce(indexPublicSpaceInSteps(shapes));

export function* indexPublicSpaceInSteps(shapes: PublicSpaceShape[]): Steps<PublicSpaceLayer> {
  return { shapes, index: yield* indexPolygonsInSteps(shapes.map((shape) => shape.geometry)) };
}

export function publicSpaceTile({ shapes, index }: PublicSpaceLayer, tile: TileId): Uint8Array {
  const features = index.query(tile).map(({ item, rings }) => {
    const { id, class: kind, name } = shapes[item];
    return { type: 3 as const, geometry: rings, tags: { id, class: kind, name } };
  });
  return encodeTile({ 'public-space': features });
}
