// A layer as CSV: UTF-8 with BOM, RFC 4180, full numbers, no cell that a spreadsheet would run.
import { guardedText } from '#rules/formula-guard';
import { WKT_FIELD } from './fields.ts';
import type { Layer, Rows, Value } from './model.ts';
import { wktOf } from './text-shapes.ts';

const BOM = '\ufeff';
/** Text that looks like a number, a date or a word of logic stands in quotes, so that a reader may know it for text. */
const LOOKS_LIKE_VALUE = /^[\d.+-]|^(?:true|false)$|^\s|\s$/i;

export function csvField(value: Value): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = guardedText(value);
  return /[",\r\n]/.test(safe) || LOOKS_LIKE_VALUE.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Dates are written bare. */
export async function* csvText(layer: Layer, rows: Rows): AsyncGenerator<string> {
  const { fields } = layer;
  const withShape = layer.geometry !== 'Point';
  const bare = fields.map(({ kind }) => kind === 'date' || kind === 'time');
  const keys = [...fields.map((f) => f.key), ...(withShape ? [WKT_FIELD.key] : [])];
  yield `${BOM}${keys.join(',')}\r\n`;
  for await (const page of rows.pages()) {
    let text = '';
    for (const { values, geometry } of page) {
      for (let i = 0; i < values.length; i++)
        text += (i > 0 ? ',' : '') + (bare[i] ? (values[i] ?? '') : csvField(values[i]!));
      if (withShape) text += `,${geometry === null ? '' : csvField(wktOf(geometry))}`;
      text += '\r\n';
    }
    yield text;
  }
}
