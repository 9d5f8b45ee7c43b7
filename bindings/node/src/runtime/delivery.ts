import { AsyncLocalStorage } from 'node:async_hooks';

import type { Hand } from './hand';

/** Who brings deliveries to the handler, one after the other. */
export interface Worker {
  hand: Hand | undefined;
  /** What its handler is called in now. */
  delivery: Delivery | undefined;
}

/**
 * Tells a delivery from all others. To enter it for every message is dear: those of one partition within one slice share it, as long as the
 * handler has never returned a promise. What they leave behind (a timer, say) counts as part of the first that returns one, too.
 */
export class Delivery {
  readonly hand: Hand;
  readonly #worker: Worker;
  readonly #epoch: number;

  constructor(worker: Worker, hand: Hand) {
    this.hand = hand;
    this.#worker = worker;
    this.#epoch = hand.epoch;
  }

  /** Whether it runs although its partition was taken back meanwhile, whoever has that now. */
  get isLate(): boolean {
    return this.#worker.delivery === this && this.hand.epoch !== this.#epoch;
  }
}

/**
 * Tells a call that is made inside a handler, however late, by which delivery. There is one storage for all consumers: where Node has no
 * AsyncContextFrame, each new promise of the process gets a copy of all that were ever entered.
 */
export const callingDelivery = new AsyncLocalStorage<Delivery>();
