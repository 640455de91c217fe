// Where a record and what was heard of its camera disagree: said to be accepted, and never seen online.
import type { StageEvidence } from '#contract/progress';
import { useStageEvidence } from '../../api/progress.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText, wordOr } from '../../i18n/i18n.ts';
import { navigate } from '../../location.ts';
import { Button } from '../../ui/Button.tsx';
import { PlaceLink } from '../../ui/PlaceLink.tsx';
import { Select } from '../../ui/Select.tsx';
import { StatePanel } from '../../ui/StatePanel.tsx';
import { DEFAULTS, type UrlState, withFilter } from '../../url-state.ts';
import { formatFocus } from '../map/focus.ts';
import type { TargetsModel } from './useTargetsModel.ts';

const FINDINGS: readonly StageEvidence['finding'][] = [
  'never-online',
  'online-too-short',
  'online-before-installed',
  'retired-online',
];

function Item({ item, model }: { item: StageEvidence; model: TargetsModel }) {
  const { t, language } = useText();
  const focus = formatFocus({ region: item.regionCode, camera: item.cameraId });
  const to: UrlState = { ...DEFAULTS, screen: 'map', region: model.location.region, focus, panel: 'cameras' };
  const facts = [
    wordOr(`stage.${item.stage}`, item.stage),
    item.since === null ? null : t('progress.evidence.since', { date: item.since.slice(0, 10) }),
    t('progress.evidence.days', { count: item.onlineDays }),
  ].filter(Boolean);
  return (
    <li data-camera={item.cameraId}>
      <PlaceLink to={to} aria-label={t('regions.onMap', { name: item.name ?? item.cameraId })}>
        <b className="ellipsis">{item.name ?? item.cameraId}</b>
      </PlaceLink>
      <span className="small">{t(`progress.finding.${item.finding}`)}</span>
      <span className="mute small num">{facts.join(language === 'zh' ? '，' : ', ')}</span>
    </li>
  );
}

export function EvidenceList({ model }: { model: TargetsModel }) {
  const { t, language } = useText();
  const { filters } = model.location;
  const chosen = filters.find((f) => f.field === 'finding')?.values[0] ?? null;
  const finding = FINDINGS.find((f) => f === chosen) ?? null;
  const query = useStageEvidence({ region: model.scope, finding }, model.isKnown);
  const choose = (id: string) =>
    navigate({
      filters: withFilter(filters, 'finding', id === 'all' ? null : { field: 'finding', op: 'in', values: [id] }),
    });
  return (
    <section className="progress-card">
      <div className="progress-card-head">
        <h2>{t('progress.evidence.title')}</h2>
        <Select
          label={t('progress.evidence.which')}
          value={finding ?? 'all'}
          options={[
            { id: 'all', label: t('progress.evidence.all') },
            ...FINDINGS.map((id) => ({ id: id as string, label: t(`progress.finding.${id}`) })),
          ]}
          onChange={choose}
        />
      </div>
      <p className="mute small">{t('progress.evidence.text')}</p>
      <StatePanel
        query={query}
        lines={4}
        compact
        isEmpty={(data) => data.pages.every(({ items }) => items.length === 0)}
        empty={<p className="mute progress-none">{t('progress.evidence.none')}</p>}
      >
        {(data) => {
          const items = data.pages.flatMap((page) => page.items);
          return (
            <>
              <ul className="progress-evidence">
                {items.map((item) => (
                  <Item key={`${item.cameraId}/${item.finding}`} item={item} model={model} />
                ))}
              </ul>
              {query.hasNextPage && (
                <Button small onPress={() => query.fetchNextPage()} isDisabled={query.isFetchingNextPage}>
                  {t('progress.evidence.more', { count: formatCount(items.length, language) })}
                </Button>
              )}
            </>
          );
        }}
      </StatePanel>
    </section>
  );
}
