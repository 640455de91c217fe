// The list of targets itself: what holds for whom, from which it departs, and how it is changed, saved and confirmed.
import { useMemo, useState } from 'react';
import { COUNTED, type Target, type TargetInput } from '#contract/target';
import { ApiError, apiFetch, apiPath, errorText, problemText } from '../../api/http.ts';
import { useRegionRows, useWorkspace } from '../../api/queries.ts';
import { replaceTargets, useTargetAnswer, useTargetVersions } from '../../api/targets.ts';
import { useCommand } from '../../commands.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelWord, placeName } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import { saveFile } from '../../save-file.ts';
import { Button } from '../../ui/Button.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { EmptyState, ErrorState, Skeleton, StateBand } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { DEFAULTS } from '../../url-state.ts';
import { ListTable } from './ListTable.tsx';
import { Presets } from './Presets.tsx';
import { TargetDialog } from './TargetDialog.tsx';
import { changesBetween, type Faults, faultsByTarget, type TreeRegion } from './target-draft.ts';
import { type DraftList, useDraftList } from './useDraftList.ts';
import type { TargetsModel } from './useTargetsModel.ts';
import { Versions } from './Versions.tsx';
import { formatValue, metricText, scopeId, scopeText } from './words.ts';

/** Names and parents of the regions that the list may speak of. */
function useTree(model: TargetsModel) {
  const { rows } = useRegionRows(model.scope, model.isKnown);
  const { language } = model;
  const detail = model.scopeRegion.data;
  return useMemo(() => {
    const tree = new Map<string, TreeRegion>();
    const names = new Map<string, string>();
    const all = [...(detail?.ancestors ?? []), ...(detail ? [detail] : [])];
    let parentCode: string | null = null;
    for (const region of all) {
      tree.set(region.code, { code: region.code, level: region.level, parentCode });
      names.set(region.code, placeName(region, language));
      parentCode = region.code;
    }
    for (const row of rows ?? []) {
      if (!tree.has(row.code)) tree.set(row.code, { code: row.code, level: row.level, parentCode: row.parentCode });
      names.set(row.code, placeName(row, language));
    }
    return { tree, nameOf: (code: string) => names.get(code) ?? code };
  }, [rows, detail, language]);
}

