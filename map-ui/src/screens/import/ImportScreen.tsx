// How a file gets in: what was brought before, and the one that is being looked at now.
import { useEffect } from 'react';
import { useCommand } from '../../commands.ts';
import { useText } from '../../i18n/i18n.ts';
import { useLocation } from '../../location.ts';
import { useStatusFacts } from '../../shell/status.ts';
import { Button } from '../../ui/Button.tsx';
import { Bring } from './Bring.tsx';
import { Earlier } from './Earlier.tsx';
import { OneImport } from './OneImport.tsx';
import { openId, openImport } from './open-import.ts';
import './import.css';
import './steps.css';
import './check.css';
import './maps.css';

export function ImportScreen() {
  const { t } = useText();
  const { focus } = useLocation();
  const id = openId(focus);
  useCommand('app.out', () => openImport(null), id !== null);
  useStatusFacts({ shows: t('import.shows') });
  useEffect(() => {
    document.title = `${t('screen.import')} · Lacuna`;
  }, [t]);
  return (
    <div className="import-screen">
      {id === null ? (
        <>
          <header>
            <h1>{t('import.title')}</h1>
            <p className="mute">{t('import.lead')}</p>
          </header>
          <Bring />
          <Earlier />
        </>
      ) : (
        <>
          <Button small kind="quiet" icon="left" onPress={() => openImport(null)}>
            {t('import.all')}
          </Button>
          <OneImport key={id} id={id} />
        </>
      )}
    </div>
  );
}
