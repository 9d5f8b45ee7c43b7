import { AsyncLocalStorage } from 'node:async_hooks';

import * as native from '../native/calls';
import { RecordFlag } from '../native/generated';
import type { Client } from './client';
import { isGone } from './failure';
import type { Hand } from './hand';
import type { Hands } from './hands';
import { NO_OFFSET } from './offset';
import { readPartitions, writePartitions } from './partitions';
import type { PartitionOffset } from './partitions';
import type { Positions } from './positions';
import type { Batch } from './reader';
import type { Seeks } from './seeks';
import { within } from './within';
import type { BatchWriter } from './writer';

/** What a group decided about this member. */
export interface Rebalance {
  readonly kind: 'assigned' | 'revoked';
  readonly partitions: readonly PartitionOffset[];
  /** Other members may own the partitions already: what is committed for them is refused. */
  readonly isLost: boolean;
  /**
   * Agrees to it or, of an assignment, takes these partitions instead, each from its offset. The first answer counts; this
   * one is given for whoever gives none. Once an assignment is taken back, or the group left, there is nothing to answer any
   * more. Throws when a partition is not among those that were assigned.
   */
  answer(partitions?: readonly PartitionOffset[]): void;
}

/** Told of every rebalance; it is answered when what this promises has come to its end, however that is. */
export type RebalanceListener = (rebalance: Rebalance) => Promise<void> | undefined;

/** An assignment that waits for its answer. */
interface Open {
  readonly epoch: number;
  readonly partitions: readonly PartitionOffset[];
}

/** A listener that is being called. */
interface Call {
  readonly by: Rebalances;
  /** Waits for it no longer. */
  readonly release: () => void;
  /** The one in which this is called. */
  readonly around: Call | undefined;
}

/** Tells a call that is made inside a listener. One for all, as in `delivery.ts`. */
const calls = new AsyncLocalStorage<Call>();

/** Answers what the group decides: after the listener, after the handlers, and after what they delivered is stored. */
export class Rebalances {
  readonly #client: Client;
  readonly #hands: Hands;
  readonly #positions: Positions;
  readonly #seeks: Seeks;
  readonly #writer: BatchWriter;
  readonly #listener: RebalanceListener;
  readonly #timeoutMs: number;
  /** Those whose revocation the listener has heard of, while it is not answered. */
  readonly #told = new Set<Hand>();
  readonly #open = new Set<Open>();
  #waiting: (() => void)[] = [];
  #isHurried = false;
  #isFarewellSaid = false;

  /** `timeoutMs` is how long the group waits: then the library answers by itself, and so it is done here. */
  constructor(
    client: Client,
    hands: Hands,
    positions: Positions,
    seeks: Seeks,
    writer: BatchWriter,
    listener: RebalanceListener,
    timeoutMs: number,
  ) {
    this.#client = client;
    this.#hands = hands;
    this.#positions = positions;
    this.#seeks = seeks;
    this.#writer = writer;
    this.#listener = listener;
    this.#timeoutMs = timeoutMs;
  }

  /** Whether it is open where new partitions begin, so that no message may be asked for. */
  get isDeciding(): boolean {
    return this.#open.size > 0;
  }

