// How many bytes may come out of packed ones? They are counted as they come: what a header says is not believed.
import { pipeline, Readable, type Transform } from 'node:stream';
import { FileFault } from './fault.ts';

export const OUT_LIMITS = {
  /** of one packed file, bytes */
  entryBytes: 512 * 1024 ** 2,
  /** of all of them */
  totalBytes: 2 * 1024 ** 3,
  /** bytes out for each byte in, once more than `ratioFromBytes` came out */
  ratio: 200,
  ratioFromBytes: 1024 ** 2,
  entries: 1_000,
};
export type OutLimits = typeof OUT_LIMITS;

/** What came out of one upload so far; reading a part a second time costs nothing more. */
export interface Budget {
  limits: OutLimits;
  outOf: Map<string, number>;
}
export const createBudget = (limits: OutLimits = OUT_LIMITS): Budget => ({ limits, outOf: new Map() });

const mb = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);

/** Passes chunks on until a limit is met; `packed` is how many bytes they come from. */
export async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  packed: number,
  budget: Budget,
): AsyncGenerator<Uint8Array> {
  const { limits, outOf } = budget;
  const before = outOf.get(name) ?? 0;
  let others = 0;
  for (const [other, bytes] of outOf) if (other !== name) others += bytes;
  let out = 0;
  for await (const chunk of chunks) {
    out += chunk.length;
    if (out > limits.entryBytes)
      throw new FileFault('zip.entry_too_large', { name: shownName(name), limit: mb(limits.entryBytes) });
    if (out > limits.ratioFromBytes && out > limits.ratio * packed)
      throw new FileFault('zip.bomb', { name: shownName(name), ratio: limits.ratio });
    if (out > before) outOf.set(name, out);
    if (others + out > limits.totalBytes) throw new FileFault('zip.total_too_large', { limit: mb(limits.totalBytes) });
    yield chunk;
  }
}

/** What a decompressor of zlib makes of the chunks; its errors and theirs come out of the loop over it. */
export async function* inflated(
  chunks: AsyncIterable<Uint8Array>,
  decompressor: Transform,
): AsyncGenerator<Uint8Array> {
  pipeline(Readable.from(chunks, { objectMode: false }), decompressor, () => {});
  for await (const chunk of decompressor) yield chunk as Uint8Array;
}

const NAME_CHARS = 80;
/** A name out of an archive, short enough and harmless to show. */
export const shownName = (name: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  name.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffd]/g, '?').slice(0, NAME_CHARS);
