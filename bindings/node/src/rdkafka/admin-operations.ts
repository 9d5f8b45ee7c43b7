import * as access from '../runtime/admin-access';
import type { AlterUserScramCredentialsOptions, DescribeUserScramCredentialsOptions } from '../runtime/admin-access';
import { askGroups } from '../runtime/admin-coordinators';
import { electLeaders } from '../runtime/admin-elections';
import type { ElectLeadersOptions } from '../runtime/admin-elections';
import { deleteGroupOffsets } from '../runtime/admin-group-offsets';
import type { DeleteGroupOffsetsOptions } from '../runtime/admin-group-offsets';
import * as groups from '../runtime/admin-groups';
import type { DescribeGroupsOptions, ListGroupsOptions } from '../runtime/admin-groups';
import { authorizedOf, checkAll, listOf, nodeOf, objectOf } from '../runtime/admin-items';
import type { KafkaNode } from '../runtime/admin-items';
import { operationTimeoutOf } from '../runtime/admin-method';
import type { AdminRequestOptions, Method } from '../runtime/admin-method';
import { failureOf, foundAt, levelOf } from '../runtime/admin-offsets';
import type { AdminCall, CommittedPlace, Outcome, Place } from '../runtime/admin-operations';
import type { TopicDescription as Described } from '../runtime/admin-operations';
import { codes } from '../runtime/codes';
import type { AclOperationTypes, IsolationLevel } from '../runtime/enums';
import { invalid } from '../runtime/failure';
import { parseOffset } from '../runtime/offset';
import { errorOf as errorFor } from './errors';
import type { LibrdKafkaError } from './errors';
import { OffsetSpec } from './offset-spec';
import { Topic } from './topic';
import type { TopicPartitionLike, TopicPartitionOffsetAndMetadata } from './topic-partition';

export type ListGroupsResult = groups.ListGroupsResult<LibrdKafkaError>;
export type GroupDescription = groups.GroupDescriptionResult<LibrdKafkaError>;
export type GroupDescriptions = groups.GroupDescriptions<LibrdKafkaError>;
export type DeleteGroupsResult = groups.DeleteGroupsResult<LibrdKafkaError>;
export type UserScramCredentials = access.UserScramCredentials<LibrdKafkaError>;

/** A topic to be created. */
export interface NewTopic {
  topic: string;
  /** -1 leaves it to the broker. */
  num_partitions: number;
  /** -1 leaves it to the broker. */
  replication_factor: number;
  config?: Record<string, string>;
}

export interface ListConsumerGroupOffsetsOptions extends AdminRequestOptions {
  /** Offsets of transactions that are still open are not told. */
  readonly requireStableOffsets?: boolean;
}

export interface DeleteRecordsOptions extends AdminRequestOptions {
  /** Milliseconds that the brokers may work on it, an hour at most; default 60000. */
  readonly operationTimeout?: number;
}

export interface DescribeTopicsOptions extends AdminRequestOptions {
  readonly includeAuthorizedOperations?: boolean;
}

export interface ListOffsetsOptions extends AdminRequestOptions {
  /** READ_COMMITTED: up to the first transaction that is still open; default READ_UNCOMMITTED. */
  readonly isolationLevel?: IsolationLevel;
}

export interface ListGroupOffsets {
  groupId: string;
  /** Default: all that the group has committed something for. */
  partitions?: readonly TopicPartitionLike[] | null;
}

/** Which offset of a partition is asked for. */
export interface OffsetQuery {
  topic: string;
  partition: number;
  offset: OffsetSpec;
}

/** What has an error if something went wrong with it. */
interface Failing {
  error?: LibrdKafkaError;
}

export interface GroupResults extends Failing {
  groupId: string;
  /** The offset is -1001 where nothing is committed. */
  partitions: TopicPartitionOffsetAndMetadata[];
}

export interface DeleteRecordsResult extends Failing {
  topic: string;
  partition: number;
  /** The offset of the first record that is still there; -1 beside an error. */
  lowWatermark: number;
}

export interface TopicPartitionInfo {
  partition: number;
  /** Null while there is none. */
  leader: KafkaNode | null;
  isr: KafkaNode[];
  replicas: KafkaNode[];
}

export interface TopicDescription extends Failing {
  name: string;
  topicId: { mostSignificantBits: bigint; leastSignificantBits: bigint; base64: string };
  isInternal: boolean;
  partitions: TopicPartitionInfo[];
  /** What the caller may do, where it was asked for. */
  authorizedOperations?: AclOperationTypes[];
}

