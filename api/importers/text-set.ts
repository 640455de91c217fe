// Which of millions of texts have been seen before? Their bytes in one long array: a fifth of the memory of a Set.

export interface TextSet {
  /** At most 65,535 UTF-16 units. false when the text is in the set already */
  add(text: string): boolean;
  readonly size: number;
}

const FIRST_SLOTS = 1 << 12;
const FIRST_UNITS = 1 << 16;
const MOST_UNITS = 0xffff;

export function createTextSet(): TextSet {
  /** open addressing; a slot holds where its text begins, plus one; 0 = free */
  let slots = new Uint32Array(FIRST_SLOTS);
  let hashes = new Uint32Array(FIRST_SLOTS);
  /** per text: its length in UTF-16 units, then the units */
  let units = new Uint16Array(FIRST_UNITS);
  let used = 0;
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
    if (units[start] !== text.length) return false;
    for (let i = 0; i < text.length; i++) if (units[start + 1 + i] !== text.charCodeAt(i)) return false;
    return true;
  };
  return {
    get size() {
      return size;
    },
    add(text) {
      if (text.length > MOST_UNITS)
        throw new Error(`expected a text of at most ${MOST_UNITS} units, got ${text.length}`);
      let hash = 0x811c9dc5;
      for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      hash = (hash ^ (hash >>> 15)) >>> 0;
      const mask = slots.length - 1;
      let slot = hash & mask;
      for (; slots[slot] !== 0; slot = (slot + 1) & mask)
        if (hashes[slot] === hash && isAt(slots[slot]! - 1, text)) return false;
      if (used + text.length + 1 > units.length) {
        const longer = new Uint16Array(Math.max(units.length * 2, used + text.length + 1));
        longer.set(units);
        units = longer;
      }
      units[used] = text.length;
      for (let i = 0; i < text.length; i++) units[used + 1 + i] = text.charCodeAt(i);
      slots[slot] = used + 1;
      hashes[slot] = hash;
      used += text.length + 1;
      size++;
      if (size * 2 > slots.length) grow();
      return true;
    },
  };
}
