import { EventEmitter } from 'node:events';

import { Admin } from '../runtime/admin';
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
import type { Offset } from '../runtime/offset';
import { OPERATIONS } from './admin-operations';
import type {
  DeleteGroupsResult,
  DeleteRecordsOptions,
  DeleteRecordsResult,
  DescribeTopicsOptions,
  ElectionOutcome,
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
  UserOutcome,
  UserScramCredentials,
} from './admin-operations';
import { answer, optionsAndCallback, timeAndCallback } from './callbacks';
import type { Callback, PlainCallback } from './callbacks';
import { settingsOf } from './config';
import type { GlobalConfig } from './config';
import { connectionOf, isClient, setCredentials } from './connection';
import type { Connection } from './connection';
import { attempt, wrongArgument } from './errors';
import { eventsOf } from './events';
import { topicOf } from './outgoing';
import type { TopicPartitionLike } from './topic-partition';

const DEFAULT_TIMEOUT_MS = 5000;
const DEFAULT_CLIENT_ID = 'rdkafka';

/** Functions for the events of a client, by their names. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type EventHandlers = Record<string, (...values: any[]) => unknown>;

/** Options, or the callback in their place. */
type Given<Options, Result> = Options | Callback<Result> | null;

let clients = 0;

/**
 * Tells what a cluster has, and changes it. Made by `create` or `createFrom`, and connected from then on. Options have a `timeout` and
 * a `signal`, and may be left out where there is nothing to be said; a callback gets an error, or null and the result.
 */
export class AdminClient extends EventEmitter {
  readonly name: string;
  readonly #settings;
  readonly #underlying: object | undefined;
  #admin: Admin | undefined;

  private constructor(conf: GlobalConfig | undefined, underlying?: object) {
    super();
    this.#settings = settingsOf(conf ?? {}, {});
    this.name = `${this.#settings.properties['client.id'] ?? DEFAULT_CLIENT_ID}#admin-${++clients}`;
    this.#underlying = underlying;
  }

  /** A client with connections of its own. Needs no broker: requests do. */
  static create(conf: GlobalConfig, eventHandlers?: EventHandlers): AdminClient {
    if (typeof conf !== 'object' || (conf as unknown) === null)
      throw new Error('Global configuration data must be specified');
    const client = new AdminClient(conf);
    client.#listen(eventHandlers);
    client.connect();
    return client;
  }

  /** A client over the connections of a producer or consumer, for as long as that is connected. */
  static createFrom(existingClient: object, eventHandlers?: EventHandlers): AdminClient {
    if (!isClient(existingClient)) throw new Error('Existing client must be a Producer or Consumer instance');
    if (connectionOf(existingClient) === undefined)
      throw new Error('Existing client must be connected before creating a new client from it');
    const client = new AdminClient(undefined, existingClient);
    client.#listen(eventHandlers);
    return client;
  }

