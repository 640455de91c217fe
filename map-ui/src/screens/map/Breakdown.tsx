// What is the figure made of? Each class of public space, the key places left out, the cameras least missed.
import { useState } from 'react';
import type { ClassAreas, KeyPlaceCounts } from '#contract/figure';
import type { RegionDetail } from '#contract/region';
import { useLeastMissed, useUncoveredPlaces } from '../../api/queries.ts';
import { formatArea, formatCount, formatPoints } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import { Button } from '../../ui/Button.tsx';
import { ShareBar } from '../../ui/ShareBar.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import './breakdown.css';
import { formatFocus } from './focus.ts';

const SHOWN = 5;
/** A region of more leaves is weighed only when somebody asks for it: it takes seconds. */
const WEIGHED_AT_ONCE = 20;

function Classes({ classes }: { classes: ClassAreas[] }) {
  const { t, language } = useText();
  const known = classes.filter((c) => c.demandM2 > 0);
  if (known.length === 0) return <p className="mute">{t('breakdown.noClasses')}</p>;
  return (
    <table className="map-classes">
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t('breakdown.class')}</th>
          <th scope="col">{t('figure.coverage')}</th>
          <th scope="col">{t('figure.likely')}</th>
          <th scope="col">{t('figure.demand')}</th>
        </tr>
      </thead>
      <tbody>
        {known.map((c) => (
          <tr key={c.class}>
            <th scope="row">{t(`class.${c.class}`)}</th>
            <td>
              <ShareBar
                low={c.coveredM2 / c.demandM2}
                likely={c.likelyM2 / c.demandM2}
                high={c.coveredHighM2 / c.demandM2}
              />
            </td>
            <td className="num">{formatPoints(c.likelyM2 / c.demandM2, language, 0)} %</td>
            <td className="num mute">{formatArea(c.demandM2, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Places({ region, counts }: { region: RegionDetail; counts: KeyPlaceCounts }) {
  const { t, language } = useText();
  const query = useUncoveredPlaces(region.code, SHOWN);
  const missing = counts.total - counts.covered;
  return (
    <>
      <p className="map-covered">
        {t('breakdown.places', {
          covered: formatCount(counts.covered, language),
          total: formatCount(counts.total, language),
          share: formatPoints(counts.minShare, language, 0),
        })}
      </p>
      {missing > 0 && (
        <StatePanel query={query} lines={3}>
          {(page) => (
            <ul className="map-worth">
              {page.items.map((place) => (
                <li key={place.id}>
                  <span className="ellipsis">
                    {placeName({ name: place.name ?? place.id, nameEn: place.nameEn }, language)}
                    <span className="mute small"> {t(`class.${place.class}`)}</span>
                  </span>
                  <span className="num">
                    {formatPoints((place.likelyDepthM2[0] ?? 0) / Math.max(place.demandM2, 1), language, 0)} %
                  </span>
                </li>
              ))}
              {missing > page.items.length && (
                <li className="mute small">{t('breakdown.more', { count: missing - page.items.length })}</li>
              )}
            </ul>
          )}
        </StatePanel>
      )}
    </>
  );
}

function LeastMissed({ region }: { region: RegionDetail }) {
  const { t, language } = useText();
  const [asked, setAsked] = useState<string | null>(null);
  const enabled = region.leafCount <= WEIGHED_AT_ONCE || asked === region.code;
  const query = useLeastMissed(region.code, SHOWN, enabled);
  if (!enabled)
    return (
      <p>
        <Button small onPress={() => setAsked(region.code)}>
          {t('breakdown.weigh')}
        </Button>
      </p>
    );
  return (
    <StatePanel
      query={query}
      lines={5}
      isEmpty={(page) => page.items.length === 0}
      empty={<EmptyState compact title={t('panel.camerasEmpty')} />}
    >
      {(page) => (
        <ul className="map-worth">
          {page.items.map((camera) => (
            <li key={camera.id}>
              <button
                type="button"
                onClick={() => navigate({ focus: formatFocus({ region: region.code, camera: camera.id }) })}
              >
                <span className="ellipsis">{camera.name ?? camera.id}</span>
                <span className="num">{formatArea(camera.uniqueM2 ?? 0, language)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </StatePanel>
  );
}

export function Breakdown({ region }: { region: RegionDetail }) {
  const { t } = useText();
  const { figure } = region;
  if (figure === null) return <p className="map-breakdown mute">{t('state.notMeasured')}</p>;
  return (
    <div className="map-breakdown">
      <section>
        <h2>{t('breakdown.classes')}</h2>
        <Classes classes={figure.classes} />
      </section>
      {figure.keyPlaces.total > 0 && (
        <section>
          <h2>{t('breakdown.keyPlaces')}</h2>
          <Places region={region} counts={figure.keyPlaces} />
        </section>
      )}
      <section>
        <h2>{t('breakdown.leastMissed')}</h2>
        <p className="mute small">{t('breakdown.leastMissedHint')}</p>
        <LeastMissed region={region} />
      </section>
    </div>
  );
}
