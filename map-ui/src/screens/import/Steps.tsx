// What was changed about the reading, as a plain list; every line is a place to go back to.
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useCommand } from '../../commands.ts';
import { formatClock } from '../../i18n/format.ts';
import { useText, wordOr } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { type Done, lineOf } from './option-history.ts';
import type { Reading } from './useReading.ts';
import { aboutCode, crsShort } from './words.ts';

function useDoneText() {
  const { t } = useText();
  return ({ key, values = {} }: Done) => {
    const { code, crs, count, ...rest } = values;
    return t(`import.did1.${key}`, {
      ...rest,
      code: typeof code === 'string' ? aboutCode(code) : '',
      crs: typeof crs === 'string' ? crsShort(crs) : '',
      count: typeof count === 'number' ? count : undefined,
      axes: wordOr(`import.axes.${values.axes}`, ''),
    });
  };
}

export function Steps({ reading, open }: { reading: Reading; open: boolean }) {
  const { t } = useText();
  const text = useDoneText();
  const { history, busy, undo, redo, goBackTo } = reading;
  useCommand('import.undo', () => undo?.(), undo !== null);
  useCommand('import.redo', () => redo?.(), redo !== null);
  const line = lineOf(history);
  const steps = history.entries.length - 1;
  if (!open || steps === 0) return null;
  return (
    <span className="import-undo">
      <IconButton
        icon="undo"
        label={t('command.import.undo')}
        command="import.undo"
        isDisabled={!undo}
        onPress={() => undo?.()}
      />
      <IconButton
        icon="redo"
        label={t('command.import.redo')}
        command="import.redo"
        isDisabled={!redo}
        onPress={() => redo?.()}
      />
      <DialogTrigger>
        <Button small>{t('import.stepsDone', { count: steps })}</Button>
        <Popover className="ui-popover import-history" placement="bottom end" offset={4}>
          <Dialog className="import-history-list" aria-label={t('import.stepsTitle')}>
            <h2>{t('import.stepsTitle')}</h2>
            <ol>
              {history.entries.map((entry) => {
                const isNow = entry.id === history.now;
                return (
                  <li
                    key={entry.id}
                    aria-current={isNow || undefined}
                    className={line.has(entry.id) ? '' : 'import-history-back'}
                  >
                    <span className="mute num">{formatClock(entry.atMs)}</span>
                    <span className="import-history-text">
                      {text(entry.done)}
                      {!line.has(entry.id) && <small className="mute"> {t('import.takenBack')}</small>}
                    </span>
                    {isNow ? (
                      <span className="mute small">{t('import.here')}</span>
                    ) : (
                      <Button small kind="quiet" isDisabled={busy} onPress={() => goBackTo(entry)}>
                        {t('import.goHere')}
                      </Button>
                    )}
                  </li>
                );
              })}
            </ol>
          </Dialog>
        </Popover>
      </DialogTrigger>
    </span>
  );
}
