// Good files that look odd: none of them may be refused. Each says what must come out.
import { gzipSync } from 'node:zlib';
import type { ImportKind, ImportOptions } from '#contract/import';
import { gp, gpkgOf, wkbPolygon } from '#importers/gpkg.fixture';
import { dbfOf, shpOf } from '#importers/shapefile.fixture';
import { rowsXml, xlsxOf } from '#importers/xlsx.fixture';
import { zipOf } from '#importers/zip.fixture';
import { encodeAs } from '#importers/encode.fixture';

export interface OddFile {
  name: string;
  kind: ImportKind;
  bytes: string | Uint8Array;
  options?: ImportOptions;
  rows: number;
  /** of the first row: longitude, latitude (cameras), or its box (regions) */
  at?: [number, number];
  first?: Record<string, unknown>;
}

const AT: [number, number] = [113.5, 29.5];
const camera = (name: string, bytes: string | Uint8Array, more: Partial<OddFile> = {}): OddFile => ({
  name,
  kind: 'cameras',
  bytes,
  rows: 1,
  at: AT,
  ...more,
});
const region = (name: string, bytes: string | Uint8Array, more: Partial<OddFile> = {}): OddFile => ({
  name,
  kind: 'regions',
  bytes,
  rows: 1,
  ...more,
});

const CHINESE = '设备编码,名称,经度,纬度,类型\n1001,龙潭镇路口的摄像机,113.5,29.5,球机\n1002,学校门口和广场,113.6,29.6,枪机\n';
const TRADITIONAL = '設備編號,名稱,經度,緯度\n1001,龍潭鎮與學校門口的廣場,113.5,29.5\n1002,車站對面的攝影機,113.6,29.6\n';
const JAPANESE = 'id,longitude,latitude,name\n1001,113.5,29.5,えきまえのこうさてんカメラ\n1002,113.6,29.6,しやくしょのちゅうしゃじょう\n';
const KOREAN = 'id,longitude,latitude,name\n1001,113.5,29.5,서울역 앞 교차로\n1002,113.6,29.6,시청 주차장\n';
const RUSSIAN = 'id,longitude,latitude,name\n1001,113.5,29.5,перекрёсток у вокзала\n1002,113.6,29.6,площадь перед школой\n';
const GERMAN = 'id;Längengrad;Breitengrad\n1001;113,5;29,5\n';
const mapped = (mapping: Record<string, string>): Partial<OddFile> => ({ options: { mapping } });

const ENCODINGS: OddFile[] = [
  camera('UTF-8', CHINESE, { rows: 2, first: { type: 'ptz' } }),
  camera('UTF-8 with a mark', `\ufeff${CHINESE}`, { rows: 2 }),
  camera('UTF-16 LE with a mark', encodeAs('utf-16le', `\ufeff${CHINESE}`), { rows: 2 }),
  camera('UTF-16 BE with a mark', encodeAs('utf-16be', `\ufeff${CHINESE}`), { rows: 2 }),
  camera('UTF-16 LE without a mark', encodeAs('utf-16le', CHINESE.repeat(1)), { rows: 2 }),
  camera('UTF-16 BE without a mark', encodeAs('utf-16be', CHINESE), { rows: 2 }),
  camera('GB18030', encodeAs('gb18030', CHINESE), { rows: 2, first: { name: '龙潭镇路口的摄像机' } }),
  camera('GBK by its other name', encodeAs('gbk', CHINESE), { rows: 2, options: { encoding: 'cp936' } }),
  camera('Big5', encodeAs('big5', TRADITIONAL), { rows: 2, first: { name: '龍潭鎮與學校門口的廣場' } }),
  camera('Shift_JIS', encodeAs('shift_jis', JAPANESE), { rows: 2, first: { name: 'えきまえのこうさてんカメラ' } }),
  camera('EUC-JP', encodeAs('euc-jp', JAPANESE), { rows: 2, first: { name: 'えきまえのこうさてんカメラ' } }),
  camera('EUC-KR', encodeAs('euc-kr', KOREAN), { rows: 2, first: { name: '서울역 앞 교차로' } }),
  camera('Windows-1251', encodeAs('windows-1251', RUSSIAN), { rows: 2, first: { name: 'перекрёсток у вокзала' } }),
  camera('KOI8-R', encodeAs('koi8-r', RUSSIAN), { rows: 2, first: { name: 'перекрёсток у вокзала' } }),
  camera('Windows-1252, said', encodeAs('windows-1252', GERMAN), {
    options: { encoding: 'latin1', mapping: { Längengrad: 'longitude', Breitengrad: 'latitude' } },
  }),
  camera('ISO-8859-2, said', encodeAs('iso-8859-2', 'id,lon,lat,name\n1,113.5,29.5,Křižovatka\n'), {
    options: { encoding: 'iso-8859-2' },
    first: { name: 'Křižovatka' },
  }),
];

