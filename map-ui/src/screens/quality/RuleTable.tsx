// The rules, greatest effect on coverage first, with what is open, ignored, how old, and whose.
import type { QualityRuleStanding } from '#contract/quality';
import { formatArea, formatCount, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Table, TableHead } from '../../ui/Table.tsx';
import { SeverityMark } from './SeverityMark.tsx';
import type { QualityModel } from './useQualityModel.ts';
import { daysSince, effectText, whyNotRun } from './words.ts';

export function RuleTable({ model }: { model: QualityModel }) {
  const { t } = useText();
  const rules = model.summary.data?.rules ?? [];
  const columns = [
    { id: 'rule', label: t('quality.column.rule'), align: 'left' as const },
    { id: 'severity', label: t('quality.column.severity'), align: 'left' as const, width: 92 },
    { id: 'open', label: t('quality.column.open'), width: 74 },
    { id: 'ignored', label: t('quality.column.ignored'), width: 74 },
    { id: 'age', label: t('quality.column.age'), width: 64 },
    { id: 'effect', label: t('quality.column.effect'), width: 96 },
    { id: 'points', label: t('quality.column.points'), width: 128 },
    { id: 'owner', label: t('quality.column.owner'), align: 'left' as const, width: 110 },
  ];
  return (
    <Table label={t('quality.rulesTable')} className="quality-rules">
      <TableHead columns={columns} sort={null} onSort={() => {}} />
      <tbody>
        {rules.map((rule) => (
          <RuleRow key={rule.id} rule={rule} model={model} />
        ))}
      </tbody>
    </Table>
  );
}

function RuleRow({ rule, model }: { rule: QualityRuleStanding; model: QualityModel }) {
  const { t, language } = useText();
  const count = (n: number) => formatCount(n, language);
  const isRun = rule.state === 'ran' || rule.state === 'failed';
  const notRun = whyNotRun(rule, t);
  const owners =
    rule.owners.length > 1 ? t('quality.ownersMany', { count: rule.owners.length }) : rule.owners[0]?.owner;
  return (
    <tr data-rule={rule.id} aria-selected={model.rule?.id === rule.id} className={isRun ? '' : 'quality-off'}>
      <td className="ui-left">
        <button type="button" className="quality-rule" onClick={() => model.openRule(rule.id)}>
          {rule[language].title}
        </button>
        {rule.state === 'failed' && <small className="quality-failed">{t('quality.state.failed')}</small>}
        {notRun !== null && <small className="mute">{notRun}</small>}
        {rule.feedback > 0 && (
          <small className="mute">
            {t('quality.feedback.count', { count: rule.feedback, shown: formatCount(rule.feedback, language) })}
          </small>
        )}
      </td>
      <td className="ui-left">
        <SeverityMark severity={rule.severity} />
      </td>
      <td className="ui-right num quality-open">{isRun ? count(rule.open) : NONE}</td>
      <td className="ui-right num">{isRun ? count(rule.ignored) : NONE}</td>
      <td className="ui-right num">
        {rule.since === null ? NONE : t('quality.days', { days: daysSince(rule.since, Date.now()) })}
      </td>
      <td className="ui-right num">{rule.effectM2 > 0 ? formatArea(rule.effectM2, language) : NONE}</td>
      <td className="ui-right num">{effectText(rule.effectShare, language)}</td>
      <td className="ui-left ellipsis">{owners ?? NONE}</td>
    </tr>
  );
}
