import * as native from '../native/calls';
import type { Ticket } from '../native/calls';
import type { Client } from './client';
import { codes } from './codes';
import { Failure } from './failure';
import type { Hand } from './hand';
import type { Hands } from './hands';
import { NO_OFFSET } from './offset';
import type { Offset } from './offset';
import { writePartitions } from './partitions';
import type { PartitionOffset, TopicPartition } from './partitions';
import type { Positions } from './positions';
import type { BatchWriter } from './writer';

/** No batch is of so late a time: what is assigned takes nothing before the library has answered from when on it may. */
const NOT_YET = Infinity;

/** A partition that waits for its assignment to be carried out. */
interface Taken {
  readonly hand: Hand;
  readonly generation: number;
  readonly offset: Offset;
}

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

  /** These and no others, each from its offset; none ends the assignment. Throws if they cannot be assigned. */
  replace(partitions: readonly PartitionOffset[]): void {
    const before = this.#hands.assigned();
    const call: Call = (client, list, token) => {
      native.consumerAssign(client, partitions.length === 0 ? null : list, token);
    };
    this.#change(partitions, call, () => {
      for (const hand of before) hand.forget();
      return this.#take(partitions);
    });
  }

  /** These as well. */
  add(partitions: readonly PartitionOffset[]): void {
    this.#change(partitions, native.consumerIncrementalAssign, () => this.#take(partitions));
  }

  /** These no more. */
  remove(partitions: readonly TopicPartition[]): void {
    const lines = partitions.map(({ topic, partition }) => ({ topic, partition, offset: NO_OFFSET }));
    this.#change(lines, native.consumerIncrementalUnassign, () => {
      for (const { topic, partition } of partitions) this.#hands.find(topic, partition)?.forget();
      return [];
    });
  }

  #take(partitions: readonly PartitionOffset[]): Taken[] {
    return partitions.map(({ topic, partition, offset }) => {
      const hand = this.#hands.get(topic, partition);
      hand.assign(NOT_YET);
      hand.begin(offset);
      return { hand, generation: hand.generation, offset };
    });
  }

  /** Has it carried out, and then changes what is known here: what is refused at once changes nothing. */
  #change(partitions: readonly PartitionOffset[], call: Call, apply: () => Taken[]): void {
    this.#positions.flush();
    const list = writePartitions(this.#writer, partitions);
    let taken: Taken[] = [];
    // What was given away again meanwhile, or assigned anew, is none of this answer's business.
    const stillTaken = (): Taken[] => taken.filter(({ hand, generation }) => hand.generation === generation);
    const settle = (): void => {
      this.#changing--;
      this.#client.pollSoon();
    };
    this.#client.ask(
      (token) => {
        call(this.#client.ticket, list, token);
      },
      (answer, at) => answer.valueBatch(at)?.epoch ?? 0,
      (epoch) => {
        for (const { hand, offset } of stillTaken()) {
          hand.assign(epoch);
          hand.begin(offset);
        }
        settle();
      },
      (error) => {
        for (const { hand } of stillTaken()) hand.forget();
        settle();
        this.#report(error);
      },
    );
    this.#changing++;
    taken = apply();
  }

  #report(error: Error): void {
    const failure = Failure.of(error);
    if (failure === undefined) throw error;
    if (failure.code !== codes.ERR__DESTROY) this.#onFailure(failure);
  }
}
