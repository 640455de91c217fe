// Where on the map workspace is one camera?
import type { LonLat } from '../../ui/mini-map.ts';
import { DEFAULTS, type UrlState } from '../../url-state.ts';
import { formatFocus } from '../map/focus.ts';

const CLOSE = 17;
export const cameraPlace = (id: string, [lon, lat]: LonLat, region: string | null): UrlState => ({
  ...DEFAULTS,
  screen: 'map',
  region,
  view: { zoom: CLOSE, lat, lon },
  focus: formatFocus({ camera: id }),
});
