// Damaged archives, workbooks, shapefiles and GeoPackages: rows and problems come out, never a crash.
import { expect, it } from 'vitest';
import type { ImportKind } from '#contract/import';
import { parse } from './containers.fixture.ts';
import { gp, gpkgOf, wkbMulti, wkbPoint, wkbPolygon } from './gpkg.fixture.ts';
import { seeded } from './seeded.ts';
import { dbfOf, shpOf } from './shapefile.fixture.ts';
import { rowsXml, xlsxOf } from './xlsx.fixture.ts';
import { zipOf } from './zip.fixture.ts';

const RING = [
  [111, 27],
  [111, 28],
  [112, 28],
  [112, 27],
  [111, 27],
];
const SHP = shpOf([{ parts: [RING, RING.map(([x, y]) => [x! + 2, y!])] }, null, { parts: [RING] }]);
const DBF = dbfOf(
  [
    { name: 'code', type: 'C', length: 8 },
    { name: 'n', type: 'N', length: 6 },
    { name: 'd', type: 'D', length: 8 },
  ],
  [
    ['a', '1', '20200101'],
    ['b', '2', ''],
    ['c', 'x', '2'],
  ],
);
const SHEET = `<worksheet><sheetData>${rowsXml([
  ['id', 'longitude', 'latitude', 'name'],
  ['a', 111.5, 27.3, '龙潭'],
  ['b', 111.6, 27.4, 'x'],
])}<row r="9"><c r="A9" t="s"><v>0</v></c><c r="B9" s="1"><v>44319</v></c></row></sheetData></worksheet>`;
const GPKG = gpkgOf([
  {
    table: 'a',
    geometry: 'GEOMETRY',
    rows: [
      { geom: gp(wkbPolygon([RING])), code: 'a', name: 'A' },
      { geom: gp(wkbMulti(7, [wkbPoint([111, 27]), wkbPolygon([RING])])), code: 'b', name: 'B' },
    ],
  },
]);
const book = (sheet: Uint8Array): Uint8Array =>
  zipOf([
    { name: '[Content_Types].xml', data: '<Types/>' },
    {
      name: 'xl/workbook.xml',
      data: '<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="s.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="t.xml"/></Relationships>',
    },
    { name: 'xl/t.xml', data: '<sst><si><t>text</t></si></sst>' },
    { name: 'xl/s.xml', data: sheet },
  ]);
const shapefile = (shp: Uint8Array, dbf: Uint8Array): Uint8Array =>
  zipOf([
    { name: 'a.shp', data: shp },
    { name: 'a.dbf', data: dbf },
  ]);

/** What is damaged, and how it is packed afterwards: so that the damage is not found by a checksum only. */
const SUBJECTS: { name: string; kind: ImportKind; bytes: Uint8Array; pack(bytes: Uint8Array): Uint8Array }[] = [
  {
    name: 'archive',
    kind: 'cameras',
    bytes: zipOf([
      { name: 'a.csv', data: 'id,longitude,latitude\na,111,27\n' },
      { name: '点.txt', data: 'x' },
    ]),
    pack: (bytes) => bytes,
  },
  {
    name: 'workbook',
    kind: 'cameras',
    bytes: xlsxOf({
      sheets: [
        {
          name: 'S',
          rows: rowsXml([
            ['id', 'longitude', 'latitude'],
            ['a', 111, 27],
          ]),
        },
      ],
    }),
    pack: (bytes) => bytes,
  },
  { name: 'sheet', kind: 'cameras', bytes: Buffer.from(SHEET), pack: book },
  { name: '.shp', kind: 'regions', bytes: SHP, pack: (bytes) => shapefile(bytes, DBF) },
  { name: '.dbf', kind: 'regions', bytes: DBF, pack: (bytes) => shapefile(SHP, bytes) },
  { name: 'GeoPackage', kind: 'regions', bytes: GPKG, pack: (bytes) => bytes },
  {
    name: 'geometry',
    kind: 'regions',
    bytes: gp(wkbMulti(6, [wkbPolygon([RING]), wkbPolygon([RING], { big: true })])),
    pack: (geom) => gpkgOf([{ table: 'a', geometry: 'GEOMETRY', rows: [{ geom, code: 'a', name: 'A' }] }]),
  },
];
const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff];

function damaged(original: Uint8Array, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let turn = [1, 1, 2, 4, 12][Math.floor(random() * 5)]!; turn > 0 && bytes.length > 8; turn--) {
    const at = Math.floor(random() * (bytes.length - 4));
    const how = random();
    const value = INTERESTING[Math.floor(random() * INTERESTING.length)]!;
    if (how < 0.35) bytes[at] = Math.floor(random() * 256);
    else if (how < 0.5) bytes.writeUInt32LE(value, at);
    else if (how < 0.65) bytes.writeUInt32BE(value, at);
    else if (how < 0.8)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 20))]);
    else if (how < 0.9) bytes = bytes.subarray(0, at);
    else {
      const from = Math.floor(random() * bytes.length);
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + 60), bytes.subarray(at)]);
    }
  }
  return bytes;
}

it.each(SUBJECTS)('400 damaged copies: $name', async ({ name, kind, bytes, pack }) => {
  const random = seeded(20_261_127);
  const codes = new Map<string, number>();
  for (let n = 0; n < 400; n++) {
    const start = performance.now();
    const { summary, problems } = await parse(kind, pack(damaged(bytes, random)));
    expect(performance.now() - start, `${name} ${n}`).toBeLessThan(10_000);
    for (const code of [summary.refused?.code ?? 'read', ...problems.map((problem) => problem.code)])
      codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  // the damage is seen, and not everything is damage
  expect(codes.size, JSON.stringify([...codes])).toBeGreaterThan(2);
});
