// What the colours mean, how many regions have each, and the filter by class.
import { useMemo } from 'react';
import { useFeeds } from '../../api/monitoring.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelMany } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import { type ClassDef, classColour, classesOf, toggleClass } from '../../map/classes.ts';
import { ZOOM } from '../../map/map-state.ts';
import { readPalette } from '../../map/palette.ts';
import { useTheme } from '../../theme/theme.ts';
import { IconButton } from '../../ui/Button.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { withFilter } from '../../url-state.ts';
import type { MapModel } from './useMapModel.ts';

/** Shape first: what a camera's mark says close up. */
const SHAPES = [
  { id: 'aimed', word: 'map.cameraAimed' },
  { id: 'unaimed', word: 'map.cameraUnaimed' },
  { id: 'planned', word: 'map.cameraPlanned' },
] as const;
/** Once somebody reports whether cameras work. */
const STATES = ['offline', 'unknown'] as const;
const RULES = ['forbid', 'mask', 'consent'] as const;
const LAYERS = ['gap', 'cam', 'fp', 'ps', 'bld', 'pz', 'lab'] as const;

function useClassLabel() {
  const { t } = useText();
  return (c: ClassDef): string => {
    if (c.kind === 'zero') return t('map.zero');
    if (c.kind === 'none') return t('map.noData');
    if (c.kind === 'not-applicable') return t('map.notApplicable');
    if (c.kind === 'no-target') return t('map.noTarget');
    const points = (ratio: number) => String(Math.abs(Math.round(ratio * 100)));
    if (c.kind === 'share') return `${points(c.from ?? 0)}–${points(c.to ?? 1)} %`;
    if (c.id === 'on') return t('map.onTarget');
    if (c.from === null) return `≤ −${points(c.to ?? 0)}`;
    if (c.to === null) return `≥ +${points(c.from)}`;
    const sign = c.to <= 0 ? '−' : '+';
    const [a, b] = c.to <= 0 ? [c.from, c.to] : [c.from, c.to];
    return `${sign}${points(a)}…${sign}${points(b)}`;
  };
}

/** Which rung of the zoom ladder is active, in words. */
export function useRung(zoom: number): string {
  const { t } = useText();
  if (zoom < ZOOM.cameraPoints) return t('map.rungCells');
  if (zoom < ZOOM.footprints) return t('map.rungPoints');
  return t('map.rungFootprints');
}

export function Legend({ model, zoom, onClose }: { model: MapModel; zoom: number; onClose: () => void }) {
  const { t, language } = useText();
  const { theme: screenTheme } = useTheme();
  const { location, counts, shown, level, levelRows } = model;
  const { theme } = location;
  const label = useClassLabel();
  const rung = useRung(zoom);
  const isClose = zoom >= ZOOM.cameraPoints && location.layers.includes('cam');
  const isReported = (useFeeds(isClose).data?.items.length ?? 0) > 0;
  const palette = useMemo(() => readPalette(screenTheme === 'dark'), [screenTheme]);
  const rows = classesOf(theme).filter(
    (c) => c.kind === 'share' || c.kind === 'distance' || (counts.get(c.id) ?? 0) > 0,
  );
  const all = rows.map((c) => c.id);
  const most = Math.max(1, ...counts.values());
  const isWholeArea =
    levelRows.some((row) => row.measured) && levelRows.every((row) => row.basis === 'whole-area' || !row.measured);
  const ofCoverage = theme === 'live' ? 'map.legendLive' : 'map.legendCov';
  const title = theme === 'gapt' ? t('map.legendGapt') : t(isWholeArea ? `${ofCoverage}Area` : ofCoverage);
  const toggle = (id: string, add: boolean) => {
    const next = toggleClass(shown, id, all, add);
    navigate({ filters: withFilter(location.filters, theme, next && { field: theme, op: 'in', values: next }) });
  };
  const toggleLayer = (id: string) => {
    const on = location.layers.includes(id);
    navigate({ layers: on ? location.layers.filter((l) => l !== id) : [...location.layers, id].sort() });
  };
  return (
    <section className="map-legend" aria-label={t('map.legend')}>
      <header>
        <h2>{title}</h2>
        <IconButton icon="close" label={t('map.legend')} command="look.legend" onPress={onClose} />
      </header>
      <ul>
        {rows.map((c) => {
          const count = counts.get(c.id) ?? 0;
          const on = shown === null || shown.has(c.id);
          return (
            <li key={c.id}>
              <button
                type="button"
                className="map-class"
                aria-pressed={on}
                title={t('map.classHint')}
                onClick={(event) => toggle(c.id, event.ctrlKey || event.metaKey)}
              >
                <i
                  className={`map-swatch map-swatch-${c.kind}`}
                  style={{ backgroundColor: classColour(c.id, theme, palette) }}
                />
                <span>{label(c)}</span>
                <span className="visually-hidden">: {t('map.regionsCount', { count, level: levelMany(level) })}</span>
                <span className="map-histogram">
                  <i style={{ width: `${(count / most) * 100}%` }} />
                </span>
                <span className="num mute" aria-hidden="true">
                  {formatCount(count, language)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <fieldset className="map-layers">
        <legend className="visually-hidden">{t('map.layers')}</legend>
        {LAYERS.map((id) => (
          <button
            key={id}
            type="button"
            className={`map-layer map-layer-${id}`}
            aria-pressed={location.layers.includes(id)}
            onClick={() => toggleLayer(id)}
          >
            <i />
            {t(`map.layer_${id}`)}
          </button>
        ))}
      </fieldset>
      {isClose && (
        <ul className="map-shapes">
          {SHAPES.map(({ id, word }) => (
            <li key={id}>
              <i className={`map-shape-${id}`} />
              {t(word)}
            </li>
          ))}
          {isReported &&
            STATES.map((state) => (
              <li key={state}>
                <StateMark mark={state} size={11} />
                {t(`monitoring.state.${state}`)}
              </li>
            ))}
        </ul>
      )}
      {zoom >= ZOOM.footprints && location.layers.includes('pz') && (
        <ul className="map-shapes map-rules">
          {RULES.map((rule) => (
            <li key={rule}>
              <i className={`map-rule-${rule}`} />
              {t(`map.rule_${rule}`)}
            </li>
          ))}
        </ul>
      )}
      <p className="map-rung">{rung}</p>
    </section>
  );
}
