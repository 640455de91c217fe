// How does a file on disk become bytes that can be read again and again?
import { createReadStream } from 'node:fs';
import type { ByteSource } from './detect.ts';

export const fileSource = (path: string, bytes: number): ByteSource => ({
  bytes,
  open: () => createReadStream(path, { highWaterMark: 1 << 18 }),
});
