import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { apart } from '../runtime/apart';
import { wrongState } from '../runtime/failure';
import { leftMs, within } from '../runtime/within';
import { answer, answerSoon, limitAndCallback, optionsAndCallback, timeAndCallback } from './callbacks';
import type { Callback } from './callbacks';
import type { Settings } from './config';
import { setCredentials, tellConnection } from './connection';
import type { Connectable, Connection } from './connection';
import { attempt, errorOf } from './errors';
import type { LibrdKafkaError } from './errors';
import type { LogEvent, StatisticsEvent, ThrottleEvent } from './events';
import { askMetadata, questionOf } from './metadata';
import type { Metadata, MetadataOptions, MetadataQuestion } from './metadata';
import { OwnToken } from './own-token';
import { placesFrom, placesOf, TopicPartition } from './topic-partition';
import type { TopicPartitionLike, TopicPartitionOffset } from './topic-partition';

export interface ReadyInfo {
  /** Of the client. */
  name: string;
}

export interface ClientMetrics {
  /** When the client was connected, in milliseconds since 1970; missing while it is not. */
  connectionOpened?: number;
}

export interface WatermarkOffsets {
  /** The first offset of the partition. */
  lowOffset: number;
  /** That of the next message to be written. */
  highOffset: number;
}

/** What listeners of every client are given. */
export interface ClientListeners {
  ready: (info: ReadyInfo, metadata: Metadata) => unknown;
  disconnected: (metrics: ClientMetrics) => unknown;
  'connection.failure': (error: LibrdKafkaError, metrics: ClientMetrics) => unknown;
  /** No token could be had for SASL/OAUTHBEARER. */
  error: (error: LibrdKafkaError) => unknown;
  /** An error that no call answers. The client goes on by itself unless it `isFatal`. */
  'event.error': (error: LibrdKafkaError) => unknown;
  'event.log': (line: LogEvent) => unknown;
  'event.stats': (statistics: StatisticsEvent) => unknown;
  'event.throttle': (throttle: ThrottleEvent) => unknown;
  'event.event': (event: unknown) => unknown;
  event: (event: unknown) => unknown;
}

type Listener = (...values: never[]) => unknown;

/** One attempt to connect, and who waits for it. */
interface Attempt {
  readonly callbacks: (Callback<Metadata> | undefined)[];
}

const DEFAULT_QUESTION_TIMEOUT_MS = 1000;
/** So long a client whose connect failed may take to end before that is told. */
const FAILURE_TIMEOUT_MS = 10_000;
const DEFAULT_CLIENT_ID = 'rdkafka';

let clients = 0;

/** What producers and consumers have in common: connecting, events, questions. */
export abstract class Client<
  Listeners extends ClientListeners = ClientListeners,
  Below extends Connectable = Connectable,
