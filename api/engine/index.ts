// The engine's only door.

export { cutFootprintPolygon } from './cutoutline.ts';
export { measureLeaf } from './leaf.ts';
export { footprintPolygon } from './outline.ts';
export { planeAt, reachBox } from './plane.ts';
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
