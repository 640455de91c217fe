// Files made to harm: each is stopped with a sentence, in bounded time and memory. Archives, workbooks, Shapefiles and
// GeoPackages have theirs beside their readers (api/importers/{zip,xlsx,shapefile,gpkg}.test.ts) and, through the limited
// child, in importers-containers.test.ts; this is everything that is text, and OpenStreetMap's bytes.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { PbfWriter } from 'pbf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportKind } from '#contract/import';
import { encodeAs } from '#importers/encode.fixture';
import { PBF_HEAD, pbfBlock } from '#importers/osm.fixture';
import { parseMemory } from '#importers/parse-memory';
import { parseAll, parseFile } from '#importers/run';
import { bundleParseChild } from '../../api/importers/bundle.mjs';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-hostile-'));
  await bundleParseChild();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kml = (inner: string, head = ''): string =>
  `<?xml version="1.0"?>${head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${inner}</Document></kml>`;
const placemark = (inner: string): string => `<Placemark><name>a</name>${inner}</Placemark>`;
const LAUGHS = `<!DOCTYPE kml [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]>`;
const topology = (more: object): string =>
  JSON.stringify({
    type: 'Topology',
    objects: { a: { type: 'Polygon', arcs: [[0]] } },
    arcs: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
    ...more,
  });

function primitive(strings: string[], tags: [number, number], refs: number[] = []): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeMessage(
    1,
    (_: null, out: PbfWriter) => {
      for (const text of strings) out.writeStringField(1, text);
    },
    null,
  );
  pbf.writeMessage(
    2,
    (_: null, out: PbfWriter) => {
      out.writeMessage(
        3,
        (__: null, way: PbfWriter) => {
          way.writeVarintField(1, 7);
          way.writePackedVarint(2, [tags[0]]);
          way.writePackedVarint(3, [tags[1]]);
          way.writePackedSVarint(8, refs);
        },
        null,
      );
    },
    null,
  );
  return pbf.finish();
}

