// The report as a workbook: real numbers, a units row, a frozen header, a filter; one sheet per question.
import writeXlsxFile, {
  type CellObject,
  type Feature,
  type Image,
  type Sheet,
  type SheetData,
} from 'write-excel-file/node';
import { type Cell, type Column, type ColumnKind, cellOf, GAP_COLUMNS, regionColumns } from './columns.ts';
import { CLASS_COLUMNS, classLines, LEAST_MISSED_COLUMNS, PLACE_COLUMNS } from './layer-columns.ts';
import { depthsOf, type ReportFile, type ReportModel, regionLines } from './model.ts';
import { assumptionLines, METHOD, qualityLines, summaryLines } from './notes.ts';
import { say, type Words } from './wording.ts';

/** What an image of a sheet may be made from; there are none here. */
type FileContent = Image['content'];

/** A worksheet has 1,048,576 rows; headers and a closing note take some. */
export const MAX_ROWS = 1_048_000;
/** Characters in one cell, by the file format. */
const MAX_CELL = 32_000;

const FORMATS: Readonly<Partial<Record<ColumnKind, string>>> = { m2: '#,##0.0', ratio: '0.0%', count: '#,##0' };
const HEAD = { fontWeight: 'bold', backgroundColor: '#E8EEF2', wrap: true, alignVertical: 'top' } as const;
const UNIT = { textColor: '#5B6770', backgroundColor: '#F4F7F9' } as const;

/** XML 1.0 has no way to write these characters. */
const UNWRITABLE = /[^\t\n\r\u0020-\ufffd]/g;
const clean = (value: string): string => value.replace(UNWRITABLE, ' ').slice(0, MAX_CELL);
const text = (value: string, style: object = {}): CellObject => ({ value: clean(value), type: String, ...style });
const head = (value: string): CellObject => text(value, HEAD);

function cell(value: Cell, kind: ColumnKind | 'text'): CellObject | null {
  if (value === null) return null;
  if (typeof value === 'string') return text(value);
  const format = FORMATS[kind];
  return { value, type: Number, ...(format ? { format } : {}) };
}

/** Titles (in each language asked for), keys, units, then rows. */
function tableSheet<Row>(
  name: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  model: ReportModel,
  sticky: number,
): Sheet<FileContent> {
  const { language } = model;
  const titles: SheetData = [];
  if (language !== 'en') titles.push(columns.map((c) => head(c.title.zh)));
  if (language !== 'zh') titles.push(columns.map((c) => head(c.title.en)));
  const unitOf = (c: Column<Row>): string => (c.kind === 'ratio' ? '%' : say(c.unit, language));
  const header: SheetData = [
    ...titles,
    columns.map((c) => text(c.key, UNIT)),
    columns.map((c) => text(unitOf(c), UNIT)),
  ];
  const shown = rows.slice(0, MAX_ROWS);
  const body = shown.map((row) => columns.map((c) => cell(cellOf(c, row, language), c.kind)));
  const cut: SheetData =
    rows.length > shown.length
      ? [
          [
            text(
              say(
                {
                  zh: `其余 ${rows.length - shown.length} 行未列出,请用 CSV`,
                  en: `${rows.length - shown.length} more rows are not shown; use CSV`,
                },
                language,
              ),
            ),
          ],
        ]
      : [];
  return {
    sheet: name,
    data: [...header, ...body, ...cut],
    columns: columns.map((c) => ({
      width: c.key === 'reason' || c.key === 'gradeReason' ? 60 : c.kind === 'text' ? 18 : 14,
    })),
    stickyRowsCount: header.length,
    stickyColumnsCount: sticky,
  };
}

function listSheet(
  name: string,
  titles: readonly Words[],
  widths: readonly number[],
  rows: SheetData,
  model: ReportModel,
): Sheet<FileContent> {
  return {
    sheet: name,
    data: [titles.map((t) => head(say(t, model.language))), ...rows],
    columns: widths.map((width) => ({ width })),
    stickyRowsCount: 1,
  };
}

/** The filter arrows of the tables: from their last header row down. */
function filters(ranges: ReadonlyMap<string, string>): Feature<FileContent> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (content, options) => {
            const range = ranges.get(options.sheet ?? '');
            return range ? content.replace('</sheetData>', `</sheetData><autoFilter ref="${range}"/>`) : content;
          },
        },
      },
    },
  };
}
function letters(column: number): string {
  const rest = Math.floor(column / 26) - 1;
  return (rest >= 0 ? letters(rest) : '') + String.fromCharCode(65 + (column % 26));
}
const rangeOf = (sheet: Sheet<FileContent>, columns: number): string =>
  `A${sheet.stickyRowsCount}:${letters(columns - 1)}${Math.max(sheet.data.length, sheet.stickyRowsCount! + 1)}`;

