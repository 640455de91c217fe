// Sentences of the codes that the command line raises itself.
import type { Catalogue } from './messages.ts';

export const CLI_MESSAGES: Catalogue = {
  'cli.not_yet': {
    en: {
      message: '{option} is not available in this version.',
      fix: 'Leave it out. Figures of this version do not take it into account.',
    },
    zh: { message: '本版本尚不支持 {option}。', fix: '请去掉该选项;本版本的数字不考虑它。' },
  },
  'cli.usage': {
    en: { message: '{detail}', fix: 'Run `npm run -s lacuna -- {command} --help` to see what it takes.' },
    zh: { message: '{detail}', fix: '请运行 `npm run -s lacuna -- {command} --help` 查看用法。' },
  },
  'cli.write_failed': {
    en: {
      message: 'Could not write {path}: {detail}.',
      fix: 'Choose a folder that exists and that you may write to. Nothing was left behind.',
    },
    zh: { message: '无法写入 {path}:{detail}。', fix: '请选择存在且有写权限的文件夹。未留下任何残余文件。' },
  },
  'cli.no_regions': {
    en: {
      message: 'No region is left to measure{why}.',
      fix: 'Check the file and --where; a region needs a Polygon or MultiPolygon geometry.',
    },
    zh: { message: '没有可计算的区划{why}。', fix: '请检查文件和 --where;区划须有 Polygon 或 MultiPolygon 几何。' },
  },
  'cli.no_rows': {
    en: {
      message: 'No row of {file} can be used.',
      fix: 'Mend the rows named above; nothing was measured or written.',
    },
    zh: { message: '{file} 中没有可用的行。', fix: '请修正上面列出的各行;未计算,也未写入任何内容。' },
  },
  'cli.where': {
    en: {
      message: '--where needs FIELD=VALUE, got "{value}".',
      fix: 'For example --where admin_level=10.',
    },
    zh: { message: '--where 的格式应为 字段=值,实际为“{value}”。', fix: '例如 --where admin_level=10。' },
  },
  'cli.recipe': {
    en: {
      message: 'The recipe {file} cannot be used: {why}.',
      fix: 'It is JSON with options such as {"crs":"gcj02","mapping":{"设备编号":"id"}}, or a recipe from GET /api/recipes.',
    },
    zh: {
      message: '无法使用方案 {file}:{why}。',
      fix: '方案是 JSON,如 {"crs":"gcj02","mapping":{"设备编号":"id"}},或取自 GET /api/recipes。',
    },
  },
  'cli.no_database': {
    en: {
      message: 'There is no database at {path}.',
      fix: 'Run `npm start` once, import regions first, or name another file with --db.',
    },
    zh: { message: '没有数据库 {path}。', fix: '请先运行一次 `npm start`,或先导入区划,或用 --db 指定其他文件。' },
  },
  'cli.region_unknown': {
    en: {
      message: 'There is no region with the code {code}.',
      fix: 'Run `npm run -s lacuna -- figures` to list the codes, or import regions first.',
    },
    zh: {
      message: '没有代码为 {code} 的区划。',
      fix: '请运行 `npm run -s lacuna -- figures` 查看代码,或先导入区划。',
    },
  },
};
