// The map workspace: where public space is not seen, and what to do about it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLive } from '../../api/events.ts';
import { useGaps, useRegionCameras } from '../../api/queries.ts';
import { useCommand } from '../../commands.ts';
import { formatShare } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import type { MapEvents, RegionStates } from '../../map/adapter.ts';
import { ZOOM } from '../../map/map-state.ts';
import type { LibreAdapter } from '../../map/maplibre-adapter.ts';
import { toScope } from '../../shell/Breadcrumb.tsx';
import { useStatusFacts } from '../../shell/status.ts';
import { IconButton } from '../../ui/Button.tsx';
import { ErrorState, Skeleton } from '../../ui/StatePanel.tsx';
import type { MapView } from '../../url-state.ts';
import { CameraPanel } from './CameraPanel.tsx';
import { EditLayer } from './EditLayer.tsx';
import { formatFocus } from './focus.ts';
import { Inspector, PANELS, panelOf } from './Inspector.tsx';
import { clickPatch, outPatch, stepIndex } from './interactions.ts';
import { Legend } from './Legend.tsx';
import { MapCanvas } from './MapCanvas.tsx';
import { Controls, Notice, Pickers } from './MapControls.tsx';
import { MapList } from './MapList.tsx';
import './map.css';
import { SaysCard, useSays } from './SaysCard.tsx';
import { TableDrawer } from './TableDrawer.tsx';
import { useCameraEdit } from './useCameraEdit.ts';
import { useFlights } from './useFlights.ts';
import { type MapModel, useMapModel } from './useMapModel.ts';

const roundView = ({ zoom, lat, lon }: MapView): MapView => ({
  zoom: Number(zoom.toFixed(2)),
  lat: Number(lat.toFixed(5)),
  lon: Number(lon.toFixed(5)),
});
const NARROW_PX = 700;
/** Narrower than this, an open legend would cover most of the map. */
const LEGEND_OPEN_PX = 960;

/** While figures arrive, gap tiles are read again every few stamps instead of at each. */
function useGapVersion(dataVersion: number): string {
  const { figuresStamp, jobs } = useLive();
  const busy = jobs.some((job) => job.state === 'running');
  return `${dataVersion}.${busy ? Math.floor(figuresStamp / 4) : `${figuresStamp}`}`;
}

