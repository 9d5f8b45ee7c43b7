import type { Handler } from '../runtime/dispatcher';
import type { Hand } from '../runtime/hand';
import { Batch } from './batch';
import { readMessage, readMessages } from './message';
import type { KafkaMessage } from './message';
import type { WaitOptions } from './wait';

export interface EachMessagePayload {
  topic: string;
  partition: number;
  message: KafkaMessage;
  /** Resolves at once: heartbeats are sent by themselves. */
  heartbeat(): Promise<void>;
  /** Pauses the partition. What it returns resumes it. */
  pause(): () => void;
}

export type EachMessageHandler = (payload: EachMessagePayload) => Promise<void> | void;

/** What handlers have to know of the consumer that calls them. */
export interface HandlerOwner {
  readonly isRunning: boolean;
  pause(topic: string, partition: number): () => void;
  commitOffsetsIfNecessary(options?: WaitOptions): Promise<void>;
  handlerFailed(error: unknown, hand: Hand): void;
  /** A handler starts with a batch. What comes back, if anything, is to be called when it is done with it. */
  batchStarted(batchOf: () => Batch): (() => void) | undefined;
  readonly heartbeat: () => Promise<void>;
}

/** Delivers message by message. */
export class EachMessage implements Handler {
  readonly limit = 1;
  readonly #handler: EachMessageHandler;
  readonly #owner: HandlerOwner;
  readonly #pauses: Pauses;

  constructor(handler: EachMessageHandler, owner: HandlerOwner) {
    this.#handler = handler;
    this.#owner = owner;
    this.#pauses = new Pauses(owner);
  }

  starting(hand: Hand): undefined {
    if (hand.isFresh) this.#start(hand);
  }

  deliver(hand: Hand): unknown {
    const { topic, partition } = hand;
    const handler = this.#handler;
    const message = readMessage(hand.batch, hand.at);
    return handler({ topic, partition, message, heartbeat: this.#owner.heartbeat, pause: this.#pauses.of(hand) });
  }

  delivered(hand: Hand): void {
    hand.deliverFirst();
  }

  failed(error: unknown, hand: Hand): void {
    this.#owner.handlerFailed(error, hand);
  }

  /** What came of one fetch is told as a batch. Whoever is told may seek, which is its end. */
  #start(hand: Hand): void {
    const { topic, partition, highWatermark } = hand;
    const state: { isGone?: true; ended?: (() => void) | undefined } = {};
    const count = hand.start(() => {
      state.isGone = true;
      state.ended?.();
    });
    const ended = this.#owner.batchStarted(() => new Batch(topic, partition, highWatermark, readMessages(hand, count)));
    if (state.isGone === true) ended?.();
    else state.ended = ended;
  }
}

/** The functions that pause a partition: one for each, since one for each message is dear. */
export class Pauses {
  readonly #owner: HandlerOwner;
  readonly #pauses = new Map<Hand, () => () => void>();
  #hand: Hand | undefined;
  #pause: (() => () => void) | undefined;

  constructor(owner: HandlerOwner) {
    this.#owner = owner;
  }

  of(hand: Hand): () => () => void {
    if (hand !== this.#hand || this.#pause === undefined) {
      this.#hand = hand;
      this.#pause = this.#pauses.get(hand) ?? this.#add(hand);
    }
    return this.#pause;
  }

  #add(hand: Hand): () => () => void {
    const { topic, partition } = hand;
    const pause = (): (() => void) => this.#owner.pause(topic, partition);
    this.#pauses.set(hand, pause);
    return pause;
  }
}
