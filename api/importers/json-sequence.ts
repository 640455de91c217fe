// How does a file with one JSON text a line become features? RFC 8142 (with its record separator) and newline-delimited.
import { FileFault } from './fault.ts';
import { type Feature, type Features, featureTable, textOf } from './feature-table.ts';
import { JSON_GEOMETRIES } from './json-geometries.ts';
import type { Table } from './source.ts';
import type { ParseLimits } from './types.ts';

type Text = (onBytes?: (read: number) => void) => AsyncIterable<string>;

const RECORD_SEPARATOR = '\u001e';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Is the first line a whole JSON object, and does another one follow? A collection on one line is no sequence. */
export function isSequence(head: string): boolean {
  if (head.startsWith(RECORD_SEPARATOR)) return true;
  const lines = head.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length < 2 || !/^\s*\{/.test(lines[0]!) || !/^\s*\{/.test(lines[1]!)) return false;
  try {
    return isObject(JSON.parse(lines[0]!));
  } catch {
    return false;
  }
}

/** Rows are line numbers. A line that is no JSON is a problem of its row. */
export function openSequence(text: Text, encoding: string | null, limits: ParseLimits): Table {
  const features: Features = async function* (onBytes) {
    let row = 0;
    let rest = '';
    const read = (line: string): Feature[] => {
      row += 1;
      const bare = line.replaceAll(RECORD_SEPARATOR, '').trim();
      return bare === '' ? [] : [featureOf(row, bare, limits)];
    };
    for await (const piece of text(onBytes)) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop()!;
      if (rest.length > limits.itemChars) throw new FileFault('json.item_too_large', { limit: limits.itemChars });
      yield lines.flatMap(read);
    }
    yield read(rest);
  };
  return featureTable({ format: 'geojson-seq', encoding, hasGeometry: true }, limits, features);
}

function featureOf(row: number, line: string, limits: ParseLimits): Feature {
  const broken: Feature = { row, properties: {}, geometry: null, id: null, broken: true };
  if (isDeeper(line, limits.jsonDepth)) return broken;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return broken;
  }
  if (!isObject(value)) return broken;
  if (value.type === 'Feature') {
    const properties = isObject(value.properties) ? value.properties : {};
    return { row, properties, geometry: value.geometry ?? null, id: textOf(value.id ?? null) };
  }
  if (typeof value.type === 'string' && JSON_GEOMETRIES.has(value.type))
    return { row, properties: {}, geometry: value, id: null };
  // a plain list, an object a line: its position stands in two of its members
  return { row, properties: value, geometry: undefined, id: null };
}

/** Told before anything is parsed. */
function isDeeper(line: string, depth: number): boolean {
  let now = 0;
  let inString = false;
  for (let i = 0; i < line.length; i++) {
    const c = line.charCodeAt(i);
    if (inString) {
      if (c === 92) i++;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 123 || c === 91) {
      if (++now > depth) return true;
    } else if (c === 125 || c === 93) now--;
  }
  return false;
}
