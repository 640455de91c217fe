// What can leave, as tables: cameras, regions with their figures, gaps, footprints. Page by page, inside the caller's scope.
import gcoord from 'gcoord';
import { CAMERA_DEFAULTS, type CameraFields } from '#contract/camera';
import { type CameraArrays, cutFootprintPolygons, outlineRings, reachBox, readOutline } from '#engine';
import type {
  ExportField,
  ExportGeometry,
  ExportRow,
  ExportTable,
  ExportWhat,
  FieldType,
  Value,
  Words,
} from '#exports/types';
import { crsOf } from '#importers/crs';
import { footprintOf } from '#rules/assumptions';
import { obstacleInput } from '#rules/leaf-layers';
import { type CameraRecord, cameraPage } from '#storage/cameras.repository';
import { gapsByCell } from '#storage/gaps.repository';
import { decodeSoup, polygonsOf } from '#storage/geometry-blob';
import { readMeta } from '#storage/meta.repository';
import { obstacleRecords } from '#storage/obstacles.repository';
import { allRegionRows, outlines } from '#storage/regions.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { lookAt } from './look.ts';
import { regionItems } from './regions.ts';
import { judgeOf } from './standing-of-figures.ts';

export interface TableAsked {
  what: ExportWhat;
  /** code of the region whose subtree is asked for; null = all of the scope */
  region: string | null;
  /** system of the coordinates that leave */
  crs: string;
  includeRestricted: boolean;
}
export interface BuiltTable {
  table: ExportTable;
  /** cameras that were left out since they are restricted; grows while the rows are read */
  restricted(): number;
}

const PAGE = 1_000;
const LEAST = 'wgs84';

const field = (key: string, type: FieldType, zh: string, en: string, unit = ''): ExportField => ({
  key,
  type,
  unit,
  title: { zh, en },
});
const CAMERA_WORDS: Record<keyof CameraFields, [FieldType, string, string, string?]> = {
  name: ['text', '名称', 'name'],
  longitude: ['number', '经度', 'longitude', '°'],
  latitude: ['number', '纬度', 'latitude', '°'],
  type: ['text', '类型', 'type'],
  azimuthDeg: ['number', '方位角(从正北顺时针)', 'azimuth, clockwise from true north', '°'],
  hfovDeg: ['number', '水平视场角', 'horizontal angle of view', '°'],
  rangeM: ['number', '监控距离', 'range', 'm'],
  nearM: ['number', '最近距离', 'near edge', 'm'],
  heightM: ['number', '安装高度', 'mounting height', 'm'],
  tiltDeg: ['number', '俯角', 'tilt below the horizon', '°'],
  vfovDeg: ['number', '垂直视场角', 'vertical angle of view', '°'],
  lensHfovDeg: ['number', '镜头水平视场角', 'angle of view of the lens', '°'],
  resolutionH: ['integer', '水平像素', 'pixels across', 'px'],
  stage: ['text', '建设阶段', 'stage'],
  plannedOn: ['text', '规划日期', 'planned on'],
  approvedOn: ['text', '批复日期', 'approved on'],
  procuredOn: ['text', '采购日期', 'procured on'],
  installedOn: ['text', '安装日期', 'installed on'],
  networkedOn: ['text', '联网日期', 'networked on'],
  acceptedOn: ['text', '验收日期', 'accepted on'],
  retiredOn: ['text', '拆除日期', 'retired on'],
  owner: ['text', '管理单位', 'owner'],
  purpose: ['text', '用途', 'purpose'],
  legalBasis: ['text', '法律依据', 'legal basis'],
  reviewOn: ['text', '复核日期', 'review on'],
  retentionDays: ['integer', '保存天数', 'retention', 'd'],
  filingNo: ['text', '备案号', 'filing number'],
  filedOn: ['text', '备案日期', 'filed on'],
  signage: ['boolean', '标识牌', 'signage'],
  restricted: ['boolean', '涉密', 'restricted'],
  count: ['integer', '设备数', 'devices'],
};
/** Names and order of the contract's canonical columns; the others behind them. */
const CAMERA_ORDER: (keyof CameraFields)[] = (() => {
  const canonical =
    'name,longitude,latitude,type,azimuthDeg,hfovDeg,rangeM,nearM,heightM,tiltDeg,vfovDeg,lensHfovDeg,resolutionH,stage,installedOn,owner,purpose,count'.split(
      ',',
    ) as (keyof CameraFields)[];
  const all = ['longitude', 'latitude', ...Object.keys(CAMERA_DEFAULTS)] as (keyof CameraFields)[];
  return [...canonical, ...all.filter((key) => !canonical.includes(key))];
})();
const CAMERA_COLUMNS = [
  field('id', 'text', '编码', 'id'),
  ...CAMERA_ORDER.map((key) => {
    const [type, zh, en, unit] = CAMERA_WORDS[key];
    return field(key, type, zh, en, unit);
  }),
  field('regionCode', 'text', '所在区划', 'region it stands in'),
];

