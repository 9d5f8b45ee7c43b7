import { invalid } from './failure';
import { NO_OFFSET } from './offset';
import type { Offset } from './offset';
import type { Batch } from './reader';
import type { BatchWriter } from './writer';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A place in a partition. */
export interface PartitionOffset extends TopicPartition {
  readonly offset: Offset;
  /** -1 if unknown. */
  readonly leaderEpoch?: number;
  readonly metadata?: string | null;
}

/** An entry of a partition list as it came back. */
export interface PartitionResult extends Required<PartitionOffset> {
  /** librdkafka's number of what went wrong with this partition; 0 if nothing did. */
  readonly code: number;
}

/** Reads a partition list. */
export function readPartitions(list: Batch | undefined): PartitionResult[] {
  const partitions: PartitionResult[] = [];
  if (list === undefined) return partitions;
  for (let at = list.first; at < list.end; at += list.step) {
    partitions.push({
      topic: list.topic(at) ?? '',
      partition: list.partition(at),
      offset: list.offset(at),
      leaderEpoch: list.leaderEpoch(at),
      metadata: list.value(at)?.toString() ?? null,
      code: list.code(at),
    });
  }
  return partitions;
}

/** Packs partitions that are asked about, without offsets. */
export function writeNames(writer: BatchWriter, partitions: readonly TopicPartition[]): Buffer {
  return writePartitions(
    writer,
    partitions.map(({ topic, partition }) => ({ topic, partition, offset: NO_OFFSET })),
  );
}

/** Packs a partition list; of one that cannot be packed nothing stays behind. */
export function writePartitions(writer: BatchWriter, partitions: readonly PartitionOffset[]): Buffer {
  const mark = writer.mark();
  try {
    for (const { topic, partition, offset, leaderEpoch, metadata } of partitions) {
      writer.topicPartition(topic, partition, offset, leaderEpoch, metadata);
    }
  } catch (error) {
    writer.rewind(mark);
    throw error;
  }
  return writer.finish();
}

export function checkTopic(topic: unknown): string {
  if (topic === '') throw invalid('A topic must have a name.');
  if (typeof topic === 'string') return topic;
  throw invalid('Topic must be a string.');
}

export function checkPartition(partition: unknown): number {
  if (isInt32(partition) && partition >= 0) return partition;
  throw invalid('Partition must be a number from 0.');
}

export function isInt32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) === ((value as number) | 0);
}
