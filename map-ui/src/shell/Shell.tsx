// What surrounds every screen: places, scope, jobs, language, theme, keys and the status line.
import { Suspense, useState } from 'react';
import type { Workspace } from '#contract/workspace';
import { useCommand } from '../commands.ts';
import { otherLanguage, setLanguage, useText } from '../i18n/i18n.ts';
import { useLocation } from '../location.ts';
import { SCREEN_DEFS } from '../screens.ts';
import { Logo } from '../theme/icons.tsx';
import { setTheme, type ThemeChoice, useTheme } from '../theme/theme.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { JobsTray } from '../ui/JobsTray.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Skeleton, StateBand } from '../ui/StatePanel.tsx';
import { Toasts } from '../ui/Toast.tsx';
import type { Screen } from '../url-state.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Inbox } from './Inbox.tsx';
import { KeySheet } from './KeySheet.tsx';
import { Rail } from './Rail.tsx';
import { StatusBar } from './StatusBar.tsx';

const THEMES: ThemeChoice[] = ['light', 'dark', 'system'];

function ThemeMenu() {
  const { t } = useText();
  const { choice, theme } = useTheme();
  useCommand('app.dark', () => setTheme(theme === 'dark' ? 'light' : 'dark'));
  return (
    <Menu
      label={t('theme.label')}
      trigger={<IconButton icon={theme === 'dark' ? 'moon' : 'sun'} label={t('theme.label')} command="app.dark" />}
      items={THEMES.map((id) => ({ id, label: t(`theme.${id}`), note: id === choice ? '✓' : '' }))}
      onAction={(id) => setTheme(id as ThemeChoice)}
    />
  );
}

function LanguageSwitch() {
  const { t } = useText();
  const change = () => setLanguage(otherLanguage());
  useCommand('app.language', change);
  return (
    <Button
      kind="plain"
      className="shell-language"
      aria-label={`中 / EN · ${t('theme.languageSwitch')}`}
      onPress={change}
    >
      <span lang="zh">中</span> / EN
    </Button>
  );
}

interface ShellProps {
  screen: Screen;
  scope: string | null;
  workspace: Workspace | undefined;
}
export function Shell({ screen, scope, workspace }: ShellProps) {
  const { t } = useText();
  const { rest } = useLocation();
  const [keysOpen, setKeysOpen] = useState(false);
  useCommand('app.keys', () => setKeysOpen(true));
  const ScreenComponent = SCREEN_DEFS[screen].component;
  const empty = workspace !== undefined && workspace.counts.regions === 0;
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        {t('app.skipToContent')}
      </a>
      <header className="shell-head">
        <a className="shell-logo" href="/" aria-label={t('app.name')}>
          <Logo />
        </a>
        {empty ? <span className="shell-name">Lacuna</span> : <Breadcrumb scope={scope} />}
        <div className="shell-tools">
          <Inbox />
          <JobsTray />
          <LanguageSwitch />
          <ThemeMenu />
          <IconButton icon="help" label={t('keys.title')} command="app.keys" onPress={() => setKeysOpen(true)} />
        </div>
      </header>
      <Rail current={screen} empty={empty} />
      <main id="content" className="shell-body" tabIndex={-1}>
        {rest.length > 0 && (
          <StateBand kind="stale">{t('app.newerLink', { keys: rest.map(([key]) => key).join(', ') })}</StateBand>
        )}
        <ErrorBoundary key={screen}>
          <Suspense fallback={<Skeleton lines={4} />}>
            <ScreenComponent />
          </Suspense>
        </ErrorBoundary>
      </main>
      <StatusBar workspace={workspace} />
      <KeySheet open={keysOpen} onClose={() => setKeysOpen(false)} />
      <Toasts />
    </div>
  );
}
