// The cameras of an outage as a list: the twin of their marks on the map.
import { useState } from 'react';
import type { OutageDetail } from '#contract/status';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { hrefOf, navigate } from '../../location.ts';
import { Button } from '../../ui/Button.tsx';
import { markOf, StateMark } from '../../ui/StateMark.tsx';
import { cameraPlace } from './camera-place.ts';

const FIRST = 12;

export function CameraStates({ outage }: { outage: OutageDetail }) {
  const { t, language } = useText();
  const [isAll, setAll] = useState(false);
  const { cameraList, neighbourList, regionCode } = outage;
  const shown = isAll ? cameraList : cameraList.slice(0, FIRST);
  const placeOf = ({ id, longitude, latitude }: { id: string; longitude: number; latitude: number }) =>
    cameraPlace(id, [longitude, latitude], regionCode);
  const link = (camera: { id: string; name: string | null; longitude: number; latitude: number }) => (
    <a
      href={hrefOf(placeOf(camera))}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate(placeOf(camera));
      }}
    >
      {camera.name ?? camera.id}
    </a>
  );
  return (
    <section className="mon-pane">
      <h3>{t('monitoring.cameras')}</h3>
      <ul className="mon-cameras small">
        {shown.map((camera) => (
          <li key={camera.id}>
            <StateMark mark={markOf(camera.state, camera.reason)} />
            {link(camera)}
            <span className="mute">{t(`monitoring.state.${markOf(camera.state, camera.reason)}`)}</span>
          </li>
        ))}
      </ul>
      {cameraList.length > FIRST && (
        <Button small kind="quiet" onPress={() => setAll(!isAll)}>
          {isAll
            ? t('monitoring.fewer')
            : t('monitoring.allCameras', { shown: formatCount(cameraList.length, language) })}
        </Button>
      )}
      {neighbourList.length > 0 && (
        <details className="mon-neighbours small">
          <summary>{t('monitoring.neighbourList', { shown: formatCount(neighbourList.length, language) })}</summary>
          <ul className="mon-cameras">
            {neighbourList.map((camera) => (
              <li key={camera.id}>
                <StateMark mark="online" />
                {link(camera)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