const REFUSED: [name: string, kind: ImportKind, bytes: string | Uint8Array, code: string][] = [
  [
    'entities that double ten times',
    'cameras',
    kml(placemark('<description>&j;</description>'), LAUGHS),
    'xml.doctype',
  ],
  [
    'an entity outside',
    'cameras',
    kml(placemark('&x;'), '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    'xml.doctype',
  ],
  ['an entity that nobody defined', 'cameras', kml(placemark('<name>&x;</name>')), 'xml.syntax'],
  [
    'a catalogue with a document type',
    'cameras',
    `<!DOCTYPE a [<!ENTITY b "c">]><Response><DeviceList><Item><DeviceID>&b;</DeviceID></Item></DeviceList></Response>`,
    'xml.doctype',
  ],
  ['elements nested without end', 'cameras', kml(`<Placemark>${'<a>'.repeat(100_000)}`), 'xml.depth'],
  ['half an XML', 'cameras', kml(placemark('<Point><coordinates>113.5,29.5')).slice(0, 140), 'xml.syntax'],
  ['XML of no kind we know', 'cameras', '<?xml version="1.0"?><gpx><wpt lat="1" lon="2"/></gpx>', 'xml.unknown'],
  [
    'JSON a million levels deep',
    'regions',
    `{"type":"FeatureCollection","features":[${'['.repeat(1_000_000)}`,
    'json.too_deep',
  ],
  ['JSON that stops', 'regions', '{"type":"FeatureCollection","features":[{"type":"Feature"', 'json.syntax'],
  [
    'a topology whose arc is not there',
    'regions',
    topology({ objects: { a: { type: 'Polygon', arcs: [[9]] } } }),
    'topojson.broken',
  ],
  ['a topology whose arc is a text', 'regions', topology({ arcs: ['x'] }), 'topojson.broken'],
  [
    'a topology with one arc used ten million times',
    'regions',
    topology({
      objects: {
        a: {
          type: 'MultiPolygon',
          arcs: [[Array.from({ length: 400_000 }, () => 0)], [Array.from({ length: 400_000 }, () => 0)]],
        },
      },
      arcs: [Array.from({ length: 100 }, (_, i) => [i, i])],
    }),
    'topojson.broken',
  ],
  [
    'a topology with a transform of nothing',
    'regions',
    topology({ transform: { scale: ['a', 1], translate: [0] } }),
    'topojson.broken',
  ],
  [
    'ten thousand columns',
    'cameras',
    `${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',')}\n`,
    'csv.columns_too_many',
  ],
  [
    'ten thousand members',
    'cameras',
    `[{"lon":1,"lat":2,${Array.from({ length: 10_000 }, (_, i) => `"c${i}":1`).join(',')}}]`,
    'csv.columns_too_many',
  ],
  ['an open quote', 'cameras', `id,lon,lat\n"1,113.5,29.5\n${'2,3,4\n'.repeat(1_000)}`, 'csv.quote'],
  [
    'UTF-16 cut in the middle of a character',
    'cameras',
    encodeAs('utf-16le', '\ufeffid,lon,lat\n1,113.5,29.5\n').subarray(0, 45),
    'encoding.wrong',
  ],
  [
    'two encodings in one file',
    'cameras',
    Buffer.concat([
      Buffer.from('编号,经度,纬度,名称\n1,113.5,29.5,龙潭镇的路口\n'),
      Buffer.from([0x31, 0x2c, 0xff, 0xfe, 0xfd, 0x0a]),
    ]),
    'encoding.mixed',
  ],
  [
    'UTF-32, which is no UTF-16 with gaps',
    'cameras',
    Buffer.from(
      [...'\ufeffid,lon,lat\n1,113.5,29.5\n'].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8, 0, 0]),
    ),
    'encoding.utf32',
  ],
  ['a topology without its lists', 'regions', topology({ objects: { a: { type: 'Polygon' } } }), 'topojson.broken'],
  [
    'a topology nested too deep',
    'regions',
    topology({ deep: JSON.parse('['.repeat(400) + ']'.repeat(400)) }),
    'json.too_deep',
  ],
  ['bytes of a program', 'cameras', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0, 0, 0]), 'file.binary'],
  [
    'an extract that says a header of 4 GB',
    'cameras',
    Buffer.concat([PBF_HEAD, Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.alloc(99)]),
    'osm.broken',
  ],
  [
    'an extract that says a block of 2 GB',
    'cameras',
    Buffer.concat([PBF_HEAD, pbfBlock('OSMData', Buffer.alloc(9), { bytes: 2 ** 31 - 1 })]),
    'osm.broken',
  ],
  [
    'an extract whose block unpacks to 100 MB',
    'cameras',
    Buffer.concat([PBF_HEAD, pbfBlock('OSMData', Buffer.alloc(100 * 1024 ** 2))]),
    'osm.broken',
  ],
  [
    'an extract whose texts are not there',
    'obstacles',
    Buffer.concat([PBF_HEAD, pbfBlock('OSMData', primitive(['', 'building'], [1, 99]))]),
    'osm.broken',
  ],
  [
    'an extract that stops',
    'cameras',
    Buffer.concat([PBF_HEAD, pbfBlock('OSMData', Buffer.alloc(99))]).subarray(0, -3),
    'osm.broken',
  ],
  [
    'an extract without anything that is wanted',
    'cameras',
    Buffer.concat([PBF_HEAD, pbfBlock('OSMData', primitive(['', 'building', 'yes'], [1, 2], [1, 1, 1]))]),
    'osm.nothing_wanted',
  ],
];

describe('refused as a whole, with a code and what to do', () => {
  it.each(REFUSED)('%s', async (_name, kind, bytes, code) => {
    const from = performance.now();
    const { summary, rows } = await parseMemory(bytes, { kind });
    expect(summary.refused?.code).toBe(code);
    expect(summary.refused?.fix.length).toBeGreaterThan(10);
    expect(summary.refused?.fixZh.length).toBeGreaterThan(4);
    expect(rows).toEqual([]);
    expect(performance.now() - from).toBeLessThan(20_000);
  });
});

