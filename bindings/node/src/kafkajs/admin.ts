import { Admin as RuntimeAdmin } from '../runtime/admin';
import { createAcls, deleteAcls, describeAcls } from '../runtime/admin-access';
import type {
  AclFilter,
  AlterUserScramCredentialsOptions,
  CreateAclsOptions,
  DeleteAclsOptions,
  DeleteAclsResult,
  DescribeAclsResult,
  DescribeUserScramCredentialsOptions,
} from '../runtime/admin-access';
import { alterConfigs, describeCluster, describeConfigs, incrementalAlterConfigs } from '../runtime/admin-configs';
import type {
  AlterConfigsOptions,
  AlterConfigsResult,
  ClusterDescription,
  DescribeClusterOptions,
  DescribeConfigsOptions,
  DescribeConfigsResult,
  IncrementalAlterConfigsOptions,
} from '../runtime/admin-configs';
import type { ElectLeadersOptions } from '../runtime/admin-elections';
import { fetchGroupLag, resetOffsets, setOffsets } from '../runtime/admin-group-offsets';
import type {
  DeleteGroupOffsetsOptions,
  FetchGroupLagOptions,
  GroupLag,
  ResetOffsetsOptions,
  SetOffsetsOptions,
} from '../runtime/admin-group-offsets';
import type { DescribeGroupsOptions, ListGroupsOptions } from '../runtime/admin-groups';
import { perform } from '../runtime/admin-method';
import type { AdminRequestOptions, Method } from '../runtime/admin-method';
import type { Requests } from '../runtime/requests';
import { alterUserScramCredentials, describeUserScramCredentials } from './admin-access';
import type { UserScramCredentials } from './admin-access';
import { deleteGroupOffsets, fetchOffsets } from './admin-group-offsets';
import type { FetchOffsetsOptions, FetchOffsetsResult } from './admin-group-offsets';
import { deleteGroups, describeGroups, listGroups } from './admin-groups';
import type { DeleteGroupsResult, GroupDescriptions, ListGroupsResult } from './admin-groups';
import { deleteTopicRecords, electLeaders, fetchTopicOffsets, fetchTopicOffsetsByTimestamp } from './admin-offsets';
import type {
  DeleteRecordsResult,
  DeleteTopicRecordsOptions,
  ElectionResult,
  FetchTopicOffsetsOptions,
  SeekEntry,
  PartitionOffsets,
} from './admin-offsets';
import { createPartitions, createTopics, deleteTopics, fetchTopicMetadata, listTopics } from './admin-topics';
import type {
  CreatePartitionsOptions,
  CreateTopicsOptions,
  DeleteTopicsOptions,
  FetchTopicMetadataOptions,
  ITopicMetadata,
} from './admin-topics';
import { eventsOf, logOf } from './client';
import { settingsOf } from './config';
import type { GlobalConfig } from './config';
import { withCredentials } from './credentials';
import type { SaslCredentials } from './credentials';
import { translated, wrongState } from './errors';
import { ADMIN_EVENTS } from './events';
import type { AdminEvents, AdminPayloads, RemoveInstrumentationEventListener } from './events';
import { Instrumentation } from './instrumentation';
import type { Listener } from './instrumentation';
import { Lifecycle } from './lifecycle';
import type { ClientLog, Logger } from './logger';
import type { WaitOptions } from './wait';

/** The client whose connections and logger an admin uses: what it has while it is connected, and whether it ever was. */
export interface Underlying {
  readonly logger: Logger;
  readonly requests: Requests | undefined;
  readonly wasConnected: boolean;
}

/** Tells what a cluster has, and changes it. Every method takes a `timeout` and a `signal`. */
export class Admin {
  #config: GlobalConfig;
  readonly #log: ClientLog;
  readonly #instrumentation: Instrumentation<AdminPayloads>;
  readonly #lifecycle: Lifecycle;
  readonly #underlying: Underlying | undefined;
  #runtime: RuntimeAdmin | undefined;

