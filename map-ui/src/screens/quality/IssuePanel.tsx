// The issues of one rule: which cameras, how much hangs on each, and the verbs for one, for those ticked, or for all.
import { useEffect, useRef, useState } from 'react';
import type { QualityIssue, QualityRuleStanding, QualityWhich } from '#contract/quality';
import { problemText } from '../../api/http.ts';
import { markIssues, refreshQuality } from '../../api/quality.ts';
import { useCommand } from '../../commands.ts';
import { formatArea, formatCount, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Select } from '../../ui/Select.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { DEFAULTS } from '../../url-state.ts';
import { formatFocus } from '../map/focus.ts';
import { type Act, ActDialog } from './ActDialog.tsx';
import { ISSUE_SORTS, type QualityModel } from './useQualityModel.ts';
import { daysSince, fixableFields } from './words.ts';

interface Asked {
  act: Act;
  which: QualityWhich;
  count: number;
  subject: string | null;
}
const NONE_TICKED: ReadonlySet<string> = new Set();
const ANYBODY = '*';

export function IssuePanel({ model, rule }: { model: QualityModel; rule: QualityRuleStanding }) {
  const { t, language } = useText();
  const { items, issues, at, selected, state, region } = model;
  const [ticked, setTicked] = useState(NONE_TICKED);
  const [asked, setAsked] = useState<Asked | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const listKey = `${rule.id} ${state} ${region} ${model.owner}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has other ticks
  useEffect(() => setTicked(NONE_TICKED), [listKey]);

  const total = state === 'open' ? rule.open : rule.ignored;
  const canFix = fixableFields(rule).length > 0;
  const all: QualityWhich = {
    rule: rule.id,
    state,
    ...(region === null ? {} : { region }),
    ...(model.owner === null ? {} : { owner: model.owner }),
  };
  const some: QualityWhich = { ...all, cameras: [...ticked] };
  const ofOne = (issue: QualityIssue, act: Act): Asked => ({
    act,
    which: { rule: rule.id, cameras: [issue.camera.id] },
    count: 1,
    subject: issue.camera.name ?? issue.camera.id,
  });
  const ofMany = (act: Act): Asked =>
    ticked.size > 0
      ? { act, which: some, count: ticked.size, subject: null }
      : { act, which: all, count: total, subject: null };
  const step = (by: number) => {
    const next = items[Math.min(items.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    if (!next) return;
    model.select(next.camera.id);
    list.current?.querySelector(`[data-camera="${CSS.escape(next.camera.id)}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const toMap = (issue: QualityIssue) =>
    navigate({
      ...DEFAULTS,
      screen: 'map',
      region,
      view: { zoom: 17, lat: issue.camera.latitude, lon: issue.camera.longitude },
      focus: formatFocus({ region: issue.region?.code ?? null, camera: issue.camera.id }),
    });
  const unmark = async (which: QualityWhich) => {
    try {
      await markIssues({ which, action: 'unignore' });
      await refreshQuality();
    } catch (thrown) {
      showToast(problemText(thrown, language).detail, { kind: 'error' });
    }
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  useCommand('quality.fix', () => selected && setAsked(ofOne(selected, 'fix')), selected !== null && canFix);
  useCommand(
    'quality.ignore',
    () => selected && setAsked(ofOne(selected, 'ignore')),
    selected !== null && state === 'open',
  );
  useCommand('quality.map', () => selected && toMap(selected), selected !== null);
  useCommand('app.out', () => model.openRule(null), asked === null);

  return (
    <section className="quality-issues" aria-label={rule[language].title}>
      <header>
        <div className="quality-issues-title">
          <h2>{rule[language].title}</h2>
          <IconButton icon="close" label={t('quality.back')} command="app.out" onPress={() => model.openRule(null)} />
        </div>
        <p className="small">{rule[language].why}</p>
        <p className="small mute">{rule[language].fix}</p>
        {rule.state === 'failed' && (
          <p className="quality-failed small">{t('quality.failedWhy', { reason: rule.failure })}</p>
        )}
        <div className="quality-tools">
          <Segments
            label={t('quality.showing')}
            value={state}
            items={[
              { id: 'open' as const, label: t('quality.column.open'), note: formatCount(rule.open, language) },
              { id: 'ignored' as const, label: t('quality.column.ignored'), note: formatCount(rule.ignored, language) },
            ]}
            onChange={model.setState}
          />
          <Select
            label={t('quality.order')}
            value={model.sort}
            options={ISSUE_SORTS.map((id) => ({ id, label: t(`quality.sort.${id === '-effect' ? 'effect' : id}`) }))}
            onChange={model.setSort}
          />
          {rule.owners.length > 0 && (
            <Select
              label={t('quality.column.owner')}
              value={model.owner ?? ANYBODY}
              options={[
                { id: ANYBODY, label: t('quality.anybody') },
                ...rule.owners.map(({ owner, count }) => ({
                  id: owner,
                  label: owner,
                  note: formatCount(count, language),
                })),
              ]}
              onChange={(id) => model.setOwner(id === ANYBODY ? null : id)}
            />
          )}
        </div>
        {total > 0 && (
          <div className="quality-tools">
            <span className="mute small">
              {ticked.size > 0
                ? t('quality.forTicked', { count: ticked.size })
                : t('quality.forAll', { shown: formatCount(total, language) })}
            </span>
            {canFix && (
              <Button small onPress={() => setAsked(ofMany('fix'))}>
                {t('quality.act.fix')}
              </Button>
            )}
            <Button small onPress={() => setAsked(ofMany('assign'))}>
              {t('quality.act.assign')}
            </Button>
            {state === 'open' ? (
              <Button small onPress={() => setAsked(ofMany('ignore'))}>
                {t('quality.act.ignore')}
              </Button>
            ) : (
              <Button small onPress={() => unmark(ticked.size > 0 ? some : all)}>
                {t('quality.act.unignore')}
              </Button>
            )}
          </div>
        )}
      </header>
      {issues.isError ? (
        <ErrorState error={issues.error} retry={() => issues.refetch()} compact />
      ) : issues.isPending ? (
        <Skeleton lines={6} />
      ) : items.length === 0 ? (
        <EmptyState compact title={t(`quality.none.${state}`)} />
      ) : (
        <ul ref={list} className="quality-list">
          {items.map((issue) => (
            <li key={issue.id} data-camera={issue.camera.id} aria-current={selected?.id === issue.id || undefined}>
              <input
                type="checkbox"
                aria-label={t('quality.tick', { name: issue.camera.name ?? issue.camera.id })}
                checked={ticked.has(issue.camera.id)}
                onChange={(event) => {
                  const next = new Set(ticked);
                  if (event.target.checked) next.add(issue.camera.id);
                  else next.delete(issue.camera.id);
                  setTicked(next);
                }}
              />
              <button type="button" className="quality-issue" onClick={() => model.select(issue.camera.id)}>
                <span className="ellipsis">{issue.camera.name ?? issue.camera.id}</span>
                <span className="mute small ellipsis">
                  {[
                    issue.region === null ? t('quality.nowhere') : placeName(issue.region, language),
                    t('quality.days', { days: daysSince(issue.firstSeenAt, Date.now()) }),
                    issue.owner,
                    issue.isChanged ? t('quality.changed') : null,
                    issue.ignored?.reason,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </button>
              <span className="num quality-effect">
                {issue.effectM2 > 0 ? formatArea(issue.effectM2, language) : NONE}
              </span>
              {selected?.id === issue.id && (
                <span className="quality-verbs">
                  {canFix && (
                    <Button small kind="primary" onPress={() => setAsked(ofOne(issue, 'fix'))}>
                      {t('quality.act.fix')} <kbd>F</kbd>
                    </Button>
                  )}
                  {issue.ignored === null ? (
                    <Button small onPress={() => setAsked(ofOne(issue, 'ignore'))}>
                      {t('quality.act.ignore')} <kbd>I</kbd>
                    </Button>
                  ) : (
                    <Button small onPress={() => unmark({ rule: rule.id, cameras: [issue.camera.id] })}>
                      {t('quality.act.unignore')}
                    </Button>
                  )}
                  <Button small onPress={() => setAsked(ofOne(issue, 'assign'))}>
                    {t('quality.act.assign')}
                  </Button>
                  <Button small icon="map" onPress={() => toMap(issue)}>
                    {t('quality.act.map')} <kbd>O</kbd>
                  </Button>
                </span>
              )}
            </li>
          ))}
          {issues.hasNextPage && (
            <li className="quality-more">
              <Button small onPress={() => issues.fetchNextPage()} isDisabled={issues.isFetchingNextPage}>
                {t('quality.more')}
              </Button>
            </li>
          )}
        </ul>
      )}
      {asked && <ActDialog {...asked} rule={rule} onClose={() => setAsked(null)} />}
    </section>
  );
}
