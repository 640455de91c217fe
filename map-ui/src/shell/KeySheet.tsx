// Which keys work here: drawn from the registry that binds them, so it cannot list a dead key.
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Switch } from 'react-aria-components/Switch';
import {
  type CommandGroup,
  type CommandId,
  keyCaps,
  setSingleKeys,
  useLiveCommands,
  useSingleKeys,
} from '../commands.ts';
import { useText } from '../i18n/i18n.ts';
import { IconButton } from '../ui/Button.tsx';

const GROUPS: CommandGroup[] = ['go', 'look', 'list', 'edit', 'import', 'app'];

function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="shell-keys-caps">
      {keys.slice(0, 1).flatMap((k) => keyCaps(k).map((cap) => <kbd key={cap}>{cap}</kbd>))}
    </span>
  );
}

export function KeySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useText();
  const live = useLiveCommands();
  const single = useSingleKeys();
  const word = (id: CommandId) => t(`command.${id}`);
  return (
    <ModalOverlay isOpen={open} onOpenChange={(now) => !now && onClose()} isDismissable className="ui-modal-scrim">
      <Modal className="ui-modal">
        <Dialog className="shell-keys" aria-label={t('keys.title')}>
          <header>
            <h1>{t('keys.title')}</h1>
            <IconButton icon="close" label={t('keys.close')} onPress={onClose} />
          </header>
          <div className="shell-keys-groups">
            {GROUPS.map((group) => {
              const rows = live.filter(({ def }) => def.group === group);
              if (rows.length === 0) return null;
              return (
                <section key={group}>
                  <h3>{t(`keys.group.${group}`)}</h3>
                  <ul>
                    {rows.map(({ id, def }) => (
                      <li key={id}>
                        <Keys keys={def.keys} />
                        {word(id)}
                      </li>
                    ))}
                  </ul>
                </section>
              );
            })}
          </div>
          <footer>
            <Switch isSelected={single} onChange={setSingleKeys} className="ui-switch">
              <i />
              {t('keys.single')}
            </Switch>
            <span className="mute small">{t('keys.singleHelp')}</span>
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
