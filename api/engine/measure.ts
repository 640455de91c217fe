import type { LeafInput, LeafResult, MeasureOptions } from './types.ts';
export function measureLeaf(_input: LeafInput, _options: MeasureOptions = {}): LeafResult {
  throw new Error('the engine is being written');
}
