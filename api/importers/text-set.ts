// Which of millions of texts have been seen before? Their bytes one behind the other: a tenth of the memory of a Set.

export interface TextSet {
  /** At most 65,535 UTF-16 units. false when the text is in the set already */
  add(text: string): boolean;
  readonly size: number;
}

const FIRST_SLOTS = 1 << 12;
const MOST_UNITS = 0xffff;
/** Bytes of a piece of the store; no text lies in two. Pieces never move: growing copies nothing and needs no room twice. */
const PIECE_BYTES = 1 << 20;
/** Before every text: 1 or 2, the bytes of a unit, and its length in two bytes. */
const HEAD_BYTES = 3;
const MOST_NARROW = 0xff;

export function createTextSet(): TextSet {
  /** open addressing; a slot holds where its text begins, plus one; 0 = free */
  let slots = new Uint32Array(FIRST_SLOTS);
  let hashes = new Uint32Array(FIRST_SLOTS);
  const pieces: Uint8Array[] = [];
  let used = PIECE_BYTES;
  let size = 0;

  const grow = (): void => {
    const before = slots;
    const beforeHashes = hashes;
    slots = new Uint32Array(before.length * 2);
    hashes = new Uint32Array(before.length * 2);
    const mask = slots.length - 1;
    for (let i = 0; i < before.length; i++) {
      if (before[i] === 0) continue;
      let slot = beforeHashes[i]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = before[i]!;
      hashes[slot] = beforeHashes[i]!;
    }
  };
  const isAt = (start: number, text: string): boolean => {
    const piece = pieces[Math.floor(start / PIECE_BYTES)]!;
    const at = start % PIECE_BYTES;
    if ((piece[at + 1]! | (piece[at + 2]! << 8)) !== text.length) return false;
    const first = at + HEAD_BYTES;
    if (piece[at] === 1) {
      for (let i = 0; i < text.length; i++) if (piece[first + i] !== text.charCodeAt(i)) return false;
      return true;
    }
    for (let i = 0; i < text.length; i++)
      if ((piece[first + 2 * i]! | (piece[first + 2 * i + 1]! << 8)) !== text.charCodeAt(i)) return false;
    return true;
  };
  /** Where it begins. */
  const keep = (text: string, isWide: boolean): number => {
    const bytes = HEAD_BYTES + text.length * (isWide ? 2 : 1);
    if (used + bytes > PIECE_BYTES) {
      pieces.push(new Uint8Array(PIECE_BYTES));
      used = 0;
    }
    const piece = pieces[pieces.length - 1]!;
    const start = (pieces.length - 1) * PIECE_BYTES + used;
    piece[used++] = isWide ? 2 : 1;
    piece[used++] = text.length & 0xff;
    piece[used++] = text.length >> 8;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      piece[used++] = unit & 0xff;
      if (isWide) piece[used++] = unit >> 8;
    }
    return start;
  };
  return {
    get size() {
      return size;
    },
    add(text) {
      if (text.length > MOST_UNITS)
        throw new Error(`expected a text of at most ${MOST_UNITS} units, got ${text.length}`);
      let hash = 0x811c9dc5;
      let units = 0;
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        units |= unit;
        hash = Math.imul(hash ^ unit, 0x01000193);
      }
      hash = (hash ^ (hash >>> 15)) >>> 0;
      const mask = slots.length - 1;
      let slot = hash & mask;
      for (; slots[slot] !== 0; slot = (slot + 1) & mask)
        if (hashes[slot] === hash && isAt(slots[slot]! - 1, text)) return false;
      slots[slot] = keep(text, units > MOST_NARROW) + 1;
      hashes[slot] = hash;
      size++;
      if (size * 2 > slots.length) grow();
      return true;
    },
  };
}