export interface ListOffsetsResult extends Failing {
  topic: string;
  partition: number;
  /** -1 if there is no such record, or beside an error. */
  offset: number;
  leaderEpoch?: number;
  /** Of the record, in milliseconds since 1970; -1 where the end or the beginning was asked for. */
  timestamp: number;
}

export interface PartitionOutcome extends Failing {
  topic: string;
  partition: number;
}

export interface ElectionOutcome extends PartitionOutcome {
  /** False if the right one was the leader already, or beside an error. */
  isElected: boolean;
}

export interface UserOutcome extends Failing {
  user: string;
}

const BROKERS_CHOICE = -1;
const NONE = -1;
const DEFAULT_OPERATION_TIMEOUT_MS = 60_000;
const SPECS = new Map<unknown, string>([
  [OffsetSpec.EARLIEST.timestamp, 'EARLIEST'],
  [OffsetSpec.LATEST.timestamp, 'LATEST'],
  [OffsetSpec.MAX_TIMESTAMP.timestamp, 'MAX_TIMESTAMP'],
]);

/** What an admin client does in words of this API; what both APIs do alike is in the runtime. */
export const OPERATIONS = {
  createTopic: (topic: NewTopic) => async (call: AdminCall) => {
    const { topic: name, num_partitions, replication_factor, config = {} } = objectOf(topic, 'topic');
    const partitions = (num_partitions as number | undefined) ?? BROKERS_CHOICE;
    const replicationFactor = (replication_factor as number | undefined) ?? BROKERS_CHOICE;
    checkAll((await call.ask('CreateTopics', { topics: [{ name, partitions, replicationFactor, config }] })).topics);
  },

  deleteTopic: (topic: string) => async (call: AdminCall) => {
    checkAll((await call.ask('DeleteTopics', { topics: [topic] })).topics);
  },

  createPartitions: (topic: string, total: number) => async (call: AdminCall) => {
    checkAll((await call.ask('CreatePartitions', { topics: [{ name: topic, partitions: total }] })).topics);
  },

  listTopics: (call: AdminCall) => call.topicNames(),

  listGroups: (call: AdminCall, options: ListGroupsOptions): Promise<ListGroupsResult> =>
    groups.listGroups(call, options, errorOf),

  describeGroups:
    (names: readonly string[]): Method<DescribeGroupsOptions, GroupDescriptions> =>
    (call, options) =>
      groups.describeGroups(call, { ...options, groups: names }, errorOf),

  deleteGroups:
    (names: readonly string[]) =>
    (call: AdminCall): Promise<DeleteGroupsResult[]> =>
      groups.deleteGroups(call, { groups: names }, errorOf),

  listConsumerGroupOffsets:
    (asking: readonly ListGroupOffsets[]): Method<ListConsumerGroupOffsetsOptions, GroupResults[]> =>
    async (call, { requireStableOffsets: requireStable = false }) => {
      const asked = asking.map(({ groupId: group, partitions }) => ({
        group,
        ...(partitions && { partitions: listOf(partitions, 'partitions').map(placeOf) }),
      }));
      const answers = await askGroups(call, 'ListConsumerGroupOffsets', asked, { requireStable });
      return answers.map((answer) => ({
        groupId: answer.group,
        ...failing(answer),
        partitions: answer.partitions.map(committedOf),
      }));
    },

  deleteRecords:
    (records: readonly TopicPartitionLike[]): Method<DeleteRecordsOptions, DeleteRecordsResult[]> =>
    async (call, { operationTimeout = DEFAULT_OPERATION_TIMEOUT_MS }) => {
      const asked = records.map((entry) => {
        const offset = parseOffset(objectOf(entry, 'delRecords').offset);
        if (offset === undefined) throw invalid("The 'offset' of each partition must be a number.");
        return { ...placeOf(entry), offset: String(offset) };
      });
      const request = { partitions: asked, operationTimeoutMs: operationTimeoutOf(operationTimeout) };
      const { partitions } = await call.ask('DeleteRecords', request);
      return partitions.map((outcome) => ({
        ...placeOf(outcome),
        lowWatermark: Number(outcome.lowWatermark ?? NONE),
        ...failing(outcome),
      }));
    },

  describeTopics:
    (topics: readonly string[]): Method<DescribeTopicsOptions, TopicDescription[]> =>
    async (call, { includeAuthorizedOperations = false }) => {
      const request = { topics: listOf(topics, 'topics'), includeAuthorizedOperations };
      return (await call.ask('DescribeTopics', request)).topics.map(descriptionOf);
    },

  listOffsets:
    (queries: readonly OffsetQuery[]): Method<ListOffsetsOptions, ListOffsetsResult[]> =>
    async (call, options) => {
      const asked = listOf(queries, 'partitions').map((query) => {
        const { offset } = objectOf(query, 'partitions');
        const { timestamp } = objectOf<Partial<OffsetSpec>>(offset, 'offset');
        const at = SPECS.get(timestamp) ?? parseTime(timestamp);
        if (at !== undefined) return { ...placeOf(query), at };
        throw invalid("The 'offset' of each partition must be an OffsetSpec, of a time from 0 or one of the three.");
      });
      return (await foundAt(call, asked, levelOf(options.isolationLevel))).map((found) => ({
        ...placeOf(found),
        offset: Number(found.offset ?? NONE),
        ...(found.leaderEpoch !== null && { leaderEpoch: found.leaderEpoch }),
        timestamp: Number(found.timestamp ?? NONE),
        ...failing(found),
      }));
    },

  electLeaders: async (call: AdminCall, options: ElectLeadersOptions): Promise<ElectionOutcome[]> =>
    (await electLeaders(call, options)).map((outcome) => ({
      ...placeOf(outcome),
      isElected: outcome.code === codes.ERR_NO_ERROR,
      ...(outcome.code !== codes.ERR_ELECTION_NOT_NEEDED && failing(outcome)),
    })),

  deleteGroupOffsets: async (call: AdminCall, options: DeleteGroupOffsetsOptions): Promise<PartitionOutcome[]> =>
    (await deleteGroupOffsets(call, options)).map((outcome) => ({ ...placeOf(outcome), ...failing(outcome) })),

  describeUserScramCredentials: (
    call: AdminCall,
    options: DescribeUserScramCredentialsOptions,
  ): Promise<UserScramCredentials[]> => access.describeUserScramCredentials(call, options, errorOf),

  alterUserScramCredentials: async (
    call: AdminCall,
    options: AlterUserScramCredentialsOptions,
  ): Promise<UserOutcome[]> =>
    (await access.alterUserScramCredentials(call, options)).map((outcome) => {
      return { user: outcome.user, ...failing(outcome) };
    }),
};

