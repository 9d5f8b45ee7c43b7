import type { ClientListeners } from './client';
import type { LibrdKafkaError } from './errors';
import type { Message, SubscribeTopicList } from './message';
import type { EofEvent, TopicPartitionOffset, TopicPartitionOffsetAndMetadata } from './topic-partition';

/** What listeners of a consumer are given. */
export interface ConsumerListeners extends ClientListeners {
  data: (message: Message) => unknown;
  /** With `enable.partition.eof`: there is nothing more in the partition for now. */
  'partition.eof': (end: EofEvent) => unknown;
  /** A topic that flows is not there or not allowed; reading goes on as soon as it is. */
  warning: (error: LibrdKafkaError) => unknown;
  /** With `rebalance_cb`. */
  rebalance: (error: LibrdKafkaError, assignment: TopicPartitionOffset[]) => unknown;
  'rebalance.error': (error: Error) => unknown;
  /** With `offset_commit_cb`. */
  'offset.commit': (error: LibrdKafkaError | null, offsets: TopicPartitionOffsetAndMetadata[]) => unknown;
  subscribed: (topics: SubscribeTopicList) => unknown;
  unsubscribed: (topics: []) => unknown;
  unsubscribe: (topics: []) => unknown;
}