const m2Field = (key: string, zh: string, en: string): ExportField => field(key, 'number', zh, en, 'm²');
const REGION_COLUMNS = [
  field('code', 'text', '代码', 'code'),
  field('name', 'text', '名称', 'name'),
  field('nameEn', 'text', '英文名', 'name in English'),
  field('level', 'text', '层级', 'level'),
  field('parentCode', 'text', '上级代码', 'code of the parent'),
  field('population', 'number', '人口', 'population'),
  field('urbanRural', 'text', '城乡分类', 'urban or rural class'),
  field('basis', 'text', '口径', 'basis of the figures'),
  m2Field('demandM2', '应覆盖面积', 'ground to be seen'),
  m2Field('coveredM2', '覆盖面积下限', 'covered, low'),
  m2Field('likelyM2', '覆盖面积(可能)', 'covered, likely'),
  m2Field('coveredHighM2', '覆盖面积上限', 'covered, high'),
  field('likelyShare', 'number', '覆盖率(可能)', 'covered, likely ÷ ground', '0–1'),
  m2Field('overM2', '过度覆盖面积', 'over-covered'),
  m2Field('privateM2', '被看到的隐私地面', 'private ground seen'),
  field('cameras', 'integer', '点位数', 'cameras'),
  field('devices', 'integer', '设备数', 'devices'),
  field('unaimed', 'integer', '缺方位角', 'without an azimuth'),
  field('gapCount', 'integer', '盲区数', 'gaps'),
  field('target', 'number', '目标', 'target', '0–1'),
  field('grade', 'text', '评级', 'grade'),
];
const GAP_COLUMNS = [
  field('id', 'text', '编号', 'id'),
  field('region', 'text', '区划代码', 'code of the region'),
  field('class', 'text', '类别', 'class'),
  field('areaM2', 'number', '面积', 'area', 'm²'),
  field('need', 'number', '需求(面积×权重)', 'need: area × weight', 'm²'),
  field('componentId', 'text', '连通块', 'connected component'),
  field('componentM2', 'number', '连通块面积', 'area of the component', 'm²'),
  field('nearestCamera', 'text', '最近点位', 'nearest camera'),
  field('nearestM', 'number', '距最近点位', 'distance to it', 'm'),
  field('places', 'text', '其中的重点场所', 'key places in it'),
];
const FOOTPRINT_COLUMNS = [
  field('id', 'text', '点位编码', 'id of the camera'),
  field('name', 'text', '名称', 'name'),
  field('type', 'text', '类型(含假设)', 'type, assumed where unknown'),
  field('stage', 'text', '建设阶段', 'stage'),
  field('certain', 'boolean', '方向是否已知', 'direction is known'),
  field('azimuthDeg', 'number', '方位角', 'azimuth', '°'),
  field('hfovDeg', 'number', '视场角(含假设)', 'angle of view, assumed where unknown', '°'),
  field('nearM', 'number', '最近距离', 'near edge', 'm'),
  field('reachM', 'number', '可视距离(含假设)', 'reach, assumed where unknown', 'm'),
];

const TITLES: Record<ExportWhat, Words> = {
  cameras: { zh: '点位', en: 'Cameras' },
  regions: { zh: '区划与覆盖', en: 'Regions and coverage' },
  gaps: { zh: '盲区', en: 'Gaps' },
  footprints: { zh: '可视范围', en: 'Footprints' },
};
const NOTES: Record<ExportWhat, Words[]> = {
  cameras: [],
  regions: [
    {
      zh: '面积为椭球面平方米;未测算或混合口径的区划没有面积。',
      en: 'Areas are m² on the ellipsoid; a region not measured, or of two bases, has none.',
    },
  ],
  gaps: [{ zh: '25 平方米及以上的盲区。', en: 'Gaps of 25 m² and more.' }],
  footprints: [
    {
      zh: '轮廓供查看,与真实边界相差不超过 0.05 米;方向未知的点位为整个圆。',
      en: 'Outlines are for looking at, within 0.05 m of the true ones; a camera without a direction has its whole disc.',
    },
  ],
};