  assigned(batch: Batch, at: number): void {
    if ((batch.flags(at) & RecordFlag.ANSWER) === 0) return;
    const partitions = readPartitions(batch.valueBatch(at));
    const open = { epoch: batch.token(at), partitions };
    this.#open.add(open);
    const answer = (chosen: readonly PartitionOffset[] = partitions): void => {
      if (this.#open.has(open)) this.#take(open, chosen);
    };
    this.#announce({ kind: 'assigned', partitions, isLost: false, answer }, answer);
  }

  revoked(batch: Batch, at: number): void {
    const epoch = batch.token(at);
    const flags = batch.flags(at);
    const isLost = (flags & RecordFlag.LOST) !== 0;
    const partitions = readPartitions(batch.valueBatch(at));
    this.#overtake(partitions);
    const hands = partitions.map(({ topic, partition }) => this.#hands.get(topic, partition));
    for (const hand of hands) hand.revoke();
    const epochs = hands.map((hand) => hand.epoch);
    const forget = (): void => {
      // One that took too long may have been answered for, and its partition may be ours again.
      hands.forEach((hand, index) => {
        if (hand.epoch === epochs[index]) hand.forget();
      });
    };
    let isOpen = true;
    const answer = (): void => {
      if (!isOpen) return;
      isOpen = false;
      this.#positions.flush();
      forget();
      for (const hand of hands) this.#told.delete(hand);
      if ((flags & RecordFlag.ANSWER) !== 0) this.#tell(epoch, null);
      this.#wake();
    };
    const announce = (isGone: boolean): void => {
      if (isGone) forget();
      for (const hand of hands) this.#told.add(hand);
      this.#announce({ kind: 'revoked', partitions, isLost: isGone, answer }, answer);
    };
    const idle = isLost ? undefined : this.#whenIdle(hands);
    if (idle === undefined) announce(isLost);
    else
      void idle.then((isInTime) => {
        announce(!isInTime);
      });
  }

  /** The group is about to be left: handlers that still run are not waited for any more, nor is anything new taken. */
  hurry(): void {
    this.#isHurried = true;
    for (const open of this.#open) this.#take(open, []);
    this.#wake();
  }

  /** They are waited for again. */
  takeTime(): void {
    this.#isHurried = false;
  }

  /** The listener that this is called in has said all it has to say: nobody waits for it any more. */
  excuse(): void {
    for (let call = calls.getStore(); call !== undefined; call = call.around) if (call.by === this) call.release();
  }

  /**
   * Tells of the end of the assignment while commits still work: the client is about to close. Waits at most so long, also for a
   * listener that is being told already.
   */
  async farewell(graceMs: number): Promise<void> {
    this.hurry();
    this.#isFarewellSaid = true;
    const hands = this.#hands.assigned().filter((hand) => !this.#told.has(hand));
    await within(graceMs, Promise.all([this.#tellOfEnd(hands), this.#until(() => this.#told.size === 0)]));
  }

  /** Resolves when no partition is assigned any more. */
  whenGone(): Promise<void> {
    return this.#until(() => this.#hands.assigned().length === 0);
  }

  /** The client has ended, and the assignment with it. */
  ended(): void {
    for (const hand of this.#hands) hand.forget();
    this.#told.clear();
    this.#wake();
  }

  /** Lets the listener see it, and sees to it that there is an answer. */
  #announce(rebalance: Rebalance, answer: () => void): void {
    const isKnown = rebalance.kind === 'revoked' && this.#isFarewellSaid;
    const seen = isKnown ? undefined : this.#call(rebalance, answer);
    if (seen === undefined) answer();
    else void within(this.#timeoutMs, seen).finally(answer);
  }

  #call(rebalance: Rebalance, release: () => void): Promise<void> | undefined {
    return calls.run({ by: this, release, around: calls.getStore() }, this.#listener, rebalance);
  }

  async #tellOfEnd(hands: readonly Hand[]): Promise<void> {
    if (hands.length === 0) return;
    const partitions = hands.map(placeOf);
    const rebalance = { kind: 'revoked', partitions, isLost: false, answer: () => undefined } as const;
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const seen = this.#call(rebalance, () => release?.());
    await Promise.race([seen, released]);
  }

  /** Undefined if there is nobody to wait for; else whether it was in time. */
  #whenIdle(hands: readonly Hand[]): Promise<boolean> | undefined {
    const busy = hands.filter(({ state }) => state === 'busy');
    if (busy.length === 0 || this.#isHurried) return undefined;
    const idle = Promise.all(busy.map((hand) => hand.whenIdle())).then(() => undefined);
    return within(this.#timeoutMs, Promise.race([idle, this.#until(() => this.#isHurried)]));
  }

  /** Looks whenever something of it has changed. */
  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo())
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Takes the partitions that were chosen, from where they were sought or are said to begin. */
  #take(open: Open, chosen: readonly PartitionOffset[]): void {
    const { epoch, partitions: proposed } = open;
    const starts = chosen.map(({ topic, partition, offset }) => {
      const sought = this.#seeks.sought(this.#hands.get(topic, partition));
      return { topic, partition, offset: offset === NO_OFFSET ? (sought ?? NO_OFFSET) : offset };
    });
    const isAsProposed = chosen === proposed && starts.every(({ offset }) => offset === NO_OFFSET);
    const isTaken = this.#tell(epoch, isAsProposed ? null : writePartitions(this.#writer, starts));
    this.#close(open);
    if (!isTaken) {
      this.#begin(epoch, proposed);
      return;
    }
    for (const { topic, partition, offset } of starts) {
      const hand = this.#hands.get(topic, partition);
      hand.assign(epoch);
      this.#seeks.arrive(hand, offset);
    }
  }

  /** A revocation means that the library waits for answers to assignments before it no longer: it has agreed to them by itself. */
  #overtake(revoked: readonly PartitionOffset[]): void {
    for (const open of this.#open) {
      this.#close(open);
      const isRevoked = ({ topic, partition }: PartitionOffset): boolean =>
        revoked.some((other) => other.topic === topic && other.partition === partition);
      this.#begin(
        open.epoch,
        open.partitions.filter((own) => !isRevoked(own)),
      );
    }
  }

  /** The library has taken these partitions as they were proposed. */
  #begin(epoch: number, partitions: readonly PartitionOffset[]): void {
    for (const { topic, partition } of partitions) {
      const hand = this.#hands.get(topic, partition);
      hand.assign(epoch);
      this.#seeks.seekPending(hand);
    }
  }

  #close(open: Open): void {
    this.#open.delete(open);
    this.#client.pollSoon();
  }

  /** Whether the library waited for the answer; when it took too long, it has agreed by itself. */
  #tell(epoch: number, partitions: Buffer | null): boolean {
    try {
      native.consumerRebalanceAnswer(this.#client.ticket, epoch, partitions);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }
}

function placeOf({ topic, partition }: Hand): PartitionOffset {
  return { topic, partition, offset: NO_OFFSET };
}
