// Sentences of the codes that measuring raises, from files or from the database.
import type { Catalogue } from './messages.ts';

export const MEASURE_MESSAGES: Catalogue = {
  'footprint.empty': {
    en: {
      message: 'Camera {id} sees no ground: its near edge ({nearM} m) is not closer than its reach ({reachM} m).',
      fix: 'Correct nearM or rangeM. Until then the camera counts in the inventory and covers nothing.',
    },
    zh: {
      message: '点位 {id} 看不到地面:近端距离({nearM} 米)不小于可视距离({reachM} 米)。',
      fix: '请更正 nearM(近端距离)或 rangeM(监控距离)。更正前该点位计入数量,但不计覆盖。',
    },
  },
  'terrain.unknown': {
    en: {
      message: 'The elevation grid does not know {percent} % of the ground in reach of camera {id}.',
      fix: 'That ground is taken as hiding nothing. Give a grid that covers it if relief matters there.',
    },
    zh: {
      message: '点位 {id} 可视距离内 {percent}% 的地面没有高程数据。',
      fix: '这部分地面按不遮挡处理。若地形有影响,请提供覆盖该处的高程栅格。',
    },
  },
  'terrain.nowhere': {
    en: {
      message: 'No camera of this run can see ground of the elevation grid: it changes no figure.',
      fix: 'Check that both files are of the same place, and the coordinate system of the grid (--elevation-crs).',
    },
    zh: {
      message: '参与计算的点位都看不到该高程栅格范围内的地面:它不影响任何数字。',
      fix: '请核对两个文件是否为同一地区,以及高程文件的坐标系(--elevation-crs)。',
    },
  },
  'footprint.bad_value': {
    en: {
      message: 'Camera {id} cannot be measured: {field} is {shown}.',
      fix: 'Correct {field}. Until then the camera counts in the inventory and covers nothing.',
    },
    zh: {
      message: '点位 {id} 无法计算:{field} 的值为 {shown}。',
      fix: '请更正 {field}。更正前该点位计入数量,但不计覆盖。',
    },
  },
  'optics.too_coarse': {
    en: {
      message:
        'Camera {id} shows no ground as sharply as asked: that ends at {reachM} m, its view begins at {nearM} m.',
      fix: 'Nothing is wrong with the record if its lens, height and tilt are right; it covers nothing at this detail.',
    },
    zh: {
      message: '点位 {id} 在任何地面上都达不到所要求的清晰度:清晰范围止于 {reachM} 米,视野始于 {nearM} 米。',
      fix: '若镜头、安装高度和俯角无误,则记录没有问题;该点位在此清晰度下不计覆盖。',
    },
  },
  'optics.above_horizon': {
    en: {
      message: 'Camera {id} sees no ground: the lower edge of its image does not look down.',
      fix: 'Check tiltDeg (positive = below the horizon) and vfovDeg.',
    },
    zh: {
      message: '点位 {id} 看不到地面:画面下缘未朝下。',
      fix: '请核对 tiltDeg(俯角,向下为正)和 vfovDeg(垂直视场角)。',
    },
  },
  'optics.unbounded': {
    en: {
      message: 'Camera {id} would see without end: its tilt and height give no far edge.',
      fix: 'Give vfovDeg or rangeM, or check tiltDeg and resolutionH. Until then it covers nothing at this detail.',
    },
    zh: {
      message: '点位 {id} 的可视距离没有边界:其俯角和高度得不出远端。',
      fix: '请补充 vfovDeg(垂直视场角)或 rangeM(监控距离),或核对 tiltDeg 和 resolutionH。此前在该清晰度下不计覆盖。',
    },
  },
  'detail.unknown': {
    en: { message: 'There is no detail "{detail}".', fix: 'Use one of {choices}.' },
    zh: { message: '没有清晰度“{detail}”。', fix: '可用的有:{choices}。' },
  },
  'detail.profile_unknown': {
    en: { message: 'There is no profile "{profile}".', fix: 'Use one of {choices}.' },
    zh: { message: '没有清晰度标准“{profile}”。', fix: '可用的有:{choices}。' },
  },
  'detail.needed': {
    en: { message: 'The profile {profile} is named without a detail.', fix: 'Name one of {choices}.' },
    zh: { message: '给了清晰度标准 {profile},但未指明清晰度。', fix: '请指明其一:{choices}。' },
  },
  'profile.id_taken': {
    en: {
      message: 'The profile id {id} is taken.',
      fix: 'Give every profile its own id; the built-in ones stay as they are.',
    },
    zh: { message: '清晰度标准编号 {id} 已被占用。', fix: '请为每个标准使用不同的编号;内置标准不可更改。' },
  },
  'camera.no_region': {
    en: {
      message: 'Camera {id} stands in no region of this run.',
      fix: 'Check its position and the coordinate system of the file (--crs). It still counts where its footprint reaches a region.',
    },
    zh: {
      message: '点位 {id} 不在任何参与计算的区划内。',
      fix: '请核对其坐标和文件的坐标系(--crs)。其视域若进入某个区划,仍计入该区划的覆盖。',
    },
  },
  'cameras.all_outside': {
    en: {
      message: 'None of the {n} cameras stands in a region of this run.',
      fix: 'Check that both files are of the same place, and the coordinate systems (--crs); perhaps longitude and latitude are swapped.',
    },
    zh: {
      message: '{n} 个点位无一位于参与计算的区划内。',
      fix: '请核对两个文件是否为同一地区、坐标系(--crs)是否正确,以及经纬度是否颠倒。',
    },
  },
  'measure.failed_check': {
    en: {
      message: 'The figure of {code} failed a check ({checks}) and was measured again by the slower, independent way.',
      fix: 'The figure shown is the second one. Please report the region and its cameras, so that the cause is found.',
    },
    zh: {
      message: '区划 {code} 的数字未通过校验({checks}),已用较慢的独立方法重新计算。',
      fix: '所示为重新计算的结果。请反馈该区划及其点位数据,以便查明原因。',
    },
  },
};
