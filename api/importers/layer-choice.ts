// Which of several layers can a kind of import want?
import type { ImportKind } from '#contract/import';
import type { TableLayer } from './source.ts';

const AREAS = /polygon|surface|geometry/i;
const ANY_SHAPE = /./;
const AREAS_OR_LINES = /polygon|line|surface|geometry/i;
const POINTS = /point/i;
const ANYTHING = /geometry/i;
const SHAPES: Partial<Record<ImportKind, RegExp>> = {
  regions: AREAS,
  'public-space': ANY_SHAPE,
  obstacles: AREAS_OR_LINES,
  'privacy-zones': AREAS,
};

/** Those that fit; all of them when none does, so that reading says why. */
export function fittingLayers(kind: ImportKind, layers: TableLayer[]): TableLayer[] {
  const shape = SHAPES[kind];
  const some = (test: (layer: TableLayer) => boolean): TableLayer[] | null => {
    const found = layers.filter(test);
    return found.length > 0 ? found : null;
  };
  if (shape !== undefined) return some(({ geometry }) => geometry !== null && shape.test(geometry)) ?? layers;
  if (kind === 'cameras')
    return (
      some(({ geometry }) => geometry !== null && POINTS.test(geometry)) ??
      // a list may have its positions in columns
      some(({ geometry }) => geometry === null || ANYTHING.test(geometry)) ??
      layers
    );
  return some(({ geometry }) => geometry === null) ?? layers;
}
