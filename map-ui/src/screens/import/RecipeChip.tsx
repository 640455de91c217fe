// With which recipe was the file read, which other could it be, and how is this reading remembered?
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import type { Recipe } from '#contract/import';
import { problemText } from '../../api/http.ts';
import { removeRecipe, saveRecipe, useRecipes } from '../../api/imports.ts';
import { formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { StatePanel } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import type { PartProps } from './OneImport.tsx';

function RecipeRow({
  recipe,
  isUsed,
  onUse,
  busy,
}: {
  recipe: Recipe;
  isUsed: boolean;
  onUse: (() => void) | null;
  busy: boolean;
}) {
  const { t, language } = useText();
  const forget = () =>
    removeRecipe(recipe.id).catch((error: unknown) =>
      showToast(problemText(error, language).detail, { kind: 'error' }),
    );
  return (
    <li aria-current={isUsed || undefined}>
      <span className="import-recipe-name">
        <b className="ellipsis">{recipe.name}</b>
        <small className="mute num">
          {t('import.recipe.columns', { count: recipe.columns.length })} ·{' '}
          {formatTime(recipe.usedAt ?? recipe.createdAt)}
        </small>
      </span>
      {isUsed ? (
        <span className="mute small">{t('import.recipe.inUse')}</span>
      ) : (
        onUse && (
          <Button small kind="quiet" isDisabled={busy} onPress={onUse}>
            {t('import.recipe.use')}
          </Button>
        )
      )}
      <IconButton icon="trash" label={t('import.recipe.forget', { name: recipe.name })} onPress={forget} />
    </li>
  );
}

function Remember({ id, first, busy }: { id: string; first: string; busy: boolean }) {
  const { t, language } = useText();
  const [name, setName] = useState(first);
  const [error, setError] = useState<string | null>(null);
  const save = async () => {
    try {
      await saveRecipe(id, name.trim());
      showToast(t('import.recipe.saved', { name: name.trim() }));
      setError(null);
    } catch (thrown) {
      setError(problemText(thrown, language).detail);
    }
  };
  return (
    <form
      className="import-recipe-new"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void save();
      }}
    >
      <TextInput label={t('import.recipe.name')} value={name} maxLength={100} onChange={setName} error={error} />
      <Button type="submit" kind="primary" isDisabled={busy || name.trim() === ''}>
        {t('import.recipe.save')}
      </Button>
    </form>
  );
}

export function RecipeChip({ record, receipt, busy, open, change }: PartProps) {
  const { t } = useText();
  const recipes = useRecipes(receipt.kind);
  const { recipe } = record;
  const use = (id: string, name: string) => change({ key: 'recipe', values: { name } }, { recipe: id });
  return (
    <DialogTrigger>
      <AriaButton className="ui-button ui-button-plain ui-button-small import-recipe">
        <span className="mute">{t('import.recipe.label')}</span>
        <span className="ellipsis">{recipe?.name ?? t('import.recipe.none')}</span>
        <Icon name="down" size={14} />
      </AriaButton>
      <Popover className="ui-popover import-recipes" placement="bottom end" offset={4}>
        <Dialog aria-label={t('import.recipe.title')} className="import-recipes-list">
          <h2>{t('import.recipe.title')}</h2>
          <p className="mute small">{t('import.recipe.text')}</p>
          <StatePanel query={recipes} lines={2} compact>
            {({ items }) => (
              <ul>
                {items.map((item) => (
                  <RecipeRow
                    key={item.id}
                    recipe={item}
                    isUsed={item.id === recipe?.id}
                    busy={busy}
                    onUse={open ? () => void use(item.id, item.name) : null}
                  />
                ))}
                {open && recipe !== null && (
                  <li>
                    <span className="import-recipe-name">{t('import.recipe.without')}</span>
                    <Button small kind="quiet" isDisabled={busy} onPress={() => void use('', t('import.recipe.none'))}>
                      {t('import.recipe.use')}
                    </Button>
                  </li>
                )}
              </ul>
            )}
          </StatePanel>
          {record.mapping.length > 0 && (
            <Remember id={record.id} busy={busy} first={recipe?.name ?? record.fileName.replace(/\.[^.]+$/, '')} />
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
