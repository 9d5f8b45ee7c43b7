import type { Deliverer } from './deliverer';
import type { Failure } from './failure';
import type { Hand } from './hand';
import type { Offset } from './offset';
import type { Batch } from './reader';
import { Slice } from './slice';

/** The end of a partition was reached: the next message to come has this offset. */
export interface PartitionEnd {
  readonly topic: string;
  readonly partition: number;
  readonly offset: Offset;
}

/** What messages flow to. None of it may throw. */
export interface FlowListener<T> {
  /** Makes what the user is given from the message at a position. */
  read(batch: Batch, at: number): T;
  message(message: T): void;
  ended(end: PartitionEnd): void;
}

/** An end of a partition, and how many messages of a taking come before it. */
export interface EndMark {
  readonly after: number;
  readonly end: PartitionEnd;
}

/** How long one who asks for messages waits: for each, or for the first alone, and takes of the others what is there. */
export interface Patience {
  readonly timeoutMs: number;
  readonly isOnlyForFirst: boolean;
}

/** Called once, perhaps during the call that asks. Must not throw. */
type Done<T> = (messages: T[], ends: readonly EndMark[], failure?: Failure) => void;

/** Some messages that were asked for. */
class Taking<T> {
  readonly messages: T[] = [];
  ends: readonly EndMark[] = NO_ENDS;
  timer: NodeJS.Timeout | undefined = undefined;
  isDone = false;

  constructor(
    readonly limit: number,
    readonly patience: Patience,
    readonly done: Done<T>,
  ) {}
}

const NO_ENDS: readonly EndMark[] = [];

/** Hands messages over: all of them as fast as they come, or as many as were asked for. One handed over is delivered. */
export class Flow<T> implements Deliverer {
  readonly #listener: FlowListener<T>;
  readonly #onHungry: () => void;
  readonly #ready: Hand[] = [];
  readonly #takings: Taking<T>[] = [];
  /** The ends that were not told yet, because there are messages before them or because nobody asked. */
  readonly #ends = new Map<Hand, Offset>();
  readonly #slice = new Slice();
  #isFlowing = false;
  #isStopped = false;
  #isDispatching = false;
  #isScheduled = false;

  /** `onHungry` is called when there is nothing left to hand over. */
  constructor(listener: FlowListener<T>, onHungry: () => void) {
    this.#listener = listener;
    this.#onHungry = onHungry;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  get isIdle(): boolean {
    return this.isAttended && this.#ready.length === 0;
  }

  get isAttended(): boolean {
    return !this.#isStopped && (this.#isFlowing || this.#takings.length > 0);
  }

  /** Lets everything flow from now on, or no longer. */
  setFlowing(isFlowing: boolean): void {
    this.#isFlowing = isFlowing;
    if (isFlowing) this.#dispatchSoon();
  }

  /** Asks for some messages; those who asked before get theirs first. */
  take(limit: number, patience: Patience, done: Done<T>): void {
    const taking = new Taking(limit, patience, done);
    this.#takings.push(taking);
    this.dispatch();
    if (taking.isDone) return;
    taking.timer = setTimeout(() => {
      this.#finish(taking);
    }, patience.timeoutMs);
  }

  offer(hand: Hand): void {
    if (hand.state !== 'idle' || !hand.isDeliverable || this.#isStopped) return;
    hand.state = 'ready';
    this.#ready.push(hand);
  }

  /** The end of a partition was reached, behind what is in hand. */
  end(hand: Hand, offset: Offset): void {
    this.#ends.set(hand, offset);
  }

  dispatch(): void {
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    this.#slice.begin();
    while (this.isAttended && !this.#slice.isOver) {
      const hand = this.#ready[0];
      if (hand === undefined) break;
      this.#serve(hand);
      if (hand.isDeliverable) continue;
      this.#ready.shift();
      hand.state = 'idle';
    }
    if (this.isAttended && this.#ends.size > 0) this.#tellEnds();
    for (let first = this.#takings[0]; first !== undefined && this.#isContent(first); first = this.#takings[0])
      this.#finish(first);
    this.#isDispatching = false;
    if (!this.isAttended) return;
    if (this.#ready.length > 0) this.#dispatchSoon();
    else this.#onHungry();
  }

  /** What the library says of what it reads; whoever asked for messages hears of it. */
  fail(failure: Failure): boolean {
    const first = this.#takings[0];
    if (first === undefined) return false;
    this.#finish(first, failure);
    return true;
  }

  stop(): void {
    this.#isStopped = true;
    for (const hand of this.#ready.splice(0)) hand.state = 'idle';
    this.#ends.clear();
    for (const taking of [...this.#takings]) this.#finish(taking);
  }

  excuse(): void {
    // Nobody waits for what takes no time.
  }

  whenIdle(): Promise<void> {
    return Promise.resolve();
  }

  /** Hands over what one partition has, until nobody wants more or the slice is over. */
  #serve(hand: Hand): void {
    while (hand.isDeliverable && this.isAttended) {
      if (this.#ends.size > 0) this.#tellEnd(hand);
      const message = this.#listener.read(hand.batch, hand.at);
      hand.deliverFirst();
      const taking = this.#takings[0];
      if (taking === undefined) this.#listener.message(message);
      else this.#give(taking, message);
      if (this.#slice.count()) return;
    }
  }

  #give(taking: Taking<T>, message: T): void {
    const count = taking.messages.push(message);
    if (count >= taking.limit) this.#finish(taking);
    else if (!taking.patience.isOnlyForFirst) taking.timer?.refresh();
  }

  /** It waits for nothing that might still come: who has heard of an end does not wait for what is behind it. */
  #isContent({ messages, patience, ends }: Taking<T>): boolean {
    return messages.length > 0 && this.#ready.length === 0 && (patience.isOnlyForFirst || ends.length > 0);
  }

  #finish(taking: Taking<T>, failure?: Failure): void {
    if (taking.isDone) return;
    taking.isDone = true;
    if (this.#takings[0] === taking) this.#takings.shift();
    else this.#takings.splice(this.#takings.indexOf(taking), 1);
    if (taking.timer !== undefined) clearTimeout(taking.timer);
    taking.done(taking.messages, taking.ends, failure);
  }

  #tellEnds(): void {
    for (const hand of [...this.#ends.keys()]) this.#tellEnd(hand);
  }

  /** Tells of the end of a partition, if what comes before it is handed over. */
  #tellEnd(hand: Hand): void {
    const offset = this.#ends.get(hand);
    if (offset === undefined) return;
    if (!hand.isOpen) this.#ends.delete(hand);
    else if (hand.count === 0 || hand.batch.offset(hand.at) >= offset) {
      this.#ends.delete(hand);
      this.#ended({ topic: hand.topic, partition: hand.partition, offset });
    }
  }

  #ended(end: PartitionEnd): void {
    const taking = this.#takings[0];
    if (taking === undefined) this.#listener.ended(end);
    else taking.ends = [...taking.ends, { after: taking.messages.length, end }];
  }

  #dispatchSoon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.dispatch();
    });
  }
}
