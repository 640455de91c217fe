// Nothing is chosen: which regions fell below their minimum because of outages, and which key places are dark now?
import type { StatusSummary } from '#contract/status';
import { formatCount, formatDelta, formatPoints } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { hrefOf, navigate } from '../../location.ts';
import { ShareBar } from '../../ui/ShareBar.tsx';
import { DEFAULTS, type UrlState } from '../../url-state.ts';
import { formatFocus } from '../map/focus.ts';

const placeOf = (code: string): UrlState => ({
  ...DEFAULTS,
  screen: 'map',
  region: null,
  focus: formatFocus({ region: code }),
});

function RegionLink({ code, children }: { code: string; children: string }) {
  return (
    <a
      href={hrefOf(placeOf(code))}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate(placeOf(code));
      }}
    >
      {children}
    </a>
  );
}

export function Now({ summary }: { summary: StatusSummary }) {
  const { t, language } = useText();
  const { belowMinimum, darkPlaces } = summary;
  return (
    <>
      <section className="mon-pane">
        <h3>
          {t('monitoring.belowTitle')} <span className="mute num">{formatCount(belowMinimum.length, language)}</span>
        </h3>
        {belowMinimum.length === 0 ? (
          <p className="mute small">{t('monitoring.noneBelowLong')}</p>
        ) : (
          <ul className="mon-below small">
            {belowMinimum.map(({ code, name, nameEn, nominal, effective, minimum }) => (
              <li key={code}>
                <RegionLink code={code}>{placeName({ name, nameEn }, language)}</RegionLink>
                <ShareBar low={effective} likely={effective} high={nominal} minimum={minimum} />
                <span className="num">
                  {formatPoints(effective, language)}
                  <span className="mute"> {formatDelta(effective - minimum, language)}</span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="mon-pane">
        <h3>
          {t('monitoring.placesTitle')} <span className="mute num">{formatCount(darkPlaces.length, language)}</span>
        </h3>
        {darkPlaces.length === 0 ? (
          <p className="mute small">{t('monitoring.noPlaces')}</p>
        ) : (
          <ul className="mon-places small">
            {darkPlaces.map(({ id, name, nameEn, class: kind, regionCode }) => (
              <li key={id}>
                <RegionLink code={regionCode}>{name === null ? id : placeName({ name, nameEn }, language)}</RegionLink>{' '}
                <span className="mute">{t(`class.${kind}`)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
