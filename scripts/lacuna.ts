// The command line: which commands are there, what do they take, and with what does the process end?
// Exit 0 done, 1 internal failure, 2 the input or the arguments are at fault, 3 done with problems reported.
import { spawn } from 'node:child_process';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type ImportKind, ImportKind as ImportKinds } from '#contract/import';
import { STAGES_REACHED } from '#contract/target';
import { sentencesOf } from '#rules/messages';
import { CliFault, createTerminal, EXIT, fault, languageOf, printProblems, type Terminal } from './cli/terminal.ts';
import { VERSION } from './cli/version.ts';
import { programFile } from './program-files.mjs';

// `npm run` starts in the project's folder; the paths a person gives are meant from where they stand
const from = process.env.npm_lifecycle_event === 'lacuna' ? process.env.INIT_CWD : undefined;
if (from !== undefined && process.argv[2] !== 'start') process.chdir(from);

const terminal = createTerminal(languageOf(process.argv, process.env));
const { t } = terminal;

const LATER_COMMANDS = ['backup', 'restore', 'admin'];
const LATER_FORMATS = ['pdf', 'gpkg', 'html'];
const GREATEST_K = 16;

const whole =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(
      t(`应为 ${min} 到 ${max} 的整数。`, `Expected a whole number from ${min} to ${max}.`),
    );
  };

function month(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError(t('应为月份，如 2026-09。', 'Expected a month, e.g. 2026-09.'));
}

function day(text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text))
    return text;
  throw new InvalidArgumentError(
    t('应为存在的日期，如 2026-09-30。', 'Expected a day that there is, e.g. 2026-09-30.'),
  );
}

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法:',
  'Options:': '选项:',
  'Commands:': '命令:',
  'Arguments:': '参数:',
};
const program = new Command('lacuna')
  .description(
    t('找出公共区域中没有可用点位覆盖的地方。', 'Finds where public space is not covered by a working camera.'),
  )
  .configureHelp({ styleTitle: (title) => (terminal.language === 'zh' ? (TITLES[title] ?? title) : title) })
  .configureOutput({ writeErr: () => {} })
  .version(VERSION, '-V, --version', t('显示版本', 'show the version'))
  .helpOption('-h, --help', t('显示用法', 'show how to use it'))
  .helpCommand(false)
  .exitOverride();

const lang = (command: Command): Command =>
  command.addOption(new Option('--lang <zh|en>', t('消息语言', 'language of messages')).choices(['zh', 'en']));
const db = (command: Command): Command =>
  command.option(
    '--db <file>',
    t(
      '数据库文件(默认 DATABASE_URL 或 data/local/lacuna.db)',
      'database file (default: DATABASE_URL, else data/local/lacuna.db)',
    ),
  );
const json = (command: Command): Command => command.option('--json', t('以 JSON 输出', 'print JSON'));
const reading = (command: Command): Command =>
  command
    .option(
      '--crs <name>',
      t('坐标系:wgs84 cgcs2000 gcj02 bd09 epsg:N', 'coordinate system: wgs84, cgcs2000, gcj02, bd09 or epsg:N'),
    )
    .option('--encoding <name>', t('文本编码(默认自动识别)', 'text encoding (default: detected)'))
    .option('--code-field <name>', t('区划代码所在字段', 'field that holds the region code'))
    .addOption(
      new Option('--axes <order>', t('坐标的先后顺序', 'order of the two numbers of a position')).choices([
        'lon-lat',
        'lat-lon',
      ]),
    )
    .option('--layer <name>', t('工作表或图层名称', 'sheet or layer, where the file holds several'))
    .option('--mapping <column=field...>', t('列与字段的对应', 'which column is which field'), columnMapping);
