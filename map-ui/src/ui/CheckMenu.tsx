// A button that opens a list of things to tick.
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Icon, type IconName } from '../theme/icons.tsx';

interface CheckMenuProps<K extends string> {
  label: string;
  icon?: IconName;
  items: readonly { id: K; label: string }[];
  checked: readonly K[];
  onChange: (ids: K[]) => void;
}
export function CheckMenu<K extends string>({ label, icon, items, checked, onChange }: CheckMenuProps<K>) {
  return (
    <MenuTrigger>
      <AriaButton className="ui-button ui-button-plain">
        {icon && <Icon name={icon} size={16} />}
        <span className="ui-button-word">{label}</span>
      </AriaButton>
      <Popover className="ui-popover" offset={4} placement="bottom end">
        <AriaMenu
          className="ui-list"
          aria-label={label}
          items={items}
          selectionMode="multiple"
          shouldCloseOnSelect={false}
          selectedKeys={checked}
          onSelectionChange={(keys) => {
            const all = items.map((item) => item.id);
            onChange(keys === 'all' ? all : all.filter((id) => keys.has(id)));
          }}
        >
          {(item) => (
            <MenuItem id={item.id} textValue={item.label} className="ui-list-item ui-check-item">
              {({ isSelected }) => (
                <>
                  <span className="ui-check-box" aria-hidden="true">
                    {isSelected && <Icon name="check" size={14} />}
                  </span>
                  {item.label}
                </>
              )}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
