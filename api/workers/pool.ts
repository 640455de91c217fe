// The pool of compute workers behind Runner. Started when first used; a crashed worker fails its own batch only.
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { ensureMeasureWorker } from './bundle.mjs';
import type { AnswerMessage, BatchMessage, MeasureReply, MeasureRequest } from './messages.ts';
import { unpackReplies } from './pack-replies.ts';
import { packRequests } from './pack-requests.ts';
import type { Runner } from './runner.ts';

/** Heap of one worker; the largest villages need a tenth of it. */
const WORKER_HEAP_MB = 512;
/** What a worker's heap may hold before its first full collection (MB). A full collection that meets no living closure of a
 * function drops the function's compiled code, and the closures of the engine live as long as one leaf: every few seconds
 * each worker would compile the engine again, for a third of all its time. */
const WORKER_START_MB = 128;
const IDLE_MS = 30_000;
/** Batches that lie with a worker: one it measures, one that it finds when it is done, however busy this thread is. */
const HELD = 2;

interface Task {
  id: number;
  /** kept until it is answered: another worker may have to take it over */
  batch: readonly MeasureRequest[];
  resolve: (replies: MeasureReply[]) => void;
  reject: (reason: unknown) => void;
  /** whoever asked no longer waits */
  abandoned: boolean;
}
interface Seat {
  worker: Worker;
  /** in the order it measures them */
  held: Task[];
  idle: NodeJS.Timeout | null;
}

/** `file`: the worker's bundle, built when it is not given. */
export function createPool(threads: number, file?: string): Runner {
  const seats = new Set<Seat>();
  const queue: Task[] = [];
  let bundle: Promise<string> | null = null;
  let entry: string | null = null;
  let lastId = 0;
  let closed = false;

  function seat(): Seat {
    // there is no such limit among those of a Worker; isolates read the flag when they are made
    setFlagsFromString(`--initial-old-space-size=${WORKER_START_MB}`);
    const worker = new Worker(entry!, {
      env: {},
      // a loader of this process has nothing to do with one plain file
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
    });
    const made: Seat = { worker, held: [], idle: null };
    worker.on('message', (message: AnswerMessage) => answered(made, message));
    worker.on('error', (error) => gone(made, error));
    worker.on('exit', (code) => gone(made, new Error(`expected a worker to go on, it ended with ${code}`)));
    worker.unref();
    seats.add(made);
    return made;
  }

  function answered(at: Seat, message: AnswerMessage): void {
    const task = at.held.shift()!;
    feed();
    if ('error' in message) task.reject(message.error);
    else if (!task.abandoned) task.resolve(unpackReplies(message.packed));
  }

  /** What it was measuring fails; the batch behind it goes to another. */
  function gone(at: Seat, reason: unknown): void {
    if (!seats.delete(at)) return;
    const [running, ...next] = at.held;
    running?.reject(reason);
    queue.unshift(...next.filter((task) => !task.abandoned));
    feed();
  }

  function end(at: Seat): void {
    seats.delete(at);
    if (at.idle !== null) clearTimeout(at.idle);
    void at.worker.terminate();
  }

  /** Gives waiting batches to the workers that hold the fewest. */
  function feed(): void {
    while (queue.length > 0 && !closed) {
      let at: Seat | null = null;
      for (const one of seats) if (at === null || one.held.length < at.held.length) at = one;
      if ((at === null || at.held.length > 0) && seats.size < threads) at = seat();
      if (at === null || at.held.length >= HELD) break;
      hand(queue.shift()!, at);
    }
    for (const at of seats) rest(at);
  }
  /** A batch that cannot be handed over fails alone. */
  function hand(task: Task, at: Seat): void {
    try {
      const packed = packRequests(task.batch);
      at.worker.postMessage({ id: task.id, packed } satisfies BatchMessage, [packed.columns]);
      at.held.push(task);
    } catch (error) {
      task.reject(error);
    }
  }
  /** A worker without work lets the process end, and ends itself after a while. */
  function rest(at: Seat): void {
    if (at.idle !== null) clearTimeout(at.idle);
    at.idle = null;
    if (at.held.length > 0) at.worker.ref();
    else {
      at.worker.unref();
      at.idle = setTimeout(() => end(at), IDLE_MS).unref();
    }
  }

  /** A worker that measures only what nobody waits for is stopped. */
  function abandon(task: Task): void {
    task.abandoned = true;
    const waiting = queue.indexOf(task);
    if (waiting >= 0) queue.splice(waiting, 1);
    for (const at of seats) if (at.held.length > 0 && at.held.every((held) => held.abandoned)) end(at);
    feed();
  }

  return {
    width: threads,
    async measure(batch, signal) {
      signal?.throwIfAborted();
      bundle ??= file === undefined ? ensureMeasureWorker() : Promise.resolve(file);
      entry = await bundle;
      signal?.throwIfAborted();
      if (closed) throw new Error('expected an open pool, got a closed one');
      return new Promise<MeasureReply[]>((resolve, reject) => {
        const task: Task = { id: ++lastId, batch, resolve, reject, abandoned: false };
        const stop = (): void => {
          reject(signal!.reason);
          abandon(task);
        };
        signal?.addEventListener('abort', stop, { once: true });
        const settled = (): void => signal?.removeEventListener('abort', stop);
        task.resolve = (replies) => {
          settled();
          resolve(replies);
        };
        task.reject = (reason) => {
          settled();
          reject(reason);
        };
        queue.push(task);
        feed();
      });
    },
    async close() {
      closed = true;
      const open = [...seats];
      for (const at of open) {
        for (const task of at.held) task.reject(new Error('expected an open pool, got a closed one'));
        if (at.idle !== null) clearTimeout(at.idle);
      }
      for (const task of queue.splice(0)) task.reject(new Error('expected an open pool, got a closed one'));
      seats.clear();
      await Promise.all(open.map((at) => at.worker.terminate()));
    },
  };
}
