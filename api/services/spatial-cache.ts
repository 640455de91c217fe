// Which leaves lie at a point or under a box? Packed indexes of polygons, built when first asked, kept per data version.
import type { PolygonSoup } from '#engine';

export interface LeafShape {
  code: string;
  soup: PolygonSoup;
  box: [number, number, number, number];
}

export interface LeafIndex {
  /** leaves whose box meets the box, in code order */
  meeting(box: readonly [number, number, number, number]): LeafShape[];
  /** the leaf a point stands in; on a border the lower code; null outside all */
  at(lon: number, lat: number): string | null;
  readonly size: number;
}

export interface SpatialCache {
  leaves(): Promise<LeafIndex>;
  /** call after regions changed */
  forgetRegions(): void;
}
