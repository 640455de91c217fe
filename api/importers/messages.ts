// What is said about each fault, in both languages, with what to do about it.
import type { Problem } from '#contract/problem';
import { CONTAINER_MESSAGES } from './messages.containers.ts';
import { TEXT_MESSAGES } from './messages.texts.ts';
import { withoutSecrets } from './secrets.ts';

type Severity = Problem['severity'];
type Words = [message: string, fix: string];
interface Entry {
  severity: Severity;
  en: Words;
  zh: Words;
}
const entry = (severity: Severity, en: Words, zh: Words): Entry => ({ severity, en, zh });

/** `{name}` in a sentence is replaced by the parameter of that name. */
export const CATALOGUE = {
  ...TEXT_MESSAGES,
  ...CONTAINER_MESSAGES,

  // the file as a whole
  'file.missing': entry(
    'error',
    ['The file {file} cannot be opened ({why}).', 'Check the path and that you may read it.'],
    ['无法打开文件 {file}（{why}）。', '请检查路径和读取权限。'],
  ),
  'file.empty': entry(
    'error',
    ['The file is empty.', 'Export it again and check that it has rows.'],
    ['文件是空的。', '请重新导出，并确认其中有数据。'],
  ),
  'file.header_only': entry(
    'error',
    ['The file has a header but no rows.', 'Export it again with its rows.'],
    ['文件只有表头，没有数据行。', '请连同数据行重新导出。'],
  ),
  'file.no_features': entry(
    'error',
    ['The file holds no features.', 'Export the layer again; its list of features is empty.'],
    ['文件中没有任何要素。', '请重新导出图层：要素列表为空。'],
  ),
  'file.nothing_kept': entry(
    'error',
    ['No row has {where}.', 'Check the spelling of the field and the value.'],
    ['没有满足 {where} 的行。', '请检查字段名和取值的写法。'],
  ),
  'file.too_large': entry(
    'error',
    ['The file is {size} MB; the limit is {limit} MB.', 'Split it, for example by county.'],
    ['文件有 {size} MB，上限为 {limit} MB。', '请拆分文件，例如按县拆分。'],
  ),
  'file.too_many_rows': entry(
    'error',
    ['The file has more than {limit} rows.', 'Split it, for example by county.'],
    ['文件超过 {limit} 行。', '请拆分文件，例如按县拆分。'],
  ),
  'file.html': entry(
    'error',
    [
      'This is a web page, not data: the download probably ended on a sign-in or error page.',
      'Download the file again and open it in a text editor: it must not start with “<”.',
    ],
    ['这是网页而不是数据：下载时可能停在了登录页或错误页。', '请重新下载，并用文本编辑器查看：开头不应是“<”。'],
  ),
  'file.spreadsheet': entry(
    'error',
    [
      'This is an office file of a kind that is not read here ({what}), or one with a password.',
      'In the spreadsheet program use Save as → “Excel Workbook (.xlsx)” or “CSV UTF-8”, without a password, and give that file.',
    ],
    [
      '这是此处无法读取的办公文件（{what}），或设有密码。',
      '请在表格软件中“另存为”→“Excel 工作簿 (.xlsx)”或“CSV UTF-8”，不设密码，再导入该文件。',
    ],
  ),
  'file.archive': entry(
    'error',
    [
      'This is a packed or binary file ({what}).',
      'Unpack it, or save the layer as GeoJSON or CSV UTF-8, and give that file.',
    ],
    ['这是压缩或二进制文件（{what}）。', '请先解压，或将数据另存为 GeoJSON 或 CSV UTF-8 后再导入。'],
  ),
  'file.binary': entry(
    'error',
    [
      'The file holds NUL bytes (first at byte {at}), so it is not text.',
      'Save it as CSV UTF-8 or GeoJSON and give that file.',
    ],
    ['文件含有空字节（首个位于第 {at} 字节），不是文本。', '请另存为 CSV UTF-8 或 GeoJSON 后再导入。'],
  ),
  'file.kind': entry(
    'error',
    [
      'This {format} holds no shapes; to read it as {kind} takes {wanted}.',
      'Bring the file with the shapes: GeoJSON, Shapefile (zipped), GeoPackage, KML, TopoJSON. A list of codes and names alone describes no ground: join it to the shapes by its code, or write each shape as WKT into a column of it.',
    ],
    [
      '该 {format} 不含图形，而{kindZh}需要图形。',
      '请导入带图形的文件：GeoJSON、Shapefile（ZIP）、GeoPackage、KML、TopoJSON。仅有代码和名称的表无法确定地面范围：请按代码与图形关联，或在表中增加一列 WKT 图形。',
    ],
  ),
  'file.time': entry(
    'error',
    ['Reading took longer than {seconds} s and was stopped.', 'Split the file, or simplify its outlines.'],
    ['读取超过 {seconds} 秒，已停止。', '请拆分文件，或简化边界。'],
  ),
  'file.memory': entry(
    'error',
    [
      'Reading needed more than {mb} MB of memory and was stopped.',
      'Split the file; one line, cell or outline in it may be huge.',
    ],
    ['读取所需内存超过 {mb} MB，已停止。', '请拆分文件；其中可能有极大的一行、单元格或边界。'],
  ),
  'file.crashed': entry(
    'error',
    [
      'The reader stopped without a result ({why}).',
      'Try again; if it happens again, the file itself is the cause: save it anew as CSV UTF-8 or GeoJSON.',
    ],
    [
      '读取程序未给出结果就停止了（{why}）。',
      '请重试；若再次发生，原因在文件本身：请重新另存为 CSV UTF-8 或 GeoJSON。',
    ],
  ),

  // encoding
  'encoding.unknown': entry(
    'error',
    [
      'The encoding “{name}” is not known.',
      'Known: utf-8, utf-16le, utf-16be, gb18030, gbk, big5, shift_jis, euc-jp, euc-kr, windows-1250 to 1258, iso-8859-1 to 16, koi8-r.',
    ],
    [
      '不认识的编码“{name}”。',
      '可用：utf-8、utf-16le、utf-16be、gb18030、gbk、big5、shift_jis、euc-jp、euc-kr、windows-1250 至 1258、iso-8859-1 至 16、koi8-r。',
    ],
  ),
  'encoding.wrong': entry(
    'error',
    ['The file is not {declared}: {why}.', 'Leave the encoding out so that it is detected, or name the right one.'],
    ['文件不是 {declared} 编码：{why}。', '请不指定编码以便自动识别，或指定正确的编码。'],
  ),
  'encoding.mixed': entry(
    'error',
    [
      'The text fits no single encoding (first fault at byte {at}, line {line}).',
      'Parts of the file were saved in different encodings: open it in an editor and save it as UTF-8.',
    ],
    [
      '文本不符合任何一种编码（首个错误在第 {at} 字节、第 {line} 行）。',
      '文件的各部分编码不一致：请在编辑器中打开并另存为 UTF-8。',
    ],
  ),

  // tables
  'csv.quote': entry(
    'error',
    [
      'A quotation mark opened in row {row} is never closed.',
      'Close it, or double every quotation mark inside a quoted cell.',
    ],
    ['第 {row} 行的引号没有闭合。', '请补上引号，或将单元格内的引号写成两个。'],
  ),
  'csv.line_too_long': entry(
    'error',
    [
      'Row {row} is longer than {limit} characters.',
      'A quotation mark may be open, or the line breaks are missing: save the table again as CSV.',
    ],
    ['第 {row} 行超过 {limit} 个字符。', '可能有未闭合的引号，或缺少换行：请重新另存为 CSV。'],
  ),
  'csv.columns_too_many': entry(
    'error',
    ['The table has {n} columns; the limit is {limit}.', 'Keep only the columns that are needed.'],
    ['表格有 {n} 列，上限为 {limit} 列。', '请只保留需要的列。'],
  ),
  'csv.syntax': entry(
    'error',
    ['Row {row} cannot be read as CSV ({why}).', 'Save the table again as CSV UTF-8.'],
    ['第 {row} 行无法按 CSV 读取（{why}）。', '请将表格重新另存为 CSV UTF-8。'],
  ),
  'row.too_many_cells': entry(
    'error',
    [
      'The row has {n} cells, the header {columns}: a separator inside a text is not quoted.',
      'Put the text that holds the separator in quotation marks.',
    ],
    ['该行有 {n} 个单元格，表头只有 {columns} 列：文本中的分隔符没有加引号。', '请给含分隔符的文本加引号。'],
  ),
  'column.repeated': entry(
    'warning',
    ['The column “{column}” occurs {n} times; the first filled one is used.', 'Rename or remove the others.'],
    ['列“{column}”出现 {n} 次；使用第一个有值的。', '请改名或删除其余的列。'],
  ),
  'column.dropped': entry(
    'note',
    [
      'The column “{column}” is never kept: Lacuna stores no passwords, addresses of devices or streams, and no contacts.',
      'Nothing to do.',
    ],
    ['列“{column}”不会保留：Lacuna 不存储密码、设备或视频流地址和联系方式。', '无需处理。'],
  ),
  'column.unknown_field': entry(
    'error',
    ['The mapping names “{field}”, which is not a field of this kind of file.', 'Fields: {fields}.'],
    ['映射中的“{field}”不是此类文件的字段。', '可用字段：{fields}。'],
  ),
  'column.absent': entry(
    'error',
    ['There is no column “{column}” in the file.', 'Columns: {columns}.'],
    ['文件中没有列“{column}”。', '现有列：{columns}。'],
  ),
  'text.cleaned': entry(
    'note',
    ['Line breaks or invisible characters around the value were removed.', 'Nothing to do.'],
    ['已去除取值中的换行或不可见字符。', '无需处理。'],
  ),
  'text.address_removed': entry(
    'warning',
    ['The text holds an address, a password or a contact; that was removed.', 'Remove it from the source.'],
    ['文本中含有地址、密码或联系方式，已去除。', '请在源数据中删除。'],
  ),
  'text.too_long': entry(
    'warning',
    ['The text is longer than {limit} characters and was cut.', 'Shorten it.'],
    ['文本超过 {limit} 个字符，已截断。', '请缩短文本。'],
  ),

  // JSON
  'json.syntax': entry(
    'error',
    ['The file is not valid JSON ({why}).', 'The download may be cut off: export it again.'],
    ['文件不是有效的 JSON（{why}）。', '文件可能下载不完整：请重新导出。'],
  ),
  'json.too_deep': entry(
    'error',
    [
      'The JSON is nested deeper than {limit} levels.',
      'GeoJSON needs at most 10: this is not a layer. Export it again.',
    ],
    ['JSON 嵌套超过 {limit} 层。', 'GeoJSON 最多需要 10 层：这不是图层文件，请重新导出。'],
  ),
  'json.shape': entry(
    'error',
    [
      'The JSON is neither GeoJSON, nor OSM elements, nor a list of objects.',
      'Export the layer as GeoJSON (FeatureCollection).',
    ],
    ['该 JSON 既不是 GeoJSON、OSM 元素，也不是对象列表。', '请将图层导出为 GeoJSON（FeatureCollection）。'],
  ),
  'json.item_too_large': entry(
    'error',
    ['One element is longer than {limit} characters.', 'Simplify its outline.'],
    ['单个元素超过 {limit} 个字符。', '请简化其边界。'],
  ),
  'feature.invalid': entry(
    'error',
    ['This element is not a GeoJSON feature.', 'Every element needs "type": "Feature", properties and a geometry.'],
    ['该元素不是 GeoJSON 要素。', '每个元素都应有 "type": "Feature"、properties 和 geometry。'],
  ),

  // coordinate systems and positions
  'crs.unknown': entry(
    'error',
    ['The coordinate system “{crs}” is not known here.', 'Known: {known}. Convert the file to WGS-84 first.'],
    ['不认识坐标系“{crs}”。', '可用：{known}。请先将文件转换为 WGS-84。'],
  ),
  'crs.assumed': entry(
    'note',
    [
      'No coordinate system is declared; longitude and latitude are read as WGS-84.',
      'If the list comes from a Chinese map service, declare gcj02 or bd09.',
    ],
    ['未声明坐标系，经纬度按 WGS-84 读取。', '若数据来自国内地图服务，请声明 gcj02 或 bd09。'],
  ),
  'crs.declared_in_file': entry(
    'note',
    ['The file declares {crs}; that is used.', 'Nothing to do.'],
    ['文件声明了 {crs}，按此读取。', '无需处理。'],
  ),
  'crs.disagrees': entry(
    'warning',
    ['The file declares {inFile}, you declared {crs}; yours is used.', 'Check which is right.'],
    ['文件声明 {inFile}，您指定了 {crs}；按您的指定读取。', '请确认哪个正确。'],
  ),
  'crs.accuracy': entry(
    'note',
    [
      '{crs} is converted without a national grid file: positions are right to about {m} m.',
      'If that is too coarse, convert the file to WGS-84 with a GIS first.',
    ],
    ['{crs} 在没有国家格网文件的情况下转换，位置精度约 {m} 米。', '若精度不够，请先用 GIS 软件转换为 WGS-84。'],
  ),
  'position.missing': entry(
    'error',
    ['The position is missing.', 'Fill in longitude and latitude.'],
    ['缺少位置。', '请填写经度和纬度。'],
  ),
  'position.number': entry(
    'error',
    ['The position is not a number.', 'Write decimal degrees such as 113.2644, or metres of the declared system.'],
    ['位置不是数字。', '请填写十进制度（如 113.2644），或所声明坐标系的米数。'],
  ),
  'position.mangled': entry(
    'error',
    [
      'The number has several decimal points: a spreadsheet has destroyed it, and where the point stood cannot be known.',
      'Export the list again from its source with the columns as text; do not open it in a spreadsheet in between.',
    ],
    [
      '数字含有多个小数点：已被电子表格破坏，无法得知原来的小数点位置。',
      '请从源头重新导出（该列设为文本），中途不要用表格软件打开。',
    ],
  ),
  'position.mangled_file': entry(
    'error',
    [
      '{n} of {of} positions have several decimal points (such as “{example}”): a spreadsheet has destroyed them. Nothing was read.',
      'Export the list again from its source with the position columns as text; a guess would put cameras in wrong places.',
    ],
    [
      '{of} 个位置中有 {n} 个含多个小数点（如“{example}”）：已被电子表格破坏，未读取任何数据。',
      '请从源头重新导出并将坐标列设为文本；猜测会把点位放错地方。',
    ],
  ),
  'position.out_of_range': entry(
    'error',
    [
      'The position is out of range (longitude −180…180, latitude −90…90).',
      'Correct it, or declare the coordinate system of the file.',
    ],
    ['位置超出范围（经度 −180…180，纬度 −90…90）。', '请更正，或声明文件的坐标系。'],
  ),
  'position.zero': entry(
    'error',
    ['The position is 0, 0: that stands for “unknown”.', 'Fill in the real position.'],
    ['位置为 0, 0，表示“未知”。', '请填写真实位置。'],
  ),
  'position.swapped': entry(
    'error',
    ['Longitude and latitude seem to be swapped in this row.', 'Exchange the two values.'],
    ['该行的经度和纬度似乎颠倒了。', '请交换这两个值。'],
  ),
  'position.far': entry(
    'warning',
    ['The position is more than {km} km from the middle of the file.', 'Check it: a digit may be missing.'],
    ['该位置距文件中部超过 {km} 公里。', '请检查：可能少了一位数字。'],
  ),
  'position.not_point': entry(
    'error',
    ['A camera needs a point, this is {type}.', 'Export the cameras as points.'],
    ['点位应为点要素，这里是 {type}。', '请将点位导出为点要素。'],
  ),
  'position.outside_crs': entry(
    'error',
    ['The position is outside the area of {crs}.', 'Check the value and the declared coordinate system.'],
    ['该位置不在 {crs} 的适用范围内。', '请检查取值和所声明的坐标系。'],
  ),
  'position.decimal_comma': entry(
    'note',
    ['Commas are read as decimal points.', 'Nothing to do.'],
    ['逗号按小数点读取。', '无需处理。'],
  ),

  // ids
  'id.repeated': entry(
    'warning',
    ['The id “{id}” occurs again; this record is kept as “{kept}”.', 'Give every camera its own id.'],
    ['编码“{id}”重复；该记录保留为“{kept}”。', '请为每个点位使用唯一编码。'],
  ),
  'id.from_position': entry(
    'note',
    [
      '{n} cameras have no id; one is made from the position.',
      'Add an id column to recognise them again after they move.',
    ],
    ['{n} 个点位没有编码，已按位置生成。', '请增加编码列，以便点位移动后仍能识别。'],
  ),
  'id.too_long': entry(
    'error',
    ['The id is longer than 100 characters.', 'Shorten it.'],
    ['编码超过 100 个字符。', '请缩短编码。'],
  ),

  // camera values
  'camera.type.unknown': entry(
    'warning',
    ['The type “{value}” is not known; it is left open.', 'Use fixed, dome, ptz or panoramic (枪机 半球 球机 全景).'],
    ['未知类型“{value}”，按未填处理。', '请使用 枪机、半球、球机、全景（fixed、dome、ptz、panoramic）。'],
  ),
  'camera.stage.unknown': entry(
    'error',
    [
      'The stage “{value}” is not known, so it is not clear whether the camera stands.',
      'Use planned, approved, procured, installed, networked, accepted or retired (规划 批复 采购 已安装 已联网 已验收 已拆除).',
    ],
    ['未知建设阶段“{value}”，无法判断点位是否已建成。', '请使用 规划、批复、采购、已安装、已联网、已验收、已拆除。'],
  ),
  'camera.number': entry(
    'warning',
    ['“{value}” is not a number for {field}; it is left open.', 'Write a plain number ({unit}).'],
    ['“{value}”不是 {field} 的有效数字，按未填处理。', '请填写数字（{unit}）。'],
  ),
  'camera.range': entry(
    'warning',
    [
      '{value} is out of range for {field} ({min} to {max}); it is left open.',
      'Check the value and its unit ({unit}).',
    ],
    ['{field} 的取值 {value} 超出范围（{min} 到 {max}），按未填处理。', '请检查取值和单位（{unit}）。'],
  ),
  'camera.near_beyond_range': entry(
    'warning',
    ['The near distance is not below the range; it is left open.', 'Check both.'],
    ['近距不小于监控距离，近距按未填处理。', '请检查两个取值。'],
  ),
  'camera.height.unusual': entry(
    'warning',
    ['A height of {value} m above ground is unusual.', 'Check that it is not the altitude above sea level.'],
    ['离地高度 {value} 米不常见。', '请确认不是海拔高度。'],
  ),
  'camera.azimuth.compass': entry(
    'note',
    ['The direction “{value}” is read as {deg}° (within {tolerance}°).', 'Give degrees to narrow it.'],
    ['方向“{value}”按 {deg}° 读取（误差 {tolerance}° 以内）。', '如需更精确，请填写度数。'],
  ),
  'camera.azimuth.from_name': entry(
    'note',
    ['The direction “{value}” is read from the name as {deg}°.', 'Add a direction column to state it.'],
    ['从名称中的“{value}”读出方向 {deg}°。', '请增加方向列以明确填写。'],
  ),
  'camera.azimuth.unclear': entry(
    'warning',
    [
      'The direction “{value}” cannot be read; it is left open.',
      'Use degrees 0–360 clockwise from north, or a compass word (东 东北 NE NNE).',
    ],
    ['无法识别方向“{value}”，按未填处理。', '请使用从正北顺时针的度数 0–360，或方位词（东、东北、NE、NNE）。'],
  ),
  'camera.azimuth.range': entry(
    'note',
    ['“{value}” is read clockwise: looks to {deg}°, {hfov}° wide.', 'Nothing to do.'],
    ['“{value}”按顺时针读取：朝向 {deg}°，宽 {hfov}°。', '无需处理。'],
  ),
  'camera.azimuth.turning': entry(
    'note',
    [
      '“{value}” is the sector a turning camera sweeps; without a guard position its direction stays open.',
      'Give the guard position as one direction.',
    ],
    ['“{value}”是可转动摄像机的扫描范围；未给出守望位，方向按未填处理。', '请填写守望位的单一方向。'],
  ),
  'camera.azimuth.all_round': entry(
    'note',
    ['The direction “{value}” means all round: 360°.', 'If it means north, write 0.'],
    ['方向“{value}”表示环视 360°。', '若表示正北，请写 0。'],
  ),
  'camera.azimuth.north': entry(
    'warning',
    ['A fixed camera cannot see all round; 360 is read as north (0°).', 'Write 0 for north.'],
    ['固定摄像机不能环视，360 按正北（0°）读取。', '正北请写 0。'],
  ),
  'camera.azimuth.ambiguous_360': entry(
    'warning',
    ['360 may mean north or all round; without a type it is left open.', 'Write 0 for north, or give the type.'],
    ['360 可能表示正北或环视；未填类型，按未填处理。', '正北请写 0，或补充类型。'],
  ),
  'camera.azimuth.code': entry(
    'note',
    [
      'The numbers of “{column}” are read as GB/T 28181 direction codes (1 east … 8 north-west).',
      'If they are degrees, map the column to azimuthDeg.',
    ],
    ['“{column}”的数字按 GB/T 28181 方向代码读取（1 东 … 8 西北）。', '若为度数，请将该列映射到 azimuthDeg。'],
  ),
  'camera.split': entry(
    'note',
    [
      '“{value}” names {n} directions: the record becomes {n} cameras ({ids}).',
      'List every camera on its own row to give each its own id.',
    ],
    ['“{value}”含有 {n} 个方向：该记录拆分为 {n} 个点位（{ids}）。', '请每个摄像机单独一行，以便使用各自的编码。'],
  ),
  'camera.date': entry(
    'warning',
    ['“{value}” is not a clear date; it is left open.', 'Write YYYY-MM-DD.'],
    ['“{value}”不是明确的日期，按未填处理。', '请写成 YYYY-MM-DD。'],
  ),
  'camera.flag': entry(
    'warning',
    ['“{value}” is neither yes nor no; it is left open.', 'Use yes or no (是 否).'],
    ['“{value}”既不是“是”也不是“否”，按未填处理。', '请使用 是 或 否。'],
  ),
  'camera.count': entry(
    'warning',
    ['“{value}” is not a number of devices from 1 to 1,000; 1 is used.', 'Write a whole number.'],
    ['“{value}”不是 1 到 1000 的设备数，按 1 处理。', '请填写整数。'],
  ),
  'camera.not_public': entry(
    'error',
    [
      '“{value}”: it does not watch outdoor public space, so it is left out.',
      'If it does, correct the source and import again.',
    ],
    ['“{value}”：不监控室外公共区域，未导入。', '若实际监控公共区域，请更正源数据后重新导入。'],
  ),
  'camera.not_a_camera': entry(
    'error',
    ['“{value}” is not a surveillance camera.', 'Leave it out of the list.'],
    ['“{value}”不是监控摄像机。', '请从清单中删除。'],
  ),
  'camera.plates': entry(
    'warning',
    [
      '“{value}” reads number plates in one lane; its footprint is narrower than assumed.',
      'State its angle and range.',
    ],
    ['“{value}”仅识别单车道车牌，视场比默认值窄。', '请填写视场角和监控距离。'],
  ),

  // geometry
  'geometry.missing': entry(
    'error',
    ['The feature has no geometry.', 'Draw or join its outline and export again.'],
    ['该要素没有几何图形。', '请补充边界后重新导出。'],
  ),
  'geometry.not_polygon': entry(
    'error',
    ['{type} is not an area.', 'Export the boundaries as Polygon or MultiPolygon.'],
    ['{type} 不是面。', '请将边界导出为 Polygon 或 MultiPolygon。'],
  ),
  'geometry.unknown': entry(
    'error',
    ['{type} is neither an area, a line nor a point.', 'Export it as Polygon, LineString or Point.'],
    ['{type} 不是面、线或点。', '请导出为 Polygon、LineString 或 Point。'],
  ),
  'line.collapsed': entry(
    'error',
    ['The line has no length: its corners fall together.', 'Draw it again, or give it as a point with a radius.'],
    ['该线没有长度：顶点重合在一起。', '请重新绘制，或改为带半径的点。'],
  ),
  'polygon.position': entry(
    'error',
    ['A corner is not a valid position.', 'Correct it; longitude comes first, then latitude.'],
    ['有顶点不是有效位置。', '请更正；经度在前，纬度在后。'],
  ),
  'polygon.collapsed': entry(
    'error',
    [
      'The outline has no area: its corners fall together.',
      'It was simplified too strongly or in the wrong unit: export it again.',
    ],
    ['边界没有面积：顶点重合在一起。', '可能简化过度或单位错误：请重新导出。'],
  ),
  'polygon.repaired': entry(
    'warning',
    ['The outline was repaired: {what}.', 'Compare it with the source; better correct it there.'],
    ['边界已修复：{whatZh}。', '请与源数据对比，最好在源头更正。'],
  ),
  'polygon.part_dropped': entry(
    'warning',
    ['{n} parts without area were left out of the outline.', 'Nothing to do if they were slivers.'],
    ['边界中 {n} 个没有面积的部分已忽略。', '若只是碎屑则无需处理。'],
  ),
  'polygon.unrepairable': entry(
    'error',
    [
      'The outline crosses itself and cannot be repaired safely ({why}).',
      'Repair it in a GIS (QGIS: Fix geometries) and import again.',
    ],
    ['边界自相交且无法安全修复（{why}）。', '请在 GIS 中修复（QGIS：修正几何图形）后重新导入。'],
  ),
  'polygon.antimeridian': entry(
    'note',
    ['The outline crosses the 180° meridian and was cut there.', 'Nothing to do.'],
    ['边界跨越 180° 经线，已在该处切开。', '无需处理。'],
  ),
  'polygon.too_large': entry(
    'warning',
    ['The outline is {degrees}° wide.', 'Check the coordinate system: no county is that large.'],
    ['边界宽达 {degrees}°。', '请检查坐标系：没有这么大的县。'],
  ),

  // regions
  'region.code_from': entry(
    'note',
    ['Codes are taken from “{column}”{why}.', 'Name another column with the code-field option.'],
    ['编码取自“{column}”{whyZh}。', '可用 code-field 选项指定其他列。'],
  ),
  'region.code_made': entry(
    'note',
    [
      'No column holds codes; {from} is used as the code.',
      'Add a code column, so that the regions are recognised next time.',
    ],
    ['没有编码列，使用{fromZh}作为编码。', '请增加编码列，以便下次识别同一区划。'],
  ),
  'region.code_missing': entry('error', ['The code is empty.', 'Fill it in.'], ['编码为空。', '请填写编码。']),
  'region.code_repeated': entry(
    'error',
    [
      'The code “{code}” was already used in row {first}.',
      'Give every region its own code, or name another column with the code-field option.',
    ],
    ['编码“{code}”已在第 {first} 行使用。', '请为每个区划使用唯一编码，或用 code-field 选项指定其他列。'],
  ),
  'region.code_too_long': entry(
    'error',
    ['The code is longer than 100 characters.', 'Shorten it.'],
    ['编码超过 100 个字符。', '请缩短编码。'],
  ),
  'region.name_missing': entry(
    'note',
    ['The name is empty; the code is shown instead.', 'Fill in the name.'],
    ['名称为空，以编码代替显示。', '请填写名称。'],
  ),
  'region.no_names': entry(
    'note',
    ['No column holds names; the codes are shown instead.', 'Add a name column.'],
    ['没有名称列，以编码代替显示。', '请增加名称列。'],
  ),
  'region.parent_unknown': entry(
    'warning',
    ['The parent “{parent}” is not in this file.', 'Import it too, unless it is already there.'],
    ['上级“{parent}”不在本文件中。', '若系统中也没有，请一并导入。'],
  ),
  'region.parent_self': entry(
    'error',
    ['The region names itself as its parent.', 'Correct the parent code.'],
    ['区划的上级是它自己。', '请更正上级编码。'],
  ),
  'region.parent_cycle': entry(
    'error',
    ['The parents run in a circle: {circle}.', 'Correct one of the parent codes.'],
    ['上级关系成环：{circle}。', '请更正其中一个上级编码。'],
  ),
  'region.overlap': entry(
    'warning',
    [
      '“{a}” overlaps “{b}” by about {m2} m²; that ground counts in both.',
      'Correct the outlines. Where the file holds several levels, add parent codes or keep one level with the where option.',
    ],
    [
      '“{a}”与“{b}”重叠约 {m2} 平方米，该部分会重复计入。',
      '请更正边界；若文件含多个层级，请补充上级编码，或用 where 选项只保留一个层级。',
    ],
  ),
  'region.overlap_unchecked': entry(
    'note',
    [
      'The outlines have more than {limit} corners; whether they overlap was not checked.',
      'Split the file to have it checked.',
    ],
    ['边界顶点超过 {limit} 个，未检查是否重叠。', '如需检查，请拆分文件。'],
  ),
  'region.population': entry(
    'warning',
    ['“{value}” is not a population; it is left open.', 'Write a whole number.'],
    ['“{value}”不是有效人口数，按未填处理。', '请填写整数。'],
  ),

  // public space
  'publicspace.class_unknown': entry(
    'warning',
    [
      'The class “{value}” is not known; “other” is used.',
      'Use road, square, school, hospital, market, park, transport, service or other.',
    ],
    ['未知类别“{value}”，按“other（其他）”处理。', '请使用 道路、广场、学校、医院、市场、公园、交通、服务、其他。'],
  ),
  'publicspace.weight': entry(
    'warning',
    ['“{value}” is not a weight above 0; 1 is used.', 'Write a number above 0.'],
    ['“{value}”不是大于 0 的权重，按 1 处理。', '请填写大于 0 的数。'],
  ),

  'publicspace.size': entry(
    'warning',
    [
      '“{value}” is not a {what} in metres above 0 and up to {most}; {used} m is used.',
      'Write a plain number of metres.',
    ],
    ['“{value}”不是大于 0 且不超过 {most} 米的{whatZh}，按 {used} 米处理。', '请填写以米为单位的数。'],
  ),
  'publicspace.highway': entry(
    'note',
    [
      'The table of widths does not know highway “{highway}”; such lines without a width are taken as {used} m wide.',
      'Add a column widthM where that is wrong.',
    ],
    ['宽度表中没有 highway“{highway}”；未给宽度的此类线按 {used} 米宽处理。', '如不符，请补充 widthM 列。'],
  ),
  'publicspace.width_default': entry(
    'note',
    ['{n} lines state neither a width nor a known highway; {used} m is used.', 'Add a column widthM.'],
    ['{n} 条线既无宽度也无已知的 highway，按 {used} 米处理。', '请补充 widthM 列。'],
  ),
  'publicspace.radius_default': entry(
    'note',
    ['{n} points state no radius; {used} m is used.', 'Add a column radiusM, or draw the ground as an area.'],
    ['{n} 个点未给半径，按 {used} 米处理。', '请补充 radiusM 列，或改为面。'],
  ),
  'publicspace.tunnel': entry(
    'note',
    ['It runs in a tunnel (“{value}”) and was left out: no camera outside sees it.', 'Nothing to do.'],
    ['位于隧道内（“{value}”），已忽略：外部点位无法看到。', '无需处理。'],
  ),
  'publicspace.no_street': entry(
    'note',
    ['“{value}” is no street on the ground today; it was left out.', 'Nothing to do.'],
    ['“{value}”目前不是地面道路，已忽略。', '无需处理。'],
  ),

  // obstacles and privacy zones
  'obstacle.height': entry(
    'note',
    [
      'The height cannot be read from “{value}”; it counts as not known, higher than every camera.',
      'Write the height in metres, or the number of storeys.',
    ],
    ['无法从“{value}”读出高度；按高度未知处理，即高于所有点位。', '请填写以米为单位的高度或层数。'],
  ),
  'obstacle.height_unknown': entry(
    'note',
    [
      '{n} obstacles state no height; they count as higher than every camera.',
      'Add a column heightM where low ones should be looked over.',
    ],
    ['{n} 个遮挡物未给高度，按高于所有点位处理。', '若矮墙等应可越过，请补充 heightM 列。'],
  ),
  'obstacle.crosses': entry(
    'note',
    [
      'The outline crosses itself; what it encloses an odd number of times counts as building.',
      'Better correct it at the source.',
    ],
    ['轮廓自相交；按奇偶规则确定建筑范围。', '最好在源头更正。'],
  ),
  'obstacle.shape': entry(
    'error',
    ['{type} is no obstacle: buildings are areas, walls are lines.', 'Export it as Polygon or LineString.'],
    ['{type} 不能作为遮挡物：建筑用面，墙用线。', '请导出为 Polygon 或 LineString。'],
  ),
  'zone.rule_unknown': entry(
    'warning',
    ['The rule “{value}” is not known; “forbid” is used.', 'Use forbid, mask or consent.'],
    ['未知规则“{value}”，按“forbid（禁止）”处理。', '请使用 禁止（forbid）、遮挡（mask）或 同意（consent）。'],
  ),
  'zone.rule_missing': entry(
    'warning',
    ['A zone without a rule counts as “forbid”.', 'Add a column rule with forbid, mask or consent.'],
    ['未给规则的隐私区按“forbid（禁止）”处理。', '请补充 rule 列：禁止（forbid）、遮挡（mask）或 同意（consent）。'],
  ),

  // targets
  'target.scope': entry(
    'error',
    ['The row names neither a region nor a level.', 'Fill in exactly one of the columns region and level.'],
    ['该行既没有区划也没有层级。', '请在 region 和 level 两列中填写其一。'],
  ),
  'target.scope_both': entry(
    'error',
    ['The row names both a region and a level.', 'Fill in exactly one of them.'],
    ['该行同时填写了区划和层级。', '两者只能填写其一。'],
  ),
  'target.minimum': entry(
    'error',
    ['“{value}” is not a share above 0 and up to 100 %.', 'Write 0.6 or 60%.'],
    ['“{value}”不是大于 0 且不超过 100% 的比例。', '请写成 0.6 或 60%。'],
  ),
  'target.minimum_percent': entry(
    'note',
    ['“{value}” is read as {percent} %.', 'Write the % sign to be clear.'],
    ['“{value}”按 {percent}% 读取。', '请写上百分号。'],
  ),
  'target.due': entry(
    'error',
    ['“{value}” is not a clear date.', 'Write YYYY-MM-DD.'],
    ['“{value}”不是明确的日期。', '请写成 YYYY-MM-DD。'],
  ),
  'target.order': entry(
    'error',
    ['The due date is before the start.', 'Correct one of the dates.'],
    ['截止日期早于开始日期。', '请更正日期。'],
  ),
  'target.metric': entry(
    'error',
    [
      'There is no metric “{value}”.',
      'Write coverage, cameras, keyPlaces, onlineRate, intactRate, networkedRate, filedRate or villagesAtTarget.',
    ],
    ['没有指标“{value}”。', '请填写：覆盖率、点位数、重点场所、在线率、完好率、联网率、备案率或达标村比例。'],
  ),
  'target.count': entry(
    'error',
    ['“{value}” is not a whole number of cameras above 0.', 'Write for example 1200.'],
    ['“{value}”不是大于 0 的整数点位数。', '请写成例如 1200。'],
  ),
  'target.milestones': entry(
    'error',
    ['“{value}” are no milestones.', 'Write 2026-06-30: 0.4; 2026-12-31: 0.6, names behind the values.'],
    ['“{value}”不是里程碑。', '请写成 2026-06-30: 0.4; 2026-12-31: 0.6，名称写在数值之后。'],
  ),
  'target.milestone_after': entry(
    'error',
    ['A milestone is after the due date.', 'Correct one of the dates.'],
    ['有里程碑晚于截止日期。', '请更正日期。'],
  ),
  'target.measure': entry(
    'error',
    ['“{value}” cannot stand in this column.', 'Correct it or leave it empty; docs/targets.md lists what may.'],
    ['该列不能填写“{value}”。', '请更正或留空；可填内容见 docs/targets.md。'],
  ),

  // grids of elevations
  'elevation.not_tiff': entry(
    'error',
    [
      'This is not a GeoTIFF.',
      'Convert the grid first, for example: gdal_translate -of GTiff -co COMPRESS=DEFLATE IN OUT.tif',
    ],
    ['这不是 GeoTIFF 文件。', '请先转换，例如：gdal_translate -of GTiff -co COMPRESS=DEFLATE 输入 输出.tif'],
  ),
  'elevation.truncated': entry(
    'error',
    ['The file ends before its cells do.', 'Copy or download it again; its size must match the original.'],
    ['文件不完整，栅格数据被截断。', '请重新复制或下载，并核对文件大小。'],
  ),
  'elevation.unreadable': entry(
    'error',
    [
      'The GeoTIFF cannot be read ({why}): it is damaged or uses a rare encoding.',
      'Write it anew: gdal_translate -of GTiff -co COMPRESS=DEFLATE IN.tif OUT.tif',
    ],
    [
      '无法读取该 GeoTIFF（{why}）：文件已损坏或编码少见。',
      '请重新写出：gdal_translate -of GTiff -co COMPRESS=DEFLATE 输入.tif 输出.tif',
    ],
  ),
  'elevation.sizes': entry(
    'error',
    [
      'The sizes that the GeoTIFF states make no sense ({why}).',
      'Check it with gdalinfo, and write it anew with gdal_translate.',
    ],
    ['GeoTIFF 声明的尺寸不合理（{why}）。', '请用 gdalinfo 检查，并用 gdal_translate 重新写出。'],
  ),
  'elevation.too_many_cells': entry(
    'error',
    [
      'The grid has {width} × {height} cells; the limit is {limit} million.',
      'Cut it to the area of the cameras: gdal_translate -projwin WEST NORTH EAST SOUTH IN.tif OUT.tif',
    ],
    [
      '栅格有 {width} × {height} 个像元，上限为 {limit} 百万个。',
      '请裁剪到点位所在范围：gdal_translate -projwin 西 北 东 南 输入.tif 输出.tif',
    ],
  ),
  'elevation.block': entry(
    'error',
    [
      'The GeoTIFF is stored in blocks of {width} × {height} cells, too large to be decoded safely.',
      'Store it in tiles: gdal_translate -co TILED=YES -co COMPRESS=DEFLATE IN.tif OUT.tif',
    ],
    [
      'GeoTIFF 的数据块为 {width} × {height} 个像元，过大，无法安全解码。',
      '请改为分块存储：gdal_translate -co TILED=YES -co COMPRESS=DEFLATE 输入.tif 输出.tif',
    ],
  ),
  'elevation.bands': entry(
    'error',
    [
      'The GeoTIFF has {n} bands; elevations are one band.',
      'If this is a picture, give the elevation model instead; else take one band: gdal_translate -b 1 IN.tif OUT.tif',
    ],
    [
      'GeoTIFF 有 {n} 个波段，高程应只有一个波段。',
      '若这是影像，请改用高程模型；否则提取一个波段：gdal_translate -b 1 输入.tif 输出.tif',
    ],
  ),
  'elevation.numbers': entry(
    'error',
    [
      'The cells are of a kind that is not read here ({bits} bits, sample format {format}).',
      'Convert them: gdal_translate -ot Float32 IN.tif OUT.tif',
    ],
    ['不支持该像元类型（{bits} 位，格式 {format}）。', '请转换：gdal_translate -ot Float32 输入.tif 输出.tif'],
  ),
  'elevation.position': entry(
    'error',
    [
      'The GeoTIFF does not say where it lies (no pixel scale with one tie point, no transformation).',
      'Export it with georeferencing, or warp it: gdalwarp IN.tif OUT.tif',
    ],
    [
      'GeoTIFF 没有位置信息（缺少像元尺寸与控制点，或变换矩阵）。',
      '请带坐标信息导出，或用 gdalwarp 输入.tif 输出.tif 校正。',
    ],
  ),
  'elevation.outside': entry(
    'error',
    [
      'The grid (first cell at {x}, {y}) lies outside the area of {crs}.',
      'Name the right system with --crs, or export the grid again.',
    ],
    ['栅格（首个像元位于 {x}, {y}）不在 {crs} 的适用范围内。', '请用 --crs 指定正确的坐标系，或重新导出。'],
  ),
  'elevation.shifted_crs': entry(
    'error',
    [
      'Elevation grids in {crs} are not read: the shift of that system is not exact enough for cells.',
      'Give the grid in WGS-84, CGCS2000 or a projected system.',
    ],
    ['不支持 {crs} 坐标的高程栅格：该系统的偏移对像元不够精确。', '请提供 WGS-84、CGCS2000 或投影坐标系的栅格。'],
  ),
  'elevation.empty': entry(
    'error',
    ['No cell of the grid holds an elevation.', 'Check that the right file was exported, with its band of heights.'],
    ['栅格中没有任何有效高程。', '请确认导出的是正确的高程文件。'],
  ),
  'elevation.coarse': entry(
    'warning',
    [
      'The cells are about {m} m wide: relief between houses and along streets is not in this grid.',
      'A grid of 5 to 30 m shows what hides a street; use this one only where there is none.',
    ],
    ['像元宽约 {m} 米：街巷尺度的地形起伏无法体现。', '建议使用 5 至 30 米的高程；没有更细数据时再用此文件。'],
  ),
  'repair.applied': entry(
    'note',
    ['“{value}” was read as {to}.', 'Nothing is to be done; take the repair back if this is not meant.'],
    ['“{value}”已按 {to} 读取。', '无需处理；如非本意，可取消该修正。'],
  ),
  'camera.outside_named_region': entry(
    'warning',
    [
      'The point lies {where}, not in “{value}”, which its row names.',
      'Correct the position or the name of the region.',
    ],
    ['点位位于 {whereZh}，不在该行所写的“{value}”内。', '请核对位置或所属区划。'],
  ),
  'status.camera': entry(
    'error',
    ['No camera is named.', 'Fill in the id of the camera.'],
    ['未写明点位。', '请填写点位编码。'],
  ),
  'status.state': entry(
    'error',
    ['“{value}” is no state.', 'Write online, offline or unknown.'],
    ['“{value}”不是有效的状态。', '请填写 在线、离线 或 未知。'],
  ),
  'status.at': entry(
    'error',
    ['“{value}” is no time.', 'Write it as 2026-03-01 08:15:00, or with a zone: 2026-03-01T08:15:00+08:00.'],
    ['“{value}”不是有效的时间。', '请写成 2026-03-01 08:15:00，或带时区 2026-03-01T08:15:00+08:00。'],
  ),
  'region.target_retired': entry(
    'warning',
    ['Target {target} speaks of region {value}, which this file does not have.', 'Give the target another region.'],
    ['目标 {target} 针对区划 {value}，而此文件中已无该区划。', '请为该目标改选区划。'],
  ),
  'status.camera_unknown': entry(
    'error',
    ['There is no camera {value}.', 'Import the cameras first, or correct the id.'],
    ['没有编码为 {value} 的点位。', '请先导入点位，或核对编码。'],
  ),
  'status.zone_assumed': entry(
    'note',
    ['Times without a zone are read as China Standard Time (+08:00).', 'Write the zone where another is meant.'],
    ['未写时区的时间按北京时间（+08:00）读取。', '如为其他时区请写明。'],
  ),
  'status.zone_given': entry(
    'note',
    ['Times without a zone are read as those of {zone}.', 'Nothing is to be done.'],
    ['未写时区的时间按 {zone} 读取。', '无需处理。'],
  ),
  'status.hour_skipped': entry(
    'warning',
    [
      '“{value}” was never shown: the clocks were put forward past it. It is read as if they had not been.',
      'Send times with their zone, such as 2026-03-29T02:30:00+01:00.',
    ],
    ['“{value}”不存在：当时已拨快时钟，按未拨快读取。', '请发送带时区的时间，如 2026-03-29T02:30:00+01:00。'],
  ),
  'status.hour_twice': entry(
    'warning',
    [
      '“{value}” came twice: the clocks were put back. The first is taken.',
      'Send times with their zone, such as 2026-10-25T02:30:00+02:00.',
    ],
    ['“{value}”出现两次：当时已拨慢时钟，取第一次。', '请发送带时区的时间，如 2026-10-25T02:30:00+02:00。'],
  ),
  'status.time_received': entry(
    'note',
    [
      'The catalogue does not say when that was: states are taken as of when the file came in.',
      'Add a column with the time where an older catalogue is read.',
    ],
    ['目录中未写时间：状态按收到文件的时间记录。', '如为较早的目录，请增加时间列。'],
  ),
  'status.ahead': entry(
    'error',
    [
      '{value} is {minutes} min after the file came in.',
      'Check the clock and the zone of the reporter; more than 10 min ahead is not taken.',
    ],
    ['{value} 比收到文件的时间晚 {minutes} 分钟。', '请检查上报方的时钟和时区；超前 10 分钟以上的不予接收。'],
  ),
  'status.ancient': entry(
    'error',
    ['{value} is before the year 2000.', 'Check the clock of the device: it may have been reset.'],
    ['{value} 早于 2000 年。', '请检查设备时钟，可能已复位。'],
  ),
  'status.hour_off': entry(
    'warning',
    [
      '{n} of {rows} rows lie an hour from when the file came in.',
      'The clock or the zone of the reporter may be an hour off: check it. The rows are taken as they are.',
    ],
    ['{rows} 行中有 {n} 行与收到文件的时间相差一小时。', '上报方的时钟或时区可能差一小时，请核对；这些行按原样读取。'],
  ),
  'elevation.implausible': entry(
    'note',
    [
      '{n} cells are not between {low} and {high} m; they are taken as not known.',
      'If they stand for “no value”, nothing is to be done. If the unit is not the metre, convert the grid.',
    ],
    [
      '有 {n} 个像元不在 {low} 至 {high} 米之间，按未知处理。',
      '若它们表示“无数据”，无需处理；若单位不是米，请先换算。',
    ],
  ),
} satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof CATALOGUE;
export type Params = Record<string, string | number>;

