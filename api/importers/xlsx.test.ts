// Workbooks: what their cells say, which sheet is meant, and that none of their tricks works.

import { describe, expect, it } from 'vitest';
import { parse, refusal } from './containers.fixture.ts';
import { createBudget } from './inflated.ts';
import { memorySource } from './memory-source.ts';
import { parseMemory } from './parse-memory.ts';
import { rowsXml, rowXml, type TestBook, xlsxOf } from './xlsx.fixture.ts';
import { openWorkbook } from './xlsx-book.ts';
import { dateKindOf, dateText, numberText } from './xlsx-values.ts';
import { zipOf } from './zip.fixture.ts';
import { openZip } from './zip.ts';

const HEAD = ['id', 'longitude', 'latitude', 'name'];
const ROWS: (string | number)[][] = [
  ['a', 111.458321, 27.320145, '东口'],
  ['b', 111.5, 27.4, 'b&b <x>'],
];
const book = (more: Partial<TestBook> & { rows?: string } = {}): Uint8Array =>
  xlsxOf({ sheets: [{ name: '点位', rows: more.rows ?? rowsXml([HEAD, ...ROWS]) }], ...more });
const cells = (rows: string, more: Partial<TestBook> = {}) => parse('cameras', book({ rows, ...more }));
const good = async (bytes: Uint8Array, options = {}) => {
  const all = await parse('cameras', bytes, options);
  expect(all.summary.refused).toBeNull();
  return all;
};
const C = (ref: string, inner: string, attributes = ''): string => `<c r="${ref}"${attributes}>${inner}</c>`;
const V = (value: string | number): string => `<v>${value}</v>`;