function columnMapping(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new InvalidArgumentError(t('格式应为 列=字段。', 'Expected COLUMN=FIELD.'));
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
const end = (run: (terminal: Terminal) => Promise<number>) => async (): Promise<void> => {
  process.exitCode = await run(terminal);
};

lang(
  json(
    reading(
      program
        .command('measure')
        .description(t('两个文件进,覆盖数字出;不需要数据库', 'two files in, figures out; needs no database'))
        .requiredOption('--regions <file>', t('区划边界(GeoJSON)', 'region boundaries (GeoJSON)'))
        .requiredOption('--cameras <file>', t('点位(CSV、GeoJSON 或 OSM JSON)', 'cameras (CSV, GeoJSON or OSM JSON)'))
        .option(
          '--public-space <file>',
          t(
            '公共区域(GeoJSON:面、带宽度的线、带半径的点);不给则按全域',
            'public space (GeoJSON: areas, lines with a width, points with a radius); without it the whole area',
          ),
        )
        .option(
          '--obstacles <file>',
          t('遮挡物(GeoJSON:建筑面、墙线)', 'obstacles (GeoJSON: buildings as areas, walls as lines)'),
        )
        .option('--privacy-zones <file>', t('隐私区(GeoJSON 面)', 'privacy zones (GeoJSON areas)'))
        .option(
          '--elevation <file.tif>',
          t('地面高程(GeoTIFF):地形遮挡视野', 'ground heights (GeoTIFF): relief cuts the views'),
        ),
    )
      .addOption(new Option('--k <n>', t('覆盖重数', 'depths of coverage')).argParser(whole(1, GREATEST_K)).default(4))
      .option('--detail <name>', t('清晰度:range 或标准中的名称', 'detail: range, or a name of a profile'))
      .option('--profile <id>', t('清晰度标准,如 iec-62676-4:2014', 'detail profile, e.g. iec-62676-4:2014'))
      .option('--regions-crs <name>', t('仅区划文件的坐标系', 'coordinate system of the regions, where it differs'))
      .option('--cameras-crs <name>', t('仅点位文件的坐标系', 'coordinate system of the cameras, where it differs'))
      .option(
        '--elevation-crs <name>',
        t('高程文件的坐标系', 'coordinate system of the elevations, where they do not say'),
      )
      .option('--where <field=value>', t('只取该字段等于此值的区划', 'only regions whose field has this value'))
      .option('--gaps <out.geojson>', t('把盲区写入该文件', 'write the gaps to this file'))
      .option('--strict', t('有任何问题即停止(退出码 2)', 'any problem is fatal (exit 2)')),
  ),
).action((options) => end(async (term) => (await import('./cli/measure.ts')).measureCommand(term, options))());

const kinds = ImportKinds.options;
lang(
  json(
    db(
      reading(
        program
          .command('import')
          .description(
            t('把文件导入数据库:要么全部成功,要么什么都不变', 'a file into the database, whole or not at all'),
          )
          .argument('<kind>', kinds.join(' | '))
          .argument('<file>'),
      ),
    )
      .option(
        '--region <code...>',
        t('图层(公共区域、遮挡物、隐私区)所覆盖的区划(含下级)', 'regions (with all below) that a layer describes'),
      )
      .option(
        '--zone <name>',
        t(
          '未写时区的时间属于哪个时区(默认 +08:00)',
          'zone of times that name none, e.g. Asia/Shanghai (default +08:00)',
        ),
      )
      .option(
        '--recipe <file.json>',
        t('按该方案读取(JSON:列的对应、坐标系等)', 'read as this recipe says (JSON: mapping, crs, …)'),
      )
      .option(
        '--repair <code...>',
        t('对这些问题采用所建议的取值', 'take what is proposed for these problems, such as camera.type.unknown'),
      )
      .addOption(
        new Option(
          '--vanish <what>',
          t('以前导入、现已不在文件中的记录', 'records of an earlier import of this file that it no longer has'),
        ).choices(['keep', 'remove']),
      )
      .option('--yes', t('确认删除这些记录', 'confirm that they are removed'))
      .option('--dry-run', t('只检查,不写入', 'check only, write nothing')),
  ),
).action((kind: string, file: string, options) =>
  end(async (term) => {
    const known = ImportKinds.safeParse(kind);
    if (!known.success) throw usage(`import: ${kind}: ${kinds.join(', ')}`, 'import');
    return (await import('./cli/import.ts')).importCommand(term, known.data as ImportKind, file, options);
  })(),
);

lang(
  json(
    db(program.command('figures').description(t('数据库中各区划的数字', 'figures of the regions in the database')))
      .option('--region <code>', t('只看该区划及其下级', 'this region and all below'))
      .option('--set <installed|planned|live>', t('点位集合', 'set of cameras'), 'installed')
      .option('--detail <name>', t('清晰度:range 或标准中的名称', 'detail: range, or a name of a profile'))
      .option('--profile <id>', t('清晰度标准,如 iec-62676-4:2014', 'detail profile, e.g. iec-62676-4:2014'))
      .option('--at <day>', t('历史时点：日期或时刻', 'as of a day or an instant of the past'))
      .option('--known <then|now>', t('依据当时所知或今天所知', 'by what was known then, or is known now')),
  ),
).action((options) =>
  end(async (term) => {
    if (options.known !== undefined && (options.at === undefined || !['then', 'now'].includes(options.known)))
      throw usage('--at DAY --known then|now', 'figures');
    if (String(options.set).startsWith('plan:')) throw fault(term, 'cli.not_yet', { option: `--set ${options.set}` });
    if (!['installed', 'planned', 'live'].includes(options.set))
      throw usage(`--set ${options.set}: installed, planned, live`, 'figures');
    return (await import('./cli/figures.ts')).figuresCommand(term, options);
  })(),
);

lang(json(db(program.command('gaps').description(t('按需求排序的盲区', 'the gaps, greatest need first')))))
  .option('--region <code>', t('只看该区划及其下级', 'this region and all below'))
  .option('--out <file.geojson>', t('把全部盲区写入该文件', 'write all gaps to this file'))
  .action((options) => end(async (term) => (await import('./cli/figures.ts')).gapsCommand(term, options))());

lang(
  json(
    db(
      program
        .command('quality')
        .description(t('数据质量等级与各规则的问题', 'the grade of data quality, rule by rule')),
    ),
  ),
)
  .option('--region <code>', t('只看该区划及其下级', 'this region and all below'))
  .action((options) => end(async (term) => (await import('./cli/quality.ts')).qualityCommand(term, options))());

lang(
  json(
    db(program.command('progress').description(t('建设进度月报的数字', 'the numbers of the monthly roll-out report'))),
  ),
)
  .option('--region <code>', t('只看该区划及其下级', 'this region and all below'))
  .option('--on <day>', t('日期 YYYY-MM-DD（默认今天）', 'day, YYYY-MM-DD (default: today)'), day)
  .option('--unit <level>', t('任务单位的层级', 'level of the units that have tasks'))
  .option('--group <level>', t('领先与落后按哪一层级', 'level of those that lead and lag'))
  .addOption(new Option('--stage <stage>', t('计入的建设阶段', 'stage that counts')).choices([...STAGES_REACHED]))
  .action((options) => end(async (term) => (await import('./cli/progress.ts')).progressCommand(term, options))());

lang(
  json(
    db(
      program
        .command('freeze')
        .description(t('上报一个月：固化当月末的数字', 'report a month: freeze what is known of its end')),
    ),
  ),
)
  .requiredOption('--month <YYYY-MM>', t('月份', 'the month'), month)
  .option('--reason <text>', t('更正的理由（该月已上报时）', 'why it is reported again'))
  .action((options) => end(async (term) => (await import('./cli/freeze.ts')).freezeCommand(term, options))());

db(program.command('report').description(t('某区划及其下级的报告', 'the report of a region and all below')))
  .requiredOption('--region <code>', t('区划代码', 'code of the region'))
  .requiredOption('--format <csv|xlsx|geojson>', t('格式', 'format'))
  .requiredOption('--out <file>', t('写到哪里', 'where to write it'))
  .addOption(
    new Option('--lang <language>', t('报告语言', 'language of the report'))
      .choices(['zh', 'en', 'zh+en'])
      .default('zh+en'),
  )
  .action((options) =>
    end(async (term) => {
      if (LATER_FORMATS.includes(options.format))
        throw fault(term, 'cli.not_yet', { option: `--format ${options.format}` });
      if (!['csv', 'xlsx', 'geojson'].includes(options.format))
        throw usage(`--format ${options.format}: csv, xlsx, geojson`, 'report');
      return (await import('./cli/report.ts')).reportCommand(term, options);
    })(),
  );

lang(json(db(program.command('export').description(t('把一个图层写成文件', 'a layer of the database as a file')))))
  .argument('<what>', 'cameras | regions | gaps | footprints')
  .requiredOption('--format <name>', 'csv | xlsx | geojson | geojsonl | gpkg | shp | kml | osm')
  .requiredOption('--out <file>', t('写到哪里', 'where to write it'))
  .option('--region <code>', t('只含该区划及其下级', 'this region and all below'))
  .option('--crs <name>', t('坐标系:wgs84 cgcs2000 gcj02 bd09 epsg:N', 'wgs84, cgcs2000, gcj02, bd09 or epsg:N'))
  .option('--fields <key...>', t('只保留这些字段', 'keep only these fields'))
  .option('--include-restricted', t('包含涉密点位', 'restricted cameras too'))
  .action((what: string, options) =>
    end(async (term) => (await import('./cli/export.ts')).exportCommand(term, what, options))(),
  );

lang(
  program
    .command('sample')
    .description(t('生成一个虚构的县或省(全部图层)', 'a synthetic county or province, with all layers')),
)
  .option('--villages <n>', t('村数', 'villages'), whole(1, 100_000))
  .option('--cameras <n>', t('点位数', 'cameras'), whole(1, 10_000_000))
  .option(
    '--seed <n>',
    t('种子:同样的参数得到同样的字节', 'seed: the same options give the same bytes'),
    whole(0, 2 ** 31 - 1),
  )
  .requiredOption('--out <dir>', t('写入的文件夹', 'folder to write to'))
  .action((options) => end(async (term) => (await import('./cli/sample.ts')).sampleCommand(term, options))());

lang(
  program
    .command('start')
    .description(t('启动网页和接口(与 npm start 相同)', 'serve the screens and the API (as npm start does)')),
).action(() => end(startServer)());

lang(
  json(
    db(
      program
        .command('doctor')
        .description(t('检查运行环境和数据库,不显示数据', 'check the machine and the database; shows no data')),
    ),
  ),
).action((options) => end(async (term) => (await import('./cli/doctor.ts')).doctorCommand(term, options))());

/** The server is a process of its own, with its own exit codes; signals go on to it. */
function startServer(): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', programFile('server')], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? EXIT.bug));
  });
}

