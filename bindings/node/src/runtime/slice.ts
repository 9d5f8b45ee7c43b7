/** How long handlers may run before everything else in the process gets its turn. */
const SLICE_MS = 10;
/** Between two looks at the clock go at most so many messages. */
const STRIDE_MAX = 64;
/** With less than this between two looks, they may be rarer. */
const SHORT_MS = 0.5;

/** Says when it is time to pause, and looks at the clock no more often than handlers are slow. */
export class Slice {
  #start = performance.now();
  #seen = this.#start;
  #stride = 1;
  #left = 1;
  #isOver = false;

  /** Whether it was over when last asked. */
  get isOver(): boolean {
    return this.#isOver;
  }

  begin(): void {
    this.#isOver = false;
    this.#start = this.#seen = performance.now();
  }

  /** Told of every message; whether it is over. */
  count(): boolean {
    if (--this.#left > 0) return this.#isOver;
    const now = performance.now();
    this.#stride = now - this.#seen < SHORT_MS ? Math.min(this.#stride * 2, STRIDE_MAX) : 1;
    this.#left = this.#stride;
    this.#seen = now;
    return (this.#isOver = now - this.#start >= SLICE_MS);
  }
}
