// What does a row say in the columns that feed a field?
import type { HeaderReading } from './headers.ts';
import { withoutSecrets } from './secrets.ts';
import type { SourceRow } from './source.ts';
import { clean, isBlank } from './text.ts';

export interface Cells {
  /** the first filled column of the field, cleaned; null = none is filled */
  of(source: SourceRow, field: string): { text: string; column: string } | null;
}
const NAME_CHARS = 300;

export const createCells = (header: HeaderReading): Cells => ({
  of(source, field) {
    for (const { index, column } of header.uses.get(field) ?? []) {
      const text = source.get(index);
      if (text !== null && !isBlank(text)) return { text: clean(text), column };
    }
    return null;
  },
});

/** A name to keep: without addresses, not endless. */
export const nameIn = (cells: Cells, source: SourceRow, field: string): string | null =>
  withoutSecrets(cells.of(source, field)?.text ?? '').slice(0, NAME_CHARS) || null;
