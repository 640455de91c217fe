// How one thing is chosen out of many: a list that narrows as one types.
import { type ReactNode, useMemo, useState } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Button } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { SearchField } from 'react-aria-components/SearchField';
import type { Option } from './Select.tsx';

export interface SearchOption extends Option {
  /** more words it is found by */
  words?: string;
}
interface SearchSelectProps {
  label: string;
  searchLabel: string;
  emptyText: string;
  options: readonly SearchOption[];
  value: string | null;
  onChange: (id: string) => void;
  onOpen?: () => void;
  children: ReactNode;
}
/** Longer lists are cut: nobody reads them, and typing narrows them. */
const SHOWN = 300;

export function SearchSelect({
  label,
  searchLabel,
  emptyText,
  options,
  value,
  onChange,
  onOpen,
  children,
}: SearchSelectProps) {
  const [text, setText] = useState('');
  const { contains } = useFilter({ sensitivity: 'base' });
  const shown = useMemo(
    () =>
      options
        .filter((o) => text === '' || contains(`${o.label} ${o.note ?? ''} ${o.words ?? ''} ${o.id}`, text))
        .slice(0, SHOWN),
    [options, text, contains],
  );
  return (
    <DialogTrigger
      onOpenChange={(open) => {
        setText('');
        if (open) onOpen?.();
      }}
    >
      <Button className="ui-crumb" aria-label={label}>
        {children}
      </Button>
      <Popover className="ui-popover ui-search-popover" offset={4}>
        <Dialog className="ui-search-dialog" aria-label={label}>
          {({ close }) => (
            <Autocomplete inputValue={text} onInputChange={setText}>
              <SearchField aria-label={searchLabel} autoFocus className="ui-search">
                <Input className="ui-input" placeholder={searchLabel} />
              </SearchField>
              <ListBox
                className="ui-list"
                items={shown}
                selectionMode="single"
                selectedKeys={value === null ? [] : [value]}
                renderEmptyState={() => <p className="ui-list-empty">{emptyText}</p>}
                onAction={(key) => {
                  close();
                  onChange(String(key));
                }}
                aria-label={label}
              >
                {(option) => (
                  <ListBoxItem id={option.id} textValue={option.label} className="ui-list-item">
                    <span className="ellipsis">{option.label}</span>
                    {option.note && <span className="ui-list-note">{option.note}</span>}
                  </ListBoxItem>
                )}
              </ListBox>
            </Autocomplete>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
