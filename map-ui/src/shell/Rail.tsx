// Which places exist and which one this is.

import { Link } from 'react-aria-components/Link';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { COMMANDS, keyCaps, useCommand } from '../commands.ts';
import { useText } from '../i18n/i18n.ts';
import { hrefOf, navigate, useLocation } from '../location.ts';
import { RAIL, SCREEN_DEFS } from '../screens.ts';
import { Icon } from '../theme/icons.tsx';
import { DEFAULTS, type Screen, type UrlState } from '../url-state.ts';

/** Another screen keeps the scope and leaves behind how this one was looked at. */
const place = (screen: Screen, region: string | null): UrlState => ({ ...DEFAULTS, screen, region });

function RailItem({ screen, current }: { screen: Screen; current: Screen }) {
  const { t } = useText();
  const { region } = useLocation();
  const { icon, command } = SCREEN_DEFS[screen];
  const go = () => {
    if (screen !== current) navigate(place(screen, region));
  };
  useCommand(command, go);
  const label = t(`screen.${screen}`);
  return (
    <li>
      <TooltipTrigger delay={500} closeDelay={50}>
        <Link
          href={hrefOf(place(screen, region))}
          className="shell-rail-item"
          aria-label={label}
          aria-current={screen === current ? 'page' : undefined}
          // the page itself stays: loading it anew would lose a file that is half sent, and what was written
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            go();
          }}
        >
          <Icon name={icon} size={20} />
          <span className="shell-rail-word">{label}</span>
        </Link>
        <Tooltip className="ui-tooltip" placement="right" offset={6}>
          {label} <kbd>{keyCaps(COMMANDS[command].keys[0]).join(' ')}</kbd>
        </Tooltip>
      </TooltipTrigger>
    </li>
  );
}

export function Rail({ current, empty }: { current: Screen; empty: boolean }) {
  const { t } = useText();
  const places: readonly Screen[] = empty ? ['start', ...RAIL] : RAIL;
  return (
    <nav className="shell-rail" aria-label={t('nav.places')}>
      <ul>
        {places.map((screen) => (
          <RailItem key={screen} screen={screen} current={current} />
        ))}
      </ul>
    </nav>
  );
}
