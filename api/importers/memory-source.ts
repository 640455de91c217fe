// How are bytes or a text in memory read like a file?
import type { ByteSource } from './detect.ts';

const CHUNK_BYTES = 1 << 16;

export function memorySource(content: string | Uint8Array): ByteSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  async function* slice(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; at += CHUNK_BYTES) yield bytes.subarray(at, Math.min(end, at + CHUNK_BYTES));
  }
  return { bytes: bytes.length, open: () => slice(0, bytes.length), slice };
}
