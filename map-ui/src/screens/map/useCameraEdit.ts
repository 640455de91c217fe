// The camera in focus under the hand: one session for the map screen, fed by the address and the server.
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { refreshData } from '../../api/events.ts';
import { keys } from '../../api/keys.ts';
import { patchCamera, queryClient, readCamera, readEngineInput, useCamera } from '../../api/queries.ts';
import { createEditSession, type EditSession, type EditState } from '../../editor/edit-session.ts';
import type { MapAdapter } from '../../map/adapter.ts';
import { createPreview, type Preview, startWorker } from '../../preview/client.ts';
import { useStore } from '../../store.ts';

export interface CameraEdit {
  session: EditSession;
  state: EditState | null;
  canUndo: boolean;
  isLoading: boolean;
  error: unknown;
}

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
  const state = useStore(session.state);
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
    state: state?.kept.id === cameraId ? state : null,
    canUndo: steps.length > 0,
    isLoading: cameraId !== null && query.isLoading,
    error: query.error,
  };
}
