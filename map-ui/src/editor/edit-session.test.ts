import { describe, expect, it } from 'vitest';
import type { Camera } from '#contract/camera';
import type { EngineInput } from '#contract/engine-input';
import { measureLeaf } from '#engine';
import { toArrayJson } from '#rules/array-json';
import { DEFAULT_ASSUMPTIONS, DEFAULT_LOOK } from '#rules/assumptions';
import { soupFrom } from '#rules/leaf-input';
import { createFakeMap } from '../map/fake-adapter.ts';
import { createPreview, type Port } from '../preview/client.ts';
import type { ReplyMessage } from '../preview/messages.ts';
import { answerCall, previewTable } from '../preview/serve.ts';
import { CAMERA } from './camera.fixture.ts';
import { type Change, engineRow, moveBy, placeAt } from './camera-edit.ts';
import { createEditSession } from './edit-session.ts';

/** The real engine behind the worker's door, in this thread; answers come a moment later. */
function localPort(): Port {
  const table = previewTable(() => performance.now());
  const port: Port = {
    onmessage: null,
    postMessage: (message) => setTimeout(() => port.onmessage?.({ data: answerCall(table, message) as ReplyMessage })),
    terminate() {},
  };
  return port;
}

const side = 300;
const corner = (e: number, n: number) => placeAt(CAMERA, (Math.atan2(e, n) * 180) / Math.PI, Math.hypot(e, n));
const region = soupFrom([[[corner(-side, -side), corner(side, -side), corner(side, side), corner(-side, side)]]]);
const columns = (camera: Camera) => {
  const row = engineRow(camera, DEFAULT_LOOK, 'installed')!;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Float64Array.of(value)])) as never;
};
const inputOf = (camera: Camera) => ({
  region,
  demand: null,
  cameras: { n: 1, ...(columns(camera) as object) } as never,
});

function play() {
  let stored = CAMERA;
  let refuse = false;
  const saved: [Change, number][] = [];
  const map = createFakeMap(
    { moved() {}, hovered() {}, clicked() {}, opened() {}, loading() {}, settled() {}, failed() {} },
    { zoom: 17, lat: 30, lon: 110 },
  );
  const preview = createPreview(localPort(), (fault) => {
    throw new Error(fault);
  });
  const session = createEditSession({
    map: () => map,
    preview: () => preview,
    load: async (): Promise<EngineInput> => ({
      regionCode: 'v',
      set: 'installed',
      detail: 'range',
      profile: null,
      pxPerM: null,
      assumptions: DEFAULT_ASSUMPTIONS,
      publicSpace: false,
      dataVersion: 1,
      cameraIds: [CAMERA.id],
      hiddenCameras: 0,
      input: toArrayJson(inputOf(stored)) as Record<string, unknown>,
    }),
    async save(_id, change, revision) {
      if (refuse) throw new Error('somebody else was faster');
      expect(revision).toBe(stored.revision);
      saved.push([change, revision]);
      stored = { ...stored, ...change, revision: revision + 1 };
      return stored;
    },
    read: async () => stored,
    changed() {},
  });
  const settled = async () => {
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await preview.settled();
    }
  };
  return {
    session,
    map,
    saved,
    settled,
    stored: () => stored,
    refuse: (on: boolean) => {
      refuse = on;
    },
  };
}

describe('a camera under the hand', () => {
  it('shows the figure and the gaps that measuring the whole leaf would give', async () => {
    const { session, map, settled } = play();
    session.select(CAMERA, null);
    await settled();
    session.change({ hfovDeg: 120 });
    await settled();
    const { base, now, draft } = session.state.get()!;
    const whole = measureLeaf(inputOf(draft), { k: 4, gaps: true });
    expect(now!.figure.likelyM2).toBe(whole.likelyM2[0]);
    expect(now!.figure.likelyM2).toBeCloseTo(2 * base!.figure.likelyM2, 6);
    expect(now!.worth!.uniqueM2).toBeCloseTo((50 ** 2 * Math.PI) / 3, 6);
    expect([...map.edit!.gaps.keys()].sort()).toEqual([...new Set(whole.gaps.map((gap) => gap.cell))].sort());
    expect(map.edit!.now.length).toBe(1);
  });

  it('answers many moves with the last one', async () => {
    const { session, settled } = play();
    session.select(CAMERA, null);
    await settled();
    for (let i = 1; i <= 50; i++) session.change({ rangeM: 10 + i });
    await settled();
    expect(session.state.get()!.now!.worth!.seenM2).toBeCloseTo((60 ** 2 * Math.PI) / 6, 6);
  });

  it('keeps what was let go, and takes it back step by step', async () => {
    const { session, saved, settled, stored } = play();
    session.select(CAMERA, null);
    await settled();
    session.change(moveBy(CAMERA, 20, 0));
    await session.keep();
    session.change({ azimuthDeg: 180 });
    await session.keep();
    await settled();
    expect(saved.map(([change]) => Object.keys(change).sort())).toEqual([
      ['latitude', 'longitude'].filter((k) => k in saved[0][0]),
      ['azimuthDeg'],
    ]);
    await session.undo();
    expect(stored().azimuthDeg).toBe(90);
    await session.undo();
    await settled();
    expect([stored().longitude, stored().latitude]).toEqual([CAMERA.longitude, CAMERA.latitude]);
    const { base, now } = session.state.get()!;
    expect(now!.figure.likelyM2).toBeCloseTo(base!.figure.likelyM2, 6);
    expect(session.steps.get()).toEqual([]);
  });

  it('springs back with the reason when it is refused', async () => {
    const { session, settled, refuse, saved } = play();
    session.select(CAMERA, null);
    await settled();
    refuse(true);
    session.change({ azimuthDeg: 10 });
    await session.keep();
    await settled();
    const state = session.state.get()!;
    expect(state.draft).toEqual(CAMERA);
    expect(state.fault).toEqual(new Error('somebody else was faster'));
    expect(state.now!.figure).toEqual(state.base!.figure);
    expect([saved, session.steps.get()]).toEqual([[], []]);
  });

  it('lets go of a draft on cancel, and of the map when another place is chosen', async () => {
    const { session, settled, saved, map } = play();
    session.select(CAMERA, null);
    await settled();
    session.change({ azimuthDeg: 10 });
    session.cancel();
    await session.keep();
    session.select(null, null);
    expect([saved, session.state.get(), map.edit]).toEqual([[], null, null]);
  });
});
