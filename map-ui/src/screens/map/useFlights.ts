// When the map moves by itself: to a new scope, to a region chosen outside of the map, to a gap or a camera.
import { type RefObject, useEffect, useRef } from 'react';
import type { Camera } from '#contract/camera';
import type { GapItem } from '#contract/gap';
import type { Bbox } from '#contract/region';
import { useRegion } from '../../api/queries.ts';
import type { MapAdapter } from '../../map/adapter.ts';
import type { MapModel } from './useMapModel.ts';

/** Widens a box about its centre, so that what it holds is seen in its surroundings. */
export function widen([west, south, east, north]: Bbox, factor: number, leastDeg = 0.0006): Bbox {
  const dx = Math.max(leastDeg, (east - west) * factor) / 2;
  const dy = Math.max(leastDeg, (north - south) * factor) / 2;
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  return [x - dx, y - dy, x + dx, y + dy];
}

interface Flights {
  model: MapModel;
  adapterRef: RefObject<MapAdapter | null>;
  gaps: readonly GapItem[];
  cameras: readonly Camera[];
  /** a region that was clicked on the map is in view already */
  chosenOnMap: RefObject<boolean>;
}
export function useFlights({ model, adapterRef, gaps, cameras, chosenOnMap }: Flights): void {
  const { focus, scope, scopeRegion } = model;
  const region = useRegion(focus.region);
  // An address with a position is where the person wants to be: nothing flies until the focus changes.
  const settled = model.location.view !== null;
  const flown = useRef({
    scope,
    region: settled ? focus.region : null,
    gap: settled ? focus.gap : null,
    camera: settled ? focus.camera : null,
  });

  const scopeBox = scopeRegion.data?.bbox;
  useEffect(() => {
    if (!scopeBox || flown.current.scope === scope) return;
    flown.current.scope = scope;
    if (model.location.view === null) adapterRef.current?.fit(scopeBox);
  }, [scope, scopeBox, adapterRef, model.location.view]);

  const regionBox = region.data?.bbox;
  useEffect(() => {
    if (flown.current.region === focus.region) return;
    if (focus.region !== null && !regionBox) return;
    flown.current.region = focus.region;
    if (chosenOnMap.current) chosenOnMap.current = false;
    else if (regionBox && focus.gap === null) adapterRef.current?.fit(widen(regionBox, 1.5), { maxZoom: 15 });
  }, [focus.region, focus.gap, regionBox, adapterRef, chosenOnMap]);

  const gap = gaps.find((g) => g.id === focus.gap);
  useEffect(() => {
    if (flown.current.gap === focus.gap) return;
    if (focus.gap !== null && !gap) return;
    flown.current.gap = focus.gap;
    if (gap) adapterRef.current?.fit(widen(gap.bbox, 2.2), { maxZoom: 16.5 });
  }, [focus.gap, gap, adapterRef]);

  const camera = cameras.find((c) => c.id === focus.camera);
  useEffect(() => {
    if (flown.current.camera === focus.camera) return;
    if (focus.camera !== null && !camera) return;
    flown.current.camera = focus.camera;
    if (camera) {
      const { longitude: x, latitude: y } = camera;
      adapterRef.current?.fit(widen([x, y, x, y], 1, 0.0022), { maxZoom: 17 });
    }
  }, [focus.camera, camera, adapterRef]);
}
