import * as native from '../native/calls';
import type { Ticket } from '../native/calls';
import type { Client } from './client';
import { codes } from './codes';
import { Failure, isGone } from './failure';
import type { Hands } from './hands';
import { NO_OFFSET } from './offset';
import { writePartitions } from './partitions';
import type { PartitionOffset, TopicPartition } from './partitions';
import type { Positions } from './positions';
import type { BatchWriter } from './writer';

/** No batch is of so late a time: what is assigned takes nothing before the library has answered from when on it may. */
const NOT_YET = Infinity;

type Call = (client: Ticket, partitions: Buffer, token: number) => void;

/**
 * Assignments that the user makes himself. They count at once, and are carried out in order; what is refused is taken back and
 * told.
 */
export class Assignments {
  readonly #client: Client;
  readonly #hands: Hands;
  readonly #positions: Positions;
  readonly #writer: BatchWriter;
  readonly #onFailure: (failure: Failure) => void;
  #changing = 0;

  constructor(
    client: Client,
    hands: Hands,
    positions: Positions,
    writer: BatchWriter,
    onFailure: (failure: Failure) => void,
  ) {
    this.#client = client;
    this.#hands = hands;
    this.#positions = positions;
    this.#writer = writer;
    this.#onFailure = onFailure;
  }

  /** Whether it is open from when on messages belong to what is assigned, so that none may be asked for. */
  get isChanging(): boolean {
    return this.#changing > 0;
  }

  /** These and no others, each from its offset; none ends the assignment. */
  replace(partitions: readonly PartitionOffset[]): void {
    this.#forget(this.#hands.assigned());
    this.#take(partitions, (client, list, token) => {
      native.consumerAssign(client, partitions.length === 0 ? null : list, token);
    });
  }

  /** These as well. */
  add(partitions: readonly PartitionOffset[]): void {
    this.#take(partitions, native.consumerIncrementalAssign);
  }

  /** These no more. */
  remove(partitions: readonly TopicPartition[]): void {
    this.#forget(partitions);
    const lines = partitions.map(({ topic, partition }) => ({ topic, partition, offset: NO_OFFSET }));
    this.#change(lines, native.consumerIncrementalUnassign, () => undefined).catch(this.#report);
  }

  #take(partitions: readonly PartitionOffset[], call: Call): void {
    const taken = partitions.map(({ topic, partition, offset }) => {
      const hand = this.#hands.get(topic, partition);
      hand.assign(NOT_YET);
      hand.begin(offset);
      return { hand, generation: hand.generation, offset };
    });
    // What was given away again meanwhile, or assigned anew, is none of this answer's business.
    const stillTaken = (): typeof taken => taken.filter(({ hand, generation }) => hand.generation === generation);
    const settle = (epoch: number): void => {
      for (const { hand, offset } of stillTaken()) {
        hand.assign(epoch);
        hand.begin(offset);
      }
    };
    this.#change(partitions, call, settle).catch((error: unknown) => {
      for (const { hand } of stillTaken()) hand.forget();
      this.#report(error);
    });
  }

  #forget(partitions: readonly TopicPartition[]): void {
    this.#positions.flush();
    for (const { topic, partition } of partitions) this.#hands.find(topic, partition)?.forget();
  }

  async #change(partitions: readonly PartitionOffset[], call: Call, done: (epoch: number) => void): Promise<void> {
    const list = writePartitions(this.#writer, partitions);
    this.#changing++;
    try {
      const epoch = await this.#client.request(
        (token) => {
          call(this.#client.ticket, list, token);
        },
        (answer, at) => answer.valueBatch(at)?.epoch ?? 0,
      );
      done(epoch);
    } finally {
      this.#changing--;
      this.#client.pollSoon();
    }
  }

  readonly #report = (error: unknown): void => {
    if (isGone(error)) return;
    const failure = Failure.of(error);
    if (failure === undefined) throw error;
    if (failure.code !== codes.ERR__DESTROY) this.#onFailure(failure);
  };
}
