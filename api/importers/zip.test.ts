// Archives: which file in them is read, and that none of their tricks works.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parse, refusal } from './containers.fixture.ts';
import { FileFault } from './fault.ts';
import { gpkgOf } from './gpkg.fixture.ts';
import { counted, createBudget, OUT_LIMITS } from './inflated.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { memorySource } from './memory-source.ts';
import { gbk } from './shapefile.fixture.ts';
import { openTable } from './source.ts';
import { rowsXml, xlsxOf } from './xlsx.fixture.ts';
import { overlappingZip, type ZipFile, zipOf } from './zip.fixture.ts';
import { openZip } from './zip.ts';

const CSV = 'id,longitude,latitude\na,111.5,27.3\nb,111.6,27.4\n';
const GEOJSON = JSON.stringify({
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { code: 'r', name: 'R' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [111, 27],
            [112, 27],
            [112, 28],
            [111, 28],
            [111, 27],
          ],
        ],
      },
    },
  ],
});
const ids = async (bytes: Uint8Array, options = {}): Promise<string[]> =>
  (await parse('cameras', bytes, options)).rows.map(({ id }) => id);

describe('the one file that can be read is read', () => {
  it.each<[string, ZipFile[]]>([
    ['a packed CSV', [{ name: 'list.csv', data: CSV }]],
    ['a stored CSV', [{ name: 'list.csv', data: CSV, method: 0 }]],
    [
      'in a folder',
      [
        { name: '点位/', data: '' },
        { name: '点位/2024/list.csv', data: CSV },
      ],
    ],
    [
      'with what a Mac adds',
      [
        { name: 'list.csv', data: CSV },
        { name: '__MACOSX/._list.csv', data: 'xx' },
        { name: '.DS_Store', data: 'x' },
      ],
    ],
    [
      'with a text that explains it',
      [
        { name: 'README.txt', data: 'read me' },
        { name: 'list.csv', data: CSV },
        { name: 'licence.pdf', data: '%PDF' },
      ],
    ],
    [
      'other files of one name in two cases',
      [
        { name: 'readme.md', data: 'x' },
        { name: 'README.md', data: 'y' },
        { name: 'list.csv', data: CSV },
      ],
    ],
    ['a name in GBK', [{ name: gbk('点位表.csv'), data: CSV }]],
    ['a name in code page 437', [{ name: Buffer.from('caf\x82.csv', 'latin1'), data: CSV }]],
    ['a path with backslashes', [{ name: 'data\\list.csv', data: CSV }]],
    ['a path from here', [{ name: './list.csv', data: CSV }]],
    ['of a name in capitals', [{ name: 'LIST.CSV', data: CSV }]],
  ])('%s', async (_, files) => {
    expect(await ids(zipOf(files))).toEqual(['a', 'b']);
  });
  it('GeoJSON in an archive', async () => {
    const { summary } = await parse('regions', zipOf([{ name: 'a.geojson', data: GEOJSON }]));
    expect(summary).toMatchObject({ format: 'geojson', usable: 1 });
  });
  it('a workbook in an archive', async () => {
    const book = xlsxOf({
      sheets: [
        {
          name: 'S',
          rows: rowsXml([
            ['id', 'longitude', 'latitude'],
            ['a', 111.5, 27.3],
          ]),
        },
      ],
    });
    expect(await ids(zipOf([{ name: 'list.xlsx', data: book }]))).toEqual(['a']);
  });
  it('a GeoPackage in an archive', async () => {
    const bytes = gpkgOf([
      {
        table: 't',
        geometry: null,
        columns: 'id TEXT, longitude REAL, latitude REAL',
        rows: [{ id: 'a', longitude: 111.5, latitude: 27.3 }],
      },
    ]);
    expect(await ids(zipOf([{ name: 'list.gpkg', data: bytes }]))).toEqual(['a']);
  });
  it('CSV and GeoJSON as .gz', async () => {
    expect(await ids(gzipSync(CSV))).toEqual(['a', 'b']);
    expect((await parse('regions', gzipSync(GEOJSON))).summary.usable).toBe(1);
  });
  it('several members of a .gz are one text, as gzip itself has it', async () => {
    expect(await ids(Buffer.concat([gzipSync(CSV), gzipSync('c,111.7,27.5\n')]))).toEqual(['a', 'b', 'c']);
  });
  it('bytes read are told as a share of the upload', async () => {
    const bytes = gzipSync(CSV);
    const opened = await openTable(memorySource(bytes), {}, DEFAULT_LIMITS, 'cameras');
    if (opened.kind !== 'table') throw new Error('expected a table');
    let read = 0;
    for await (const _ of opened.table.rows((n) => (read = n)));
    expect(read).toBe(bytes.length);
  });
});

