import { inspect } from 'node:util';

import { setProperty } from '../runtime/catalog';
import { backoffOf, COMMON_RULES, isLogger, numberOf, textOf, translateCommon } from './block';
import type { Block, KafkaConfig, Properties, Rule } from './block';
import { takeCallbacks, without } from './callbacks';
import type { Callbacks, ClientCallbacks } from './callbacks';
import { logLevel } from './enums';
import { ErrorCodes, invalidArgument, KafkaJSError, notSupported } from './errors';
import { levelOfBlock, levelOfSyslog } from './log-level';
import { CreatedLogger, DefaultLogger } from './logger';
import type { LogCreator, Logger } from './logger';

export { as, elsewhere, millisecondsOf, numberOf } from './block';
export type { KafkaConfig, Properties, RetryOptions, Rule, SASLMechanism, SASLOptions } from './block';

/** librdkafka's properties, the few of our own that begin with `js.`, and functions. */
export type GlobalConfig = Readonly<Record<string, unknown>> & ClientCallbacks;

/** The same as programs build it, property by property; it is read, and never written to. */
export type ClientProperties = Record<string, unknown> & ClientCallbacks;

export type CommonConstructorConfig = ClientProperties & { kafkaJS?: KafkaConfig };

export type AdminConfig = KafkaConfig;

export type AdminConstructorConfig = CommonConstructorConfig;

const DEFAULT_CONNECT_TIMEOUT_MS = 30_000;

/** What a client is made from. */
export interface Settings {
  readonly properties: Readonly<Record<string, string>>;
  readonly callbacks: Callbacks;
  readonly connectTimeoutMs: number;
}

/**
 * The properties of a client: what its kafkaJS block says, and over it whatever else is in the configuration.
 * `translate` adds what is particular to the kind of client, when there is a block; `ofKind` names the functions that this
 * kind takes beside those that all of them do.
 */
export function settingsOf(
  config: GlobalConfig,
  rules: Readonly<Record<string, Rule>>,
  translate: (block: Block, properties: Properties) => void,
  ofKind: readonly string[] = [],
): Settings {
  const properties = propertiesOfBlock(config, rules, translate);
  for (const [name, value] of Object.entries(config)) {
    if (name === 'kafkaJS' || value === undefined) continue;
    if (name.startsWith('js.')) checkOwn(name);
    else setProperty<unknown>(properties, name, value);
  }
  const callbacks = takeCallbacks(properties, ofKind);
  const texts = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, textOf(name, value)]));
  const connectTimeoutMs = positiveNumber(config, 'js.connect.timeout.ms', DEFAULT_CONNECT_TIMEOUT_MS);
  return { properties: texts, callbacks, connectTimeoutMs };
}

function propertiesOfBlock(
  config: GlobalConfig,
  rules: Readonly<Record<string, Rule>>,
  translate: (block: Block, properties: Properties) => void,
): Properties {
  checkBlock(config);
  const block = blockOf(config);
  const properties: Properties = {};
  if (Object.keys(block).length === 0) return properties;
  translateCommon(block, properties);
  translate(block, properties);
  const allRules = new Map(Object.entries({ ...COMMON_RULES, ...rules }));
  for (const [name, value] of Object.entries(block)) {
    const rule = allRules.get(name);
    if (rule === undefined) throw notSupported(name);
    if (value !== undefined) rule(value, properties, name);
  }
  return properties;
}

/** Properties of this package, beside librdkafka's. */
const OWN_NAMES = [
  'js.connect.timeout.ms',
  'js.consumer.disconnect.timeout.ms',
  'js.consumer.max.batch.size',
  'js.consumer.max.cache.size.per.worker.ms',
  'js.producer.queue.full',
];

function checkOwn(name: string): void {
  if (OWN_NAMES.includes(name)) return;
  throw invalidArgument(`No such configuration property: "${name}"; there are ${OWN_NAMES.join(', ')}.`);
}

/** The kafkaJS block, as far as it is one: connecting refuses everything else. */
export function blockOf(config: GlobalConfig): Block {
  const block = config['kafkaJS'];
  return typeof block === 'object' && block !== null ? (block as Block) : {};
}

function checkBlock(config: GlobalConfig): void {
  const block = config['kafkaJS'] ?? {};
  if (typeof block !== 'object' || Array.isArray(block))
    throw invalidArgument("The 'kafkaJS' property must be an object.");
}

/** The configuration of one client: that of all of them, and its own over it, which comes later under whatever names. */
export function merged(common: GlobalConfig, own: GlobalConfig): GlobalConfig {
  for (const config of [common, own]) checkBlock(config);
  return { ...without(common, Object.keys(own)), ...own, kafkaJS: { ...blockOf(common), ...blockOf(own) } };
}

/** Takes a configuration from a caller: refuses keys of the kafkaJS block that stand outside of it, where they would do nothing. */
export function checkPlacement(config: GlobalConfig, rules: Readonly<Record<string, Rule>>, sample: string): void {
  if (typeof config !== 'object' || Array.isArray(config))
    throw invalidArgument(`The configuration given to ${sample} must be an object.`);
  const names = new Set([...Object.keys(COMMON_RULES), ...Object.keys(rules)]);
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

/** The logger of a client, at the level that its configuration asks for; `kind` names it to a `logCreator`. */
export function loggerOf(config: GlobalConfig, kind: string): Logger {
  const { logger, logCreator } = blockOf(config);
  const level = levelOf(config);
  if (isLogger(logger)) {
    if (level !== undefined) logger.setLogLevel(level);
    return logger;
  }
  if (typeof logCreator !== 'function') return new DefaultLogger(level);
  return new CreatedLogger(logCreator as LogCreator, kind, level);
}

/** The level that a configuration asks for, in librdkafka's order; a level that does not exist is refused by connecting. */
function levelOf(config: GlobalConfig): logLevel | undefined {
  if (config['debug'] !== undefined) return logLevel.DEBUG;
  if (config['log_level'] !== undefined) return levelOfSyslog(numberOf(config['log_level']));
  const block = blockOf(config);
  if (Object.keys(block).length === 0) return undefined;
  try {
    return block['logLevel'] === undefined ? logLevel.INFO : levelOfBlock(block['logLevel']);
  } catch {
    return logLevel.INFO;
  }
}

/** How handlers that fail are tried again. */
export function retryOf(config: GlobalConfig): { initialMs: number; maxMs: number } {
  return backoffOf(blockOf(config));
}

/** A `js.` property that counts milliseconds or messages. */
export function positiveNumber(config: GlobalConfig, name: string, fallback: number): number {
  const value = config[name];
  if (value === undefined) return fallback;
  const number = numberOf(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw invalidArgument(`The '${name}' property must be a positive integer, not ${inspect(value)}.`);
}
