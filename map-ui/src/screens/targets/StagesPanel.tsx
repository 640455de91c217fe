// How far the building is: the funnel of the scope, of each of its parts, and where records and status disagree.
import { useState } from 'react';
import type { Funnel, FunnelRow } from '#contract/progress';
import { STAGES_REACHED } from '#contract/target';
import { useFunnels } from '../../api/progress.ts';
import { useCommand } from '../../commands.ts';
import { formatCount, formatShare } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelWord, placeName } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import { Button } from '../../ui/Button.tsx';
import { PlaceLink } from '../../ui/PlaceLink.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { DEFAULTS, type UrlState } from '../../url-state.ts';
import { BulkDialog } from './BulkDialog.tsx';
import { EvidenceList } from './EvidenceList.tsx';
import type { TargetsModel } from './useTargetsModel.ts';

const width = (part: number, whole: number) => `${whole > 0 ? Math.min(1, part / whole) * 100 : 0}%`;

function Bars({ funnel }: { funnel: Funnel }) {
  const { t, language } = useText();
  const most = Math.max(1, funnel.cameras.planned ?? 0);
  const installed = funnel.cameras.installed ?? 0;
  return (
    <>
      <table className="ui-table progress-funnel" aria-label={t('progress.funnel')}>
        <thead>
          <tr>
            <th scope="col" className="ui-left">
              {t('progress.stage')}
            </th>
            <th scope="col" className="progress-funnel-bar">
              <span className="visually-hidden">{t('progress.shareOfPlanned')}</span>
            </th>
            <th scope="col" className="ui-right">
              {t('progress.cameras')}
            </th>
            <th scope="col" className="ui-right">
              %
            </th>
            <th scope="col" className="ui-right">
              {t('progress.devices')}
            </th>
          </tr>
        </thead>
        <tbody>
          {STAGES_REACHED.map((stage) => {
            const cameras = funnel.cameras[stage] ?? 0;
            return (
              <tr key={stage}>
                <th scope="row" className="ui-left">
                  {t(`stage.${stage}`)}
                </th>
                <td>
                  <span className="progress-bar">
                    <i style={{ width: width(cameras, most) }} />
                  </span>
                </td>
                <td className="num">{formatCount(cameras, language)}</td>
                <td className="num mute">{formatShare(cameras / most, language, 0)}</td>
                <td className="num mute">{formatCount(funnel.devices[stage] ?? 0, language)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="mute small">
        {t('progress.funnelNote', {
          filed: formatCount(funnel.filed, language),
          installed: formatCount(installed, language),
          retired: formatCount(funnel.retired, language),
        })}
      </p>
    </>
  );
}

function Children({ model, rows }: { model: TargetsModel; rows: readonly FunnelRow[] }) {
  const { t, language } = useText();
  const [first] = rows;
  if (first === undefined) return null;
  return (
    <section className="progress-card">
      <h2>{t('progress.stagesOf', { level: levelWord(first.level) })}</h2>
      <Scroll label={t('progress.stagesOf', { level: levelWord(first.level) })} className="progress-wide">
        <table className="ui-table" aria-label={t('progress.stagesOf', { level: levelWord(first.level) })}>
          <thead>
            <tr>
              <th scope="col" className="ui-left">
                {t('table.name')}
              </th>
              {STAGES_REACHED.map((stage) => (
                <th key={stage} scope="col" className="ui-right">
                  {t(`stage.${stage}`)}
                </th>
              ))}
              <th scope="col" className="ui-right">
                {t('progress.filed')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const { panel, month } = model.location;
              const to: UrlState = { ...DEFAULTS, screen: 'targets', region: row.region, panel, month };
              const planned = row.cameras.planned ?? 0;
              return (
                <tr key={row.region} data-code={row.region}>
                  <th scope="row" className="ui-left">
                    <PlaceLink to={to}>{placeName(row, language)}</PlaceLink>
                  </th>
                  {STAGES_REACHED.map((stage) => (
                    <td key={stage} className="num">
                      <span className="progress-cell">
                        <i style={{ width: width(row.cameras[stage] ?? 0, planned) }} />
                        {formatCount(row.cameras[stage] ?? 0, language)}
                      </span>
                    </td>
                  ))}
                  <td className="num">{formatCount(row.filed, language)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

export function StagesPanel({ model }: { model: TargetsModel }) {
  const { t } = useText();
  const { on, scope } = model;
  const [changing, setChanging] = useState(false);
  const funnel = useFunnels(scope, on ?? '', model.isKnown && on !== null);
  useCommand('targets.bulk', () => setChanging(true), scope !== null && !changing);
  return (
    <div className="progress-grid">
      <div className="progress-main">
        <section className="progress-card">
          <div className="progress-card-head">
            <h2>{t('progress.funnelTitle', { date: on ?? '' })}</h2>
            {scope !== null && (
              <Button small onPress={() => setChanging(true)}>
                {t('progress.bulk.open')}
              </Button>
            )}
          </div>
          <StatePanel
            query={funnel}
            lines={7}
            isEmpty={(data) => (data.cameras.planned ?? 0) + data.retired === 0}
            empty={
              <EmptyState
                compact
                title={t('map.noCameras')}
                action={{
                  label: t('map.noCamerasAction'),
                  run: () => navigate({ ...DEFAULTS, screen: 'import', region: model.location.region }),
                }}
              />
            }
          >
            {(data) => <Bars funnel={data} />}
          </StatePanel>
        </section>
        {funnel.data && <Children model={model} rows={funnel.data.children} />}
      </div>
      <div className="progress-side">
        <EvidenceList model={model} />
      </div>
      {changing && scope !== null && on !== null && (
        <BulkDialog model={model} region={scope} on={on} onClose={() => setChanging(false)} />
      )}
    </div>
  );
}
