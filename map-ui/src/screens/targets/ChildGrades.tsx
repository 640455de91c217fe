// How the parts of the scope stand: how many of each grade, and which, the worst first.
import type { LeagueRow, Progress } from '#contract/progress';
import { Grade } from '#contract/target';
import { useLeague } from '../../api/progress.ts';
import { NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelPlural, placeName } from '../../i18n/names.ts';
import { Icon } from '../../theme/icons.tsx';
import { GradeMark } from '../../ui/GradeMark.tsx';
import { PlaceLink } from '../../ui/PlaceLink.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { DEFAULTS, type UrlState } from '../../url-state.ts';
import { formatFocus } from '../map/focus.ts';
import type { TargetsModel } from './useTargetsModel.ts';
import { formatValue } from './words.ts';

/** Worst first; within a grade the lower attainment first. */
const URGENCY: readonly Grade[] = ['veto', 'warning', 'notice', 'behind', 'on-track', 'met', 'no-data'];
const SHOWN = 40;
export function byUrgency(a: LeagueRow, b: LeagueRow): number {
  const grade = (row: LeagueRow) => URGENCY.indexOf(row.attainment?.grade ?? 'no-data');
  const share = (row: LeagueRow) => row.attainment?.attainment ?? 9;
  return grade(a) - grade(b) || share(a) - share(b) || (a.code < b.code ? -1 : 1);
}

export function ChildGrades({ model, progress }: { model: TargetsModel; progress: Progress }) {
  const { t, language } = useText();
  const level = model.children[0]?.level ?? null;
  const league = useLeague({ scope: model.scope, level, on: model.isNow ? null : model.on }, level !== null);
  if (level === null) return null;
  const counts = Grade.options.filter((grade) => (progress.grades[grade] ?? 0) > 0);
  const rows = [...(league.data?.rows ?? [])].sort(byUrgency);
  const metric = league.data?.metric ?? 'coverage';
  const { location } = model;
  return (
    <section className="progress-card">
      <h2>{t('progress.children', { level: levelPlural(level) })}</h2>
      {counts.length > 0 && (
        <p className="progress-counts">
          {counts.map((grade) => (
            <span key={grade} className="nowrap">
              <b className="num">{progress.grades[grade]}</b> <GradeMark grade={grade} />
            </span>
          ))}
        </p>
      )}
      <ul className="progress-children">
        {rows.slice(0, SHOWN).map((row) => {
          const name = placeName(row, language);
          const down: UrlState = { ...DEFAULTS, screen: 'targets', region: row.code, month: location.month };
          const focus = formatFocus({ region: row.code });
          const onMap: UrlState = { ...DEFAULTS, screen: 'map', region: location.region, theme: 'gapt', focus };
          return (
            <li key={row.code}>
              <PlaceLink to={down} className="ellipsis">
                {name}
              </PlaceLink>
              <Sparkline widthPx={60} values={row.trend} label={t('progress.trendOf', { name })} />
              <span className="num">{row.actual === null ? NONE : formatValue(metric, row.actual, language)}</span>
              <span className="small">
                <GradeMark grade={row.attainment?.grade ?? 'no-data'} />
              </span>
              <PlaceLink to={onMap} aria-label={t('regions.onMap', { name })} className="progress-map">
                <Icon name="map" size={16} />
              </PlaceLink>
            </li>
          );
        })}
      </ul>
      {rows.length > SHOWN && (
        <p className="small">
          <PlaceLink to={{ ...DEFAULTS, screen: 'regions', region: location.region, level }}>
            {t('progress.allChildren', { count: rows.length })}
          </PlaceLink>
        </p>
      )}
    </section>
  );
}
