// lacuna progress: the numbers of the monthly roll-out report, with percent for people. Reads, also beside a running server.
import type { MonthlyReport, MonthlyUnit } from '#contract/progress';
import type { StageReached } from '#contract/target';
import { monthlyReport } from '#services/monthly';
import { EXIT, type Terminal, table } from './terminal.ts';
import { withWorkspace } from './workspace.ts';

export interface ProgressArgs {
  db?: string;
  region?: string;
  on?: string;
  unit?: string;
  group?: string;
  stage?: StageReached;
  json?: boolean;
}

export function progressCommand(terminal: Terminal, args: ProgressArgs): Promise<number> {
  return withWorkspace(terminal, args.db, { mustExist: true, readOnly: true }, async (ctx) => {
    const { region: scope, on, unit, group, stage } = args;
    const report = await monthlyReport(ctx, { scope, on, unit, group, stage });
    await terminal.out(args.json ? `${JSON.stringify(report, null, 2)}\n` : written(terminal, report));
    return EXIT.done;
  });
}

const count = (n: number): string => n.toLocaleString('en-US');
const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(2)} %`);

function written(terminal: Terminal, report: MonthlyReport): string {
  const { t } = terminal;
  const { planned, standing, share, units, unitsDone, unitsDoneShare, unitsProcured, unitsProcuredShare } = report;
  const lines = [
    t(`截至 ${report.on}`, `As of ${report.on}`),
    units === 0
      ? t('当日没有生效的点位数量目标。', 'No target for a number of cameras was in force on that day.')
      : t(
          `计划 ${count(planned)}，建成 ${count(standing)}（${percent(share)}）`,
          `planned ${count(planned)}, standing ${count(standing)} (${percent(share)})`,
        ),
  ];
  if (units > 0)
    lines.push(
      t(
        `有任务的单位 ${count(units)}：完成 ${count(unitsDone)}（${percent(unitsDoneShare)}），完成采购 ${count(unitsProcured)}（${percent(unitsProcuredShare)}）`,
        `units with a task ${count(units)}: done ${count(unitsDone)} (${percent(unitsDoneShare)}), procured ${count(unitsProcured)} (${percent(unitsProcuredShare)})`,
      ),
    );
  if (report.elsewhere)
    lines.push(
      t(
        `另有 ${count(report.elsewhere)} 个点位位于没有任务的单位`,
        `another ${count(report.elsewhere)} cameras stand where there is no task`,
      ),
    );
  const named = [
    [t('领先', 'leading'), report.leading],
    [t('落后', 'lagging'), report.lagging],
  ] as const;
  const rows = named.flatMap(([title, groups]) => groups.map((group) => rowOf(title, group)));
  if (rows.length > 0)
    lines.push(
      table(
        [
          '',
          t('区划', 'region'),
          t('名称', 'name'),
          t('>计划', '>planned'),
          t('>建成', '>standing'),
          t('>比例', '>share'),
        ],
        rows,
      ).trimEnd(),
    );
  return `${lines.join('\n')}\n`;
}

const rowOf = (title: string, { code, name, task, standing, share }: MonthlyUnit): string[] => [
  title,
  code,
  name,
  count(task),
  count(standing),
  percent(share),
];
