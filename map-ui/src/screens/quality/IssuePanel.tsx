// The issues of one rule: which cameras, how much hangs on each, and the verbs for one, for those ticked, or for all.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { QualityIssue, QualityRuleStanding, QualityWhich } from '#contract/quality';
import { problemText } from '../../api/http.ts';
import { markIssues, refreshQuality } from '../../api/quality.ts';
import { useCommand } from '../../commands.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate } from '../../location.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Select } from '../../ui/Select.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { DEFAULTS } from '../../url-state.ts';
import { formatFocus } from '../map/focus.ts';
import { type Act, ActDialog } from './ActDialog.tsx';
import { FeedbackDialog } from './FeedbackDialog.tsx';
import { IssueMap } from './IssueMap.tsx';
import { IssueRow, type RowHands } from './IssueRow.tsx';
import { ISSUE_SORTS, type QualityModel } from './useQualityModel.ts';
import { fixableFields, whyNotRun } from './words.ts';

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
  const { items, beyond, issues, at, selected, state, region } = model;
  const [ticked, setTicked] = useState(NONE_TICKED);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isDoubted, setDoubted] = useState(false);
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
    const to = at < 0 ? 0 : Math.max(0, at + by);
    if (to >= items.length - 1 && issues.hasNextPage && !issues.isFetchingNextPage) void issues.fetchNextPage();
    // what comes behind one far down is not known yet
    if (by > 0 && at >= items.length) return;
    const next = items[Math.min(items.length - 1, to)];
    if (next) model.select(next.camera.id);
  };
  const selectedId = selected?.camera.id ?? null;
  // whoever selected it: a key, a mark of the map, a link
  useEffect(() => {
    if (selectedId === null) return;
    const row = list.current?.querySelector(`[data-camera="${CSS.escape(selectedId)}"]`);
    row?.scrollIntoView({ block: 'nearest' });
  }, [selectedId]);
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
  const hands = useHands({
    select: (issue) => model.select(issue.camera.id),
    tick: (issue, isOn) => {
      const next = new Set(ticked);
      if (isOn) next.add(issue.camera.id);
      else next.delete(issue.camera.id);
      setTicked(next);
    },
    ask: (issue, act) => setAsked(ofOne(issue, act)),
    unignore: (issue) => void unmark({ rule: rule.id, cameras: [issue.camera.id] }),
    toMap,
  });
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  useCommand('quality.fix', () => selected && setAsked(ofOne(selected, 'fix')), selected !== null && canFix);
  useCommand(
    'quality.ignore',
    () => selected && setAsked(ofOne(selected, 'ignore')),
    selected !== null && state === 'open',
  );
  useCommand('quality.map', () => selected && toMap(selected), selected !== null);
  useCommand('app.out', () => model.openRule(null), asked === null && !isDoubted);

  return (
    <section className="quality-issues" aria-label={rule[language].title}>
      <header>
        <div className="quality-issues-title">
          <h2>{rule[language].title}</h2>
          <Button small kind="quiet" className="quality-doubt" onPress={() => setDoubted(true)}>
            {rule.feedback === 0
              ? t('quality.feedback.open')
              : t('quality.feedback.openCount', { shown: formatCount(rule.feedback, language) })}
          </Button>
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
      {total > 0 && <IssueMap model={model} />}
      {issues.isError ? (
        <ErrorState error={issues.error} retry={() => issues.refetch()} compact />
      ) : issues.isPending ? (
        <Skeleton lines={6} />
      ) : items.length === 0 ? (
        <EmptyState compact title={whyNotRun(rule, t) ?? t(`quality.none.${state}`)} />
      ) : (
        <ul ref={list} className="quality-list">
          {items.map((issue) => (
            <IssueRow
              key={issue.id}
              issue={issue}
              isSelected={selected?.id === issue.id}
              isTicked={ticked.has(issue.camera.id)}
              canFix={canFix}
              hands={hands}
            />
          ))}
          {issues.hasNextPage && (
            <li className="quality-more">
              <Button small onPress={() => issues.fetchNextPage()} isDisabled={issues.isFetchingNextPage}>
                {t('quality.more')}
              </Button>
            </li>
          )}
          {beyond && (
            <IssueRow
              key={beyond.id}
              issue={beyond}
              isSelected
              isTicked={ticked.has(beyond.camera.id)}
              canFix={canFix}
              hands={hands}
            />
          )}
        </ul>
      )}
      {asked && <ActDialog {...asked} rule={rule} onClose={() => setAsked(null)} />}
      {isDoubted && <FeedbackDialog rule={rule} region={region} onClose={() => setDoubted(false)} />}
    </section>
  );
}

/** One object for all rows and drawings, which does what was given last. */
function useHands(given: RowHands): RowHands {
  const latest = useRef(given);
  latest.current = given;
  return useMemo(
    () => ({
      select: (issue) => latest.current.select(issue),
      tick: (issue, isOn) => latest.current.tick(issue, isOn),
      ask: (issue, act) => latest.current.ask(issue, act),
      unignore: (issue) => latest.current.unignore(issue),
      toMap: (issue) => latest.current.toMap(issue),
    }),
    [],
  );
}
