import { Writable } from 'node:stream';
import type { WritableOptions } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import { codes } from '../runtime/codes';
import { callbackOf, timeOf } from './callbacks';
import type { Callback, PlainCallback } from './callbacks';
import { errorOf, wrongArgument } from './errors';
import type { LibrdKafkaError } from './errors';
import { questionOf } from './metadata';
import type { Metadata, MetadataOptions } from './metadata';
import type { MessageHeader, MessageKey, MessageValue, NumberNullUndefined } from './message';
import { roomOf } from './room';

export interface WriteStreamOptions extends Omit<WritableOptions, 'defaultEncoding'> {
  /** Where everything goes; in `objectMode`, what says no topic. */
  topic?: string;
  /** Whether messages are written (`topic`, `partition`, `value`, `key`, `timestamp`, `opaque`, `headers`), instead of values. */
  objectMode?: boolean;
  /** Of strings that are written. */
  encoding?: BufferEncoding;
  /** Whether the producer is disconnected at the end and after an error; default true. */
  autoClose?: boolean;
  /** Milliseconds between polls; default 1000. */
  pollInterval?: number;
  connectOptions?: MetadataOptions;
}

/** What a stream in `objectMode` takes. */
export interface StreamMessage {
  topic?: string;
  partition?: NumberNullUndefined;
  value: MessageValue;
  key?: MessageKey;
  timestamp?: NumberNullUndefined;
  opaque?: unknown;
  headers?: readonly MessageHeader[] | null;
}

/** What a stream needs of a producer. */
export interface StreamProducer {
  isConnected(): boolean;
  connect(options: MetadataOptions, callback: Callback<Metadata>): unknown;
  setPollInterval(intervalMs: number): unknown;
  flush(timeoutMs: number, callback: PlainCallback): unknown;
  disconnect(callback: () => unknown): unknown;
  produce(
    topic: string,
    partition?: NumberNullUndefined,
    message?: MessageValue,
    key?: MessageKey,
    timestamp?: NumberNullUndefined,
    opaque?: unknown,
    headers?: readonly MessageHeader[] | null,
  ): unknown;
}

const DEFAULT_POLL_INTERVAL_MS = 1000;
/** A producer that cannot tell when there is room is tried again after so long. */
const RETRY_MS = 500;
/** One look at what is on its way; how long that may take is `message.timeout.ms`. */
const FLUSH_MS = 5000;

/**
 * Sends what is written to it, and connects its producer if need be. A queue that is full is waited for. `finish` comes when
 * everything is delivered; what could not be is an error.
 */
export class ProducerStream<Below extends StreamProducer = StreamProducer> extends Writable {
  readonly producer: Below;
  readonly topicName: string | undefined;
  readonly autoClose: boolean;

  readonly #connectOptions: MetadataOptions;
  readonly #isOfMessages: boolean;
  readonly #failuresBefore: number;

  constructor(producer: Below, streamOptions: WriteStreamOptions | string = {}) {
    if (typeof (producer as Partial<StreamProducer> | null | undefined)?.produce !== 'function')
      throw wrongArgument('"producer" must be a Producer');
    const options = optionsOf(streamOptions);
    const { topic, autoClose = true, pollInterval = DEFAULT_POLL_INTERVAL_MS, connectOptions = {}, encoding } = options;
    super({ ...options, autoDestroy: autoClose, ...(encoding !== undefined && { defaultEncoding: encoding }) });
    this.producer = producer;
    this.topicName = topic;
    this.autoClose = autoClose;
    this.#connectOptions = connectOptions;
    this.#isOfMessages = options.objectMode === true;
    this.#failuresBefore = roomOf(producer)?.failures ?? 0;
    producer.setPollInterval(pollInterval);
  }

  /** Connects the producer, which a stream does by itself. */
  connect(metadataOptions: MetadataOptions = this.#connectOptions): void {
    this.producer.connect(metadataOptions, (error) => {
      if (error !== null) this.#tell(error);
    });
  }

  /** Sends what was written, and disconnects the producer; calls back when that is done. */
  close(callback?: (() => unknown) | null): void {
    const done = callbackOf(callback);
    if (done !== undefined) {
      if (this.closed) setImmediate(done);
      else this.once('close', done);
    }
    if (this.errored !== null) this.destroy();
    else this.end(() => this.destroy());
  }

  override _construct(callback: (error?: Error | null) => void): void {
    if (this.producer.isConnected()) callback();
    else this.producer.connect(this.#connectOptions, callback);
  }

  override _write(chunk: unknown, _encoding: string, callback: (error?: Error | null) => void): void {
    this.#send([chunk], 0, callback);
  }

  override _writev(chunks: readonly { readonly chunk: unknown }[], callback: (error?: Error | null) => void): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      0,
      callback,
    );
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#flush().then(() => {
      callback();
    }, callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.producer.disconnect(() => {
      callback(error);
    });
  }

  /** Hands over the chunks from an index on. */
  #send(chunks: readonly unknown[], from: number, callback: (error?: Error | null) => void): void {
    for (let index = from; index < chunks.length && !this.destroyed; index++) {
      try {
        this.#produce(chunks[index]);
      } catch (error) {
        if ((error as Partial<LibrdKafkaError>).code === codes.ERR__QUEUE_FULL) {
          void this.#whenFree().then(() => {
            this.#send(chunks, index, callback);
          });
          return;
        }
        if (this.autoClose) {
          callback(error as Error);
          return;
        }
        this.#tell(error as Error);
      }
    }
    callback();
  }

  #produce(chunk: unknown): void {
    if (!this.#isOfMessages) {
      if (!(chunk instanceof Uint8Array)) throw wrongArgument('Invalid data. Can only produce buffers');
      this.producer.produce(this.topicName ?? '', null, chunk as Buffer, null);
      return;
    }
    const { topic, partition, value, key, timestamp, opaque, headers } = chunk as StreamMessage;
    this.producer.produce(topic ?? this.topicName ?? '', partition, value, key, timestamp, opaque, headers);
  }

  #whenFree(): Promise<void> {
    return roomOf(this.producer)?.whenFree() ?? delay(RETRY_MS);
  }

  /** Resolves when all is delivered; rejects if something cannot be. */
  async #flush(): Promise<void> {
    for (;;) {
      const error = await this.#flushed();
      if (error === null) break;
      if (error.code !== codes.ERR__TIMED_OUT || this.destroyed) throw error;
    }
    const room = roomOf(this.producer);
    if (room?.lastFailure !== undefined && room.failures > this.#failuresBefore) throw errorOf(room.lastFailure);
  }

  #flushed(): Promise<LibrdKafkaError | null> {
    return new Promise((resolve) => {
      this.producer.flush(FLUSH_MS, resolve);
    });
  }

  /** The stream goes on. */
  #tell(error: Error): void {
    process.nextTick(() => {
      this.emit('error', error);
    });
  }
}

function optionsOf(given: WriteStreamOptions | string): WriteStreamOptions {
  const options = (typeof given === 'string' ? { encoding: given } : given) as WriteStreamOptions | null;
  if (typeof options !== 'object' || options === null)
    throw wrongArgument('"streamOptions" argument must be a string or an object');
  if (options.objectMode !== true && !options.topic)
    throw wrongArgument('ProducerStreams not using objectMode must provide a topic to produce to.');
  timeOf(options.pollInterval, DEFAULT_POLL_INTERVAL_MS, 'pollInterval');
  questionOf(options.connectOptions);
  return options;
}
