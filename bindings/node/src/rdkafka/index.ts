import { deprecate } from 'node:util';

import { codes } from '../runtime/codes';
import { callable } from './callable';
import * as consumers from './consumer';
import * as consumerStreams from './consumer-stream';
import * as errors from './errors';
import * as highLevelProducers from './high-level-producer';
import * as producers from './producer';
import * as producerStreams from './producer-stream';
import * as topicPartitions from './topic-partition';

export {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  AlterConfigOperations,
  ConfigResourceTypes,
  ConfigSource,
  ConsumerGroupStates,
  ConsumerGroupTypes,
  ElectionTypes,
  IsolationLevel,
  ResourcePatternTypes,
  ScramMechanisms,
} from '../runtime/enums';
export { AdminClient } from './admin-client';
export { Client } from './client';
export { OffsetSpec } from './offset-spec';
export { Topic } from './topic';

export type HighLevelProducer = highLevelProducers.HighLevelProducer;
export const HighLevelProducer = callable(highLevelProducers.HighLevelProducer);

export type KafkaConsumer = consumers.KafkaConsumer;
export const KafkaConsumer = callable(consumers.KafkaConsumer);

export type KafkaConsumerStream<Below extends consumerStreams.StreamConsumer = consumerStreams.StreamConsumer> =
  consumerStreams.KafkaConsumerStream<Below>;
export const KafkaConsumerStream = callable(consumerStreams.KafkaConsumerStream);

export type LibrdKafkaError = errors.LibrdKafkaError;
export const LibrdKafkaError = callable(errors.LibrdKafkaError);

export type Producer = producers.Producer;
export const Producer = callable(producers.Producer);

export type ProducerStream<Below extends producerStreams.StreamProducer = producerStreams.StreamProducer> =
  producerStreams.ProducerStream<Below>;
export const ProducerStream = callable(producerStreams.ProducerStream);

/** Programs declare with it what has no offset as well. */
export type TopicPartition = Omit<topicPartitions.TopicPartition, 'offset'> & { offset?: number };
export const TopicPartition = callable(topicPartitions.TopicPartition);

/** librdkafka's error numbers by their names. */
export const CODES: { readonly ERRORS: typeof codes } = { ERRORS: codes };

/** What `KafkaConsumer` was called once; making one warns. */
export const Consumer: typeof KafkaConsumer = deprecate(KafkaConsumer, 'Use KafkaConsumer instead of Consumer.');

/** As `KafkaConsumer.createReadStream`. */
export const createReadStream: typeof KafkaConsumer.createReadStream = (conf, topicConf, streamOptions) =>
  KafkaConsumer.createReadStream(conf, topicConf, streamOptions);

/** As `Producer.createWriteStream`. */
export const createWriteStream: typeof Producer.createWriteStream = (conf, topicConf, streamOptions) =>
  Producer.createWriteStream(conf, topicConf, streamOptions);

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
} from '../runtime/admin-group-offsets';
export type {
  DescribeGroupsOptions,
  GroupMember as MemberDescription,
  GroupOverview,
  ListGroupsOptions,
} from '../runtime/admin-groups';
export type { KafkaNode as Node } from '../runtime/admin-items';
export type { AdminRequestOptions } from '../runtime/admin-method';
export type { AdminClient as IAdminClient, EventHandlers } from './admin-client';
export type {
  DeleteGroupsResult,
  DeleteRecordsOptions,
  DeleteRecordsResult,
  DescribeTopicsOptions,
  ElectionOutcome,
  GroupDescription,
  GroupDescriptions,
  GroupResults,
  ListConsumerGroupOffsetsOptions,
  ListGroupOffsets,
  ListGroupsResult,
  ListOffsetsOptions,
  ListOffsetsResult,
  NewTopic,
  OffsetQuery,
  PartitionOutcome,
  TopicDescription,
  TopicPartitionInfo,
  UserOutcome,
  UserScramCredentials,
} from './admin-operations';
export type { Callback, PlainCallback } from './callbacks';
export type { ClientListeners, ClientMetrics, ReadyInfo, WatermarkOffsets } from './client';
export type {
  ClientCallbacks,
  ConsumerCallbacks,
  ConsumerGlobalConfig,
  ConsumerTopicConfig,
  GlobalConfig,
  ProducerCallbacks,
  ProducerGlobalConfig,
  ProducerTopicConfig,
  TopicConfig,
} from './config';
export type { ConsumerStream } from './consumer';
export type { ConsumerListeners } from './consumer-listeners';
export type { ReadStreamOptions, StreamConsumer } from './consumer-stream';
export type { MessageCallback, MessagesCallback } from './consuming';
export type { DeliveryReport } from './delivery-report';
export type { LogEvent, StatisticsEvent, ThrottleEvent } from './events';
export type { DeliveryCallback } from './high-level-producer';
export type {
  Message,
  MessageHeader,
  MessageKey,
  MessageValue,
  NumberNullUndefined,
  SubscribeTopic,
  SubscribeTopicList,
} from './message';
export type { BrokerMetadata, Metadata, MetadataOptions, PartitionMetadata, TopicMetadata } from './metadata';
export type { ProducerListeners } from './producer';
export type { StreamMessage, StreamProducer, WriteStreamOptions } from './producer-stream';
export type {
  CallbackSerializer,
  CallbackTopicSerializer,
  SerializationError,
  Serializer,
  TopicSerializer,
} from './serializers';
export type {
  Assignment,
  EofEvent,
  TopicPartitionLike,
  TopicPartitionOffset,
  TopicPartitionOffsetAndMetadata,
  TopicPartitionTime,
} from './topic-partition';
