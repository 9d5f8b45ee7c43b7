import { next, NO_OFFSET } from './offset';
import type { Offset } from './offset';
import type { Batch } from './reader';

const NO_POSITION = -1;
const NO_LEADER_EPOCH = -1;

/** A stretch of messages of one partition in a batch. */
interface Stretch {
  readonly batch: Batch;
  at: number;
  readonly end: number;
  /** There is one when somebody has started with it. */
  onGone: (() => void) | undefined;
}

/** Told when a partition's position moved; again only after it has set `hasMoved` back. */
export interface PositionListener {
  moved(hand: Hand): void;
}

/**
 * One partition: its messages in hand, in order, and how far they are delivered. It outlives its assignment, because a
 * handler may still run when the partition is gone, and even when it is back.
 */
export class Hand {
  /** The assignment that the messages belong to; 0 when the partition is not ours. */
  epoch = 0;
  /** Rises whenever messages stop following those before them: with an assignment, its end, and a seek. */
  generation = 0;
  /** Whether deliveries may start. Between a revocation and its answer positions may move, but nothing starts. */
  isOpen = false;
  /** The user wants none of its messages for now; what is in hand stays there. */
  isPaused = false;
  /** Messages in hand. */
  count = 0;
  /** Its queue below is on hold. */
  isHeld = false;
  /** A handler has it, or it stands in line for one, or it waits for another try. */
  state: 'idle' | 'ready' | 'busy' | 'waiting' = 'idle';
  /** Deliveries in a row that failed. */
  failures = 0;
  /** The offset to read next, which is also what is stored, and its leader epoch; -1 if nothing was delivered yet. */
  position: Offset = NO_POSITION;
  leaderEpoch = NO_LEADER_EPOCH;
  /** The first offset of the partition and the next one to be written, as of the last fetch; -1001 if unknown. */
  lowWatermark: Offset = NO_OFFSET;
  highWatermark: Offset = NO_OFFSET;
  /** The listener knows that the position moved. */
  hasMoved = false;
  /** The position is behind a message that was delivered since the partition is ours or was sought. */
  hasDelivered = false;

