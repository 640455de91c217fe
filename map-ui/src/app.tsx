// Which screen is shown for the address, and what all screens share.
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useLive, useServerEvents } from './api/events.ts';
import { queryClient, useWorkspace } from './api/queries.ts';
import { listenToKeys } from './commands.ts';
import { useText } from './i18n/i18n.ts';
import { navigate, useLocation } from './location.ts';
import { useScope } from './scope.ts';
import { Shell } from './shell/Shell.tsx';
import { ErrorState } from './ui/StatePanel.tsx';
import type { Screen } from './url-state.ts';

function Workspace() {
  useServerEvents();
  useEffect(() => listenToKeys(window), []);
  const { liveness } = useLive();
  const workspace = useWorkspace(liveness === 'lost' ? 4_000 : false);
  const { screen } = useLocation();
  const scope = useScope();
  const isEmpty = workspace.data?.counts.regions === 0;
  const resolved: Screen | null = screen ?? (workspace.data ? (isEmpty ? 'start' : 'map') : null);

  // The one address without a screen becomes the screen it stands for.
  useEffect(() => {
    if (screen === null && resolved !== null) navigate({ screen: resolved }, { replace: true });
  }, [screen, resolved]);

  // While it is asked again there is no error; what failed last stays on screen until an answer comes.
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    if (workspace.data) setFailure(null);
    else if (workspace.error) setFailure(workspace.error);
  }, [workspace.data, workspace.error]);
  if (failure !== null && !workspace.data) return <ErrorState error={failure} retry={() => workspace.refetch()} />;
  if (resolved === null) return null;
  return <Shell screen={resolved} scope={scope ?? null} workspace={workspace.data} />;
}

export function App() {
  const { language } = useText();
  return (
    <I18nProvider locale={language === 'zh' ? 'zh-CN' : 'en-GB'}>
      <QueryClientProvider client={queryClient}>
        <Workspace />
      </QueryClientProvider>
    </I18nProvider>
  );
}
