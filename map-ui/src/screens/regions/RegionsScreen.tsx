// Which regions are furthest from where they should be? A table of any level, ranked, filtered, exported as shown.
import { useEffect, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Grade } from '#contract/target';
import { useLive } from '../../api/events.ts';
import { useCommand } from '../../commands.ts';
import { formatClock, formatCount, formatShare } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelMany, levelWord, placeName } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import { saveFile } from '../../save-file.ts';
import { useStatusFacts } from '../../shell/status.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { CheckMenu } from '../../ui/CheckMenu.tsx';
import { GradeMark } from '../../ui/GradeMark.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { NoRegions } from '../../ui/NoRegions.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Select } from '../../ui/Select.tsx';
import { EmptyState, ErrorState, Skeleton, StateBand } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { MAP_THEMES, withFilter } from '../../url-state.ts';
import { ExportDialog } from '../export/ExportDialog.tsx';
import { COLUMN_IDS, columnsOf } from './columns.ts';
import { Distribution } from './Distribution.tsx';
import { csvText, type ExportWords, exportTable, xlsxBlob } from './export.ts';
import { RegionTable } from './RegionTable.tsx';
import { TargetsPanel } from './TargetsPanel.tsx';
import { type RegionsModel, useRegionsModel } from './useRegionsModel.ts';
import { ruleText, whyText } from './words.ts';
import './regions.css';

