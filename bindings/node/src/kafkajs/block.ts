import { inspect } from 'node:util';

import { invalidArgument, notSupported } from './errors';
import { levelOfBlock, syslogLevelOf } from './log-level';
import { logLevel } from './enums';
import type { LogCreator, Logger } from './logger';
import { callbackOf } from './oauth';
import type { OauthbearerProvider } from './oauth';

export type SASLMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512' | 'oauthbearer';

export interface SASLOptions {
  /** A `SASLMechanism`, in letters of any case. */
  mechanism: string;
  /** For all mechanisms but oauthbearer. */
  username?: string;
  password?: string;
  /** For oauthbearer; without it librdkafka's own properties say where tokens come from. */
  oauthBearerProvider?: OauthbearerProvider;
}

/** Times are in milliseconds. */
export interface RetryOptions {
  /** Default 30000. */
  maxRetryTime?: number;
  /** Default 300. */
  initialRetryTime?: number;
  /** How often a producer sends a message again; default 5. */
  retries?: number;
}

/** What all clients take in their kafkaJS block. Times are in milliseconds. */
export interface KafkaConfig {
  brokers?: string[];
  clientId?: string;
  /** Certificates are given by librdkafka's `ssl.*` properties outside the block. */
  ssl?: boolean;
  sasl?: SASLOptions;
  /** Default 30000. */
  requestTimeout?: number;
  /** If false, a request may take 300000 whatever `requestTimeout` says. */
  enforceRequestTimeout?: boolean;
  /** Default 1000; it and `authenticationTimeout` bound together how long a connection is set up. */
  connectionTimeout?: number;
  /** Default 10000. */
  authenticationTimeout?: number;
  retry?: RetryOptions;
  /** Default INFO; the variable KAFKAJS_LOG_LEVEL of the environment wins over it. */
  logLevel?: logLevel;
  logger?: Logger;
  /** Makes a logger, if `logger` gives none. */
  logCreator?: LogCreator;
}

/** A kafkaJS block, as it was given. */
export type Block = Readonly<Record<string, unknown>>;

/** A configuration of librdkafka in the making; functions among it are taken out before librdkafka is told. */
export type Properties = Record<string, unknown>;

/** Translates one key of a kafkaJS block. */
export type Rule = (value: unknown, properties: Properties, name: string) => void;

const DEFAULTS = {
  requestTimeout: 30_000,
  unenforcedRequestTimeout: 300_000,
  connectionTimeout: 1000,
  authenticationTimeout: 10_000,
  minSetupTimeout: 1000,
  maxRetryTime: 30_000,
  initialRetryTime: 300,
};

/** A rule that writes the value as it is. */
export const as =
  (property: string): Rule =>
  (value, properties, name) => {
    properties[property] = textOf(name, value);
  };

/** A rule for a key that is read together with others, where those are. */
export const elsewhere: Rule = () => undefined;

const refused: Rule = (_value, _properties, name) => {
  throw notSupported(name);
};

