import * as native from '../native/calls';
import { RecordFlag, RecordKind } from '../native/generated';
import { Client, nothing } from './client';
import type { ClientEvents, RecordTaker } from './client';
import { Dispatcher } from './dispatcher';
import type { Backoff, Handler } from './dispatcher';
import { isGone } from './failure';
import { Hand } from './hand';
import { readPartitions, writePartitions } from './partitions';
import type { PartitionOffset, PartitionResult } from './partitions';
import { Positions } from './positions';
import type { Batch } from './reader';
import { BatchWriter } from './writer';

/** While handlers are busy with a few partitions, the others are looked after so often. */
const REFRESH_MS = 250;

/** So often the library hears of messages that wait in line for a handler: it takes a partition that is on hold and of which it
 * hears nothing for `max.poll.interval.ms` for one whose handler hangs. */
const RENEWAL_MS = 1_000;

/** The binding answers rebalances itself: after the handlers, and after what they delivered is stored. */
const OWN_PROPERTIES = { 'kafkacore.rebalance.answer': 'caller' };

/** A member of a group: keeps the messages of its partitions in hand and brings them to the handler. */
export class Consumer implements RecordTaker {
  readonly #client: Client;
  readonly #writer = new BatchWriter();
  readonly #positions: Positions;
  readonly #hands = new Map<string, Hand[]>();
  #dispatcher: Dispatcher | undefined;
  #isClosing = false;
  #isBatchKept = false;
  #polledAt = 0;
  #renewedAt = 0;

