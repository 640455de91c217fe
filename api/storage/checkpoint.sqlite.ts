// How is a long log carried into the database without holding up this thread? In another one, with a connection of its own.
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type BetterSqlite3 from 'better-sqlite3';

/** Passive: it waits for nobody and nobody waits for it; what readers still need stays in the log. The log begins anew only
 * when all of it was carried over, so what was written meanwhile is carried over in shorter and shorter turns. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const BetterSqlite3 = require(workerData.driver);
const connection = new BetterSqlite3(workerData.path, { fileMustExist: true });
connection.pragma('synchronous = FULL');
connection.pragma('mmap_size = 0');
parentPort.on('message', (message) => {
  if (message === 'close') {
    connection.close();
    parentPort.close();
    return;
  }
  try {
    for (let turns = 8; turns > 0; turns--) {
      connection.pragma('wal_checkpoint(PASSIVE)');
      const [{ log, checkpointed }] = connection.pragma('wal_checkpoint(NOOP)');
      if (checkpointed >= log) break;
    }
  } finally {
    Atomics.store(workerData.running, 0, 0);
  }
});`;

/** The log is carried over when so many of its pages (4 kB) are not yet in the database: well below the writer's own
 * limit (wal_autocheckpoint), at which a commit would do it and its caller would wait. */
const LONG_LOG_PAGES = 1_000;
export interface Checkpointer {
  /** Carries the log over if it has become long (to ask takes some µs), and in any case after what writes much. */
  afterCommit(isMuch: boolean): void;
  /** Resolves when nothing runs any more. */
  close(): Promise<void>;
}

/** `writer` says how long the log is; the thread starts when it is first needed. A checkpoint that fails is no fault: what
 * is in the log is durable, and the next one tries again. */
export function createCheckpointer(path: string, writer: BetterSqlite3.Database): Checkpointer {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  const logPages = writer.prepare('pragma wal_checkpoint(noop)').raw();
  let thread: Worker | null = null;
  let ended: Promise<void> = Promise.resolve();
  // shared, not told by a message: edits that follow each other at once leave no time for messages
  const running = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  function start(): Worker {
    const worker = new Worker(PROGRAM, { eval: true, workerData: { path, driver, running }, execArgv: [], env: {} });
    worker.unref();
    ended = new Promise((resolve) => {
      worker.once('error', () => {});
      worker.once('exit', () => {
        Atomics.store(running, 0, 0);
        thread = null;
        resolve();
      });
    });
    return worker;
  }
  /** Pages of the log that are not yet in the database. */
  function waitingPages(): number {
    const [, inLog, carried] = logPages.get() as [busy: number, inLog: number, carried: number];
    return inLog - carried;
  }
  return {
    afterCommit(isMuch) {
      if (Atomics.load(running, 0) === 1) return;
      if (!isMuch && waitingPages() < LONG_LOG_PAGES) return;
      Atomics.store(running, 0, 1);
      thread ??= start();
      thread.postMessage('run');
    },
    async close() {
      thread?.ref();
      thread?.postMessage('close');
      await ended;
    },
  };
}
