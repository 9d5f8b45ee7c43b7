import { logLevel } from './enums';
import { ErrorCodes, invalidArgument, KafkaJSError } from './errors';
import type { Logger } from './logger';
import { DefaultLogger } from './logger';

/** librdkafka's properties, and the few of our own that begin with `js.`. */
export type GlobalConfig = Readonly<Record<string, unknown>>;

export interface SASLOptions {
  readonly mechanism: string;
  readonly username?: string;
  readonly password?: string;
}

export interface RetryOptions {
  readonly maxRetryTime?: number;
  readonly initialRetryTime?: number;
  readonly retries?: number;
}

/** What all clients take in their kafkaJS block. */
export interface KafkaConfig {
  readonly brokers?: string[];
  readonly clientId?: string;
  readonly ssl?: boolean;
  readonly sasl?: SASLOptions;
  readonly requestTimeout?: number;
  readonly enforceRequestTimeout?: boolean;
  readonly connectionTimeout?: number;
  readonly authenticationTimeout?: number;
  readonly retry?: RetryOptions;
  readonly logLevel?: logLevel;
  readonly logger?: Logger;
}

export type CommonConstructorConfig = GlobalConfig & { readonly kafkaJS?: KafkaConfig };

/** A configuration of librdkafka in the making. */
export type Properties = Record<string, string | number | boolean>;

/** Translates one key of a kafkaJS block. */
export type Rule = (value: unknown, properties: Properties) => void;

type Block = Readonly<Record<string, unknown>>;

const DEFAULT_CONNECT_TIMEOUT_MS = 30_000;

const KAFKAJS_DEFAULTS = {
  requestTimeout: 30_000,
  unenforcedRequestTimeout: 300_000,
  connectionTimeout: 1000,
  authenticationTimeout: 10_000,
  minSetupTimeout: 1000,
  maxRetryTime: 30_000,
  initialRetryTime: 300,
};

const SYSLOG_LEVELS = new Map<unknown, number>([
  [logLevel.NOTHING, 0],
  [logLevel.ERROR, 3],
  [logLevel.WARN, 4],
  [logLevel.INFO, 6],
  [logLevel.DEBUG, 7],
]);
const DEFAULT_SYSLOG_LEVEL = 6;

/** What a client is made from. */
export interface Settings {
  readonly properties: Readonly<Record<string, string>>;
  readonly connectTimeoutMs: number;
}

/** Names a property that KafkaJS or a user's own configuration may have, and this client does not take. */
export const notSupported = (name: string): KafkaJSError => invalidArgument(`The '${name}' property is not supported.`);

/** A rule that writes the value as it is. */
export const as =
  (property: string): Rule =>
  (value, properties) => {
    properties[property] = value as string | number | boolean;
  };

/** A rule for a key that is read together with others, where those are. */
export const elsewhere: Rule = () => undefined;

const COMMON_RULES: Readonly<Record<string, Rule>> = {
  brokers: (value, properties) => {
    if (!Array.isArray(value)) throw invalidArgument("The 'brokers' property must be an array of strings.");
    properties['bootstrap.servers'] = value.join(',');
  },
  clientId: as('client.id'),
  ssl: elsewhere,
  sasl: elsewhere,
  requestTimeout: elsewhere,
  enforceRequestTimeout: elsewhere,
  connectionTimeout: elsewhere,
  authenticationTimeout: elsewhere,
  retry: elsewhere,
  logLevel: elsewhere,
  logger: elsewhere,
};

const COMMON_NAMES = [...Object.keys(COMMON_RULES), 'socketFactory', 'reauthenticationThreshold'];

/**
 * The properties of a client: what its kafkaJS block says, and over it whatever else is in the configuration.
 * `translate` adds what is particular to the kind of client, when there is a block.
 */
