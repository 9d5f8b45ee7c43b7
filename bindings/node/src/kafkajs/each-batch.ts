import { inspect } from 'node:util';

import type { Handler } from '../runtime/dispatcher';
import type { Hand } from '../runtime/hand';
import { NO_OFFSET, parseOffset } from '../runtime/offset';
import type { Offset } from '../runtime/offset';
import { Batch } from './batch';
import { invalidArgument, notImplemented } from './errors';
import { Pauses } from './each-message';
import type { HandlerOwner } from './each-message';
import { readMessages } from './message';
import type { WaitOptions } from './wait';

export interface EachBatchPayload {
  batch: Batch;
  /** Marks the messages up to this offset as delivered. */
  resolveOffset(offset: string): void;
  /** Resolves at once: heartbeats are sent by themselves. */
  heartbeat(): Promise<void>;
  /** Commits what is resolved, unless that happens by itself. */
  commitOffsetsIfNecessary(options?: WaitOptions): Promise<void>;
  uncommittedOffsets(): never;
  /**
   * Whether the consumer goes on. A handler that asks and is told that it does not resolves what it has done: what it has not
   * resolved comes again.
   */
  isRunning(): boolean;
  /** Whether the partition is gone, was sought, or is paused: then, too, what is not resolved comes again, if it comes at all. */
  isStale(): boolean;
  /** Pauses the partition. What it returns resumes it. */
  pause(): () => void;
}

export type EachBatchHandler = (payload: EachBatchPayload) => Promise<void> | void;

/** A batch in its handler. */
interface Delivery {
  /** The handler was told not to go on, and may have left early: only it knows how far it came. */
  isTold: boolean;
}

/** Delivers batch by batch, each of one partition. */
export class EachBatch implements Handler {
  readonly limit: number;
  readonly #handler: EachBatchHandler;
  readonly #autoResolve: boolean;
  readonly #owner: HandlerOwner;
  readonly #pauses: Pauses;
  /** Of each partition that has one: a payload that outlives its handler speaks for no later one. */
  readonly #deliveries = new Map<Hand, Delivery>();

  constructor(handler: EachBatchHandler, limit: number, autoResolve: boolean, owner: HandlerOwner) {
    this.limit = limit;
    this.#handler = handler;
    this.#autoResolve = autoResolve;
    this.#owner = owner;
    this.#pauses = new Pauses(owner);
  }

  starting(hand: Hand, count: number): (() => void) | undefined {
    return this.#owner.batchStarted(() => batchOf(hand, count));
  }

  deliver(hand: Hand, count: number): unknown {
    const delivery = { isTold: false };
    this.#deliveries.set(hand, delivery);
    const handler = this.#handler;
    return handler(this.#payload(hand, batchOf(hand, count), delivery));
  }

  delivered(hand: Hand, count: number): void {
    const delivery = this.#deliveries.get(hand);
    this.#deliveries.delete(hand);
    if (delivery?.isTold === true) {
      hand.dropDelivered();
      return;
    }
    if (this.#autoResolve) {
      const { offset, leaderEpoch } = hand.lastOf(count);
      hand.deliverTo(offset, leaderEpoch);
    }
    hand.drop(count);
  }

  failed(error: unknown, hand: Hand): void {
    this.#deliveries.delete(hand);
    this.#owner.handlerFailed(error, hand);
  }

  #payload(hand: Hand, batch: Batch, delivery: Delivery): EachBatchPayload {
    const { generation } = hand;
    const { messages } = batch;
    const owner = this.#owner;
    let resolved = 0;
    return {
      batch,
      resolveOffset: (offset) => {
        const last = offsetOf(offset);
        // Offsets are resolved in rising order, so the search goes on where the last one ended.
        while (resolved < messages.length && (parseOffset(messages[resolved]?.offset) ?? NO_OFFSET) <= last) resolved++;
        if (hand.generation === generation) hand.deliverTo(last, messages[resolved - 1]?.leaderEpoch ?? -1);
      },
      heartbeat: owner.heartbeat,
      commitOffsetsIfNecessary: (options) => owner.commitOffsetsIfNecessary(options),
      uncommittedOffsets: () => {
        throw notImplemented('The uncommittedOffsets() method is not supported.');
      },
      isRunning: () => {
        const { isRunning } = owner;
        if (!isRunning) delivery.isTold = true;
        return isRunning;
      },
      isStale: () => {
        const isStale = !hand.isOpen || hand.isPaused || hand.generation !== generation;
        if (isStale) delivery.isTold = true;
        return isStale;
      },
      pause: this.#pauses.of(hand),
    };
  }
}

/** The first `count` messages in hand. */
function batchOf(hand: Hand, count: number): Batch {
  return new Batch(hand.topic, hand.partition, hand.highWatermark, readMessages(hand, count));
}

function offsetOf(value: string): Offset {
  const offset = parseOffset(value);
  if (offset !== undefined && offset >= 0) return offset;
  throw invalidArgument(`An offset must be a number from 0: resolveOffset got ${inspect(value, { depth: 0 })}.`);
}
