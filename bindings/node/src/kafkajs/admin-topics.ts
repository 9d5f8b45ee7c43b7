import { setTimeout as delay } from 'node:timers/promises';

import type { IResourceConfigEntry } from '../runtime/admin-configs';
import { authorizedOf, checkAll, flagOf, listOf, nodeOf, objectOf, settingsOf } from '../runtime/admin-items';
import type { KafkaNode } from '../runtime/admin-items';
import type { AdminRequestOptions } from '../runtime/admin-method';
import { failureOf } from '../runtime/admin-offsets';
import type { PartitionDescription, AdminCall, TopicDescription, TopicOutcome } from '../runtime/admin-operations';
import type { AclOperationTypes } from '../runtime/enums';
import { checkEach } from './admin-call';
import { ErrorCodes, invalidArgument, KafkaJSCreateTopicError, KafkaJSError } from './errors';

/** Where a partition is to lie. */
export interface ReplicaAssignment {
  readonly partition: number;
  /** Brokers, the preferred leader first. */
  readonly replicas: readonly number[];
}

export interface ITopicConfig {
  readonly topic: string;
  /** -1, the default, leaves it to the broker. */
  readonly numPartitions?: number;
  /** -1, the default, leaves it to the broker. */
  readonly replicationFactor?: number;
  /** For each partition where it is to lie, in place of the two numbers. */
  readonly replicaAssignment?: readonly ReplicaAssignment[];
  readonly configEntries?: readonly IResourceConfigEntry[];
}

export interface CreateTopicsOptions extends AdminRequestOptions {
  readonly topics: readonly ITopicConfig[];
  /** Creates nothing, and rejects as if it did. */
  readonly validateOnly?: boolean;
  /** Resolves when each partition has a leader. */
  readonly waitForLeaders?: boolean;
}

export interface DeleteTopicsOptions extends AdminRequestOptions {
  readonly topics: readonly string[];
}

export interface ITopicPartitionConfig {
  readonly topic: string;
  /** How many partitions there are afterwards. */
  readonly count: number;
  /** For each new partition the brokers that it is to lie on, the preferred leader first. */
  readonly assignments?: readonly (readonly number[])[];
}

export interface CreatePartitionsOptions extends AdminRequestOptions {
  readonly topicPartitions: readonly ITopicPartitionConfig[];
  /** Changes nothing, and rejects as if it did. */
  readonly validateOnly?: boolean;
}

export interface FetchTopicMetadataOptions extends AdminRequestOptions {
  /** Default: all topics. */
  readonly topics?: readonly string[];
  readonly includeAuthorizedOperations?: boolean;
}

export interface PartitionMetadata {
  readonly partitionErrorCode: number;
  readonly partitionId: number;
  /** -1 while there is none. */
  readonly leader: number;
  readonly leaderNode: KafkaNode | null;
  readonly replicas: number[];
  readonly replicaNodes: KafkaNode[];
  readonly isr: number[];
  readonly isrNodes: KafkaNode[];
}

export interface ITopicMetadata {
  readonly name: string;
  readonly topicId: {
    readonly mostSignificantBits: bigint;
    readonly leastSignificantBits: bigint;
    readonly base64: string;
  };
  readonly isInternal: boolean;
  readonly partitions: PartitionMetadata[];
  /** What the caller may do, where it was asked for. */
  readonly authorizedOperations?: AclOperationTypes[] | undefined;
}

const BROKERS_CHOICE = -1;
const LEADERS_PAUSE_MS = 100;

export async function createTopics(call: AdminCall, options: CreateTopicsOptions): Promise<boolean> {
  if (!Array.isArray(options.topics)) throw invalidArgument('The topics of createTopics must be an array.');
  const { validateOnly = false } = options;
  const waitForLeaders = flagOf(options.waitForLeaders, 'waitForLeaders');
  const topics = (options.topics as readonly ITopicConfig[]).map(newTopicOf);
  const { topics: outcomes } = await call.ask('CreateTopics', { topics, validateOnly });
  const isNew = (outcome: TopicOutcome): boolean => outcome.code !== ErrorCodes.ERR_TOPIC_ALREADY_EXISTS;
  checkEach('Topic creation errors', outcomes.filter(isNew), topicError);
  if (waitForLeaders && !validateOnly) await leadersOf(call, topics);
  return outcomes.every(isNew);
}

