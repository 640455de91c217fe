// A button that copies a text and says so; where the browser keeps the clipboard to itself, the text can be copied by hand.
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { showToast } from '../../ui/Toast.tsx';

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // pages without TLS have no clipboard of their own: the old way through a field
    const field = document.createElement('textarea');
    field.value = text;
    field.style.position = 'fixed';
    field.style.opacity = '0';
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand('copy');
    field.remove();
    return isCopied;
  }
}

interface CopyProps {
  text: () => string;
  label: string;
  done: string;
}
export function CopyButton({ text, label, done }: CopyProps) {
  const { t } = useText();
  const copy = async () => {
    if (await copyText(text())) showToast(done);
    else showToast(t('monitoring.noClipboard'), { kind: 'error' });
  };
  return (
    <Button small icon="copy" onPress={() => void copy()}>
      {label}
    </Button>
  );
}
