import type { TokenRefreshCallback } from '../runtime/oauth';
import { invalidArgument, notSupported } from './errors';
import type { KafkaJSError } from './errors';

/** Statistics of librdkafka, every `statistics.interval.ms`. */
export interface StatisticsEvent {
  /** JSON, as librdkafka's STATISTICS.md describes it. */
  readonly message: string;
}

/** A line of librdkafka's log. */
export interface LogEvent {
  /** A syslog level: 0 (emergency) to 7 (debug). */
  readonly severity: number;
  /** The part of librdkafka that speaks. */
  readonly fac: string;
  readonly message: string;
  /** Of the client. */
  readonly name: string;
}

/** A broker slowed this client down. */
export interface ThrottleEvent {
  readonly message: string;
  /** Milliseconds. */
  readonly throttleTime: number;
  readonly brokerName: string;
  readonly brokerId: number;
}

/**
 * The functions that every client takes among its properties. They are called by the client alone and never while it is in a
 * call; what one throws surfaces as an uncaught exception and harms the client in nothing.
 */
export interface ClientCallbacks {
  /** Needs `statistics.interval.ms`. */
  readonly stats_cb?: ((statistics: StatisticsEvent) => unknown) | undefined;
  /** Has librdkafka's lines instead of the logger. */
  readonly log_cb?: ((line: LogEvent) => unknown) | undefined;
  /** Has the errors that no call answers instead of the logger. The client goes on by itself unless one is `fatal`. */
  readonly error_cb?: ((error: KafkaJSError) => unknown) | undefined;
  readonly throttle_cb?: ((throttle: ThrottleEvent) => unknown) | undefined;
  /** Brings tokens for SASL/OAUTHBEARER. */
  readonly oauthbearer_token_refresh_cb?: TokenRefreshCallback | undefined;
}

/** The functions of a configuration, by name: those of every client, and those that its kind takes. */
export type Callbacks = ClientCallbacks & Readonly<Record<string, Callback | undefined>>;

type Callback = (...values: never[]) => unknown;

const OF_EVERY_CLIENT = ['stats_cb', 'log_cb', 'error_cb', 'throttle_cb', 'oauthbearer_token_refresh_cb'];

/** In the callback API it opts in for events, which come here by themselves. */
const EVENT_SWITCH = 'event_cb';

/** What concerns one kind of client alone. */
export const PRODUCER_CALLBACKS = ['partitioner_cb', 'dr_cb', 'dr_msg_cb'];
export const CONSUMER_CALLBACKS = ['rebalance_cb', 'offset_commit_cb'];

/** Takes the functions out of a configuration, which is left with what librdkafka can be told. */
export function takeCallbacks(properties: Record<string, unknown>, ofKind: readonly string[]): Callbacks {
  const callbacks: Record<string, Callback> = {};
  const taken = [...OF_EVERY_CLIENT, ...ofKind];
  for (const [name, value] of Object.entries(properties)) {
    if (taken.includes(name)) {
      if (typeof value === 'function') callbacks[name] = value as Callback;
      // As in librdkafka's bindings: true or false leaves it to the client.
      else if (typeof value !== 'boolean') throw invalidArgument(`The '${name}' property must be a function.`);
    } else if (typeof value === 'function') throw notSupported(name);
    else if (name !== EVENT_SWITCH || typeof value !== 'boolean') continue;
    Reflect.deleteProperty(properties, name);
  }
  return callbacks;
}

/** A configuration without the properties of these names. */
export function without<Config extends object>(config: Config, names: readonly string[]): Config {
  return Object.fromEntries(Object.entries(config).filter(([name]) => !names.includes(name))) as Config;
}
