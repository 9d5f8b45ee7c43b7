import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Deliverer } from './deliverer';
import { callingDelivery, Delivery } from './delivery';
import type { Worker } from './delivery';
import type { Hand } from './hand';
import { neutrally } from './neutral';
import { Slice } from './slice';

/** What messages are delivered to. */
export interface Handler {
  /** How many messages of one partition a delivery has at most. */
  readonly limit: number;
  /**
   * A delivery is about to start. Whoever is told may seek, pause or stop, and then it does not. What comes back, if anything, is called
   * when it has ended, or does not start.
   */
  starting?(hand: Hand, count: number): (() => void) | undefined;
  /** Runs on the first `count` messages in hand. */
  deliver(hand: Hand, count: number): unknown;
  /** It ran to its end: takes the messages out of the hand. */
  delivered(hand: Hand, count: number): void;
  /** It threw, or what it promised was rejected: what is not delivered comes again. */
  failed(error: unknown, hand: Hand): void;
}

/** How long a partition rests after a delivery that failed. The first time it does not. */
export interface Backoff {
  readonly initialMs: number;
  readonly maxMs: number;
}

/**
 * Brings messages in hand to the handler: of one partition one delivery after the other, of different partitions up to
 * `concurrency` at a time, and every partition in its turn.
 */
export class Dispatcher implements Deliverer {
  /** Handlers that hang are told by the partitions that they have. */
  readonly isAttended = true;
  readonly #handler: Handler;
  readonly #concurrency: number;
  readonly #backoff: Backoff;
  readonly #onTurn: () => void;
  readonly #ready: Hand[] = [];
  readonly #workers = new Set<Worker>();
  /** Shared by the workers, so that many of them keep the event loop no longer than one. */
  readonly #slice = new Slice();
  #turn: Promise<void> | undefined;
  /** The handler has returned a promise. */
  #isAsync = false;
  #isStopped = false;

  /** `onTurn` is called when a worker becomes free, and now and then while it works. */
  constructor(handler: Handler, concurrency: number, backoff: Backoff, onTurn: () => void) {
    this.#handler = handler;
    this.#concurrency = concurrency;
    this.#backoff = backoff;
    this.#onTurn = onTurn;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Whether a worker has nothing to do. */
  get isIdle(): boolean {
    return !this.#isStopped && this.#ready.length === 0 && this.#workers.size < this.#concurrency;
  }

  /** The partition may have messages in hand. */
  offer(hand: Hand): void {
    if (hand.state !== 'idle' || !hand.isDeliverable || this.#isStopped) return;
    hand.state = 'ready';
    this.#ready.push(hand);
  }

  /** Puts free workers to work on what was offered; who calls this has no part in it. */
  dispatch(): void {
    if (this.#workers.size === 0) this.#slice.begin();
    while (this.#ready.length > 0 && this.#workers.size < this.#concurrency) {
      const worker: Worker = { hand: undefined, delivery: undefined };
      this.#workers.add(worker);
      neutrally(() => this.#work(worker)).catch(surface);
    }
  }

  /** Starts no more deliveries; who stands in line may go. */
  stop(): void {
    this.#isStopped = true;
    for (const hand of this.#ready.splice(0)) hand.state = 'idle';
  }

  /** Nobody waits any more for the delivery that this is called in; one that has ended excuses no other. */
  excuse(): void {
    const caller = callingDelivery.getStore();
    if (caller === undefined) return;
    for (const { hand, delivery } of this.#workers) if (delivery === caller) hand?.excuse();
  }

  /** Resolves when the deliveries that run are done, but for those that are excused. */
  async whenIdle(): Promise<void> {
    for (const { hand } of [...this.#workers]) await hand?.whenIdle();
  }

  async #work(worker: Worker): Promise<void> {
    try {
      for (;;) {
        while (this.#slice.isOver) await this.#nextTurn();
        const hand = this.#ready.shift();
        if (hand === undefined) return;
        worker.hand = hand;
        await callingDelivery.run((worker.delivery = new Delivery(worker, hand)), this.#serve, worker, hand);
        worker.delivery = undefined;
      }
    } finally {
      this.#workers.delete(worker);
      this.#onTurn();
    }
  }

  /** Everything else in the process has its turn. */
  #nextTurn(): Promise<void> {
    return (this.#turn ??= this.#pause());
  }

  async #pause(): Promise<void> {
    this.#onTurn();
    await nextTurn();
    this.#turn = undefined;
    this.#slice.begin();
  }

  /** Delivers what is in hand until there is no more or the slice is over. */
  readonly #serve = async (worker: Worker, hand: Hand): Promise<void> => {
    hand.state = 'busy';
    try {
      let isOver = false;
      while (this.#mayDeliver(hand) && !isOver) {
        const { generation } = hand;
        const count = Math.min(hand.count, this.#handler.limit);
        let failed = false;
        let ended: (() => void) | undefined;
        if (this.#isAsync) callingDelivery.enterWith((worker.delivery = new Delivery(worker, hand)));
        try {
          try {
            ended = this.#handler.starting?.(hand, count);
            if (hand.generation !== generation || !this.#mayDeliver(hand)) continue;
            const outcome = this.#handler.deliver(hand, count);
            if (isThenable(outcome)) {
              this.#isAsync = true;
              await outcome;
            }
          } finally {
            ended?.();
          }
        } catch (error) {
          failed = true;
          this.#report(error, hand);
        }
        // If the partition has changed hands or was sought meanwhile, what is in hand now is not what was delivered.
        if (hand.generation === generation) {
          if (!failed) this.#succeeded(hand, count);
          else if (this.#mustWait(hand)) break;
        }
        isOver = this.#slice.count();
      }
    } finally {
      hand.rest();
    }
    if (hand.failures > 1) this.#retryLater(hand);
    else this.offer(hand);
  };

  #mayDeliver(hand: Hand): boolean {
    return hand.isDeliverable && !this.#isStopped;
  }

  /** What telling of a failure throws is no reason to stand still. */
  #report(error: unknown, hand: Hand): void {
    try {
      this.#handler.failed(error, hand);
    } catch (thrown) {
      surface(thrown);
    }
  }

  #succeeded(hand: Hand, count: number): void {
    hand.failures = 0;
    this.#handler.delivered(hand, count);
  }

  #mustWait(hand: Hand): boolean {
    hand.dropDelivered();
    return ++hand.failures > 1;
  }

  #retryLater(hand: Hand): void {
    const { initialMs, maxMs } = this.#backoff;
    hand.wait(Math.min(initialMs * 2 ** (hand.failures - 2), maxMs), () => {
      this.offer(hand);
      this.dispatch();
    });
  }
}

/** Throws where it harms nothing but the process, which is the user's to protect. */
function surface(error: unknown): void {
  process.nextTick(() => {
    throw error;
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
