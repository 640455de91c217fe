// Texts of coordinate systems, as the usual programs write them, and what becomes of them.
import { describe, expect, it } from 'vitest';
import { readPrj } from './prj.ts';
import { parseWkt } from './wkt.ts';

const geo = (name: string, datum: string, more = ''): string =>
  `GEOGCS["${name}",DATUM["${datum}",SPHEROID["x",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]${more}]`;
const WGS = geo('GCS_WGS_1984', 'D_WGS_1984');
const CGCS = geo('GCS_China_Geodetic_Coordinate_System_2000', 'D_China_2000');
const tm = (
  name: string,
  base: string,
  lon0: number,
  east: number,
  scale = 1,
  north = 0,
  lat0 = 0,
  method = 'Transverse_Mercator',
  unit = 'UNIT["Meter",1.0]',
): string =>
  `PROJCS["${name}",${base},PROJECTION["${method}"],PARAMETER["False_Easting",${east}],PARAMETER["False_Northing",${north}],PARAMETER["Central_Meridian",${lon0}],PARAMETER["Scale_Factor",${scale}],PARAMETER["Latitude_Of_Origin",${lat0}],${unit}]`;

describe('systems of ours', () => {
  it.each<[string, string, string]>([
    ['WGS-84, ESRI', WGS, 'wgs84'],
    [
      'WGS-84 with its number',
      'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],AUTHORITY["EPSG","4326"]]',
      'epsg:4326',
    ],
    ['CGCS2000', CGCS, 'cgcs2000'],
    ['CGCS2000 in Chinese', geo('2000国家大地坐标系', '2000国家大地坐标系'), 'cgcs2000'],
    ['ETRS89', geo('GCS_ETRS_1989', 'D_ETRS_1989'), 'epsg:4258'],
    ['TWD97', geo('GCS_TWD_1997', 'D_TWD_1997'), 'epsg:3824'],
    ['GCJ-02 by name', geo('GCS_GCJ_02', 'D_GCJ_02'), 'gcj02'],
    [
      'web Mercator, ESRI',
      `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",${WGS},PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],UNIT["Meter",1.0]]`,
      'epsg:3857',
    ],
    [
      'web Mercator, GDAL',
      `PROJCS["WGS 84 / Pseudo-Mercator",${WGS},PROJECTION["Mercator_1SP"],UNIT["metre",1],AUTHORITY["EPSG","3857"]]`,
      'epsg:3857',
    ],
    ['UTM north', tm('WGS_1984_UTM_Zone_49N', WGS, 111, 500_000, 0.9996), 'epsg:32649'],
    ['UTM south', tm('WGS_1984_UTM_Zone_49S', WGS, 111, 500_000, 0.9996, 10_000_000), 'epsg:32749'],
    [
      'UTM on ETRS89',
      tm('ETRS_1989_UTM_Zone_32N', geo('GCS_ETRS_1989', 'D_ETRS_1989'), 9, 500_000, 0.9996),
      'epsg:25832',
    ],
    [
      'Gauss-Krüger by meridian',
      tm('CGCS2000_3_Degree_GK_CM_111E', CGCS, 111, 500_000, 1, 0, 0, 'Gauss_Kruger'),
      'epsg:4546',
    ],
    [
      'Gauss-Krüger by zone of 3°',
      tm('CGCS2000_3_Degree_GK_Zone_37', CGCS, 111, 37_500_000, 1, 0, 0, 'Gauss_Kruger'),
      'epsg:4525',
    ],
    [
      'Gauss-Krüger by zone of 6°',
      tm('CGCS2000_GK_Zone_19', CGCS, 111, 19_500_000, 1, 0, 0, 'Gauss_Kruger'),
      'epsg:4497',
    ],
    [
      'British National Grid, ESRI',
      tm('British_National_Grid', geo('GCS_OSGB_1936', 'D_OSGB_1936'), -2, 400_000, 0.9996012717, -100_000, 49),
      'epsg:27700',
    ],
    ['TWD97 / TM2 121', tm('TWD_1997_TM_Taiwan', geo('GCS_TWD_1997', 'D_TWD_1997'), 121, 250_000, 0.9999), 'epsg:3826'],
    [
      'Hong Kong',
      tm(
        'Hong_Kong_1980_Grid',
        geo('GCS_Hong_Kong_1980', 'D_Hong_Kong_1980'),
        114.178555555556,
        836_694.05,
        1,
        819_069.8,
        22.3121333333333,
      ),
      'epsg:2326',
    ],
    [
      'WKT 2',
      'PROJCRS["CGCS2000 / 3-degree Gauss-Kruger CM 111E",BASEGEOGCRS["China Geodetic Coordinate System 2000",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]]],CONVERSION["x",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0],PARAMETER["Longitude of natural origin",111],PARAMETER["Scale factor at natural origin",1],PARAMETER["False easting",500000],PARAMETER["False northing",0]],CS[Cartesian,2],AXIS["northing (X)",north],LENGTHUNIT["metre",1]]',
      'epsg:4546',
    ],
    [
      'a compound of place and height',
      `COMPD_CS["x",${WGS},VERT_CS["h",VERT_DATUM["d",2005],UNIT["metre",1]]]`,
      'wgs84',
    ],
    ['a bare number', 'EPSG:4547', 'EPSG:4547'],
  ])('%s', (_, text, crs) => {
    expect(readPrj(text)?.crs).toBe(crs);
  });
});

