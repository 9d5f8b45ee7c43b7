import { Failure } from '../runtime/failure';
import { parseOffset } from '../runtime/offset';
import type { Offset } from '../runtime/offset';
import { checkPartition as partitionIn, checkTopic as topicIn, isInt32 } from '../runtime/partitions';
import type { PartitionOffset, PartitionResult, TopicPartition as Place } from '../runtime/partitions';
import { NEWEST } from '../runtime/seeks';
import { attempt, ErrorCodes, invalidArgument, toKafkaJSError } from './errors';

export interface TopicPartition {
  topic: string;
  partition: number;
}

/** Partitions of a topic. */
export interface TopicPartitions {
  topic: string;
  partitions: number[];
}

/** Partitions to pause or resume: of a topic those that are named, or else all that are assigned. */
export interface PausedTopic {
  readonly topic: string;
  readonly partitions?: readonly number[];
}

export interface TopicPartitionOffsetAndMetadata {
  topic: string;
  partition: number;
  /** The next offset to read, not the last one read: a number from 0. */
  offset: string;
  leaderEpoch?: number | null;
  metadata?: string | null;
}

/** What a group has committed for a partition. */
export interface CommittedOffset {
  topic: string;
  partition: number;
  /** The next offset to read; null if nothing was committed. */
  offset: string | null;
  metadata: string | null;
  leaderEpoch: number | null;
}

/** A partition, and from where on to read it. */
export interface TopicPartitionOffset {
  topic: string;
  partition: number;
  /** A number from 0, '-2' for the beginning, '-1' for the end, or '-3' for the message with the latest timestamp. */
  offset: string;
  /** Accepted, so that what was committed can be sought; it has no effect. */
  leaderEpoch?: number | null;
}

/** What stands for the beginning and the end of a partition, and for its newest message. */
const SPECIAL_OFFSETS: readonly Offset[] = [-2, -1, NEWEST];

export function checkTopic(topic: unknown): string {
  return attempt(() => topicIn(topic));
}

export function checkPartition(partition: unknown): number {
  return attempt(() => partitionIn(partition));
}

/** An offset to go on at. */
export function checkStart(value: unknown): Offset {
  const offset = parseOffset(value);
  if (offset !== undefined && (offset >= 0 || SPECIAL_OFFSETS.includes(offset))) return offset;
  throw invalidArgument('Offset must be >= 0, or a special value.');
}

/** An offset to be committed. */
export function partitionOffsetOf(entry: TopicPartitionOffsetAndMetadata): PartitionOffset {
  const { leaderEpoch, metadata } = checkObject(entry);
  const place = placeOf(entry);
  if (!isInt32(leaderEpoch ?? -1)) throw invalidArgument('Leader epoch must be a number.');
  if (typeof (metadata ?? '') !== 'string') throw invalidArgument('Metadata must be a string.');
  const offset = parseOffset(entry.offset);
  if (offset === undefined || offset < 0) throw invalidArgument('Offset must be >= 0.');
  return { ...place, offset, leaderEpoch: leaderEpoch ?? -1, metadata: metadata ?? null };
}

export function placeOf(entry: TopicPartition): Place {
  const { topic, partition } = checkObject(entry);
  return { topic: checkTopic(topic), partition: checkPartition(partition) };
}

/** Checks a list of some kind of entries, and gives what `read` makes of each. */
export function listOf<T, R>(name: string, list: readonly T[], read: (entry: T) => R): R[] {
  if (!Array.isArray(list)) throw invalidArgument(`${name} must be an array.`);
  return (list as readonly T[]).map(read);
}

/** As `listOf`, for a list that may be left out. */
export function optionalListOf<T, R>(
  name: string,
  list: readonly T[] | null | undefined,
  read: (entry: T) => R,
): R[] | null {
  return list === undefined || list === null ? null : listOf(name, list, read);
}

/** The partitions in a list of topics, each with some partitions or with all that `partitionsOf` knows of. */
export function partitionsIn(
  topics: readonly PausedTopic[],
  partitionsOf: (topic: string) => number[],
): TopicPartition[] {
  return listOf('Topics', topics, (entry) => {
    const topic = checkTopic(checkObject(entry).topic);
    const partitions = entry.partitions ?? partitionsOf(topic);
    return listOf('Partitions', partitions, (partition) => ({ topic, partition: checkPartition(partition) }));
  }).flat();
}

/** Puts the partitions of each topic together. */
export function grouped(partitions: readonly TopicPartition[]): TopicPartitions[] {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const known = topics.get(topic);
    if (known === undefined) topics.set(topic, [partition]);
    else known.push(partition);
  }
  return [...topics].map(([topic, numbers]) => ({ topic, partitions: numbers }));
}

/** Rejects with what went wrong with the first partition that has something. */
export function committedOf({ topic, partition, offset, metadata, leaderEpoch, code }: PartitionResult): CommittedOffset {
  if (code !== ErrorCodes.ERR_NO_ERROR)
    throw toKafkaJSError(new Failure(code, `The committed offset of ${topic} [${partition}] is not to be had.`));
  const isCommitted = offset >= 0;
  return {
    topic,
    partition,
    offset: isCommitted ? String(offset) : null,
    metadata: isCommitted ? (metadata ?? '') : null,
    leaderEpoch: isCommitted && leaderEpoch >= 0 ? leaderEpoch : null,
  };
}

function checkObject<T>(entry: T): T {
  if (typeof entry === 'object' && entry !== null) return entry;
  throw invalidArgument('A topic partition must be an object with topic and partition.');
}
