// The three files one can start from: canonical headers, two example rows that import as they stand.

export const TEMPLATE_KINDS = ['regions', 'cameras', 'targets'] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];
interface Template {
  fileName: string;
  type: string;
  text: string;
}

const CAMERA_HEADER =
  'id,name,longitude,latitude,type,azimuthDeg,hfovDeg,rangeM,nearM,heightM,tiltDeg,vfovDeg,lensHfovDeg,resolutionH,stage,installedOn,owner,purpose,count';
const CAMERAS = [
  CAMERA_HEADER,
  '99010600001320000001,Market gate north 集市北门,112.9821,28.1942,fixed,135,60,45,,5,12,34,,1920,installed,2024-05-18,Town office,Public order,1',
  '99010600001320000002,School road 学校路,112.9834,28.1950,dome,,100,25,,4,,,,2560,planned,,Town office,School route,1',
];
const TARGETS = [
  'level,region,metric,minimum,start,due,note',
  'village,,coverage,60%,2026-01-01,2027-12-31,every village',
  ',430599,coverage,75%,2026-01-01,2027-12-31,the whole county',
];

const square = (west: number, south: number, east: number, north: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});
const region = (
  code: string,
  name: string,
  nameEn: string,
  level: string,
  parentCode: string | null,
  box: number[],
) => ({
  type: 'Feature',
  properties: { code, name, nameEn, level, parentCode, population: null, urbanRural: null },
  geometry: square(box[0], box[1], box[2], box[3]),
});
const REGIONS = {
  type: 'FeatureCollection',
  features: [
    region('430599', '示例县', 'Example County', 'county', null, [112.97, 28.18, 112.99, 28.2]),
    region('430599100001', '东村', 'East Village', 'village', '430599', [112.98, 28.18, 112.99, 28.2]),
    region('430599100002', '西村', 'West Village', 'village', '430599', [112.97, 28.18, 112.98, 28.2]),
  ],
};

const csv = (lines: string[]) => `\ufeff${lines.join('\r\n')}\r\n`;
export const TEMPLATES: Record<TemplateKind, Template> = {
  regions: {
    fileName: 'lacuna-regions.geojson',
    type: 'application/geo+json',
    text: `${JSON.stringify(REGIONS, null, 1)}\n`,
  },
  cameras: { fileName: 'lacuna-cameras.csv', type: 'text/csv;charset=utf-8', text: csv(CAMERAS) },
  targets: { fileName: 'lacuna-targets.csv', type: 'text/csv;charset=utf-8', text: csv(TARGETS) },
};