/** By option, with letters of each that ISO-8859-1 does not have. */
const SAID: [encoding: string, as: string, name: string][] = [
  ['windows-1250', 'cp1250', 'Křižovatka'],
  ['windows-1253', 'windows-1253', 'Πλατεία'],
  ['windows-1254', 'cp1254', 'Kavşağı'],
  ['windows-1255', 'windows-1255', 'צומת'],
  ['windows-1256', 'windows-1256', 'ساحة'],
  ['windows-1257', 'windows-1257', 'Krustojums ļ'],
  ['windows-1258', 'windows-1258', 'Đăng'],
  ['iso-8859-7', 'iso-8859-7', 'Πλατεία'],
  ['iso-8859-15', 'latin9', 'Carrefour œ €'],
  ['ibm866', 'cp866', 'площадь'],
  ['shift_jis', 'cp932', '交差点'],
  ['euc-kr', 'cp949', '교차로'],
];
const BY_OPTION: OddFile[] = SAID.map(([encoding, as, name]) =>
  camera(`${encoding}, said as ${as}`, encodeAs(encoding, `id,lon,lat,name\n1,113.5,29.5,${name.normalize('NFC')}\n`), {
    options: { encoding: as },
    first: { name: name.normalize('NFC') },
  }),
);
const BY_SIGN: OddFile[] = [
  // 関 between the escapes of ISO-2022-JP
  camera('ISO-2022-JP', Buffer.from('id,lon,lat,name\n1,113.5,29.5,\u001b$B4X\u001b(B\n', 'latin1'), { first: { name: '関' } }),
  camera('JSON in UTF-16', encodeAs('utf-16le', '[{"id":"a","lon":113.5,"lat":29.5,"name":"龙潭"}]'), { first: { name: '龙潭' } }),
  camera('two marks of UTF-8', `\ufeff\ufeff${CHINESE}`, { rows: 2 }),
];

const table = (separator: string, end = '\n'): string =>
  [['id', 'lon', 'lat', 'name'], ['1', '113.5', '29.5', 'x'], ['2', '113.6', '29.6', 'y']]
    .map((cells) => cells.join(separator))
    .join(end) + end;
