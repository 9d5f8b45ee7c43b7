export { Kafka } from './kafka';
export { Partitioners } from './partitioner';
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

export type { Admin } from './admin';
export type { UserScramCredentials } from './admin-access';
export type { FetchOffsetsOptions, FetchOffsetsPartition, FetchOffsetsResult } from './admin-group-offsets';
export type { DeleteGroupsResult, GroupDescription, GroupDescriptions, ListGroupsResult } from './admin-groups';
export type {
  DeleteRecordsResult,
  DeleteTopicRecordsOptions,
  ElectionResult,
  FetchTopicOffsetsOptions,
  PartitionOffsets,
  SeekEntry,
} from './admin-offsets';
export type {
  CreatePartitionsOptions,
  CreateTopicsOptions,
  DeleteTopicsOptions,
  FetchTopicMetadataOptions,
  ITopicConfig,
  ITopicMetadata,
  ITopicPartitionConfig,
  PartitionMetadata as TopicPartitionMetadata,
  ReplicaAssignment,
} from './admin-topics';
export type { Batch } from './batch';
export type { ClientCallbacks, LogEvent, StatisticsEvent, ThrottleEvent } from './callbacks';
export type { Client } from './client';
export type {
  AdminConfig,
  AdminConstructorConfig,
  CommonConstructorConfig,
  KafkaConfig,
  RetryOptions,
  SASLMechanism,
  SASLOptions,
} from './config';
export type { Consumer } from './consumer';
export type {
  ConsumerConfig,
  ConsumerConstructorConfig,
  JSConsumerConfig,
  OffsetCommitCallback,
} from './consumer-config';
export type { SaslCredentials } from './credentials';
export type { EachBatchHandler, EachBatchPayload } from './each-batch';
export type { EachMessageHandler, EachMessagePayload } from './each-message';
export type { KafkaJSErrorMetadata } from './errors';
export type {
  AdminEvents,
  AdminPayloads,
  CommitOffsetsPayload,
  ConsumerEvents,
  ConsumerPayloads,
  CrashPayload,
  EndBatchProcessPayload,
  FetchPayload,
  GroupJoinPayload,
  GroupPayload,
  HandlerFailedPayload,
  InstrumentationEvent,
  ProducerEvents,
  ProducerPayloads,
  ReceivedUnsubscribedTopicsPayload,
  RemoveInstrumentationEventListener,
  StartBatchProcessPayload,
} from './events';
export type { Listener } from './instrumentation';
export type { LogCreator, LogEntry, Logger, LoggerEntryContent } from './logger';
export type { IHeaders, KafkaMessage } from './message';
export type { OauthbearerProvider, OauthbearerProviderResponse } from './oauth';
export type { OauthbearerExtensions, OauthbearerToken, TokenRefreshCallback } from '../runtime/oauth';
export type { Assignment, AssignmentFunctions, RebalanceCallback, RebalanceError } from './rebalance-callback';
export type { ConsumerRunConfig } from './run-config';
export type { ConsumedMessage, Source } from './source';
export type { ConsumerSubscribeTopic, ConsumerSubscribeTopics } from './subscription';
export type {
  CommittedOffset,
  PausedTopic,
  TopicPartition,
  TopicPartitionOffset,
  TopicPartitionOffsetAndMetadata,
  TopicPartitions,
} from './topic-partitions';
export type { ICustomPartitioner, PartitionerArgs, PartitionerCallback, PartitionMetadata } from './partitioner';
export type { Producer, Transaction } from './producer';
export type { ProducerConfig, ProducerConstructorConfig } from './producer-config';
export type {
  Message,
  OffsetsByTopicPartition,
  OffsetsToSend,
  PartitionOffset,
  ProducerBatch,
  ProducerRecord,
  RecordMetadata,
  SendResults,
  TopicMessages,
  TopicOffsets,
} from './producer-record';
export type { TransactionScope } from './transaction-scope';
export type { WaitOptions } from './wait';
export type {
  Acl,
  AclEntry,
  AclFilter,
  AclResource,
  AlterUserScramCredentialsOptions,
  CreateAclsOptions,
  DeleteAclsOptions,
  DeleteAclsResult,
  DescribeAclsResult,
  DescribeUserScramCredentialsOptions,
  ScramUpsertion,
} from '../runtime/admin-access';
export type {
  AlterConfigsOptions,
  AlterConfigsResult,
  ClusterDescription,
  ConfigEntries,
  ConfigResourceResult,
  ConfigSynonyms,
  DescribeClusterOptions,
  DescribeConfigsOptions,
  DescribeConfigsResult,
  IncrementalAlterConfigsOptions,
  IncrementalConfigEntry,
  IResourceConfigEntry,
  ResourceConfigQuery,
} from '../runtime/admin-configs';
export type { ElectLeadersOptions } from '../runtime/admin-elections';
export type {
  DeleteGroupOffsetsOptions,
  FetchGroupLagOptions,
  GroupLag,
  GroupOffset,
  PartitionLag,
  ResetOffsetsOptions,
  SetOffsetsOptions,
  TopicInput,
} from '../runtime/admin-group-offsets';
export type {
  DescribeGroupsOptions,
  GroupMember as MemberDescription,
  GroupOverview,
  ListGroupsOptions,
  MemberAssignment,
} from '../runtime/admin-groups';
export type { KafkaNode } from '../runtime/admin-items';
export type { AdminRequestOptions } from '../runtime/admin-method';