> extends EventEmitter {
  /** Of the client: its `client.id` and a number, as in its log. */
  readonly name: string;
  /** The configuration as it was given, for programs to read. */
  readonly globalConfig: object;
  readonly topicConfig: object;

  protected readonly settings: Settings;
  protected readonly token = new OwnToken();
  #isConnected = false;
  #attempt: Attempt | undefined;
  #ending: Promise<void> | undefined;
  #below: Below | undefined;
  #metrics: ClientMetrics = {};
  #metadata: Metadata | undefined;
  #lastError: LibrdKafkaError | null = null;
  /** Those who wait for the end. */
  #waiting: (Callback<ClientMetrics> | undefined)[] = [];

  constructor(
    globalConf: object,
    topicConf: object | null | undefined,
    settingsOf: (globalConf: object, topicConf: object) => Settings,
  ) {
    super();
    if (typeof globalConf !== 'object' || (globalConf as unknown) === null)
      throw new Error('Global configuration data must be specified');
    this.globalConfig = { ...globalConf };
    this.topicConfig = { ...topicConf };
    this.settings = settingsOf(this.globalConfig, this.topicConfig);
    const { 'client.id': id = DEFAULT_CLIENT_ID } = this.settings.properties;
    this.name = `${id}#${++clients}`;
    tellConnection(this, () => (this.isConnected() ? this.#below : undefined));
  }

  override on<Name extends keyof Listeners & string>(event: Name, listener: Listeners[Name] & Listener): this;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  override on(event: string | symbol, listener: (...values: any[]) => unknown): this;
  override on(event: string | symbol, listener: Listener): this {
    return super.on(event, listener as (...values: unknown[]) => void);
  }

  override once<Name extends keyof Listeners & string>(event: Name, listener: Listeners[Name] & Listener): this;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  override once(event: string | symbol, listener: (...values: any[]) => unknown): this;
  override once(event: string | symbol, listener: Listener): this {
    return super.once(event, listener as (...values: unknown[]) => void);
  }

  /**
   * Connects, and calls back with the metadata or the reason why no broker answered within `timeout`. Emits `ready` or
   * `connection.failure`. Again after that, and after `disconnect`.
   */
  connect(metadataOptions?: MetadataOptions | Callback<Metadata> | null, callback?: Callback<Metadata> | null): this {
    const [options, done] = optionsAndCallback<MetadataOptions, Callback<Metadata>>(metadataOptions, callback);
    const question = questionOf(options);
    if (this.#isConnected && this.#ending === undefined) {
      const metadata = this.#metadata;
      answerSoon(done && metadata && (() => done(null, metadata)));
    } else if (this.#attempt !== undefined) {
      this.#attempt.callbacks.push(done);
    } else {
      this.#attempt = { callbacks: [done] };
      void this.#connect(this.#attempt, question);
    }
    return this;
  }

  /**
   * Ends what is under way, and calls back with when the client was connected. Emits `disconnected`. A producer first delivers what
   * was taken, for at most so many milliseconds; default 5000.
   */
  disconnect(timeout?: number | Callback<ClientMetrics> | null, callback?: Callback<ClientMetrics> | null): this {
    const [timeoutMs, done] = limitAndCallback(timeout, callback, undefined);
    this.#waiting.push(done);
    // Whoever is connecting is told that it was ended.
    this.#attempt = undefined;
    this.#ending ??= this.#disconnect(timeoutMs);
    return this;
  }

  /** Until the end of `disconnect`. */
  isConnected(): boolean {
    return this.#isConnected;
  }

  /** Milliseconds since the client was connected; 0 if it is not. */
  connectedTime(): number {
    return this.isConnected() ? Date.now() - (this.#metrics.connectionOpened ?? Date.now()) : 0;
  }

  /** The error that was emitted last as `event.error`, or null. */
  getLastError(): LibrdKafkaError | null {
    return this.#lastError;
  }

  /** What is below, for those who know its kind; undefined while it is not connected. */
  getClient(): unknown {
    return this.isConnected() ? this.#below : undefined;
  }

  /** Asks the cluster what it is made of. */
  getMetadata(metadataOptions?: MetadataOptions | Callback<Metadata> | null, callback?: Callback<Metadata> | null): void {
    const [options, done] = optionsAndCallback<MetadataOptions, Callback<Metadata>>(metadataOptions, callback);
    const question = questionOf(options);
    const connection = this.#orCallBack(done);
    if (connection === undefined) return;
    const asked = askMetadata(connection.questions, question, question.timeoutMs);
    answer(
      asked.then((metadata) => (this.#metadata = metadata)),
      done,
    );
  }

  /** Asks the leader of a partition how far it reaches. `timeout` is in milliseconds; default 1000. */
  queryWatermarkOffsets(
    topic: string,
    partition: number,
    timeout?: number | Callback<WatermarkOffsets> | null,
    callback?: Callback<WatermarkOffsets> | null,
  ): void {
    const [timeoutMs, done] = timeAndCallback(timeout, callback, DEFAULT_QUESTION_TIMEOUT_MS);
    const place = new TopicPartition(topic, partition);
    const connection = this.#orCallBack(done);
    if (connection === undefined) return;
    const asked = attempt(() => connection.questions.watermarks(place.topic, place.partition, timeoutMs));
    answer(
      asked.then(({ low, high }) => ({ lowOffset: Number(low), highOffset: Number(high) })),
      done,
    );
  }

  /** Asks for the first offset of each partition from the time on that stands in place of its offset. */
  offsetsForTimes(
    topicPartitions: readonly TopicPartitionLike[],
    timeout?: number | Callback<TopicPartitionOffset[]> | null,
    callback?: Callback<TopicPartitionOffset[]> | null,
  ): void {
    const [timeoutMs, done] = timeAndCallback(timeout, callback, DEFAULT_QUESTION_TIMEOUT_MS);
    const times = placesOf(topicPartitions);
    const connection = this.#orCallBack(done);
    if (connection === undefined) return;
    answer(attempt(() => connection.questions.offsetsForTimes(times, timeoutMs)).then(placesFrom), done);
  }

  /** Connections are made with these from now on, for SASL/PLAIN and SCRAM; nothing if the client is not connected. */
  setSaslCredentials(username: string, password: string): void {
    setCredentials(this.#below, username, password);
  }

  /** Connections are made with this token from now on, for SASL/OAUTHBEARER without an `oauthbearer_token_refresh_cb`. */
  setOauthBearerToken(token: string): this {
    this.token.set(token);
    return this;
  }

  /** Makes what is below. */
  protected abstract open(): Below;

  /** Ends what is below. */
  protected abstract close(below: Below, timeoutMs: number | undefined): Promise<void>;

  /** The connection is gone, and nothing more comes of it. */
  protected ended(): void {
    // For those who have something to end.
  }

  /** What is below while the client is connected. */
  protected get below(): Below | undefined {
    return this.isConnected() ? this.#below : undefined;
  }

  /** Keeps the last error. */
  protected noted(error: LibrdKafkaError): void {
    this.#lastError = error;
  }

  async #connect(attempt: Attempt, question: MetadataQuestion): Promise<void> {
    let below: Below | undefined;
    try {
      await this.#ending;
      this.#check(attempt);
      const { timeoutMs } = question;
      const end = performance.now() + timeoutMs;
      this.#below = below = this.open();
      await below.connect(timeoutMs);
      const metadata = await askMetadata(below.questions, question, leftMs(end));
      this.#check(attempt);
      this.#ready(attempt, metadata);
    } catch (error) {
      await this.#failed(attempt, errorOf(error), below);
    }
  }

  /** It may have been ended while something was awaited. */
  #check(attempt: Attempt): void {
    if (this.#attempt !== attempt) throw wrongState('Connect was ended by disconnect().');
  }

  #ready({ callbacks }: Attempt, metadata: Metadata): void {
    this.#attempt = undefined;
    this.#isConnected = true;
    this.#metadata = metadata;
    this.#metrics = { connectionOpened: Date.now() };
    const info = { name: this.name };
    apart(() => this.emit('ready', info, metadata));
    for (const callback of callbacks) apart(() => callback?.(null, metadata));
  }

  async #failed(attempt: Attempt, error: LibrdKafkaError, below: Below | undefined): Promise<void> {
    if (below !== undefined) await within(FAILURE_TIMEOUT_MS, this.close(below, 0));
    if (this.#attempt === attempt) this.#attempt = undefined;
    if (this.#below === below) this.#below = undefined;
    apart(() => this.emit('connection.failure', error, this.#metrics));
    for (const callback of attempt.callbacks)
      apart(() => (callback as ((error: LibrdKafkaError) => unknown) | undefined)?.(error));
  }

  async #disconnect(timeoutMs: number | undefined): Promise<void> {
    const below = this.#below;
    if (below !== undefined) await this.close(below, timeoutMs);
    else await nextTurn();
    const metrics = this.#metrics;
    const waiting = this.#waiting;
    this.#isConnected = false;
    this.#below = undefined;
    this.#metrics = {};
    this.#waiting = [];
    this.#ending = undefined;
    this.ended();
    apart(() => this.emit('disconnected', metrics));
    for (const callback of waiting) apart(() => callback?.(null, metrics));
  }

  /** What is below, or else calls back with the reason why there is nothing. */
  #orCallBack(callback: Callback<never> | undefined): Connection | undefined {
    const { below } = this;
    const tell = callback as ((error: Error) => unknown) | undefined;
    if (below === undefined) answerSoon(tell && (() => tell(new Error('Client is disconnected'))));
    return below;
  }
}
