import { descriptionOf } from '../runtime/catalog';
import { codes } from '../runtime/codes';
import { Failure } from '../runtime/failure';

/** What an error of this API can be made from. */
export interface ErrorSource {
  readonly message: string;
  readonly code?: number;
  readonly isFatal?: boolean;
  readonly isRetriable?: boolean;
  readonly isTxnRequiresAbort?: boolean;
}

/** For errors that say no code. */
const NO_CODE = -1;

/** An error of librdkafka or of a broker. */
export class LibrdKafkaError extends Error {
  /** The numbers of all errors by their names. */
  static readonly codes = codes;

  override name = 'LibrdKafkaError';
  /** One of `codes`; -1 if unknown. */
  code: number;
  /** The same number. */
  errno: number;
  /** Where it was found: on this side, or by a broker. */
  origin: 'local' | 'kafka' | 'unknown';
  /** The client is beyond repair and has to be made anew. */
  isFatal?: boolean;
  /** Trying again may help. */
  isRetriable?: boolean;
  /** The current transaction has to be aborted. */
  isTxnRequiresAbort?: boolean;

  /** From a number, with librdkafka's own words for it, or from another error. */
  constructor(source: number | ErrorSource) {
    const isNumber = typeof source === 'number';
    super(isNumber ? descriptionOf(source) : source.message);
    this.code = this.errno = isNumber ? source : typeof source.code === 'number' ? source.code : NO_CODE;
    this.origin = originOf(this.code);
    if (isNumber) return;
    const { isFatal, isRetriable, isTxnRequiresAbort, stack }: ErrorSource & { readonly stack?: string } = source;
    if (stack !== undefined) this.stack = stack;
    if (isFatal !== undefined) this.isFatal = isFatal;
    if (isRetriable !== undefined) this.isRetriable = isRetriable;
    if (isTxnRequiresAbort !== undefined) this.isTxnRequiresAbort = isTxnRequiresAbort;
  }

  static create(source: number | ErrorSource): LibrdKafkaError {
    return new LibrdKafkaError(source);
  }

  /** Throws for an error number and answers true for 0. With `isNumberError`, what is no number is an answer as it is. */
  static wrap<T>(answer: T, isNumberError = false): T | true {
    const code = typeof answer === 'number' ? answer : codes.ERR_NO_ERROR;
    if (code !== codes.ERR_NO_ERROR) throw new LibrdKafkaError(code);
    return isNumberError ? answer : true;
  }
}

/** The error of this API for whatever was thrown below. */
export function errorOf(thrown: unknown): LibrdKafkaError {
  if (thrown instanceof LibrdKafkaError) return thrown;
  const failure = Failure.of(thrown);
  // The code of an abort is a number of the platform's, and none of librdkafka's.
  if (thrown instanceof DOMException) return new LibrdKafkaError({ message: thrown.message });
  if (failure === undefined) return new LibrdKafkaError(thrown instanceof Error ? thrown : { message: String(thrown) });
  const { message, code, fatal, retriable, abortable } = failure;
  const source = { message, code, isFatal: fatal, isRetriable: retriable, isTxnRequiresAbort: abortable };
  return new LibrdKafkaError(source);
}

/** Makes a call below, in the errors of this API; what is no failure of ours stays as it is. */
export function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw Failure.of(error) === undefined ? error : errorOf(error);
  }
}

/** For what a caller gave that cannot be meant; the message names it. */
export function wrongArgument(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: codes.ERR__INVALID_ARG });
}

/** An error with a sentence of its own. */
export function errorSaying(code: number, message: string): LibrdKafkaError {
  return new LibrdKafkaError({ code, message });
}

function originOf(code: number): 'local' | 'kafka' | 'unknown' {
  if (code === NO_CODE) return 'unknown';
  return code < 0 ? 'local' : 'kafka';
}
