// Sentences of what can go wrong when data leaves as files.
import type { Catalogue } from './messages.ts';

export const EXPORT_MESSAGES: Catalogue = {
  'export.not_found': {
    en: { message: 'There is no such export file.', fix: 'Files are kept for a day; start the export again.' },
    zh: { message: '没有该导出文件。', fix: '文件保留一天;请重新导出。' },
  },
  'export.format_unfit': {
    en: { message: 'Only cameras can be written as {format}, not {what}.', fix: 'Use geojson, gpkg, shp or kml.' },
    zh: { message: '{format} 只能用于点位,不能用于 {what}。', fix: '请使用 geojson、gpkg、shp 或 kml。' },
  },
  'export.wgs84_only': {
    en: { message: '{format} knows WGS-84 only, not {crs}.', fix: 'Leave the coordinate system out, or use gpkg.' },
    zh: { message: '{format} 只支持 WGS-84,不支持 {crs}。', fix: '请去掉坐标系,或使用 gpkg。' },
  },
  'export.crs_unknown': {
    en: { message: 'Coordinate system {crs} is not known.', fix: 'Use one of: {known}.' },
    zh: { message: '未知坐标系 {crs}。', fix: '请使用:{known}。' },
  },
  'export.crs_without_prj': {
    en: {
      message: 'A shapefile in {crs} would not say in which coordinate system it is.',
      fix: 'Use gpkg, or wgs84, cgcs2000, UTM or CGCS2000 Gauss-Krüger.',
    },
    zh: {
      message: '{crs} 的 Shapefile 无法写明坐标系。',
      fix: '请使用 gpkg,或 wgs84、cgcs2000、UTM、CGCS2000 高斯投影。',
    },
  },
  'export.shapefile_too_large': {
    en: {
      message: 'A part of the shapefile would have {size} MB; it may have 2,047.',
      fix: 'Export a smaller region, fewer fields, or gpkg.',
    },
    zh: {
      message: 'Shapefile 的一个部分将有 {size} MB,上限 2047 MB。',
      fix: '请导出较小的区划、较少的字段,或使用 gpkg。',
    },
  },
  'export.field_unknown': {
    en: { message: 'There is no field {field}.', fix: 'Use some of: {choices}.' },
    zh: { message: '没有字段 {field}。', fix: '请使用:{choices}。' },
  },
};