describe('a sheet as people write it', () => {
  it('inline texts and numbers', async () => {
    const { summary, rows } = await good(book());
    expect(summary).toMatchObject({ format: 'xlsx', usable: 2, questions: [] });
    expect(summary.probe).toMatchObject({
      format: 'xlsx',
      layer: '点位',
      layers: [{ name: '点位', rows: 2, geometry: null }],
    });
    expect(rows[0]).toMatchObject({
      row: 2,
      id: 'a',
      fields: { longitude: 111.458321, latitude: 27.320145, name: '东口' },
    });
    expect(rows[1]!.fields.name).toBe('b&b <x>');
  });
  it('shared texts, rich texts without their readings, escaped characters', async () => {
    const strings = [
      ...HEAD.map((word) => `<t>${word}</t>`),
      '<r><rPr><b/></rPr><t>龙潭</t></r><r><t xml:space="preserve"> 东口</t></r><rPh sb="0" eb="1"><t>LONG</t></rPh><phoneticPr fontId="1"/>',
      '<t>x_x000D_y</t>',
    ];
    const s = (ref: string, i: number): string => C(ref, V(i), ' t="s"');
    const rows = `<row r="1">${['A1', 'B1', 'C1', 'D1'].map(s).join('')}</row><row r="2">${s('A2', 4)}${C('B2', V(111.5))}${C('C2', V(27.5))}${s('D2', 5)}</row>`;
    const all = await cells(rows, { strings });
    expect(all.rows[0]!.id).toBe('龙潭 东口');
    expect(all.rows[0]!.fields.name).toBe('x y');
  });
  it.each<[string, Partial<TestBook>]>([
    ['strict names', { strict: true }],
    ['a prefix on every tag', { prefix: 'x' }],
    ['absolute targets', { absolute: true }],
  ])('%s', async (_, more) => {
    expect((await good(book(more))).rows.map(({ id }) => id)).toEqual(['a', 'b']);
  });
  it('rows and cells without references follow each other', async () => {
    const rows = rowsXml([HEAD, ...ROWS]).replace(/ r="[A-Z]*\d+"/g, '');
    expect((await good(book({ rows }))).rows.map(({ row, id }) => [row, id])).toEqual([
      [2, 'a'],
      [3, 'b'],
    ]);
  });
  it('blank rows, far rows and far cells: rows keep the numbers of the spreadsheet', async () => {
    const rows = `${rowXml(1, HEAD)}${rowXml(40, ROWS[0]!)}<row r="1048576">${C('A1048576', V('z'), ' t="str"')}${C('B1048576', V(111.6))}${C('C1048576', V(27.6))}${C('XFD1048576', V(1))}</row>`;
    expect((await good(book({ rows }))).rows.map(({ row, id }) => [row, id])).toEqual([
      [40, 'a'],
      [1_048_576, 'z'],
    ]);
  });
  it('a title above the header and a row of units below it are not rows', async () => {
    const rows = rowsXml(
      [
        ['摄像机点位表'],
        ['单位：公安局', undefined, undefined, '2024'],
        [...HEAD, 'heightM', 'azimuthDeg'],
        ['', '°', '度', '', 'm', '°'],
        ['a', 111.5, 27.4, 'n', 6, 90],
      ] as (string | number | undefined)[][],
      2,
    );
    const { summary, rows: found, problems } = await good(book({ rows }));
    expect(summary).toMatchObject({ rows: 1, usable: 1, columns: [...HEAD, 'heightM', 'azimuthDeg'] });
    expect(found[0]).toMatchObject({ row: 6, fields: { heightM: 6, azimuthDeg: 90 } });
    expect(problems.find(({ code }) => code === 'xlsx.header_row')).toMatchObject({
      severity: 'note',
      message: expect.stringContaining('row 4'),
    });
  });
  it('a row that begins with # is units; a first row of data is none', async () => {
    const unit = rowsXml([HEAD, ['#', '°', '°', 'text'], ...ROWS]);
    expect((await good(book({ rows: unit }))).summary.rows).toBe(2);
    const data = rowsXml([HEAD, ['#1', 111.1, 27.1, 'm'], ...ROWS]);
    expect((await good(book({ rows: data }))).summary.rows).toBe(3);
  });
  it('numbers stand as the file has them; only the noise of a double goes', () => {
    expect(numberText('27.320145000000001')).toBe('27.320145');
    expect(numberText('111.45832099999999')).toBe(String(Number('111.45832099999999')));
    expect(numberText('43052200001310000001')).toBe('43052200001310000001');
    expect(numberText('4.30522E+19')).toBe('4.30522E+19');
    expect(numberText('0010')).toBe('0010');
  });
  it('booleans, errors, and formulas with and without a value', async () => {
    const head = ['id', 'longitude', 'latitude', 'signage', 'heightM', 'name'];
    const row = `<row r="2">${C('A2', '<f>CONCATENATE("a","b")</f><v>ab</v>', ' t="str"')}${C('B2', '<f>100+11.5</f><v>111.5</v>')}${C('C2', V(27.5))}${C('D2', V(1), ' t="b"')}${C('E2', '<f>1/0</f><v>#DIV/0!</v>', ' t="e"')}${C('F2', '<f>WEBSERVICE("http://x.example/")</f>')}</row>`;
    const { rows } = await cells(rowXml(1, head) + row);
    expect(rows[0]).toMatchObject({ id: 'ab', fields: { longitude: 111.5, signage: true, heightM: null } });
    expect(rows[0]!.fields.name ?? null).toBeNull();
  });
  it('dates by their format, from 1900 and from 1904', async () => {
    const head = ['id', 'longitude', 'latitude', 'installedOn', 'name'];
    const formats = [0, 14, 'yyyy"年"m"月"d"日"', '0.00', '[$-409]yyyy/mm/dd hh:mm', '[Red]0'];
    const day = (serial: number, style: number): string =>
      `${rowXml(1, head)}<row r="2">${C('A2', V('a'), ' t="str"')}${C('B2', V(111.5))}${C('C2', V(27.5))}${C('D2', V(serial), ` s="${style}"`)}${C('E2', V(serial), ` s="${style}"`)}</row>`;
    const read = async (serial: number, style: number, from1904 = false) =>
      (await cells(day(serial, style), { formats, from1904 })).rows[0]!.fields;
    expect(await read(44_319, 1)).toMatchObject({ installedOn: '2021-05-03', name: '2021-05-03' });
    expect((await read(44_319, 2)).installedOn).toBe('2021-05-03');
    expect((await read(44_319.5, 4)).name).toBe('2021-05-03T12:00:00');
    expect((await read(42_857, 1, true)).installedOn).toBe('2021-05-03');
    expect((await read(44_319, 3)).name).toBe('44319');
    expect((await read(44_319, 5)).name).toBe('44319');
  });
  it('the first days of 1900, the day that never was, and what is no day', () => {
    expect(dateText(1, 'day', false)).toBe('1900-01-01');
    expect(dateText(59, 'day', false)).toBe('1900-02-28');
    expect(dateText(60, 'day', false)).toBeNull();
    expect(dateText(61, 'day', false)).toBe('1900-03-01');
    expect(dateText(0, 'day', true)).toBe('1904-01-01');
    expect(dateText(0.75, 'time', false)).toBe('18:00:00');
    expect(dateText(2_958_465, 'day', false)).toBe('9999-12-31');
    for (const serial of [-1, Number.NaN, 1e9, Number.POSITIVE_INFINITY])
      expect(dateText(serial, 'day', false)).toBeNull();
    expect(dateKindOf(0, undefined)).toBeNull();
    expect(dateKindOf(200, 'General')).toBeNull();
    expect(dateKindOf(200, '0.00E+00')).toBeNull();
    expect(dateKindOf(200, '#,##0.00_);[Red](#,##0.00)')).toBeNull();
    expect(dateKindOf(200, '[h]:mm:ss')).toBe('time');
    expect(dateKindOf(200, 'mmm-yy')).toBe('day');
  });
  it('headers named like object internals are columns', async () => {
    const rows = rowsXml([
      ['id', 'longitude', 'latitude', '__proto__', 'constructor', 'toString'],
      ['a', 111.5, 27.4, 'x', 'y', 'z'],
    ]);
    expect((await good(book({ rows }))).summary.columns).toEqual([
      'id',
      'longitude',
      'latitude',
      '__proto__',
      'constructor',
      'toString',
    ]);
  });
  it('a column without a name between others is counted', async () => {
    const rows = rowsXml([
      ['id', undefined, 'longitude', 'latitude'],
      ['a', 'x', 111.5, 27.4],
    ]);
    expect((await good(book({ rows }))).summary.columns).toEqual(['id', '(2)', 'longitude', 'latitude']);
  });
  it('columns without a name behind the last one that has one, but not a cell far away', async () => {
    const rows = `${rowsXml([HEAD, ['a', 111.5, 27.4, 'n', undefined, 'more']])}<row r="3">${C('A3', V('b'), ' t="str"')}${C('XFC3', V(1))}</row>`;
    const { columns } = (await good(book({ rows }))).summary;
    expect(columns).toEqual([...HEAD, '(5)', '(6)']);
    const near = rowsXml([HEAD, ['a', 111.5, 27.4, 'n'], [...Array(500).fill(undefined), 'far']]);
    expect((await good(book({ rows: near }))).summary.columns).toHaveLength(14);
  });
  it('targets', async () => {
    const rows = rowsXml([
      ['region', 'minimum', 'due'],
      ['430522', 0.8, '2025-12-31'],
    ]);
    expect((await parse('targets', book({ rows }))).summary).toMatchObject({ usable: 1, refused: null });
  });
  it('regions cannot be a workbook', async () => {
    expect(await refusal(book(), 'regions')).toBe('file.kind');
  });
});

