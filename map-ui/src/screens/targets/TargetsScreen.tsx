// Who promised what by when, and is it on track? Curves, stages, the month's numbers, and the targets themselves.
import { useEffect, useState } from 'react';
import { useLive } from '../../api/events.ts';
import { useWorkspace } from '../../api/queries.ts';
import { useTargetAnswer } from '../../api/targets.ts';
import { useCommand } from '../../commands.ts';
import { formatClock, formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate } from '../../location.ts';
import { useStatusFacts } from '../../shell/status.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { NoRegions } from '../../ui/NoRegions.tsx';
import { Select } from '../../ui/Select.tsx';
import { StateBand } from '../../ui/StatePanel.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { FreezeDialog } from './FreezeDialog.tsx';
import { ListPanel } from './ListPanel.tsx';
import { MonthlyPanel } from './MonthlyPanel.tsx';
import { ProgressPanel } from './ProgressPanel.tsx';
import { StagesPanel } from './StagesPanel.tsx';
import { PANELS, type TargetsModel, useTargetsModel } from './useTargetsModel.ts';
import { metricText, scopeText } from './words.ts';
import './targets.css';

function MonthStepper({ model }: { model: TargetsModel }) {
  const { t } = useText();
  const { before, after, month, setMonth } = model;
  useCommand('targets.monthBefore', () => setMonth(before), before !== null);
  useCommand('targets.monthAfter', () => setMonth(after), after !== null);
  if (month === null) return null;
  const options = [...new Set([...model.stops, month])].sort().reverse();
  return (
    <fieldset className="progress-month">
      <legend className="visually-hidden">{t('progress.month')}</legend>
      <IconButton
        icon="left"
        label={t('progress.monthBefore')}
        command="targets.monthBefore"
        isDisabled={before === null}
        onPress={() => setMonth(before)}
      />
      <Select
        label={t('progress.month')}
        value={month}
        options={options.map((id) => ({ id, label: id }))}
        onChange={setMonth}
      />
      <IconButton
        icon="right"
        label={t('progress.monthAfter')}
        command="targets.monthAfter"
        isDisabled={after === null}
        onPress={() => setMonth(after)}
      />
    </fieldset>
  );
}

/** Which list of targets all of this is judged by, and who stands behind it. */
function VersionLine({ model }: { model: TargetsModel }) {
  const { t } = useText();
  const version = useTargetAnswer().data?.version;
  if (!version) return null;
  return (
    <p className="mute small">
      {t('progress.version', { version: version.version, time: formatTime(version.recordedAt), actor: version.actor })}
      {' · '}
      {version.confirmedAt === null
        ? t('progress.unconfirmed')
        : t('progress.confirmed', { actor: version.confirmedBy ?? '', time: formatTime(version.confirmedAt) })}{' '}
      {model.panel !== 'list' && (
        <Button small kind="quiet" onPress={() => model.setPanel('list')}>
          {t('progress.toList')}
        </Button>
      )}
    </p>
  );
}

function Head({ model }: { model: TargetsModel }) {
  const { t, language } = useText();
  const [freezing, setFreezing] = useState(false);
  const { progress, where, month } = model;
  const data = progress.data;
  useCommand('targets.freeze', () => setFreezing(true), month !== null && !freezing);
  const reason = data?.attainment ? (language === 'zh' ? data.attainment.reasonZh : data.attainment.reason) : null;
  const says = reason ?? (data ? t('progress.noTarget') : '');
  useStatusFacts({ shows: says === '' ? null : language === 'zh' ? `${where}：${says}` : `${where}. ${says}` });
  const nameOf = (code: string) => (code === model.scope ? where : code);
  const targets = (data?.targets ?? []).map((target) => ({
    id: target.id,
    label: metricText(target, t),
    note: scopeText(target.scope, nameOf, t),
  }));
  return (
    <header className="progress-head">
      <div className="progress-title">
        <h1>
          {t('progress.title')} · {where}
        </h1>
        <p className="mute">{says}</p>
        <VersionLine model={model} />
      </div>
      <div className="progress-tools">
        <MonthStepper model={model} />
        {targets.length > 1 && (
          <Select
            label={t('progress.target')}
            value={data?.target?.id ?? null}
            options={targets}
            onChange={(target) => navigate({ target: target === targets[0].id ? null : target })}
          />
        )}
        <Button icon="check" isDisabled={month === null} onPress={() => setFreezing(true)}>
          {t('progress.freeze.open')}
        </Button>
      </div>
      {freezing && month !== null && <FreezeDialog month={month} onClose={() => setFreezing(false)} />}
    </header>
  );
}

function Bands({ model }: { model: TargetsModel }) {
  const { t } = useText();
  const { liveness, lastAnswerMs } = useLive();
  const { progress } = model;
  return (
    <>
      {(liveness === 'lost' || (progress.isError && progress.data)) && (
        <StateBand kind="error">{t('state.offlineText', { time: formatClock(lastAnswerMs) })}</StateBand>
      )}
      {!model.isNow && (
        <StateBand kind="stale">
          {t('progress.lookingBack', { month: model.month })}{' '}
          <Button small kind="quiet" onPress={() => model.setMonth(null)}>
            {t('progress.toNewest')}
          </Button>
        </StateBand>
      )}
    </>
  );
}

export function TargetsScreen() {
  const { t } = useText();
  const workspace = useWorkspace();
  const model = useTargetsModel();
  const { panel, setPanel } = model;
  const step = (by: number) => setPanel(PANELS[(PANELS.indexOf(panel) + by + PANELS.length) % PANELS.length]);
  useCommand('look.panelPrevious', () => step(-1));
  useCommand('look.panelNext', () => step(1));
  useEffect(() => {
    document.title = `${t('progress.title')} · Lacuna`;
  }, [t]);
  if (workspace.data?.counts.regions === 0) return <NoRegions />;
  return (
    <div className="progress-screen">
      <Head model={model} />
      <Bands model={model} />
      <Tabs
        label={t('screen.targets')}
        value={panel}
        onChange={setPanel}
        tabs={[
          { id: 'progress', label: t('progress.tab.progress'), content: <ProgressPanel model={model} /> },
          { id: 'stages', label: t('progress.tab.stages'), content: <StagesPanel model={model} /> },
          { id: 'monthly', label: t('progress.tab.monthly'), content: <MonthlyPanel model={model} /> },
          { id: 'list', label: t('progress.tab.list'), content: <ListPanel model={model} /> },
        ]}
      />
    </div>
  );
}
