import type { ClientEvents } from '../runtime/client';
import { blockOf, loggerOf } from './config';
import type { GlobalConfig, KafkaConfig } from './config';
import { ClientLog } from './logger';

const DEFAULT_CLIENT_ID = 'rdkafka';

let clients = 0;

/** The log of a new client, under a name that no other client of this process has. */
export function logOf(config: GlobalConfig, kind: string): ClientLog {
  const given = config['client.id'];
  const id = typeof given === 'string' ? given : ((blockOf(config) as KafkaConfig).clientId ?? DEFAULT_CLIENT_ID);
  return new ClientLog(loggerOf(config), `${id}#${kind}-${++clients}`);
}

/** Lets a log have everything that a client tells by itself. */
export function eventsOf(log: ClientLog): ClientEvents {
  return {
    log: (level, facility, text) => {
      log.write(level, facility, text);
    },
    error: (failure) => {
      log.error(`${failure.message} (${failure.code})`);
    },
  };
}
