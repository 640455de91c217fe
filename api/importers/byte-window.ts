// How are records of known length cut out of a stream of chunks?
import { concat } from './detect.ts';

export interface ByteWindow {
  /** bytes that are here now */
  left(): number;
  /** waits until `n` bytes are here; false = the stream ends before */
  fill(n: number): Promise<boolean>;
  /** the next `n` bytes, of those that are here, without moving on */
  peek(n: number): Uint8Array;
  take(n: number): Uint8Array;
  /** bytes taken so far */
  at(): number;
  close(): Promise<void>;
}

export function createWindow(chunks: AsyncIterable<Uint8Array>): ByteWindow {
  const iterator = chunks[Symbol.asyncIterator]();
  let buffer: Uint8Array = new Uint8Array(0);
  let from = 0;
  let taken = 0;
  return {
    left: () => buffer.length - from,
    at: () => taken,
    async fill(n) {
      if (buffer.length - from >= n) return true;
      const parts = [buffer.subarray(from)];
      let have = parts[0]!.length;
      let ended = false;
      while (have < n && !ended) {
        const next = await iterator.next();
        if (next.done === true) ended = true;
        else {
          parts.push(next.value);
          have += next.value.length;
        }
      }
      buffer = parts.length === 1 ? parts[0]! : concat(parts);
      from = 0;
      return have >= n;
    },
    peek: (n) => buffer.subarray(from, from + n),
    take(n) {
      const bytes = buffer.subarray(from, from + n);
      from += n;
      taken += n;
      return bytes;
    },
    async close() {
      await iterator.return?.();
    },
  };
}
