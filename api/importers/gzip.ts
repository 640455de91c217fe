// How is a .gz read like the file inside it?
import { createGunzip } from 'node:zlib';
import type { ByteSource } from './detect.ts';
import { FileFault } from './fault.ts';
import { type Budget, counted, inflated } from './inflated.ts';

const TRAILER_BYTES = 8;
const CHUNK_BYTES = 1 << 16;

/** `bytes` of the answer is what the last four bytes say, for progress only. */
export async function gunzipped(source: ByteSource, budget: Budget): Promise<ByteSource> {
  const bytes = await saidSize(source);
  return {
    bytes,
    open: () => counted(inflate(source), 'gzip', source.bytes, budget),
  };
}

async function saidSize(source: ByteSource): Promise<number> {
  if (source.slice === undefined || source.bytes < TRAILER_BYTES) return source.bytes;
  const last: number[] = [];
  for await (const chunk of source.slice(source.bytes - 4, source.bytes)) last.push(...chunk);
  return new DataView(Uint8Array.from(last).buffer).getUint32(0, true);
}

async function* inflate(source: ByteSource): AsyncGenerator<Uint8Array> {
  try {
    yield* inflated(source.open(), createGunzip({ chunkSize: CHUNK_BYTES }));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') ? new FileFault('gzip.broken', { why: message }) : error;
  }
}
