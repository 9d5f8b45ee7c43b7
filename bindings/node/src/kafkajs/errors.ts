import { inspect } from 'node:util';

import { codes } from '../runtime/codes';
import { Failure } from '../runtime/failure';

/** librdkafka's error numbers by their names. */
export const ErrorCodes: typeof codes = codes;

const NO_CODE = -1;

export interface KafkaJSErrorMetadata {
  readonly retriable?: boolean;
  readonly fatal?: boolean;
  readonly abortable?: boolean;
  readonly stack?: string | null;
  /** One of `ErrorCodes`; default -1. */
  readonly code?: number;
  /** What was behind it; default the error that this one is made from. */
  readonly cause?: unknown;
}

/** Marks errors of this package in whichever of its copies they were made. */
const BRAND = Symbol.for('kafkacore.KafkaJSError');

/** What every method here rejects with. */
export class KafkaJSError extends Error {
  /** Whether the same call may succeed later. */
  readonly retriable: boolean;
  /** Whether the client is beyond use. */
  readonly fatal: boolean;
  /** Whether the transaction has to be aborted. */
  readonly abortable: boolean;
  /** One of `ErrorCodes`, or -1. */
  readonly code: number;
  /** The name of `code` in `ErrorCodes`; -1 if it has none. */
  readonly type: string | number;

  constructor(error: Error | string, metadata: KafkaJSErrorMetadata = {}) {
    const isText = typeof error === 'string';
    const cause = metadata.cause ?? (isText ? undefined : error);
    super(isText ? error : error.message, cause === undefined ? undefined : { cause });
    this.name = 'KafkaJSError';
    this.retriable = metadata.retriable ?? false;
    this.fatal = metadata.fatal ?? false;
    this.abortable = metadata.abortable ?? false;
    this.code = metadata.code ?? NO_CODE;
    this.type = nameOfCode(this.code);
    if (typeof metadata.stack === 'string') this.stack = metadata.stack;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

export class KafkaJSProtocolError extends KafkaJSError {
  override name = 'KafkaJSProtocolError';
}

export class KafkaJSOffsetOutOfRange extends KafkaJSProtocolError {
  override name = 'KafkaJSOffsetOutOfRange';
}

export class KafkaJSConnectionError extends KafkaJSError {
  override name = 'KafkaJSConnectionError';
}

export class KafkaJSRequestTimeoutError extends KafkaJSError {
  override name = 'KafkaJSRequestTimeoutError';
}

export class KafkaJSPartialMessageError extends KafkaJSError {
  override name = 'KafkaJSPartialMessageError';
}

export class KafkaJSSASLAuthenticationError extends KafkaJSError {
  override name = 'KafkaJSSASLAuthenticationError';
}

export class KafkaJSGroupCoordinatorNotFound extends KafkaJSError {
  override name = 'KafkaJSGroupCoordinatorNotFound';
}

export class KafkaJSNotImplemented extends KafkaJSError {
  override name = 'KafkaJSNotImplemented';
}

export class KafkaJSTimeout extends KafkaJSError {
  override name = 'KafkaJSTimeout';
}

export class KafkaJSNoBrokerAvailableError extends KafkaJSError {
  override name = 'KafkaJSNoBrokerAvailableError';
}

export class KafkaJSCreateTopicError extends KafkaJSProtocolError {
  override name = 'KafkaJSCreateTopicError';

  constructor(
    error: Error | string,
    readonly topic: string,
    metadata?: KafkaJSErrorMetadata,
  ) {
    super(error, metadata);
  }
}

export class KafkaJSDeleteGroupsError extends KafkaJSError {
  override name = 'KafkaJSDeleteGroupsError';
  readonly groups: readonly unknown[];

  /** With the code of the first group that was refused. */
  constructor(error: Error | string, groups: readonly unknown[] = []) {
    super(error, { code: firstCode(groups.map((group) => (group as { readonly error?: unknown } | null)?.error)) });
    this.groups = groups;
  }
}

export class KafkaJSDeleteTopicRecordsError extends KafkaJSError {
  override name = 'KafkaJSDeleteTopicRecordsError';
  readonly partitions: readonly { readonly error: { readonly retriable?: boolean } }[];

  /** With the code of the first partition. */
  constructor({ partitions }: { partitions: KafkaJSDeleteTopicRecordsError['partitions'] }) {
    const errors = partitions.map(({ error }) => error);
    const retriable = errors.every((error) => error.retriable === true);
    super('Error while deleting records', { retriable, code: firstCode(errors) });
    this.partitions = partitions;
  }
}

/** Several errors of one call. */
export class KafkaJSAggregateError extends Error {
  override name = 'KafkaJSAggregateError';
  /** That of the first error that has one; -1 if there is none. */
  readonly code: number;
  /** The name of `code` in `ErrorCodes`; -1 if it has none. */
  readonly type: string | number;
  /** Whether the same call may succeed later: all of them say so. */
  readonly retriable: boolean;

  constructor(
    message: string,
    readonly errors: readonly (Error | string)[],
  ) {
    super(message);
    this.code = firstCode(errors);
    this.type = nameOfCode(this.code);
    this.retriable = errors.length > 0 && errors.every((error) => (error as Partial<KafkaJSError> | null)?.retriable === true);
    Object.defineProperty(this, BRAND, { value: true });
  }
}

type ErrorClass = new (error: Error | string, metadata?: KafkaJSErrorMetadata) => KafkaJSError;

const CLASSES = new Map<number, ErrorClass>([
  [codes.ERR_OFFSET_OUT_OF_RANGE, KafkaJSOffsetOutOfRange],
  [codes.ERR_REQUEST_TIMED_OUT, KafkaJSRequestTimeoutError],
  [codes.ERR__PARTIAL, KafkaJSPartialMessageError],
  [codes.ERR__AUTHENTICATION, KafkaJSSASLAuthenticationError],
  [codes.ERR_COORDINATOR_NOT_AVAILABLE, KafkaJSGroupCoordinatorNotFound],
  [codes.ERR__NOT_IMPLEMENTED, KafkaJSNotImplemented],
  [codes.ERR__TIMED_OUT, KafkaJSTimeout],
  [codes.ERR__ALL_BROKERS_DOWN, KafkaJSNoBrokerAvailableError],
  [codes.ERR__TRANSPORT, KafkaJSConnectionError],
]);

/** Whether an error was made by this package. */
export function isKafkaJSError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/** Whether an error says that the group is rebalancing. */
export function isRebalancing(error: unknown): boolean {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return (
    code === codes.ERR_REBALANCE_IN_PROGRESS ||
    code === codes.ERR_NOT_COORDINATOR ||
    code === codes.ERR_ILLEGAL_GENERATION ||
    code === codes.ERR_UNKNOWN_MEMBER_ID
  );
}

/** The error of this API for whatever was thrown below; what is no failure of ours stays as it is. */
export function toKafkaJSError(thrown: unknown): unknown {
  const failure = Failure.of(thrown);
  if (failure === undefined) return thrown;
  const { code, retriable, fatal, abortable } = failure;
  const Class = CLASSES.get(code) ?? (code > 0 ? KafkaJSProtocolError : KafkaJSError);
  return new Class(failure, { code, retriable, fatal, abortable });
}

/** Waits for work below, in the errors of this API. */
export async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toKafkaJSError(error);
  }
}