const TABLES: OddFile[] = [
  camera('comma', table(','), { rows: 2 }),
  camera('semicolon', table(';'), { rows: 2 }),
  camera('tab', table('\t'), { rows: 2 }),
  camera('bar', table('|'), { rows: 2 }),
  camera('caret', table('^'), { rows: 2 }),
  camera('colon', table(':'), { rows: 2 }),
  camera('sep= in the first line', `sep=;\r\n${table(';', '\r\n')}`, { rows: 2 }),
  camera('CR alone ends the lines', table(',', '\r'), { rows: 2 }),
  camera('CRLF, none at the end', table(',', '\r\n').trimEnd(), { rows: 2 }),
  camera('a title above the header', `县公安局视频监控点位表\n\n${table(',')}`, { rows: 2 }),
  camera('remarks above the header', `# exported 2026-01-02\n# by somebody\n${table(',')}`, { rows: 2 }),
  camera('blank lines and empty columns', 'id,lon,lat,,,\n\n1,113.5,29.5,,,\n,,,,,\n2,113.6,29.6,,,\n', { rows: 2 }),
  camera('the header once more in the middle', `${table(',')}${table(',')}`.replace(/\n1,113.5,29.5,x\n2/, '\n1,113.5,29.5,x\n2'), {
    rows: 4,
  }),
  camera('quotes, doubled quotes, a line end inside', 'id,lon,lat,name\n"1","113.5","29.5","a ""b""\nc, d"\n', {
    first: { name: 'a "b" c, d' },
  }),
  camera('full-width digits and blanks', '编号,经度,纬度\n１,１１３．５,　２９．５\n'),
  camera('a decimal comma', 'id;lon;lat\n1;113,5;29,5\n'),
  camera('ids kept from a spreadsheet', 'id,lon,lat\n="00123",113.5,29.5\n', { first: { id: '00123' } }),
  camera('our own guard against formulas', "id,lon,lat,name\n1,113.5,29.5,'=1+1\n", { first: { name: '=1+1' } }),
  camera('line ends of both kinds', 'id,lon,lat\r\n1,113.5,29.5\n2,113.6,29.6\r\n', { rows: 2 }),
  camera('a row of units below the header', 'id,lon,lat,height\n,°,°,m\n1,113.5,29.5,6\n', { first: { heightM: 6 } }),
  camera('a sum at the end', 'id,name,lon,lat\n1,a,113.5,29.5\n2,b,113.6,29.6\n合计,2,,\n', { rows: 2 }),
  camera('the end of file that DOS wrote', 'id,lon,lat\n1,113.5,29.5\n\u001a'),
  camera('tabs, and a comma in every row', 'id\tname\tlon\tlat\n1\ta, b\t113.5\t29.5\n2\tc, d\t113.6\t29.6\n', { rows: 2 }),
  camera('sep= with a tab', 'sep=\t\r\nid\tlon\tlat\r\n1\t113.5\t29.5\r\n'),
  camera('thousands apart in metres', 'id;x;y\n1;548,550.11;3,264,711.22\n', { options: { crs: 'epsg:4546' }, at: undefined }),
  camera('columns in another order, with units', '高度(米),纬度(°),经度(°),设备编号（必填）\n6,29.5,113.5,A\n', {
    first: { heightM: 6 },
  }),
  camera('no header anybody knows, told by its cells', `甲,乙,丙\n${[1, 2, 3].map((i) => `4305221320000100000${i},113.${i}001,29.500${i}`).join('\n')}\n`, {
    rows: 3,
    at: [113.1001, 29.5001],
  }),
];

const HEADERS: OddFile[] = [
  camera('English', 'camera_id,LONGITUDE,Latitude,Camera Type\n1,113.5,29.5,dome\n', { first: { type: 'dome' } }),
  camera('traditional Chinese', '設備編號,經度,緯度\n1,113.5,29.5\n'),
  camera('GB/T 28181', 'DeviceID,Name,Longitude,Latitude,DirectionType,PTZType\n43052200001320000001,a,113.5,29.5,6,1\n', {
    first: { azimuthDeg: 45, type: 'ptz' },
  }),
  camera('OpenStreetMap', '@id,@lon,@lat,man_made,camera:type,camera:direction\n1,113.5,29.5,surveillance,panning,NE\n', {
    ...mapped({ '@lon': 'longitude', '@lat': 'latitude' }),
    first: { type: 'ptz', azimuthDeg: 45 },
  }),
  camera('German', 'Kennung;Bezeichnung;Länge;Breite;Typ;Richtung;Höhe;Betreiber\nA;Tor;113,5;29,5;Schwenkkamera;Südost;4,5;Stadt\n', {
    first: { name: 'Tor', type: 'ptz', azimuthDeg: 135, heightM: 4.5, owner: 'Stadt' },
  }),
  camera('French', 'Identifiant;Nom;Longitude;Latitude;Type de caméra;Orientation;Hauteur\nA;Porte;113,5;29,5;dôme;sud-ouest;4,5\n', {
    first: { name: 'Porte', type: 'dome', azimuthDeg: 225, heightM: 4.5 },
  }),
  camera('prototype names are columns like others', '__proto__,constructor,id,lon,lat,toString\na,b,1,113.5,29.5,c\n', {
    first: { id: '1' },
  }),
];