function useExport(model: RegionsModel) {
  const { t, language } = useText();
  const [busy, setBusy] = useState(false);
  const name = `lacuna-${model.scope ?? 'all'}-${model.level ?? ''}-v${model.query.data?.dataVersion ?? 0}`;
  const words: ExportWords = {
    rank: t('regions.export.rank'),
    code: t('regions.export.code'),
    name: t('regions.export.name'),
    nameEn: t('regions.export.nameEn'),
    low: t('figure.low'),
    high: t('figure.high'),
    target: t('figure.target'),
    due: t('targets.due'),
    note: t('regions.export.note'),
    column: (id) => t(`regions.column.${id}`),
    grade: (grade) => t(`grade.${grade}`),
    basis: (basis) => t(`basis.${basis}`),
    why: ({ row, why }) => (why ? whyText(row, why, t) : ''),
  };
  const run = async (format: string) => {
    const table = exportTable(model.visible, model.columns, words);
    if (format === 'csv') return saveFile(csvText(table), `${name}.csv`);
    setBusy(true);
    try {
      saveFile(await xlsxBlob(table, model.level ? levelWord(model.level) : 'regions'), `${name}.xlsx`);
    } catch (error) {
      showToast(error instanceof Error ? error.message : String(error), { kind: 'error' });
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, language };
}

function GradeRules() {
  const { t, language } = useText();
  return (
    <DialogTrigger>
      <AriaButton className="ui-icon-button" aria-label={t('regions.rules')}>
        <Icon name="info" />
      </AriaButton>
      <Popover className="ui-popover" placement="bottom end" offset={4}>
        <Dialog className="regions-rules" aria-label={t('regions.rules')}>
          <h2>{t('regions.rules')}</h2>
          <p className="mute small">{t('regions.rulesText')}</p>
          <dl>
            {Grade.options.map((grade) => (
              <div key={grade}>
                <dt>
                  <GradeMark grade={grade} />
                </dt>
                <dd className="small">{ruleText(grade, t, language)}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function Head({ model }: { model: RegionsModel }) {
  const { t, language } = useText();
  const { location, levels, level, levelRows, visible, hasTargets, scopeRegion, columns } = model;
  const search = useRef<HTMLInputElement>(null);
  const { run, busy } = useExport(model);
  const [exporting, setExporting] = useState(false);
  useCommand('list.filter', () => search.current?.focus());
  const toggleTargets = () => navigate({ panel: location.panel === 'targets' ? null : 'targets' });
  const where = scopeRegion.data ? placeName(scopeRegion.data, language) : '';
  const count = (n: number) => formatCount(n, language);
  const met = levelRows.filter((row) => row.grade === 'met').length;
  const judged = levelRows.filter((row) => row.distance !== null).length;
  const without = levelRows.filter((row) => !row.measured).length;
  const many = level === null ? t('screen.regions') : language === 'zh' ? levelWord(level) : capital(levelMany(level));
  const title = scopeRegion.data ? t('regions.title', { level: many, scope: where }) : many;
  const says = [
    model.league !== null && model.league.judged > 0
      ? t('regions.league.atTarget', {
          at: count(model.league.atTarget),
          judged: count(model.league.judged),
          level: levelMany(level ?? ''),
          share: formatShare(model.league.atTarget / model.league.judged, language),
        })
      : hasTargets
        ? t('regions.saysTargets', { met: count(met), judged: count(judged) })
        : t('regions.saysNoTargets'),
    without > 0 ? t('regions.saysWithout', { count: count(without) }) : '',
  ].join(language === 'zh' ? '' : ' ');
  const hidden = levelRows.length - visible.length;
  const hiddenText = hidden > 0 ? t('map.hidden', { hidden: count(hidden), total: count(levelRows.length) }) : null;
  useStatusFacts({ shows: `${title}. ${says}`, hidden: hiddenText });
  const choices = COLUMN_IDS.map((id) => ({
    id,
    label: t(id === 'bar' ? 'regions.columnBar' : `regions.column.${id}`),
  }));
  return (
    <header className="regions-head">
      <div className="regions-title">
        <h1>{title}</h1>
        <p className="mute">{says}</p>
      </div>
      <Distribution model={model} />
      <div className="regions-tools">
        {levels.length > 1 && level !== null && (
          <Segments
            label={t('regions.level')}
            value={level}
            items={levels.map((l) => ({ id: l.level, label: levelWord(l.level), note: count(l.count) }))}
            onChange={(next) => navigate({ level: next === levels.at(-1)?.level ? null : next })}
          />
        )}
        <Select
          label={t('regions.spread')}
          value={location.theme}
          options={MAP_THEMES.map((id) => ({ id, label: t(`map.theme_${id}`) }))}
          onChange={(theme) => navigate({ theme })}
        />
        {model.peerGroups.length > 1 && (
          <Select
            label={t('regions.league.peers')}
            value={model.peers ?? ''}
            options={[
              { id: '', label: t('regions.league.allPeers') },
              ...model.peerGroups.map((group) => ({
                id: group.id,
                label: language === 'zh' ? group.nameZh : group.name,
                note: count(group.regions),
              })),
            ]}
            onChange={(id) =>
              navigate({
                filters: withFilter(
                  location.filters,
                  'peers',
                  id === '' ? null : { field: 'peers', op: 'in', values: [id] },
                ),
              })
            }
          />
        )}
        <input
          ref={search}
          type="search"
          className="ui-input regions-search"
          placeholder={t('table.filter')}
          aria-label={t('table.filter')}
          value={location.search}
          onChange={(event) => navigate({ search: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        {hidden > 0 && (
          <button type="button" className="ui-chip" onClick={() => navigate({ filters: [], search: '' })}>
            {hiddenText}
            <Icon name="close" size={14} />
          </button>
        )}
        <span className="regions-gap" />
        <GradeRules />
        <Button icon="target" onPress={toggleTargets} aria-pressed={location.panel === 'targets'}>
          {t('targets.title')}
        </Button>
        <CheckMenu
          label={t('regions.columns')}
          icon="table"
          items={choices}
          checked={columns}
          onChange={(ids) => {
            const next = columnsOf(ids, false);
            navigate({ columns: next.join() === columnsOf(null, false).join() ? null : [...next] });
          }}
        />
        <Menu
          label={t('regions.export.title')}
          trigger={
            <Button icon="download" isDisabled={busy || visible.length === 0}>
              {t('regions.export.title')}
            </Button>
          }
          items={[
            { id: 'csv', label: 'CSV', note: t('regions.export.csv') },
            { id: 'xlsx', label: 'XLSX', note: t('regions.export.xlsx') },
            { id: 'data', label: t('export.data'), note: t('export.dataNote') },
          ]}
          onAction={(id) => (id === 'data' ? setExporting(true) : run(id))}
        />
        <ExportDialog open={exporting} what="regions" onClose={() => setExporting(false)} />
      </div>
    </header>
  );
}

function Bands({ model }: { model: RegionsModel }) {
  const { t, language } = useText();
  const { liveness, lastAnswerMs } = useLive();
  const { levelRows, level, query } = model;
  const done = levelRows.filter((row) => row.measured).length;
  const values = {
    done: formatCount(done, language),
    total: formatCount(levelRows.length, language),
    level: levelMany(level ?? ''),
  };
  return (
    <>
      {(liveness === 'lost' || (query.isError && query.data)) && (
        <StateBand kind="error">{t('state.offlineText', { time: formatClock(lastAnswerMs) })}</StateBand>
      )}
      {done > 0 && done < levelRows.length && <StateBand kind="partial">{t('state.partial', values)}</StateBand>}
    </>
  );
}

export function RegionsScreen() {
  const { t } = useText();
  const model = useRegionsModel();
  const { query, rows, visible, location, workspace } = model;
  const panelOpen = location.panel === 'targets';
  useCommand('app.out', () => navigate({ panel: null }), panelOpen);
  useEffect(() => {
    document.title = `${t('screen.regions')} · Lacuna`;
  }, [t]);
  if (!query.data) {
    if (query.isError) return <ErrorState error={query.error} retry={() => query.refetch()} />;
    return <Skeleton lines={12} />;
  }
  if (rows.length === 0 || workspace.data?.counts.regions === 0) {
    return <NoRegions />;
  }
  return (
    <div className={`regions-screen ${panelOpen ? 'regions-with-panel' : ''}`}>
      <Head model={model} />
      <div className="regions-body">
        <Bands model={model} />
        {visible.length === 0 ? (
          <EmptyState
            title={t('state.filteredTitle')}
            action={{ label: t('state.filteredAction'), run: () => navigate({ filters: [], search: '' }) }}
          />
        ) : (
          <RegionTable model={model} />
        )}
      </div>
      {panelOpen && <TargetsPanel model={model} onClose={() => navigate({ panel: null })} />}
    </div>
  );
}
