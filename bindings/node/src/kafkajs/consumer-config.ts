import { CONSUMER_CALLBACKS } from './callbacks';
import { as, elsewhere, numberOf, positiveNumber, retryOf, settingsOf } from './config';
import type { ClientProperties, GlobalConfig, KafkaConfig, Properties, Rule, Settings } from './config';
import type { PartitionAssigners } from './enums';
import { invalidArgument, notImplemented } from './errors';
import type { KafkaJSError } from './errors';
import type { RebalanceCallback } from './rebalance-callback';
import type { TopicPartitionOffsetAndMetadata } from './topic-partitions';

/** What a consumer takes in its kafkaJS block. */
export interface ConsumerConfig extends KafkaConfig {
  groupId?: string;
  partitionAssigners?: PartitionAssigners[];
  partitionAssignors?: PartitionAssigners[];
  sessionTimeout?: number;
  rebalanceTimeout?: number;
  heartbeatInterval?: number;
  metadataMaxAge?: number;
  allowAutoTopicCreation?: boolean;
  maxBytesPerPartition?: number;
  maxWaitTimeInMs?: number;
  minBytes?: number;
  maxBytes?: number;
  readUncommitted?: boolean;
  maxInFlightRequests?: number;
  rackId?: string;
  fromBeginning?: boolean;
  autoCommit?: boolean;
  autoCommitInterval?: number;
}

/** What a consumer takes beside librdkafka's properties. */
export interface JSConsumerConfig {
  /** How many messages a batch has at most; default 32, with -1 all of one fetch. It never has more than one fetch from the library
   * brings, about 1 MiB. */
  'js.consumer.max.batch.size'?: number | string;
  /** Checked, but without effect: there is no cache that it could bound. */
  'js.consumer.max.cache.size.per.worker.ms'?: number | string;
  /** How long `stop` and `disconnect` wait for handlers, in milliseconds; default 30000. */
  'js.consumer.disconnect.timeout.ms'?: number | string;
}

export type ConsumerConstructorConfig = ClientProperties &
  JSConsumerConfig & {
    kafkaJS?: ConsumerConfig;
    rebalance_cb?: RebalanceCallback | boolean;
    offset_commit_cb?: OffsetCommitCallback | boolean;
  };

export interface ConsumerSettings extends Settings {
  readonly autoCommit: boolean;
  readonly maxBatchSize: number;
  /** How long disconnecting waits for handlers that run. */
  readonly disconnectTimeoutMs: number;
  readonly backoff: { readonly initialMs: number; readonly maxMs: number };
  readonly rebalanceCallback: RebalanceCallback | undefined;
  readonly offsetCommitCallback: OffsetCommitCallback | undefined;
}

/** Told of every commit, automatic or not: an error or null, and the offsets. */
export type OffsetCommitCallback = (
  error: KafkaJSError | null,
  offsets: readonly Required<TopicPartitionOffsetAndMetadata>[],
) => unknown;

const DEFAULT_SESSION_TIMEOUT_MS = 30_000;
const DEFAULT_REBALANCE_TIMEOUT_MS = 300_000;
/** A handler may take twice as long as the configuration says before its partitions go to others. */
const REBALANCE_TIMEOUT_FACTOR = 2;
const REBALANCE_TIMEOUT_MAX_MS = 86_400_000;
const DEFAULT_FETCH_BYTES = 10 * 1024 * 1024;
const DEFAULT_BATCH_SIZE = 32;
const UNLIMITED = -1;
const DEFAULT_CACHE_MS = 1500;
const DEFAULT_DISCONNECT_TIMEOUT_MS = 30_000;

/** What librdkafka takes for false. */
const FALSE = /^(false|f|0)$/i;

/** These are the broker's business in the new group protocol. */
const CLASSIC_ONLY = ['partitionAssigners', 'partitionAssignors', 'sessionTimeout', 'heartbeatInterval'];

