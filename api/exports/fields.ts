// Which fields does each layer have? Keys are those that imports read, so that a file that went out can come in again.
import type { Field, FieldKind } from './model.ts';

const field = (key: string, kind: FieldKind, unit: string, short: string, zh: string, en: string): Field => ({
  key,
  kind,
  unit,
  short,
  zh,
  en,
});
const text = (key: string, short: string, zh: string, en: string): Field => field(key, 'text', '', short, zh, en);
const number = (key: string, unit: string, short: string, zh: string, en: string): Field =>
  field(key, 'number', unit, short, zh, en);
const integer = (key: string, short: string, zh: string, en: string, unit = ''): Field =>
  field(key, 'integer', unit, short, zh, en);
const date = (key: string, short: string, zh: string, en: string): Field => field(key, 'date', '', short, zh, en);
const flag = (key: string, short: string, zh: string, en: string): Field => field(key, 'flag', '', short, zh, en);

export const CAMERA_EXPORT_FIELDS: readonly Field[] = [
  text('id', 'id', '点位编号', 'id of the camera'),
  text('name', 'name', '名称', 'name'),
  { ...number('longitude', '°', 'longitude', '经度', 'longitude'), isPosition: true },
  { ...number('latitude', '°', 'latitude', '纬度', 'latitude'), isPosition: true },
  text('type', 'type', '类型:fixed dome ptz panoramic', 'fixed, dome, ptz or panoramic'),
  number('azimuthDeg', '°', 'azimuthDeg', '方位角,正北起顺时针', 'where it looks, clockwise from true north'),
  number('hfovDeg', '°', 'hfovDeg', '水平视场角', 'horizontal field of view'),
  number('rangeM', 'm', 'rangeM', '监控距离', 'how far it sees'),
  number('nearM', 'm', 'nearM', '近端盲距', 'nearest ground it sees'),
  number('heightM', 'm', 'heightM', '安装高度', 'height of the lens above the ground'),
  number('tiltDeg', '°', 'tiltDeg', '俯角', 'tilt below the horizon'),
  number('vfovDeg', '°', 'vfovDeg', '垂直视场角', 'vertical field of view'),
  number('lensHfovDeg', '°', 'lensHfov', '镜头水平视场角', 'horizontal angle of the lens'),
  integer('resolutionH', 'resolution', '水平像素', 'pixels across', 'px'),
  text('stage', 'stage', '建设阶段', 'planned … installed … retired'),
  date('plannedOn', 'plannedOn', '规划日期', 'planned on'),
  date('approvedOn', 'approvedOn', '批准日期', 'approved on'),
  date('procuredOn', 'procuredOn', '采购日期', 'procured on'),
  date('installedOn', 'installed', '安装日期', 'installed on'),
  date('networkedOn', 'networked', '联网日期', 'networked on'),
  date('acceptedOn', 'acceptedOn', '验收日期', 'accepted on'),
  date('retiredOn', 'retiredOn', '拆除日期', 'retired on'),
  text('owner', 'owner', '管理单位', 'who is responsible'),
  text('purpose', 'purpose', '用途', 'what it is for'),
  text('legalBasis', 'legalBasis', '法律依据', 'on what legal ground'),
  date('reviewOn', 'reviewOn', '复核日期', 'to be reviewed on'),
  integer('retentionDays', 'retention', '录像保存天数', 'days that recordings are kept', 'd'),
  text('filingNo', 'filingNo', '备案号', 'filing number'),
  date('filedOn', 'filedOn', '备案日期', 'filed on'),
  flag('signage', 'signage', '有提示标识', 'people are told by a sign'),
  flag('restricted', 'restricted', '涉密', 'restricted'),
  integer('count', 'count', '设备数', 'devices on this record'),
  text('parentId', 'parentId', '上级设备', 'device it hangs on'),
];

