// Where on the map is an outage? Its ground in the middle, and of a single camera the camera itself.
import type { OutageDetail } from '#contract/status';
import { navigate } from '../../location.ts';
import { DEFAULTS } from '../../url-state.ts';
import { formatFocus } from '../map/focus.ts';
import { viewOf } from './on-map-view.ts';

export function onMap(outage: OutageDetail): void {
  const [only] = outage.cameraList;
  const camera = outage.cameraList.length === 1 && only ? only.id : null;
  navigate({
    ...DEFAULTS,
    screen: 'map',
    region: outage.regionCode,
    view: viewOf(outage),
    focus: formatFocus({ region: outage.leaves.length === 1 ? outage.leaves[0] : null, camera }),
  });
}