/** The error of an item, undefined if it has none. */
function errorOf(outcome: Outcome): LibrdKafkaError | undefined {
  return outcome.code === codes.ERR_NO_ERROR ? undefined : errorFor(failureOf(outcome));
}

function failing(outcome: Outcome): Failing {
  const error = errorOf(outcome);
  return error === undefined ? {} : { error };
}

function parseTime(timestamp: unknown): number | undefined {
  return typeof timestamp === 'number' && Number.isSafeInteger(timestamp) && timestamp >= 0 ? timestamp : undefined;
}

function placeOf(entry: Place): Place {
  const { topic, partition } = objectOf(entry, 'partitions');
  return { topic, partition };
}

function committedOf(place: CommittedPlace): TopicPartitionOffsetAndMetadata {
  return {
    ...placeOf(place),
    offset: Number(place.offset ?? Topic.OFFSET_INVALID),
    ...(place.leaderEpoch !== null && { leaderEpoch: place.leaderEpoch }),
    ...(place.metadata !== null && { metadata: place.metadata }),
    ...failing(place),
  };
}

function descriptionOf(topic: Described): TopicDescription {
  const { name, id, isInternal, partitions } = topic;
  const authorizedOperations = authorizedOf(topic.authorizedOperations);
  return {
    name,
    topicId: {
      mostSignificantBits: BigInt(id.mostSignificantBits),
      leastSignificantBits: BigInt(id.leastSignificantBits),
      base64: id.base64,
    },
    isInternal,
    partitions: partitions.map((partition) => ({
      partition: partition.id,
      leader: partition.leader && nodeOf(partition.leader),
      isr: partition.isrs.map(nodeOf),
      replicas: partition.replicas.map(nodeOf),
    })),
    ...failing(topic),
    ...(authorizedOperations && { authorizedOperations }),
  };
}
