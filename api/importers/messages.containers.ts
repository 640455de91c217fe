// What is said about archives, workbooks, shapefiles and GeoPackages: part of the catalogue in messages.ts.
import type { Problem } from '#contract/problem';

export type Words = [message: string, fix: string];
export interface Entry {
  severity: Problem['severity'];
  en: Words;
  zh: Words;
}
const entry = (severity: Entry['severity'], en: Words, zh: Words): Entry => ({ severity, en, zh });
const error = (en: Words, zh: Words): Entry => entry('error', en, zh);

const PACK_ANEW: Words = [
  'Unpack it on your computer and pack only the data file anew.',
  '请在本机解压，只把数据文件重新打包。',
];
const DAMAGED: Words = [
  'The download or copy may be incomplete: fetch it again.',
  '下载或复制可能不完整：请重新获取。',
];
const SAVE_WORKBOOK: Words = [
  'Open it in a spreadsheet program and save it again as .xlsx, or as CSV UTF-8.',
  '请用表格软件打开后重新另存为 .xlsx 或 CSV UTF-8。',
];
const EXPORT_LAYER: Words = [
  'Open it in QGIS and export the layer anew (Export → Save Features As), best as GeoPackage or GeoJSON.',
  '请用 QGIS 打开并重新导出图层（导出 → 要素另存为），最好存为 GeoPackage 或 GeoJSON。',
];