export async function writeXlsx(model: ReportModel, base: string): Promise<ReportFile[]> {
  const { language } = model;
  const columns = regionColumns(depthsOf(model));
  const regions = tableSheet('regions', columns, regionLines(model), model, 2);
  const gaps = tableSheet('gaps', GAP_COLUMNS, model.gaps, model, 1);
  const classes = tableSheet('classes', CLASS_COLUMNS, classLines(model), model, 3);
  const places = tableSheet('places', PLACE_COLUMNS, model.places, model, 2);
  const leastMissed =
    model.leastMissed && tableSheet('least-missed', LEAST_MISSED_COLUMNS, model.leastMissed, model, 1);
  const wrapped = (value: string): CellObject => text(value, { wrap: true, alignVertical: 'top' });
  const sheets: Sheet<FileContent>[] = [
    listSheet(
      'summary',
      [
        { zh: '项目', en: 'Item' },
        { zh: '数值', en: 'Value' },
        { zh: '单位', en: 'Unit' },
      ],
      [30, 60, 10],
      summaryLines(model).map((l) => [
        text(say(l.label, language)),
        typeof l.value === 'string' ? wrapped(l.value) : cell(l.value, l.kind),
        text(l.kind === 'm2' ? 'm²' : l.kind === 'ratio' ? '%' : ''),
      ]),
      model,
    ),
    regions,
    gaps,
    classes,
    places,
    ...(leastMissed === null ? [] : [leastMissed]),
    listSheet(
      'method',
      [
        { zh: '主题', en: 'Topic' },
        { zh: '说明', en: 'Text' },
      ],
      [24, 110],
      METHOD.map((m) => [wrapped(say(m.topic, language)), wrapped(say(m.text, language))]),
      model,
    ),
    listSheet(
      'assumptions',
      [
        { zh: '假设', en: 'Assumption' },
        { zh: '含义', en: 'Meaning' },
        { zh: '使用的记录数', en: 'Records that used it' },
      ],
      [28, 60, 20],
      [
        ...assumptionLines(model).map((a) => [text(a.name), wrapped(say(a.words, language)), cell(a.count, 'count')]),
        [
          text('version'),
          text(say({ zh: '假设表版本', en: 'version of the assumption table' }, language)),
          text(model.assumptions.version),
        ],
        ...Object.entries(model.assumptions.byType).map(([type, row]) => [
          text(type),
          text(say({ zh: '缺失时采用', en: 'used where absent' }, language)),
          text(`${row.hfovDeg}° / ${row.rangeM} m`),
        ]),
      ],
      model,
    ),
    listSheet(
      'quality',
      [
        { zh: '代码', en: 'Code' },
        { zh: '说明', en: 'Meaning' },
        { zh: '数量', en: 'Count' },
        { zh: '总数', en: 'of' },
        { zh: '占比', en: 'Share' },
      ],
      [28, 80, 12, 12, 10],
      qualityLines(model).map((q) => [
        text(q.code),
        wrapped(say(q.words, language)),
        cell(q.count, 'count'),
        cell(q.of, 'count'),
        q.of ? cell(q.count / q.of, 'ratio') : null,
      ]),
      model,
    ),
    listSheet(
      'columns',
      [
        { zh: '键', en: 'Key' },
        { zh: '标题', en: 'Title' },
        { zh: '单位', en: 'Unit' },
        { zh: '含义', en: 'Meaning' },
      ],
      [20, 36, 20, 80],
      [...columns, ...GAP_COLUMNS, ...CLASS_COLUMNS, ...PLACE_COLUMNS, ...LEAST_MISSED_COLUMNS].map((c) => [
        text(c.key),
        text(say(c.title, language)),
        text(c.kind === 'ratio' ? '%' : say(c.unit, language)),
        wrapped(say(c.meaning, language)),
      ]),
      model,
    ),
  ];
  const ranges = new Map([
    ['regions', rangeOf(regions, columns.length)],
    ['gaps', rangeOf(gaps, GAP_COLUMNS.length)],
    ['classes', rangeOf(classes, CLASS_COLUMNS.length)],
    ['places', rangeOf(places, PLACE_COLUMNS.length)],
  ]);
  const buffer = await writeXlsxFile(sheets, {
    features: [filters(ranges)],
  }).toBuffer();
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return [{ name: `${base}.xlsx`, type, content: new Uint8Array(buffer) }];
}