describe('which sheet', () => {
  const table = (id: string): string => rowsXml([HEAD, [id, 111.5, 27.4, 'n']]);
  const note = rowsXml([['this file was made for you'], ['call us']]);
  it('the only one that is a table', async () => {
    const bytes = xlsxOf({
      sheets: [
        { name: '说明', rows: note },
        { name: 'Empty', rows: '' },
        { name: '点位', rows: table('a') },
      ],
    });
    const { summary, rows } = await good(bytes);
    expect(summary.probe).toMatchObject({
      layer: '点位',
      layers: [{ name: '说明' }, { name: 'Empty', rows: 0 }, { name: '点位' }],
    });
    expect(rows[0]!.id).toBe('a');
  });
  it('a hidden first sheet is listed and not preferred', async () => {
    const bytes = xlsxOf({
      sheets: [
        { name: 'old', rows: table('old'), state: 'veryHidden' },
        { name: 'new', rows: table('new') },
      ],
    });
    const { summary, rows } = await good(bytes);
    expect(rows[0]!.id).toBe('new');
    expect(summary.probe.layers.map(({ name }) => name)).toEqual(['old', 'new']);
    expect((await good(bytes, { layer: 'old' })).rows[0]!.id).toBe('old');
  });
  it('a hidden one is read when it is the only table', async () => {
    const bytes = xlsxOf({
      sheets: [
        { name: 'x', rows: note },
        { name: 'h', rows: table('h'), state: 'hidden' },
      ],
    });
    expect((await good(bytes)).rows[0]!.id).toBe('h');
  });
  it('those that say to go on from the one before are one table, with rows of their own numbers', async () => {
    const part = (id: string, mark: string, head = HEAD): string =>
      rowsXml([head, [mark, '°', '°', ''], [id, 111.5, 27.4, 'n']]);
    const sheets = [
      { name: 'cameras', rows: part('a', '#') },
      { name: 'cameras 2', rows: part('b', '# ← cameras') },
      { name: 'cameras 3', rows: part('c', '# ← cameras 2') },
      { name: '说明', rows: note },
    ];
    const { summary, rows, problems } = await good(xlsxOf({ sheets }));
    expect(rows.map(({ id, row }) => [id, row])).toEqual([
      ['a', 3],
      ['b', 3 + 1_048_576],
      ['c', 3 + 2 * 1_048_576],
    ]);
    expect(summary).toMatchObject({ usable: 3, questions: [] });
    expect(problems.map(({ code }) => code)).toContain('xlsx.sheets_joined');
    expect((await good(xlsxOf({ sheets }), { layer: 'cameras' })).rows).toHaveLength(3);
    expect((await good(xlsxOf({ sheets }), { layer: 'cameras 2' })).rows.map(({ id }) => id)).toEqual(['b']);
    // other columns, or a sheet in between that is not there: a person is asked
    for (const at of [1, 2]) {
      const other = sheets.map((sheet, i) =>
        i === at
          ? { ...sheet, rows: part('x', at === 1 ? '# ← cameras' : '# ← gone', [...HEAD.slice(0, 3), 'w']) }
          : sheet,
      );
      expect((await parse('cameras', xlsxOf({ sheets: other }))).summary.questions).toMatchObject([
        { code: 'file.layer_unclear' },
      ]);
    }
  });
  it('several are asked about', async () => {
    const bytes = xlsxOf({
      sheets: [
        { name: 'A', rows: table('a') },
        { name: 'B', rows: table('b') },
        { name: '说明', rows: note },
      ],
    });
    const { summary } = await good(bytes);
    expect(summary.questions).toMatchObject([
      { code: 'file.layer_unclear', choices: [{ value: 'A' }, { value: 'B' }] },
    ]);
    expect((await good(bytes, { layer: 'B' })).rows[0]!.id).toBe('b');
    expect(await refusal(bytes, 'cameras', { layer: 'Z' })).toBe('layer.absent');
    // a recipe remembers which one was meant, and asks again when its columns are others
    const columns = (await good(bytes, { layer: 'B' })).summary.mapping.map(({ column }) => column);
    const read = (recipe: { columns: string[]; layer: string }) =>
      parseMemory(bytes, {
        kind: 'cameras',
        recipes: [{ id: 'weekly', columns: recipe.columns, options: { layer: recipe.layer } }],
      });
    const again = await read({ columns, layer: 'B' });
    expect([again.summary.questions, again.summary.recipe, again.rows[0]!.id]).toEqual([[], 'weekly', 'b']);
    for (const other of [
      { columns: [...columns, 'more'], layer: 'B' },
      { columns, layer: 'gone' },
    ])
      expect((await read(other)).summary.questions).toMatchObject([{ code: 'file.layer_unclear' }]);
  });
});

