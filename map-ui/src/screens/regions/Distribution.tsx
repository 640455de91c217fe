// How the regions spread over the fixed classes of the map; a click keeps one class.
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate } from '../../location.ts';
import { type ClassDef, classesOf, toggleClass } from '../../map/classes.ts';
import { withFilter } from '../../url-state.ts';
import type { RegionsModel } from './useRegionsModel.ts';

const BAR_PX = 26;

export function Distribution({ model }: { model: RegionsModel }) {
  const { t, language } = useText();
  const { location, classes, shown } = model;
  const { theme, filters } = location;
  const counts = new Map<string, number>();
  for (const id of classes.values()) counts.set(id, (counts.get(id) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  const all = classesOf(theme);
  const shownDefs = all.filter(
    (def) => def.kind === 'share' || def.kind === 'distance' || (counts.get(def.id) ?? 0) > 0,
  );
  const word = (def: ClassDef): string => {
    const points = (ratio: number) => formatCount(Math.round(ratio * 100), language);
    if (def.kind === 'zero') return t('map.zero');
    if (def.kind === 'none') return t('map.noData');
    if (def.kind === 'not-applicable') return t('map.notApplicable');
    if (def.kind === 'no-target') return t('map.noTarget');
    if (def.id === 'on') return '±5';
    if (def.from === null) return `< ${points(def.to!)}`;
    if (def.to === null) return `> +${points(def.from)}`;
    return `${points(def.from)}–${points(def.to)}`;
  };
  const pick = (id: string, add: boolean) => {
    const next = toggleClass(
      shown,
      id,
      all.map((def) => def.id),
      add,
    );
    navigate({ filters: withFilter(filters, theme, next && { field: theme, op: 'in', values: next }) });
  };
  return (
    <fieldset className="regions-spread">
      <legend className="visually-hidden">{t('regions.spread')}</legend>
      {shownDefs.map((def) => {
        const count = counts.get(def.id) ?? 0;
        const ramp = theme === 'cov' ? 'cov' : 'div';
        const at = all.indexOf(def);
        const colour = def.kind === 'share' || def.kind === 'distance' ? `var(--${ramp}-${at})` : 'var(--track)';
        return (
          <button
            key={def.id}
            type="button"
            className="regions-class"
            aria-pressed={shown === null || shown.has(def.id)}
            title={t('map.classHint')}
            onClick={(event) => pick(def.id, event.ctrlKey || event.metaKey)}
          >
            <span className="tiny num">{word(def)}</span>
            <i
              style={{ height: Math.max(count > 0 ? 2 : 0, Math.round((count / most) * BAR_PX)), background: colour }}
            />
            <span className="tiny num mute">{formatCount(count, language)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
