import { apart } from '../runtime/apart';
import { codes } from '../runtime/codes';
import { Consumer as RuntimeConsumer } from '../runtime/consumer';
import type { ConsumerEvents } from '../runtime/consumer';
import { Failure } from '../runtime/failure';
import type { Patience } from '../runtime/flow';
import { NO_OFFSET } from '../runtime/offset';
import type { PartitionOffset } from '../runtime/partitions';
import { within } from '../runtime/within';
import { answer, answerSoon, callbackOf, limitAndCallback, timeAndCallback, timeOf } from './callbacks';
import type { Callback, PlainCallback } from './callbacks';
import { Client } from './client';
import type { WatermarkOffsets } from './client';
import { behind, Commits, offsetsOf } from './commits';
import { settingsOf } from './config';
import type { ConsumerGlobalConfig, ConsumerTopicConfig } from './config';
import type { ConsumerListeners } from './consumer-listeners';
import { KafkaConsumerStream } from './consumer-stream';
import type { ReadStreamOptions } from './consumer-stream';
import { Consuming, isCount } from './consuming';
import type { MessageCallback, MessagesCallback } from './consuming';
import { attempt, errorOf, errorSaying, LibrdKafkaError, wrongArgument } from './errors';
import { eventsOf } from './events';
import { tellGroup } from './group-metadata';
import type { SubscribeTopicList } from './message';
import { tellRead } from './reading';
import { Rebalancing } from './rebalancing';
import { sourcesOf, topicsOf } from './subscription';
import { placeFrom, placesFrom, placesOf, TopicPartition } from './topic-partition';
import type { TopicPartitionLike, TopicPartitionOffset, TopicPartitionOffsetAndMetadata } from './topic-partition';

const DEFAULT_CONSUME_TIMEOUT_MS = 1000;
/** So long a commit may block everything. */
const COMMIT_TIMEOUT_MS = 10_000;
/** So long the program may take to answer the end of its assignment when it disconnects. */
const FAREWELL_TIMEOUT_MS = 3000;

/** The core keeps no offsets by itself; what of them is stored is decided here. */
const STORE_KEY = 'enable.auto.offset.store';

/** What librdkafka takes for false. */
const FALSE = /^(false|f|0)$/i;

/** Of what is read: the program that reads hears of it beside the `event.error`. */
const READ_ERRORS: readonly number[] = [
  codes.ERR_UNKNOWN_TOPIC_OR_PART,
  codes.ERR_TOPIC_AUTHORIZATION_FAILED,
  codes.ERR_GROUP_AUTHORIZATION_FAILED,
  codes.ERR__AUTO_OFFSET_RESET,
  codes.ERR__MAX_POLL_EXCEEDED,
];

/** These pass when the topic comes, or is allowed. */
const WARNINGS: readonly number[] = [codes.ERR_UNKNOWN_TOPIC_OR_PART, codes.ERR_TOPIC_AUTHORIZATION_FAILED];

/** What there is from one connect to the end of its connection. */
interface Connected {
  readonly below: RuntimeConsumer;
  readonly consuming: Consuming;
  readonly rebalancing: Rebalancing;
  subscription: readonly string[];
}

type CommittedCallback = Callback<TopicPartitionOffsetAndMetadata[]>;

/** A stream of messages, and its consumer. */
export type ConsumerStream = KafkaConsumerStream<KafkaConsumer>;

/** Receives messages, as a member of a group or of partitions that it assigns itself. */
export class KafkaConsumer extends Client<ConsumerListeners, RuntimeConsumer> {
  readonly #isAutoStoring: boolean;
  readonly #commits: Commits;
  #current: Connected | undefined;
  #patience: Patience = { timeoutMs: DEFAULT_CONSUME_TIMEOUT_MS, isOnlyForFirst: false };

