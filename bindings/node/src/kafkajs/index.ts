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
export type {
  Consumer,
  ConsumerRunConfig,
  ConsumerSubscribeTopic,
  ConsumerSubscribeTopics,
  TopicPartitionOffsetAndMetadata,
} from './consumer';
export type { ConsumerConfig, ConsumerConstructorConfig } from './consumer-config';
export type { Batch, EachBatchHandler, EachBatchPayload } from './each-batch';
export type { EachMessageHandler, EachMessagePayload } from './each-message';
export type { KafkaJSErrorMetadata } from './errors';
export type { Logger } from './logger';
export type { IHeaders, KafkaMessage } from './message';
export type { Message, Producer, ProducerBatch, ProducerRecord, RecordMetadata, TopicMessages } from './producer';
export type { ProducerConfig, ProducerConstructorConfig } from './producer-config';
