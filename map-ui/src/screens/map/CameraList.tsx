// Which cameras stand in a region, and what is known of each.
import type { Camera } from '#contract/camera';
import type { RegionDetail } from '#contract/region';
import { useRegionCameras } from '../../api/queries.ts';
import { formatCount, formatLength } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate } from '../../location.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { DEFAULTS } from '../../url-state.ts';
import { formatFocus } from './focus.ts';
import type { MapModel } from './useMapModel.ts';

function CameraRow({ camera, model }: { camera: Camera; model: MapModel }) {
  const { t, language } = useText();
  const facts = [
    t(`cameraType.${camera.type ?? 'unknown'}`),
    camera.azimuthDeg === null
      ? camera.type === 'panoramic' || camera.hfovDeg === 360
        ? null
        : t('panel.azimuthUnknown')
      : t('panel.azimuth', { deg: Math.round(camera.azimuthDeg) }),
    camera.rangeM === null ? t('panel.rangeAssumed') : formatLength(camera.rangeM, language),
    t(`stage.${camera.stage}`),
    camera.count > 1 && t('panel.count', { count: camera.count }),
  ].filter(Boolean);
  return (
    <li>
      <button
        type="button"
        className="map-camera"
        aria-current={model.focus.camera === camera.id}
        onClick={() => navigate({ focus: formatFocus({ region: model.focus.region, camera: camera.id }) })}
      >
        <b className="ellipsis">{camera.name ?? camera.id}</b>
        <span className="mute small">{facts.join(' · ')}</span>
      </button>
    </li>
  );
}

export function CameraList({ model, region }: { model: MapModel; region: RegionDetail }) {
  const { t, language } = useText();
  const query = useRegionCameras(region.code);
  const empty = (
    <EmptyState
      compact
      title={t('panel.camerasEmpty')}
      action={{ label: t('map.noCamerasAction'), run: () => navigate({ ...DEFAULTS, screen: 'import' }) }}
    />
  );
  return (
    <StatePanel query={query} lines={6} isEmpty={(data) => data.pages[0].items.length === 0} empty={empty}>
      {(data) => {
        const cameras = data.pages.flatMap((page) => page.items);
        return (
          <>
            <ul className="map-cameras">
              {cameras.map((camera) => (
                <CameraRow key={camera.id} camera={camera} model={model} />
              ))}
            </ul>
            <div className="map-more">
              <span className="mute small num">
                {t('panel.shown', {
                  shown: formatCount(cameras.length, language),
                  total: formatCount(region.figure?.cameras ?? cameras.length, language),
                })}
              </span>
              {query.hasNextPage && (
                <Button small onPress={() => query.fetchNextPage()} isDisabled={query.isFetchingNextPage}>
                  {t('panel.more')}
                </Button>
              )}
            </div>
          </>
        );
      }}
    </StatePanel>
  );
}
