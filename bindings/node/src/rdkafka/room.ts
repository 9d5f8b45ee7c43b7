import type { Failure } from '../runtime/failure';

/** How many messages of a producer are on their way, and how many may be. */
export class Room {
  /** Messages that could not be delivered, so far. */
  failures = 0;
  lastFailure: Failure | undefined;

  readonly #limit: number;
  #taken = 0;
  #waiting: (() => void)[] = [];

  /** With a limit of 0 there is none. */
  constructor(limit: number) {
    this.#limit = limit > 0 ? limit : Infinity;
  }

  get isFull(): boolean {
    return this.#taken >= this.#limit;
  }

  enter(): void {
    this.#taken++;
  }

  leave(failure?: Failure): void {
    this.#taken--;
    if (failure !== undefined) {
      this.failures++;
      this.lastFailure = failure;
    }
    if (this.#waiting.length > 0 && this.#taken <= this.#limit / 2) this.#wake();
  }

  /** Resolves when there is room again, for those who found it full. */
  whenFree(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Whoever waits finds out by himself that the producer is gone. */
  close(): void {
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

const rooms = new WeakMap<object, Room>();

export function tellRoom(producer: object, room: Room): void {
  rooms.set(producer, room);
}

/** The room of a producer of this package. */
export function roomOf(producer: object): Room | undefined {
  return rooms.get(producer);
}
