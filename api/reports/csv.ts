// The report as CSV: UTF-8 with BOM, RFC 4180, no cell that a spreadsheet would run. One file a table, one of columns, one of the method.
import { csvTextCell } from '#rules/formula-guard';
import { type Cell, type Column, cellOf, GAP_COLUMNS, regionColumns } from './columns.ts';
import { CLASS_COLUMNS, classLines, LEAST_MISSED_COLUMNS, PLACE_COLUMNS } from './layer-columns.ts';
import { depthsOf, type ReportFile, type ReportModel, regionLines } from './model.ts';
import { assumptionLines, METHOD, qualityLines, summaryLines } from './notes.ts';

const BOM = '\ufeff';
const TYPE = 'text/csv; charset=utf-8';
/** One cell. Numbers stay numbers (also negative ones); text that would run gets a leading apostrophe. */
export const csvCell = (value: Cell): string =>
  value === null ? '' : typeof value === 'number' ? String(value) : csvTextCell(value);
export const csvText = (rows: readonly (readonly Cell[])[]): string =>
  BOM + rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], model: ReportModel): string {
  const body = rows.map((row) => columns.map((c) => cellOf(c, row, model.language)));
  return csvText([columns.map((c) => c.key), ...body]);
}

/** `base` is the name of the files without extension. */
export function writeCsv(model: ReportModel, base: string): ReportFile[] {
  const columns = regionColumns(depthsOf(model));
  const file = (name: string, content: string): ReportFile => ({ name, type: TYPE, content });
  const dictionary = [
    ...columns.map((c) => ['regions', c] as const),
    ...GAP_COLUMNS.map((c) => ['gaps', c] as const),
    ...CLASS_COLUMNS.map((c) => ['classes', c] as const),
    ...PLACE_COLUMNS.map((c) => ['places', c] as const),
    ...LEAST_MISSED_COLUMNS.map((c) => ['least-missed', c] as const),
  ].map(([of, c]) => [of, c.key, c.title.zh, c.title.en, c.unit.zh, c.unit.en, c.meaning.zh, c.meaning.en]);
  return [
    file(`${base}.csv`, table(columns, regionLines(model), model)),
    file(`${base}.gaps.csv`, table(GAP_COLUMNS, model.gaps, model)),
    file(`${base}.classes.csv`, table(CLASS_COLUMNS, classLines(model), model)),
    file(`${base}.places.csv`, table(PLACE_COLUMNS, model.places, model)),
    ...(model.leastMissed === null
      ? []
      : [file(`${base}.least-missed.csv`, table(LEAST_MISSED_COLUMNS, model.leastMissed, model))]),
    file(
      `${base}.columns.csv`,
      csvText([
        ['table', 'key', 'title_zh', 'title_en', 'unit_zh', 'unit_en', 'meaning_zh', 'meaning_en'],
        ...dictionary,
      ]),
    ),
    file(`${base}.method.csv`, csvText(methodRows(model))),
  ];
}

function methodRows(model: ReportModel): Cell[][] {
  return [
    ['section', 'key', 'zh', 'en', 'value', 'of'],
    ...summaryLines(model).map((l) => ['summary', null, l.label.zh, l.label.en, l.value, null]),
    ...METHOD.map((m) => ['method', m.topic.en, m.text.zh, m.text.en, null, null]),
    ['assumptions', 'version', '假设表版本', 'version of the assumption table', model.assumptions.version, null],
    ...assumptionLines(model).map((a) => ['assumptions', a.name, a.words.zh, a.words.en, a.count, null]),
    ...qualityLines(model).map((q) => ['quality', q.code, q.words.zh, q.words.en, q.count, q.of]),
  ];
}
