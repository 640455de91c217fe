// The targets as rows, in the order in which they are inherited; what is wrong with one stands under it.
import { Fragment } from 'react';
import type { Target, TargetInput } from '#contract/target';
import { NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { type Faults, inherited, isSame, type TreeRegion } from './target-draft.ts';
import type { DraftList } from './useDraftList.ts';
import { formatValue, metricText, scopeText } from './words.ts';

interface TableProps {
  list: DraftList;
  tree: ReadonlyMap<string, TreeRegion>;
  nameOf: (code: string) => string;
  /** scope and id of those that hold for the scope of the screen */
  holding: ReadonlySet<string>;
  saved: readonly Target[];
  faults: ReadonlyMap<number, Faults>;
  onEdit: (index: number) => void;
}

export function ListTable({ list, tree, nameOf, holding, saved, faults, onEdit }: TableProps) {
  const { t, language } = useText();
  const rows = inherited(list.targets, tree);
  const value = (target: TargetInput, n: number | null | undefined) =>
    n == null ? NONE : formatValue(target.metric, n, language);
  const stateOf = (target: TargetInput) => {
    const before = saved.find((s) => s.id === target.id);
    if (before === undefined) return 'added';
    return isSame(before, target) ? null : 'changed';
  };
  const idOf = (target: TargetInput) =>
    ('region' in target.scope ? `region:${target.scope.region}` : `level:${target.scope.level}`) + target.id;
  const remove = (index: number) => list.put(list.targets.filter((_, i) => i !== index));
  return (
    <Scroll label={t('targets.title')} className="progress-wide">
      <table className="ui-table progress-list" aria-label={t('targets.title')}>
        <thead>
          <tr>
            <th scope="col" className="ui-left">
              {t('targets.scope')}
            </th>
            <th scope="col" className="ui-left">
              {t('progress.form.metric')}
            </th>
            <th scope="col" className="ui-right">
              {t('progress.form.minimum')}
            </th>
            <th scope="col" className="ui-right">
              {t('progress.form.ceiling')}
            </th>
            <th scope="col" className="ui-left">
              {t('progress.form.start')}
            </th>
            <th scope="col" className="ui-left">
              {t('progress.form.due')}
            </th>
            <th scope="col" className="ui-right">
              {t('progress.milestones')}
            </th>
            <th scope="col" className="ui-left">
              {t('progress.form.owner')}
            </th>
            <th scope="col">
              <span className="visually-hidden">{t('targets.edit')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ target, index, depth, instead }) => {
            const state = stateOf(target);
            const wrong = faults.get(index);
            const name = scopeText(target.scope, nameOf, t);
            return (
              <Fragment key={target.id ?? `new-${index}`}>
                <tr aria-selected={holding.has(idOf(target))}>
                  <th scope="row" className="ui-left" style={{ paddingLeft: depth * 14 }}>
                    {name}
                    {state !== null && <span className="progress-tag">{t(`progress.versions.${state}`)}</span>}
                    {instead !== null && (
                      <span className="mute small progress-instead">
                        {t('progress.list.instead', {
                          value: value(instead, instead.minimum),
                          scope: scopeText(instead.scope, nameOf, t),
                        })}
                      </span>
                    )}
                  </th>
                  <td className="ui-left">
                    {metricText({ metric: target.metric, measure: target.measure ?? {} }, t)}
                    {target.critical === true && <span className="progress-tag">{t('progress.list.critical')}</span>}
                    {target.note != null && <span className="mute small progress-instead">{target.note}</span>}
                  </td>
                  <td className="num">
                    <b>{value(target, target.minimum)}</b>
                  </td>
                  <td className="num">{value(target, target.ceiling)}</td>
                  <td className="ui-left num">{target.start ?? NONE}</td>
                  <td className="ui-left num">{target.due}</td>
                  <td
                    className="num"
                    title={target.milestones?.map((m) => `${m.date}: ${value(target, m.value)}`).join('\n')}
                  >
                    {target.milestones?.length || NONE}
                  </td>
                  <td className="ui-left ellipsis">{target.owner ?? NONE}</td>
                  <td>
                    <span className="progress-buttons">
                      <Button
                        small
                        kind="quiet"
                        aria-label={`${t('targets.edit')}: ${name}`}
                        onPress={() => onEdit(index)}
                      >
                        {t('targets.edit')}
                      </Button>
                      <IconButton icon="trash" label={t('targets.remove', { name })} onPress={() => remove(index)} />
                    </span>
                  </td>
                </tr>
                {wrong !== undefined && (
                  <tr>
                    <td colSpan={9} className="ui-left progress-wrong">
                      <span className="ui-field-error" role="alert">
                        {Object.values(wrong).join(' ')}
                      </span>
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
