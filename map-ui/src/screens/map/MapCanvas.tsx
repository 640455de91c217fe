// The map itself: keeps the adapter in step with the state of the screen.
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Bbox } from '#contract/region';
import { useText } from '../../i18n/i18n.ts';
import type { MapEvents, RegionStates } from '../../map/adapter.ts';
import { loadMapFont } from '../../map/map-font.ts';
import type { MapState } from '../../map/map-state.ts';
import { createLibreMap, type LibreAdapter } from '../../map/maplibre-adapter.ts';
import { type Palette, readPalette } from '../../map/palette.ts';
import { mapStyle } from '../../map/style.ts';
import { useTheme } from '../../theme/theme.ts';
import { EmptyState } from '../../ui/StatePanel.tsx';
import type { MapView } from '../../url-state.ts';

interface MapCanvasProps {
  label: string;
  state: Omit<MapState, 'palette' | 'labels' | 'origin'>;
  regions: RegionStates;
  /** where to begin */
  view: MapView | null;
  bbox: Bbox | null;
  events: MapEvents;
  adapterRef: RefObject<LibreAdapter | null>;
}

export function MapCanvas({ label, state, regions, view, bbox, events, adapterRef }: MapCanvasProps) {
  const { t } = useText();
  const { theme } = useTheme();
  const container = useRef<HTMLDivElement>(null);
  const latestEvents = useRef(events);
  latestEvents.current = events;
  const [labels, setLabels] = useState(false);
  const [failed, setFailed] = useState(false);
  const [palette, setPalette] = useState<Palette>(() => readPalette(theme === 'dark'));
  const start = useRef({ view, bbox });

  const full: MapState = { ...state, palette, labels, origin: window.location.origin };
  const latestStyle = useRef(full);
  latestStyle.current = full;

  useEffect(() => {
    void loadMapFont().then(() => setLabels(true));
  }, []);

  useEffect(() => setPalette(readPalette(theme === 'dark')), [theme]);

  useEffect(() => {
    if (!container.current) return;
    const forward: MapEvents = {
      moving: () => latestEvents.current.moving?.(),
      moved: (...args) => latestEvents.current.moved(...args),
      hovered: (...args) => latestEvents.current.hovered(...args),
      clicked: (...args) => latestEvents.current.clicked(...args),
      opened: (...args) => latestEvents.current.opened(...args),
      loading: () => latestEvents.current.loading(),
      settled: () => latestEvents.current.settled(),
      failed: (...args) => latestEvents.current.failed(...args),
    };
    let adapter: LibreAdapter;
    try {
      adapter = createLibreMap({
        container: container.current,
        style: mapStyle(latestStyle.current),
        palette: latestStyle.current.palette,
        ...start.current,
        events: forward,
      });
    } catch (error) {
      console.error(error);
      setFailed(true);
      return;
    }
    adapterRef.current = adapter;
    const watcher = new ResizeObserver(() => adapter.resize());
    watcher.observe(container.current);
    return () => {
      watcher.disconnect();
      adapterRef.current = null;
      adapter.destroy();
    };
  }, [adapterRef]);

  const style = JSON.stringify({ ...full, layers: [...full.layers].sort(), shown: full.shown && [...full.shown] });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for every part of the state
  useEffect(() => {
    adapterRef.current?.setPalette(latestStyle.current.palette);
    adapterRef.current?.setStyle(mapStyle(latestStyle.current));
  }, [style, adapterRef]);
  useEffect(() => adapterRef.current?.setRegionStates(regions), [regions, adapterRef]);

  if (failed) return <EmptyState title={t('map.webglTitle')} text={t('map.webglText')} />;
  return (
    <section className="map-canvas" aria-label={label}>
      <div ref={container} className="map-gl" />
    </section>
  );
}
