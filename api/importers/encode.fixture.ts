// Text in any encoding that the platform can read: its table is turned round.

const tables = new Map<string, Map<string, number[]>>();

function tableOf(encoding: string): Map<string, number[]> {
  const known = tables.get(encoding);
  if (known) return known;
  const decoder = new TextDecoder(encoding);
  const table = new Map<string, number[]>();
  const add = (bytes: number[]): void => {
    const char = decoder.decode(Uint8Array.from(bytes));
    if ([...char].length === 1 && char !== '\ufffd' && !table.has(char)) table.set(char, bytes);
  };
  for (let a = 0; a < 0x100; a++) add([a]);
  for (let a = 0x80; a < 0x100; a++) for (let b = 0x30; b < 0x100; b++) add([a, b]);
  tables.set(encoding, table);
  return table;
}

/** Throws for a character that the encoding lacks or writes with more than two bytes. */
export function encodeAs(encoding: string, text: string): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const table = tableOf(encoding);
  return Buffer.from(
    [...text].flatMap((char) => {
      const bytes = table.get(char);
      if (!bytes) throw new Error(`expected a character of ${encoding}, got ${char}`);
      return bytes;
    }),
  );
}
