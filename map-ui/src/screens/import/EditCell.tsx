// A cell of the file that is written anew where it stands: Enter opens it, Enter or Tab keeps, Escape drops.
import { useEffect, useRef, useState } from 'react';
import { useText } from '../../i18n/i18n.ts';

interface EditCellProps {
  /** spoken: which cell of which row */
  label: string;
  value: string;
  draft: string | null;
  disabled: boolean;
  onDraft: (text: string | null) => void;
}
/** All cells of the screen that can be written, in their order; F8 and Enter go along them. */
export const CELL = 'data-cell';
export function focusCell(from: Element | null, by: 1 | -1 = 1): boolean {
  const cells = [...document.querySelectorAll<HTMLElement>(`[${CELL}]`)];
  const at = from === null ? -1 : cells.indexOf(from as HTMLElement);
  const next = at < 0 ? cells[0] : cells[at + by];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}

export function EditCell({ label, value, draft, disabled, onDraft }: EditCellProps) {
  const { t } = useText();
  const [text, setText] = useState<string | null>(null);
  const cell = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const editing = text !== null;
  useEffect(() => {
    if (editing) input.current?.select();
  }, [editing]);

  const keep = () => {
    if (text === null) return;
    onDraft(text === value ? null : text);
    setText(null);
  };
  const leave = (then: () => void) => {
    // the cell is there again after the next drawing
    requestAnimationFrame(() => {
      cell.current?.focus();
      then();
    });
  };
  if (!editing)
    return (
      <button
        ref={cell}
        type="button"
        className={`import-cell ${draft === null ? '' : 'import-cell-changed'}`}
        aria-label={`${label}: ${(draft ?? value) || t('import.blank')}`}
        disabled={disabled}
        onClick={() => setText(draft ?? value)}
        {...{ [CELL]: '' }}
      >
        {draft !== null && value !== '' && <s className="ellipsis">{value}</s>}
        <span className="ellipsis">{(draft ?? value) || <em>{t('import.blank')}</em>}</span>
      </button>
    );
  return (
    <input
      ref={input}
      // the person has just asked to write here
      // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that had the focus
      autoFocus
      {...{ [CELL]: '' }}
      className="ui-input import-cell-input"
      aria-label={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
        if (event.key === 'Enter') {
          event.preventDefault();
          keep();
          leave(() => focusCell(cell.current));
        } else if (event.key === 'Tab') {
          // past the proposal of this cell, as in a spreadsheet; at an end the focus goes its own way
          if (focusCell(event.currentTarget, event.shiftKey ? -1 : 1)) event.preventDefault();
        } else if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          setText(null);
          leave(() => undefined);
        }
      }}
    />
  );
}
