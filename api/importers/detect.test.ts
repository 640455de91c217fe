// UTF-8 is told from what is not as the runtime's decoder tells it, however the bytes are cut into chunks.
import { expect, test } from 'vitest';
import { type ByteSource, decode, EncodingFault, findEncoding } from './detect.ts';
import { seeded } from './seeded.ts';

function inChunks(bytes: Uint8Array, random: () => number): ByteSource {
  return {
    bytes: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; ) {
        const end = at + 1 + Math.floor(random() * 6);
        yield bytes.subarray(at, end);
        at = end;
      }
    },
  };
}

/** First chunk after which a fatal decoder gives up; the number of chunks = only the end shows it; -1 = never. */
async function failsAt(source: ByteSource): Promise<number> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let n = 0;
  try {
    for await (const chunk of source.open()) {
      decoder.decode(chunk, { stream: true });
      n++;
    }
    decoder.decode();
    return -1;
  } catch {
    return n;
  }
}

const PARTS = [
  ...['a', '\n', 'é', '中', '🚓', '\u07ff', '\uffff', '\u{10ffff}'].map((text) => [...Buffer.from(text)]),
  // cut off, alone, too long, halves of surrogate pairs, beyond the last character
  ...[[0xe4, 0xb8], [0xf0, 0x9f, 0x9a], [0x80], [0xc3], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80]],
  ...[[0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80], [0xff]],
];

test('random bytes in random chunks: the same verdict, at the same chunk', async () => {
  const random = seeded(5);
  let sound = 0;
  for (let round = 0; round < 4_000; round++) {
    // most parts are sound, so that a fault comes late or never
    const parts = Array.from({ length: 1 + Math.floor(random() * 12) }, () =>
      random() < 0.9 ? PARTS[Math.floor(random() * 8)]! : PARTS[Math.floor(random() * PARTS.length)]!,
    );
    const bytes = Uint8Array.from(parts.flat());
    const seed = Math.floor(random() * 1e9);
    const chunks = (): ByteSource => inChunks(bytes, seeded(seed));
    const at = await failsAt(chunks());
    const found = await findEncoding(chunks());
    expect(found.kind === 'sure' && found.encoding === 'utf-8').toBe(at < 0);
    if (at < 0) {
      sound++;
      let text = '';
      for await (const piece of decode(chunks(), 'utf-8')) text += piece;
      expect(text).toBe(new TextDecoder().decode(bytes));
      continue;
    }
    if (found.kind === 'mixed') {
      let [before, last] = [0, 0];
      let n = 0;
      for await (const chunk of chunks().open()) {
        if (n === at) last = before + chunk.length;
        if (n++ < at) before += chunk.length;
      }
      // in the chunk that shows it, or at the end of all
      expect(found.at).toBeGreaterThanOrEqual(Math.min(before, bytes.length - 1));
      expect(found.at).toBeLessThan(at === n ? bytes.length : last);
    }
    await expect(
      (async () => {
        for await (const _ of decode(chunks(), 'utf-8'));
      })(),
    ).rejects.toBeInstanceOf(EncodingFault);
  }
  expect(sound).toBeGreaterThan(500);
});

test('a large chunk becomes texts that lose nothing between them', async () => {
  const text = '甲é🚓a'.repeat(20_000);
  const bytes = Buffer.from(text);
  const source: ByteSource = {
    bytes: bytes.length,
    async *open() {
      yield bytes;
    },
  };
  const pieces: string[] = [];
  for await (const piece of decode(source, 'utf-8')) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.join('')).toBe(text);
});