interface SaveProps {
  list: DraftList;
  saved: readonly Target[];
  onFaults: (faults: Map<number, Faults>) => void;
}
function SaveBar({ list, saved, onFaults }: SaveProps) {
  const { t, language } = useText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const changes = changesBetween(saved, list.targets);
  const save = async () => {
    if (list.reason.trim() === '') return setError(t('progress.list.needsReason'));
    setBusy(true);
    setError(null);
    onFaults(new Map());
    try {
      await replaceTargets(list.targets, list.reason.trim());
      list.drop();
      showToast(t('progress.list.saved'));
    } catch (thrown) {
      const faults = thrown instanceof ApiError ? faultsByTarget(thrown.problem?.errors ?? [], language) : new Map();
      onFaults(faults);
      setError(errorText(thrown, language));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="progress-save"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p>
        <b>{t('progress.list.changes', { count: changes.length })}</b>{' '}
        <span className="mute small">{t('progress.list.keptHere')}</span>
      </p>
      <TextInput
        label={t('progress.list.reason')}
        value={list.reason}
        maxLength={500}
        error={error}
        onChange={list.setReason}
      />
      <Button onPress={list.drop} isDisabled={busy}>
        {t('progress.list.drop')}
      </Button>
      <Button kind="primary" type="submit" isDisabled={busy || changes.length === 0}>
        {t('progress.list.save')}
      </Button>
    </form>
  );
}

async function downloadCsv() {
  const response = await apiFetch(apiPath('/targets'), { headers: { accept: 'text/csv' } });
  saveFile(await response.blob(), 'targets.csv');
}

interface ListProps {
  model: TargetsModel;
  saved: readonly Target[];
  version: number | null;
}
function List({ model, saved, version }: ListProps) {
  const { t, language } = useText();
  const versions = useTargetVersions();
  const workspace = useWorkspace();
  const list = useDraftList(saved, version);
  const { tree, nameOf } = useTree(model);
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const [faults, setFaults] = useState<ReadonlyMap<number, Faults>>(new Map());
  useCommand('targets.edit', () => setOpen('new'), open === null);

  const levels = workspace.data?.levels.map((l) => l.level) ?? [];
  const codes = new Set([
    ...(model.scope === null ? [] : [model.scope]),
    ...model.children.map((child) => child.code),
    ...list.targets.flatMap(({ scope }) => ('region' in scope ? [scope.region] : [])),
  ]);
  const scopes = [
    ...levels.map((level) => ({ id: `level:${level}`, label: t('targets.everyLevel', { level: levelWord(level) }) })),
    ...[...codes].map((code) => ({ id: `region:${code}`, label: nameOf(code) })),
  ];
  const line = (target: TargetInput) => {
    const { metric, measure = {}, minimum, due, scope } = target;
    const what = metricText({ metric, measure }, t);
    const value = formatValue(metric, minimum, language, COUNTED.has(metric) ? 0 : 1);
    return t('progress.list.line', { scope: scopeText(scope, nameOf, t), what, value, due });
  };
  const fresh = (): TargetInput => ({
    scope: model.scope === null ? { level: levels.at(-1) ?? 'village' } : { region: model.scope },
    metric: 'coverage',
    measure: {},
    minimum: 0.6,
    due: `${Number((model.progress.data?.today ?? '2026').slice(0, 4)) + 1}-12-31`,
    milestones: [],
  });
  const put = (target: TargetInput) => {
    const next = [...list.targets];
    if (open === 'new' || open === null) next.push(target);
    else next[open] = target;
    list.put(next);
    setFaults(new Map());
    setOpen(null);
  };
  const exportCsv = () =>
    downloadCsv().catch((thrown: unknown) => showToast(problemText(thrown, language).detail, { kind: 'error' }));
  const editing = open === null ? null : open === 'new' ? fresh() : list.targets[open];
  return (
    <div className="progress-single">
      {list.isOld && <StateBand kind="stale">{t('progress.list.old')}</StateBand>}
      {list.isChanged && <SaveBar list={list} saved={saved} onFaults={setFaults} />}
      {list.targets.length === 0 ? (
        <>
          <EmptyState compact title={t('targets.emptyTitle')} text={t('progress.preset.text')} />
          <Presets
            region={model.scope}
            onProposed={(targets, name) => {
              list.put(targets);
              list.setReason(name);
            }}
          />
        </>
      ) : (
        <section className="progress-card">
          <div className="progress-card-head">
            <h2>{t('progress.list.title', { count: formatCount(list.targets.length, language) })}</h2>
            <Button small icon="plus" onPress={() => setOpen('new')}>
              {t('targets.new')}
            </Button>
            <Button
              small
              icon="import"
              onPress={() => navigate({ ...DEFAULTS, screen: 'import', region: model.location.region })}
            >
              {t('progress.list.import')}
            </Button>
            <Button small icon="download" onPress={exportCsv}>
              CSV
            </Button>
          </div>
          <p className="mute small">{t('progress.list.text')}</p>
          <ListTable
            list={list}
            tree={tree}
            nameOf={nameOf}
            holding={new Set(model.progress.data?.targets.map((target) => scopeId(target.scope) + target.id) ?? [])}
            saved={saved}
            faults={faults}
            onEdit={setOpen}
          />
        </section>
      )}
      {versions.data && <Versions versions={versions.data} targets={saved} line={line} canConfirm={!list.isChanged} />}
      {editing !== null && (
        <TargetDialog
          target={editing}
          isNew={open === 'new'}
          scopes={scopes}
          faults={(typeof open === 'number' ? faults.get(open) : null) ?? {}}
          onDone={put}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

export function ListPanel({ model }: { model: TargetsModel }) {
  const query = useTargetAnswer();
  if (!query.data) {
    if (query.isError) return <ErrorState error={query.error} retry={() => query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  return <List model={model} saved={query.data.items} version={query.data.version?.version ?? null} />;
}
