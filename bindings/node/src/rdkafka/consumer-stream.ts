import { Readable } from 'node:stream';
import type { ReadableOptions } from 'node:stream';

import { codes } from '../runtime/codes';
import { callbackOf, timeOf } from './callbacks';
import type { Callback } from './callbacks';
import type { MessagesCallback } from './consuming';
import { wrongArgument } from './errors';
import { questionOf } from './metadata';
import type { Metadata, MetadataOptions } from './metadata';
import type { Message, SubscribeTopic, SubscribeTopicList } from './message';
import { readOf } from './reading';
import type { Read } from './reading';

export interface ReadStreamOptions extends ReadableOptions {
  /** What to subscribe to, or a function that finds it out from what the cluster is made of. */
  topics: SubscribeTopicList | SubscribeTopic | ((metadata: Metadata) => SubscribeTopicList);
  /** Accepted, without effect: a stream hears of messages when they come. */
  waitInterval?: number;
  /** How many messages are asked for at a time; default 1. */
  fetchSize?: number;
  /** Whether the stream is of messages, instead of their values; default true. */
  objectMode?: boolean;
  /** Default: `fetchSize` + 2 messages. */
  highWaterMark?: number;
  /** Whether the consumer is disconnected when the stream ends; default true. */
  autoClose?: boolean;
  /** Whether the stream is of lists of messages, as they were fetched. */
  streamAsBatch?: boolean;
  connectOptions?: MetadataOptions;
}

/** What a stream needs of a consumer. */
export interface StreamConsumer {
  isConnected(): boolean;
  connect(options: MetadataOptions, callback: Callback<Metadata>): unknown;
  getMetadata(options: MetadataOptions, callback: Callback<Metadata>): unknown;
  subscribe(topics: SubscribeTopicList): unknown;
  consume(count: number, callback: MessagesCallback): void;
  disconnect(callback: () => unknown): unknown;
  once(event: string, listener: () => unknown): unknown;
}

/**
 * A stream of messages: nothing is read ahead of the reader but `highWaterMark`. It connects its consumer if need be,
 * subscribes, and ends when the consumer unsubscribes. Errors of reading are emitted, and reading goes on.
 */
export class KafkaConsumerStream<Below extends StreamConsumer = StreamConsumer> extends Readable {
  readonly consumer: Below;
  readonly topics: ReadStreamOptions['topics'];
  readonly autoClose: boolean;
  readonly fetchSize: number;
  readonly streamAsBatch: boolean;

  readonly #connectOptions: MetadataOptions;
  readonly #isOfMessages: boolean;
  readonly #fetchFrom: Read;
  /** Fetched, and not asked for yet. */
  #messages: Message[] = [];
  #next = 0;
  #isFetching = false;
  #isEnded = false;

  constructor(consumer: Below, options: ReadStreamOptions | number) {
    if (typeof (consumer as Partial<StreamConsumer> | null | undefined)?.consume !== 'function')
      throw wrongArgument('"consumer" must be a KafkaConsumer');
    const { topics, ...rest } = optionsOf(options);
    const { fetchSize = 1, objectMode, highWaterMark, autoClose = true } = rest;
    const { streamAsBatch = false, connectOptions = {} } = rest;
    const isOfObjects = objectMode !== false;
    super({
      ...rest,
      objectMode: isOfObjects || streamAsBatch,
      autoDestroy: autoClose,
      ...(isOfObjects && { highWaterMark: highWaterMark ?? fetchSize + 2 }),
    });
    this.consumer = consumer;
    this.topics = topics;
    this.autoClose = autoClose;
    this.fetchSize = fetchSize;
    this.streamAsBatch = streamAsBatch;
    this.#connectOptions = connectOptions;
    this.#isOfMessages = isOfObjects;
    this.#fetchFrom =
      readOf(consumer) ??
      ((count, callback) => {
        consumer.consume(count, callback);
      });
    consumer.once('unsubscribed', () => {
      this.#end();
    });
  }

  /** Leaves the group and disconnects the consumer; calls back when that is done. */
  close(callback?: (() => unknown) | null): void {
    const done = callbackOf(callback);
    if (done !== undefined) {
      if (this.closed) setImmediate(done);
      else this.once('close', done);
    }
    this.destroy();
  }

  override _construct(callback: (error?: Error | null) => void): void {
    const { consumer } = this;
    const subscribe: Callback<Metadata> = (error, metadata) => {
      if (error !== null) {
        callback(error);
        return;
      }
      try {
        consumer.subscribe(topicsOf(this.topics, metadata));
        callback();
      } catch (thrown) {
        callback(thrown as Error);
      }
    };
    if (!consumer.isConnected()) consumer.connect(this.#connectOptions, subscribe);
    else consumer.getMetadata(this.#connectOptions, subscribe);
  }

  override _read(): void {
    if (this.#isFetching) return;
    if (this.#next < this.#messages.length) this.#push();
    else this.#fetch();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#isEnded = true;
    this.consumer.disconnect(() => {
      callback(error);
    });
  }

  #fetch(): void {
    this.#isFetching = true;
    this.#fetchFrom(this.fetchSize, this.#fetched);
  }

  readonly #fetched: MessagesCallback = (error, messages) => {
    this.#isFetching = false;
    if (this.#isEnded) return;
    if (error === null) {
      this.#messages = messages;
      this.#next = 0;
      this.#push();
    } else if (error.code === codes.ERR__STATE) {
      this.#end();
    } else {
      // Before it is told: a listener may throw.
      this.#fetch();
      this.emit('error', error);
    }
  };

  /** Hands on what was fetched as far as it is wanted, and fetches if that was nothing. */
  #push(): void {
    if (this.streamAsBatch && this.#messages.length > 0) {
      const messages = this.#messages;
      this.#messages = [];
      this.push(this.#isOfMessages ? messages : messages.map(({ value }) => value));
      return;
    }
    let isPushed = false;
    let isWanted = true;
    while (isWanted) {
      const message = this.#messages[this.#next];
      if (message === undefined) break;
      this.#next++;
      // Null would end the stream.
      if (!this.#isOfMessages && message.value === null) continue;
      isPushed = true;
      isWanted = this.push(this.#isOfMessages ? message : message.value);
    }
    if (!isPushed && !this.#isFetching) this.#fetch();
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.push(null);
  }
}

function optionsOf(given: ReadStreamOptions | number): ReadStreamOptions {
  const isNumber = typeof given === 'number';
  const options = (isNumber ? { waitInterval: given } : given) as ReadStreamOptions | null;
  if (typeof options !== 'object' || options === null)
    throw wrongArgument('"options" argument must be a number or an object');
  const topics: unknown = options.topics;
  const isOne = typeof topics === 'string' || topics instanceof RegExp;
  if (!isOne && typeof topics !== 'function' && !Array.isArray(topics))
    throw wrongArgument('"topics" argument must be a string, regex, or an array');
  const fetchSize: unknown = options.fetchSize ?? 1;
  if (!Number.isSafeInteger(fetchSize) || (fetchSize as number) < 1)
    throw wrongArgument('"fetchSize" must be a whole number from 1');
  timeOf(options.waitInterval, undefined, 'waitInterval');
  questionOf(options.connectOptions);
  return options;
}

function topicsOf(topics: ReadStreamOptions['topics'], metadata: Metadata): SubscribeTopicList {
  if (typeof topics === 'function') return topics(metadata);
  return Array.isArray(topics) ? topics : [topics];
}
