// For which regions does a file of a layer speak? All of them, or some with everything below.
import type { ImportKind } from '#contract/import';
import { useRegions } from '../../api/queries.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelWord, placeName } from '../../i18n/names.ts';
import { Icon } from '../../theme/icons.tsx';
import { SearchSelect } from '../../ui/SearchSelect.tsx';

interface ExtentProps {
  kind: ImportKind;
  value: string[];
  onChange: (codes: string[]) => void;
}
export function Extent({ kind, value, onChange }: ExtentProps) {
  const { t, language } = useText();
  const regions = useRegions({ limit: 500, sort: 'code' });
  const items = regions.data?.items ?? [];
  const options = items.map((item) => ({
    id: item.code,
    label: placeName(item, language),
    note: levelWord(item.level),
    words: `${item.name} ${item.nameEn ?? ''}`,
  }));
  const nameOf = (code: string) => options.find((o) => o.id === code)?.label ?? code;
  return (
    <div className="import-extent">
      <span>{t('import.extent')}</span>
      {value.length === 0 && <b>{t('import.extentAll')}</b>}
      {value.map((code) => (
        <button key={code} type="button" className="ui-chip" onClick={() => onChange(value.filter((c) => c !== code))}>
          {nameOf(code)}
          <Icon name="close" size={14} />
        </button>
      ))}
      <SearchSelect
        label={t('import.extentAdd')}
        searchLabel={t('nav.search')}
        emptyText={regions.isPending ? t('state.loading') : t('nav.noMatch')}
        options={options.filter((o) => !value.includes(o.id))}
        value={null}
        onChange={(code) => onChange([...value, code])}
      >
        <Icon name="plus" size={14} /> {t('import.extentAdd')}
      </SearchSelect>
      <p className="mute small">{t(kind === 'public-space' ? 'import.extentText' : 'import.extentLayer')}</p>
    </div>
  );
}