describe('KMZ', () => {
  const kml = (name: string): string =>
    `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>${name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>111,27 112,27 112,28 111,28 111,27</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>`;
  const names = async (bytes: Uint8Array, options = {}): Promise<string[]> =>
    (await parse('regions', bytes, options)).rows.map(({ name }) => name);
  const kmz = zipOf([
    { name: 'doc.kml', data: kml('main') },
    { name: 'files/icon.png', data: 'x' },
    { name: 'files/more.kml', data: kml('more') },
  ]);
  it('doc.kml is what is read, pictures and other files stay out', async () => {
    expect(await names(kmz)).toEqual(['main']);
  });
  it('a KMZ in an archive, and a KML beside a table', async () => {
    expect(await names(zipOf([{ name: 'a.kmz', data: kmz }]))).toEqual(['main']);
    const both = zipOf([
      { name: 'a.kml', data: kml('a') },
      { name: 'b.csv', data: CSV },
    ]);
    expect(await names(both)).toEqual(['a']);
    expect((await parse('cameras', both, { layer: 'b.csv' })).summary.usable).toBe(2);
  });
  it('what a KMZ holds is not unpacked again', async () => {
    expect(
      await refusal(
        zipOf([{ name: 'a.kmz', data: zipOf([{ name: 'doc.kml', data: gzipSync(kml('x')) }]) }]),
        'regions',
      ),
    ).toBe('zip.nested');
    expect(await refusal(zipOf([{ name: 'a.kmz', data: zipOf([{ name: 'doc.kml', data: kmz }]) }]), 'regions')).toBe(
      'zip.nested',
    );
  });
});

describe('several files', () => {
  const several = zipOf([
    { name: 'a.csv', data: CSV },
    { name: 'b.csv', data: CSV.replaceAll('a,', 'c,') },
  ]);
  it('are asked about, and the answer is read', async () => {
    const { summary } = await parse('cameras', several);
    expect(summary.questions).toMatchObject([
      { code: 'file.layer_unclear', option: 'layer', choices: [{ value: 'a.csv' }, { value: 'b.csv' }] },
    ]);
    expect(summary.probe.layers.map(({ name }) => name)).toEqual(['a.csv', 'b.csv']);
    expect(await ids(several, { layer: 'b.csv' })).toEqual(['c', 'b']);
    expect((await parse('cameras', several, { layer: 'b.csv' })).summary.probe).toMatchObject({ layer: 'b.csv' });
    expect(await refusal(several, 'cameras', { layer: 'z.csv' })).toBe('layer.absent');
  });
  it('only what the kind can want is asked about', async () => {
    const mixed = zipOf([
      { name: 'a.csv', data: CSV },
      { name: 'b.geojson', data: GEOJSON },
    ]);
    expect((await parse('regions', mixed)).summary).toMatchObject({ usable: 1, questions: [] });
  });
  it('a list of cameras and boundaries: which one has the cameras is asked', async () => {
    const mixed = zipOf([
      { name: 'a.csv', data: CSV },
      { name: 'b.geojson', data: GEOJSON },
    ]);
    expect((await parse('cameras', mixed)).summary.questions[0]!.choices).toHaveLength(2);
  });
  it('a sheet of one of several workbooks is named with its file', async () => {
    const rows = (id: string) =>
      rowsXml([
        ['id', 'longitude', 'latitude'],
        [id, 111.5, 27.3],
      ]);
    const book = (id: string) =>
      xlsxOf({
        sheets: [
          { name: 'S', rows: rows(id) },
          { name: 'T', rows: rows(`${id}2`) },
        ],
      });
    const bytes = zipOf([
      { name: 'a.xlsx', data: book('a') },
      { name: 'b.xlsx', data: book('b') },
    ]);
    const { questions } = (await parse('cameras', bytes, { layer: 'b.xlsx' })).summary;
    expect(questions[0]!.choices.map(({ value }) => value)).toEqual(['b.xlsx › S', 'b.xlsx › T']);
    expect(await ids(bytes, { layer: 'b.xlsx › T' })).toEqual(['b2']);
  });
});