  readonly #listener: PositionListener;
  /** Messages in batches of an earlier epoch are of another time. */
  #since = 0;
  #stretches: Stretch[] = [];
  #whenIdle: (() => void)[] = [];
  #isExcused = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly topic: string,
    readonly partition: number,
    listener: PositionListener,
  ) {
    this.#listener = listener;
  }

  /** Whether there is something that may be delivered. */
  get isDeliverable(): boolean {
    return this.isOpen && !this.isPaused && this.count > 0;
  }

  /** The partition is ours now. */
  assign(epoch: number): void {
    this.forget();
    this.epoch = epoch;
    this.#since = epoch;
    this.isOpen = true;
  }

  /** Reading begins at this offset; a negative one says nothing about the position. */
  begin(offset: Offset): void {
    this.hasDelivered = false;
    if (offset >= 0) this.#move(offset, NO_LEADER_EPOCH);
    else this.position = NO_POSITION;
  }

  /**
   * Reading goes on elsewhere: what is in hand is of no use any more, nor what comes in a batch of this epoch still. Answers the generation
   * that begins with it, which may have ended when this returns: whoever hears that messages are gone may seek as well.
   */
  seek(offset: Offset, epoch: number): number {
    this.#since = epoch + 1;
    const generation = ++this.generation;
    this.failures = 0;
    this.stopWaiting();
    const onGone = this.#discard();
    this.begin(offset);
    onGone?.();
    return generation;
  }

  /** The partition is about to go: what is in hand will reach no handler, but for those that a handler has already. */
  revoke(): void {
    this.isOpen = false;
    this.stopWaiting();
    if (this.state !== 'busy') this.#discard()?.();
  }

  /** The partition is gone: its position is nobody's business any more. */
  forget(): void {
    this.isOpen = false;
    this.stopWaiting();
    const onGone = this.#discard();
    this.generation++;
    this.epoch = 0;
    this.isHeld = false;
    this.isPaused = false;
    this.failures = 0;
    this.hasDelivered = false;
    this.position = NO_POSITION;
    this.leaderEpoch = NO_LEADER_EPOCH;
    this.lowWatermark = NO_OFFSET;
    this.highWatermark = NO_OFFSET;
    onGone?.();
  }

  /** Puts the messages of a batch from `at` to `end` behind those in hand, unless they are of another time. */
  add(batch: Batch, at: number, end: number): boolean {
    if (!this.isOpen || batch.epoch < this.#since) return false;
    this.#stretches.push({ batch, at, end, onGone: undefined });
    this.count += (end - at) / batch.step;
    return true;
  }

  /** Shows the first messages in hand, at most `count`, without taking them. */
  peek(count: number, visit: (batch: Batch, at: number) => void): void {
    let left = count;
    for (const { batch, at: first, end } of this.#stretches) {
      for (let at = first; at < end; at += batch.step) {
        if (left-- === 0) return;
        visit(batch, at);
      }
    }
  }

  /** The first message in hand; there must be one. */
  get batch(): Batch {
    return this.#first().batch;
  }

  /** Where the first message in hand lies in its batch. */
  get at(): number {
    return this.#first().at;
  }

  /** Whether nobody has started with what came together with the first message in hand; there must be one. */
  get isFresh(): boolean {
    return this.#first().onGone === undefined;
  }

  /** Starts with what came together, and answers how many that are. `onGone` is called when they are delivered, or of no use any more. */
  start(onGone: () => void): number {
    const first = this.#first();
    first.onGone = onGone;
    return (first.end - first.at) / first.batch.step;
  }

  /** Offset and leader epoch of the last of the first `count` messages in hand. */
  lastOf(count: number): { offset: Offset; leaderEpoch: number } {
    let left = count;
    for (const { batch, at, end } of this.#stretches) {
      const size = (end - at) / batch.step;
      if (left > size) {
        left -= size;
        continue;
      }
      const last = at + (left - 1) * batch.step;
      return { offset: batch.offset(last), leaderEpoch: batch.leaderEpoch(last) };
    }
    throw new Error('kafkacore: not so many messages in hand');
  }

  /** Takes the first message out: it is delivered. */
  deliverFirst(): void {
    const first = this.#first();
    const { batch, at } = first;
    this.hasDelivered = true;
    this.#move(next(batch.offset(at)), batch.leaderEpoch(at));
    this.#take(first, 1);
  }

  /** Takes the first messages out. */
  drop(count: number): void {
    for (let left = count; left > 0 && this.count > 0;) {
      const first = this.#first();
      const taken = Math.min(left, (first.end - first.at) / first.batch.step);
      this.#take(first, taken);
      left -= taken;
    }
  }

  /** Takes out what lies below the position: all that is delivered already. */
  dropDelivered(): void {
    while (this.count > 0 && this.batch.offset(this.at) < this.position) this.drop(1);
  }

  /** The messages up to this offset are delivered. They stay in hand; offsets already delivered change nothing. */
  deliverTo(offset: Offset, leaderEpoch: number): void {
    if (offset < this.position) return;
    this.hasDelivered = true;
    this.#move(next(offset), leaderEpoch);
  }

  /** The handler that has it is not waited for: it is waiting itself. */
  excuse(): void {
    this.#isExcused = true;
    this.#wake();
  }

  /** Resolves when no handler has it, but for one that is excused. */
  whenIdle(): Promise<void> {
    if (this.state !== 'busy' || this.#isExcused) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
    });
  }

  /** The handler that had it is done. */
  rest(): void {
    this.state = 'idle';
    this.#isExcused = false;
    const onGone = this.isOpen ? undefined : this.#discard();
    this.#wake();
    onGone?.();
  }

  /** Stays away from handlers for a while. */
  wait(delayMs: number, then: () => void): void {
    this.state = 'waiting';
    this.#timer = setTimeout(() => {
      this.state = 'idle';
      then();
    }, delayMs);
  }

  stopWaiting(): void {
    if (this.state !== 'waiting') return;
    clearTimeout(this.#timer);
    this.state = 'idle';
  }

  #wake(): void {
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }

  /** Answers who is to hear of it, if anybody, as soon as everything else is changed: it may seek. */
  #discard(): (() => void) | undefined {
    const first = this.#stretches[0];
    this.#stretches = [];
    this.count = 0;
    return first?.onGone;
  }

  #move(position: Offset, leaderEpoch: number): void {
    this.position = position;
    this.leaderEpoch = leaderEpoch;
    if (this.hasMoved) return;
    this.hasMoved = true;
    this.#listener.moved(this);
  }

  #first(): Stretch {
    const first = this.#stretches[0];
    if (first === undefined) throw new Error('kafkacore: no message in hand');
    return first;
  }

  #take(first: Stretch, count: number): void {
    first.at += count * first.batch.step;
    this.count -= count;
    if (first.at < first.end) return;
    this.#stretches.shift();
    first.onGone?.();
  }
}
