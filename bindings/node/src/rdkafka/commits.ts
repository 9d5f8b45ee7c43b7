import { apart } from '../runtime/apart';
import { codes } from '../runtime/codes';
import { Failure } from '../runtime/failure';
import type { PartitionOffset, PartitionResult } from '../runtime/partitions';
import type { ConfigFunction } from './config';
import { errorOf, wrongArgument } from './errors';
import { outcomeFrom, placesOf } from './topic-partition';
import type { TopicPartitionLike, TopicPartitionOffset } from './topic-partition';

/** What a commit does to the world outside. */
export interface CommitTarget {
  emit(event: string, ...values: unknown[]): boolean;
}

/** Tells a program of commits, if it wants to know. */
export class Commits {
  readonly #target: CommitTarget;
  readonly #callback: boolean | ConfigFunction;

  /** The callback is the program's `offset_commit_cb`, true if it wants to see commits, and false if not. */
  constructor(target: CommitTarget, callback: boolean | ConfigFunction) {
    this.#target = target;
    this.#callback = callback;
  }

  /** Offsets were committed, or not. */
  tell(offsets: readonly PartitionResult[], failure: Failure | undefined): void {
    const callback = this.#callback;
    if (callback === false) return;
    const error = failure === undefined ? null : errorOf(failure);
    const list = offsets.map(outcomeFrom);
    apart(() => this.#target.emit('offset.commit', error, list));
    if (callback !== true) apart(() => callback.call(this.#target, error, list));
  }

  /** Tells of a commit when it is done, and rejects if it failed; then these places are what it was about. */
  async follow(commit: () => Promise<PartitionResult[]>, places: readonly PartitionOffset[]): Promise<void> {
    try {
      this.tell(await commit(), undefined);
    } catch (error) {
      const failure = Failure.of(error);
      if (failure !== undefined) this.tell(failedOf(places, failure), failure);
      throw error;
    }
  }
}

/** The offset behind a message. */
export function behind(message: TopicPartitionOffset): TopicPartitionLike {
  if (typeof message !== 'object' || (message as unknown) === null) throw wrongArgument('"message" must be an object');
  const { topic, partition, offset, leaderEpoch } = message;
  if (!Number.isSafeInteger(offset)) throw wrongArgument('The "offset" of the message must be a whole number');
  return { topic, partition, offset: offset + 1, leaderEpoch };
}

/** Takes what is to be committed from a caller; null stands for what is stored. */
export function offsetsOf(
  given: TopicPartitionLike | readonly TopicPartitionLike[] | null | undefined,
): PartitionOffset[] | null {
  return given === undefined || given === null ? null : placesOf(given);
}

/** The places of a commit that failed. With one alone it is clear which of them the failure is about. */
function failedOf(places: readonly PartitionOffset[], failure: Failure): PartitionResult[] {
  const code = places.length === 1 ? failure.code : codes.ERR_NO_ERROR;
  return places.map(({ topic, partition, offset, leaderEpoch = -1, metadata = null }) => {
    return { topic, partition, offset, leaderEpoch, metadata, code };
  });
}
