// What the state of the map is made of, and the few expressions that all of its layers share.
import type { DataDrivenPropertyValueSpecification, ExpressionSpecification } from 'maplibre-gl';
import type { MapTheme } from '../url-state.ts';
import type { Palette } from './palette.ts';

/** One gap of the ranked list, with the number it has there. */
export interface ListedGap {
  id: string;
  n: number;
  lon: number;
  lat: number;
}
export interface MapState {
  origin: string;
  /** tiles of another data version are other tiles */
  dataVersion: number;
  gapVersion: string;
  /** moves with the data and with the states of cameras */
  cameraVersion: string;
  theme: MapTheme;
  /** level that is filled with the theme, and its depth below the root */
  level: string;
  depth: number;
  /** drawn beneath where the level has too many areas for its tiles to hold them from far away; null = not needed */
  coarser: string | null;
  layers: ReadonlySet<string>;
  /** classes of the legend that are shown; null = all */
  shown: ReadonlySet<string> | null;
  /** fade what lies outside of the scope? */
  scoped: boolean;
  selected: string | null;
  gaps: readonly ListedGap[];
  focusedGap: string | null;
  focusedCamera: string | null;
  /** the camera under the hand and the leaf whose gaps are drawn live: their tiles keep still */
  editing: { camera: string; region: string } | null;
  language: 'zh' | 'en';
  /** the map font takes a moment to arrive; names wait for it, the rest does not */
  labels: boolean;
  palette: Palette;
}

/** Zooms (512 px tiles) at which things appear: docs of the ladder in the design. */
export const ZOOM = {
  cameraPoints: 13.5,
  footprints: 14.5,
  gaps: 12,
  publicSpace: 12.5,
  buildings: 14,
  privacy: 13,
  secondLine: 11,
} as const;
export const MAP_FONT = 'Lacuna Hans';
export const FONTS = ['Inter Variable', MAP_FONT];

export type Paint<T> = DataDrivenPropertyValueSpecification<T>;
export const cls: ExpressionSpecification = ['coalesce', ['feature-state', 'cls'], 'none'];
export const selected: ExpressionSpecification = ['boolean', ['feature-state', 'selected'], false];
export const hovered: ExpressionSpecification = ['boolean', ['feature-state', 'hovered'], false];

/** No class: not a part of the scope, or not known yet. */
export const outside: ExpressionSpecification = ['==', ['feature-state', 'cls'], null];

export function matchClass<T extends string | number>(pairs: [string, T][], otherwise: T): ExpressionSpecification {
  if (pairs.length === 0) return ['literal', otherwise] as unknown as ExpressionSpecification;
  return ['match', cls, ...pairs.flat(), otherwise] as unknown as ExpressionSpecification;
}
