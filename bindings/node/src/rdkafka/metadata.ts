import type { ClusterInfo, Questions } from '../runtime/questions';
import { limitOf } from './callbacks';
import { wrongArgument } from './errors';
import { topicOf } from './outgoing';

export interface MetadataOptions {
  /** The topic to describe; without one, all are. */
  topic?: string;
  /** Whether to describe all topics if none is named, or none; default true. */
  allTopics?: boolean;
  /** Milliseconds; default 30000. */
  timeout?: number;
}

export interface BrokerMetadata {
  id: number;
  host: string;
  port: number;
}

export interface PartitionMetadata {
  id: number;
  /** The broker that takes its messages; -1 if there is none now. */
  leader: number;
  replicas: number[];
  isrs: number[];
}

export interface TopicMetadata {
  name: string;
  partitions: PartitionMetadata[];
}

export interface Metadata {
  /** Of a broker of the cluster. */
  orig_broker_id: number;
  orig_broker_name: string;
  brokers: BrokerMetadata[];
  topics: TopicMetadata[];
}

/** What is asked of a cluster, and for how long. */
export interface MetadataQuestion {
  /** Undefined stands for all. */
  readonly topic: string | undefined;
  readonly isOfTopics: boolean;
  readonly timeoutMs: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** Takes options from a caller. */
export function questionOf(options: MetadataOptions | null | undefined): MetadataQuestion {
  const given: unknown = options ?? {};
  if (typeof given !== 'object') throw wrongArgument('"metadataOptions" must be an object');
  const { topic, allTopics, timeout } = given as MetadataOptions;
  const isOfOne = (topic ?? '') !== '';
  return {
    topic: isOfOne ? topicOf(topic) : undefined,
    isOfTopics: isOfOne || (allTopics ?? true),
    timeoutMs: limitOf(timeout, DEFAULT_TIMEOUT_MS),
  };
}

/** Asks within so many milliseconds. */
export async function askMetadata(
  questions: Questions,
  { topic, isOfTopics }: MetadataQuestion,
  timeoutMs: number,
): Promise<Metadata> {
  const { brokers, topics } = await questions.cluster(topic === undefined ? undefined : [topic], timeoutMs);
  return metadataOf(brokers, isOfTopics ? topics : []);
}

function metadataOf(brokers: ClusterInfo['brokers'], topics: ClusterInfo['topics']): Metadata {
  const first = brokers[0];
  return {
    orig_broker_id: first?.id ?? -1,
    orig_broker_name: first === undefined ? '' : `${first.host}:${first.port}/${first.id}`,
    brokers: brokers.map(({ id, host, port }) => ({ id, host, port })),
    topics: topics.map(({ name, partitions }) => {
      const described = partitions.map(({ id, leader, replicas, isrs }) => {
        return { id, leader, replicas: [...replicas], isrs: [...isrs] };
      });
      return { name, partitions: described };
    }),
  };
}