/** Longest value that is quoted back. */
const SHOWN_CHARS = 120;

const fill = (sentence: string, params: Params): string =>
  sentence.replace(/\{(\w+)\}/g, (all, name: string) => (name in params ? String(params[name]) : all));

/** A cell as problems quote it: `values` of the options are looked up by it. */
export const shown = (text: string): string => {
  if (text === '') return text;
  const long = text.length > SHOWN_CHARS;
  // a little more than is shown: what begins in it may be told by what follows
  const bare = withoutSecrets(long ? text.slice(0, 2 * SHOWN_CHARS) : text);
  return long || bare === '' ? `${bare.slice(0, SHOWN_CHARS)}…` : bare;
};

export interface Place {
  file: string;
  row?: number | null;
  column?: string | null;
  value?: string | null;
  /** see Problem.proposal */
  proposal?: string | null;
}

/** A problem in both languages. `value` is offered to the sentences as `{value}`. */
export function problemOf(code: ProblemCode, place: Place, params: Params = {}): Problem {
  const { severity, en, zh } = CATALOGUE[code];
  const value = place.value == null ? null : shown(place.value);
  const all: Params = {
    file: place.file,
    row: place.row ?? '?',
    column: place.column ?? '',
    value: value ?? '',
    ...params,
  };
  return {
    file: place.file,
    row: place.row ?? null,
    column: place.column ?? null,
    value,
    code,
    message: fill(en[0], all),
    fix: fill(en[1], all),
    messageZh: fill(zh[0], all),
    fixZh: fill(zh[1], all),
    severity,
    ...(place.proposal == null || withoutSecrets(place.proposal) !== place.proposal
      ? {}
      : { proposal: place.proposal }),
  };
}
