// How is a long log carried into the database without holding up this thread? In another one, which does that and ends.
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Passive: it waits for nobody and nobody waits for it; what readers still need stays in the log. */
const PROGRAM = `
const { workerData } = require('node:worker_threads');
const BetterSqlite3 = require(workerData.driver);
const connection = new BetterSqlite3(workerData.path, { fileMustExist: true });
try {
  connection.pragma('synchronous = FULL');
  connection.pragma('mmap_size = 0');
  connection.pragma('wal_checkpoint(PASSIVE)');
} finally {
  connection.close();
}`;

/** Resolves when it has ended, well or not: what is in the log is durable, and the next checkpoint tries again. */
export function checkpointAside(path: string): Promise<void> {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  return new Promise((resolve) => {
    const worker = new Worker(PROGRAM, { eval: true, workerData: { path, driver }, execArgv: [], env: {} });
    worker.once('error', () => resolve());
    worker.once('exit', () => resolve());
  });
}