export function settingsOf(
  config: GlobalConfig,
  rules: Readonly<Record<string, Rule>>,
  translate: (block: Block, properties: Properties) => void,
): Settings {
  const block = blockOf(config);
  const properties: Properties = {};
  if (Object.keys(block).length > 0) {
    translateCommon(block, properties);
    translate(block, properties);
    for (const [name, value] of Object.entries(block)) {
      const rule = rules[name] ?? COMMON_RULES[name];
      if (rule === undefined) throw notSupported(name);
      if (value !== undefined) rule(value, properties);
    }
  }
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...properties, ...config })) {
    if (name === 'kafkaJS' || value === undefined) continue;
    if (name.startsWith('js.')) checkOwn(name);
    else texts[name] = textOf(name, value);
  }
  const connectTimeoutMs = positiveNumber(config, 'js.connect.timeout.ms', DEFAULT_CONNECT_TIMEOUT_MS);
  return { properties: texts, connectTimeoutMs };
}

/** Properties of this package, beside librdkafka's. */
const OWN_NAMES = [
  'js.connect.timeout.ms',
  'js.consumer.disconnect.timeout.ms',
  'js.consumer.max.batch.size',
  'js.consumer.max.cache.size.per.worker.ms',
];

function checkOwn(name: string): void {
  if (OWN_NAMES.includes(name)) return;
  throw invalidArgument(`No such configuration property: "${name}"; there are ${OWN_NAMES.join(', ')}.`);
}

export function blockOf(config: GlobalConfig): Block {
  return (config['kafkaJS'] ?? {}) as Block;
}

/** The configuration of one client: that of all of them, and its own over it. */
export function merged(common: GlobalConfig, own: GlobalConfig): GlobalConfig {
  return { ...common, ...own, kafkaJS: { ...blockOf(common), ...blockOf(own) } };
}

/** Refuses keys of the kafkaJS block that stand outside of it, where they would do nothing. */
export function checkPlacement(config: GlobalConfig, rules: Readonly<Record<string, Rule>>, sample: string): void {
  const names = new Set([...COMMON_NAMES, ...Object.keys(rules)]);
  // The one key that is also librdkafka's.
  names.delete('acks');
  const misplaced = Object.keys(config).filter((name) => names.has(name));
  if (misplaced.length === 0) return;
  throw new KafkaJSError(
    `These properties belong inside the kafkaJS block: ${misplaced.join(', ')}.\n` +
      `Before:\n\t${sample}({ ${misplaced[0] ?? ''}: … })\n` +
      `After:\n\t${sample}({ kafkaJS: { ${misplaced[0] ?? ''}: … } })`,
    { code: ErrorCodes.ERR__INVALID_ARG },
  );
}

/** The logger of a client, at the level that its configuration asks for. */
export function loggerOf(config: GlobalConfig): Logger {
  const block = blockOf(config);
  const logger = (block['logger'] as Logger | undefined) ?? new DefaultLogger();
  if (config['debug'] !== undefined) logger.setLogLevel(logLevel.DEBUG);
  else if (config['log_level'] !== undefined) logger.setLogLevel(levelOfSyslog(Number(config['log_level'])));
  else if (SYSLOG_LEVELS.has(block['logLevel'])) logger.setLogLevel(levelOf(block['logLevel']));
  return logger;
}

/** How handlers that fail are tried again. */
export function retryOf(config: GlobalConfig): { initialMs: number; maxMs: number } {
  const { initialRetryTime, maxRetryTime } = (blockOf(config)['retry'] ?? {}) as RetryOptions;
  return {
    initialMs: initialRetryTime ?? KAFKAJS_DEFAULTS.initialRetryTime,
    maxMs: maxRetryTime ?? KAFKAJS_DEFAULTS.maxRetryTime,
  };
}

/** A `js.` property that counts milliseconds or messages. */
export function positiveNumber(config: GlobalConfig, name: string, fallback: number): number {
  const value = config[name];
  if (value === undefined) return fallback;
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw invalidArgument(`The '${name}' property must be a positive integer, not ${JSON.stringify(value)}.`);
}

