// How does a file on disk become bytes that can be read again and again?
import { createReadStream } from 'node:fs';
import type { ByteSource } from './detect.ts';

const CHUNK_BYTES = 1 << 18;

export const fileSource = (path: string, bytes: number): ByteSource => ({
  bytes,
  path,
  open: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }),
  async *slice(start, end) {
    if (end > start) yield* createReadStream(path, { start, end: end - 1, highWaterMark: CHUNK_BYTES });
  },
});
