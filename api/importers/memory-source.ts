// How are bytes or a text in memory read like a file?
import type { ByteSource } from './detect.ts';

const CHUNK_BYTES = 1 << 16;

export function memorySource(content: string | Uint8Array): ByteSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    bytes: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
    },
  };
}
