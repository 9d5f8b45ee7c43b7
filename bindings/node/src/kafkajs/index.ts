export { Kafka } from './kafka';
export * from './enums';
export {
  ErrorCodes,
  isKafkaJSError,
  isRebalancing,
  KafkaJSAggregateError,
  KafkaJSConnectionError,
  KafkaJSCreateTopicError,
  KafkaJSDeleteGroupsError,
  KafkaJSDeleteTopicRecordsError,
  KafkaJSError,
  KafkaJSGroupCoordinatorNotFound,
  KafkaJSNoBrokerAvailableError,
  KafkaJSNotImplemented,
  KafkaJSOffsetOutOfRange,
  KafkaJSPartialMessageError,
  KafkaJSProtocolError,
  KafkaJSRequestTimeoutError,
  KafkaJSSASLAuthenticationError,
  KafkaJSTimeout,
} from './errors';

export type { Admin, IResourceConfigEntry, ITopicConfig } from './admin';
export type { CommonConstructorConfig, KafkaConfig, RetryOptions, SASLOptions } from './config';
export type { Batch } from './batch';
export type { Consumer, ConsumerSubscribeTopic, ConsumerSubscribeTopics, PausedTopic } from './consumer';
export type { ConsumerConfig, ConsumerConstructorConfig } from './consumer-config';
export type { EachBatchHandler, EachBatchPayload } from './each-batch';
export type { EachMessageHandler, EachMessagePayload } from './each-message';
export type { KafkaJSErrorMetadata } from './errors';
export type { Logger } from './logger';
export type { IHeaders, KafkaMessage } from './message';
export type { Assignment, AssignmentFunctions, RebalanceCallback } from './rebalance-callback';
export type { ConsumerRunConfig } from './run-config';
export type { ConsumedMessage, Source } from './source';
export type {
  CommittedOffset,
  TopicPartition,
  TopicPartitionOffset,
  TopicPartitionOffsetAndMetadata,
  TopicPartitions,
} from './topic-partitions';
export type { Message, Producer, ProducerBatch, ProducerRecord, RecordMetadata, TopicMessages } from './producer';
export type { ProducerConfig, ProducerConstructorConfig } from './producer-config';
