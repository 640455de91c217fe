// CSV, GeoJSON, KML and OSM as text, read by other means.
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { guardedGuard, guardedText, unguarded, withoutGuard } from '#rules/formula-guard';
import { csvText } from './csv.ts';
import { geojsonText } from './geojson.ts';
import { kmlText } from './kml.ts';
import { camera, cameraLayer, region, regionLayer, rowsOf, textOf } from './layer.fixture.ts';
import { nothingLost } from './model.ts';
import { osmText } from './osm.ts';
import { qmlOf } from './qml.ts';

const RUNS = ['=1', '+1', '-1', '@x', '\tx', '\rx', '＝1', '＋1', '－1', '＠x', ' =1', "'=1", "''=1"];

test('a guarded text never begins as a formula, and taking the guard away gives the text', () => {
  for (const text of [...RUNS, "'plain", "'", '', 'a=1', "o'clock"]) {
    expect(/^[=+\-@\t\r＝＋－＠]|^\s+[=+\-@]/.test(guardedText(text)), text).toBe(false);
    expect(withoutGuard(guardedText(text)), text).toBe(text);
    expect(unguarded(guardedGuard(text)), text).toBe(text);
  }
});

test('CSV has a BOM, ends its lines with CR LF, and quotes what needs quotes', async () => {
  const text = await textOf(
    csvText(
      cameraLayer,
      rowsOf(camera('00123', [110.1, 30.25], { name: 'a "b",\nc', tiltDeg: -3.5, installedOn: '2024-01-02' })),
    ),
  );
  const [head, row] = text.split('\r\n');
  expect(head).toMatch(/^\ufeffid,name,longitude,latitude,type,azimuthDeg,/);
  expect(row).toMatch(/^"00123","a ""b"",\nc",110\.1,30\.25,/);
  expect(row).toContain(',-3.5,');
  expect(row).toContain(',2024-01-02,');
  expect(text.endsWith('\r\n')).toBe(true);
});

test('GeoJSON has one feature a line, and is JSON with no rows too', async () => {
  const rows = rowsOf(camera('a', [110, 30]), camera('b', [111, 31], { name: '名' }));
  const whole = await textOf(geojsonText(cameraLayer, rows, false));
  const parsed = JSON.parse(whole);
  expect(parsed.features.map((f: { id: string }) => f.id)).toEqual(['a', 'b']);
  expect(parsed.about).toMatchObject({ dataVersion: 7, crs: 'wgs84' });
  expect(parsed.features[0].properties.longitude).toBeUndefined();
  expect(JSON.parse(await textOf(geojsonText(cameraLayer, rowsOf(), false))).features).toEqual([]);
  const lines = (await textOf(geojsonText(cameraLayer, rows, true))).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).geometry.coordinates)).toEqual([
    [110, 30],
    [111, 31],
  ]);
});

/** Throws where the text is no XML. */
function elements(xml: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const found: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: typeof found = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' };
    found.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    if (open.length > 0) open.at(-1)!.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return found;
}

test('KML is sound XML whatever the texts hold, with holes and values', async () => {
  const xml = await textOf(
    kmlText(regionLayer, rowsOf(region('<R>&"\u0001', 10, { cameras: 3 }), region('none', null))),
  );
  const all = elements(xml);
  expect(all.filter((e) => e.name === 'Placemark')).toHaveLength(2);
  expect(all.filter((e) => e.name === 'innerBoundaryIs')).toHaveLength(1);
  expect(all.find((e) => e.name === 'coordinates')!.text).toBe('10,0 14,0 14,4 10,4 10,0');
  expect(all.filter((e) => e.name === 'name').map((e) => e.text)).toEqual(['regions', '<R>&"\ufffd', 'none']);
});

test('OSM nodes have new ids and the tags of surveillance', async () => {
  const xml = await textOf(
    osmText(
      cameraLayer,
      rowsOf(camera('k', [110, 30], { type: 'ptz', azimuthDeg: 90, heightM: 4, tiltDeg: 15, owner: 'a & b' })),
      nothingLost(),
    ),
  );
  const all = elements(xml);
  expect(all.find((e) => e.name === 'node')!.attributes).toEqual({ id: '-1', lat: '30', lon: '110' });
  expect(Object.fromEntries(all.filter((e) => e.name === 'tag').map((e) => [e.attributes.k, e.attributes.v]))).toEqual({
    man_made: 'surveillance',
    'surveillance:type': 'camera',
    'camera:type': 'panning',
    'camera:direction': '90',
    'camera:angle': '15',
    height: '4',
    operator: 'a & b',
    ref: 'k',
  });
});

test('OSM texts are cut between characters, and the cuts are counted', async () => {
  const lost = nothingLost();
  const name = `${'n'.repeat(254)}🎥🎥`;
  const xml = await textOf(
    osmText(
      cameraLayer,
      rowsOf(camera('k', [110, 30], { name }), camera('l', [110, 30], { name: '🎥'.repeat(255) })),
      lost,
    ),
  );
  const names = elements(xml).filter(({ attributes }) => attributes.k === 'name');
  expect(names.map(({ attributes }) => attributes.v)).toEqual([`${'n'.repeat(254)}🎥`, '🎥'.repeat(255)]);
  expect(lost.textsCut).toBe(1);
});

test('a style of every layer is sound XML with a symbol for each of its rules', () => {
  for (const what of ['cameras', 'regions', 'gaps', 'footprints'] as const) {
    const all = elements(qmlOf(what));
    const rules = all.filter(({ name, attributes }) => name === 'rule' && attributes.symbol !== undefined);
    const symbols = all.filter(({ name }) => name === 'symbol').map(({ attributes }) => attributes.name);
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.map(({ attributes }) => attributes.symbol)).toEqual(symbols);
  }
});
