import { apart } from '../runtime/apart';
import { codes } from '../runtime/codes';
import type { Consumer } from '../runtime/consumer';
import type { PartitionOffset } from '../runtime/partitions';
import type { Rebalance } from '../runtime/rebalances';
import type { ConfigFunction } from './config';
import { attempt, errorSaying, LibrdKafkaError } from './errors';
import { placeFrom } from './topic-partition';

/** What a rebalance does to the world outside. */
export interface RebalanceTarget {
  emit(event: string, ...values: unknown[]): boolean;
}

interface Open {
  readonly rebalance: Rebalance;
  readonly done: () => void;
}

const CODES = { assigned: codes.ERR__ASSIGN_PARTITIONS, revoked: codes.ERR__REVOKE_PARTITIONS };

/** Tells a program of rebalances, and takes its assignments for the answers. */
export class Rebalancing {
  readonly #target: RebalanceTarget;
  readonly #callback: boolean | ConfigFunction;
  readonly #open: Open[] = [];

  /** The callback is the program's `rebalance_cb`, true if it wants to see rebalances, and false if not. */
  constructor(target: RebalanceTarget, callback: boolean | ConfigFunction) {
    this.#target = target;
    this.#callback = callback;
  }

  /** Listens to the rebalances of a consumer. Resolves when the program has answered. */
  readonly listener = (rebalance: Rebalance): Promise<void> | undefined => {
    const callback = this.#callback;
    if (callback === false) return undefined;
    if (rebalance.kind === 'revoked') this.#overtake();
    const error = new LibrdKafkaError(CODES[rebalance.kind]);
    const assignment = rebalance.partitions.map(({ topic, partition }) => placeFrom({ topic, partition }));
    apart(() => this.#target.emit('rebalance', error, assignment));
    if (callback === true) return undefined;
    return new Promise((resolve) => {
      const open = { rebalance, done: resolve };
      this.#open.push(open);
      try {
        callback(error, assignment);
      } catch (thrown) {
        // There will be no other answer than the usual one.
        this.#close(open);
        apart(() => {
          throw thrown;
        });
      }
    });
  };

  /** Takes the place of the assignment, in answer to a rebalance if one waits. */
  assign(consumer: Consumer, partitions: readonly PartitionOffset[]): void {
    const open = this.#open[0];
    if (open === undefined) replace(consumer, partitions);
    else if (open.rebalance.kind === 'assigned') this.#accept(open, consumer, partitions);
    else {
      this.#revoke(open);
      replace(consumer, partitions);
    }
  }

  unassign(consumer: Consumer): void {
    const open = this.#open[0];
    if (open === undefined) replace(consumer, []);
    else if (open.rebalance.kind === 'assigned') this.#accept(open, consumer, []);
    else this.#revoke(open);
  }

  add(consumer: Consumer, partitions: readonly PartitionOffset[]): void {
    const open = this.#open[0];
    if (open?.rebalance.kind === 'assigned') {
      this.#accept(open, consumer, partitions);
      return;
    }
    const own = partitions.find(({ topic, partition }) => consumer.find(topic, partition) !== undefined);
    if (own !== undefined) throw errorSaying(codes.ERR__CONFLICT, `${own.topic} [${own.partition}] is assigned already`);
    attempt(() => {
      consumer.assignments.add(partitions);
    });
  }

  remove(consumer: Consumer, partitions: readonly PartitionOffset[]): void {
    const open = this.#open[0];
    if (open?.rebalance.kind === 'revoked') {
      this.#revoke(open);
      return;
    }
    const other = partitions.find(({ topic, partition }) => consumer.find(topic, partition) === undefined);
    if (other !== undefined) throw errorSaying(codes.ERR__INVALID_ARG, `${other.topic} [${other.partition}] is not assigned`);
    attempt(() => {
      consumer.assignments.remove(partitions);
    });
  }

  /** Nobody will answer any more. */
  end(): void {
    for (const open of [...this.#open]) this.#close(open);
  }

  /** Partitions that the group has not assigned can be had only beside it. */
  #accept(open: Open, consumer: Consumer, partitions: readonly PartitionOffset[]): void {
    const { rebalance } = open;
    const isProposed = ({ topic, partition }: PartitionOffset): boolean =>
      rebalance.partitions.some((own) => own.topic === topic && own.partition === partition);
    const isAsProposed = partitions.every(isProposed);
    attempt(() => {
      rebalance.answer(isAsProposed ? partitions : []);
    });
    this.#close(open);
    if (!isAsProposed) replace(consumer, partitions);
  }

  /** What is revoked need not be accepted any more: the next answer is that to the revocation. */
  #overtake(): void {
    for (const open of this.#open.filter(({ rebalance }) => rebalance.kind === 'assigned')) this.#close(open);
  }

  #revoke(open: Open): void {
    open.rebalance.answer();
    this.#close(open);
  }

  #close(open: Open): void {
    const index = this.#open.indexOf(open);
    if (index >= 0) this.#open.splice(index, 1);
    open.done();
  }
}

function replace(consumer: Consumer, partitions: readonly PartitionOffset[]): void {
  attempt(() => {
    consumer.assignments.replace(partitions);
  });
}