export const REGION_EXPORT_FIELDS: readonly Field[] = [
  text('code', 'code', '区划代码', 'code of the region'),
  text('name', 'name', '名称', 'name'),
  text('nameEn', 'nameEn', '英文名', 'name in English'),
  text('parentCode', 'parentCode', '上级代码', 'code of the parent'),
  text('level', 'level', '层级', 'administrative level'),
  integer('population', 'population', '人口', 'people who live there'),
  text('urbanRural', 'urbanRural', '城乡分类', 'urban or rural class'),
  number('areaM2', 'm²', 'areaM2', '面积', 'area'),
  text('basis', 'basis', '口径', 'what had to be seen: whole-area, public-space or mixed'),
  number('demandM2', 'm²', 'demandM2', '应覆盖面积', 'ground to be seen'),
  number('coveredM2', 'm²', 'coveredM2', '确定覆盖(下限)', 'seen for certain (low)'),
  number('likelyM2', 'm²', 'likelyM2', '可能覆盖', 'likely seen'),
  number('coveredHighM2', 'm²', 'coverHigh', '至多覆盖(上限)', 'seen at most (high)'),
  number('coverageLow', '', 'shareLow', '确定覆盖占比,0 到 1', 'share seen for certain, 0 to 1'),
  number('coverage', '', 'share', '可能覆盖占比,0 到 1', 'share likely seen, 0 to 1'),
  number('coverageHigh', '', 'shareHigh', '至多覆盖占比,0 到 1', 'share seen at most, 0 to 1'),
  integer('cameras', 'cameras', '点位数', 'cameras that stand in it'),
  integer('camerasSeeing', 'camsSeeing', '看到它的点位数', 'cameras that see some of it'),
  integer('devices', 'devices', '设备数', 'devices'),
  integer('unaimed', 'unaimed', '朝向不明的点位数', 'cameras without a direction'),
  integer('gapCount', 'gapCount', '盲区数', 'gaps'),
  text('grade', 'grade', '达标等级', 'grade against the target'),
  number('minimum', '', 'minimum', '目标占比,0 到 1', 'share that the target asks for, 0 to 1'),
  text('detail', 'detail', '清晰度', 'detail that was measured'),
  integer('dataVersion', 'dataVersn', '数据版本', 'data version of the figures'),
  field('computedAt', 'time', '', 'computedAt', '测算时间', 'when they were measured'),
];

export const GAP_EXPORT_FIELDS: readonly Field[] = [
  text('id', 'id', '盲区编号', 'id of the gap'),
  text('regionCode', 'regionCode', '区划代码', 'code of the region'),
  text('regionName', 'regionName', '区划名称', 'name of the region'),
  text('class', 'class', '公共区域类别', 'class of the public space'),
  number('areaM2', 'm²', 'areaM2', '面积', 'area'),
  number('need', '', 'need', '需求(面积 × 权重)', 'area times weight'),
  text('componentId', 'componentI', '所属连片盲区', 'the connected gap it is part of'),
  number('componentM2', 'm²', 'componentM', '连片盲区面积', 'area of the connected gap'),
  text('nearestCameraId', 'nearestId', '最近点位', 'nearest camera'),
  number('nearestM', 'm', 'nearestM', '到最近点位的距离', 'distance to it'),
  text('places', 'places', '重点场所', 'key places in it'),
  text('reason', 'reason', '原因(英文)', 'why it is not seen'),
  text('reasonZh', 'reasonZh', '原因', 'why it is not seen, in Chinese'),
];

export const FOOTPRINT_EXPORT_FIELDS: readonly Field[] = [
  text('cameraId', 'cameraId', '点位编号', 'id of the camera'),
  text('cameraName', 'cameraName', '点位名称', 'name of the camera'),
  text('regionCode', 'regionCode', '所在区划', 'region it stands in'),
  text('type', 'type', '类型', 'type'),
  text('stage', 'stage', '建设阶段', 'stage'),
  flag('certain', 'certain', '朝向确定', 'false = it looks somewhere within this disc'),
  number('azimuthDeg', '°', 'azimuthDeg', '方位角', 'axis of the footprint'),
  number('hfovDeg', '°', 'hfovDeg', '水平角', 'its angle'),
  number('nearM', 'm', 'nearM', '近端', 'its near end'),
  number('reachM', 'm', 'reachM', '远端', 'its far end'),
  number('areaM2', 'm²', 'areaM2', '可见面积', 'ground it covers'),
  flag('cut', 'cut', '被遮挡物裁切', 'obstacles cut it'),
  text('assumptions', 'assumption', '采用的假设', 'what had to be assumed'),
];

/** Further columns of tables that have no shapes of their own. */
export const WKT_FIELD: Field = text('wkt', 'wkt', '图形(WKT)', 'shape as well-known text');
