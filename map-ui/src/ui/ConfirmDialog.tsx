// A question before something large happens: what will be gone, what stays, and the verb itself on the button.
import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useText } from '../i18n/i18n.ts';
import { Button } from './Button.tsx';
import './confirm.css';

interface ConfirmProps {
  open: boolean;
  title: string;
  action: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}
export function ConfirmDialog({ open, title, action, busy, onConfirm, onClose, children }: ConfirmProps) {
  const { t } = useText();
  return (
    <ModalOverlay
      className="ui-modal-scrim"
      isOpen={open}
      isDismissable={!busy}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className="ui-modal">
        <Dialog className="ui-confirm" role="alertdialog" aria-label={title}>
          <h2>{title}</h2>
          {children}
          <div className="ui-confirm-actions">
            <Button onPress={onClose} isDisabled={busy}>
              {t('confirm.keep')}
            </Button>
            <Button kind="primary" onPress={onConfirm} isDisabled={busy} autoFocus>
              {action}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