function usage(detail: string, command: string): CliFault {
  return fault(terminal, 'cli.usage', { detail, command });
}

const USAGE_ZH: Readonly<Record<string, string>> = {
  'commander.unknownOption': '未知选项',
  'commander.unknownCommand': '未知命令',
  'commander.missingArgument': '缺少参数',
  'commander.missingMandatoryOptionValue': '缺少必需的选项',
  'commander.optionMissingArgument': '选项缺少取值',
  'commander.invalidArgument': '取值无效',
  'commander.excessArguments': '参数过多',
};

/** The same sentences for a fault of the arguments, the files, the database; a bug shows its stack. */
function finish(error: unknown): number {
  if (error instanceof CommanderError) {
    // --help and --version end with 0 and have printed
    if (error.exitCode === 0) return EXIT.done;
    if (error.code === 'commander.help') {
      terminal.err(program.helpInformation().trimEnd());
      return EXIT.input;
    }
    const asked = process.argv.slice(2).find((arg) => !arg.startsWith('-')) ?? '';
    if (asked !== '' && LATER_COMMANDS.includes(asked))
      return finish(fault(terminal, 'cli.not_yet', { option: `lacuna ${asked}` }));
    const said = error.message.replace(/^error: /, '');
    const detail = terminal.language === 'zh' ? `${USAGE_ZH[error.code] ?? '参数有误'}:${said}` : said;
    return finish(usage(detail.endsWith('.') ? detail : `${detail}.`, asked));
  }
  if (error instanceof CliFault) {
    printProblems(terminal, error.problems);
    terminal.err(error.message);
    return error.exit;
  }
  const known = coded(error);
  if (known === null) {
    terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.bug;
  }
  terminal.err(known.line);
  return known.exit;
}

/** Faults of services, storage and configuration carry their sentences, each in its own shape. */
function coded(error: unknown): { line: string; exit: number } | null {
  if (!(error instanceof Error)) return null;
  const e = error as Error & {
    said?: Record<string, { message: string; fix: string }>;
    params?: Record<string, string | number>;
    code?: string;
    exit?: number;
    messageZh?: string;
    fix?: string;
    fixZh?: string;
  };
  if (e.name === 'ServiceError' && e.said) {
    const { message, fix } = e.said[terminal.language]!;
    return { line: `${message} ${fix}`, exit: EXIT.input };
  }
  if (e.name === 'ConfigError' && e.code) {
    const { message, fix } = sentencesOf(e.code, e.params)[terminal.language];
    return { line: `${message} ${fix}`, exit: EXIT.input };
  }
  // 78: the wrong file, a newer schema, no right to write: the caller's to mend. 74: the disk failed.
  if (e.name === 'StorageError')
    return {
      line: t(`${e.messageZh} ${e.fixZh}`, `${e.message} ${e.fix}`),
      exit: e.exit === 78 ? EXIT.input : EXIT.bug,
    };
  return null;
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = finish(error);
}