export const COMMON_RULES: Readonly<Record<string, Rule>> = {
  brokers: (value, properties) => {
    if (!Array.isArray(value) || !value.every((broker) => typeof broker === 'string'))
      throw invalidArgument("The 'brokers' property must be an array of strings.");
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
  logger: (value) => {
    if (!isLogger(value))
      throw invalidArgument("The 'logger' property must have the methods setLogLevel, info, error, warn and debug.");
  },
  logCreator: (value) => {
    if (typeof value !== 'function') throw invalidArgument("The 'logCreator' property must be a function.");
  },
  socketFactory: refused,
  reauthenticationThreshold: refused,
};

/** What the keys say that concern every client, and what holds where they say nothing. */
export function translateCommon(block: Block, properties: Properties): void {
  translateSecurity(block, properties);
  const { enforceRequestTimeout } = block;
  const requestTimeoutMs = milliseconds(block, 'requestTimeout');
  const isEnforced = enforceRequestTimeout === undefined || Boolean(enforceRequestTimeout);
  properties['socket.timeout.ms'] = isEnforced ? requestTimeoutMs : DEFAULTS.unenforcedRequestTimeout;
  properties['socket.connection.setup.timeout.ms'] = Math.max(
    milliseconds(block, 'connectionTimeout') + milliseconds(block, 'authenticationTimeout'),
    DEFAULTS.minSetupTimeout,
  );
  const { initialMs, maxMs } = backoffOf(block);
  properties['retry.backoff.max.ms'] = maxMs;
  properties['retry.backoff.ms'] = initialMs;
  const level = block['logLevel'];
  properties['log_level'] = syslogLevelOf(level === undefined ? logLevel.INFO : levelOfBlock(level));
}

/** The `retry` of a block: what librdkafka does between requests, and a consumer between calls of a handler that fails. */
export function backoffOf(block: Block): { initialMs: number; maxMs: number } {
  const retry = (block['retry'] ?? {}) as Block;
  if (typeof retry !== 'object') throw invalidArgument("The 'retry' property must be an object.");
  for (const name of ['factor', 'multiplier']) if (retry[name] !== undefined) throw notSupported(`retry.${name}`);
  if (retry['restartOnFailure'] !== undefined && retry['restartOnFailure'] !== false)
    throw notSupported('retry.restartOnFailure');
  return {
    initialMs: milliseconds(retry, 'initialRetryTime', 'retry.'),
    maxMs: milliseconds(retry, 'maxRetryTime', 'retry.'),
  };
}

export function isLogger(value: unknown): value is Logger {
  if (typeof value !== 'object' && typeof value !== 'function') return false;
  const methods = value as Partial<Record<string, unknown>> | null;
  return ['setLogLevel', 'info', 'error', 'warn', 'debug'].every((name) => typeof methods?.[name] === 'function');
}

/** A value as librdkafka takes it. */
export function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  const isNumber = typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value));
  if (isNumber || typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
  if (Array.isArray(value)) return value.map((item) => textOf(name, item)).join(',');
  if (typeof value === 'function') throw notSupported(name);
  throw invalidArgument(`The '${name}' property must be a string, a number or a boolean, not ${inspect(value)}.`);
}

/** The number that a value says, which is a number, a BigInt or a text; of everything else NaN. */
export function numberOf(value: unknown): number {
  if (typeof value === 'string') return value.trim() === '' ? NaN : Number(value);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN;
}

function translateSecurity({ ssl, sasl }: Block, properties: Properties): void {
  if (ssl !== undefined && typeof ssl !== 'boolean') {
    throw invalidArgument(
      "The 'ssl' property must be a boolean. Certificates are given by librdkafka's ssl.* properties outside the kafkaJS block.",
    );
  }
  if (ssl === true || sasl !== undefined)
    properties['security.protocol'] = sasl === undefined ? 'ssl' : ssl === true ? 'sasl_ssl' : 'sasl_plaintext';
  if (sasl !== undefined) translateSasl(sasl, properties);
}

function translateSasl(sasl: unknown, properties: Properties): void {
  if (typeof sasl !== 'object' || sasl === null)
    throw invalidArgument("The 'sasl' property must be an object with a mechanism.");
  const { mechanism, username, password, oauthBearerProvider } = sasl as Partial<SASLOptions>;
  const name = typeof mechanism === 'string' ? mechanism.toUpperCase() : '';
  if (name === 'OAUTHBEARER') {
    if (oauthBearerProvider !== undefined) {
      if (typeof (oauthBearerProvider as unknown) !== 'function')
        throw invalidArgument("The 'oauthBearerProvider' property must be a function.");
      properties['oauthbearer_token_refresh_cb'] = callbackOf(oauthBearerProvider);
    }
  } else if (['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'].includes(name)) {
    if (typeof username !== 'string' || typeof password !== 'string')
      throw invalidArgument("The 'sasl.username' and 'sasl.password' properties must be strings.");
    properties['sasl.username'] = username;
    properties['sasl.password'] = password;
  } else {
    throw invalidArgument(
      `The sasl mechanism ${inspect(mechanism)} is not supported: it is one of plain, scram-sha-256, scram-sha-512 and oauthbearer.`,
    );
  }
  properties['sasl.mechanism'] = name;
}

type Time = 'requestTimeout' | 'connectionTimeout' | 'authenticationTimeout' | 'initialRetryTime' | 'maxRetryTime';

function milliseconds(block: Block, name: Time, prefix = ''): number {
  return millisecondsOf(`${prefix}${name}`, block[name] ?? DEFAULTS[name]);
}

/** A time of a block. */
export function millisecondsOf(name: string, value: unknown): number {
  const number = Math.ceil(numberOf(value));
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw invalidArgument(
    `The '${name}' property must be a number of milliseconds from 0, not ${inspect(value)}.`,
  );
}