export async function deleteTopics(call: AdminCall, options: DeleteTopicsOptions): Promise<void> {
  const { topics } = options;
  if (!Array.isArray(topics)) throw invalidArgument('The topics of deleteTopics must be an array of names.');
  const { topics: outcomes } = await call.ask('DeleteTopics', { topics });
  const failed = outcomes.find(({ code }) => code !== ErrorCodes.ERR_NO_ERROR);
  if (failed === undefined) return;
  const { code, retriable } = failed;
  throw new KafkaJSError(failureOf(failed).message, { code, retriable });
}

export async function createPartitions(call: AdminCall, options: CreatePartitionsOptions): Promise<boolean> {
  const { validateOnly = false } = options;
  const topics = listOf(options.topicPartitions, 'topicPartitions').map((entry) => {
    const { topic: name, count: partitions, assignments: replicas } = objectOf(entry, 'topicPartitions');
    return { name, partitions, ...(replicas && { replicas }) };
  });
  const { topics: outcomes } = await call.ask('CreatePartitions', { topics, validateOnly });
  checkEach('Partition creation errors', outcomes, topicError);
  return true;
}

export async function listTopics(call: AdminCall): Promise<string[]> {
  return call.topicNames();
}

export async function fetchTopicMetadata(
  call: AdminCall,
  options: FetchTopicMetadataOptions,
): Promise<ITopicMetadata[]> {
  const { includeAuthorizedOperations = false } = options;
  const names = options.topics ?? (await call.topicNames());
  if (listOf(names, 'topics').length === 0) return [];
  const { topics } = await call.ask('DescribeTopics', { topics: names, includeAuthorizedOperations });
  checkAll(topics);
  return topics.map(metadataOf);
}

function newTopicOf(topic: ITopicConfig): { readonly name: string } {
  const { topic: name, replicaAssignment, configEntries = [] } = objectOf(topic, 'topics');
  const { numPartitions = BROKERS_CHOICE, replicationFactor = BROKERS_CHOICE } = topic;
  const config = settingsOf(configEntries);
  const replicas = replicaAssignment && { replicas: replicasOf(replicaAssignment) };
  const counts = { partitions: numPartitions, replicationFactor };
  return { name, ...counts, ...replicas, config } as { readonly name: string };
}

/** The brokers of the partitions in their order. */
function replicasOf(assignment: readonly ReplicaAssignment[]): (readonly number[])[] {
  const partitions = listOf(assignment, 'replicaAssignment').map((entry) => objectOf(entry, 'replicaAssignment'));
  const sorted = [...partitions].sort((a, b) => a.partition - b.partition);
  if (sorted.some(({ partition }, index) => partition !== index))
    throw invalidArgument("The 'replicaAssignment' property must have each partition from 0 once.");
  return sorted.map(({ replicas }) => replicas);
}

/** Waits until each partition of these topics has a leader. */
async function leadersOf(call: AdminCall, topics: readonly { readonly name: string }[]): Promise<void> {
  for (;;) {
    const { topics: described } = await call.ask('DescribeTopics', { topics: topics.map(({ name }) => name) });
    const isLed = ({ code, partitions }: TopicDescription): boolean =>
      code === ErrorCodes.ERR_NO_ERROR && partitions.length > 0 && partitions.every(({ leader }) => leader !== null);
    if (described.every(isLed)) return;
    await delay(Math.min(LEADERS_PAUSE_MS, call.leftMs));
  }
}

function topicError({ name, code, retriable }: TopicOutcome, error: KafkaJSError): KafkaJSCreateTopicError {
  return new KafkaJSCreateTopicError(error.message, name, { code, retriable });
}

function metadataOf(topic: TopicDescription): ITopicMetadata {
  const { name, id, isInternal, partitions } = topic;
  return {
    name,
    topicId: {
      mostSignificantBits: BigInt(id.mostSignificantBits),
      leastSignificantBits: BigInt(id.leastSignificantBits),
      base64: id.base64,
    },
    isInternal,
    partitions: partitions.map(partitionOf),
    authorizedOperations: authorizedOf(topic.authorizedOperations),
  };
}

function partitionOf({ id, leader, replicas, isrs }: PartitionDescription): PartitionMetadata {
  return {
    partitionErrorCode: ErrorCodes.ERR_NO_ERROR,
    partitionId: id,
    leader: leader?.id ?? -1,
    leaderNode: leader && nodeOf(leader),
    replicas: replicas.map((node) => node.id),
    replicaNodes: replicas.map(nodeOf),
    isr: isrs.map((node) => node.id),
    isrNodes: isrs.map(nodeOf),
  };
}
