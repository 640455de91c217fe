// One camera under the hand: opened, dragged, kept or let go, undone. The map, the server and the engine's thread are given.
import type { Camera } from '#contract/camera';
import type { EngineInput } from '#contract/engine-input';
import type { StoredSet } from '#contract/figure';
import type { Look } from '#rules/assumptions';
import { inSet } from '#rules/leaf-input';
import type { EditMap } from '../map/adapter.ts';
import type { Preview } from '../preview/client.ts';
import type { PreviewFigure, PreviewFrame, PreviewWorth } from '../preview/preview-leaf.ts';
import { createStore, type Store } from '../store.ts';
import { type Change, changeBetween, engineRow } from './camera-edit.ts';
import { followRevision, type Step, takeStep, withStep } from './undo-list.ts';

export interface Measured {
  figure: PreviewFigure;
  worth: PreviewWorth | null;
}
export interface EditState {
  /** as the server has it */
  kept: Camera;
  /** as it is shown */
  draft: Camera;
  /** the leaf whose figure and gaps follow; null where the camera stands in none */
  regionCode: string | null;
  set: StoredSet;
  /** null until the leaf is open */
  look: Look | null;
  hiddenCameras: number;
  /** relief cuts views here, which a preview leaves out of the camera under the hand */
  relief: boolean;
  phase: 'opening' | 'open' | 'saving';
  /** before the gesture, and now */
  base: Measured | null;
  now: Measured | null;
  /** why the camera sprang back, or why nothing can be shown */
  fault: unknown;
}

export interface EditDeps {
  map(): EditMap | null;
  preview(): Preview;
  load(regionCode: string, set: StoredSet): Promise<EngineInput>;
  save(id: string, change: Change, revision: number): Promise<Camera>;
  read(id: string): Promise<Camera>;
  /** figures, gaps and tiles are old */
  changed(camera: Camera): void;
}

export interface EditSession {
  state: Store<EditState | null>;
  steps: Store<readonly Step[]>;
  select(camera: Camera | null, fallbackRegion: string | null): void;
  /** The record changed elsewhere: the leaf is read again, unless the hand is on it. */
  refresh(): void;
  change(change: Change): void;
  keep(): Promise<void>;
  cancel(): void;
  undo(): Promise<void>;
  /** After a conflict: take what the server has. */
  reload(): Promise<void>;
}

