import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';

import type { Handover } from '../runtime/handover';
import type { KafkaMessage } from './message';

/** A message with where it comes from. */
export interface ConsumedMessage extends KafkaMessage {
  topic: string;
  partition: number;
}

/**
 * What a consumer receives, for a loop (`for await`) or a stream to ask for: nothing is read ahead of it, and an item counts as
 * delivered when the next one is asked for. Leaving the loop stops the consumer, and the item that it was left with comes
 * again; so does the one at hand when the loop, or who started it, stops or disconnects the consumer. The loop ends when the
 * consumer is stopped or disconnected, and throws when it crashes.
 */
export class Source<T> implements AsyncIterable<T> {
  readonly #items: Handover<T>;

  constructor(items: Handover<T>) {
    this.#items = items;
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return this.#items;
  }

  /** A Node stream in object mode. Destroying it stops the consumer. */
  toReadable(): Readable {
    // It has room for none: what it took before it is asked would count as delivered when its reader has only begun with it.
    return Readable.from(this, { objectMode: true, highWaterMark: 0 });
  }

  /** A Web stream. Cancelling it stops the consumer. */
  toReadableStream(): ReadableStream<T> {
    const items = this.#items;
    return new ReadableStream<T>(
      {
        pull: async (controller) => {
          const { done, value } = await items.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        },
        cancel: async () => {
          await items.return();
        },
      },
      { highWaterMark: 0 },
    );
  }
}