/** States change by the second; cameras are drawn anew at most this often, and only where single ones are drawn. */
const STATES_MS = 8_000;
function useCameraVersion(dataVersion: number, isClose: boolean): string {
  const { statusStamp } = useLive();
  const [drawn, setDrawn] = useState(statusStamp);
  const lastMs = useRef(0);
  useEffect(() => {
    if (!isClose || drawn === statusStamp) return;
    const timer = setTimeout(
      () => {
        lastMs.current = Date.now();
        setDrawn(statusStamp);
      },
      Math.max(0, lastMs.current + STATES_MS - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [statusStamp, drawn, isClose]);
  return drawn === 0 ? String(dataVersion) : `${dataVersion}.${drawn}`;
}

function Workspace({ model }: { model: MapModel }) {
  const { t, language } = useText();
  const { location, focus, inspected, workspace, scopeRegion, classes, level } = model;
  const adapterRef = useRef<LibreAdapter | null>(null);
  const chosenOnMap = useRef(false);
  const [hovered, setHovered] = useState<string | null>(null);
  const [inView, setInView] = useState<string[] | null>(null);
  const [loading, setLoading] = useState(true);
  const [zoom, setZoom] = useState(location.view?.zoom ?? 10);
  const [legendOpen, setLegendOpen] = useState(() => window.innerWidth > LEGEND_OPEN_PX);
  const says = useSays(model);
  const drawer = location.drawer ?? window.innerWidth > NARROW_PX;
  const dataVersion = workspace.data?.dataVersion ?? 0;
  const gapVersion = useGapVersion(dataVersion);
  const cameraVersion = useCameraVersion(dataVersion, zoom >= ZOOM.cameraPoints);

  const gapQuery = useGaps(inspected);
  const gaps = useMemo(() => gapQuery.data?.pages.flatMap((page) => page.items) ?? [], [gapQuery.data]);
  const cameraQuery = useRegionCameras(focus.camera ? inspected : null);
  const cameras = useMemo(() => cameraQuery.data?.pages.flatMap((page) => page.items) ?? [], [cameraQuery.data]);
  const edit = useCameraEdit(focus.camera, focus.region, dataVersion, adapterRef);
  const [moves, setMoves] = useState(0);
  useFlights({ model, adapterRef, gaps, cameras, chosenOnMap });

  const selectRegion = useCallback((code: string) => navigate({ focus: formatFocus({ region: code }) }), []);
  const events: MapEvents = {
    moving: () => edit.cameraId !== null && setMoves((n) => n + 1),
    moved(view, byPerson) {
      setZoom(view.zoom);
      if (byPerson || location.view !== null) navigate({ view: roundView(view) });
    },
    hovered: (hit) => setHovered(hit?.kind === 'region' ? hit.code : null),
    clicked(hit) {
      const patch = clickPatch(focus, hit);
      if (patch === null) return;
      chosenOnMap.current = hit?.kind === 'region' && hit.code !== focus.region;
      navigate(patch);
    },
    opened(hit) {
      if (hit.kind === 'region') toScope(hit.code);
    },
    loading: () => setLoading(true),
    settled() {
      setLoading(false);
      setInView(adapterRef.current?.codesInView() ?? []);
    },
    failed: (message) => console.warn('map', message),
  };

  const home = () => {
    const box = scopeRegion.data?.bbox ?? workspace.data?.bbox;
    if (box) adapterRef.current?.fit(box);
    navigate({ view: null });
  };
  const stepGap = (by: 1 | -1) => {
    if (gaps.length === 0) return;
    const at = gaps.findIndex((gap) => gap.id === focus.gap);
    const next = gaps[stepIndex(gaps.length, at, by)];
    navigate({ focus: formatFocus({ region: focus.region, gap: next.id }), panel: null });
    if (at + by >= gaps.length - 3 && gapQuery.hasNextPage && !gapQuery.isFetchingNextPage)
      void gapQuery.fetchNextPage();
  };
  const stepPanel = (by: number) => {
    const at = PANELS.indexOf(panelOf(location.panel));
    const next = PANELS[(at + by + PANELS.length) % PANELS.length];
    navigate({ panel: next === 'gaps' ? null : next });
  };
  useCommand('list.next', () => stepGap(1), gaps.length > 0);
  useCommand('list.previous', () => stepGap(-1), gaps.length > 0);
  useCommand('look.panelNext', () => stepPanel(1));
  useCommand('look.panelPrevious', () => stepPanel(-1));
  useCommand('look.legend', () => setLegendOpen(!legendOpen));
  useCommand('look.table', () => navigate({ drawer: !drawer }));
  const out = outPatch(focus, location.filters.length > 0);
  useCommand('app.out', () => out && navigate(out), out !== null);

  const regions: RegionStates = useMemo(
    () => ({ hovered, selected: focus.region, classes }),
    [hovered, focus.region, classes],
  );
  const inspectedRow = focus.region ? model.byCode.get(focus.region) : undefined;
  const scopeFigure = scopeRegion.data?.figure;
  const hiddenRows = model.levelRows.length - model.visibleRows.length;
  useStatusFacts({
    shows: `${says.title}${language === 'zh' ? '。' : '. '}${says.sentence}`,
    basis: scopeFigure ? t(`basis.${scopeFigure.basis}`) : null,
    set: scopeFigure ? t(`set.${location.theme === 'live' ? 'live' : scopeFigure.set}`) : null,
    detail: scopeFigure?.detail ?? null,
    hidden: hiddenRows > 0 ? t('map.hidden', { hidden: hiddenRows, total: model.levelRows.length }) : null,
  });

  const listed = useMemo(
    () => gaps.map((gap, i) => ({ id: gap.id, n: i + 1, lon: gap.labelPoint[0], lat: gap.labelPoint[1] })),
    [gaps],
  );
  return (
    <div className={`map-screen ${drawer ? 'map-with-table' : ''}`}>
      <a className="skip-link" href="#map-list">
        {t('app.skipToList')}
      </a>
      <div className="map-stage">
        <MapCanvas
          label={`${says.title}. ${says.sentence}`}
          state={{
            dataVersion,
            gapVersion,
            cameraVersion,
            theme: location.theme,
            level,
            depth: model.depth,
            coarser: model.coarser,
            layers: new Set(location.layers),
            shown: model.shown,
            scoped: model.scoped,
            selected: focus.region,
            gaps: listed,
            focusedGap: focus.gap,
            focusedCamera: focus.camera,
            editing: edit.cameraId !== null && edit.leaf !== null ? { camera: edit.cameraId, region: edit.leaf } : null,
            language,
          }}
          regions={regions}
          view={location.view}
          bbox={scopeRegion.data?.bbox ?? workspace.data?.bbox ?? null}
          events={events}
          adapterRef={adapterRef}
        />
        <EditLayer edit={edit} adapterRef={adapterRef} stamp={moves} />
        {loading && <div className="map-loading" aria-hidden="true" />}
        <div className="map-top">
          <SaysCard {...says} />
          <Pickers model={model} />
        </div>
        {legendOpen ? (
          <Legend model={model} zoom={zoom} onClose={() => setLegendOpen(false)} />
        ) : (
          <div className="map-legend-closed">
            <IconButton
              icon="legend"
              label={t('map.legend')}
              command="look.legend"
              onPress={() => setLegendOpen(true)}
            />
          </div>
        )}
        <Controls adapterRef={adapterRef} onHome={home} />
        {!drawer && (
          <div className="map-table-closed">
            <IconButton
              icon="table"
              label={t('table.open')}
              command="look.table"
              onPress={() => navigate({ drawer: true })}
            />
          </div>
        )}
        {workspace.data && <Notice counts={workspace.data.counts} />}
        <MapList model={model} inView={inView} onSelect={selectRegion} />
        <p className="visually-hidden" aria-live="polite">
          {inspectedRow &&
            t('map.attention', {
              name: placeName(inspectedRow, language),
              share: inspectedRow.likely === null ? t('map.noData') : formatShare(inspectedRow.likely, language),
            })}
        </p>
      </div>
      {drawer && (
        <TableDrawer
          model={model}
          hovered={hovered}
          onHover={setHovered}
          onSelect={selectRegion}
          onClose={() => navigate({ drawer: false })}
        />
      )}
      {focus.camera === null ? <Inspector model={model} /> : <CameraPanel edit={edit} region={focus.region} />}
    </div>
  );
}

export function MapScreen() {
  const model = useMapModel();
  const begun = useRef(false);
  const { query, scope, scopeRegion, workspace } = model;
  if (query.isError && query.data === undefined)
    return <ErrorState error={query.error} retry={() => query.refetch()} />;
  if (scope !== null && scopeRegion.isError && !scopeRegion.data) {
    return <ErrorState error={scopeRegion.error} retry={() => scopeRegion.refetch()} />;
  }
  // The map begins where the scope is. Once it is there it stays while the next scope is on its way.
  if (!begun.current && (!workspace.data || (scope !== null && !scopeRegion.data))) return <Skeleton lines={5} />;
  begun.current = true;
  return <Workspace model={model} />;
}