describe('workbooks that are refused, by name', () => {
  const spoilt = (rows: string): Uint8Array => book({ rows: rowXml(1, HEAD) + rows });
  it.each<[string, Uint8Array, string]>([
    [
      'entities of its own',
      book({
        rows: `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>${rowXml(1, HEAD)}<row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`,
      }),
      'xlsx.doctype',
    ],
    [
      'an external entity in the shared texts',
      part('xl/sharedStrings.xml', '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><sst/>'),
      'xlsx.doctype',
    ],
    ['an entity nobody defined', spoilt('<row r="2"><c r="A2" t="str"><v>&xxe;</v></c></row>'), 'xlsx.xml'],
    [
      'tags that do not close',
      book({ rows: `<?xml version="1.0"?><worksheet><sheetData>${rowXml(1, HEAD)}<row><c>` }),
      'xlsx.xml',
    ],
    [
      'bytes that are no UTF-8',
      part('xl/worksheets/sheet1.xml', Buffer.from([0x3c, 0x78, 0x3e, 0xff, 0xc0])),
      'xlsx.xml',
    ],
    [
      'tags nested 1,000 deep',
      spoilt(`<row r="2">${'<x>'.repeat(1_000)}${'</x>'.repeat(1_000)}</row>`),
      'xlsx.too_deep',
    ],
    [
      'a text of 5 MB',
      part(
        'xl/worksheets/sheet1.xml',
        `<worksheet><sheetData><row><c t="str"><v>${noise(5 * 1024 ** 2)}</v></c></row></sheetData></worksheet>`,
      ),
      'xlsx.xml',
    ],
    ['a row number beyond the last', spoilt('<row r="99999999"><c r="A1"><v>1</v></c></row>'), 'xlsx.sheet'],
    [
      'row numbers that go back',
      spoilt('<row r="5"><c r="A5"><v>1</v></c></row><row r="4"><c r="A4"><v>1</v></c></row>'),
      'xlsx.sheet',
    ],
    ['a cell beyond XFD', spoilt('<row r="2"><c r="ZZZ2"><v>1</v></c></row>'), 'xlsx.sheet'],
    ['a text that is not there', spoilt('<row r="2"><c r="A2" t="s"><v>9</v></c></row>'), 'xlsx.sheet'],
    ['a text numbered __proto__', spoilt('<row r="2"><c r="A2" t="s"><v>__proto__</v></c></row>'), 'xlsx.sheet'],
    ['no table', xlsxOf({ sheets: [{ name: 'S', rows: '' }] }), 'xlsx.no_table'],
    ['no sheet', xlsxOf({ sheets: [] }), 'xlsx.no_table'],
    ['a header only', book({ rows: rowXml(1, HEAD) }), 'file.header_only'],
    [
      'more than 2,000 columns',
      book({ rows: rowsXml([Array.from({ length: 2_100 }, (_, i) => `c${i}`), [1]]) }),
      'csv.columns_too_many',
    ],
    [
      '501 sheets',
      xlsxOf({ sheets: Array.from({ length: 501 }, (_, i) => ({ name: `S${i}`, rows: '' })) }),
      'xlsx.sheets_too_many',
    ],
    [
      'a sheet that unpacks without end',
      part('xl/worksheets/sheet1.xml', `<worksheet><sheetData>${'<row/>'.repeat(1_000_000)}`),
      'zip.bomb',
    ],
    [
      'a bomb of shared texts',
      part('xl/sharedStrings.xml', `<sst>${`<si><t>${'a'.repeat(30_000)}</t></si>`.repeat(500)}</sst>`),
      'zip.bomb',
    ],
  ])('%s', async (_, bytes, code) => {
    expect(await refusal(bytes)).toBe(code);
  });
  it('more shared texts than are kept in memory, packed no more than a table is', async () => {
    const text = `<sst>${Array.from({ length: 500 }, (_, i) => `<si><t>${i}</t></si>`).join('')}</sst>`;
    const zip = await openZip(memorySource(part('xl/sharedStrings.xml', text)), createBudget());
    expect((await openWorkbook(zip)).strings).toHaveLength(500);
    await expect(openWorkbook(zip, 5_000)).rejects.toMatchObject({ code: 'xlsx.strings_too_large' });
  });
  it('links to other files are not followed', async () => {
    const links =
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://x/worksheet" Target="file:///etc/passwd" TargetMode="External"/></Relationships>';
    expect(await refusal(part('xl/_rels/workbook.xml.rels', links))).toBe('xlsx.no_table');
    const outside = links.replace(' TargetMode="External"', '').replace('file:///etc/passwd', '../../../../etc/passwd');
    expect(await refusal(part('xl/_rels/workbook.xml.rels', outside))).toBe('xlsx.no_table');
  });
});

/** Text that does not pack to nothing. */
function noise(chars: number): string {
  let seed = 7;
  const piece = Array.from({ length: 4_096 }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return String.fromCharCode(97 + ((seed >> 16) % 26));
  }).join('');
  return piece.repeat(Math.ceil(chars / piece.length)).slice(0, chars);
}

/** A sound workbook with one of its parts exchanged. */
function part(name: string, data: string | Uint8Array): Uint8Array {
  const files: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': '<Relationships/>',
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rowsXml([HEAD, ...ROWS])}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': '<sst/>',
  };
  files[name] = data;
  return zipOf(Object.entries(files).map(([path, content]) => ({ name: path, data: content })));
}
