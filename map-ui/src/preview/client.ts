// The preview as the screen calls it: opens a leaf, and shows the newest wish only; older ones that wait are skipped.
import type { CameraRow } from '#engine';
import type { CallMessage, OpenRequest, PreviewCall, PreviewCalls, ReplyMessage } from './messages.ts';
import type { PreviewFrame } from './preview-leaf.ts';

/** The part of a Worker that is used: a test hands over its own. */
export interface Port {
  postMessage(message: CallMessage): void;
  onmessage: ((event: { data: ReplyMessage }) => void) | null;
  terminate(): void;
}

/** Frames that were measured, ms of the engine each; the newest last. */
export interface PreviewStats {
  engineMs: number[];
  /** wishes that a newer one replaced before the engine came to them */
  skipped: number;
  openMs: number;
}
const KEPT_FRAMES = 2_000;

export interface Preview {
  open(request: OpenRequest): Promise<PreviewFrame>;
  /** Shows this camera as soon as the engine is free. `onFrame` of the last wish always comes, of others perhaps. */
  show(row: CameraRow | null, onFrame: (frame: PreviewFrame) => void): void;
  /** when everything asked for has been shown */
  settled(): Promise<void>;
  stats(): PreviewStats;
  close(): void;
}

/** On the page's own timeline, where developer tools and tests find it. */
const TIMELINE = 'preview.engine';

export const startWorker = (): Port =>
  new Worker(new URL('./preview.worker.ts', import.meta.url), { type: 'module', name: 'preview' }) as unknown as Port;

export function createPreview(port: Port, onFault: (message: string) => void): Preview {
  let next = 1;
  const waiting = new Map<number, { done: (answer: never) => void; failed: (error: Error) => void }>();
  const stats: PreviewStats = { engineMs: [], skipped: 0, openMs: 0 };
  port.onmessage = ({ data }) => {
    const call = waiting.get(data.n);
    waiting.delete(data.n);
    if ('fault' in data) call?.failed(new Error(data.fault));
    else call?.done(data.answer as never);
  };
  const ask = <K extends PreviewCall>(call: K, argument: PreviewCalls[K][0]): Promise<PreviewCalls[K][1]> =>
    new Promise((done, failed) => {
      const n = next++;
      waiting.set(n, { done, failed });
      port.postMessage({ n, call, argument });
    });

  function note(engineMs: number, frame: PreviewFrame): void {
    stats.engineMs.push(engineMs);
    if (stats.engineMs.length > KEPT_FRAMES) stats.engineMs.shift();
    const detail = { corners: frame.outline.flat().reduce((n, ring) => n + ring.length - 1, 0) };
    performance.measure(TIMELINE, { start: performance.now() - engineMs, duration: engineMs, detail });
  }

  type Wish = { row: CameraRow | null; onFrame: (frame: PreviewFrame) => void };
  let wish: Wish | null = null;
  let busy: Promise<void> | null = null;
  /** Frames carry what changed since the one before, so each answer is passed on; only wishes are skipped. */
  async function work(): Promise<void> {
    while (wish !== null) {
      const { row, onFrame } = wish;
      wish = null;
      const { answer, engineMs } = await ask('edit', row);
      note(engineMs, answer);
      onFrame(answer);
    }
  }
  return {
    async open(request) {
      wish = null;
      await busy;
      const { answer, engineMs } = await ask('open', request);
      stats.openMs = engineMs;
      stats.engineMs = [];
      stats.skipped = 0;
      return answer;
    },
    show(row, onFrame) {
      if (wish !== null) stats.skipped += 1;
      wish = { row, onFrame };
      busy ??= work()
        .catch((error: Error) => onFault(error.message))
        .finally(() => {
          busy = null;
        });
    },
    settled: async () => {
      while (busy !== null) await busy;
    },
    stats: () => ({ ...stats, engineMs: [...stats.engineMs] }),
    close: () => port.terminate(),
  };
}
