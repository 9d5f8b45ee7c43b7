import { codes } from '../runtime/codes';
import type { PartitionOffset, PartitionResult } from '../runtime/partitions';
import { placesOf } from './topic-partition';
import type { TopicPartitionLike, TopicPartitionOffset } from './topic-partition';

/** The offset behind a message. */
export function behind({ topic, partition, offset, leaderEpoch }: TopicPartitionOffset): TopicPartitionLike {
  return { topic, partition, offset: offset + 1, leaderEpoch };
}

/** Takes what is to be committed from a caller; null stands for what is stored. */
export function offsetsOf(
  given: TopicPartitionLike | readonly TopicPartitionLike[] | null | undefined,
): PartitionOffset[] | null {
  return given === undefined || given === null ? null : placesOf(given);
}

/** An offset that was to be committed, as if it had been. */
export function resultOf(place: PartitionOffset): PartitionResult {
  const { topic, partition, offset, leaderEpoch = -1, metadata = null } = place;
  return { topic, partition, offset, leaderEpoch, metadata, code: codes.ERR_NO_ERROR };
}
