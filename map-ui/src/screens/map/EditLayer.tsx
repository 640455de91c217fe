// The handles of the camera in focus, over the map: pulled by hand, turned by keys, spoken as sliders.
import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useCommand } from '../../commands.ts';
import { sightOf } from '../../editor/camera-edit.ts';
import { type Handle, type HandleId, handlesOf, nudged, pulled } from '../../editor/handles.ts';
import { useText } from '../../i18n/i18n.ts';
import type { MapAdapter } from '../../map/adapter.ts';
import { EditTag } from './EditFigures.tsx';
import './edit.css';
import { type CameraEdit, useEditState } from './useCameraEdit.ts';

/** Two places this far apart (degrees) tell how many metres a pixel is. */
const PROBE_DEG = 0.001;
const METRES_PER_DEGREE = 111_320;
/** Room (px) that the numbers beside the camera want. */
const TAG_PX = 256;

function metresPerPx(map: MapAdapter, lon: number, lat: number): number {
  const a = map.project(lon, lat);
  const b = map.project(lon, lat + PROBE_DEG);
  return (PROBE_DEG * METRES_PER_DEGREE) / Math.max(1e-9, Math.hypot(b.x - a.x, b.y - a.y));
}

interface EditLayerProps {
  edit: CameraEdit;
  adapterRef: RefObject<MapAdapter | null>;
  /** rises with every move of the map: handles stand on ground */
  stamp: number;
}
export function EditLayer({ edit, adapterRef, stamp: _stamp }: EditLayerProps) {
  const { t } = useText();
  const { session } = edit;
  const state = useEditState(edit);
  const layer = useRef<HTMLDivElement>(null);
  /** the handle in the hand, and how far (px) the pointer is from the place that it moves, were the map in the window's corner */
  const grip = useRef<{ id: HandleId; dx: number; dy: number } | null>(null);
  const [held, setHeld] = useState<HandleId | null>(null);
  const focusHandle = useCallback((id: HandleId) => {
    layer.current?.querySelector<HTMLButtonElement>(`[data-handle=${id}]`)?.focus();
  }, []);
  const canEdit = state !== null && state.look !== null;
  useCommand('edit.move', () => focusHandle('move'), canEdit);
  useCommand('edit.aim', () => focusHandle('azimuth'), canEdit);
  useCommand('edit.undo', () => void session.undo(), edit.canUndo || state?.phase === 'saving');
  const dirty = state !== null && state.draft !== state.kept;
  useCommand('edit.keep', () => void session.keep(), dirty);

  // A pointer that is let go outside of the window must not hold on.
  useEffect(() => {
    if (held === null) return;
    const lost = () => {
      grip.current = null;
      setHeld(null);
    };
    window.addEventListener('blur', lost);
    return () => window.removeEventListener('blur', lost);
  }, [held]);

  const map = adapterRef.current;
  if (map === null || state === null || state.look === null) return null;
  const { draft, look } = state;
  const sight = sightOf(draft, look);
  const handles = handlesOf(draft, sight, metresPerPx(map, draft.longitude, draft.latitude));

  const down = (handle: Handle) => (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0) return;
    const at = map.project(handle.lon, handle.lat);
    grip.current = { id: handle.id, dx: event.clientX - at.x, dy: event.clientY - at.y };
    event.currentTarget.setPointerCapture(event.pointerId);
    setHeld(handle.id);
  };
  const move = (event: PointerEvent<HTMLButtonElement>) => {
    const hold = grip.current;
    const now = session.state.get();
    if (hold === null || now === null) return;
    const { lon, lat } = map.unproject(event.clientX - hold.dx, event.clientY - hold.dy);
    session.change(pulled(hold.id, now.draft, lon, lat));
  };
  const up = () => {
    if (grip.current === null) return;
    grip.current = null;
    setHeld(null);
    void session.keep();
  };
  const key = (handle: Handle) => (event: React.KeyboardEvent) => {
    if (event.key === 'Escape' && dirty) session.cancel();
    else if (event.key === 'Enter') void session.keep();
    else {
      const change = nudged(handle.id, draft, sight, event);
      if (change === null) return;
      session.change(change);
    }
    event.preventDefault();
    event.stopPropagation();
  };

  /** beside the camera, and inside of the map on a phone */
  const tagX = (x: number) => Math.max(8, Math.min(x + 22, (layer.current?.clientWidth ?? Infinity) - TAG_PX));
  const apex = map.project(draft.longitude, draft.latitude);
  const tip = handles.find((handle) => handle.id === 'azimuth');
  const end = tip && map.project(tip.lon, tip.lat);
  const value = (id: HandleId): { now: number; min: number; max: number; text: string } => {
    if (id === 'azimuth') {
      const deg = draft.azimuthDeg ?? 0;
      const text = draft.azimuthDeg === null ? t('panel.azimuthUnknown') : t('edit.deg', { value: deg });
      return { now: deg, min: 0, max: 360, text };
    }
    if (id === 'range')
      return { now: sight.reachM, min: 1, max: 20_000, text: t('edit.metres', { value: sight.reachM }) };
    return { now: sight.hfovDeg, min: 1, max: 360, text: t('edit.deg', { value: sight.hfovDeg }) };
  };
  return (
    <div ref={layer} className={`edit-layer ${held ? 'edit-layer-held' : ''}`}>
      {end && (
        <svg className="edit-axis" aria-hidden="true">
          <line
            x1={apex.x}
            y1={apex.y}
            x2={end.x}
            y2={end.y}
            className={draft.azimuthDeg === null ? 'edit-axis-unknown' : ''}
          />
        </svg>
      )}
      {handles.map((handle) => {
        const { x, y } = map.project(handle.lon, handle.lat);
        const slider =
          handle.id === 'move'
            ? { 'aria-label': t('edit.handle.move'), 'aria-description': t('edit.keysMove') }
            : {
                role: 'slider' as const,
                'aria-label': t(`edit.handle.${handle.id}`),
                'aria-description': t('edit.keysTurn'),
                'aria-valuenow': value(handle.id).now,
                'aria-valuemin': value(handle.id).min,
                'aria-valuemax': value(handle.id).max,
                'aria-valuetext': value(handle.id).text,
              };
        return (
          <button
            key={handle.id}
            type="button"
            data-handle={handle.id}
            className={`edit-handle edit-handle-${handle.id}`}
            style={{ transform: `translate(${x}px, ${y}px)` }}
            title={t(`edit.handle.${handle.id}`)}
            {...slider}
            onPointerDown={down(handle)}
            onPointerMove={move}
            onPointerUp={up}
            onPointerCancel={() => {
              grip.current = null;
              setHeld(null);
              session.cancel();
            }}
            onKeyDown={key(handle)}
          >
            <i />
          </button>
        );
      })}
      {(held || dirty) && <EditTag state={state} sight={sight} x={tagX(apex.x)} y={apex.y + 20} />}
    </div>
  );
}