/** To the square millimetre: no figure is better than that, and every program keeps so many digits. */
const area = (m2: number | null | undefined): number | null => (m2 == null ? null : Math.round(m2 * 1e6) / 1e6);
const ratio = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e12) / 1e12);

type Turn = (lon: number, lat: number) => [number, number];
/** From WGS-84 to the system asked for. Errors: export.crs_unknown, export.crs_does_not_fit. */
function turnTo(crs: string): Turn {
  if (crs === LEAST || crs === 'cgcs2000') return (lon, lat) => [lon, lat];
  const shifted = crs === 'gcj02' ? gcoord.GCJ02 : crs === 'bd09' ? gcoord.BD09 : null;
  if (shifted !== null) return (lon, lat) => gcoord.transform([lon, lat], gcoord.WGS84, shifted) as [number, number];
  const known = crsOf(crs);
  const from = known?.fromWgs84;
  if (from === undefined) throw new ServiceError('export.crs_unknown', 'invalid', { crs });
  return (lon, lat) => {
    const at = from(lon, lat);
    if (at === null) throw new ServiceError('export.crs_does_not_fit', 'invalid', { crs });
    return at;
  };
}

export async function buildTable(ctx: Ctx, asked: TableAsked): Promise<BuiltTable> {
  const { what } = asked;
  const turn = turnTo(asked.crs);
  const dataVersion = await readMeta(ctx.storage.reader, 'dataVersion');
  let restricted = 0;
  const isShown = (camera: CameraRecord): boolean => {
    if (asked.includeRestricted || !camera.restricted) return true;
    restricted += 1;
    return false;
  };
  const rows =
    what === 'cameras'
      ? cameraRows(ctx, turn, isShown)
      : what === 'footprints'
        ? footprintRows(ctx, turn, isShown)
        : what === 'regions'
          ? regionRowsOf(ctx, turn)
          : gapRows(ctx, turn);
  const fields = { cameras: CAMERA_COLUMNS, regions: REGION_COLUMNS, gaps: GAP_COLUMNS, footprints: FOOTPRINT_COLUMNS };
  const table: ExportTable = {
    what,
    fields: fields[what],
    geometry: what === 'cameras' ? 'Point' : 'MultiPolygon',
    rows,
    about: {
      title: TITLES[what],
      scope: asked.region,
      crs: asked.crs,
      dataVersion,
      writtenAt: nowIso(ctx),
      productVersion: ctx.version,
      notes: NOTES[what],
    },
  };
  return { table, restricted: () => restricted };
}

async function* cameraPages(ctx: Ctx): AsyncGenerator<CameraRecord[]> {
  for (let after = ''; ; ) {
    const page = await cameraPage(ctx.storage.reader, ctx.scope, {}, after, PAGE);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!.id;
  }
}

async function* cameraRows(ctx: Ctx, turn: Turn, isShown: (c: CameraRecord) => boolean): AsyncGenerator<ExportRow[]> {
  for await (const page of cameraPages(ctx))
    yield page.filter(isShown).map((camera): ExportRow => {
      const [x, y] = turn(camera.longitude, camera.latitude);
      const cellOf = (key: keyof CameraFields): Value =>
        key === 'longitude' ? x : key === 'latitude' ? y : (camera[key] as Value);
      return {
        values: [camera.id, ...CAMERA_ORDER.map(cellOf), camera.regionCode],
        geometry: { type: 'Point', coordinates: [x, y] },
      };
    });
}

type Polygons = readonly (readonly (readonly (readonly number[])[])[])[];
function shape(polygons: Polygons, turn: Turn): ExportGeometry | null {
  const coordinates = polygons
    .map((rings) =>
      rings
        .filter((ring) => ring.length > 0)
        .map((ring) => {
          const turned = ring.map(([lon, lat]) => turn(lon!, lat!));
          const [first, last] = [turned[0]!, turned.at(-1)!];
          if (first[0] !== last[0] || first[1] !== last[1]) turned.push([...first]);
          return turned;
        }),
    )
    .filter((rings) => rings.length > 0);
  return coordinates.length === 0 ? null : { type: 'MultiPolygon', coordinates };
}

