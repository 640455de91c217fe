// How one thing is chosen out of a few.
import { Button } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Icon } from '../theme/icons.tsx';

export interface Option<K extends string = string> {
  id: K;
  label: string;
  /** muted, at the right */
  note?: string;
  disabled?: boolean;
}
interface SelectProps<K extends string> {
  label: string;
  options: readonly Option<K>[];
  value: K | null;
  onChange: (id: K) => void;
  /** the label stays visible before the value */
  showLabel?: boolean;
  placeholder?: string;
  className?: string;
  isDisabled?: boolean;
}
export function Select<K extends string>(props: SelectProps<K>) {
  const { label, options, value, onChange, showLabel, placeholder, className = '', isDisabled } = props;
  return (
    <AriaSelect
      aria-label={label}
      value={value}
      onChange={(key) => key !== null && onChange(key as K)}
      isDisabled={isDisabled}
      placeholder={placeholder ?? '–'}
      className={`ui-select ${className}`}
    >
      <Button className="ui-button ui-button-plain ui-select-button">
        {showLabel && <span className="mute">{label}</span>}
        <SelectValue className="ui-select-value">
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <Icon name="down" size={14} />
      </Button>
      <Popover className="ui-popover" offset={4}>
        <ListBox className="ui-list" items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} isDisabled={option.disabled} className="ui-list-item">
              <span className="ellipsis">{option.label}</span>
              {option.note && <span className="ui-list-note">{option.note}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
