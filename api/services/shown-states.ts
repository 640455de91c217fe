// What was said last of each subject: two columns of numbers, since a province has two million of them.
const NONE = 255;

export interface Shown {
  state: number;
  reason: string | null;
}

export class ShownStates {
  #states = new Uint8Array(0).fill(NONE);
  #reasons = new Uint16Array(0);
  readonly #texts: (string | null)[] = [null];
  readonly #numberOf = new Map<string | null, number>([[null, 0]]);

  get(no: number): Shown | undefined {
    const state = this.#states[no];
    return state === undefined || state === NONE ? undefined : { state, reason: this.#texts[this.#reasons[no]!]! };
  }

  set(no: number, { state, reason }: Shown): void {
    if (no >= this.#states.length) this.#grow(no);
    this.#states[no] = state;
    this.#reasons[no] = this.#number(reason);
  }

  *[Symbol.iterator](): Generator<[no: number, shown: Shown]> {
    for (let no = 0; no < this.#states.length; no++) {
      const shown = this.get(no);
      if (shown !== undefined) yield [no, shown];
    }
  }

  #number(reason: string | null): number {
    const known = this.#numberOf.get(reason);
    if (known !== undefined) return known;
    // more different reasons than that are no reasons: they are shown as none
    if (this.#texts.length > 0xffff) return 0;
    this.#numberOf.set(reason, this.#texts.length);
    return this.#texts.push(reason) - 1;
  }

  #grow(no: number): void {
    const room = Math.max(1_024, 2 * no);
    const states = new Uint8Array(room).fill(NONE);
    const reasons = new Uint16Array(room);
    states.set(this.#states);
    reasons.set(this.#reasons);
    this.#states = states;
    this.#reasons = reasons;
  }
}