  /** Again after `disconnect`. */
  connect(): void {
    if (this.#underlying !== undefined) throw new Error('Cannot connect an existing client');
    if (this.#admin !== undefined) return;
    const events = eventsOf(this, this.#settings, () => undefined);
    this.#admin = attempt(() => new Admin(this.#settings.properties, events));
    const info = { name: this.name };
    setImmediate(() => this.emit('ready', info));
  }

  /** Requests that are under way fail. One over another client's connections goes with that. */
  disconnect(): void {
    if (this.#underlying !== undefined) throw new Error('Cannot disconnect an existing client');
    const admin = this.#admin;
    this.#admin = undefined;
    void admin?.close().then(() => this.emit('disconnected', {}));
  }

  isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** As of `Client`. */
  setSaslCredentials(username: string, password: string): void {
    setCredentials(this.#connection, username, password);
  }

  /** Times are in milliseconds, 5000 if there is none. */
  createTopic(topic: NewTopic, timeout?: number | PlainCallback | null, callback?: PlainCallback | null): void {
    this.#connected();
    if (typeof topic !== 'object' || (topic as unknown) === null) throw wrongArgument('"topic" must be an object');
    this.#change(OPERATIONS.createTopic(topic), timeout, callback);
  }

  /** Deletes a topic and all that is in it; times are as for `createTopic`. */
  deleteTopic(topic: string, timeout?: number | PlainCallback | null, callback?: PlainCallback | null): void {
    this.#connected();
    this.#change(OPERATIONS.deleteTopic(topicOf(topic)), timeout, callback);
  }

  /** Gives a topic more partitions, so many in all. */
  createPartitions(
    topic: string,
    totalPartitions: number,
    timeout?: number | PlainCallback | null,
    callback?: PlainCallback | null,
  ): void {
    this.#connected();
    this.#change(OPERATIONS.createPartitions(topicOf(topic), totalPartitions), timeout, callback);
  }

  /** The names of all topics. */
  listTopics(options?: Given<AdminRequestOptions, string[]>, callback?: Callback<string[]> | null): void {
    this.#ask(OPERATIONS.listTopics, options, callback);
  }

  /** A topic that cannot be described has an error. */
  describeTopics(
    topics: readonly string[],
    options?: Given<DescribeTopicsOptions, TopicDescription[]>,
    callback?: Callback<TopicDescription[]> | null,
  ): void {
    this.#connected();
    mustBeList(topics, 'topics');
    this.#ask(OPERATIONS.describeTopics(topics), options, callback);
  }

  /** One offset of each partition, as its specification says; one that cannot be told has an error. */
  listOffsets(
    partitions: readonly OffsetQuery[],
    options?: Given<ListOffsetsOptions, ListOffsetsResult[]>,
    callback?: Callback<ListOffsetsResult[]> | null,
  ): void {
    this.#connected();
    mustBeList(partitions, 'partitions');
    this.#ask(OPERATIONS.listOffsets(partitions), options, callback);
  }

  /** Deletes the records before the offsets; -1 stands for all. A partition that was refused has an error. */
  deleteRecords(
    records: readonly TopicPartitionLike[],
    options?: Given<DeleteRecordsOptions, DeleteRecordsResult[]>,
    callback?: Callback<DeleteRecordsResult[]> | null,
  ): void {
    this.#connected();
    if (!Array.isArray(records) || records.length === 0) throw wrongArgument('delRecords must be a non-empty array');
    this.#ask(OPERATIONS.deleteRecords(records), options, callback);
  }

  /** Has leaders elected; a partition that could not be led has an error. */
  electLeaders(options?: Given<ElectLeadersOptions, ElectionOutcome[]>, callback?: Callback<ElectionOutcome[]> | null): void {
    this.#ask(OPERATIONS.electLeaders, options, callback);
  }

  /** The groups of all brokers, and the errors of those that did not tell. */
  listGroups(
    options?: Given<ListGroupsOptions, ListGroupsResult>,
    callback?: Callback<ListGroupsResult> | null,
  ): void {
    this.#ask(OPERATIONS.listGroups, options, callback);
  }

  /** A group that cannot be described has an error; one that nobody knows is DEAD. */
  describeGroups(
    groups: readonly string[],
    options?: Given<DescribeGroupsOptions, GroupDescriptions>,
    callback?: Callback<GroupDescriptions> | null,
  ): void {
    this.#connected();
    mustBeList(groups, 'groups');
    this.#ask(OPERATIONS.describeGroups(groups), options, callback);
  }

  /** A group that was refused, because it has members or is not there, has an error. */
  deleteGroups(
    groups: readonly string[],
    options?: Given<AdminRequestOptions, DeleteGroupsResult[]>,
    callback?: Callback<DeleteGroupsResult[]> | null,
  ): void {
    this.#connected();
    mustBeList(groups, 'groups');
    this.#ask(OPERATIONS.deleteGroups(groups), options, callback);
  }

  /** What groups have committed; a group or a partition that was refused has an error. */
  listConsumerGroupOffsets(
    groups: readonly ListGroupOffsets[],
    options?: Given<ListConsumerGroupOffsetsOptions, GroupResults[]>,
    callback?: Callback<GroupResults[]> | null,
  ): void {
    this.#connected();
    if (!isOfGroups(groups)) throw wrongArgument('groupId must be provided');
    this.#ask(OPERATIONS.listConsumerGroupOffsets(groups), options, callback);
  }

  /** Commits offsets for a group without members. */
  setOffsets(options?: Given<SetOffsetsOptions<Offset | string>, void>, callback?: Callback<void> | null): void {
    this.#ask(setOffsets, options, callback);
  }

  /** Commits the end of a topic, or its beginning, for a group without members. */
  resetOffsets(options?: Given<ResetOffsetsOptions, void>, callback?: Callback<void> | null): void {
    this.#ask(resetOffsets, options, callback);
  }

  /** Forgets what a group has committed; a partition that was refused has an error. */
  deleteGroupOffsets(
    options?: Given<DeleteGroupOffsetsOptions, PartitionOutcome[]>,
    callback?: Callback<PartitionOutcome[]> | null,
  ): void {
    this.#ask(OPERATIONS.deleteGroupOffsets, options, callback);
  }

  /** How far a group is behind the ends of its partitions, for each and in sum. */
  fetchGroupLag(options?: Given<FetchGroupLagOptions, GroupLag>, callback?: Callback<GroupLag> | null): void {
    this.#ask(fetchGroupLag, options, callback);
  }

  /** The cluster's brokers, which of them is its controller, and its id. */
  describeCluster(
    options?: Given<DescribeClusterOptions, ClusterDescription>,
    callback?: Callback<ClusterDescription> | null,
  ): void {
    this.#ask(describeCluster, options, callback);
  }

  /** What topics, brokers and groups are set to. */
  describeConfigs(
    options?: Given<DescribeConfigsOptions, DescribeConfigsResult>,
    callback?: Callback<DescribeConfigsResult> | null,
  ): void {
    this.#ask(describeConfigs, options, callback);
  }

  /** Sets everything that a resource can be set to. */
  alterConfigs(
    options?: Given<AlterConfigsOptions, AlterConfigsResult>,
    callback?: Callback<AlterConfigsResult> | null,
  ): void {
    this.#ask(alterConfigs, options, callback);
  }

  /** Sets some of what a resource can be set to. */
  incrementalAlterConfigs(
    options?: Given<IncrementalAlterConfigsOptions, AlterConfigsResult>,
    callback?: Callback<AlterConfigsResult> | null,
  ): void {
    this.#ask(incrementalAlterConfigs, options, callback);
  }

  /** Adds lines to the access control list. */
  createAcls(options?: Given<CreateAclsOptions, boolean>, callback?: Callback<boolean> | null): void {
    this.#ask(createAcls, options, callback);
  }

  /** The lines of the access control list that a filter finds. */
  describeAcls(
    options?: Given<AclFilter & AdminRequestOptions, DescribeAclsResult>,
    callback?: Callback<DescribeAclsResult> | null,
  ): void {
    this.#ask(describeAcls, options, callback);
  }

  /** Deletes the lines of the access control list that filters find. */
  deleteAcls(options?: Given<DeleteAclsOptions, DeleteAclsResult>, callback?: Callback<DeleteAclsResult> | null): void {
    this.#ask(deleteAcls, options, callback);
  }

  /** Which users have a password for SCRAM. A user who was asked for and has none has an error. */
  describeUserScramCredentials(
    options?: Given<DescribeUserScramCredentialsOptions, UserScramCredentials[]>,
    callback?: Callback<UserScramCredentials[]> | null,
  ): void {
    this.#ask(OPERATIONS.describeUserScramCredentials, options, callback);
  }

  /** Gives users a password for SCRAM or takes it away; a user who was refused has an error. */
  alterUserScramCredentials(
    options?: Given<AlterUserScramCredentialsOptions, UserOutcome[]>,
    callback?: Callback<UserOutcome[]> | null,
  ): void {
    this.#ask(OPERATIONS.alterUserScramCredentials, options, callback);
  }

  #change(
    method: Method<AdminRequestOptions, void>,
    timeout: number | PlainCallback | null | undefined,
    callback: PlainCallback | null | undefined,
  ): void {
    const [timeoutMs, done] = timeAndCallback(timeout, callback, DEFAULT_TIMEOUT_MS);
    this.#ask(method, { timeout: timeoutMs }, done);
  }

  #ask<Options extends AdminRequestOptions, Result>(
    method: Method<Options, Result>,
    options: Given<Options, Result> | undefined,
    callback: Callback<Result> | null | undefined,
  ): void {
    const { requests } = this.#connected();
    const [given, done] = optionsAndCallback<Options, Callback<Result>>(options, callback);
    answer(perform(method, requests, given ?? ({} as Options)), done);
  }

  #listen(eventHandlers: EventHandlers | undefined): void {
    for (const [name, handler] of Object.entries(eventHandlers ?? {})) {
      if (typeof (handler as unknown) !== 'function') throw wrongArgument(`"eventHandlers.${name}" must be a function`);
      this.on(name, handler);
    }
  }

  get #connection(): Connection | undefined {
    return this.#underlying === undefined ? this.#admin : connectionOf(this.#underlying);
  }

  /** Calls begin with it: not connected comes before what is wrong with the arguments. */
  #connected(): Connection {
    const connection = this.#connection;
    if (connection === undefined) throw new Error('Client is disconnected');
    return connection;
  }
}

function mustBeList(list: unknown, name: string): void {
  if (!Array.isArray(list)) throw wrongArgument(`"${name}" must be an array`);
}

function isOfGroups(groups: unknown): boolean {
  if (!Array.isArray(groups) || groups.length === 0) return false;
  return groups.every((group: Partial<ListGroupOffsets> | null) => Boolean(group?.groupId));
}
