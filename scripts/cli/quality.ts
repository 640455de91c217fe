// lacuna quality: the grade of a region, and the rules by their effect on coverage. Read only: it shows the last check.
import type { QualitySummary } from '#contract/quality';
import { qualitySummary } from '#services/quality';
import { EXIT, type Terminal } from './terminal.ts';
import { withWorkspace } from './workspace.ts';

export interface QualityArgs {
  db?: string;
  region?: string;
  json?: boolean;
}

export function qualityCommand(terminal: Terminal, args: QualityArgs): Promise<number> {
  return withWorkspace(terminal, args.db, { mustExist: true, readOnly: true }, async (ctx) => {
    const summary = await qualitySummary(ctx, { region: args.region });
    await terminal.out(args.json ? `${JSON.stringify(summary, null, 2)}\n` : tableOf(terminal, summary));
    return EXIT.done;
  });
}

function tableOf({ t }: Terminal, { grade, ranAt, rules }: QualitySummary): string {
  const head =
    ranAt === null
      ? t('尚未检查。', 'Not checked yet.')
      : grade === null
        ? t(`检查于 ${ranAt}`, `Checked ${ranAt}`)
        : t(
            `等级 ${grade.grade}(${grade.score.toFixed(1)}) · ± ${(100 * grade.plusMinus).toFixed(2)} 个百分点 · 检查于 ${ranAt}`,
            `Grade ${grade.grade} (${grade.score.toFixed(1)}) · ± ${(100 * grade.plusMinus).toFixed(2)} pp · checked ${ranAt}`,
          );
  const lines = rules.map((rule) =>
    [rule.id, rule.severity, rule.state, rule.open, rule.ignored, Math.round(rule.effectM2)].join('\t'),
  );
  return [head, ['rule', 'severity', 'state', 'open', 'ignored', 'effectM2'].join('\t'), ...lines, ''].join('\n');
}
