// A thread that writes texts of gaps: it reads the database on a connection of its own, and writes nowhere.
import { parentPort, workerData } from 'node:worker_threads';
import { type Lane, openLane, readOn } from '#storage/reader.sqlite';
import type { GapThreadData, RangeMessage, TextMessage } from './gap-messages.ts';
import { gapTexts } from './gap-text.ts';

const { path, asked } = workerData as GapThreadData;
let lane: Lane | null = null;
const textOf = gapTexts((body) => readOn((lane ??= openLane(path)), body), asked);
const port = parentPort!;

async function write(range: RangeMessage): Promise<void> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  try {
    for await (const part of textOf(range)) parts.push(part);
    port.postMessage(
      { parts } satisfies TextMessage,
      parts.map((part) => part.buffer),
    );
  } catch (error) {
    port.postMessage({ fault: error instanceof Error ? error.message : String(error) } satisfies TextMessage);
  }
}

let last = Promise.resolve();
port.on('message', (range: RangeMessage) => {
  last = last.then(() => write(range));
});
