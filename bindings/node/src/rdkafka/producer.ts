import { apart } from '../runtime/apart';
import { codes } from '../runtime/codes';
import { ANY_PARTITION } from '../runtime/outgoing';
import type { Partitioner } from '../runtime/partitioning';
import { Producer as RuntimeProducer } from '../runtime/producer';
import type { Receipt } from '../runtime/receipts';
import { leftMs } from '../runtime/within';
import { answer, callbackOf, limitAndCallback, timeAndCallback, timeOf } from './callbacks';
import type { PlainCallback } from './callbacks';
import { Client } from './client';
import type { ClientListeners } from './client';
import { functionOf, settingsOf } from './config';
import type { ProducerGlobalConfig, ProducerTopicConfig } from './config';
import { ReportedMessage } from './delivery-report';
import type { DeliveryReport, ReportListener } from './delivery-report';
import { errorOf, errorSaying, LibrdKafkaError } from './errors';
import { eventsOf } from './events';
import { askGroup } from './group-metadata';
import type { MessageHeader, MessageKey, MessageValue, NumberNullUndefined } from './message';
import { headersOf, keyOf, partitionOf, timestampOf, topicOf, valueOf } from './outgoing';
import { partitionerOf, sendPartitioned } from './partitioner';
import { ProducerStream } from './producer-stream';
import type { WriteStreamOptions } from './producer-stream';
import { Room, tellRoom } from './room';
import { placesOf } from './topic-partition';
import type { TopicPartitionLike } from './topic-partition';
import { Turns } from './turns';

export interface ProducerListeners extends ClientListeners {
  /** With `dr_cb` or `dr_msg_cb`: what became of each message. */
  'delivery-report': (error: LibrdKafkaError | null, report: DeliveryReport) => unknown;
}

const DEFAULT_FLUSH_TIMEOUT_MS = 500;
const DEFAULT_TIMEOUT_MS = 5000;
/** librdkafka's own. */
const DEFAULT_QUEUE_MESSAGES = 100_000;
const DEFAULT_MESSAGE_BYTES = 1_000_000;

/** Keys of a configuration that librdkafka does not know. */
const OWN_KEYS = ['topic', 'partition'];

/** Sends messages, one by one. */
export class Producer extends Client<ProducerListeners, RuntimeProducer> {
  /** What `produce` takes when it is given none. */
  readonly defaultTopic: string | null;
  readonly defaultPartition: number;
  /** How many messages were taken. */
  sentMessages = 0;

  readonly #partitioner: Partitioner | undefined;
  readonly #maxMessageBytes: number;
  readonly #isTransactional: boolean;
  readonly #isReporting: boolean;
  readonly #room: Room;
  readonly #reports: ReportListener;
  /** For messages of which nobody wants to be told. */
  readonly #counted: Receipt;
  /** Of the calls of transactions. */
  readonly #turns = new Turns();
  #lastTopic: string | undefined;
  #isInTransaction = false;
  #pollTimer: NodeJS.Timeout | undefined;

