import type { ClusterInfo, Questions } from '../runtime/questions';

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

/** Asks for what the options say. */
export async function askMetadata(
  questions: Questions,
  { topic, allTopics = true }: MetadataOptions,
  timeoutMs: number,
): Promise<Metadata> {
  const isOfOne = topic !== undefined && topic !== '';
  const { brokers, topics } = await questions.cluster(isOfOne ? [topic] : undefined, timeoutMs);
  return metadataOf(brokers, isOfOne || allTopics ? topics : []);
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