describe('archives that are refused, by name', () => {
  const big = Buffer.alloc(8 * 1024 ** 2, 'a');
  it.each<[string, Uint8Array, string]>([
    ['a bomb: 8 MB out of 8 kB', zipOf([{ name: 'a.csv', data: big }]), 'zip.bomb'],
    ['a bomb as .gz', gzipSync(big), 'zip.bomb'],
    ['entries that share their bytes', overlappingZip(20, big), 'zip.overlap'],
    [
      'an entry that begins inside another',
      zipOf([
        { name: 'a.csv', data: CSV },
        { name: 'a.csv', data: CSV, says: { offset: 0 } },
      ]),
      'zip.overlap',
    ],
    ['a header that says 0 bytes', zipOf([{ name: 'a.csv', data: CSV, says: { bytes: 0 } }]), 'zip.lies'],
    [
      'a header that says 4 GB',
      zipOf([{ name: 'a.csv', data: CSV, says: { bytes: 0xfffffffe } }]),
      'zip.entry_too_large',
    ],
    ['a header that says fewer bytes', zipOf([{ name: 'a.csv', data: CSV, says: { bytes: 10 } }]), 'zip.lies'],
    ['a header that says more bytes', zipOf([{ name: 'a.csv', data: CSV, says: { bytes: 1000 } }]), 'zip.lies'],
    ['packed bytes beyond the file', zipOf([{ name: 'a.csv', data: CSV, says: { packed: 0xfffffff0 } }]), 'zip.lies'],
    ['stored with two sizes', zipOf([{ name: 'a.csv', data: CSV, method: 0, says: { bytes: 9 } }]), 'zip.lies'],
    ['a wrong checksum', zipOf([{ name: 'a.csv', data: CSV, says: { crc: 1 } }]), 'zip.lies'],
    ['two names for one entry', zipOf([{ name: 'a.csv', data: CSV, localName: 'b.csv' }]), 'zip.lies'],
    ['a path that climbs', zipOf([{ name: '../../etc/a.csv', data: CSV }]), 'zip.name'],
    ['a path that climbs with backslashes', zipOf([{ name: 'x\\..\\..\\a.csv', data: CSV }]), 'zip.name'],
    ['a drive', zipOf([{ name: 'C:\\a.csv', data: CSV }]), 'zip.name'],
    ['an absolute path', zipOf([{ name: '/a.csv', data: CSV }]), 'zip.name'],
    ['a NUL in a name', zipOf([{ name: 'a.csv\0.txt', data: CSV }]), 'zip.name'],
    ['a link', zipOf([{ name: 'a.csv', data: '/etc/passwd', mode: 0o120777 }]), 'zip.link'],
    ['a device', zipOf([{ name: 'a.csv', data: '', mode: 0o020666 }]), 'zip.link'],
    [
      'one name twice',
      zipOf([
        { name: 'a.csv', data: CSV },
        { name: 'a.csv', data: CSV },
      ]),
      'zip.names_clash',
    ],
    [
      'names that differ in case',
      zipOf([
        { name: 'a.csv', data: CSV },
        { name: 'A.CSV', data: CSV },
      ]),
      'zip.names_clash',
    ],
    ['an encrypted entry', zipOf([{ name: 'a.csv', data: CSV, flags: 0x801 }]), 'zip.encrypted'],
    ['strong encryption', zipOf([{ name: 'a.csv', data: CSV, flags: 0x841 }]), 'zip.encrypted'],
    ['another method', zipOf([{ name: 'a.csv', data: CSV, says: { method: 12 } }]), 'zip.method'],
    ['an archive in an archive', zipOf([{ name: 'a.zip', data: zipOf([{ name: 'a.csv', data: CSV }]) }]), 'zip.nested'],
    [
      'the same under the name of a table',
      zipOf([{ name: 'a.csv', data: zipOf([{ name: 'a.csv', data: CSV }]) }]),
      'zip.nested',
    ],
    ['.gz in an archive', zipOf([{ name: 'a.csv', data: gzipSync(CSV) }]), 'zip.nested'],
    ['an archive in .gz', gzipSync(zipOf([{ name: 'a.csv', data: CSV }])), 'zip.nested'],
    ['.gz in .gz', gzipSync(gzipSync(CSV)), 'zip.nested'],
    [
      'more than 1,000 entries',
      zipOf(Array.from({ length: 1_001 }, (_, i) => ({ name: `${i}.txt`, data: '' }))),
      'zip.entries_too_many',
    ],
    ['a count of entries that is too large', zipOf([{ name: 'a.csv', data: CSV }], { entries: 900 }), 'zip.broken'],
    ['no directory', Buffer.from(zipOf([{ name: 'a.csv', data: CSV }]).subarray(0, 60)), 'zip.broken'],
    ['no entry', zipOf([]), 'zip.nothing'],
    ['nothing that is read', zipOf([{ name: 'a.exe', data: 'MZ' }]), 'zip.nothing'],
    ['a volume', Buffer.concat([Buffer.from('PK\x07\x08'), Buffer.alloc(100)]), 'zip.broken'],
    ['a .gz that ends early', gzipSync(CSV).subarray(0, 30), 'gzip.broken'],
    ['a .gz with damage', Buffer.concat([gzipSync(CSV).subarray(0, 12), Buffer.alloc(30, 0xff)]), 'gzip.broken'],
    [
      'a text document',
      zipOf([
        { name: '[Content_Types].xml', data: '<Types/>' },
        { name: 'word/document.xml', data: '<x/>' },
      ]),
      'file.spreadsheet',
    ],
    [
      'an OpenDocument sheet',
      zipOf([
        { name: 'content.xml', data: '<x/>' },
        { name: 'META-INF/manifest.xml', data: '<x/>' },
      ]),
      'file.spreadsheet',
    ],
  ])('%s', async (_, bytes, code) => {
    expect(await refusal(bytes)).toBe(code);
  });
  it('damage in the middle of packed data', async () => {
    const bytes = Buffer.from(zipOf([{ name: 'a.csv', data: CSV }]));
    bytes.fill(0xff, 40, 60);
    expect(await refusal(bytes)).toMatch(/^zip\.(?:broken|lies)$/);
  });
  it('what comes out is counted over all entries, and a second reading is not counted again', async () => {
    const limits = { ...OUT_LIMITS, totalBytes: 250, entryBytes: 200 };
    const part = async (name: string, bytes: number, budget = createBudget(limits)) => {
      for await (const _ of counted(memorySource(new Uint8Array(bytes)).open(), name, 100, budget));
      return budget;
    };
    const budget = await part('a', 150);
    await part('a', 150, budget);
    await part('b', 100, budget);
    await expect(part('c', 1, budget)).rejects.toMatchObject({ code: 'zip.total_too_large' });
    await expect(part('a', 201)).rejects.toMatchObject({ code: 'zip.entry_too_large' });
  });
  it('a part that is left early is given back without an error of its own', async () => {
    const { parts } = await openZip(memorySource(zipOf([{ name: 'a.csv', data: big }])), createBudget());
    for await (const chunk of parts[0]!.source.open()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
  it('a reader that fails is no fault of the file', async () => {
    const source = memorySource(zipOf([{ name: 'a.csv', data: CSV }]));
    const failing = {
      ...source,
      slice: () => {
        throw Object.assign(new Error('EIO'), { code: 'EIO' });
      },
    };
    await expect(openZip(failing, createBudget())).rejects.not.toBeInstanceOf(FileFault);
  });
});