/** As `translated`, for what does not wait. */
export function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toKafkaJSError(error);
  }
}

/** What a log says of something that was thrown, which may be anything. */
export function textOfThrown(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : inspect(thrown);
}

/** A value that is not accepted. */
export function invalidArgument(message: string): KafkaJSError {
  return new KafkaJSError(message, { code: codes.ERR__INVALID_ARG });
}

/** Names a property that KafkaJS or a user's own configuration may have, and this client does not take. */
export function notSupported(name: string): KafkaJSError {
  return invalidArgument(`The '${name}' property is not supported.`);
}

/** A call at the wrong time. */
export function wrongState(message: string): KafkaJSError {
  return new KafkaJSError(message, { code: codes.ERR__STATE });
}

/** Something that KafkaJS has and this client does not. */
export function notImplemented(message: string): KafkaJSError {
  return new KafkaJSNotImplemented(message, { code: codes.ERR__NOT_IMPLEMENTED });
}

let names: Map<number, string | number> | undefined;

/** A code with several names has none that could be told. */
function nameOfCode(code: number): string | number {
  if (names === undefined) {
    names = new Map();
    for (const [name, number] of Object.entries(codes)) names.set(number, names.has(number) ? NO_CODE : name);
  }
  return names.get(code) ?? NO_CODE;
}

/** The code of the first of several errors that has one. */
function firstCode(errors: readonly unknown[]): number {
  const codesOf = errors.map((error) => (error as { readonly code?: unknown } | null | undefined)?.code);
  return codesOf.find((code) => typeof code === 'number') ?? NO_CODE;
}
