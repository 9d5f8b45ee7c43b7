import { setImmediate as nextTurn } from 'node:timers/promises';

import * as native from '../native/calls';
import { RecordFlag, RecordKind } from '../native/generated';
import { Assignments } from './assignments';
import { Client } from './client';
import type { ClientEvents, RecordTaker } from './client';
import { codes } from './codes';
import type { Deliverer } from './deliverer';
import { Dispatcher } from './dispatcher';
import type { Backoff, Handler } from './dispatcher';
import { Failure, isGone } from './failure';
import { Flow } from './flow';
import type { FlowListener } from './flow';
import { Group } from './group';
import type { Hand } from './hand';
import { Hands } from './hands';
import type { Offset } from './offset';
import { readPartitions } from './partitions';
import type { PartitionResult, TopicPartition } from './partitions';
import { Positions } from './positions';
import type { Questions } from './questions';
import type { Batch } from './reader';
import { Rebalances } from './rebalances';
import type { RebalanceListener } from './rebalances';
import { Requests } from './requests';
import { Seeks } from './seeks';
import { within } from './within';
import { BatchWriter } from './writer';

/** While handlers are busy with a few partitions, the others are looked after so often. */
const REFRESH_MS = 250;

/** So often the library hears of messages that wait in line for a handler, lest it takes it for one that hangs (`max.poll.interval.ms`).
 * And so often messages are asked for that came right behind a poll, to which handlers that hang give no occasion. */
const RENEWAL_MS = 1_000;

/** librdkafka's own `max.poll.interval.ms`. */
const DEFAULT_MAX_POLL_INTERVAL_MS = 300_000;

/** How long the group may take for what is committed before it is left. */
const LAST_COMMIT_TIMEOUT_MS = 3_000;

/** The binding answers rebalances itself: after the handlers, and after what they delivered is stored. */
const OWN_PROPERTIES = { 'kafkacore.rebalance.answer': 'caller' };

/** What a consumer has to tell without being asked. */
export interface ConsumerEvents extends ClientEvents {
  readonly rebalance?: RebalanceListener;
  /** Offsets were committed automatically, or not. */
  committed?(offsets: readonly PartitionResult[], failure: Failure | undefined): void;
  /** A poll brought so many messages, after so long. */
  fetched?(count: number, durationMs: number): void;
}

/** Of which partitions positions are stored, to be committed; without it, of all. */
export type StoreRule = (hand: Hand) => boolean;

/** A member of a group: keeps the messages of its partitions in hand and brings them to the handler. */
export class Consumer implements RecordTaker {
  readonly requests: Requests;
  readonly questions: Questions;
  readonly group: Group;
  readonly assignments: Assignments;
  readonly #client: Client;
  readonly #events: ConsumerEvents;
  readonly #writer = new BatchWriter();
  readonly #positions: Positions;
  readonly #hands: Hands;
  readonly #seeks: Seeks;
  readonly #rebalances: Rebalances;
  #deliverer: Deliverer | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #isBatchKept = false;
  #fetchedCount = 0;
  #polledAt = 0;
  #renewedAt = 0;

