// Nobody has said yet whether a camera works: how to say it, by a program or by a file.
import { statusAddress } from '../../api/monitoring.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate } from '../../location.ts';
import { Button } from '../../ui/Button.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { DEFAULTS } from '../../url-state.ts';
import { CopyButton } from './CopyButton.tsx';

/** An instant with its zone, as a gateway writes it. */
const EXAMPLE = {
  rows: [
    {
      cameraId: '33010600001320000042',
      state: 'offline',
      at: '2026-11-28T02:10:00+08:00',
      source: 'gateway-1',
      reason: 'power',
    },
  ],
};

export function NoFeed({ installed, region }: { installed: number; region: string | null }) {
  const { t } = useText();
  const command = [
    `curl -X POST ${statusAddress()}`,
    `  -H 'content-type: application/json'`,
    `  -d '${JSON.stringify(EXAMPLE)}'`,
  ].join(' \\\n');
  return (
    <div className="mon-empty">
      <h1>{t('monitoring.empty.title')}</h1>
      <p className="mute">{t('monitoring.empty.text', { count: installed })}</p>
      <h2>{t('monitoring.empty.post')}</h2>
      <Scroll className="mon-code" label={t('monitoring.empty.example')}>
        <pre>{command}</pre>
      </Scroll>
      <p className="mon-buttons">
        <CopyButton text={() => command} label={t('monitoring.empty.copy')} done={t('monitoring.empty.copied')} />
      </p>
      <p className="mute small">{t('monitoring.empty.rules')}</p>
      <h2>{t('monitoring.empty.file')}</h2>
      <p className="mute">{t('monitoring.empty.fileText')}</p>
      <p className="mon-buttons">
        <Button
          kind="primary"
          icon="import"
          onPress={() => navigate({ ...DEFAULTS, screen: 'import', region, panel: 'status' })}
        >
          {t('monitoring.empty.load')}
        </Button>
      </p>
    </div>
  );
}