export const CONSUMER_RULES: Readonly<Record<string, Rule>> = {
  groupId: as('group.id'),
  partitionAssigners: assigners,
  partitionAssignors: assigners,
  sessionTimeout: as('session.timeout.ms'),
  rebalanceTimeout: as('max.poll.interval.ms'),
  heartbeatInterval: as('heartbeat.interval.ms'),
  metadataMaxAge: as('topic.metadata.refresh.interval.ms'),
  allowAutoTopicCreation: as('allow.auto.create.topics'),
  maxBytesPerPartition: elsewhere,
  maxWaitTimeInMs: as('fetch.wait.max.ms'),
  minBytes: as('fetch.min.bytes'),
  maxBytes: elsewhere,
  readUncommitted: (value, properties) => {
    properties['isolation.level'] = value ? 'read_uncommitted' : 'read_committed';
  },
  maxInFlightRequests: as('max.in.flight'),
  rackId: as('client.rack'),
  fromBeginning: (value, properties) => {
    properties['auto.offset.reset'] = value ? 'earliest' : 'latest';
  },
  autoCommit: as('enable.auto.commit'),
  autoCommitInterval: as('auto.commit.interval.ms'),
  autoCommitThreshold: () => {
    throw notImplemented("The 'autoCommitThreshold' property is not supported.");
  },
};

export function consumerSettings(config: GlobalConfig): ConsumerSettings {
  if (config['enable.auto.offset.store'] !== undefined) {
    throw invalidArgument(
      "The 'enable.auto.offset.store' property cannot be set: offsets are stored when their messages are delivered.",
    );
  }
  // Accepted and checked because programs set it; there is no cache here that it could bound.
  positiveNumber(config, 'js.consumer.max.cache.size.per.worker.ms', DEFAULT_CACHE_MS);
  const settings = settingsOf(
    config,
    CONSUMER_RULES,
    (block, properties) => {
      translate(block, config, properties);
    },
    CONSUMER_CALLBACKS,
  );
  const properties = { ...settings.properties };
  const interval = Number(properties['max.poll.interval.ms'] ?? DEFAULT_REBALANCE_TIMEOUT_MS);
  // What is no number is refused by name below.
  if (interval > 0) {
    const doubled = Math.min(interval * REBALANCE_TIMEOUT_FACTOR, REBALANCE_TIMEOUT_MAX_MS);
    properties['max.poll.interval.ms'] = String(Math.max(interval, doubled));
  }
  return {
    ...settings,
    properties,
    autoCommit: !FALSE.test(settings.properties['enable.auto.commit'] ?? ''),
    maxBatchSize: batchSizeOf(config),
    disconnectTimeoutMs: positiveNumber(config, 'js.consumer.disconnect.timeout.ms', DEFAULT_DISCONNECT_TIMEOUT_MS),
    backoff: retryOf(config),
    rebalanceCallback: settings.callbacks['rebalance_cb'] as RebalanceCallback | undefined,
    offsetCommitCallback: settings.callbacks['offset_commit_cb'] as OffsetCommitCallback | undefined,
  };
}

function translate(block: Readonly<Record<string, unknown>>, config: GlobalConfig, properties: Properties): void {
  const given = config['group.protocol'];
  const protocol = typeof given === 'string' ? given : 'classic';
  if (protocol.toLowerCase() === 'classic') {
    properties['partition.assignment.strategy'] = 'roundrobin';
    properties['session.timeout.ms'] = DEFAULT_SESSION_TIMEOUT_MS;
  } else {
    const refused = CLASSIC_ONLY.find((name) => block[name] !== undefined);
    if (refused !== undefined)
      throw invalidArgument(`The '${refused}' property is not supported with group.protocol ${protocol}.`);
  }
  properties['max.poll.interval.ms'] = DEFAULT_REBALANCE_TIMEOUT_MS;
  properties['allow.auto.create.topics'] = true;
  properties['enable.auto.commit'] = true;
  translateFetchSize(block, properties);
}

/** librdkafka bounds the bytes of each partition and, apart from that, those of a whole response. */
function translateFetchSize({ maxBytesPerPartition, maxBytes }: ConsumerConfig, properties: Properties): void {
  properties['fetch.message.max.bytes'] = maxBytesPerPartition ?? maxBytes ?? DEFAULT_FETCH_BYTES;
  if (maxBytesPerPartition !== undefined && maxBytes !== undefined) properties['fetch.max.bytes'] = maxBytes;
}

function assigners(value: unknown, properties: Properties): void {
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string')) {
    throw invalidArgument("The 'partitionAssigners' property must be an array of strings.");
  }
  properties['partition.assignment.strategy'] = value.join(',');
}

function batchSizeOf(config: GlobalConfig): number {
  const size = numberOf(config['js.consumer.max.batch.size'] ?? DEFAULT_BATCH_SIZE);
  if (size === UNLIMITED) return Infinity;
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw invalidArgument("The 'js.consumer.max.batch.size' property must be a positive integer or -1.");
}