export const CONTAINER_MESSAGES = {
  'layer.absent': error(
    ['There is no layer or sheet “{layer}”.', 'There are: {layers}.'],
    ['没有名为“{layer}”的图层或工作表。', '现有：{layers}。'],
  ),

  // packed files
  'zip.broken': error(
    ['The packed file cannot be read ({why}).', DAMAGED[0]],
    ['压缩文件无法读取（{why}）。', DAMAGED[1]],
  ),
  'gzip.broken': error(
    ['The .gz file cannot be unpacked ({why}).', DAMAGED[0]],
    ['.gz 文件无法解压（{why}）。', DAMAGED[1]],
  ),
  'zip.lies': error(
    ['The packed file says something else than it holds ({why}).', PACK_ANEW[0]],
    ['压缩文件的声明与内容不符（{why}）。', PACK_ANEW[1]],
  ),
  'zip.overlap': error(
    ['Parts of the packed file lie over each other (at “{name}”), as in a zip bomb.', PACK_ANEW[0]],
    ['压缩文件中的内容互相重叠（在“{name}”处），与压缩炸弹相同。', PACK_ANEW[1]],
  ),
  'zip.bomb': error(
    ['“{name}” grows to more than {ratio} times its packed size, as a zip bomb does.', PACK_ANEW[0]],
    ['“{name}”解压后超过压缩大小的 {ratio} 倍，与压缩炸弹相同。', PACK_ANEW[1]],
  ),
  'zip.entry_too_large': error(
    ['“{name}” is larger than {limit} MB when unpacked.', 'Split it, for example by county.'],
    ['“{name}”解压后超过 {limit} MB。', '请拆分文件，例如按县拆分。'],
  ),
  'zip.total_too_large': error(
    ['The packed file is larger than {limit} MB when unpacked.', 'Split it, for example by county.'],
    ['压缩文件解压后超过 {limit} MB。', '请拆分文件，例如按县拆分。'],
  ),
  'zip.entries_too_many': error(
    ['The packed file holds {n} files; the limit is {limit}.', 'Pack only the file that is wanted.'],
    ['压缩文件中有 {n} 个文件，上限为 {limit} 个。', '请只打包需要的文件。'],
  ),
  'zip.nested': error(
    ['There is a packed file inside the packed file.', 'Unpack the outer one and give the inner one.'],
    ['压缩文件中还有压缩文件。', '请先解开外层，再导入内层文件。'],
  ),
  'zip.name': error(
    ['The packed file holds a name that leads out of it: “{name}”.', PACK_ANEW[0]],
    ['压缩文件中有指向外部的文件名：“{name}”。', PACK_ANEW[1]],
  ),
  'zip.link': error(
    ['“{name}” in the packed file is a link, not a file.', 'Pack the file that it points to.'],
    ['压缩文件中的“{name}”是链接而不是文件。', '请打包它所指向的文件。'],
  ),
  'zip.names_clash': error(
    ['“{name}” and “{other}” in the packed file are one name.', 'Keep only one of the two, or rename one.'],
    ['压缩文件中的“{name}”与“{other}”重名。', '请只保留其中一个，或改名。'],
  ),
  'zip.encrypted': error(
    ['The packed file is protected by a password (“{name}”).', 'Pack it without a password.'],
    ['压缩文件有密码保护（“{name}”）。', '请不设密码重新打包。'],
  ),
  'zip.method': error(
    ['“{name}” is packed in a way that is not read here (method {method}).', 'Pack it as a plain ZIP (“Deflate”).'],
    ['“{name}”的压缩方式不受支持（方法 {method}）。', '请按普通 ZIP（“Deflate”）重新打包。'],
  ),
  'zip.volumes': error(
    ['This is one of several volumes of a packed file.', 'Join them, or pack the file in one piece.'],
    ['这是分卷压缩文件中的一卷。', '请先合并，或打包为单个文件。'],
  ),
  'zip.nothing': error(
    [
      'Nothing in the packed file can be read ({n} files: {names}).',
      'Readable: CSV, XLSX, GeoJSON, TopoJSON, KML, GeoPackage, or the .shp, .dbf and .prj of a Shapefile together.',
    ],
    [
      '压缩文件中没有可读取的内容（{n} 个文件：{names}）。',
      '可读取：CSV、XLSX、GeoJSON、TopoJSON、KML、GeoPackage，或 Shapefile 的 .shp、.dbf、.prj（一起打包）。',
    ],
  ),

  // workbooks
  'xlsx.broken': error(
    ['The workbook cannot be read ({why}).', SAVE_WORKBOOK[0]],
    ['工作簿无法读取（{why}）。', SAVE_WORKBOOK[1]],
  ),
  'xlsx.sheet': error(
    ['The sheet “{sheet}” cannot be read: {why}.', SAVE_WORKBOOK[0]],
    ['工作表“{sheet}”无法读取：{why}。', SAVE_WORKBOOK[1]],
  ),
  'xlsx.xml': error(
    ['The part {path} of the workbook is no sound XML ({why}).', SAVE_WORKBOOK[0]],
    ['工作簿中的 {path} 不是正确的 XML（{why}）。', SAVE_WORKBOOK[1]],
  ),
  'xlsx.doctype': error(
    ['The part {path} of the workbook defines entities of its own, which no workbook needs.', SAVE_WORKBOOK[0]],
    ['工作簿中的 {path} 自行定义了实体，正常的工作簿不会这样。', SAVE_WORKBOOK[1]],
  ),
  'xlsx.too_deep': error(
    ['The part {path} of the workbook is nested more than {limit} deep.', SAVE_WORKBOOK[0]],
    ['工作簿中的 {path} 嵌套超过 {limit} 层。', SAVE_WORKBOOK[1]],
  ),
  'xlsx.strings_too_large': error(
    ['The texts of the workbook take more than {limit} MB.', 'Split it, or save the sheet as CSV UTF-8.'],
    ['工作簿中的文本超过 {limit} MB。', '请拆分文件，或将工作表另存为 CSV UTF-8。'],
  ),
  'xlsx.sheets_too_many': error(
    ['The workbook has more than {limit} sheets.', 'Save the sheet that is wanted as a workbook of its own.'],
    ['工作簿的工作表超过 {limit} 张。', '请将需要的工作表单独另存。'],
  ),
  'xlsx.no_table': error(
    ['No sheet of the workbook holds a table ({sheets}).', 'A table has a header row and at least one row below it.'],
    ['工作簿中没有一张工作表是表格（{sheets}）。', '表格应有表头行，且其下至少有一行数据。'],
  ),
  'xlsx.header_row': entry(
    'note',
    ['The header was found in row {row}; what stands above it is not read.', 'Nothing to do.'],
    ['表头在第 {row} 行，其上的内容不读取。', '无需处理。'],
  ),
  'xlsx.sheets_joined': entry(
    'note',
    [
      'The sheets {sheets} are read as one table, since each says that it goes on from the one before.',
      'Nothing to do. Rows of a further sheet are counted on from {limit}.',
    ],
    ['工作表 {sheets} 前后相接，按一张表读取。', '无需处理。后续工作表的行号从 {limit} 接着计。'],
  ),

  // shapefiles
  'shapefile.alone': error(
    [
      'This is the .shp of a Shapefile alone.',
      'Put the .shp, .dbf, .prj and .cpg files of the same name into one ZIP and give that.',
    ],
    ['这只是 Shapefile 的 .shp 文件。', '请将同名的 .shp、.dbf、.prj、.cpg 打包成一个 ZIP 再导入。'],
  ),
  'shapefile.no_shp': error(
    [
      'The packed file holds parts of a Shapefile, but not its .shp.',
      'Put the .shp, .dbf, .prj and .cpg files of the same name into one ZIP and give that.',
    ],
    ['压缩文件中有 Shapefile 的其他部分，但缺少 .shp。', '请将同名的 .shp、.dbf、.prj、.cpg 打包成一个 ZIP 再导入。'],
  ),
  'shapefile.no_dbf': entry(
    'warning',
    [
      'The Shapefile comes without its .dbf: there are shapes, but no names or codes.',
      'If the shapes have attributes, put the .dbf of the same name into the ZIP.',
    ],
    ['Shapefile 缺少 .dbf：只有图形，没有名称和编码。', '若图形有属性，请将同名的 .dbf 一并打包。'],
  ),
  'shapefile.counts': error(
    [
      'The .shp holds {shapes} shapes, the .dbf {rows} rows: they do not belong together.',
      `Give the .shp and .dbf of one export. ${EXPORT_LAYER[0]}`,
    ],
    [
      '.shp 有 {shapes} 个图形，.dbf 有 {rows} 行：两者不是一套。',
      `请使用同一次导出的 .shp 和 .dbf。${EXPORT_LAYER[1]}`,
    ],
  ),
  'shapefile.cpg_wrong': entry(
    'warning',
    [
      'The .cpg says that the texts are in {said}, but they are {encoding}; they were read as that.',
      'Look at some names. If they are wrong, choose the encoding.',
    ],
    ['.cpg 声明的编码为 {said}，但实际是 {encoding}，已按后者读取。', '请查看几个名称；若有误，请选择编码。'],
  ),
  'shapefile.prj_too_large': error(
    ['The .prj is larger than {limit} kB, which no coordinate system needs.', EXPORT_LAYER[0]],
    ['.prj 超过 {limit} kB，没有坐标系需要这么大。', EXPORT_LAYER[1]],
  ),
  'shapefile.cpg_too_large': error(
    ['The .cpg is larger than {limit} kB; it should hold one word.', 'Leave it out of the ZIP.'],
    ['.cpg 超过 {limit} kB，而它应只含一个词。', '请不要将其打包。'],
  ),
  'shp.header': error(['The .shp does not begin as one.', DAMAGED[0]], ['.shp 的开头不正确。', DAMAGED[1]]),
  'shp.truncated': error(
    ['The .shp ends in the middle of record {record}.', DAMAGED[0]],
    ['.shp 在第 {record} 条记录中途结束。', DAMAGED[1]],
  ),
  'shp.type': error(
    ['The .shp holds shapes of a kind that is not defined ({type}).', EXPORT_LAYER[0]],
    ['.shp 的图形类型未定义（{type}）。', EXPORT_LAYER[1]],
  ),
  'shp.multipatch': error(
    [
      'The .shp holds three-dimensional bodies (MultiPatch), which are not read here.',
      'Export their outlines as polygons.',
    ],
    ['.shp 为三维体（MultiPatch），此处不读取。', '请将其轮廓导出为面。'],
  ),
  'shp.record_length': error(
    ['Record {record} of the .shp says that it is {length} bytes long, which cannot be.', EXPORT_LAYER[0]],
    ['.shp 第 {record} 条记录声明长度为 {length} 字节，这不可能。', EXPORT_LAYER[1]],
  ),
  'shp.record_too_large': error(
    ['Record {record} of the .shp is larger than {limit} MB.', 'Simplify the outline, or split the shape.'],
    ['.shp 第 {record} 条记录超过 {limit} MB。', '请简化边界或拆分图形。'],
  ),
  'shp.counts': error(
    ['The shape says something else than it holds ({why}).', EXPORT_LAYER[0]],
    ['图形的声明与内容不符（{why}）。', EXPORT_LAYER[1]],
  ),
  'shp.shape_type': error(
    ['The shape is of a kind that is not read here ({type}).', EXPORT_LAYER[0]],
    ['图形类型不受支持（{type}）。', EXPORT_LAYER[1]],
  ),
  'dbf.header': error(
    ['The .dbf cannot be read: {why}.', EXPORT_LAYER[0]],
    ['.dbf 无法读取：{why}。', EXPORT_LAYER[1]],
  ),

  // GeoPackages
  'gpkg.not_geopackage': error(
    ['This is an SQLite database, but no GeoPackage.', 'Export the layer as GeoPackage, GeoJSON or CSV UTF-8.'],
    ['这是 SQLite 数据库，但不是 GeoPackage。', '请将图层导出为 GeoPackage、GeoJSON 或 CSV UTF-8。'],
  ),
  'gpkg.no_layers': error(
    ['The GeoPackage holds no layer of features or rows.', 'Pictures and tiles are not read; export the layer itself.'],
    ['GeoPackage 中没有要素或属性图层。', '影像和瓦片不能导入；请导出图层本身。'],
  ),
  'gpkg.not_a_table': error(
    [
      '“{layer}” in the GeoPackage is no ordinary table, but a view or something that would have to run.',
      'In QGIS, export the layer into a GeoPackage of its own.',
    ],
    [
      'GeoPackage 中的“{layer}”不是普通的表，而是视图或需要运行的内容。',
      '请在 QGIS 中将该图层导出为单独的 GeoPackage。',
    ],
  ),
  'gpkg.broken': error(
    ['The GeoPackage cannot be read ({why}).', DAMAGED[0]],
    ['GeoPackage 无法读取（{why}）。', DAMAGED[1]],
  ),
  'gpkg.wal': entry(
    'warning',
    [
      'The GeoPackage was open in another program when it was copied: its last changes may be missing.',
      'Close it there (in QGIS: remove the layer or quit), then give it again.',
    ],
    [
      '复制时该 GeoPackage 正被其他程序打开，最近的修改可能缺失。',
      '请先在该程序中关闭（QGIS：移除图层或退出），再重新导入。',
    ],
  ),
  'wkb.broken': error(
    ['The geometry cannot be read ({why}).', EXPORT_LAYER[0]],
    ['几何数据无法读取（{why}）。', EXPORT_LAYER[1]],
  ),
  'wkb.counts': error(
    ['The geometry says that {n} parts follow, but only {bytes} bytes do.', EXPORT_LAYER[0]],
    ['几何数据声明其后有 {n} 个部分，但只有 {bytes} 字节。', EXPORT_LAYER[1]],
  ),
  'wkb.too_large': error(
    ['The geometry is larger than {limit} MB.', 'Simplify the outline, or split the shape.'],
    ['几何数据超过 {limit} MB。', '请简化边界或拆分图形。'],
  ),
  'wkb.too_deep': error(
    ['The geometry is nested more than {limit} deep.', EXPORT_LAYER[0]],
    ['几何嵌套超过 {limit} 层。', EXPORT_LAYER[1]],
  ),
  'wkb.curve': error(
    ['The geometry has curves ({type}), which are not read here.', 'In QGIS use Processing → Convert curves to lines.'],
    ['几何含有曲线（{type}），此处不读取。', '请在 QGIS 中用“处理 → 曲线转折线”转换。'],
  ),
};
