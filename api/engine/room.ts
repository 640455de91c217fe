// Where arrays of a leaf come from: of their own where the leaf stays, out of a block that is used again where it is
// measured once and forgotten. Thousands of arrays a second that live for a moment cost more than what is computed in them.

/** Gives room for n numbers, all 0. */
export interface Room {
  f64(n: number): Float64Array;
  i32(n: number): Int32Array;
  i16(n: number): Int16Array;
  u8(n: number): Uint8Array;
}

export const freshRoom: Room = {
  f64: (n) => new Float64Array(n),
  i32: (n) => new Int32Array(n),
  i16: (n) => new Int16Array(n),
  u8: (n) => new Uint8Array(n),
};

type Kind = Float64Array | Int32Array | Int16Array | Uint8Array;
/** One block; what was handed out stays where it is when it is too small, and the next leaf finds the larger one. */
class Block<T extends Kind> {
  private used = 0;
  constructor(private block: T) {}
  take(n: number): T {
    if (this.used + n > this.block.length) {
      this.block = new (this.block.constructor as new (length: number) => T)(Math.max(2 * this.block.length, 2 * n));
      this.used = 0;
    }
    const taken = this.block.subarray(this.used, this.used + n) as T;
    taken.fill(0);
    this.used += n;
    return taken;
  }
  restart(): void {
    this.used = 0;
  }
}

/** Room that is used again; call `restart` when nothing of it is needed any more. */
export class ReusedRoom implements Room {
  private readonly f = new Block(new Float64Array(1 << 16));
  private readonly i = new Block(new Int32Array(1 << 14));
  private readonly s = new Block(new Int16Array(1 << 12));
  private readonly b = new Block(new Uint8Array(1 << 12));
  f64(n: number): Float64Array {
    return this.f.take(n);
  }
  i32(n: number): Int32Array {
    return this.i.take(n);
  }
  i16(n: number): Int16Array {
    return this.s.take(n);
  }
  u8(n: number): Uint8Array {
    return this.b.take(n);
  }
  restart(): void {
    this.f.restart();
    this.i.restart();
    this.s.restart();
    this.b.restart();
  }
}