function translateCommon(block: Block, properties: Properties): void {
  translateSecurity(block, properties);
  const { requestTimeout, enforceRequestTimeout, connectionTimeout, authenticationTimeout } = block as KafkaConfig;
  properties['socket.timeout.ms'] =
    enforceRequestTimeout === false
      ? KAFKAJS_DEFAULTS.unenforcedRequestTimeout
      : (requestTimeout ?? KAFKAJS_DEFAULTS.requestTimeout);
  properties['socket.connection.setup.timeout.ms'] = Math.max(
    (connectionTimeout ?? KAFKAJS_DEFAULTS.connectionTimeout) +
      (authenticationTimeout ?? KAFKAJS_DEFAULTS.authenticationTimeout),
    KAFKAJS_DEFAULTS.minSetupTimeout,
  );
  translateRetry((block['retry'] ?? {}) as Block, properties);
  properties['log_level'] =
    block['logLevel'] === undefined ? DEFAULT_SYSLOG_LEVEL : syslogLevelOf(levelOf(block['logLevel']));
}

function translateSecurity({ ssl, sasl }: Block, properties: Properties): void {
  if (ssl !== undefined && typeof ssl !== 'boolean') {
    throw invalidArgument(
      "The 'ssl' property must be a boolean. Certificates are given by librdkafka's ssl.* properties outside the kafkaJS block.",
    );
  }
  if (ssl === true || sasl !== undefined)
    properties['security.protocol'] = sasl === undefined ? 'ssl' : ssl === true ? 'sasl_ssl' : 'sasl_plaintext';
  if (sasl === undefined) return;
  const { mechanism, username, password } = sasl as Partial<SASLOptions>;
  const name = String(mechanism).toUpperCase();
  if (!['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'].includes(name))
    throw invalidArgument(`The sasl mechanism '${String(mechanism)}' is not supported.`);
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw invalidArgument("The 'sasl.username' and 'sasl.password' properties must be strings.");
  }
  Object.assign(properties, { 'sasl.mechanism': name, 'sasl.username': username, 'sasl.password': password });
}

function translateRetry(retry: Block, properties: Properties): void {
  for (const name of ['factor', 'multiplier']) if (retry[name] !== undefined) throw notSupported(`retry.${name}`);
  if (retry['restartOnFailure'] !== undefined && retry['restartOnFailure'] !== false)
    throw notSupported('retry.restartOnFailure');
  properties['retry.backoff.max.ms'] = (retry['maxRetryTime'] as number | undefined) ?? KAFKAJS_DEFAULTS.maxRetryTime;
  properties['retry.backoff.ms'] =
    (retry['initialRetryTime'] as number | undefined) ?? KAFKAJS_DEFAULTS.initialRetryTime;
}

/** The environment wins over a level that is given, as in KafkaJS. */
function levelOf(level: unknown): logLevel {
  const named = process.env['KAFKAJS_LOG_LEVEL']?.toUpperCase();
  const wanted = named === undefined ? level : logLevel[named as keyof typeof logLevel];
  if (!SYSLOG_LEVELS.has(wanted))
    throw invalidArgument(`The 'logLevel' property has no level ${String(named ?? level)}.`);
  return wanted as logLevel;
}

function syslogLevelOf(level: logLevel): number {
  return SYSLOG_LEVELS.get(level) ?? DEFAULT_SYSLOG_LEVEL;
}

function levelOfSyslog(syslogLevel: number): logLevel {
  let level: logLevel = logLevel.NOTHING;
  for (const [own, syslog] of SYSLOG_LEVELS) if (syslog > 0 && syslog <= syslogLevel) level = own as logLevel;
  return level;
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'function') throw notSupported(name);
  throw invalidArgument(`The '${name}' property must be a string, a number or a boolean.`);
}
