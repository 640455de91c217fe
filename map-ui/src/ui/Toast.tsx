// What just happened, for ten seconds, with a way back.
import { useEffect } from 'react';
import { useText } from '../i18n/i18n.ts';
import { createStore, useStore } from '../store.ts';
import { Button, IconButton } from './Button.tsx';

interface Toast {
  id: number;
  text: string;
  undo?: () => void;
  kind: 'note' | 'error';
}
const SHOWN_MS = 10_000;
const toasts = createStore<Toast[]>([]);
let nextId = 1;

export function showToast(text: string, options: { undo?: () => void; kind?: Toast['kind'] } = {}): void {
  toasts.set([...toasts.get().slice(-3), { id: nextId++, text, undo: options.undo, kind: options.kind ?? 'note' }]);
}
const dismiss = (id: number) => toasts.set(toasts.get().filter((toast) => toast.id !== id));

function ToastItem({ toast }: { toast: Toast }) {
  const { t } = useText();
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id]);
  return (
    <li className={`ui-toast ui-toast-${toast.kind}`}>
      <span>{toast.text}</span>
      {toast.undo && (
        <Button
          small
          kind="quiet"
          icon="undo"
          onPress={() => {
            dismiss(toast.id);
            toast.undo?.();
          }}
        >
          {t('toast.undo')}
        </Button>
      )}
      <IconButton icon="close" label={t('toast.dismiss')} onPress={() => dismiss(toast.id)} />
    </li>
  );
}

export function Toasts() {
  const { t } = useText();
  const list = useStore(toasts);
  return (
    <section className="ui-toasts" aria-label={t('toast.region')} aria-live="polite">
      <ul>
        {list.map((toast) => (
          <ToastItem key={toast.id} toast={toast} />
        ))}
      </ul>
    </section>
  );
}
