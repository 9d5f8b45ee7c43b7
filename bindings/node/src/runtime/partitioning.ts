import { inspect } from 'node:util';

import { codes } from './codes';
import { Failure, retriable } from './failure';
import { ANY_PARTITION, checkMessage, copyOf, partitionOf } from './outgoing';
import type { OutgoingMessage } from './outgoing';
import type { Delivery } from './sends';
import type { PartitionInfo, Topics } from './topics';
import { within } from './within';

/** Chooses partitions in place of librdkafka. */
export interface Partitioner {
  /** Whether also of messages that say their partition. */
  readonly isAskedAlways: boolean;
  choose(topic: string, partitions: readonly PartitionInfo[], message: OutgoingMessage): number;
}

/** What the sends go on to. */
export interface Sender {
  /** The bytes of the messages; throws if one of them is none. */
  weigh(messages: readonly OutgoingMessage[]): number;
  /** Sends the messages to the partitions that were chosen for them. */
  enqueue(
    topic: string,
    messages: readonly OutgoingMessage[],
    isEachTold: boolean,
    chosen: readonly number[],
  ): Promise<Delivery[]>;
}

/** What may wait for the partitions of topics. */
const WAITING_MAX_BYTES = 256 * 1024 * 1024;

interface Waiting {
  readonly messages: readonly OutgoingMessage[];
  readonly isEachTold: boolean;
  readonly bytes: number;
  readonly resolve: (deliveries: Promise<Delivery[]>) => void;
  readonly reject: (error: Error) => void;
}

/** The sends to a topic whose partitions are not known yet, in order. */
interface Line {
  readonly waiting: Waiting[];
  readonly served: Promise<void>;
}

/** Gives sends their partitions. Those to a topic that is new wait until the cluster has described it, and so does what follows. */
export class Partitioning {
  readonly #partitioner: Partitioner;
  readonly #topics: Topics;
  readonly #sender: Sender;
  readonly #lines = new Map<string, Line>();
  #waitingBytes = 0;

  constructor(partitioner: Partitioner, topics: Topics, sender: Sender) {
    this.#partitioner = partitioner;
    this.#topics = topics;
    this.#sender = sender;
  }

  send(topic: string, messages: readonly OutgoingMessage[], isEachTold: boolean): Promise<Delivery[]> {
    const partitions = this.#lines.has(topic) ? undefined : this.#topics.known(topic);
    if (partitions === undefined) return this.#wait(topic, messages, isEachTold);
    return this.#enqueue(topic, messages, isEachTold, partitions);
  }

  /** Resolves when nothing waits any more of what waits now; rejects when that takes longer. */
  async whenServed(timeoutMs: number): Promise<void> {
    if (this.#lines.size === 0) return;
    const served = Promise.all(Array.from(this.#lines.values(), (line) => line.served));
    if (await within(timeoutMs, served)) return;
    const topics = [...this.#lines.keys()].join(', ');
    throw retriable(codes.ERR__TIMED_OUT, `The partitions of ${topics} are not known after ${timeoutMs} ms.`);
  }

  failAll(failure: Failure): void {
    for (const topic of this.#lines.keys()) for (const { reject } of this.#take(topic)) reject(failure);
  }

  #wait(topic: string, messages: readonly OutgoingMessage[], isEachTold: boolean): Promise<Delivery[]> {
    const bytes = this.#sender.weigh(messages);
    if (this.#waitingBytes + bytes > WAITING_MAX_BYTES) {
      throw retriable(codes.ERR__QUEUE_FULL, `Too many sends are waiting for the partitions of ${topic}: await some.`);
    }
    this.#waitingBytes += bytes;
    const copies = messages.map(copyOf);
    return new Promise((resolve, reject) => {
      const waiting = { messages: copies, isEachTold, bytes, resolve, reject };
      const line = this.#lines.get(topic);
      if (line === undefined) this.#lines.set(topic, { waiting: [waiting], served: this.#serve(topic) });
      else line.waiting.push(waiting);
    });
  }

  async #serve(topic: string): Promise<void> {
    try {
      const partitions = await this.#topics.ask(topic);
      for (const { messages, isEachTold, resolve, reject } of this.#take(topic)) {
        try {
          resolve(this.#enqueue(topic, messages, isEachTold, partitions));
        } catch (error) {
          reject(error as Error);
        }
      }
    } catch (error) {
      for (const { reject } of this.#take(topic)) reject(error as Error);
    }
  }

  #take(topic: string): readonly Waiting[] {
    const waiting = this.#lines.get(topic)?.waiting ?? [];
    this.#lines.delete(topic);
    for (const { bytes } of waiting) this.#waitingBytes -= bytes;
    return waiting;
  }

  /** All partitions are chosen before anything is packed: a partitioner may do what it likes, even send. */
  #enqueue(
    topic: string,
    messages: readonly OutgoingMessage[],
    isEachTold: boolean,
    partitions: readonly PartitionInfo[],
  ): Promise<Delivery[]> {
    const chosen = messages.map((message, index) => this.#choose(topic, partitions, message, index));
    return this.#sender.enqueue(topic, messages, isEachTold, chosen);
  }

  #choose(topic: string, partitions: readonly PartitionInfo[], message: OutgoingMessage, index: number): number {
    checkMessage(message, index);
    const wanted = partitionOf(message, index);
    if (wanted !== ANY_PARTITION && !this.#partitioner.isAskedAlways) return wanted;
    const chosen = this.#partitioner.choose(topic, partitions, message);
    if (Number.isInteger(chosen) && chosen >= 0 && chosen < partitions.length) return chosen;
    throw new Failure(
      codes.ERR__UNKNOWN_PARTITION,
      `The partitioner must return a partition of ${topic}, 0 to ${partitions.length - 1}: ` +
        `for messages[${index}] it returned ${inspect(chosen, { depth: 0 })}.`,
    );
  }
}