  constructor(properties: Readonly<Record<string, string>>, events: ClientEvents) {
    this.#client = new Client('consumer', { ...properties, ...OWN_PROPERTIES }, events, this);
    this.#positions = new Positions(this.#writer, (offsets) => {
      this.#quietly(() => {
        native.consumerStore(this.#client.ticket, offsets);
      });
    });
  }

  connect(timeoutMs: number): Promise<void> {
    return this.#client.connect(timeoutMs);
  }

  /** Replaces the subscription. Names that begin with ^ are patterns. */
  subscribe(topics: readonly string[]): Promise<void> {
    for (const topic of topics) this.#writer.topicRecord(topic);
    const batch = this.#writer.finish();
    return this.#client.request((token) => {
      native.consumerSubscribe(this.#client.ticket, batch, token);
    }, nothing);
  }

  /** Starts to deliver. Once. */
  run(handler: Handler, concurrency: number, backoff: Backoff): void {
    this.#dispatcher = new Dispatcher(handler, concurrency, backoff, () => {
      if (this.#isHungry()) this.#client.pollSoon();
    });
    this.#client.pollSoon();
  }

  /** Commits these offsets, or else what was delivered. */
  commit(offsets: readonly PartitionOffset[] | null): Promise<PartitionResult[]> {
    this.#positions.flush();
    const batch = offsets === null ? null : writePartitions(this.#writer, offsets);
    return this.#client.request(
      (token) => {
        native.consumerCommit(this.#client.ticket, batch, token);
      },
      (answer, at) => readPartitions(answer.valueBatch(at)),
    );
  }

  /** Waits for the handlers that run, at most this long and never for the one that calls; then leaves the group. */
  async close(graceMs: number): Promise<void> {
    this.#dispatcher?.stop();
    await within(graceMs, this.#dispatcher?.whenIdle());
    this.#isClosing = true;
    this.#positions.flush();
    await this.#client.close();
  }

  wantsMessages(): boolean {
    if (!this.#isHungry() || !this.#balance()) return false;
    this.#polledAt = performance.now();
    return true;
  }

  take(batch: Batch, at: number): number {
    const kind = batch.kind(at);
    if (kind === RecordKind.MESSAGE) return this.#messages(batch, at);
    if (kind === RecordKind.ASSIGNED) this.#assigned(batch, at);
    else if (kind === RecordKind.REVOKED) this.#revoked(batch, at);
    return at + batch.step;
  }

  batchEnd(): boolean {
    const isKept = this.#isBatchKept;
    this.#isBatchKept = false;
    this.#dispatcher?.dispatch();
    return isKept;
  }

  ended(): void {
    this.#dispatcher?.stop();
    this.#positions.stop();
    for (const hand of this.#allHands()) hand.forget();
  }

  #isHungry(): boolean {
    const dispatcher = this.#dispatcher;
    if (dispatcher === undefined || dispatcher.isStopped) return false;
    return dispatcher.isIdle || performance.now() - this.#polledAt > REFRESH_MS;
  }

  /**
   * Messages are asked for only of partitions that have none in hand: so no partition takes the place of another, and what
   * is in hand stays small. Whether there is any to ask.
   */
  #balance(): boolean {
    let isAnyEmpty = false;
    let isAnyOpen = false;
    const now = performance.now();
    const isRenewal = now - this.#renewedAt > RENEWAL_MS;
    if (isRenewal) this.#renewedAt = now;
    const full: Hand[] = [];
    const empty: Hand[] = [];
    for (const hand of this.#allHands()) {
      if (!hand.isOpen) continue;
      isAnyOpen = true;
      if (hand.count === 0) isAnyEmpty = true;
      if (hand.isHeld !== hand.count > 0) (hand.isHeld ? empty : full).push(hand);
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

    const hand = this.#hands.get(batch.topic(at) ?? '')?.[partition];
    if (hand?.add(batch, at, end) === true) {
      this.#isBatchKept = true;
      this.#dispatcher?.offer(hand);
    }
    return end;
  }

  #assigned(batch: Batch, at: number): void {
    const epoch = batch.token(at);
    for (const { topic, partition } of readPartitions(batch.valueBatch(at))) this.#hand(topic, partition).assign(epoch);
    if ((batch.flags(at) & RecordFlag.ANSWER) !== 0) this.#answer(epoch);
  }

  #revoked(batch: Batch, at: number): void {
    const epoch = batch.token(at);
    const flags = batch.flags(at);
    const isLost = (flags & RecordFlag.LOST) !== 0;
    const hands = readPartitions(batch.valueBatch(at)).map(({ topic, partition }) => this.#hand(topic, partition));
    for (const hand of hands) hand.revoke();
    if (isLost) for (const hand of hands) hand.forget();
    void this.#giveUp(hands, isLost).then(() => {
      if ((flags & RecordFlag.ANSWER) !== 0) this.#answer(epoch);
    });
  }

  /** Waits for the handlers that still have messages of these partitions, and stores what they deliver. */
  async #giveUp(hands: readonly Hand[], isLost: boolean): Promise<void> {
    if (isLost) return;
    const epochs = hands.map(({ epoch }) => epoch);
    if (!this.#isClosing) await Promise.all(hands.map((hand) => hand.whenIdle()));
    this.#positions.flush();
    // One that took too long may have been answered for, and its partition may be ours again.
    hands.forEach((hand, index) => {
      if (hand.epoch === epochs[index]) hand.forget();
    });
  }

  #answer(epoch: number): void {
    this.#quietly(() => {
      native.consumerRebalanceAnswer(this.#client.ticket, epoch, null);
    });
  }

  /** For calls about something that may be gone by now, in which case there is nothing to do. */
  #quietly(call: () => void): void {
    try {
      call();
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  #hand(topic: string, partition: number): Hand {
    let hands = this.#hands.get(topic);
    if (hands === undefined) this.#hands.set(topic, (hands = []));
    return (hands[partition] ??= new Hand(topic, partition, this.#positions));
  }

  *#allHands(): Iterable<Hand> {
    for (const hands of this.#hands.values())
      for (const hand of hands.values()) if ((hand as Hand | undefined) !== undefined) yield hand;
  }
}

async function within(graceMs: number, work: Promise<void> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    work,
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    }),
  ]);
  clearTimeout(timer);
}
