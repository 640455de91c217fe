// What is known of one region: the one number, how sure it is, what is left, and why.
import type { Figure } from '#contract/figure';
import type { RegionDetail } from '#contract/region';
import { useFigure, useRegion } from '../../api/queries.ts';
import {
  formatArea,
  formatCount,
  formatDelta,
  formatInterval,
  formatPoints,
  formatShare,
  NONE,
} from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelMany, levelPlural, placeName, secondName } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import { toScope } from '../../shell/Breadcrumb.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { GradeMark } from '../../ui/GradeMark.tsx';
import { ShareBar } from '../../ui/ShareBar.tsx';
import { StateBand, StatePanel } from '../../ui/StatePanel.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Breakdown } from './Breakdown.tsx';
import { CameraList } from './CameraList.tsx';
import { Evidence } from './Evidence.tsx';
import { type FigureShares, plannedShare, sharesOf, viewOf } from './figure-view.ts';
import { GapList, gapScope } from './GapList.tsx';
import type { MapModel } from './useMapModel.ts';

export const PANELS = ['gaps', 'cameras', 'parts', 'evidence'] as const;
export type PanelId = (typeof PANELS)[number];
export const panelOf = (text: string | null): PanelId =>
  (PANELS as readonly string[]).includes(text ?? '') ? (text as PanelId) : 'gaps';