async function* regionRowsOf(ctx: Ctx, turn: Turn): AsyncGenerator<ExportRow[]> {
  const { reader } = ctx.storage;
  const all = await allRegionRows(reader, ctx.scope);
  const judge = await judgeOf(ctx);
  const step = 200;
  for (let from = 0; from < all.length; from += step) {
    const some = all.slice(from, from + step);
    const items = await regionItems(ctx, some, judge);
    const codes = some.map(({ code }) => code);
    const shapes = new Map((await outlines(reader, ctx.scope, { codes })).map((row) => [row.code, row.geometry]));
    yield items.map((item): ExportRow => {
      const { figure, attainment } = item;
      const share = figure?.demandM2 && figure.likelyM2 !== null ? figure.likelyM2 / figure.demandM2 : null;
      const blob = shapes.get(item.code) ?? null;
      return {
        values: [
          item.code,
          item.name,
          item.nameEn,
          item.level,
          item.parentCode,
          item.population,
          item.urbanRural,
          figure?.basis ?? null,
          area(figure?.demandM2),
          area(figure?.coveredM2),
          area(figure?.likelyM2),
          area(figure?.coveredHighM2),
          ratio(share),
          area(figure?.overM2),
          area(figure?.privateM2),
          figure?.cameras ?? null,
          figure?.devices ?? null,
          figure?.unaimed ?? null,
          figure?.gapCount ?? null,
          attainment?.minimum ?? null,
          attainment?.grade ?? null,
        ],
        geometry: blob === null ? null : shape(polygonsOf(decodeSoup(blob)), turn),
      };
    });
  }
}

const LISTED_GAP_M2 = 25;
async function* gapRows(ctx: Ctx, turn: Turn): AsyncGenerator<ExportRow[]> {
  for await (const gaps of gapsByCell(ctx.storage.reader, ctx.scope, {}))
    yield gaps
      .filter(({ areaM2 }) => areaM2 >= LISTED_GAP_M2)
      .map(
        (gap): ExportRow => ({
          values: [
            gap.id,
            gap.regionCode,
            gap.class,
            area(gap.areaM2),
            area(gap.need),
            gap.componentId,
            area(gap.componentM2),
            gap.nearestCameraId,
            area(gap.nearestM),
            gap.places.join('、') || null,
          ],
          geometry: shape([outlineRings(readOutline(gap.outline))], turn),
        }),
      );
}

async function* footprintRows(
  ctx: Ctx,
  turn: Turn,
  isShown: (c: CameraRecord) => boolean,
): AsyncGenerator<ExportRow[]> {
  const { reader } = ctx.storage;
  const look = await lookAt(reader);
  for await (const page of cameraPages(ctx)) {
    const rows: ExportRow[] = [];
    for (const camera of page.filter((one) => one.stage !== 'retired' && isShown(one))) {
      const seen = footprintOf(camera, look);
      if ('empty' in seen) continue;
      const certain = !seen.unaimed;
      const hfovDeg = certain ? seen.hfovDeg : 360;
      const ids = (await ctx.spatial.obstacles(reader)).meeting([
        reachBox(camera.longitude, camera.latitude, seen.reachM),
      ]);
      const near = (await obstacleRecords(reader, ctx.scope, ids)).map(({ geometry, ...row }) => ({
        ...row,
        soup: decodeSoup(geometry),
      }));
      const one = (value: number): Float64Array => Float64Array.of(value);
      const arrays: CameraArrays = {
        n: 1,
        lon: one(camera.longitude),
        lat: one(camera.latitude),
        azimuthDeg: one(certain ? seen.azimuthDeg : 0),
        hfovDeg: one(hfovDeg),
        nearM: one(seen.nearM),
        reachM: one(seen.reachM),
        p: one(1),
        heightM: one(camera.heightM ?? Number.NaN),
      };
      const [polygons] = cutFootprintPolygons(arrays, near.length > 0 ? obstacleInput(near) : null);
      rows.push({
        values: [
          camera.id,
          camera.name,
          camera.type ?? 'fixed',
          camera.stage,
          certain,
          camera.azimuthDeg,
          seen.hfovDeg,
          seen.nearM,
          seen.reachM,
        ],
        geometry: shape(polygons!, turn),
      });
    }
    yield rows;
  }
}
