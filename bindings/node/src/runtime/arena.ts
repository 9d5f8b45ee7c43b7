import { markAsUntransferable } from 'node:worker_threads';

import { Batch } from './reader';

const ARENA_BYTES = 1024 * 1024;
/** With less than this left, a batch would be cut short for no good reason. */
const FREE_MIN_BYTES = ARENA_BYTES / 4;

/**
 * The memory that batches are read into. A batch whose bytes were handed out keeps its place, and the next one is put
 * behind it; any other batch is overwritten by the next.
 */
export class Arena {
  #bytes = allocate(ARENA_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #used = 0;

  /** Where the next batch may be written. */
  free(): Buffer {
    if (this.#bytes.length - this.#used < FREE_MIN_BYTES) this.#renew(ARENA_BYTES);
    return this.#used === 0 ? this.#bytes : this.#bytes.subarray(this.#used);
  }

  /** The batch that was written there. */
  batch(): Batch {
    return new Batch(this.#bytes, this.#view, this.#used);
  }

  /** The batch stays where it is as long as anyone looks at it. */
  keep(length: number): void {
    this.#used += length;
  }

  /** Makes room for a batch of this size. */
  widen(length: number): void {
    this.#renew(Math.max(length, ARENA_BYTES));
  }

  #renew(size: number): void {
    this.#bytes = allocate(size);
    this.#view = new DataView(this.#bytes.buffer);
    this.#used = 0;
  }
}

/** Many messages share it, so nobody may give it away with one of them; Node says the same of its own pool. */
function allocate(size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size);
  markAsUntransferable(bytes.buffer);
  return bytes;
}
