// What did a person put in the place of cells as they stand in the file?
import type { ImportOptions } from '#contract/import';
import { shown } from './messages.ts';
import type { SourceRow, Table } from './source.ts';
import { plain } from './text.ts';
import { readNumber } from './values.ts';

/** Column name under which a fix puts a point in the place of a row's geometry: `x, y` in the order of the file. */
const GEOMETRY = 'geometry';

/** Rows with their cells replaced; null = nothing is. A fix of one row wins over a value that is replaced everywhere. */
export function overriding(
  table: Pick<Table, 'columns'>,
  { fixes, values }: Pick<ImportOptions, 'fixes' | 'values'>,
): ((row: SourceRow) => SourceRow) | null {
  const rows = new Map(
    Object.entries(fixes ?? {}).map(([row, cells]) => [Number(row), new Map(Object.entries(cells))]),
  );
  const words = new Map(
    Object.entries(values ?? {}).map(([column, replaced]) => [column, new Map(Object.entries(replaced))]),
  );
  if (rows.size === 0 && words.size === 0) return null;
  return (row) => {
    const fixed = rows.get(row.row);
    if (fixed === undefined && words.size === 0) return row;
    const get = (i: number): string | null => {
      const column = table.columns[i]!;
      const fix = fixed?.get(column);
      if (fix !== undefined) return fix === '' ? null : fix;
      const text = row.get(i);
      const word = words.get(column)?.get(shown(text ?? ''));
      return word === undefined ? text : word === '' ? null : word;
    };
    const point = fixed?.get(GEOMETRY);
    if (point === undefined) return { ...row, get };
    return { ...row, get, geometry: pointOf(point), fault: null };
  };
}

/** What cannot be read is no point: the row then says that its position is no number. */
function pointOf(text: string): unknown {
  const coordinates = plain(text)
    .split(/\s*[,;\s]\s*/)
    .map(readNumber);
  return { type: 'Point', coordinates };
}
