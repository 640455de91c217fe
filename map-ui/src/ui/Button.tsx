// How a button looks: a verb, or a pictogram with a name and its key.
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaProps } from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { COMMANDS, type CommandId, keyCaps } from '../commands.ts';
import { Icon, type IconName } from '../theme/icons.tsx';

interface ButtonProps extends Omit<AriaProps, 'children' | 'className'> {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  icon?: IconName;
  small?: boolean;
  className?: string;
  children?: ReactNode;
}
export function Button({ kind = 'plain', icon, small, className = '', children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={`ui-button ui-button-${kind} ${small ? 'ui-button-small' : ''} ${className}`}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaProps, 'children' | 'className' | 'aria-label'> {
  icon: IconName;
  /** the name for everybody: spoken, and shown on hover with the key */
  label: string;
  command?: CommandId;
  pressed?: boolean;
  className?: string;
}
export function IconButton({ icon, label, command, pressed, className = '', ...props }: IconButtonProps) {
  const key = command ? keyCaps(COMMANDS[command].keys[0]).join(' ') : null;
  return (
    <TooltipTrigger delay={500} closeDelay={50}>
      <AriaButton
        {...props}
        aria-label={label}
        aria-pressed={pressed}
        aria-keyshortcuts={command ? COMMANDS[command].keys[0] : undefined}
        className={`ui-icon-button ${className}`}
      >
        <Icon name={icon} />
      </AriaButton>
      <Tooltip className="ui-tooltip" offset={6}>
        {label}
        {key && <kbd>{key}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
