import type { Options } from './options';
import { readProperties } from './properties-file';

const DEFAULT_BROKERS = 'localhost:9092';
const DEFAULT_TIMEOUT_MS = 10_000;
/** An admin waits no longer for an answer. */
const TIMEOUT_MAX_MS = 3_600_000;

/** What a client is made from: librdkafka's properties. The command line wins over the file, and that over the environment. */
export function propertiesOf(options: Options): Record<string, string> {
  const file = options.text('config-file');
  const brokers = options.text('brokers');
  const environment = process.env['KAFKACORE_BROKERS'] ?? '';
  return {
    'bootstrap.servers': environment === '' ? DEFAULT_BROKERS : environment,
    'client.id': 'kafkacore',
    ...(file !== undefined && readProperties(file)),
    ...(brokers !== undefined && { 'bootstrap.servers': brokers }),
    ...Object.fromEntries(options.pairs('config')),
  };
}

/** How long a connection and each answer may take. */
export function timeoutOf(options: Options): number {
  return options.wholeNumber('timeout', 1, TIMEOUT_MAX_MS) ?? DEFAULT_TIMEOUT_MS;
}

/** Whether the user asked to see what librdkafka says meanwhile. */
export function wantsLog(properties: Readonly<Record<string, string>>): boolean {
  return properties['debug'] !== undefined || properties['log_level'] !== undefined;
}
