import { NativeFailure } from '../native/failure';
import { RecordFlag, Status } from '../native/generated';
import { codes } from './codes';

/** What went wrong below an API, in the terms that every API makes its own error from. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  readonly retriable: boolean;
  readonly fatal: boolean;
  readonly abortable: boolean;

  constructor(
    /** librdkafka's number. */
    readonly code: number,
    message: string,
    flags = 0,
  ) {
    super(message);
    this.retriable = (flags & RecordFlag.RETRIABLE) !== 0;
    this.fatal = (flags & RecordFlag.FATAL) !== 0;
    this.abortable = (flags & RecordFlag.ABORTABLE) !== 0;
  }

  /** The same failure in other words; one that asks for an abort is not mended by trying again. */
  saying(message: string, isAbortable = this.abortable): Failure {
    const flag = (isSet: boolean, bit: number): number => (isSet ? bit : 0);
    return new Failure(
      this.code,
      message,
      flag(this.retriable && !isAbortable, RecordFlag.RETRIABLE) |
        flag(this.fatal, RecordFlag.FATAL) |
        flag(isAbortable, RecordFlag.ABORTABLE),
    );
  }

  /** The failure in whatever was thrown; undefined if it is none of ours. */
  static of(thrown: unknown): Failure | undefined {
    if (thrown instanceof Failure) return thrown;
    if (!(thrown instanceof NativeFailure)) return undefined;
    return new Failure(thrown.code, thrown.message, thrown.flags);
  }
}

/** The same call may succeed later. */
export function retriable(code: number, message: string): Failure {
  return new Failure(code, message, RecordFlag.RETRIABLE);
}

/** The caller passed something that no cluster could make sense of. */
export function invalid(message: string): Failure {
  return new Failure(codes.ERR__INVALID_ARG, message);
}

/** The call came at the wrong time. */
export function wrongState(message: string): Failure {
  return new Failure(codes.ERR__STATE, message);
}

/** Whether a native call was refused because its ticket or its moment is gone. */
export function isGone(thrown: unknown): boolean {
  return thrown instanceof NativeFailure && thrown.status === Status.STATE;
}
