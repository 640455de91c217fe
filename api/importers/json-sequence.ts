// How does a file of one JSON text after the other become features? RFC 8142, newline-delimited, or simply concatenated.
import { FileFault } from './fault.ts';
import { type Feature, type Features, featureTable, textOf } from './feature-table.ts';
import { isDeeper } from './json-depth.ts';
import { JSON_GEOMETRIES } from './json-geometries.ts';
import { createCutter, type JsonValue, type SequenceMode } from './json-values.ts';
import type { Table } from './source.ts';
import type { ParseLimits } from './types.ts';

type Text = (onBytes?: (read: number) => void) => AsyncIterable<string>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rows are line numbers, the next free one where a line holds several. What is no JSON is a problem of its row. */
export function openSequence(text: Text, mode: SequenceMode, encoding: string | null, limits: ParseLimits): Table {
  const features: Features = async function* (onBytes) {
    const cutter = createCutter(mode);
    let row = 0;
    const read = (value: JsonValue): Feature[] =>
      featuresOf(value.text, limits).map((feature): Feature => {
        row = Math.max(row + 1, value.row);
        return { row, ...feature };
      });
    for await (const piece of text(onBytes)) {
      const found = cutter.push(piece).flatMap(read);
      if (cutter.held > limits.itemChars) throw new FileFault('json.item_too_large', { limit: limits.itemChars });
      // objects without a shape are a list like any other: two of their members are a position
      if (found.some(({ geometry }) => geometry === undefined)) table.hasGeometry = false;
      yield found;
    }
    yield cutter.end().flatMap(read);
  };
  const table = featureTable({ format: 'geojson-seq', encoding, hasGeometry: true }, limits, features);
  return table;
}

type Unnumbered = Omit<Feature, 'row'>;
const BROKEN: Unnumbered = { properties: {}, geometry: null, id: null, broken: true };

function featuresOf(text: string, limits: ParseLimits): Unnumbered[] {
  if (isDeeper(text, limits.jsonDepth)) return [BROKEN];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [BROKEN];
  }
  if (!isObject(value)) return [BROKEN];
  // files that were put together: each of them one collection
  if (value.type === 'FeatureCollection' && Array.isArray(value.features))
    return (value.features as unknown[]).map((feature) => (isObject(feature) ? featureOf(feature) : BROKEN));
  return [featureOf(value)];
}

function featureOf(value: Record<string, unknown>): Unnumbered {
  if (value.type === 'Feature') {
    const properties = isObject(value.properties) ? value.properties : {};
    return { properties, geometry: value.geometry ?? null, id: textOf(value.id ?? null) };
  }
  if (typeof value.type === 'string' && JSON_GEOMETRIES.has(value.type))
    return { properties: {}, geometry: value, id: null };
  return { properties: value, geometry: undefined, id: null };
}
