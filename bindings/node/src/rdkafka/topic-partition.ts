import { NO_OFFSET } from '../runtime/offset';
import type { Offset } from '../runtime/offset';
import { isInt32 } from '../runtime/partitions';
import type { PartitionOffset, PartitionResult } from '../runtime/partitions';
import { LibrdKafkaError, wrongArgument } from './errors';
import { topicOf } from './outgoing';
import { Topic } from './topic';

/** A partition, as programs write it. */
export interface TopicPartitionLike {
  topic: string;
  partition: number;
  /** A number, or one of earliest, beginning, latest, end and stored. */
  offset?: number | string | null | undefined;
  leaderEpoch?: number | null | undefined;
  metadata?: string | null | undefined;
}

export interface TopicPartitionOffset {
  topic: string;
  partition: number;
  offset: number;
  leaderEpoch?: number;
  error?: LibrdKafkaError;
}

export interface TopicPartitionOffsetAndMetadata extends TopicPartitionOffset {
  metadata?: string | null;
}

/** The offset is a time in milliseconds since 1970. */
export type TopicPartitionTime = TopicPartitionOffset;

/** With an offset, or where the group left off. */
export type Assignment = TopicPartitionLike;

export type EofEvent = TopicPartitionOffset;

const OFFSETS_BY_NAME: Readonly<Record<string, number>> = {
  earliest: Topic.OFFSET_BEGINNING,
  beginning: Topic.OFFSET_BEGINNING,
  latest: Topic.OFFSET_END,
  end: Topic.OFFSET_END,
  stored: Topic.OFFSET_STORED,
};

/** A partition and a place in it; names of offsets become their numbers, and without one it is `OFFSET_STORED`. */
export class TopicPartition {
  topic: string;
  partition: number;
  offset: number;
  leaderEpoch?: number;
  metadata?: string;

  constructor(topic: string, partition: number, offset?: number | string | null, leaderEpoch?: number | null) {
    this.topic = topicOf(topic, '"topic" must be a string and must be set');
    if (typeof partition !== 'number') throw wrongArgument('"partition" must be a number and must set');
    if (!isInt32(partition)) throw wrongArgument('"partition" must be a whole number of at most 32 bits');
    this.partition = partition;
    this.offset = offsetOf(offset);
    if (leaderEpoch === undefined || leaderEpoch === null) return;
    if (!isInt32(leaderEpoch)) throw wrongArgument('"leaderEpoch" must be a whole number of at most 32 bits');
    this.leaderEpoch = leaderEpoch;
  }

  static create(element: TopicPartitionLike): TopicPartition {
    const { topic, partition, offset, leaderEpoch, metadata } = (element as TopicPartitionLike | null) ?? NOTHING;
    const created = new TopicPartition(topic, partition, offset, leaderEpoch);
    if (metadata === undefined || metadata === null) return created;
    if (typeof metadata !== 'string') throw wrongArgument('"metadata" must be a string if it is set');
    created.metadata = metadata;
    return created;
  }

  static map(elements: readonly TopicPartitionLike[]): TopicPartition[] {
    const given: unknown = elements;
    if (!Array.isArray(given)) throw wrongArgument('"elements" must be an array');
    return elements.map((element) => TopicPartition.create(element));
  }
}

const NOTHING = {} as TopicPartitionLike;

function offsetOf(offset: number | string | null | undefined): number {
  if (offset === undefined || offset === null) return Topic.OFFSET_STORED;
  if (typeof offset === 'number') {
    if (Number.isSafeInteger(offset)) return offset;
    throw wrongArgument('"offset" must be a whole number of at most 53 bits');
  }
  if (typeof offset !== 'string') throw wrongArgument('"offset" must be a special string or number if it is set');
  const number = OFFSETS_BY_NAME[offset.toLowerCase()];
  if (number !== undefined) return number;
  throw wrongArgument('"offset", if provided as a string, must be beginning, end, or stored.');
}

/** Takes a list of partitions from a caller, or one alone. */
export function placesOf(given: readonly TopicPartitionLike[] | TopicPartitionLike): PartitionOffset[] {
  const list = Array.isArray(given) ? (given as readonly TopicPartitionLike[]) : [given as TopicPartitionLike];
  return TopicPartition.map(list).map(({ topic, partition, offset, leaderEpoch, metadata }) => ({
    topic,
    partition,
    offset: offset === Topic.OFFSET_STORED ? NO_OFFSET : offset,
    leaderEpoch: leaderEpoch ?? -1,
    metadata: metadata ?? null,
  }));
}

/** A place as programs see it; an offset that is not known is left out. */
export function placeFrom(
  { topic, partition }: { readonly topic: string; readonly partition: number },
  offset: Offset = NO_OFFSET,
  leaderEpoch = -1,
  metadata: string | null = null,
): TopicPartitionOffsetAndMetadata {
  const place: Partial<TopicPartitionOffsetAndMetadata> = { topic, partition };
  if (offset !== NO_OFFSET) place.offset = Number(offset);
  if (leaderEpoch >= 0) place.leaderEpoch = leaderEpoch;
  if (metadata !== null) place.metadata = metadata;
  return place as TopicPartitionOffsetAndMetadata;
}

/** A list as it came back; partitions with which something went wrong stand in it as errors, which say where. */
export function placesFrom(list: readonly PartitionResult[]): TopicPartitionOffsetAndMetadata[] {
  return list.map((entry) => {
    const { error, ...place } = outcomeFrom(entry);
    return error === undefined ? place : Object.assign(error, place);
  });
}

/** What became of a place; with its error if something went wrong. */
export function outcomeFrom(entry: PartitionResult): TopicPartitionOffsetAndMetadata {
  const place = placeFrom(entry, entry.offset, entry.leaderEpoch, entry.metadata);
  if (entry.code !== LibrdKafkaError.codes.ERR_NO_ERROR) place.error = new LibrdKafkaError(entry.code);
  return place;
}