  constructor(properties: Readonly<Record<string, string>>, events: ConsumerEvents, storeRule?: StoreRule) {
    const writer = this.#writer;
    this.#events = events;
    this.#client = new Client('consumer', { ...properties, ...OWN_PROPERTIES }, events, this);
    const report = (failure: Failure): void => {
      events.error(failure);
    };
    const store = (offsets: Buffer): void => {
      this.#quietly(() => {
        native.consumerStore(this.#client.ticket, offsets);
      });
    };
    this.requests = new Requests(this.#client);
    this.questions = this.requests.questions;
    this.#positions = new Positions(writer, store, storeRule);
    this.#hands = new Hands(this.#positions);
    this.#seeks = new Seeks(this.#client, this.requests, this.#positions, writer, report);
    this.group = new Group(this.#client, writer, this.#positions, this.#hands);
    this.assignments = new Assignments(this.#client, this.#hands, this.#positions, writer, report);
    this.#rebalances = new Rebalances(
      this.#client,
      this.#hands,
      this.#positions,
      this.#seeks,
      writer,
      events.rebalance ?? (() => undefined),
      Number(properties['max.poll.interval.ms'] ?? DEFAULT_MAX_POLL_INTERVAL_MS),
    );
  }

  connect(timeoutMs: number): Promise<void> {
    return this.#client.connect(timeoutMs);
  }

  /** As in `Client`. */
  setSaslCredentials(username: string, password: string): void {
    this.#client.setSaslCredentials(username, password);
  }

  /** Starts to deliver to a handler. Not twice without a stop in between. */
  run(handler: Handler, concurrency: number, backoff: Backoff): void {
    const dispatcher = new Dispatcher(handler, concurrency, backoff, () => {
      this.#turn(dispatcher);
    });
    this.#start(dispatcher);
  }

  /** Starts to hand messages over, in place of `run`; what is asked for flows. */
  flow<T>(listener: FlowListener<T>): Flow<T> {
    const flow = new Flow(listener, () => {
      this.#client.pollSoon();
    });
    this.#start(flow);
    return flow;
  }

  #start(deliverer: Deliverer): void {
    this.#rebalances.takeTime();
    this.#deliverer = deliverer;
    this.#offerAll();
    this.#renewal ??= setInterval(() => {
      if (this.#balance() && this.#isHungry()) this.#client.pollSoon();
    }, RENEWAL_MS);
    this.#client.pollSoon();
  }

  /** The handler or listener that this is called in will wait for the end of the consumer: so nobody waits for it. */
  excuse(): void {
    this.#deliverer?.excuse();
    this.#rebalances.excuse();
  }

  /**
   * Waits for the handlers that run, as `close` does; then leaves the group. What is delivered by then is stored, and committed if that
   * is wanted. A consumer that is closed meanwhile has stopped, too.
   */
  async stop(graceMs: number, commits: boolean): Promise<void> {
    await this.#rest(graceMs);
    if (commits) await this.#commitDelivered();
    this.#rebalances.hurry();
    try {
      await this.group.unsubscribe();
    } catch (error) {
      if (!isGone(error) && Failure.of(error)?.code !== codes.ERR__DESTROY) throw error;
    }
    await within(graceMs, this.#rebalances.whenGone());
    this.#endRenewal();
  }

  /** The partitions that are assigned. */
  assignment(): TopicPartition[] {
    return this.#hands.assigned().map(({ topic, partition }) => ({ topic, partition }));
  }

  /** Those of the partitions that are assigned and paused. */
  paused(): TopicPartition[] {
    const paused = this.#hands.assigned().filter(({ isPaused }) => isPaused);
    return paused.map(({ topic, partition }) => ({ topic, partition }));
  }

  /** Of a topic, the partitions that are assigned. */
  assignedOf(topic: string): number[] {
    return this.#hands.assigned(topic).map(({ partition }) => partition);
  }

  /** Delivers no more of these partitions until they are resumed; those that are not assigned are left out. */
  pause(partitions: readonly TopicPartition[]): TopicPartition[] {
    const hands = this.#assigned(partitions);
    for (const hand of hands) hand.isPaused = true;
    return hands.map(({ topic, partition }) => ({ topic, partition }));
  }

  /** Goes on where the pause began. */
  resume(partitions: readonly TopicPartition[]): void {
    for (const hand of this.#assigned(partitions)) {
      hand.isPaused = false;
      this.#deliverer?.offer(hand);
    }
    queueMicrotask(() => {
      this.#deliverer?.dispatch();
    });
    this.#client.pollSoon();
  }

  /** Goes on elsewhere: at a number, -2 for the beginning, -1 for the end, or `NEWEST`. What it returns is for those who want to know when. */
  seek(topic: string, partition: number, offset: Offset): Promise<void> {
    const sought = this.#seeks.seek(this.#hands.get(topic, partition), offset);
    this.#client.pollSoon();
    return sought;
  }

  /** A partition that is assigned; undefined if it is not. */
  find(topic: string, partition: number): Hand | undefined {
    return this.#assigned([{ topic, partition }])[0];
  }

  /**
   * Waits for the handlers that run, at most this long and never for one that is excused; then leaves the group. What is delivered by
   * then is stored, and committed if that is wanted.
   */
  async close(graceMs: number, commits: boolean): Promise<void> {
    await this.#rest(graceMs);
    if (commits) await this.#commitDelivered();
    await this.#rebalances.farewell(graceMs);
    this.#positions.flush();
    await this.#client.close();
  }

  wantsMessages(): boolean {
    if (!this.#isHungry() || this.#rebalances.isDeciding || this.assignments.isChanging) return false;
    if (!this.#balance()) return false;
    this.#polledAt = performance.now();
    return true;
  }

  take(batch: Batch, at: number): number {
    const kind = batch.kind(at);
    if (kind === RecordKind.MESSAGE) return this.#messages(batch, at);
    if (kind === RecordKind.WATERMARKS) this.#watermarks(batch, at);
    else if (kind === RecordKind.ASSIGNED) this.#rebalanced(batch, at, true);
    else if (kind === RecordKind.REVOKED) this.#rebalanced(batch, at, false);
    else if (kind === RecordKind.COMMITTED) this.#committed(batch, at);
    else if (kind === RecordKind.END) this.#end(batch, at);
    return at + batch.step;
  }

  batchEnd(): boolean {
    const isKept = this.#isBatchKept;
    this.#isBatchKept = false;
    if (isKept) this.#events.fetched?.(this.#fetchedCount, performance.now() - this.#polledAt);
    this.#fetchedCount = 0;
    this.#deliverer?.dispatch();
    return isKept;
  }

  ended(): void {
    this.#deliverer?.stop();
    this.#endRenewal();
    this.#positions.stop();
    this.#seeks.forget();
    this.#rebalances.ended();
  }

  /** No handler is started any more; those that run are waited for. One that called this and does not wait has its turn to end. */
  async #rest(graceMs: number): Promise<void> {
    this.#deliverer?.stop();
    await within(graceMs, this.#deliverer?.whenIdle());
    await nextTurn();
  }

  /**
   * Before the group is left: librdkafka's own commit follows the revocation, and by then another member may have the partitions, or
   * the group may refuse it. What fails here is tried again there, and told there.
   */
  async #commitDelivered(): Promise<void> {
    if (this.#hands.assigned().length === 0) return;
    await within(LAST_COMMIT_TIMEOUT_MS, this.group.commitLast(LAST_COMMIT_TIMEOUT_MS));
  }

  #endRenewal(): void {
    clearInterval(this.#renewal);
    this.#renewal = undefined;
  }

  /** A worker has become free, or does so now and then. What a handler of an earlier run has left is for those of this one. */
  #turn(dispatcher: Dispatcher): void {
    if (dispatcher !== this.#deliverer) this.#offerAll();
    if (this.#isHungry()) this.#client.pollSoon();
  }

  #rebalanced(batch: Batch, at: number, isAssigned: boolean): void {
    // To ask for messages brings a consumer back that has lost everything to handlers that hang: not before one of them ends.
    const isLost = (batch.flags(at) & RecordFlag.LOST) !== 0;
    if (isAssigned || isLost) this.#polledAt = isAssigned ? 0 : Infinity;
    if (isLost) this.#client.pollSoon();
    if (isAssigned) this.#rebalances.assigned(batch, at);
    else this.#rebalances.revoked(batch, at);
  }

  #offerAll(): void {
    for (const hand of this.#hands) this.#deliverer?.offer(hand);
    this.#deliverer?.dispatch();
  }

  #assigned(partitions: readonly TopicPartition[]): Hand[] {
    const hands = partitions.map(({ topic, partition }) => this.#hands.find(topic, partition));
    return hands.filter((hand) => hand !== undefined && hand.epoch !== 0) as Hand[];
  }

  #isHungry(): boolean {
    const deliverer = this.#deliverer;
    if (deliverer?.isAttended !== true || deliverer.isStopped) return false;
    return deliverer.isIdle || performance.now() - this.#polledAt > REFRESH_MS;
  }

  /**
   * Messages are asked for only of partitions that have none in hand and are not paused: so no partition takes the place of
   * another, and what is in hand stays small. Whether there is any to ask.
   */
  #balance(): boolean {
    let isAnyEmpty = false;
    let isAnyOpen = false;
    const now = performance.now();
    const isRenewal = this.#deliverer?.isAttended === true && now - this.#renewedAt > RENEWAL_MS;
    if (isRenewal) this.#renewedAt = now;
    const full: Hand[] = [];
    const empty: Hand[] = [];
    for (const hand of this.#hands) {
      if (!hand.isOpen) continue;
      isAnyOpen = true;
      const isFull = hand.count > 0 || hand.isPaused;
      if (!isFull) isAnyEmpty = true;
      if (hand.isHeld !== isFull) (hand.isHeld ? empty : full).push(hand);
      else if (isRenewal && hand.isHeld && hand.state !== 'busy') full.push(hand);
    }
    this.#hold(full, true, native.consumerHold);
    this.#hold(empty, false, native.consumerRelease);
    return isAnyEmpty || !isAnyOpen;
  }

  #hold(hands: readonly Hand[], isHeld: boolean, call: (client: native.Ticket, partitions: Buffer) => void): void {
    if (hands.length === 0) return;
    for (const hand of hands) {
      hand.isHeld = isHeld;
      this.#writer.topicPartition(hand.topic, hand.partition);
    }
    const batch = this.#writer.finish();
    this.#quietly(() => {
      call(this.#client.ticket, batch);
    });
  }

  /** Takes all messages of one partition that stand together. */
  #messages(batch: Batch, at: number): number {
    const topicIndex = batch.topicIndex(at);
    const partition = batch.partition(at);
    let end = at + batch.step;
    while (
      end < batch.end &&
      batch.partition(end) === partition &&
      batch.topicIndex(end) === topicIndex &&
      batch.kind(end) === RecordKind.MESSAGE
    )
      end += batch.step;

    const hand = this.#hands.find(batch.topic(at) ?? '', partition);
    if (hand?.add(batch, at, end) === true) {
      this.#isBatchKept = true;
      this.#fetchedCount += (end - at) / batch.step;
      this.#deliverer?.offer(hand);
    }
    return end;
  }

  #end(batch: Batch, at: number): void {
    const hand = this.#hands.find(batch.topic(at) ?? '', batch.partition(at));
    if (hand !== undefined) this.#deliverer?.end?.(hand, batch.offset(at));
  }

  #watermarks(batch: Batch, at: number): void {
    const hand = this.#hands.find(batch.topic(at) ?? '', batch.partition(at));
    if (hand === undefined) return;
    hand.lowWatermark = batch.lowWatermark(at);
    hand.highWatermark = batch.offset(at);
  }

  #committed(batch: Batch, at: number): void {
    const code = batch.code(at);
    const text = 'What was delivered could not be committed; it is tried again.';
    const failure = code === codes.ERR_NO_ERROR ? undefined : new Failure(code, text, batch.flags(at));
    this.#events.committed?.(readPartitions(batch.valueBatch(at)), failure);
  }

  /** For calls about something that may be gone by now, in which case there is nothing to do. */
  #quietly(call: () => void): void {
    try {
      call();
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}
