// How is a coordinate system written as text that other programs read (WKT 1 as ESRI writes it)?
import type { LayerCrs } from './model.ts';

const WGS84 =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]';
const CGCS2000 =
  'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]';

const transverseMercator = (name: string, base: string, lon0: number, k: number, x0: number, y0: number): string =>
  `PROJCS["${name}",${base},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",${x0}.0],PARAMETER["False_Northing",${y0}.0],PARAMETER["Central_Meridian",${lon0}.0],PARAMETER["Scale_Factor",${k}],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`;

/** null = not known by heart. */
export function prjOf({ name, epsg }: LayerCrs): string | null {
  if (name === 'wgs84') return WGS84;
  if (name === 'cgcs2000') return CGCS2000;
  if (epsg === null) return null;
  const utm = epsg % 100;
  const south = epsg >= 32701 && epsg <= 32760;
  if (south || (epsg >= 32601 && epsg <= 32660))
    return transverseMercator(
      `WGS_1984_UTM_Zone_${utm}${south ? 'S' : 'N'}`,
      WGS84,
      utm * 6 - 183,
      0.9996,
      500_000,
      south ? 10_000_000 : 0,
    );
  const gauss = (width: 3 | 6, zone: number, inX: boolean): string => {
    const lon0 = width === 3 ? zone * 3 : zone * 6 - 3;
    const label = inX ? `Zone_${zone}` : `CM_${lon0}E`;
    const kind = width === 3 ? '3_Degree_GK' : 'GK';
    return transverseMercator(`CGCS2000_${kind}_${label}`, CGCS2000, lon0, 1, (inX ? zone * 1e6 : 0) + 500_000, 0);
  };
  if (epsg >= 4491 && epsg <= 4501) return gauss(6, epsg - 4478, true);
  if (epsg >= 4502 && epsg <= 4512) return gauss(6, epsg - 4489, false);
  if (epsg >= 4513 && epsg <= 4533) return gauss(3, epsg - 4488, true);
  if (epsg >= 4534 && epsg <= 4554) return gauss(3, epsg - 4509, false);
  return null;
}