describe('systems that are asked about, by their own name', () => {
  it.each<[string, string, string]>([
    [
      'Beijing 1954',
      tm('Beijing_1954_3_Degree_GK_CM_111E', geo('GCS_Beijing_1954', 'D_Beijing_1954'), 111, 500_000),
      'Beijing_1954_3_Degree_GK_CM_111E',
    ],
    ["Xi'an 1980 in degrees", geo('GCS_Xian_1980', 'D_Xian_1980'), 'GCS_Xian_1980'],
    ['a meridian that is no zone', tm('CGCS2000_local', CGCS, 112.5, 500_000), 'CGCS2000_local'],
    ['a false easting of its own', tm('CGCS2000_city', CGCS, 111, 800_000), 'CGCS2000_city'],
    [
      'feet',
      tm(
        'NAD83_feet',
        geo('GCS_North_American_1983', 'D_North_American_1983'),
        111,
        500_000,
        0.9996,
        0,
        0,
        'Transverse_Mercator',
        'UNIT["Foot_US",0.3048006096]',
      ),
      'NAD83_feet',
    ],
    [
      'grads',
      'GEOGCS["WGS grads",DATUM["D_WGS_1984",SPHEROID["x",1,2]],PRIMEM["Greenwich",0],UNIT["Grad",0.01570796326794897]]',
      'WGS grads',
    ],
    [
      'another first meridian',
      'GEOGCS["WGS Paris",DATUM["D_WGS_1984",SPHEROID["x",1,2]],PRIMEM["Paris",2.337],UNIT["Degree",0.0174532925199433]]',
      'WGS Paris',
    ],
    ['no such text', 'Projection GEOGRAPHIC Datum ???', 'Projection GEOGRAPHIC Datum ???'],
    ['a name that looks like one of ours', 'LOCAL_CS["wgs84"]', 'wgs84 (?)'],
  ])('%s', (_, text, name) => {
    expect(readPrj(text)).toEqual({ crs: null, name });
  });
  it('an empty text says nothing', () => {
    expect(readPrj(' \0\ufeff\n')).toBeNull();
  });
});

describe('the text taken apart', () => {
  it('quotes, brackets of both kinds, numbers', () => {
    expect(parseWkt('A["x ""y""",1e3,B(-2.5,north)]')).toEqual({
      word: 'A',
      values: ['x "y"', 1000, { word: 'B', values: [-2.5, 'north'] }],
    });
  });
  it('what is no such text is none, and depth is bounded', () => {
    for (const text of [
      '',
      'A',
      '[',
      'A[',
      'A]',
      'A["x]',
      'A[,',
      `${'A['.repeat(100)}${']'.repeat(100)}`,
      '{"a":1}',
      'A[1]]',
    ])
      expect(parseWkt(text), text).toBeNull();
  });
});
