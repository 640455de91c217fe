// The targets as a table: what leaves can come back as an import.

import { TARGET_FIELDS } from '#contract/import-fields';
import { csvTextCell } from '#rules/formula-guard';
import { targetCells } from '#rules/target-table';
import type { Ctx } from './ctx.ts';
import { getTargets } from './targets.ts';

const BOM = '\ufeff';

/** CSV, UTF-8 with BOM, RFC 4180; no cell that a spreadsheet would run. */
export async function targetsTable(ctx: Ctx): Promise<string> {
  const lines = [TARGET_FIELDS.join(',')];
  for (const target of await getTargets(ctx)) {
    const cells = targetCells(target);
    lines.push(
      TARGET_FIELDS.map((column) => {
        const value = cells[column];
        return value === null ? '' : typeof value === 'number' ? String(value) : csvTextCell(value);
      }).join(','),
    );
  }
  return `${BOM}${lines.join('\r\n')}\r\n`;
}