const spelled = (lon: string, lat: string): string => `id\tlon\tlat\n1\t${lon}\t${lat}\n`;
const POSITIONS: OddFile[] = [
  camera('degrees, minutes, seconds', spelled(`113°30'00"E`, `29°30'00"N`)),
  camera('primes', spelled('113°30′00″', '29°30′00″')),
  camera('Chinese words', spelled('东经113度30分0秒', '北纬29度30分')),
  camera('hemisphere in front', spelled('E113.5', 'N29.5')),
  camera('degree signs', spelled('113.5°', '29.5º')),
  camera('minutes with decimals', spelled("113°30.0'", "29°30.0'")),
  camera('hyphens', spelled('113-30-00', '29-30-00')),
  camera('colons', spelled('113:30:00', '29:30:00')),
  camera('blanks', spelled('113 30 00 E', '29 30 00 N')),
  camera('south and west', spelled('76.6W', '33.4S'), { at: [-76.6, -33.4] }),
  camera('exponents', spelled('1.135E2', '2.95e1')),
  camera('letters for the signs', spelled('113d30m00sE', '29d30m00sN')),
  camera('curly signs', spelled('113º30’00”E', '29º30’00”N')),
  camera('two primes for seconds', spelled("113°30'00''E", "29°30'00''N")),
  camera('hemispheres in Chinese behind', spelled('113°30′00″东', '29°30′00″北')),
  camera('minutes without signs', spelled('E113 30.0', 'N29 30.0')),
  camera('a sign in front of degrees', spelled(`-76°36'00"`, `39°18'`), { at: [-76.6, 39.3] }),
  camera('a decimal comma beside a degree sign', spelled('113,5°', '29,5°')),
  camera('one column of decimal commas', 'id\t坐标\n1\t29,5; 113,5\n'),
  camera('one column, the header says the order', 'id\tlat/lng\n1\t43.73, 7.41\n', { at: [7.41, 43.73] }),
  camera('one column, minutes and seconds', `id\tgps\n1\t29°30'00"N 113°30'00"E\n`),
  camera('one column, in brackets', 'id\tlocation\n1\t(29.5, 113.5)\n'),
  camera('an object in a cell', 'id\tposition\n1\t{"lat":29.5,"lng":113.5}\n'),
  camera('the bytes of PostGIS', 'id,geom\n1,0101000020E61000000000000000605C400000000000803D40\n'),
  camera('EWKT in web metres', 'id,geom\n1,SRID=3857;POINT(12634762.222 3439440.617)\n', { at: undefined }),
  camera('one column, latitude first', 'id,坐标\n1,"29.5,113.5"\n'),
  camera('one column, with words', 'id,坐标\n1,"经度:113.5 纬度:29.5"\n'),
  camera('WKT', 'id,wkt\n1,POINT (113.5 29.5)\n'),
  camera('EWKT', 'id,geom\n1,SRID=4326;POINT(113.5 29.5)\n'),
  camera('GeoJSON in a cell', 'id,geom\n1,"{""type"":""Point"",""coordinates"":[113.5,29.5]}"\n'),
  camera('metres of a national grid', 'id,x,y\n1,548550.11,3264711.22\n', { options: { crs: 'epsg:4546' }, at: undefined }),
  camera('a header that names the system', 'id,经度(GCJ02),纬度(GCJ02)\n1,113.5054,29.4967\n', { at: undefined }),
];

