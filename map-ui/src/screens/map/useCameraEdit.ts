// The camera in focus under the hand: one session for the map screen, fed by the address and the server.
import { type RefObject, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { refreshData } from '../../api/events.ts';
import { keys } from '../../api/keys.ts';
import { patchCamera, queryClient, readCamera, readEngineInput, useCamera } from '../../api/queries.ts';
import { createEditSession, type EditSession, type EditState } from '../../editor/edit-session.ts';
import type { MapAdapter } from '../../map/adapter.ts';
import { createPreview, type Preview, startWorker } from '../../preview/client.ts';
import { useStore } from '../../store.ts';

export interface CameraEdit {
  session: EditSession;
  cameraId: string | null;
  /** the leaf whose gaps follow the camera; null until it is open */
  leaf: string | null;
  canUndo: boolean;
  isLoading: boolean;
  error: unknown;
}

/** The edit as it is now. It changes with every move of the hand: for the parts that show it, not for the whole screen. */
export function useEditState({ session, cameraId }: CameraEdit): EditState | null {
  return editOf(useStore(session.state), cameraId);
}
const editOf = (state: EditState | null, cameraId: string | null): EditState | null =>
  state?.kept.id === cameraId ? state : null;

export function useCameraEdit(
  cameraId: string | null,
  region: string | null,
  dataVersion: number,
  adapterRef: RefObject<MapAdapter | null>,
): CameraEdit {
  const previewRef = useRef<Preview | null>(null);
  const session = useMemo(
    () =>
      createEditSession({
        map: () => adapterRef.current,
        // the thread starts with the first camera that is opened
        preview: () => (previewRef.current ??= createPreview(startWorker(), (fault) => console.error(fault))),
        load: readEngineInput,
        save: patchCamera,
        read: readCamera,
        changed(camera) {
          queryClient.setQueryData(keys.camera(camera.id), camera);
          refreshData();
        },
      }),
    [adapterRef],
  );
  const leaf = useSyncExternalStore(session.state.subscribe, () => {
    const state = editOf(session.state.get(), cameraId);
    return state !== null && state.now !== null ? state.regionCode : null;
  });
  const steps = useStore(session.steps);
  const query = useCamera(cameraId);
  const camera = cameraId === null ? null : (query.data ?? null);
  useEffect(() => session.select(camera, region), [session, camera, region]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version means that neighbours may have changed
  useEffect(() => session.refresh(), [session, dataVersion]);
  useEffect(
    () => () => {
      session.select(null, null);
      previewRef.current?.close();
      previewRef.current = null;
    },
    [session],
  );
  return {
    session,
    cameraId,
    leaf,
    canUndo: steps.length > 0,
    isLoading: cameraId !== null && query.isLoading,
    error: query.error,
  };
}
