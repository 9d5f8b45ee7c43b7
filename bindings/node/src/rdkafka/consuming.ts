import { apart } from '../runtime/apart';
import type { Consumer } from '../runtime/consumer';
import type { Failure } from '../runtime/failure';
import type { EndMark, Flow, PartitionEnd, Patience } from '../runtime/flow';
import { errorOf } from './errors';
import type { LibrdKafkaError } from './errors';
import { readMessage } from './message';
import type { Message } from './message';
import { placeFrom } from './topic-partition';

/** What is told of messages. */
export interface MessageTarget {
  emit(event: string, ...values: unknown[]): boolean;
}

/** Called for each message of a flow. */
export type MessageCallback = (error: LibrdKafkaError | null, message?: Message) => unknown;

/** Called once with all of the messages that were asked for. */
export type MessagesCallback = (error: LibrdKafkaError | null, messages: Message[]) => unknown;

/** Brings the messages of one connected consumer to its listeners and callbacks. */
export class Consuming {
  readonly #target: MessageTarget;
  readonly #flow: Flow<Message>;
  #callback: MessageCallback | undefined;
  #isFlowing = false;

  constructor(target: MessageTarget, consumer: Consumer) {
    this.#target = target;
    this.#flow = consumer.flow({
      read: readMessage,
      message: (message) => {
        this.#tell(message);
      },
      ended: (end) => {
        this.#ended(end);
      },
    });
  }

  get isFlowing(): boolean {
    return this.#isFlowing;
  }

  /** Lets all messages flow to the listeners and a callback. */
  start(callback: MessageCallback | undefined): void {
    this.#callback = callback;
    this.#isFlowing = true;
    this.#flow.setFlowing(true);
  }

  stop(): void {
    this.#isFlowing = false;
    this.#flow.setFlowing(false);
  }

  /** Asks for some messages, and calls back later. */
  take(limit: number, patience: Patience, callback: MessagesCallback | undefined): void {
    let isDuringCall = true;
    this.#flow.take(limit, patience, (messages, ends, failure) => {
      const tell = (): void => {
        this.#told(messages, ends, failure, callback);
      };
      if (isDuringCall) process.nextTick(tell);
      else tell();
    });
    isDuringCall = false;
  }

  /** As `take`, but calls back at once if the messages are there. */
  read(limit: number, patience: Patience, callback: MessagesCallback): void {
    this.#flow.take(limit, patience, (messages, ends, failure) => {
      this.#told(messages, ends, failure, callback);
    });
  }

  /** Something is wrong with what is read: who reads hears of it. False if nobody does. */
  fail(failure: Failure): boolean {
    if (this.#flow.fail(failure)) return true;
    if (!this.#isFlowing) return false;
    apart(() => this.#callback?.(errorOf(failure)));
    return true;
  }

  #told(
    messages: Message[],
    ends: readonly EndMark[],
    failure: Failure | undefined,
    callback: MessagesCallback | undefined,
  ): void {
    let next = 0;
    for (const { after, end } of ends) {
      for (const message of messages.slice(next, after)) this.#emit(message);
      next = after;
      this.#ended(end);
    }
    for (const message of next === 0 ? messages : messages.slice(next)) this.#emit(message);
    const error = failure === undefined ? null : errorOf(failure);
    apart(() => callback?.(error, messages));
  }

  /** For every message, so without a closure. */
  #tell(message: Message): void {
    this.#emit(message);
    try {
      this.#callback?.(null, message);
    } catch (error) {
      surface(error);
    }
  }

  #emit(message: Message): void {
    try {
      this.#target.emit('data', message);
    } catch (error) {
      surface(error);
    }
  }

  #ended(end: PartitionEnd): void {
    apart(() => this.#target.emit('partition.eof', placeFrom(end, end.offset)));
  }
}

/** Whether it is what `consume` may be given first. */
export function isCount(count: unknown): boolean {
  if (typeof count === 'number') return Number.isSafeInteger(count) && count >= 0;
  return count === undefined || count === null || typeof count === 'function';
}

function surface(error: unknown): void {
  apart(() => {
    throw error;
  });
}
