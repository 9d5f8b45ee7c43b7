import { setTimeout as delay } from 'node:timers/promises';

import * as native from '../native/calls';
import { offsetsAt } from './admin-offsets';
import { AdminCall } from './admin-operations';
import { nothing } from './client';
import type { Client } from './client';
import { codes } from './codes';
import { Failure, isGone } from './failure';
import type { Hand } from './hand';
import { NO_OFFSET, parseOffset } from './offset';
import type { Offset } from './offset';
import { readPartitions, writePartitions } from './partitions';
import type { PartitionOffset, PartitionResult } from './partitions';
import type { Positions } from './positions';
import type { Requests } from './requests';
import type { BatchWriter } from './writer';

/** How long one attempt may take below; there is another one after it. */
const ATTEMPT_TIMEOUT_MS = 10_000;
/** Between two questions for the newest message. */
const PAUSE_MS = 100;
/** How long it is asked for again. */
const NEWEST_TIMEOUT_MS = 60_000;

/** In place of an offset: the message with the latest timestamp, or the end if there is none. */
export const NEWEST = -3;

/** Takes partitions to other offsets: those that are assigned at once, the others as soon as they are. */
export class Seeks {
  readonly #client: Client;
  readonly #requests: Requests;
  readonly #positions: Positions;
  readonly #writer: BatchWriter;
  readonly #onFailure: (failure: Failure) => void;
  /** What counts for a partition as soon as it is assigned. */
  readonly #pending = new Map<Hand, Offset>();

  constructor(
    client: Client,
    requests: Requests,
    positions: Positions,
    writer: BatchWriter,
    onFailure: (failure: Failure) => void,
  ) {
    this.#client = client;
    this.#requests = requests;
    this.#positions = positions;
    this.#writer = writer;
    this.#onFailure = onFailure;
  }

  /**
   * From here on the next message that is delivered is the one at this offset. The last of several seeks counts. Resolves when it
   * is done or has to wait for an assignment, and rejects with a failure, which is told as well.
   */
  seek(hand: Hand, offset: Offset): Promise<void> {
    if (hand.epoch === 0) {
      this.#pending.set(hand, offset);
      return Promise.resolve();
    }
    const sought = offset === NEWEST ? this.#seekNewest(hand) : this.#seekNow(hand, offset).then(nothing);
    sought.catch(this.#report);
    return sought;
  }

  /** Where a partition that is not assigned was sought, if it can begin there. */
  sought(hand: Hand): Offset | undefined {
    const offset = this.#pending.get(hand);
    return offset === NEWEST ? undefined : offset;
  }

  /** A partition begins at this offset, or with a negative one where the group left off. */
  arrive(hand: Hand, offset: Offset): void {
    hand.begin(offset);
    if (offset === NO_OFFSET) this.seekPending(hand);
    else this.#pending.delete(hand);
  }

  /** A partition began elsewhere than where it was sought. */
  seekPending(hand: Hand): void {
    const offset = this.#pending.get(hand);
    this.#pending.delete(hand);
    if (offset !== undefined) void this.seek(hand, offset);
  }

  /** Nothing is sought any more. */
  forget(): void {
    this.#pending.clear();
  }

  /** Whether the partition was there for it. */
  #seekNow(hand: Hand, offset: Offset): Promise<boolean> {
    this.#pending.delete(hand);
    // Where that is is not known yet: until then, what was delivered before is what counts for the group.
    if (offset < 0) this.#positions.flush();
    const generation = hand.seek(offset, this.#client.epoch);
    // A partition that is about to go reads nothing more; where it would have, is stored.
    return hand.isOpen ? this.#move(hand, offset, generation) : Promise.resolve(false);
  }

  /** Until it is known where that is, the partition goes on as before; if it goes meanwhile, that is asked anew when it is back. */
  async #seekNewest(hand: Hand): Promise<void> {
    const { generation } = hand;
    const end = performance.now() + NEWEST_TIMEOUT_MS;
    const isOpen = (): boolean => hand.generation === generation && hand.isOpen;
    this.#pending.set(hand, NEWEST);
    try {
      while (isOpen()) {
        const offset = await this.#newestOf(hand, end);
        if (offset === undefined) await delay(PAUSE_MS);
        else if (isOpen()) await this.#seekFound(hand, offset);
      }
    } catch (error) {
      if (isOpen()) this.#pending.delete(hand);
      throw error;
    }
  }

  /** The newest message is at this offset. With a negative one there is none, and it is not done before it is known where the end is. */
  async #seekFound(hand: Hand, offset: Offset): Promise<void> {
    const moved = this.#seekNow(hand, offset);
    const { generation } = hand;
    if (offset < 0) this.#pending.set(hand, NEWEST);
    const isDone = await moved;
    if (isDone && hand.generation === generation) this.#pending.delete(hand);
  }

  /** Undefined if another question may be answered. */
  async #newestOf({ topic, partition }: Hand, end: number): Promise<Offset | undefined> {
    const call = new AdminCall(this.#requests, ATTEMPT_TIMEOUT_MS);
    try {
      const [found] = await offsetsAt(call, [{ topic, partition }], 'MAX_TIMESTAMP', 'READ_UNCOMMITTED');
      return parseOffset(found?.offset);
    } catch (error) {
      if (Failure.of(error)?.retriable === true && performance.now() < end) return undefined;
      throw error;
    }
  }

  /** Until it is done, or there is another seek, or the partition is gone, no message of the partition comes. */
  async #move(hand: Hand, offset: Offset, generation: number): Promise<boolean> {
    const { topic, partition } = hand;
    const isOpen = (): boolean => hand.generation === generation && hand.isOpen;
    while (isOpen()) {
      const outcome = await this.#attempt({ topic, partition, offset });
      if (outcome.code === codes.ERR__STATE) return false;
      if (outcome.code === codes.ERR__TIMED_OUT) continue;
      if (outcome.code !== codes.ERR_NO_ERROR)
        throw new Failure(outcome.code, `Seeking ${topic} [${partition}] to ${offset} failed.`);
      if (isOpen() && offset < 0 && !hand.hasDelivered) hand.begin(outcome.offset);
      return true;
    }
    return false;
  }

  async #attempt(place: PartitionOffset): Promise<Pick<PartitionResult, 'code' | 'offset'>> {
    const list = writePartitions(this.#writer, [place]);
    const outcomes = await this.#client.request(
      (token) => {
        native.consumerSeek(this.#client.ticket, list, ATTEMPT_TIMEOUT_MS, token);
      },
      (answer, at) => readPartitions(answer.valueBatch(at)),
    );
    return outcomes[0] ?? { ...place, code: codes.ERR_NO_ERROR };
  }

  readonly #report = (error: unknown): void => {
    if (isGone(error)) return;
    const failure = Failure.of(error);
    if (failure === undefined) throw error;
    if (failure.code !== codes.ERR__DESTROY) this.#onFailure(failure);
  };
}
