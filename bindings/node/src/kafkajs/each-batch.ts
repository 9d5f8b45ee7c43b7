import type { Handler } from '../runtime/dispatcher';
import type { Hand } from '../runtime/hand';
import { invalidArgument, notImplemented } from './errors';
import { heartbeat } from './each-message';
import { readMessage } from './message';
import type { KafkaMessage } from './message';

const UNKNOWN_WATERMARK = '-1001';
const UNKNOWN_LAG = '-1';

export interface Batch {
  topic: string;
  partition: number;
  /** '-1001': not known. */
  highWatermark: string;
  messages: KafkaMessage[];
  isEmpty(): boolean;
  firstOffset(): string | null;
  lastOffset(): string;
  offsetLag(): string;
  offsetLagLow(): string;
}

export interface EachBatchPayload {
  batch: Batch;
  /** Marks the messages up to this offset as delivered. */
  resolveOffset(offset: string): void;
  /** Does nothing: heartbeats are sent by themselves. */
  heartbeat(): Promise<void>;
  /** Commits what is resolved, unless that happens by itself. */
  commitOffsetsIfNecessary(): Promise<void>;
  uncommittedOffsets(): never;
  isRunning(): boolean;
  /** Whether the partition is gone: what the handler still does with the batch may be done twice. */
  isStale(): boolean;
}

export type EachBatchHandler = (payload: EachBatchPayload) => Promise<void> | void;

/** What batches have to know of the consumer that they are delivered by. */
export interface EachBatchOwner {
  readonly isRunning: boolean;
  commitOffsetsIfNecessary(): Promise<void>;
  handlerFailed(error: unknown): void;
}

/** Delivers batch by batch, each of one partition. */
export class EachBatch implements Handler {
  readonly limit: number;
  readonly #handler: EachBatchHandler;
  readonly #autoResolve: boolean;
  readonly #owner: EachBatchOwner;
  /** Partitions whose handler was told that its batch is stale, and may have left early: only it knows how far it came. */
  readonly #told = new Set<Hand>();

  constructor(handler: EachBatchHandler, limit: number, autoResolve: boolean, owner: EachBatchOwner) {
    this.limit = limit;
    this.#handler = handler;
    this.#autoResolve = autoResolve;
    this.#owner = owner;
  }

  deliver(hand: Hand, count: number): unknown {
    const messages: KafkaMessage[] = [];
    this.#told.delete(hand);
    hand.peek(count, (batch, at) => {
      messages.push(readMessage(batch, at));
    });
    const handler = this.#handler;
    return handler(this.#payload(hand, messages));
  }

  delivered(hand: Hand, count: number): void {
    if (this.#autoResolve && !this.#told.delete(hand)) {
      const { offset, leaderEpoch } = hand.lastOf(count);
      hand.deliverTo(offset, leaderEpoch);
    }
    hand.drop(count);
  }

  failed(error: unknown): void {
    this.#owner.handlerFailed(error);
  }

  #payload(hand: Hand, messages: KafkaMessage[]): EachBatchPayload {
    const { topic, partition, epoch } = hand;
    const owner = this.#owner;
    let resolved = 0;
    return {
      batch: {
        topic,
        partition,
        highWatermark: UNKNOWN_WATERMARK,
        messages,
        isEmpty: () => messages.length === 0,
        firstOffset: () => messages[0]?.offset ?? null,
        lastOffset: () => messages.at(-1)?.offset ?? UNKNOWN_WATERMARK,
        offsetLag: () => UNKNOWN_LAG,
        offsetLagLow: () => UNKNOWN_LAG,
      },
      resolveOffset: (offset) => {
        const last = offsetOf(offset);
        // Offsets are resolved in rising order, so the search goes on where the last one ended.
        while (resolved < messages.length && Number(messages[resolved]?.offset) <= last) resolved++;
        if (hand.epoch === epoch) hand.deliverTo(last, messages[resolved - 1]?.leaderEpoch ?? -1);
      },
      heartbeat,
      commitOffsetsIfNecessary: () => owner.commitOffsetsIfNecessary(),
      uncommittedOffsets: () => {
        throw notImplemented('The uncommittedOffsets() method is not supported.');
      },
      isRunning: () => owner.isRunning,
      isStale: () => {
        const isStale = !hand.isOpen || hand.epoch !== epoch;
        if (isStale) this.#told.add(hand);
        return isStale;
      },
    };
  }
}

function offsetOf(offset: string): number {
  const number = Number(offset);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw invalidArgument(`An offset must be a number from 0: resolveOffset got ${JSON.stringify(offset)}.`);
}
