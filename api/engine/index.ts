// The engine's only door.

export { cutFootprintPolygons, cutOutlines } from './cutoutline.ts';
export { mergeOutlines } from './gap-merge.ts';
export { E7, inOutline, type Outline, OutlineReader, outlineRings, readOutline } from './gap-outline.ts';
export { type CameraRow, measureLeaf, type OpenLeaf, openLeaf } from './leaf.ts';
export { depthAtDensityM, groundDistanceM, groundStripM } from './optics.ts';
export { footprintPolygon } from './outline.ts';
export { metresPerDegree, planeAt, reachBox } from './plane.ts';
export {
  type ElevationPatch,
  joinTerrain,
  REFRACTION,
  TERRAIN_TARGET_M,
  type TerrainCamera,
  type TerrainView,
  terrainView,
} from './terrain.ts';
export type {
  CameraArrays,
  CheckName,
  DemandInput,
  GapComponent,
  GapPiece,
  LabelSums,
  LeafInput,
  LeafResult,
  LineSoup,
  MeasureOptions,
  ObstacleInput,
  PlaceInput,
  PolygonSoup,
  StrokeInput,
  TerrainInput,
  ZoneInput,
} from './types.ts';
