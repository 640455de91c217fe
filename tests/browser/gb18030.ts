// Text as Chinese software of old writes it: the platform can only read this encoding, so its table is turned round.
const decoder = new TextDecoder('gb18030');
const pairs = new Map<string, [number, number]>();
for (let lead = 0x81; lead <= 0xfe; lead++) {
  for (let trail = 0x40; trail <= 0xfe; trail++) {
    if (trail === 0x7f) continue;
    const char = decoder.decode(Uint8Array.of(lead, trail));
    if (char.length === 1 && char !== '\ufffd' && !pairs.has(char)) pairs.set(char, [lead, trail]);
  }
}

/** Throws for a character that needs four bytes: no test needs one. */
export function gb18030(text: string): Buffer {
  return Buffer.from(
    [...text].flatMap((char) => {
      if (char.charCodeAt(0) < 0x80) return [char.charCodeAt(0)];
      const bytes = pairs.get(char);
      if (!bytes) throw new Error(`expected a character of two bytes, got ${char}`);
      return bytes;
    }),
  );
}
