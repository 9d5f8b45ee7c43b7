import { setImmediate as afterEvents } from 'node:timers/promises';

import { untilAborted } from '../runtime/abort';
import { Failure } from '../runtime/failure';
import { Producer as RuntimeProducer } from '../runtime/producer';
import type { Delivery } from '../runtime/sends';
import { leftMs } from '../runtime/within';
import { Admin, underlyingOf } from './admin';
import { eventsOf, logOf } from './client';
import type { GlobalConfig } from './config';
import { withCredentials } from './credentials';
import type { SaslCredentials } from './credentials';
import { advised, beyondUse } from './delivery-advice';
import { invalidArgument, toKafkaJSError, translated, wrongState } from './errors';
import { PRODUCER_EVENTS } from './events';
import type { ProducerEvents, ProducerPayloads, RemoveInstrumentationEventListener } from './events';
import { groupMetadataOf } from './group-metadata';
import { Instrumentation } from './instrumentation';
import type { Listener } from './instrumentation';
import { Lifecycle } from './lifecycle';
import type { ClientLog, Logger } from './logger';
import { producerSettings } from './producer-config';
import { checkBatch, checkObject, checkRecord, metadataOf, partitionOffsetsOf } from './producer-record';
import type { OffsetsToSend, ProducerBatch, ProducerRecord, RecordMetadata } from './producer-record';
import { runInTransaction } from './transaction-scope';
import type { TransactionScope } from './transaction-scope';
import { Transactions } from './transactions';
import { signalOf } from './wait';
import type { WaitOptions } from './wait';

/** A transaction is its producer, which has one at a time. */
export type Transaction = Producer;

const DEFAULT_FLUSH_TIMEOUT_MS = 500;

/** What a producer has while it is connected. */
interface Connection {
  readonly runtime: RuntimeProducer;
  readonly transactions: Transactions;
  readonly isTransactional: boolean;
}

/** Sends messages. */
export class Producer {
  #config: GlobalConfig;
  readonly #log: ClientLog;
  readonly #instrumentation: Instrumentation<ProducerPayloads>;
  readonly #lifecycle: Lifecycle;
  #connection: Connection | undefined;

