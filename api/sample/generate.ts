// The sample's only door: a synthetic county or province, made from a seed and nothing else.
import type { Sample, SampleOptions } from './types.ts';

/** Pure and deterministic: equal options give equal data on every machine. Throws a RangeError for counts below 1. */
export function generateSample(options: SampleOptions = {}): Sample {
  throw new Error(`expected the generator, got only its signature (${Object.keys(options).join()})`);
}