export function createEditSession(deps: EditDeps): EditSession {
  const state = createStore<EditState | null>(null);
  const steps = createStore<readonly Step[]>([]);
  let opening = 0;
  const patch = (part: Partial<EditState>) => {
    const now = state.get();
    if (now !== null) state.set({ ...now, ...part });
  };
  const isDirty = (s: EditState) => changeBetween(s.kept, s.draft) !== null;

  async function openLeaf(begin: boolean): Promise<void> {
    const mine = ++opening;
    const s = state.get();
    if (s === null || s.regionCode === null) return;
    try {
      const input = await deps.load(s.regionCode, s.set);
      if (mine !== opening) return;
      const { detail: name, profile, pxPerM, assumptions: table } = input;
      const look: Look = { detail: { name, profile, pxPerM }, table };
      const frame = await deps.preview().open({ input: input.input, cameraIds: input.cameraIds, cameraId: s.kept.id });
      const now = state.get();
      if (mine !== opening || now === null) return;
      deps.map()?.beginEdit({ buildings: buildingsOf(input.input), before: frame.outline });
      const measured = paint(frame);
      patch({
        look,
        phase: now.phase === 'opening' ? 'open' : now.phase,
        hiddenCameras: input.hiddenCameras,
        relief: (input.input.cameras as { terrain?: unknown }).terrain !== undefined,
        now: measured,
        ...(begin || now.base === null ? { base: measured } : {}),
      });
      // the record may be newer than what the leaf was read with, or the hand quicker
      if (isDirty(now)) show(now.draft);
    } catch (error) {
      if (mine === opening) patch({ fault: error, phase: 'open' });
    }
  }

  function paint(frame: PreviewFrame): Measured {
    deps.map()?.showEdit({ now: frame.outline, gaps: frame.gaps });
    return { figure: frame.figure, worth: frame.worth };
  }
  function show(camera: Camera): void {
    const s = state.get();
    if (s === null || s.look === null) return;
    const mine = opening;
    deps.preview().show(engineRow(camera, s.look, s.set), (frame) => {
      if (mine === opening) patch({ now: paint(frame) });
    });
  }

  /** the write under way: an undo waits for it */
  let sending: Promise<unknown> = Promise.resolve();
  async function send(id: string, change: Change, revision: number): Promise<Camera | null> {
    patch({ phase: 'saving', fault: null });
    try {
      const saving = deps.save(id, change, revision);
      sending = saving.catch(() => {});
      const kept = await saving;
      const s = state.get();
      if (s?.kept.id === id) {
        patch({ kept, draft: kept, phase: 'open' });
        show(kept);
      } else patch({ phase: 'open' });
      deps.changed(kept);
      return kept;
    } catch (error) {
      const s = state.get();
      if (s !== null) {
        patch({ draft: s.kept, phase: 'open', fault: error });
        show(s.kept);
      }
      return null;
    }
  }

  return {
    state,
    steps,
    select(camera, fallbackRegion) {
      const before = state.get();
      if (camera === null) {
        opening += 1;
        deps.map()?.endEdit();
        state.set(null);
        return;
      }
      const regionCode = camera.regionCode ?? fallbackRegion;
      if (before?.kept.id === camera.id && before.regionCode === regionCode) {
        if (before.kept.revision >= camera.revision || isDirty(before)) return;
        patch({ kept: camera, draft: camera });
        void openLeaf(true);
        return;
      }
      deps.map()?.endEdit();
      const set = inSet(camera.stage, 'installed') ? 'installed' : 'planned';
      const nothing = { look: null, hiddenCameras: 0, relief: false, base: null, now: null, fault: null };
      const phase = regionCode === null ? 'open' : 'opening';
      state.set({ kept: camera, draft: camera, regionCode, set, phase, ...nothing });
      void openLeaf(true);
    },
    refresh() {
      const s = state.get();
      if (s !== null && s.phase === 'open' && !isDirty(s)) void openLeaf(false);
    },
    change(change) {
      const s = state.get();
      if (s === null || s.look === null || s.phase === 'saving') return;
      const draft = { ...s.draft, ...change };
      patch({ draft, fault: null, ...(isDirty(s) ? {} : { base: s.now }) });
      show(draft);
    },
    async keep() {
      const s = state.get();
      if (s === null || s.phase === 'saving') return;
      const change = changeBetween(s.kept, s.draft);
      if (change === null) return;
      const kept = await send(s.kept.id, change.after, s.kept.revision);
      if (kept !== null) steps.set(withStep(steps.get(), { cameraId: kept.id, ...change, revision: kept.revision }));
    },
    cancel() {
      const s = state.get();
      if (s === null || s.phase === 'saving') return;
      patch({ draft: s.kept, fault: null });
      show(s.kept);
    },
    async undo() {
      await sending;
      // the step it made is listed a moment later
      await Promise.resolve();
      const taken = takeStep(steps.get());
      const s = state.get();
      if (taken === null || s?.phase === 'saving') return;
      const { step, rest } = taken;
      steps.set(rest);
      if (s?.kept.id === step.cameraId) {
        patch({ draft: { ...s.draft, ...step.before }, base: s.now });
        show({ ...s.draft, ...step.before });
      }
      const kept = await send(step.cameraId, step.before, step.revision);
      if (kept !== null) steps.set(followRevision(steps.get(), kept.id, kept.revision));
    },
    async reload() {
      const s = state.get();
      if (s === null) return;
      const kept = await deps.read(s.kept.id);
      patch({ kept, draft: kept, fault: null, phase: 'opening' });
      await openLeaf(true);
    },
  };
}

/** Buildings of the input, for the eye. */
function buildingsOf(input: Record<string, unknown>): number[][][][] {
  type Written = { f8: number[] } & { i4: number[] };
  const soup = (input.obstacles as { buildings?: { coords: Written; ringEnd: Written; polyEnd: Written } } | undefined)
    ?.buildings;
  if (soup === undefined) return [];
  const rings = soup.ringEnd.i4.map((end, r) => {
    const ring: number[][] = [];
    for (let v = r === 0 ? 0 : soup.ringEnd.i4[r - 1]; v < end; v++)
      ring.push([soup.coords.f8[2 * v], soup.coords.f8[2 * v + 1]]);
    return [...ring, ring[0]];
  });
  return soup.polyEnd.i4.map((end, p) => rings.slice(p === 0 ? 0 : soup.polyEnd.i4[p - 1], end));
}
