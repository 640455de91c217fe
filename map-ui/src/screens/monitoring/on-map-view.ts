// From how high are all cameras of an outage in sight? Pure.
import type { OutageDetail } from '#contract/status';
import { boxOf } from '../../ui/mini-map.ts';
import type { MapView } from '../../url-state.ts';

/** Zoom at which a degree fills a map about 800 px wide, tiles being 512 px. */
const ZOOM_OF_A_DEGREE = 9;
const CLOSEST = 17;

export function viewOf({ cameraList }: Pick<OutageDetail, 'cameraList'>): MapView | null {
  const box = boxOf(cameraList.map(({ longitude, latitude }) => [longitude, latitude] as const));
  if (box === null) return null;
  const [west, south, east, north] = box;
  const span = Math.max(east - west, (north - south) * 1.3, 1e-4);
  return {
    zoom: Math.min(CLOSEST, Math.max(5, ZOOM_OF_A_DEGREE - Math.log2(span) - 0.3)),
    lat: (south + north) / 2,
    lon: (west + east) / 2,
  };
}
