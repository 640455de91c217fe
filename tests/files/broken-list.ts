// Lists as they come from a county, made from the sample: one with nine kinds of faults, one in another coordinate system
// than it says.
import gcoord from 'gcoord';
import { generateSample } from '#sample/generate';
import type { LonLat, SampleRegion } from '#sample/types';

interface Row {
  id: string;
  name: string;
  lon: string;
  lat: string;
  type: string;
  azimuth: string;
  range: string;
  height: string;
  stage: string;
  installed: string;
  village: string;
  password: string;
  note: string;
}
const HEADER: Record<keyof Row, string> = {
  id: '设备编号',
  name: '名称',
  lon: '经度',
  lat: '纬度',
  type: '类型',
  azimuth: '朝向',
  range: '监控距离',
  height: '安装高度',
  stage: '建设阶段',
  installed: '安装日期',
  village: '所属村',
  password: '密码',
  note: '备注',
};
const KEYS = Object.keys(HEADER) as (keyof Row)[];
const TYPES = { fixed: '枪机', dome: '半球', ptz: '球机', panoramic: '全景' } as const;

/** Kinds of faults and how many rows have each. */
export const FAULTS = {
  elsewhere: 118,
  repeatedId: 13,
  azimuthWords: 402,
  azimuthUnclear: 31,
  type: 73,
  swapped: 57,
  coordinateText: 26,
  date: 240,
  noPosition: 9,
} as const;
export const ROWS = 6_412;
export const MOST_UNCLEAR = '路口东南角';

const inRing = (ring: readonly LonLat[], [x, y]: LonLat): boolean => {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
};
const holds = ({ geometry, bbox }: SampleRegion, at: LonLat): boolean =>
  at[0] >= bbox[0] &&
  at[0] <= bbox[2] &&
  at[1] >= bbox[1] &&
  at[1] <= bbox[3] &&
  geometry.some(([outer, ...holes]) => inRing(outer, at) && !holes.some((hole) => inRing(hole, at)));

/** Sample cameras that stand in a village, with its name; each id once. */
function standing(rows: number): { row: Row; at: LonLat; village: SampleRegion }[] {
  const sample = generateSample();
  const villages = [...sample.regions].filter((region) => region.level === 'village');
  const found: { row: Row; at: LonLat; village: SampleRegion }[] = [];
  let last = villages[0];
  for (const camera of sample.cameras) {
    const at: LonLat = [camera.longitude, camera.latitude];
    const village = holds(last, at) ? last : villages.find((region) => holds(region, at));
    if (village === undefined) continue;
    last = village;
    found.push({ at, village, row: rowOf(camera, found.length, village) });
  }
  // the sample has some that stand in none: the first ones again, at other poles
  for (let i = 0; found.length < rows; i += 1) {
    const { row, at, village } = found[i];
    found.push({ at, village, row: { ...row, id: idOf(found.length), name: `${row.name}附` } });
  }
  return found.slice(0, rows);
}

const idOf = (i: number): string => `99010600001320${String(i + 1).padStart(6, '0')}`;

function rowOf(
  camera: ReturnType<typeof generateSample>['cameras'] extends Iterable<infer T> ? T : never,
  i: number,
  village: SampleRegion,
): Row {
  return {
    id: idOf(i),
    name: camera.name ?? `点位${i + 1}`,
    lon: String(camera.longitude),
    lat: String(camera.latitude),
    type: TYPES[camera.type ?? 'fixed'],
    azimuth: camera.azimuthDeg === null ? '' : String(camera.azimuthDeg),
    range: camera.rangeM === null ? '' : `${camera.rangeM}m`,
    height: camera.heightM === null ? '' : String(camera.heightM),
    stage: '已安装',
    installed: '2024-03-01',
    village: village.name,
    password: 'admin123',
    note: '无',
  };
}

const csv = (rows: readonly Row[]): string =>
  `${[KEYS.map((key) => HEADER[key]), ...rows.map((row) => KEYS.map((key) => row[key]))]
    .map((cells) => cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\r\n')}\r\n`;

/** 6,412 rows with nine kinds of faults, each row with one at most; as text, to be written in GB18030. */
export function brokenList(): string {
  const found = standing(ROWS);
  const rows = found.map(({ row }) => row);
  // spread over the file, every row at most once
  const order = Array.from({ length: ROWS }, (_, i) => (i * 2_477 + 11) % ROWS);
  let next = 0;
  const each = (n: number, spoil: (row: Row, i: number) => void): void => {
    for (let k = 0; k < n; k += 1) {
      const i = order[next++];
      spoil(rows[i], i);
    }
  };
  each(FAULTS.elsewhere, (row, i) => {
    const far = found.find(({ village }) => village.name !== found[i].village.name && village.code > found[i].village.code);
    row.village = (far ?? found[0]).village.name;
  });
  const twice = [rows[order[next++]].id, rows[order[next++]].id];
  each(FAULTS.repeatedId, (row, i) => {
    row.id = twice[i % 2];
  });
  const looks = ['朝东拍摄', '向西北方向照', '对着南', '约45', '朝西南拍', '405'];
  each(FAULTS.azimuthWords, (row, i) => {
    row.azimuth = looks[i % looks.length];
  });
  each(FAULTS.azimuthUnclear, (row) => {
    row.azimuth = MOST_UNCLEAR;
  });
  each(FAULTS.type, (row) => {
    row.type = '400万星光高清球';
  });
  each(FAULTS.swapped, (row) => {
    [row.lon, row.lat] = [row.lat, row.lon];
  });
  each(FAULTS.coordinateText, (row) => {
    row.lon = row.lon.replace('.', ',');
  });
  each(FAULTS.date, (row) => {
    row.installed = '45352';
  });
  each(FAULTS.noPosition, (row) => {
    row.lon = '';
    row.lat = '';
  });
  return csv(rows);
}

/** A good list whose positions are GCJ-02, under a header that says WGS84. */
export function mislabelledList(rows = 1_200): string {
  const found = standing(rows);
  const text = csv(
    found.map(({ row, at }) => {
      const [lon, lat] = gcoord.transform(at, gcoord.WGS84, gcoord.GCJ02) as LonLat;
      return { ...row, lon: lon.toFixed(7), lat: lat.toFixed(7) };
    }),
  );
  return text.replace('经度,纬度', '经度(WGS84),纬度(WGS84)');
}
