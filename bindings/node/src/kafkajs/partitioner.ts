import { randomInt } from 'node:crypto';

import type { OutgoingMessage } from '../runtime/outgoing';
import type { Partitioner } from '../runtime/partitioning';
import type { PartitionInfo } from '../runtime/topics';
import { ErrorCodes, invalidArgument, KafkaJSError } from './errors';
import { legacyMurmur2, murmur2 } from './murmur2';

/** A partition as the cluster describes it. */
export interface PartitionMetadata {
  partitionErrorCode: number;
  partitionId: number;
  /** The broker that takes its messages; -1 if there is none now. */
  leader: number;
  replicas: number[];
  isr: number[];
}

export interface PartitionerArgs {
  topic: string;
  /** All partitions of the topic, in the order of their numbers. */
  partitionMetadata: PartitionMetadata[];
  message: OutgoingMessage;
}

/** Called once for a producer; makes the function that chooses the partition of each of its messages. */
export type ICustomPartitioner = () => (args: PartitionerArgs) => number;

/** Chooses the partition of a message that does not say it; `key` are the bytes that are sent. */
export type PartitionerCallback = (topic: string, key: Buffer | null, partitionCount: number) => number;

/** KafkaJS's partitioners, for `createPartitioner`. */
export const Partitioners = {
  /** As Kafka's own clients: by the key; without a key in turns. */
  DefaultPartitioner: partitionerBy(murmur2),
  /** As KafkaJS before its version 2, whose hash was not Java's. */
  LegacyPartitioner: partitionerBy(legacyMurmur2),
  /** The same as the default one. */
  JavaCompatiblePartitioner: partitionerBy(murmur2),
} as const;

/** The partitioner that a `createPartitioner` makes; it is asked of every message, as in KafkaJS. */
export function createdPartitioner(create: unknown): Partitioner {
  const choose = typeof create === 'function' ? (create as () => unknown)() : undefined;
  if (typeof choose !== 'function')
    throw invalidArgument("The 'createPartitioner' property must be a function that returns a function.");
  const described = new Map<string, { infos: readonly PartitionInfo[]; partitionMetadata: PartitionMetadata[] }>();
  return {
    isAskedAlways: true,
    choose: (topic, infos, message) => {
      let known = described.get(topic);
      if (known?.infos !== infos)
        described.set(topic, (known = { infos, partitionMetadata: infos.map(partitionMetadataOf) }));
      const args: PartitionerArgs = { topic, partitionMetadata: known.partitionMetadata, message };
      return asked(topic, () => (choose as ReturnType<ICustomPartitioner>)(args));
    },
  };
}

/** The partitioner that a `partitioner_cb` is; it is asked of messages that do not say their partition, as in librdkafka. */
export function callbackPartitioner(callback: unknown): Partitioner {
  if (typeof callback !== 'function') throw invalidArgument("The 'partitioner_cb' property must be a function.");
  return {
    isAskedAlways: false,
    choose: (topic, { length }, { key }) => {
      const bytes = key === undefined || key === null ? null : Buffer.from(key);
      return asked(topic, () => (callback as PartitionerCallback)(topic, bytes, length));
    },
  };
}

function asked(topic: string, choose: () => number): number {
  try {
    return choose();
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    const error = new KafkaJSError(`The partitioner failed for a message of ${topic}: ${text}`, {
      code: ErrorCodes.ERR__APPLICATION,
    });
    error.cause = thrown;
    throw error;
  }
}

function partitionMetadataOf({ id, code, leader, replicas, isrs }: PartitionInfo): PartitionMetadata {
  return { partitionErrorCode: code, partitionId: id, leader, replicas: [...replicas], isr: [...isrs] };
}

function partitionerBy(hash: (key: Uint8Array) => number): ICustomPartitioner {
  return () => {
    const turns = new Map<string, number>();
    return ({ topic, partitionMetadata, message: { partition, key } }) => {
      if (partition !== undefined && partition !== null && partition >= 0) return partition;
      if (key !== undefined && key !== null) return hash(Buffer.from(key)) % partitionMetadata.length;
      const available = partitionMetadata.filter(({ leader }) => leader >= 0);
      const candidates = available.length > 0 ? available : partitionMetadata;
      const turn = turns.get(topic) ?? randomInt(candidates.length);
      turns.set(topic, turn + 1);
      return candidates[turn % candidates.length]?.partitionId ?? 0;
    };
  };
}
