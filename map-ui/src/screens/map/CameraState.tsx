// Does this camera work, since when, and how was it before?
import { useCameraStatus } from '../../api/monitoring.ts';
import { formatTime, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Scroll } from '../../ui/Scroll.tsx';
import { markOf, StateMark } from '../../ui/StateMark.tsx';
import { useNow } from '../monitoring/useNow.ts';
import { reasonWord, spanText } from '../monitoring/words.ts';

/** The last changes; more of them are in the files of the history. */
const MOST = 12;

export function CameraState({ id }: { id: string }) {
  const { t, language } = useText();
  const { data } = useCameraStatus(id);
  const now = useNow();
  // of a workspace without any feed nothing is said: there is nothing to be missed
  if (data === undefined || (data.now === null && data.intervals.length === 0)) return null;
  const newest = [...data.intervals].reverse().slice(0, MOST);
  const mark = data.now === null ? 'unknown' : markOf(data.now.state, data.now.reason);
  return (
    <section className="map-pane camera-state">
      <h2>{t('monitoring.camera.title')}</h2>
      <p className="camera-state-now">
        <StateMark mark={mark} />
        {data.now === null
          ? t('monitoring.camera.never')
          : t('monitoring.camera.now', {
              state: t(`monitoring.state.${mark}`),
              time: formatTime(data.now.from),
              age: spanText(Date.parse(data.now.from), now, language),
            })}
      </p>
      {newest.length > 0 && (
        <Scroll className="camera-state-scroll" label={t('monitoring.camera.table')}>
          <table className="camera-states small" aria-label={t('monitoring.camera.table')}>
            <thead>
              <tr>
                <th scope="col">{t('monitoring.camera.state')}</th>
                <th scope="col">{t('monitoring.camera.from')}</th>
                <th scope="col">{t('monitoring.camera.reason')}</th>
                <th scope="col">{t('monitoring.camera.source')}</th>
              </tr>
            </thead>
            <tbody>
              {newest.map(({ state, from, reason, source }) => (
                <tr key={from}>
                  <td>
                    <span className="camera-state-mark">
                      <StateMark mark={markOf(state, reason)} size={12} /> {t(`monitoring.state.${state}`)}
                    </span>
                  </td>
                  <td className="num">{formatTime(from)}</td>
                  <td>{reason === null || reason === '' ? NONE : reasonWord(reason, t)}</td>
                  <td>{source ?? NONE}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