  constructor(config: GlobalConfig) {
    this.#config = config;
    this.#log = logOf(config, 'producer');
    this.#instrumentation = new Instrumentation('producer', PRODUCER_EVENTS, this.#log);
    this.#lifecycle = new Lifecycle((isConnected) => {
      this.#instrumentation.emit(isConnected ? PRODUCER_EVENTS.CONNECT : PRODUCER_EVENTS.DISCONNECT, null);
    });
  }

  /** The names of the events that `on` takes. */
  get events(): ProducerEvents {
    return PRODUCER_EVENTS;
  }

  /** Calls a listener when something happens; what is returned takes it away again. */
  on<Name extends keyof ProducerPayloads>(
    name: Name,
    listener: Listener<ProducerPayloads[Name]>,
  ): RemoveInstrumentationEventListener {
    return this.#instrumentation.on(name, listener);
  }

  /**
   * Resolves when a broker has answered; rejects with the reason why none did. With a `transactional.id` it also fences other
   * producers of that id and ends their transaction, all within `js.connect.timeout.ms`. Again after that, and after
   * `disconnect()`.
   */
  connect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.connect(async (signal) => {
      const { properties, callbacks, options, connectTimeoutMs, ...settings } = producerSettings(this.#config);
      const runtime = new RuntimeProducer(properties, eventsOf(this.#log, callbacks), options);
      const { isTransactional, transactionTimeoutMs } = settings;
      this.#connection = { runtime, isTransactional, transactions: new Transactions(runtime, transactionTimeoutMs) };
      try {
        const end = performance.now() + connectTimeoutMs;
        await untilAborted(runtime.connect(connectTimeoutMs), signal);
        if (isTransactional) await untilAborted(runtime.initTransactions(leftMs(end)), signal);
      } catch (error) {
        void runtime.close();
        throw error;
      }
    }, options);
  }

  /** Delivers what was sent, as far as that can be done in five seconds; the rest is rejected, an open transaction aborted. */
  disconnect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.disconnect(async () => {
      await this.#connection?.runtime.close();
    }, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect();
  }

  /**
   * Resolves when the messages are delivered; rejects if one of them is not. While the queue of messages is full it waits for
   * room, as long as no more than 1 GiB waits; else, or with `js.producer.queue.full: 'error'` at once, it rejects with
   * ERR__QUEUE_FULL, and nothing of it is sent.
   */
  send(record: ProducerRecord): Promise<RecordMetadata[]> {
    try {
      const connection = this.#connected('Cannot send without awaiting connect()');
      checkRecord(record);
      if (connection.isTransactional) connection.transactions.mustBeOpen('Cannot send, no transaction ongoing.');
      const { topic, messages, results } = record;
      const signal = signalOf(record);
      // Not awaited here: a function that waits keeps what it was given, and the messages are copied by now.
      const sent = delivered(connection, topic, connection.runtime.send(topic, messages, results === 'message'));
      return signal === undefined ? sent : untilAborted(sent, signal);
    } catch (error) {
      return translated(Promise.reject(error as Error));
    }
  }

  /** Sends to several topics, as one send for each. */
  async sendBatch(batch: ProducerBatch = {}): Promise<RecordMetadata[]> {
    this.#connected('Cannot sendBatch without awaiting connect()');
    checkBatch(batch);
    const { topicMessages, results } = batch;
    const signal = signalOf(batch);
    // All of them are read before the first is sent: what a getter throws leaves no send behind that nobody waits for.
    const records = Array.from(topicMessages ?? [], (record) => ({ ...record, results, signal }));
    return (await Promise.all(records.map((record) => this.send(record)))).flat();
  }

  /**
   * Sends at once what would wait for company, and resolves when all that was sent is delivered or has failed. Rejects with
   * ERR__TIMED_OUT if that takes longer than `timeout` (milliseconds, default 500).
   */
  async flush(
    options: WaitOptions & { readonly timeout: number } = { timeout: DEFAULT_FLUSH_TIMEOUT_MS },
  ): Promise<void> {
    const { runtime } = this.#connected('Cannot flush without awaiting connect()');
    checkObject(options, 'flush');
    const signal = signalOf(options);
    const { timeout } = options;
    if (typeof timeout !== 'number' || !(timeout >= 0))
      throw invalidArgument('timeout must be set for flushing, as a number of milliseconds');
    try {
      await untilAborted(translated(runtime.flush(timeout)), signal);
    } finally {
      // Whoever awaits a send hears of it before.
      await afterEvents();
    }
  }

  /**
   * Begins a transaction, of which there is one at a time; needs a `transactional.id` (else ERR__NOT_CONFIGURED). Every send of
   * such a producer belongs into one.
   */
  async transaction(options: WaitOptions = {}): Promise<Transaction> {
    const { transactions } = this.#connected('Cannot start transaction without awaiting connect()');
    await transactions.begin(signalOf(options));
    return this;
  }

  /**
   * Commits the transaction: everything that was sent in it, and the offsets, or nothing. An error says what to do: if it is
   * `retriable`, commit again, if `abortable`, abort, if `fatal`, disconnect. Takes at most `transaction.timeout.ms`.
   */
  async commit(options: WaitOptions = {}): Promise<void> {
    const { transactions } = this.#connected('Cannot commit without awaiting connect()');
    await transactions.commit(signalOf(options));
  }

  /** Gives up the transaction and the sends in it. An error that is `retriable` asks for another call. */
  async abort(options: WaitOptions = {}): Promise<void> {
    const { transactions } = this.#connected('Cannot abort without awaiting connect()');
    await transactions.abort(signalOf(options));
  }

  /** Makes offsets of a consumer's group part of the transaction. Refused to a handler whose partition was taken back (ERR__ASSIGNMENT_LOST). */
  async sendOffsets(options: OffsetsToSend): Promise<void> {
    const offsets = partitionOffsetsOf(options);
    const askGroup = groupMetadataOf(options.consumer);
    if (askGroup === undefined || (options as { consumerGroupId?: unknown }).consumerGroupId !== undefined)
      throw invalidArgument('sendOffsets needs a consumer of this package, and takes no consumerGroupId.');
    const { transactions } = this.#connected('Cannot sendOffsets without awaiting connect()');
    await transactions.sendOffsets(offsets, askGroup, signalOf(options));
  }

  /** Whether a transaction was begun, and neither committed nor aborted since. */
  isActive(): boolean {
    return this.#lifecycle.isConnected && this.#connection?.transactions.isActive === true;
  }

  /**
   * Runs a function in a transaction of its own and resolves with its result. The transaction is committed, as often as that
   * is worth another try, when the function and all that it sent have succeeded; otherwise it is aborted, and what went
   * wrong is thrown. If no try of the commit was enough, the transaction stays open, and the error asks for another `commit()`.
   * When the signal is aborted before the commit began, so is the transaction; later, the commit goes on, and nobody knows how
   * it ends.
   */
  async withTransaction<T>(
    run: (transaction: TransactionScope) => Promise<T> | T,
    options: WaitOptions = {},
  ): Promise<T> {
    if (typeof run !== 'function') throw invalidArgument('withTransaction needs a function.');
    return runInTransaction(this, run, signalOf(options));
  }

  /**
   * Makes connections with these from now on, for SASL/PLAIN and SCRAM; those that stand go on as they are. Before `connect()`
   * they take the place of those in the configuration.
   */
  setSaslCredentials(credentials: SaslCredentials): void {
    const connected = this.#lifecycle.isOpen ? this.#connection?.runtime : undefined;
    this.#config = withCredentials(this.#config, credentials, connected);
  }

  /** An admin client over the connections of this one, with its logger. */
  dependentAdmin(): Admin {
    const runtime = (): RuntimeProducer | undefined => this.#connection?.runtime;
    return new Admin(this.#config, underlyingOf(this.logger(), this.#lifecycle, runtime));
  }

  logger(): Logger {
    return this.#log.logger;
  }

  #connected(complaint: string): Connection {
    this.#lifecycle.mustBeConnected(complaint);
    if (this.#connection === undefined) throw wrongState(complaint);
    return this.#connection;
  }
}

async function delivered(
  { runtime, isTransactional, transactions }: Connection,
  topic: string,
  deliveries: Promise<Delivery[]>,
): Promise<RecordMetadata[]> {
  try {
    return (await deliveries).map((delivery) => metadataOf(topic, delivery));
  } catch (error) {
    const failure = Failure.of(error);
    if (failure === undefined) throw error;
    const told = advised(failure);
    throw isTransactional ? transactions.errorOf(told) : toKafkaJSError(beyondUse(told, runtime.fatal));
  }
}
