// Which region everything on screen is about, and the way to its siblings.
import { Fragment, useMemo, useState } from 'react';
import type { RegionItem } from '#contract/region';
import { useRegion, useRegions } from '../api/queries.ts';
import { useCommand } from '../commands.ts';
import { formatShare } from '../i18n/format.ts';
import { type Language, useText } from '../i18n/i18n.ts';
import { levelPlural, levelWord, placeName } from '../i18n/names.ts';
import { navigate, useLocation } from '../location.ts';
import { Icon } from '../theme/icons.tsx';
import { type SearchOption, SearchSelect } from '../ui/SearchSelect.tsx';

interface CrumbRegion {
  code: string;
  name: string;
  nameEn: string | null;
  level: string;
}
/** A region of a dropdown, with its likely coverage beside the name. */
function toOption(item: RegionItem, language: Language): SearchOption {
  const figure = item.figure;
  const share = figure?.likelyM2 != null && figure.demandM2 ? figure.likelyM2 / figure.demandM2 : null;
  return {
    id: item.code,
    label: placeName(item, language),
    words: `${item.name} ${item.nameEn ?? ''}`,
    note: share === null ? '' : formatShare(share, language, 0),
  };
}
/** A new scope starts with its own view: nothing of the old one's focus or place on the map is kept. */
export const toScope = (code: string | null) =>
  navigate({ region: code, focus: null, view: null, panel: null, level: null, search: '' });

function Crumb({ region, parent, isLast }: { region: CrumbRegion; parent: string; isLast: boolean }) {
  const { t, language } = useText();
  const [open, setOpen] = useState(false);
  const siblings = useRegions({ parent, limit: 500, sort: 'code' }, open);
  const name = placeName(region, language);
  const options = useMemo(
    () => (siblings.data?.items ?? []).map((item) => toOption(item, language)),
    [siblings.data, language],
  );
  return (
    <SearchSelect
      label={`${levelWord(region.level)}: ${name}`}
      searchLabel={t('nav.search')}
      emptyText={siblings.isPending ? t('state.loading') : t('nav.noMatch')}
      options={options}
      value={region.code}
      onOpen={() => setOpen(true)}
      onChange={toScope}
    >
      <span className={isLast ? 'shell-crumb-last' : 'shell-crumb'}>{name}</span>
      <Icon name="down" size={12} />
    </SearchSelect>
  );
}

/** The way down: the parts of the region that is the scope. */
function ChildCrumb({ parent }: { parent: string }) {
  const { t, language } = useText();
  const children = useRegions({ parent, limit: 500, sort: 'code' });
  const options = useMemo(
    () => (children.data?.items ?? []).map((item) => toOption(item, language)),
    [children.data, language],
  );
  const level = children.data?.items[0]?.level;
  if (level === undefined) return null;
  const label = t('nav.allOf', { level: levelPlural(level) });
  return (
    <>
      <Icon name="right" size={12} />
      <SearchSelect
        label={label}
        searchLabel={t('nav.search')}
        emptyText={t('nav.noMatch')}
        options={options}
        value={null}
        onChange={toScope}
      >
        <span className="shell-crumb">{label}</span>
        <Icon name="down" size={12} />
      </SearchSelect>
    </>
  );
}

/** From the whole workspace the first dropdown offers the roots. */
function RootCrumb({ isLast }: { isLast: boolean }) {
  const { t, language } = useText();
  const roots = useRegions({ parent: '', limit: 500, sort: 'code' });
  const items = roots.data?.items ?? [];
  if (items.length < 2 && !isLast) return null;
  const options = items.map((item) => ({ id: item.code, label: placeName(item, language), words: item.name }));
  return (
    <SearchSelect
      label={t('nav.scope')}
      searchLabel={t('nav.search')}
      emptyText={t('nav.noMatch')}
      options={[{ id: '', label: t('nav.everything') }, ...options]}
      value=""
      onChange={(code) => toScope(code === '' ? null : code)}
    >
      <span className={isLast ? 'shell-crumb-last' : 'shell-crumb'}>{t('nav.everything')}</span>
      <Icon name="down" size={12} />
    </SearchSelect>
  );
}

export function Breadcrumb({ scope }: { scope: string | null }) {
  const { t } = useText();
  const { region } = useLocation();
  const detail = useRegion(scope);
  const chain: CrumbRegion[] = detail.data ? [...detail.data.ancestors, detail.data] : [];
  const up = detail.data?.ancestors.at(-1) ?? null;
  useCommand('go.up', () => toScope(up?.code ?? null), region !== null && scope !== null);
  return (
    <nav className="shell-breadcrumb" aria-label={t('nav.scope')}>
      <RootCrumb isLast={scope === null} />
      {chain.map((item, i) => (
        <Fragment key={item.code}>
          {i > 0 && <Icon name="right" size={12} />}
          <Crumb region={item} parent={i === 0 ? '' : chain[i - 1].code} isLast={i === chain.length - 1} />
        </Fragment>
      ))}
      {scope !== null && detail.data && detail.data.childCount > 0 && <ChildCrumb parent={scope} />}
    </nav>
  );
}