const polygon = (coordinates: unknown): string =>
  `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"a"},"geometry":{"type":"Polygon","coordinates":${JSON.stringify(coordinates)}}}]}`;
const ROWS: [name: string, kind: ImportKind, bytes: string, usable: number, codes: string[]][] = [
  [
    '1e308 for a position',
    'regions',
    polygon([
      [
        [113, 29],
        [1e308, 29],
        [113.1, 29.1],
        [113, 29],
      ],
    ]),
    0,
    ['polygon.position'],
  ],
  ['minus zero is zero', 'cameras', '[{"id":"a","lon":-0.0,"lat":29.5}]', 1, []],
  ['the last of two members of one name counts', 'cameras', '[{"id":"a","lon":1,"lon":113.5,"lat":29.5}]', 1, []],
  ['a lone half of a character', 'cameras', '[{"id":"a\\ud800","lon":113.5,"lat":29.5}]', 1, []],
  [
    'a ring that crosses itself',
    'regions',
    polygon([
      [
        [113, 29],
        [113.1, 29.1],
        [113.1, 29],
        [113, 29.1],
        [113, 29],
      ],
    ]),
    1,
    ['polygon.repaired'],
  ],
  [
    'a ring of two corners',
    'regions',
    polygon([
      [
        [113, 29],
        [113.1, 29],
        [113, 29],
      ],
    ]),
    0,
    ['polygon.collapsed'],
  ],
  [
    'positions of another planet',
    'cameras',
    'id,lon,lat\n1,113.5,29.5\n2,113.5,29.5\n3,99999,29.5\n',
    2,
    ['position.out_of_range'],
  ],
  [
    'links of KML are not followed',
    'cameras',
    kml(
      `<NetworkLink><Link><href>http://example.org/a.kml</href></Link></NetworkLink>${placemark('<Point><coordinates>113.5,29.5</coordinates></Point>')}`,
    ),
    1,
    [],
  ],
  [
    'a million numeric references',
    'cameras',
    kml(
      placemark(
        `<description>${'&#65;'.repeat(1_000_000)}</description><Point><coordinates>113.5,29.5</coordinates></Point>`,
      ),
    ),
    1,
    [],
  ],
  ['a formula in a cell stays text', 'cameras', 'id,lon,lat,name\n1,113.5,29.5,"=cmd|\'/C calc\'!A0"\n', 1, []],
  ['prototype names', 'cameras', '[{"__proto__":{"x":1},"constructor":"a","id":"a","lon":113.5,"lat":29.5}]', 1, []],
  [
    'one broken line of a sequence',
    'regions',
    `${polygon([
      [
        [113, 29],
        [113.1, 29],
        [113.1, 29.1],
        [113, 29],
      ],
    ]).slice(40, -2)}\n{"type":"Feature",\n`,
    1,
    ['feature.invalid'],
  ],
  [
    'one broken item of a catalogue',
    'cameras',
    '<Response><DeviceList><Item><DeviceID>43052200001320000001</DeviceID><Longitude>113.5</Longitude><Latitude>29.5</Latitude></Item><Item><DeviceID>x</Item></DeviceList></Response>',
    1,
    ['feature.invalid'],
  ],
];
describe('read row by row, each fault named', () => {
  it.each(ROWS)('%s', async (_name, kind, bytes, usable, codes) => {
    const { summary, problems, rows } = await parseMemory(bytes, { kind });
    expect(summary.refused).toBe(null);
    expect(rows).toHaveLength(usable);
    expect(problems.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
    expect(({} as Record<string, unknown>).x).toBe(undefined);
  });
});

describe('through the limited child', () => {
  async function write(name: string, chunks: Iterable<string>): Promise<string> {
    const path = join(folder, name);
    const out = createWriteStream(path);
    for (const chunk of chunks)
      if (!out.write(chunk)) await new Promise<void>((resolve) => out.once('drain', () => resolve()));
    out.end();
    await finished(out);
    return path;
  }
  const codeOf = async (path: string, kind: ImportKind): Promise<string | undefined> => {
    const result = await parseFile(path, { kind, fileName: 'x', options: {} });
    await result.close();
    return result.summary.refused?.code;
  };

  it('one gigabyte in one line', async () => {
    const chunk = 'x'.repeat(1 << 20);
    const path = await write(
      'line.csv',
      (function* () {
        yield 'id,lon,lat\n';
        for (let k = 0; k < 1_024; k++) yield chunk;
      })(),
    );
    const before = process.memoryUsage().rss;
    expect(await codeOf(path, 'cameras')).toBe('csv.line_too_long');
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 ** 2);
    await rm(path);
  });

  it('a ring of ten million corners', async () => {
    const path = await write(
      'ring.geojson',
      (function* () {
        yield '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"a"},"geometry":{"type":"Polygon","coordinates":[[';
        for (let k = 0; k < 10_000; k++)
          yield `${Array.from({ length: 1_000 }, (_, i) => `[${113 + k / 1e5},${29 + i / 1e5}]`).join(',')},`;
        yield '[113,29]]]}}]}';
      })(),
    );
    expect(await codeOf(path, 'regions')).toMatch(/^(?:json\.item_too_large|file\.memory)$/);
    await rm(path);
  });

  const XS = 'x'.repeat(1 << 20);
  const long = (before: string, after: string) =>
    (function* () {
      yield before;
      for (let k = 0; k < 150; k++) yield XS;
      yield after;
    })();
  it.each([
    [
      'text of KML',
      'cameras',
      long('<kml><Placemark><description>', '</description></Placemark></kml>'),
      'xml.item_too_large',
    ],
    [
      'text around it',
      'cameras',
      long('<kml><Document><description>', '</description></Document></kml>'),
      'xml.item_too_large',
    ],
    ['attribute', 'cameras', long('<kml><Document a="', '"/></kml>'), 'xml.item_too_large'],
    ['comment', 'cameras', long('<kml><!--', '--></kml>'), 'xml.item_too_large'],
    [
      'tag of OSM',
      'obstacles',
      long('<osm><way id="1"><tag k="building" v="', '"/></way></osm>'),
      'xml.item_too_large',
    ],
    [
      'item of a catalogue',
      'cameras',
      long('<Response><DeviceList><Item>', '</Item></DeviceList></Response>'),
      'xml.item_too_large',
    ],
    ['line of a sequence', 'regions', long('{"type":"Feature","a":"', '"}\n{}\n'), 'json.item_too_large'],
    ['topology', 'regions', long('{"type":"Topology","objects":{},"arcs":[],"a":"', '"}'), 'json.item_too_large'],
    ['quoted cell', 'cameras', long('id,lon,lat\n1,2,"', '"\n'), 'csv.line_too_long'],
  ] as const)('150 MB in one %s', async (_name, kind, chunks, code) => {
    const path = await write('long', chunks);
    expect(await codeOf(path, kind)).toBe(code);
    await rm(path);
  });

  it('a gigabyte of nothing, and behind a good row', async () => {
    for (const head of ['', 'id,lon,lat\n1,113.5,29.5\n']) {
      const path = await write('zeros', [head]);
      await truncate(path, 2 ** 30);
      expect(await codeOf(path, 'cameras')).toBe('file.binary');
      await rm(path);
    }
  });

  it('after all of that a good file is read as ever', async () => {
    const path = await write('good.csv', ['id,lon,lat\n1,113.5,29.5\n']);
    const { rows } = await parseAll(path, { kind: 'cameras', fileName: 'good.csv', options: {} });
    expect(rows).toHaveLength(1);
  });
});