interface HeadlineProps {
  shares: FigureShares;
  planned: number | null;
  minimum: number | null;
  distance: number | null;
}
function Headline({ shares, planned, minimum, distance }: HeadlineProps) {
  const { t, language } = useText();
  const { low, likely, high } = shares;
  const interval = formatInterval(low, high, language);
  const plannedPart = Math.min(planned ?? 0, 1 - high);
  const rows = [
    { id: 'covered', value: low },
    { id: 'unsettled', value: high - low },
    { id: 'planned', value: plannedPart },
    { id: 'open', value: Math.max(0, 1 - high - plannedPart) },
  ] as const;
  return (
    <>
      <p className="map-big">
        <b>
          {formatPoints(likely, language)}
          <small> %</small>
        </b>
        <span className="mute num">
          {interval && <>({interval}) </>}
          {minimum !== null && (
            <>
              {t('figure.target')} {formatPoints(minimum, language, 0)}
              {distance !== null && (
                <>
                  {' · '}
                  {t('figure.distanceShort')} {formatDelta(distance, language)}
                </>
              )}
            </>
          )}
          {minimum === null && t('figure.noTarget')}
        </span>
      </p>
      <ShareBar thick low={low} likely={likely} high={high} planned={planned} minimum={minimum} />
      <dl className="map-strip">
        {rows.map((row) => (
          <div key={row.id}>
            <dt>
              <i className={`map-key map-key-${row.id}`} />
              {t(`figure.${row.id}`)}
            </dt>
            <dd className="num">
              {row.id === 'planned' && planned === null ? NONE : formatPoints(row.value, language)}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Facts({ figure }: { figure: Figure }) {
  const { t, language } = useText();
  const over =
    figure.overM2 !== null && figure.demandM2 ? formatShare(figure.overM2 / figure.demandM2, language) : NONE;
  const facts = [
    [formatCount(figure.cameras, language), t('figure.cameras')],
    [formatCount(figure.devices, language), t('figure.devices')],
    [over, t('figure.over')],
    [formatCount(figure.unaimed, language), t('figure.unaimed')],
    [formatCount(figure.camerasSeeing, language), t('figure.camerasSeeing')],
    [formatCount(figure.gapCount, language), t('figure.gaps')],
    [figure.privateM2 === null ? NONE : formatArea(figure.privateM2, language), t('figure.private')],
    ...(figure.keyPlaces.total === 0
      ? []
      : [
          [
            `${formatCount(figure.keyPlaces.covered, language)} / ${formatCount(figure.keyPlaces.total, language)}`,
            t('figure.keyPlaces'),
          ],
        ]),
  ];
  return <FactGrid facts={facts} />;
}

function FactGrid({ facts }: { facts: string[][] }) {
  return (
    <dl className="map-facts">
      {facts.map(([value, label]) => (
        <div key={label}>
          <dd className="num">{value}</dd>
          <dt>{label}</dt>
        </div>
      ))}
    </dl>
  );
}

/** While its parts are being measured a region says how far that is. */
function NotMeasured({ model, region }: { model: MapModel; region: RegionDetail }) {
  const { t, language } = useText();
  const parts = region.code === model.scope ? model.levelRows : [];
  const done = parts.filter((row) => row.measured).length;
  if (done === 0) return <p className="mute">{t('state.notMeasured')}</p>;
  return (
    <>
      <p>
        {t('map.saysMeasuring', {
          done: formatCount(done, language),
          total: formatCount(parts.length, language),
          level: levelMany(model.level),
        })}
      </p>
      <progress className="ui-progress" max={parts.length} value={done} aria-label={t('jobs.kind.measure')} />
    </>
  );
}

function Measured({ model, region, figure }: { model: MapModel; region: RegionDetail; figure: Figure | null }) {
  const { t, language } = useText();
  const planned = useFigure(figure && figure.leavesMeasured > 0 ? region.code : null, 'planned');
  const view = viewOf(figure);
  const attainment = region.attainment;
  const partial = figure !== null && figure.leavesMeasured > 0 && figure.leavesMeasured < figure.leaves;
  return (
    <>
      {partial && (
        <StateBand kind="partial">
          {t('state.partial', {
            done: formatCount(figure.leavesMeasured, language),
            total: formatCount(figure.leaves, language),
            level: levelMany('village'),
          })}
        </StateBand>
      )}
      <div className="map-pane">
        {view.kind === 'shares' && (
          <Headline
            shares={view.shares}
            planned={plannedShare(figure, planned.data)}
            minimum={attainment?.minimum ?? null}
            distance={attainment?.distance ?? null}
          />
        )}
        {view.kind === 'mixed' &&
          figure?.parts?.map((part) => {
            const shares = sharesOf(part);
            return (
              <div key={part.basis} className="map-part">
                <h2>{t(`basis.${part.basis}`)}</h2>
                {shares && <Headline shares={shares} planned={null} minimum={null} distance={null} />}
              </div>
            );
          })}
        {view.kind === 'not-measured' && <NotMeasured model={model} region={region} />}
        {view.kind === 'not-applicable' && <p className="mute">{t('state.notApplicable')}</p>}
        {attainment && view.kind !== 'not-measured' && (
          <p className="map-grade">
            <GradeMark grade={attainment.grade} />
            <span className="mute small">{language === 'zh' ? attainment.reasonZh : attainment.reason}</span>
          </p>
        )}
      </div>
      {figure && (
        <div className="map-pane">
          <Facts figure={figure} />
        </div>
      )}
    </>
  );
}

export function Inspector({ model }: { model: MapModel }) {
  const { t, language } = useText();
  const { inspected, focus, location, scope } = model;
  const query = useRegion(inspected);
  const counts = model.workspace.data?.counts;
  const panel = panelOf(location.panel);
  const setPanel = (id: PanelId) => navigate({ panel: id === 'gaps' ? null : id });
  if (inspected === null) {
    return (
      <aside className="map-inspector" aria-label={t('panel.title')}>
        <div className="map-pane map-everything">
          <h1>{t('nav.everything')}</h1>
          <p className="mute">{t('panel.chooseRegion')}</p>
          {counts && (
            <FactGrid
              facts={[
                [formatCount(counts.regions, language), levelPlural('region')],
                [formatCount(counts.cameras, language), t('figure.cameras')],
                [formatCount(counts.gaps, language), t('figure.gaps')],
              ]}
            />
          )}
        </div>
        {counts && counts.gaps > 0 && (
          <div className="map-everything-gaps">
            <GapList
              model={model}
              scope={{ code: null, total: counts.gaps, smallGapsM2: 0, measured: true, several: true }}
            />
          </div>
        )}
      </aside>
    );
  }
  return (
    <aside className="map-inspector" aria-label={t('panel.title')}>
      <StatePanel query={query} lines={5}>
        {(region) => {
          const second = secondName(region, language);
          return (
            <>
              <header className="map-title">
                <div>
                  <h1>{placeName(region, language)}</h1>
                  <p className="mute small">
                    {second && <span lang={language === 'zh' ? 'en' : 'zh'}>{second} · </span>}
                    <span className="num">{region.code}</span>
                  </p>
                </div>
                {focus.region !== null && (
                  <IconButton
                    icon="close"
                    label={t('panel.close')}
                    command="app.out"
                    onPress={() => navigate({ focus: null, panel: null })}
                  />
                )}
              </header>
              <Measured model={model} region={region} figure={region.figure} />
              <Tabs<PanelId>
                label={t('panel.title')}
                value={panel}
                onChange={setPanel}
                tabs={[
                  {
                    id: 'gaps',
                    label: t('panel.gaps'),
                    count: region.figure ? formatCount(region.figure.gapCount, language) : undefined,
                    content: <GapList model={model} scope={gapScope(region)} />,
                  },
                  {
                    id: 'cameras',
                    label: t('panel.cameras'),
                    count: region.figure ? formatCount(region.figure.cameras, language) : undefined,
                    content: <CameraList model={model} region={region} />,
                  },
                  { id: 'parts', label: t('panel.breakdown'), content: <Breakdown region={region} /> },
                  { id: 'evidence', label: t('panel.evidence'), content: <Evidence figure={region.figure} /> },
                ]}
              />
              <footer className="map-actions">
                {panel !== 'evidence' && <Button onPress={() => setPanel('evidence')}>{t('panel.why')}</Button>}
                {region.code !== scope && <Button onPress={() => toScope(region.code)}>{t('panel.scopeDown')}</Button>}
              </footer>
            </>
          );
        }}
      </StatePanel>
    </aside>
  );
}
