// The text of all gaps by several threads, put together in order: what one thread would have written.
import { Worker } from 'node:worker_threads';
import type { LeafRange } from '#storage/packed-gaps.repository';
import { ensureGapTextWorker } from './bundle.mjs';
import type { GapThreadData, RangeMessage, TextMessage } from './gap-messages.ts';
import type { AskedGaps } from './gap-text.ts';

/** Ranges on their way for each thread, from being asked for until their text is taken: one that it writes, the others so
 * that it need not wait for a slow one of another. What lies here at most is some megabytes for each. */
const UNDER_WAY = 4;

/** Runs no faster than its parts are taken; who stops taking them stops the threads. */
export async function* textByThreads(
  path: string,
  asked: AskedGaps,
  ranges: readonly LeafRange[],
  threads: number,
): AsyncGenerator<Uint8Array> {
  const file = await ensureGapTextWorker();
  const writers = Array.from({ length: threads }, () => startWriter(file, { path, asked }));
  const texts: Promise<Uint8Array[]>[] = [];
  let next = 0;
  const ask = (): void => {
    if (next === ranges.length) return;
    const least = writers.reduce((a, b) => (b.asked < a.asked ? b : a));
    const text = least.write(ranges[next++]);
    // whoever comes to it hears of a fault, and nobody needs to
    text.catch(() => {});
    texts.push(text);
  };
  try {
    for (let i = 0; i < UNDER_WAY * threads; i++) ask();
    for (let text = texts.shift(); text !== undefined; text = texts.shift()) {
      yield* await text;
      ask();
    }
  } finally {
    await Promise.all(writers.map((writer) => writer.end()));
  }
}

interface Writer {
  /** ranges it has not answered */
  readonly asked: number;
  write(range: RangeMessage): Promise<Uint8Array[]>;
  end(): Promise<unknown>;
}

function startWriter(file: string, data: GapThreadData): Writer {
  const worker = new Worker(file, { workerData: data, env: {}, execArgv: [] });
  const waiting: { resolve: (parts: Uint8Array[]) => void; reject: (reason: unknown) => void }[] = [];
  let gone: unknown = null;
  const fail = (reason: unknown): void => {
    gone ??= reason;
    for (const { reject } of waiting.splice(0)) reject(gone);
  };
  worker.on('message', (message: TextMessage) => {
    const { resolve, reject } = waiting.shift()!;
    if ('fault' in message) reject(new Error(`expected a text of gaps, got a fault: ${message.fault}`));
    else resolve(message.parts);
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`expected a thread to go on, it ended with ${code}`)));
  return {
    get asked() {
      return waiting.length;
    },
    write: (range) =>
      new Promise((resolve, reject) => {
        if (gone !== null) return reject(gone);
        waiting.push({ resolve, reject });
        worker.postMessage(range);
      }),
    end: () => worker.terminate(),
  };
}