  constructor(conf: ProducerGlobalConfig, topicConf?: ProducerTopicConfig | null) {
    super(conf, topicConf, (globalConf, topic) => settingsOf(globalConf, topic, OWN_KEYS));
    const { properties, callbacks } = this.settings;
    this.defaultTopic = (conf['topic'] ?? '') === '' ? null : topicOf(conf['topic']);
    this.defaultPartition = partitionOf(conf['partition'], ANY_PARTITION);
    this.#partitioner = partitionerOf(functionOf(this.settings, 'partitioner_cb', this));
    this.#maxMessageBytes = Number(properties['message.max.bytes'] ?? DEFAULT_MESSAGE_BYTES);
    this.#isTransactional = (properties['transactional.id'] ?? '') !== '';
    this.#room = new Room(Number(properties['queue.buffering.max.messages'] ?? DEFAULT_QUEUE_MESSAGES));
    tellRoom(this, this.#room);
    this.#isReporting = Boolean(callbacks.get('dr_cb')) || Boolean(callbacks.get('dr_msg_cb'));
    for (const name of ['dr_cb', 'dr_msg_cb']) {
      const callback = functionOf(this.settings, name, this);
      if (callback !== undefined) this.on('delivery-report', callback);
    }
    this.#reports = {
      hasValues: Boolean(callbacks.get('dr_msg_cb')),
      reported: (error, report, failure) => {
        this.#room.leave(failure);
        this.reported(error, report);
      },
    };
    this.#counted = {
      delivered: () => {
        this.#room.leave();
      },
      failed: (failure) => {
        this.#room.leave(failure);
      },
    };
  }

  /**
   * Takes a message, to be sent with the others of this tick; what is thrown is not taken. Throws ERR__QUEUE_FULL when
   * `queue.buffering.max.messages` are on their way: then wait for reports. Partition null leaves the choice to the partitioner.
   */
  produce(
    topic: string,
    partition?: NumberNullUndefined,
    message?: MessageValue,
    key?: MessageKey,
    timestamp?: NumberNullUndefined,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    opaque?: any,
    headers?: readonly MessageHeader[] | null,
  ): true {
    this.take(topic, partition, message, key, timestamp, opaque, headers);
    return true;
  }

  /** Asks for reports. They come by themselves as well; those that are there already come during the call. */
  poll(): this {
    this.#connected().poll();
    return this;
  }

  /** Polls every so many milliseconds while the client is connected; 0 ends it. */
  setPollInterval(intervalMs: number): this {
    const periodMs = timeOf(intervalMs, 0, 'intervalMs');
    clearInterval(this.#pollTimer);
    this.#pollTimer = undefined;
    if (periodMs > 0)
      this.#pollTimer = setInterval(() => {
        this.below?.poll();
      }, periodMs).unref();
    return this;
  }

  /** Ends a poll interval; reports come by themselves. */
  setPollInBackground(isInBackground: boolean): void {
    if (isInBackground) this.setPollInterval(0);
  }

  /** Sends at once, and calls back when everything is delivered or failed, or with ERR__TIMED_OUT; default 500 ms. */
  flush(timeout?: number | PlainCallback | null, callback?: PlainCallback | null): this {
    const [timeoutMs, done] = limitAndCallback(timeout, callback, DEFAULT_FLUSH_TIMEOUT_MS);
    answer(this.#connected().flush(timeoutMs), done);
    return this;
  }

  /** Comes first, once, and fences other producers of the same `transactional.id`. */
  initTransactions(timeout?: number | PlainCallback | null, callback?: PlainCallback | null): void {
    const [timeoutMs, done] = timeAndCallback(timeout, callback, DEFAULT_TIMEOUT_MS);
    answer(this.#transact((below) => below.initTransactions(timeoutMs)), done);
  }

  /** After it messages can be produced, until the transaction is committed or aborted. */
  beginTransaction(callback?: PlainCallback | null): void {
    const done = callbackOf(callback);
    const begin = async (below: RuntimeProducer): Promise<void> => {
      await below.beginTransaction();
      this.#isInTransaction = true;
    };
    answer(this.#transact(begin), done);
  }

  /** Commits. An error says what to do: if it `isRetriable` commit again, if it `isTxnRequiresAbort` abort, if it `isFatal` disconnect. */
  commitTransaction(timeout?: number | PlainCallback | null, callback?: PlainCallback | null): void {
    const [timeoutMs, done] = timeAndCallback(timeout, callback, DEFAULT_TIMEOUT_MS);
    answer(this.#end((below) => below.commitTransaction(timeoutMs)), done);
  }

  /** Gives up the transaction and the messages in it. */
  abortTransaction(timeout?: number | PlainCallback | null, callback?: PlainCallback | null): void {
    const [timeoutMs, done] = timeAndCallback(timeout, callback, DEFAULT_TIMEOUT_MS);
    answer(this.#end((below) => below.abortTransaction(timeoutMs)), done);
  }

  /** Makes offsets of a consumer's group part of the transaction; of each partition the next message to read. */
  sendOffsetsToTransaction(
    offsets: readonly TopicPartitionLike[],
    consumer: object,
    timeout?: number | PlainCallback | null,
    callback?: PlainCallback | null,
  ): void {
    const [timeoutMs, done] = timeAndCallback(timeout, callback, DEFAULT_TIMEOUT_MS);
    const places = placesOf(offsets);
    const send = async (below: RuntimeProducer): Promise<void> => {
      const end = performance.now() + timeoutMs;
      const group = await askGroup(consumer);
      await below.sendOffsets(places, group, leftMs(end));
    };
    answer(this.#transact(send), done);
  }

  /** A stream that sends what is written to it, with a producer of its own. */
  static createWriteStream(
    conf: ProducerGlobalConfig,
    topicConf: ProducerTopicConfig | null | undefined,
    streamOptions: WriteStreamOptions | string,
  ): ProducerStream<Producer> {
    return new ProducerStream(new Producer(conf, topicConf), streamOptions);
  }

  /** Takes a message of which reports are made with this opaque value. */
  protected take(
    givenTopic: unknown,
    givenPartition: unknown,
    message: unknown,
    givenKey: unknown,
    time: unknown,
    opaque: unknown,
    givenHeaders: unknown,
  ): void {
    const below = this.#connected();
    const topic = this.#topicOf(givenTopic ?? this.defaultTopic);
    const partition = partitionOf(givenPartition, this.defaultPartition);
    const value = valueOf(message);
    const key = keyOf(givenKey);
    const timestamp = timestampOf(time);
    const headers = headersOf(givenHeaders);
    this.#check(below, value, key);
    const receipt = this.#isReporting
      ? new ReportedMessage(this.#reports, topic, partition, key, value, timestamp > 0 ? timestamp : Date.now(), opaque)
      : this.#counted;
    try {
      if (this.#partitioner === undefined) below.produce(topic, partition, timestamp, key, value, headers, receipt);
      else sendPartitioned(below, topic, { partition, timestamp, key, value }, headers, receipt);
    } catch (error) {
      throw errorOf(error);
    }
    this.#room.enter();
    this.sentMessages++;
  }

  /** Most messages go where the one before went. */
  #topicOf(topic: unknown): string {
    if (this.#lastTopic !== undefined && topic === this.#lastTopic) return this.#lastTopic;
    return (this.#lastTopic = topicOf(topic));
  }

  /** There is a report. */
  protected reported(error: LibrdKafkaError | null, report: DeliveryReport): void {
    apart(() => this.emit('delivery-report', error, report));
  }

  protected override open(): RuntimeProducer {
    this.#isInTransaction = false;
    const noted = (error: LibrdKafkaError): void => {
      this.noted(error);
    };
    const events = eventsOf(this, this.settings, noted, this.token);
    return new RuntimeProducer(this.settings.properties, events, { partitioner: this.#partitioner });
  }

  protected override async close(below: RuntimeProducer, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<void> {
    await below.close(timeoutMs);
    this.setPollInterval(0);
    this.#room.close();
  }

  /** Refuses at once what librdkafka would refuse. */
  #check(below: RuntimeProducer, value: Uint8Array | null, key: Uint8Array | string | null): void {
    if (this.#isTransactional && !this.#isInTransaction)
      throw errorSaying(codes.ERR__STATE, 'Cannot produce, no transaction ongoing.');
    if ((value?.length ?? 0) + (key?.length ?? 0) > this.#maxMessageBytes)
      throw new LibrdKafkaError(codes.ERR_MSG_SIZE_TOO_LARGE);
    if (this.#room.isFull || below.isFull) throw new LibrdKafkaError(codes.ERR__QUEUE_FULL);
  }

  /** Begins when the calls before it have ended; its time begins then, too. */
  async #transact(call: (below: RuntimeProducer) => Promise<void>): Promise<void> {
    const { below } = this;
    if (below === undefined) throw errorSaying(codes.ERR__STATE, 'Producer not connected');
    await this.#turns.take(() => call(below));
  }

  /** What is produced from the call on is not part of the transaction any more, however it ends. */
  async #end(call: (below: RuntimeProducer) => Promise<void>): Promise<void> {
    this.#isInTransaction = false;
    await this.#transact(async (below) => {
      // A begin that was still under way has set it again.
      this.#isInTransaction = false;
      await call(below);
    });
  }

  #connected(): RuntimeProducer {
    const { below } = this;
    if (below === undefined) throw new Error('Producer not connected');
    return below;
  }
}
