// What works now, what does not, what ground is dark because of it, and who sees to it?
import { useEffect } from 'react';
import { useLive } from '../../api/events.ts';
import { useWorkspace } from '../../api/queries.ts';
import { useCommand } from '../../commands.ts';
import { formatClock, formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { NoRegions } from '../../ui/NoRegions.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { ErrorState, Skeleton, StateBand } from '../../ui/StatePanel.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Availability } from './Availability.tsx';
import { FeedTable } from './FeedTable.tsx';
import { Head } from './Head.tsx';
import { NoFeed } from './NoFeed.tsx';
import { Now } from './Now.tsx';
import { OutageList } from './OutageList.tsx';
import { OutagePanel } from './OutagePanel.tsx';
import { StatusMap } from './StatusMap.tsx';
import { useMonitoringModel } from './useMonitoringModel.ts';
import { useNow } from './useNow.ts';
import { WorksList } from './WorksList.tsx';
import { spanText } from './words.ts';
import './monitoring.css';

export function MonitoringScreen() {
  const { t, language } = useText();
  const workspace = useWorkspace();
  const model = useMonitoringModel();
  const { liveness, lastAnswerMs } = useLive();
  const now = useNow();
  const { summary } = model;
  useCommand('monitoring.span', () => model.setSpan(model.span === 30 ? 90 : 30));
  useCommand('app.out', () => model.select(null), model.selectedId !== null);
  useEffect(() => {
    document.title = `${t('screen.monitoring')} · Lacuna`;
  }, [t]);
  if (workspace.data?.counts.regions === 0) return <NoRegions />;
  if (!summary.data) {
    if (summary.isError) return <ErrorState error={summary.error} retry={() => summary.refetch()} />;
    return <Skeleton lines={12} />;
  }
  const { data } = summary;
  const hasWords = data.neverHeard < data.installed || data.feeds.length > 0;
  if (!hasWords) return <NoFeed installed={data.installed} region={model.region} />;
  const silent = data.feeds.filter(({ silentSince }) => silentSince !== null);
  return (
    <div className={`mon-screen ${model.selectedId === null ? '' : 'mon-with-outage'}`}>
      <div className={`mon-main ${summary.isPlaceholderData || liveness === 'lost' ? 'mon-old' : ''}`}>
        <Head model={model} summary={data} now={now} />
        {(liveness === 'lost' || summary.isError) && (
          <StateBand kind="error">{t('state.offlineText', { time: formatClock(lastAnswerMs) })}</StateBand>
        )}
        {silent.map(({ id, silentSince, cameras }) => (
          <StateBand key={id} kind="stale">
            {t('monitoring.silent', {
              feed: id,
              since: formatClock(Date.parse(silentSince ?? '')),
              age: spanText(Date.parse(silentSince ?? ''), now, language),
              shown: formatCount(cameras, language),
            })}
          </StateBand>
        ))}
        {data.leavesComputed < data.leaves && data.reason !== null && (
          <StateBand kind="partial">{language === 'zh' ? data.reasonZh : data.reason}</StateBand>
        )}
        <Availability model={model} days={data.days} />
        <Tabs
          label={t('monitoring.tabs')}
          value={model.tab}
          onChange={model.setTab}
          tabs={[
            {
              id: 'outages',
              label: t('monitoring.tab.outages'),
              count: formatCount(data.openOutages, language),
              content: <OutageList model={model} summary={data} now={now} />,
            },
            { id: 'works', label: t('monitoring.tab.works'), content: <WorksList model={model} now={now} /> },
            {
              id: 'feeds',
              label: t('monitoring.tab.feeds'),
              count: formatCount(data.feeds.length, language),
              content: <FeedTable now={now} />,
            },
          ]}
        />
      </div>
      <aside className="mon-side" aria-label={t('monitoring.side')}>
        <StatusMap model={model} />
        <Scroll className="mon-side-scroll" label={t('monitoring.details')}>
          {model.selectedId === null ? <Now summary={data} /> : <OutagePanel model={model} now={now} />}
        </Scroll>
      </aside>
    </div>
  );
}
