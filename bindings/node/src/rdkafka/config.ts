import { isProperty, setProperty } from '../runtime/catalog';
import type { TokenRefreshCallback } from '../runtime/oauth';
import type { DeliveryReport } from './delivery-report';
import { wrongArgument } from './errors';
import type { LibrdKafkaError } from './errors';
import type { LogEvent, StatisticsEvent, ThrottleEvent } from './events';
import type { TopicPartitionOffset, TopicPartitionOffsetAndMetadata } from './topic-partition';

/** The functions that every client takes among its properties; `this` is the client. */
export interface ClientCallbacks {
  /** False stops the `event.*` events; a function is called with the kind of each and what it says. */
  event_cb?: boolean | ((kind: string, data: unknown) => unknown);
  /** Needs `statistics.interval.ms`. */
  stats_cb?: boolean | ((statistics: StatisticsEvent) => unknown);
  log_cb?: boolean | ((line: LogEvent) => unknown);
  error_cb?: boolean | ((error: LibrdKafkaError) => unknown);
  throttle_cb?: boolean | ((throttle: ThrottleEvent) => unknown);
  /** Brings tokens for SASL/OAUTHBEARER. */
  oauthbearer_token_refresh_cb?: boolean | TokenRefreshCallback;
}

/** librdkafka's properties, and functions. */
export type GlobalConfig = Record<string, unknown> & ClientCallbacks;

/** librdkafka's properties of topics; they win over those of the global configuration. */
export type TopicConfig = Record<string, unknown>;

export interface ProducerCallbacks {
  /** True asks for `delivery-report` events; a function is called with them as well. */
  dr_cb?: boolean | ((error: LibrdKafkaError | null, report: DeliveryReport) => unknown);
  /** As `dr_cb`, and reports have the value of their message. */
  dr_msg_cb?: boolean | ((error: LibrdKafkaError | null, report: DeliveryReport) => unknown);
  /** Chooses a partition from 0 to `partitionCount` - 1, for messages that say none. */
  partitioner_cb?: boolean | ((topic: string, key: Buffer | null, partitionCount: number) => number);
}

export type ProducerGlobalConfig = GlobalConfig & ProducerCallbacks;

export type ProducerTopicConfig = TopicConfig & Pick<ProducerCallbacks, 'partitioner_cb'>;

export interface ConsumerCallbacks {
  /**
   * True asks for `rebalance` events; a function is called for each, and it or someone later assigns and unassigns. `this` is the
   * consumer.
   */
  rebalance_cb?: boolean | ((error: LibrdKafkaError, assignment: TopicPartitionOffset[]) => unknown);
  /** True asks for `offset.commit` events; a function is called with them as well. `this` is the consumer. */
  offset_commit_cb?:
    | boolean
    | ((error: LibrdKafkaError | null, offsets: TopicPartitionOffsetAndMetadata[]) => unknown);
}

export type ConsumerGlobalConfig = GlobalConfig & ConsumerCallbacks;

export type ConsumerTopicConfig = TopicConfig;

/** What a function of a configuration is called with is known to whoever calls it. */
export type ConfigFunction = (...values: unknown[]) => unknown;

/** What a client is made from. */
export interface Settings {
  /** For librdkafka. */
  readonly properties: Readonly<Record<string, string>>;
  /** The functions, and true where one is only opted in for or false where it is not. */
  readonly callbacks: ReadonlyMap<string, boolean | ConfigFunction>;
}

/** Of every kind of client: programs share one configuration among them. */
const CALLBACKS: readonly string[] = [
  'event_cb',
  'stats_cb',
  'log_cb',
  'error_cb',
  'throttle_cb',
  'oauthbearer_token_refresh_cb',
  'dr_cb',
  'dr_msg_cb',
  'partitioner_cb',
  'rebalance_cb',
  'offset_commit_cb',
];

/** Takes a configuration apart; `own` are names that mean something to this kind of client alone. */
export function settingsOf(globalConf: object, topicConf: object, own: readonly string[] = []): Settings {
  const properties: Record<string, string> = {};
  const callbacks = new Map<string, boolean | ConfigFunction>();
  for (const [name, value] of [...Object.entries(globalConf), ...Object.entries(topicConf)] as [string, unknown][]) {
    if (value === undefined || value === null || own.includes(name)) continue;
    if (CALLBACKS.includes(name)) callbacks.set(name, callbackOf(name, value));
    else if (!isProperty(name)) throw wrongArgument(`No such configuration property: "${name}"`);
    else setProperty(properties, name, textOf(name, value));
  }
  return { properties, callbacks };
}

/** The function of a name, bound to the client. */
export function functionOf({ callbacks }: Settings, name: string, client: object): ConfigFunction | undefined {
  const callback = callbacks.get(name);
  return typeof callback === 'function' ? callback.bind(client) : undefined;
}

function callbackOf(name: string, value: unknown): boolean | ConfigFunction {
  if (typeof value === 'function') return value as ConfigFunction;
  if (typeof value === 'boolean') return value;
  throw wrongArgument(`The configuration property "${name}" must be a function or a boolean`);
}

/** A value as librdkafka takes it. */
function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
  if (Array.isArray(value)) return value.map((item) => textOf(name, item)).join(',');
  throw wrongArgument(`The configuration property "${name}" must be a string, a number or a boolean`);
}
