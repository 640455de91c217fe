// Damaged KML, catalogues, topologies, sequences and extracts: rows and problems come out, never a crash.
import { deflateSync, inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { ImportKind } from '#contract/import';
import { Problem } from '#contract/problem';
import { asJson, asJsonWithPlaces, asPbf, asXml, type Element, PBF_HEAD, pbfBlock } from './osm.fixture.ts';
import { parseMemory } from './parse-memory.ts';
import { seeded } from './seeded.ts';

const RING = [
  [113, 29],
  [113.1, 29],
  [113.1, 29.1],
  [113, 29],
];
const TOWN: Element[] = [
  ...RING.map(([lon, lat], i): Element => ({ type: 'node', id: i + 1, lon: lon!, lat: lat! })),
  { type: 'node', id: 9, lon: 113, lat: 29, tags: { man_made: 'surveillance', direction: '90' } },
  { type: 'way', id: 20, nodes: [1, 2, 3, 1], tags: { building: 'yes', highway: 'service', 'building:levels': '3' } },
  {
    type: 'relation',
    id: 30,
    members: [{ type: 'way', ref: 20, role: 'outer' }],
    tags: { type: 'boundary', boundary: 'administrative', name: 'a', building: 'yes' },
  },
];
const feature = (code: string): string =>
  JSON.stringify({ type: 'Feature', properties: { code }, geometry: { type: 'Polygon', coordinates: [RING] } });
const FILES: Uint8Array[] = [
  `<?xml version="1.0" encoding="GB2312"?><kml><Document><Folder><name>f</name><Placemark id="p"><name>甲</name><description><![CDATA[<b>x</b>]]></description><ExtendedData><Data name="k"><value>v</value></Data></ExtendedData><MultiGeometry><Point><coordinates>113.5,29.5</coordinates></Point><Polygon><outerBoundaryIs><LinearRing><coordinates>${RING.map((at) => at.join(',')).join(' ')}</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark><NetworkLink><Link/></NetworkLink></Folder></Document></kml>`,
  `Date: 2026-01-01T00:00:00\r\n\r\n<?xml version="1.0"?><Response><CmdType>Catalog</CmdType><DeviceList Num="2"><Item><DeviceID>43052200001320000001</DeviceID><Name>A&amp;B</Name><Status>ON</Status><Longitude>113.5</Longitude><Latitude>29.5</Latitude><Info><PositionType>4/10</PositionType></Info></Item><Item><DeviceID>43052200002150000001</DeviceID></Item></DeviceList></Response>`,
  JSON.stringify({
    type: 'Topology',
    objects: {
      a: {
        type: 'GeometryCollection',
        geometries: [
          { type: 'Polygon', arcs: [[0]], properties: { code: 'a' } },
          { type: 'MultiPoint', coordinates: [[1, 2]] },
        ],
      },
    },
    arcs: [RING, RING],
    transform: { scale: [0.01, 0.01], translate: [0, 0] },
  }),
  `${feature('a')}\n\u001e${feature('b')}${feature('c')}\n{"type":"FeatureCollection","features":[${feature('d')}]}\n`,
  asXml(TOWN),
  asJson(TOWN),
  asJsonWithPlaces(TOWN),
  `id\tlat/lng\tgeom\n1\t29°30'00"N 113°30'E\tSRID=4326;POINT(1 2)\n2\t{"lat":1,"lng":2}\t0101000020E61000000000000000605C400000000000803D40\n`,
].map((text) => Buffer.from(text));
/** The insides of the blocks, so that damage reaches what is read behind zlib. */
const BLOCKS = blocksOf(asPbf(TOWN));

function blocksOf(file: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = PBF_HEAD.length; at < file.length; ) {
    const magic = file.indexOf(Buffer.from([0x78, 0x9c]), at);
    if (magic < 0) break;
    const bytes = inflateSync(file.subarray(magic));
    found.push(bytes);
    at = magic + deflateSync(bytes).length;
  }
  return found;
}

function damaged(original: Uint8Array, random: () => number): Buffer {
  let bytes = Buffer.from(original);
  const turns = [1, 1, 2, 6][Math.floor(random() * 4)]!;
  for (let turn = 0; turn < turns && bytes.length > 0; turn++) {
    const at = Math.floor(random() * bytes.length);
    const how = random();
    if (how < 0.5) bytes[at] = Math.floor(random() * 256);
    else if (how < 0.75)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 12))]);
    else {
      const from = Math.floor(random() * bytes.length);
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + 30), bytes.subarray(at)]);
    }
  }
  return bytes;
}

const KINDS: ImportKind[] = ['cameras', 'regions', 'public-space', 'obstacles', 'privacy-zones', 'status'];

it('1,500 damaged files: problems are complete, counts add up, none takes long', async () => {
  expect(BLOCKS).toHaveLength(3);
  const random = seeded(20_261_127);
  let refused = 0;
  let read = 0;
  for (let n = 0; n < 1_500; n++) {
    const kind = KINDS[Math.floor(random() * KINDS.length)]!;
    const file =
      random() < 0.4
        ? Buffer.concat([
            PBF_HEAD,
            ...BLOCKS.map((block) => pbfBlock('OSMData', random() < 0.5 ? damaged(block, random) : block)),
          ])
        : damaged(FILES[Math.floor(random() * FILES.length)]!, random);
    const start = performance.now();
    const { summary, rows, problems } = await parseMemory(file, { kind, fileName: 'damaged' }).catch(
      (error: unknown) => {
        throw new Error(`${kind} ${n}: ${file.toString('latin1').slice(0, 300)}`, { cause: error });
      },
    );
    expect(performance.now() - start).toBeLessThan(3_000);
    if (summary.refused) refused++;
    else expect(summary.rows).toBe(summary.usable + summary.rejected);
    if (rows.length > 0) read++;
    for (const problem of problems) {
      Problem.parse(problem);
      expect(`${problem.message}${problem.fix}${problem.messageZh}${problem.fixZh}`).not.toMatch(/\{\w+\}/);
    }
  }
  // damage of every degree: some files are past reading, many are not
  expect(refused).toBeGreaterThan(100);
  expect(read).toBeGreaterThan(100);
});
