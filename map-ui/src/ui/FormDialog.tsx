// A few fields over the screen: what is asked, what was wrong, the verb itself on the button.
import type { FormEvent, ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useText } from '../i18n/i18n.ts';
import { Button } from './Button.tsx';
import './confirm.css';

interface FormDialogProps {
  title: string;
  /** between the title and the fields */
  lead?: ReactNode;
  /** the verb on the button */
  action: string;
  canSubmit?: boolean;
  busy?: boolean;
  /** a long form is not lost to a click beside it */
  isKept?: boolean;
  error?: string | null;
  /** another way out, before Cancel */
  other?: ReactNode;
  className?: string;
  formClassName: string;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}
export function FormDialog(props: FormDialogProps) {
  const { title, lead, action, canSubmit = true, busy = false, isKept = false, error = null, other } = props;
  const { className = '', formClassName, onSubmit, onClose, children } = props;
  const { t } = useText();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <ModalOverlay
      className="ui-modal-scrim"
      isOpen
      isDismissable={!busy && !isKept}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className="ui-modal">
        <Dialog className={`ui-confirm ${className}`} aria-label={title}>
          <h2>{title}</h2>
          {lead}
          <form className={formClassName} onSubmit={submit}>
            {children}
            {error !== null && (
              <p className="ui-field-error" role="alert">
                {error}
              </p>
            )}
            <div className="ui-confirm-actions">
              {other}
              <Button onPress={onClose} isDisabled={busy}>
                {t('confirm.cancel')}
              </Button>
              <Button kind="primary" type="submit" isDisabled={busy || !canSubmit}>
                {action}
              </Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