const RING = [[113, 29], [113.1, 29], [113.1, 29.1], [113, 29.1], [113, 29]];
const reversed = [...RING].reverse();
const feature = (geometry: object, properties: object = { code: 'a', name: '甲' }): object => ({
  type: 'Feature',
  properties,
  geometry,
});
const collection = (...features: object[]): string => JSON.stringify({ type: 'FeatureCollection', features });
const polygon = (...rings: number[][][]): object => ({ type: 'Polygon', coordinates: rings });
const TOPOLOGY = {
  type: 'Topology',
  objects: { county: { type: 'GeometryCollection', geometries: [{ type: 'Polygon', arcs: [[0]], properties: { code: 'a' } }] } },
  arcs: [[[0, 0], [1000, 0], [0, 1000], [-1000, 0], [0, -1000]]],
  transform: { scale: [0.0001, 0.0001], translate: [113, 29] },
};
const KML = (inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>县</name><Placemark id="a"><name>甲</name>${inner}</Placemark></Folder></Document></kml>`;
const KML_RING = RING.map((at) => at.join(',')).join(' ');
const SHAPES: OddFile[] = [
  region('rings the other way round', collection(feature(polygon(reversed)))),
  region('Z values', collection(feature(polygon(RING.map((at) => [...at, 55.5]))))),
  region('a ring that is not closed', collection(feature(polygon(RING.slice(0, 4))))),
  region('repeated corners', collection(feature(polygon(RING.flatMap((at) => [at, at]))))),
  region('over the antimeridian', collection(feature(polygon([[179.9, 0], [-179.9, 0], [-179.9, 0.2], [179.9, 0.2], [179.9, 0]])))),
  region('a bare geometry', JSON.stringify(polygon(RING))),
  region('one feature', JSON.stringify(feature(polygon(RING)))),
  region('an array of features', JSON.stringify([feature(polygon(RING))])),
  region('the old crs member', JSON.stringify({ type: 'FeatureCollection', crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } }, features: [feature(polygon(RING))] })),
  region('one feature a line', `${JSON.stringify(feature(polygon(RING)))}\n${JSON.stringify(feature(polygon(RING), { code: 'b', name: '乙' }))}\n`, { rows: 2 }),
  region('record separators', `\u001e${JSON.stringify(feature(polygon(RING)))}\n`),
  region('several values in one line', JSON.stringify(feature(polygon(RING))) + JSON.stringify(feature(polygon(RING), { code: 'b', name: '乙' })), { rows: 2 }),
  region('values over several lines', `${JSON.stringify(feature(polygon(RING)), null, 2)}\n${JSON.stringify(feature(polygon(RING), { code: 'b', name: '乙' }), null, 2)}`, { rows: 2 }),
  region('an outline of Overpass in two ways', JSON.stringify({ version: 0.6, elements: [{ type: 'relation', id: 6, tags: { boundary: 'administrative', type: 'boundary', name: '甲' }, members: [RING.slice(0, 3), RING.slice(2)].map((part, i) => ({ type: 'way', ref: i, role: 'outer', geometry: part.map(([lon, lat]) => ({ lon, lat })) })) }] })),
  region('TopoJSON, quantised', JSON.stringify(TOPOLOGY)),
  region('a geometry collection of one polygon', collection(feature({ type: 'GeometryCollection', geometries: [polygon(RING)] }))),
  region('KML with a hole', KML(`<Polygon><outerBoundaryIs><LinearRing><coordinates>${KML_RING}</coordinates></LinearRing></outerBoundaryIs></Polygon>`)),
  region('KML with prefixes and heights', KML(`<Polygon><outerBoundaryIs><LinearRing><coordinates>\n ${RING.map((at) => `${at.join(',')},0`).join('\n ')}\n</coordinates></LinearRing></outerBoundaryIs></Polygon>`).replace(/<(\/?)(kml|Document|Folder|Placemark|Polygon|outerBoundaryIs|LinearRing|coordinates|name)\b/g, '<$1k:$2').replace('xmlns=', 'xmlns:k=')),
  region('WKT in a table', `code,name,wkt\na,甲,"POLYGON ((${RING.map((at) => at.join(' ')).join(', ')}))"\n`),
  region('a GeoPackage', gpkgOf([{ table: 't', geometry: 'POLYGON', rows: [{ geom: gp(wkbPolygon([RING])), code: 'a', name: '甲' }] }])),
  region('a Shapefile without .shx, .prj and .cpg', zipOf([
    { name: '县界/county.shp', data: shpOf([{ parts: [reversed] }]) },
    { name: '县界/county.dbf', data: dbfOf([{ name: 'code', type: 'C', length: 10 }, { name: 'name', type: 'C', length: 20 }], [['a', encodeAs('gbk', '龙潭镇')]]) },
  ])),
  camera('KML point', KML('<Point><coordinates>113.5,29.5</coordinates></Point>')),
  camera('a workbook', xlsxOf({ sheets: [{ name: '点位', rows: rowsXml([['设备编号', '经度', '纬度'], ['1', 113.5, 29.5]]) }] })),
  camera('a workbook with a title and a hidden sheet', xlsxOf({
    sheets: [
      { name: 'x', rows: '', state: 'hidden' },
      { name: '点位', rows: rowsXml([['某县视频监控点位表'], ['设备编号', '经度', '纬度'], ['1', 113.5, 29.5]]) },
    ],
  })),
  camera('packed with gzip', gzipSync(table(',')), { rows: 2 }),
  camera('packed in a zip, in a folder with a Chinese name', zipOf([{ name: '数据/点位.csv', data: table(',') }]), { rows: 2 }),
];

const item = (id: string, lon = '113.5'): string =>
  `<Item><DeviceID>${id}</DeviceID><Name>路口</Name><Longitude>${lon}</Longitude><Latitude>29.5</Latitude><Secrecy>1</Secrecy><Password>x</Password><IPAddress>10.0.0.1</IPAddress><Info><PTZType>3</PTZType><DirectionType>5</DirectionType></Info></Item>`;
const catalogue = (...items: string[]): string =>
  `<?xml version="1.0" encoding="GB2312"?>\r\n<Response>\r\n<CmdType>Catalog</CmdType><SN>1</SN><DeviceID>43052200002000000001</DeviceID><SumNum>${items.length}</SumNum><DeviceList Num="${items.length}">${items.join('\r\n')}</DeviceList>\r\n</Response>\r\n`;
const CATALOGUES: OddFile[] = [
  camera('a catalogue in GB2312', encodeAs('gb18030', catalogue(item('43052200001320000001'))), {
    first: { name: '路口', restricted: true, type: 'fixed', azimuthDeg: 135 },
  }),
  camera('several messages in one dump, with their heads', `MESSAGE sip:43052200002000000001@host SIP/2.0\r\nCSeq: 1 MESSAGE\r\n\r\n${catalogue(item('43052200001320000001'))}MESSAGE sip:x SIP/2.0\r\n\r\n${catalogue(item('43052200001320000002'))}`, { rows: 2 }),
  camera('a catalogue with an ampersand and other devices', catalogue(item('43052200001320000001').replace('路口', 'A&B'), item('43052200002150000002')), {
    first: { name: 'A&B' },
  }),
  camera('KML below a remark, in GB2312', encodeAs('gb18030', KML('<Point><coordinates>113.5,29.5</coordinates></Point>').replace('UTF-8', 'GB2312').replace('<kml', '<!-- 县 --><kml'))),
  camera('Overpass', JSON.stringify({ version: 0.6, elements: [{ type: 'node', id: 1, lat: 29.5, lon: 113.5, tags: { man_made: 'surveillance', 'camera:direction': '190-100' } }] })),
  camera('OSM XML', '<?xml version="1.0"?><osm version="0.6"><node id="1" lat="29.5" lon="113.5"><tag k="man_made" v="surveillance"/><tag k="direction" v="NW"/></node></osm>', { first: { azimuthDeg: 315 } }),
];

export const ODD: OddFile[] = [...ENCODINGS, ...BY_OPTION, ...BY_SIGN, ...TABLES, ...HEADERS, ...POSITIONS, ...SHAPES, ...CATALOGUES];
