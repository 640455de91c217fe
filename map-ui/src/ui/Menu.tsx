// A button that opens a list of verbs.
import type { ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { Option } from './Select.tsx';

interface MenuProps {
  label: string;
  /** a Button or IconButton */
  trigger: ReactNode;
  items: readonly Option[];
  onAction: (id: string) => void;
}
export function Menu({ label, trigger, items, onAction }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className="ui-popover" offset={4}>
        <AriaMenu className="ui-list" aria-label={label} items={items} onAction={(key) => onAction(String(key))}>
          {(item) => (
            <MenuItem id={item.id} isDisabled={item.disabled} className="ui-list-item">
              <span className="ellipsis">{item.label}</span>
              {item.note && <span className="ui-list-note">{item.note}</span>}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
