import { apart } from '../runtime/apart';
import type { ClientEvents as RuntimeEvents } from '../runtime/client';
import { codes } from '../runtime/codes';
import { Failure } from '../runtime/failure';
import { isEcho, refreshToken } from '../runtime/oauth';
import { functionOf } from './config';
import type { Settings } from './config';
import { errorOf } from './errors';
import type { LibrdKafkaError } from './errors';
import type { OwnToken } from './own-token';

/** Statistics of librdkafka, every `statistics.interval.ms`. */
export interface StatisticsEvent {
  /** JSON, as librdkafka's STATISTICS.md describes it. */
  message: string;
}

/** A line of librdkafka's log. */
export interface LogEvent {
  /** A syslog level: 0 (emergency) to 7 (debug). */
  severity: number;
  /** The part of librdkafka that speaks. */
  fac: string;
  message: string;
  /** Of the client. */
  name: string;
}

/** A broker slowed this client down. */
export interface ThrottleEvent {
  message: string;
  /** Milliseconds. */
  throttleTime: number;
  brokerName: string;
  brokerId: number;
}

/** A client as far as events need it. */
export interface EventTarget {
  readonly name: string;
  emit(event: string, ...values: unknown[]): boolean;
  listenerCount(event: string): number;
}

/** Brings what a client tells by itself to the functions of its configuration and to its listeners. */
export function eventsOf(
  client: EventTarget,
  settings: Settings,
  noted: (error: LibrdKafkaError, failure: Failure) => void,
  token?: OwnToken,
): RuntimeEvents {
  const eventCallback = functionOf(settings, 'event_cb', client);
  const isEmitting = settings.callbacks.get('event_cb') !== false;
  const tell = (kind: string, callback: string, data: unknown): void => {
    const call = functionOf(settings, callback, client);
    if (call !== undefined) apart(() => call(data));
    if (!isEmitting) return;
    if (eventCallback !== undefined) apart(() => eventCallback(kind, data));
    apart(() => client.emit(`event.${kind}`, data));
    apart(() => client.emit('event', data));
  };
  const tellError = (error: LibrdKafkaError, failure: Failure): void => {
    noted(error, failure);
    tell('error', 'error_cb', error);
  };
  return {
    created: (below) => token?.belongTo(below),
    log: (severity, fac, message) => {
      tell('log', 'log_cb', { severity, fac, message, name: client.name });
    },
    error: (failure) => {
      if (!isEcho(failure.message)) tellError(errorOf(failure), failure);
    },
    statistics: (message) => {
      tell('stats', 'stats_cb', { message });
    },
    throttled: (throttle) => {
      tell('throttle', 'throttle_cb', throttle);
      if (isEmitting) apart(() => client.emit('event.event', throttle));
    },
    tokenWanted: (config, below) => {
      const callback = functionOf(settings, 'oauthbearer_token_refresh_cb', client) ?? token?.callback;
      refreshToken(callback, config, below, (message, cause) => {
        // As librdkafka calls it.
        const failure = new Failure(codes.ERR__AUTHENTICATION, message);
        const error = Object.assign(errorOf(failure), { cause });
        if (client.listenerCount('error') > 0) apart(() => client.emit('error', error));
        else tellError(error, failure);
      });
    },
  };
}
