// What a panel shows when it cannot show its content: why, and the one thing to do about it.
import type { ReactNode } from 'react';
import { ApiError, problemText } from '../api/http.ts';
import { useText } from '../i18n/i18n.ts';
import { Icon } from '../theme/icons.tsx';
import { Button } from './Button.tsx';

interface Action {
  label: string;
  run: () => void;
}
interface EmptyProps {
  title: string;
  text?: string;
  action?: Action;
  compact?: boolean;
}
export function EmptyState({ title, text, action, compact }: EmptyProps) {
  return (
    <div className={`ui-state ${compact ? 'ui-state-compact' : ''}`}>
      <p className="ui-state-title">{title}</p>
      {text && <p className="mute">{text}</p>}
      {action && (
        <Button kind="primary" small onPress={action.run}>
          {action.label}
        </Button>
      )}
    </div>
  );
}

export function ErrorState({ error, retry, compact }: { error: unknown; retry?: () => void; compact?: boolean }) {
  const { t, language } = useText();
  const text = problemText(error, language);
  const lost = error instanceof ApiError && error.status === 0;
  return (
    <div className={`ui-state ui-state-error ${compact ? 'ui-state-compact' : ''}`} role="alert">
      <p className="ui-state-title">
        <Icon name="warn" size={16} /> {lost ? t('state.offlineTitle') : text.title || t('state.errorTitle')}
      </p>
      {!lost && text.detail && <p className="mute">{text.detail}</p>}
      {text.fix && <p>{text.fix}</p>}
      <p className="mute small">
        {t('state.errorStill')} {!lost && t('state.errorCode', { code: text.code })}
      </p>
      {retry && (
        <Button small onPress={retry}>
          {t('state.retry')}
        </Button>
      )}
    </div>
  );
}

/** Lines in the place of what is coming. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const { t } = useText();
  return (
    <div className="ui-skeleton" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike
        <i key={i} style={{ width: `${90 - ((i * 23) % 45)}%` }} />
      ))}
    </div>
  );
}

/** A band above content that is there but not whole, or not new. */
export function StateBand({ kind, children }: { kind: 'partial' | 'stale' | 'error'; children: ReactNode }) {
  return (
    <div className={`ui-band ui-band-${kind}`} role="status">
      {children}
    </div>
  );
}

interface QueryLike<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  isError: boolean;
  refetch: () => unknown;
}
interface StatePanelProps<T> {
  query: QueryLike<T>;
  /** skeleton lines while the first answer is on its way */
  lines?: number;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  compact?: boolean;
  children: (data: T) => ReactNode;
}
/** Loading, error, empty or the content of one question. Old content stays when a new reading fails. */
export function StatePanel<T>({ query, lines, isEmpty, empty, compact, children }: StatePanelProps<T>) {
  if (query.data === undefined) {
    if (query.isError) return <ErrorState error={query.error} retry={() => query.refetch()} compact={compact} />;
    return <Skeleton lines={lines} />;
  }
  if (isEmpty?.(query.data)) return <>{empty}</>;
  return (
    <>
      {query.isError && <ErrorState error={query.error} retry={() => query.refetch()} compact />}
      {children(query.data)}
    </>
  );
}
