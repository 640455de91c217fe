// How are millions of short texts kept, each found by its number, in little more memory than their bytes?

export interface TextStore {
  add(text: string): void;
  /** undefined = there is no such text */
  get(number: number): string | undefined;
  readonly length: number;
}

const BLOCK_BYTES = 1 << 20;
const MOST_BYTES_A_CHAR = 3;

/** A string of its own takes 20 bytes and more beside its characters, and as a piece of a larger text keeps that alive. */
export function createTextStore(): TextStore {
  const blocks: Buffer[] = [];
  /** number of the first text of each block */
  const firsts: number[] = [];
  /** where each text ends inside its block */
  let ends = new Uint32Array(1_024);
  let at = BLOCK_BYTES;
  let n = 0;
  return {
    get length() {
      return n;
    },
    add(text) {
      const most = text.length * MOST_BYTES_A_CHAR;
      if (blocks.length === 0 || at + most > blocks.at(-1)!.length) {
        blocks.push(Buffer.allocUnsafe(Math.max(BLOCK_BYTES, most)));
        firsts.push(n);
        at = 0;
      }
      at += blocks.at(-1)!.write(text, at, 'utf8');
      if (n === ends.length) {
        const more = new Uint32Array(n * 2);
        more.set(ends);
        ends = more;
      }
      ends[n++] = at;
    },
    get(number) {
      if (!Number.isInteger(number) || number < 0 || number >= n) return undefined;
      let low = 0;
      let high = firsts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (firsts[middle]! <= number) low = middle;
        else high = middle - 1;
      }
      const start = number === firsts[low] ? 0 : ends[number - 1]!;
      return blocks[low]!.toString('utf8', start, ends[number]);
    },
  };
}
