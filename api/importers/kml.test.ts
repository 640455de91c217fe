import { describe, expect, it } from 'vitest';
import { encodeAs } from './encode.fixture.ts';
import { parseMemory } from './parse-memory.ts';

const kml = (inner: string, encoding = 'UTF-8'): string =>
  `<?xml version="1.0" encoding="${encoding}"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>县</name><Style id="s"><IconStyle><Icon><href>http://example.org/i.png</href></Icon></IconStyle></Style>${inner}</Document></kml>`;
const placemark = (inner: string, name = '甲'): string => `<Placemark><name>${name}</name>${inner}</Placemark>`;
const POINT = '<Point><coordinates>113.5,29.5,12</coordinates></Point>';
const ring = (x: number, y: number, side: number): string =>
  `<LinearRing><coordinates>\n${[
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ]
    .map(([dx, dy]) => `${x + dx! * side},${y + dy! * side},0`)
    .join('\n')}\n</coordinates></LinearRing>`;
const polygon = (outer: string, ...inner: string[]): string =>
  `<Polygon><outerBoundaryIs>${outer}</outerBoundaryIs>${inner.map((hole) => `<innerBoundaryIs>${hole}</innerBoundaryIs>`).join('')}</Polygon>`;
const cameras = (text: string | Uint8Array) => parseMemory(text, { kind: 'cameras' });

describe('KML', () => {
  it('data of a placemark are columns: simple and of a schema; the folders are one, too', async () => {
    const { summary, rows } = await cameras(
      kml(
        `<Folder><name>城区</name><Folder><name>一期</name>${placemark(
          `<ExtendedData><Data name="类型"><value>球机</value></Data><Data name="password"><value>x9</value></Data><SchemaData schemaUrl="#s"><SimpleData name="方位角">45</SimpleData></SchemaData></ExtendedData>${POINT}`,
        )}</Folder></Folder>`,
      ),
    );
    expect(summary).toMatchObject({ format: 'kml', dropped: ['password'] });
    expect(summary.mapping.find(({ column }) => column === 'folder')?.sample).toBe('县 / 城区 / 一期');
    expect(rows[0]!.fields).toMatchObject({
      name: '甲',
      longitude: 113.5,
      latitude: 29.5,
      type: 'ptz',
      azimuthDeg: 45,
    });
    expect(JSON.stringify({ summary, rows })).not.toContain('x9');
  });
  it('of a description only the words are kept, and no address in them', async () => {
    const { summary } = await cameras(
      kml(
        placemark(
          `<description><![CDATA[<style>p{}</style><p>East <b>gate</b></p> rtsp://10.0.0.1/live <script>alert(1)</script>]]></description>${POINT}`,
        ),
      ),
    );
    expect(summary.mapping.find(({ column }) => column === 'description')?.sample).toBe('East gate');
    expect(JSON.stringify(summary)).not.toMatch(/10\.0\.0\.1|alert/);
  });
  it('polygons with holes, several of them in one placemark', async () => {
    const { rows } = await parseMemory(
      kml(
        placemark(
          `<MultiGeometry>${polygon(ring(113, 29, 1), ring(113.2, 29.2, 0.2))}${polygon(ring(115, 29, 1))}</MultiGeometry>`,
        ),
      ),
      { kind: 'regions' },
    );
    expect(rows[0]!.geometry.map((rings) => rings.length)).toEqual([2, 1]);
    expect(rows[0]!.bbox).toEqual([113, 29, 116, 30]);
  });
  it('points, lines and rings beside each other; blanks behind the commas', async () => {
    const { rows } = await parseMemory(
      kml(
        placemark(
          `<MultiGeometry>${POINT}<LineString><coordinates>113.5, 29.5, 0\n 113.6 ,29.6,0\t113.7,29.6</coordinates></LineString>${ring(113, 29, 0.1)}</MultiGeometry>`,
        ),
      ),
      { kind: 'public-space' },
    );
    expect(rows.map(({ shape }) => shape).sort()).toEqual(['area', 'line', 'point']);
    expect(rows.find(({ shape }) => shape === 'line')!.geometry).toEqual([
      [
        [
          [113.5, 29.5],
          [113.6, 29.6],
          [113.7, 29.6],
        ],
      ],
    ]);
  });
  it('links are counted and not followed; a track has no place of its own', async () => {
    const { rows, problems } = await cameras(
      kml(
        `<NetworkLink><name>n</name><Link><href>http://example.org/a.kml</href></Link></NetworkLink>${placemark(POINT)}${placemark('<gx:Track><when>2026-01-01</when><gx:coord>1 2 3</gx:coord></gx:Track>')}`,
      ),
    );
    expect(rows).toHaveLength(1);
    expect(problems.find(({ code }) => code === 'kml.link')?.message).toMatch(/^1 links/);
    expect(problems.find(({ row }) => row === 2)?.code).toBe('position.missing');
  });
  it('without a declaration, below a remark, with a prefix nobody declared', async () => {
    const bare = `<!-- exported --><kml><Placemark><xx:a>1</xx:a>${POINT}</Placemark></kml>`;
    expect((await cameras(bare)).rows).toHaveLength(1);
  });
  it.each([
    ['GB2312', 'gb18030', '路'],
    ['Shift_JIS', 'shift_jis', '日本'],
    ['ISO-8859-1', 'windows-1252', 'Café'],
  ])('declared as %s, read as %s, however few letters there are', async (declared, encoding, name) => {
    const { summary, rows } = await cameras(
      encodeAs(encoding, kml(placemark(POINT, name), declared).replace('县', '')),
    );
    expect([summary.encoding, rows[0]!.fields.name]).toEqual([encoding, name]);
  });
});