  constructor(config: GlobalConfig, underlying?: Underlying) {
    this.#config = config;
    this.#underlying = underlying;
    this.#log = logOf(config, 'admin', underlying?.logger);
    this.#instrumentation = new Instrumentation('admin', ADMIN_EVENTS, this.#log);
    this.#lifecycle = new Lifecycle((isConnected) => {
      this.#instrumentation.emit(isConnected ? ADMIN_EVENTS.CONNECT : ADMIN_EVENTS.DISCONNECT, null);
    });
  }

  /** The names of the events that `on` takes. */
  get events(): AdminEvents {
    return ADMIN_EVENTS;
  }

  /** Calls a listener when something happens; what is returned takes it away again. */
  on<Name extends keyof AdminPayloads>(
    name: Name,
    listener: Listener<AdminPayloads[Name]>,
  ): RemoveInstrumentationEventListener {
    return this.#instrumentation.on(name, listener);
  }

  /** Needs no broker: requests do. Again after `disconnect()`. One that uses another client's connections needs that to be connected. */
  connect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.connect(async () => {
      if (this.#underlying !== undefined) {
        checkUnderlying(this.#underlying);
        return;
      }
      const { properties, callbacks } = settingsOf(this.#config, {}, () => undefined);
      this.#runtime = new RuntimeAdmin(properties, eventsOf(this.#log, callbacks));
      return Promise.resolve();
    }, options);
  }

  /** Requests that are under way are rejected. */
  disconnect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.disconnect(async () => {
      await this.#runtime?.close();
    }, options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  /**
   * Makes connections with these from now on, for SASL/PLAIN and SCRAM; those that stand go on as they are. Before `connect()`
   * they take the place of those in the configuration.
   */
  setSaslCredentials(credentials: SaslCredentials): void {
    const connected = this.#lifecycle.isOpen ? this.#runtime : undefined;
    this.#config = withCredentials(this.#config, credentials, connected);
  }

  logger(): Logger {
    return this.#log.logger;
  }

  /**
   * Resolves with false if a topic was there already; rejects with a KafkaJSAggregateError of a KafkaJSCreateTopicError for each topic
   * that could not be created.
   */
  createTopics(options: CreateTopicsOptions): Promise<boolean> {
    return this.#do(createTopics, options);
  }

  /** Rejects with what the first topic that could not be deleted was refused for. */
  deleteTopics(options: DeleteTopicsOptions): Promise<void> {
    return this.#do(deleteTopics, options);
  }

  /** Rejects with a KafkaJSAggregateError of a KafkaJSCreateTopicError for each topic that was refused. */
  createPartitions(options: CreatePartitionsOptions): Promise<boolean> {
    return this.#do(createPartitions, options);
  }

  /** The names of all topics, internal ones too. */
  listTopics(options: AdminRequestOptions = {}): Promise<string[]> {
    return this.#do(listTopics, options);
  }

  /** Describes topics and where they lie; rejects with what is wrong with the first that cannot be described. */
  fetchTopicMetadata(options: FetchTopicMetadataOptions = {}): Promise<ITopicMetadata[]> {
    return this.#do(fetchTopicMetadata, options);
  }

  /** How far the partitions of a topic reach. */
  fetchTopicOffsets(topic: string, options: FetchTopicOffsetsOptions = {}): Promise<PartitionOffsets[]> {
    return this.#do(fetchTopicOffsets, options, { topic });
  }

  /** The offsets of the first records from a time on, in milliseconds since 1970; where there is none, or no time, of the next record. */
  fetchTopicOffsetsByTimestamp(
    topic: string,
    timestamp?: number,
    options: FetchTopicOffsetsOptions = {},
  ): Promise<SeekEntry[]> {
    return this.#do(fetchTopicOffsetsByTimestamp, options, { topic, timestamp });
  }

  /** Rejects with a KafkaJSDeleteTopicRecordsError of the partitions that were refused. */
  deleteTopicRecords(options: DeleteTopicRecordsOptions): Promise<DeleteRecordsResult[]> {
    return this.#do(deleteTopicRecords, options);
  }

  /** Resolves with the partitions that were looked at; rejects with a KafkaJSAggregateError if one could not be led. */
  electLeaders(options: ElectLeadersOptions = {}): Promise<ElectionResult[]> {
    return this.#do(electLeaders, options);
  }

  /** The groups of all brokers, and the errors of those that did not tell. */
  listGroups(options: ListGroupsOptions = {}): Promise<ListGroupsResult> {
    return this.#do(listGroups, options);
  }

  /** A group that cannot be described has an error; one that nobody knows is DEAD. */
  describeGroups(groups: readonly string[], options: DescribeGroupsOptions = {}): Promise<GroupDescriptions> {
    return this.#do(describeGroups, options, { groups });
  }

  /** Rejects with a KafkaJSDeleteGroupsError of all groups if one was refused, because it has members or is not there. */
  deleteGroups(groupIds: readonly string[], options: AdminRequestOptions = {}): Promise<DeleteGroupsResult[]> {
    return this.#do(deleteGroups, options, { groups: groupIds });
  }

  /** What a group has committed; rejects if the group was refused. */
  fetchOffsets(options: FetchOffsetsOptions): Promise<FetchOffsetsResult[]> {
    return this.#do(fetchOffsets, options);
  }

  /** Commits offsets for a group without members. */
  setOffsets(options: SetOffsetsOptions): Promise<void> {
    return this.#do(setOffsets, options);
  }

  /** Commits the end of a topic, or its beginning, for a group without members. */
  resetOffsets(options: ResetOffsetsOptions): Promise<void> {
    return this.#do(resetOffsets, options);
  }

  /** Forgets what a group has committed for topics that no member is subscribed to. */
  deleteGroupOffsets(options: DeleteGroupOffsetsOptions): Promise<void> {
    return this.#do(deleteGroupOffsets, options);
  }

  /** How far a group is behind the ends of its partitions, for each and in sum. */
  fetchGroupLag(options: FetchGroupLagOptions): Promise<GroupLag> {
    return this.#do(fetchGroupLag, options);
  }

  describeCluster(options: DescribeClusterOptions = {}): Promise<ClusterDescription> {
    return this.#do(describeCluster, options);
  }

  /** What topics, brokers and groups are set to; rejects with what the first that was refused was refused for. */
  describeConfigs(options: DescribeConfigsOptions): Promise<DescribeConfigsResult> {
    return this.#do(describeConfigs, options);
  }

  /** Sets everything that a resource can be set to; rejects with what the first that was refused was refused for. */
  alterConfigs(options: AlterConfigsOptions): Promise<AlterConfigsResult> {
    return this.#do(alterConfigs, options);
  }

  /** Sets some of what a resource can be set to; rejects with what the first that was refused was refused for. */
  incrementalAlterConfigs(options: IncrementalAlterConfigsOptions): Promise<AlterConfigsResult> {
    return this.#do(incrementalAlterConfigs, options);
  }

  /** Adds lines to the access control list; rejects with what the first that was refused was refused for. */
  createAcls(options: CreateAclsOptions): Promise<boolean> {
    return this.#do(createAcls, options);
  }

  /** The lines of the access control list that a filter finds. */
  describeAcls(options: AclFilter & AdminRequestOptions = {}): Promise<DescribeAclsResult> {
    return this.#do(describeAcls, options);
  }

  /** Deletes the lines of the access control list that filters find; rejects with what the first filter was refused for. */
  deleteAcls(options: DeleteAclsOptions): Promise<DeleteAclsResult> {
    return this.#do(deleteAcls, options);
  }

  /** Which users have a password for SCRAM. A user who was asked for and has none has an error. */
  describeUserScramCredentials(options: DescribeUserScramCredentialsOptions = {}): Promise<UserScramCredentials[]> {
    return this.#do(describeUserScramCredentials, options);
  }

  /** Gives users a password for SCRAM or takes it away; rejects with a KafkaJSAggregateError if a user was refused. */
  alterUserScramCredentials(options: AlterUserScramCredentialsOptions): Promise<void> {
    return this.#do(alterUserScramCredentials, options);
  }

  async #do<Options extends object, Result>(
    method: Method<Options, Result>,
    options: AdminRequestOptions,
    rest?: object,
  ): Promise<Result> {
    const requests = this.#requests();
    const withRest: Method<AdminRequestOptions, Result> = (call, given) => method(call, { ...given, ...rest } as Options);
    return translated(perform(withRest, requests, options));
  }

  #requests(): Requests {
    const complaint = 'Admin client is not connected.';
    this.#lifecycle.mustBeConnected(complaint);
    if (this.#underlying !== undefined) checkUnderlying(this.#underlying);
    const requests = this.#underlying?.requests ?? this.#runtime?.requests;
    if (requests === undefined) throw wrongState(complaint);
    return requests;
  }
}

/** A client as the base of an admin. */
export function underlyingOf(
  logger: Logger,
  lifecycle: Lifecycle,
  client: () => { readonly requests: Requests } | undefined,
): Underlying {
  return {
    logger,
    get requests() {
      return lifecycle.isConnected ? client()?.requests : undefined;
    },
    get wasConnected() {
      return client() !== undefined;
    },
  };
}

function checkUnderlying({ requests, wasConnected }: Underlying): void {
  if (requests !== undefined) return;
  throw wrongState(
    wasConnected
      ? 'Existing client must be connected before creating a new client from it'
      : 'Underlying client is not connected.',
  );
}
