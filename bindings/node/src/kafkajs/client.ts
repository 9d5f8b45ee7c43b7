import { apart } from '../runtime/apart';
import type { ClientEvents } from '../runtime/client';
import { isEcho, refreshToken } from '../runtime/oauth';
import type { Callbacks } from './callbacks';
import { blockOf, loggerOf } from './config';
import type { GlobalConfig } from './config';
import { ErrorCodes, KafkaJSSASLAuthenticationError, toKafkaJSError } from './errors';
import type { KafkaJSError } from './errors';
import { ClientLog } from './logger';
import type { Logger } from './logger';
import type { WaitOptions } from './wait';

/** What producers, consumers and admins have in common. */
export interface Client {
  connect(options?: WaitOptions): Promise<void>;
  disconnect(options?: WaitOptions): Promise<void>;
  logger(): Logger;
}

const DEFAULT_CLIENT_ID = 'rdkafka';

let clients = 0;

const KINDS = { producer: 'Producer', consumer: 'Consumer', admin: 'Admin' };

/** The log of a new client, under a name that no other client of this process has; its logger may be another client's. */
export function logOf(
  config: GlobalConfig,
  kind: keyof typeof KINDS,
  logger: Logger = loggerOf(config, KINDS[kind]),
): ClientLog {
  const names = [config['client.id'], blockOf(config)['clientId'], DEFAULT_CLIENT_ID];
  const id = names.find((name) => typeof name === 'string');
  return new ClientLog(logger, `${id}#${kind}-${++clients}`);
}

/** Brings everything that a client tells by itself to the functions of its configuration or else to its log. */
export function eventsOf(log: ClientLog, callbacks: Callbacks = {}): ClientEvents {
  const { stats_cb, log_cb, error_cb, throttle_cb, oauthbearer_token_refresh_cb } = callbacks;
  const report = (error: KafkaJSError): void => {
    if (error_cb === undefined) log.error(`${error.message} (${error.code})`);
    else apart(() => void error_cb(error));
  };
  return {
    created: (client) => {
      log.lead((syslogLevel) => {
        client.setLogLevel(syslogLevel);
      });
    },
    log: (level, facility, text) => {
      if (log_cb === undefined) log.write(level, facility, text);
      else log_cb({ severity: level, fac: facility, message: text, name: log.name });
    },
    error: (failure) => {
      if (!isEcho(failure.message)) report(toKafkaJSError(failure) as KafkaJSError);
    },
    statistics: stats_cb && ((json) => void stats_cb({ message: json })),
    throttled: throttle_cb && ((throttle) => void throttle_cb(throttle)),
    tokenWanted: (config, client) => {
      refreshToken(oauthbearer_token_refresh_cb, config, client, (message, cause) => {
        report(new KafkaJSSASLAuthenticationError(message, { code: ErrorCodes.ERR__AUTHENTICATION, cause }));
      });
    },
  };
}