  constructor(conf: ConsumerGlobalConfig, topicConf?: ConsumerTopicConfig | null) {
    super(conf, topicConf, settingsOf);
    this.#isAutoStoring = !FALSE.test(this.settings.properties[STORE_KEY] ?? '');
    this.#commits = new Commits(this, this.settings.callbacks.get('offset_commit_cb') ?? false);
    tellGroup(this, async () => this.#connected().below.group.metadata());
    tellRead(this, (count, done) => {
      if (!this.isConnected() || this.#current === undefined) this.consume(count, done);
      else this.#current.consuming.read(count, this.#patience, done);
    });
  }

  /** Replaces the subscription by names, and expressions that match anywhere in names, and joins the group. */
  subscribe(topics: SubscribeTopicList): this {
    const current = this.#connected();
    const names = topicsOf(topics);
    this.#told(attempt(() => current.below.group.subscribe(names)));
    current.subscription = sourcesOf(topics);
    this.emit('subscribed', topics);
    return this;
  }

  /** Ends the subscription and leaves the group; what flows stops. */
  unsubscribe(): this {
    const current = this.#connected();
    current.consuming.stop();
    this.#told(attempt(() => current.below.group.unsubscribe()));
    current.subscription = [];
    this.emit('unsubscribed', []);
    this.emit('unsubscribe', []);
    return this;
  }

  /** What is subscribed to: names, and the sources of expressions. */
  subscription(): string[] {
    return [...this.#connected().subscription];
  }

  /** Takes these partitions and no others, each from its offset or where the group left off. In a `rebalance_cb` that is its answer. */
  assign(assignments: readonly TopicPartitionLike[]): this {
    const { below, rebalancing } = this.#connected();
    rebalancing.assign(below, placesOf(assignments));
    return this;
  }

  /** Gives all partitions back. */
  unassign(): this {
    const { below, rebalancing } = this.#connected();
    rebalancing.unassign(below);
    return this;
  }

  /** Takes these partitions as well. */
  incrementalAssign(assignments: readonly TopicPartitionLike[]): this {
    const { below, rebalancing } = this.#connected();
    rebalancing.add(below, placesOf(assignments));
    return this;
  }

  /** Gives these partitions back. */
  incrementalUnassign(assignments: readonly TopicPartitionLike[]): this {
    const { below, rebalancing } = this.#connected();
    rebalancing.remove(below, placesOf(assignments));
    return this;
  }

  /** The partitions that are assigned. */
  assignments(): TopicPartitionOffset[] {
    return this.#connected()
      .below.assignment()
      .map((place) => placeFrom(place));
  }

  /** Whether other members may own the partitions by now, so that commits are refused; of use in a `rebalance_cb`. */
  assignmentLost(): boolean {
    return attempt(() => this.#connected().below.group.isAssignmentLost());
  }

  /** By which protocol the group assigns: NONE until it has assigned something, EAGER or COOPERATIVE. */
  rebalanceProtocol(): string {
    return this.below === undefined ? 'NONE' : attempt(() => this.#connected().below.group.rebalanceProtocol());
  }

  /** How long `consume(count)` waits for a message, in milliseconds; default 1000. */
  setDefaultConsumeTimeout(timeoutMs: number): void {
    this.#patience = { ...this.#patience, timeoutMs: timeOf(timeoutMs, DEFAULT_CONSUME_TIMEOUT_MS, 'timeoutMs') };
  }

  /** Without effect: what flows needs no rest. */
  setDefaultConsumeLoopTimeoutDelay(timeoutMs: number): void {
    timeOf(timeoutMs, undefined, 'timeoutMs');
  }

  /** Whether `consume(count)` waits for the first message alone and takes of the others what is there; default false. */
  setDefaultIsTimeoutOnlyForFirstMessage(isOnlyForFirst: boolean): void {
    this.#patience = { ...this.#patience, isOnlyForFirst };
  }

  /**
   * Lets messages flow, to listeners of `data` and to the callback. Or, with a number: waits for at most so many, and calls back
   * with those that came until there was none for the time of `setDefaultConsumeTimeout`; they are emitted before, too.
   */
  consume(callback?: MessageCallback | null): void;
  consume(count: number, callback?: MessagesCallback | null): void;
  consume(count?: number | MessageCallback | null, callback?: MessagesCallback | MessageCallback | null): void {
    const done = (typeof count === 'function' ? count : callback) ?? undefined;
    if (done !== undefined && typeof done !== 'function') throw wrongArgument('Callback must be a function');
    if (!isCount(count)) throw wrongArgument('"count" must be a whole number from 0, or the callback');
    const consuming = this.isConnected() ? this.#current?.consuming : undefined;
    if (consuming === undefined) {
      answerSoon(done && (() => (done as PlainCallback)(notConnected())));
    } else if (typeof count === 'number' && count > 0) {
      consuming.take(count, this.#patience, done as MessagesCallback | undefined);
    } else {
      consuming.start(done as MessageCallback | undefined);
    }
  }

  /** Commits these offsets, of each partition the next message to read, or else what was handed over. See `offset_commit_cb`. */
  commit(topicPartition?: TopicPartitionLike | readonly TopicPartitionLike[] | null): this {
    const { below } = this.#connected();
    // What becomes of it is told to the offset_commit_cb.
    this.#commit(below, offsetsOf(topicPartition)).catch(() => undefined);
    return this;
  }

  /** Commits that a message was read. */
  commitMessage(message: TopicPartitionOffset): this {
    return this.commit(behind(message));
  }

  /** As `commit`, but blocks everything until it is done, for at most ten seconds. Throws if it fails. */
  commitSync(topicPartition?: TopicPartitionLike | readonly TopicPartitionLike[] | null): this {
    const { below } = this.#connected();
    const offsets = offsetsOf(topicPartition);
    attempt(() => below.group.commitNow(offsets, COMMIT_TIMEOUT_MS));
    return this;
  }

  commitMessageSync(message: TopicPartitionOffset): this {
    return this.commitSync(behind(message));
  }

  /** As `commit`, and calls back when it is done. */
  commitCb(topicPartitions?: readonly TopicPartitionLike[] | null, callback?: PlainCallback | null): this {
    const { below } = this.#connected();
    const done = callbackOf(callback);
    answer(this.#commit(below, offsetsOf(topicPartitions)), done);
    return this;
  }

  /** Asks for what the group has committed for these partitions, or for all that are assigned. */
  committed(
    topicPartitions?: readonly TopicPartitionLike[] | null,
    timeout?: number | null,
    callback?: CommittedCallback | null,
  ): this;
  committed(
    topicPartitionsOrTimeout: readonly TopicPartitionLike[] | number | null | undefined,
    callback?: CommittedCallback | null,
  ): this;
  committed(callback: CommittedCallback): this;
  committed(
    first?: readonly TopicPartitionLike[] | number | CommittedCallback | null,
    second?: number | CommittedCallback | null,
    third?: CommittedCallback | null,
  ): this {
    if (typeof first === 'function') return this.committed(null, first);
    const { below } = this.#connected();
    const [timeoutMs, callback] =
      typeof first === 'number'
        ? timeAndCallback(first, second as CommittedCallback | null | undefined, COMMIT_TIMEOUT_MS)
        : timeAndCallback(second, third, COMMIT_TIMEOUT_MS);
    const isOfAll = typeof first === 'number' || first === null || first === undefined;
    const places = isOfAll ? below.assignment() : placesOf(first);
    const asked = places.length === 0 ? Promise.resolve([]) : attempt(() => below.group.committed(places, timeoutMs));
    answer(asked.then(placesFrom), callback);
    return this;
  }

  /**
   * Goes on at another offset of a partition that is assigned: the next message handed over is the one there. Calls back when
   * it is done, or with timeout 0 or null at once.
   */
  seek(place: TopicPartitionLike, timeout?: number | PlainCallback | null, callback?: PlainCallback | null): this {
    const { below } = this.#connected();
    const [timeoutMs, done] = limitAndCallback(timeout, callback, 0);
    const [{ topic, partition, offset }] = placesOf([place]) as [PartitionOffset];
    const isAssigned = below.find(topic, partition) !== undefined;
    if (!isAssigned || offset === NO_OFFSET) {
      const error = new LibrdKafkaError(isAssigned ? codes.ERR__INVALID_ARG : codes.ERR__STATE);
      answerSoon(done && (() => done(error)));
      return this;
    }
    const sought = attempt(() => below.seek(topic, partition, offset));
    answer(timeoutMs > 0 ? inTime(sought, timeoutMs) : Promise.resolve(), done);
    return this;
  }

  /** Of these partitions, or of all that are assigned, the offsets behind what was handed over; missing where that is nothing. */
  position(topicPartitions?: readonly TopicPartitionLike[] | null): TopicPartitionOffset[] {
    const { below } = this.#connected();
    const places = topicPartitions === undefined || topicPartitions === null ? below.assignment() : placesOf(topicPartitions);
    return places.map(({ topic, partition }) => {
      const position = below.find(topic, partition)?.position ?? NO_OFFSET;
      return placeFrom({ topic, partition }, position < 0 ? NO_OFFSET : position);
    });
  }

  /** Hands over nothing more of these partitions until they are resumed; what is fetched is kept. */
  pause(topicPartitions: readonly TopicPartitionLike[]): void {
    this.#ofClient().below.pause(placesOf(topicPartitions));
  }

  resume(topicPartitions: readonly TopicPartitionLike[]): void {
    this.#ofClient().below.resume(placesOf(topicPartitions));
  }

  /**
   * Stores offsets for the next commit, of each partition the next message to read; needs `enable.auto.offset.store` false.
   * Partitions that are not assigned are left out; throws ERR__STATE if that leaves none.
   */
  offsetsStore(topicPartitions: readonly TopicPartitionLike[]): void {
    const { below } = this.#ofClient();
    if (this.#isAutoStoring)
      throw errorSaying(codes.ERR__INVALID_ARG, `${STORE_KEY} must be set to false to use this API`);
    const places = placesOf(topicPartitions);
    const assigned = places.filter(({ topic, partition }) => below.find(topic, partition) !== undefined);
    if (places.length > 0 && assigned.length === 0) throw new LibrdKafkaError(codes.ERR__STATE);
    attempt(() => {
      below.group.store(assigned);
    });
  }

  /** How far a partition reaches, as of the last fetch; -1001 where that is not known. Throws if it is not assigned. */
  getWatermarkOffsets(topic: string, partition: number): WatermarkOffsets {
    const place = new TopicPartition(topic, partition);
    const hand = this.#ofClient().below.find(place.topic, place.partition);
    if (hand === undefined) throw new LibrdKafkaError(codes.ERR__UNKNOWN_PARTITION);
    return { lowOffset: Number(hand.lowWatermark), highOffset: Number(hand.highWatermark) };
  }

  /** A stream of messages, from a consumer of its own. A number is its `waitInterval`. */
  static createReadStream(
    conf: ConsumerGlobalConfig,
    topicConf: ConsumerTopicConfig | null | undefined,
    streamOptions: ReadStreamOptions | number,
  ): ConsumerStream {
    return new KafkaConsumerStream(new KafkaConsumer(conf, topicConf), streamOptions);
  }

  protected override open(): RuntimeConsumer {
    const properties = { ...this.settings.properties };
    Reflect.deleteProperty(properties, STORE_KEY);
    const callback = this.settings.callbacks.get('rebalance_cb') ?? false;
    const rebalancing = new Rebalancing(this, typeof callback === 'function' ? callback.bind(this) : callback);
    const events = { ...this.#events(), rebalance: rebalancing.listener };
    const below = new RuntimeConsumer(properties, events, ({ hasDelivered }) => this.#isAutoStoring && hasDelivered);
    this.#current = { below, consuming: new Consuming(this, below), rebalancing, subscription: [] };
    return below;
  }

  protected override async close(below: RuntimeConsumer): Promise<void> {
    const current = this.#current;
    await below.close(FAREWELL_TIMEOUT_MS, !FALSE.test(this.settings.properties['enable.auto.commit'] ?? ''));
    if (current?.below !== below) return;
    current.rebalancing.end();
    if (this.#current === current) this.#current = undefined;
  }

  #events(): ConsumerEvents {
    const noted = (error: LibrdKafkaError, failure: Failure): void => {
      this.noted(error);
      this.#failed(failure);
    };
    const general = eventsOf(this, this.settings, noted, this.token);
    return {
      ...general,
      committed: (offsets, failure) => {
        this.#commits.tell(offsets, failure);
      },
    };
  }

  #failed(failure: Failure): void {
    if (!READ_ERRORS.includes(failure.code)) return;
    const consuming = this.#current?.consuming;
    if (consuming?.isFlowing === true && WARNINGS.includes(failure.code))
      apart(() => this.emit('warning', errorOf(failure)));
    else consuming?.fail(failure);
  }

  #commit(below: RuntimeConsumer, offsets: readonly PartitionOffset[] | null): Promise<void> {
    // Of what is stored only the places are known here.
    const places = offsets ?? below.assignment().map((place) => ({ ...place, offset: NO_OFFSET }));
    return this.#commits.follow(() => below.group.commit(offsets), places);
  }

  /** What goes wrong later is told as an error of no call. */
  #told(work: Promise<void>): void {
    work.catch((error: unknown) => {
      const failure = Failure.of(error);
      if (failure !== undefined && failure.code !== codes.ERR__DESTROY) this.#events().error(failure);
    });
  }

  #connected(): Connected {
    if (!this.isConnected() || this.#current === undefined) throw notConnected();
    return this.#current;
  }

  #ofClient(): Connected {
    if (!this.isConnected()) throw new Error('Client is disconnected');
    return this.#connected();
  }
}

function notConnected(): LibrdKafkaError {
  return errorSaying(codes.ERR__STATE, 'KafkaConsumer is not connected');
}

async function inTime(work: Promise<void>, timeoutMs: number): Promise<void> {
  if (!(await within(timeoutMs, work))) throw new LibrdKafkaError(codes.ERR__TIMED_OUT);
}
