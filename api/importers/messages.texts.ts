// Sentences about text formats: XML and its kin, sequences, topologies, extracts of OpenStreetMap.
import type { Problem } from '#contract/problem';

export type Words = [message: string, fix: string];
export interface Entry {
  severity: Problem['severity'];
  en: Words;
  zh: Words;
}
const entry = (severity: Entry['severity'], en: Words, zh: Words): Entry => ({ severity, en, zh });

export const TEXT_MESSAGES = {
  'xml.syntax': entry(
    'error',
    ['The XML is broken: {why}.', 'Export the file again; a part of it may be missing.'],
    ['XML 格式有误：{why}。', '请重新导出文件，可能缺少一部分。'],
  ),
  'xml.doctype': entry(
    'error',
    [
      'The XML has a document type of its own, which could make it grow without bounds; it is not read.',
      'Remove the <!DOCTYPE …> lines and give the file again.',
    ],
    ['XML 含有文档类型定义（DOCTYPE），可能被用来无限膨胀，故不读取。', '请删除 <!DOCTYPE …> 部分后重新导入。'],
  ),
  'xml.depth': entry(
    'error',
    ['The XML is nested deeper than {limit} levels.', 'Give a file in the usual form of its format.'],
    ['XML 嵌套超过 {limit} 层。', '请使用该格式通常的写法。'],
  ),
  'xml.item_too_large': entry(
    'error',
    ['One element of the XML has more than {limit} characters or parts.', 'Simplify its outline, or split the file.'],
    ['XML 中有一个元素超过 {limit} 个字符或子元素。', '请简化其边界，或拆分文件。'],
  ),
  'xml.unknown': entry(
    'error',
    [
      'This XML is neither KML, a GB/T 28181 catalogue nor OpenStreetMap.',
      'Save the layer as GeoJSON or GeoPackage (in QGIS: Export → Save Features As).',
    ],
    [
      '该 XML 不是 KML、GB/T 28181 目录，也不是 OpenStreetMap 数据。',
      '请将图层另存为 GeoJSON 或 GeoPackage（QGIS：导出 → 要素另存为）。',
    ],
  ),
  'topojson.broken': entry(
    'error',
    ['The topology is broken: {why}.', 'Export it again, or give the layer as GeoJSON.'],
    ['拓扑数据有误：{why}。', '请重新导出，或改用 GeoJSON。'],
  ),
  'topojson.too_large': entry(
    'error',
    ['A TopoJSON of {mb} MB is not read: {limit} MB is the most.', 'Give the layer as GeoJSON or GeoPackage.'],
    ['TopoJSON 为 {mb} MB，上限为 {limit} MB。', '请改用 GeoJSON 或 GeoPackage。'],
  ),
  'osm.broken': entry(
    'error',
    ['The OpenStreetMap extract is broken: {why}.', 'Download or export it again.'],
    ['OpenStreetMap 数据有误：{why}。', '请重新下载或导出。'],
  ),
  'osm.nothing_wanted': entry(
    'error',
    ['Nothing in this extract is tagged as {wanted}.', 'Check the area of the extract and the kind of the import.'],
    ['数据中没有带 {wanted} 标签的要素。', '请核对范围和导入类型。'],
  ),
  'position.order_seen': entry(
    'note',
    ['The numbers of a position stand in one column, latitude first (such as {example}).', 'Nothing is to be done.'],
    ['坐标写在同一列，纬度在前（如 {example}）。', '无需处理。'],
  ),
  'osm.open_ring': entry(
    'error',
    [
      'The outline of this element does not close: parts of it are not in the extract.',
      'Take an extract that holds it whole.',
    ],
    ['该要素的边界未闭合：数据中缺少其组成部分。', '请使用包含完整边界的数据。'],
  ),
  'osm.too_large': entry(
    'error',
    [
      'The extract needs more than {limit} nodes for what is wanted of it.',
      'Cut it, for example by county (osmium extract).',
    ],
    ['所需要素的节点超过 {limit} 个。', '请裁剪数据，例如按县裁剪（osmium extract）。'],
  ),
  'encoding.utf32': entry(
    'error',
    ['The text is UTF-32, which is not read.', 'Save it as UTF-8 (in a text editor: Save as, encoding UTF-8).'],
    ['文本为 UTF-32 编码，无法读取。', '请在文本编辑器中另存为 UTF-8。'],
  ),
  'position.packed': entry(
    'error',
    [
      '“{value}” may be degrees, minutes and seconds without signs, or decimals without a point.',
      'Agree to the proposal if it is the first, or write it as 31°12\'30"N or 31.20833.',
    ],
    [
      '“{value}”可能是省略符号的度分秒，也可能是漏了小数点的度数。',
      '若为前者请采纳建议，否则请写成 31°12\'30"N 或 31.20833。',
    ],
  ),
  'row.sum': entry(
    'note',
    ['Row {row} sums up the others; it is left out.', 'Nothing is to be done.'],
    ['第 {row} 行是合计行，未导入。', '无需处理。'],
  ),
  'camera.other_device': entry(
    'note',
    [
      '“{value}” is no camera: by its type {type} it is a {what}.',
      'Nothing is to be done; only types 131 and 132 are cameras.',
    ],
    ['“{value}”不是摄像机：类型码 {type} 表示{whatZh}。', '无需处理；只有类型码 131、132 是摄像机。'],
  ),
  'camera.other_devices': entry(
    'note',
    ['{n} entries of the catalogue are no cameras and stay out: {list}.', 'Nothing is to be done.'],
    ['目录中有 {n} 个条目不是摄像机，未导入：{listZh}。', '无需处理。'],
  ),
  'camera.status_elsewhere': entry(
    'note',
    [
      'Whether a camera is online (column {column}) is no property of the camera and is not read here.',
      'Import the same file once more as “status”.',
    ],
    ['摄像机是否在线（{column} 列）不属于点位属性，此处不读取。', '请将同一文件再按“在线状态”导入一次。'],
  ),
  'status.list_event': entry(
    'note',
    ['“{value}” tells of a change of the list, not of a state.', 'Nothing is to be done.'],
    ['“{value}”表示目录变更，不是在线状态。', '无需处理。'],
  ),
  'kml.link': entry(
    'note',
    [
      '{n} links to other files or servers are in this KML; nothing is fetched.',
      'Download what they point to and import it, if it is needed.',
    ],
    ['该 KML 中有 {n} 个指向其他文件或服务器的链接，均不会访问。', '如需要其内容，请自行下载后导入。'],
  ),
} satisfies Record<string, Entry>;
