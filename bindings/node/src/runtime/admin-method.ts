import { signalOf, untilAborted } from './abort';
import { AdminCall } from './admin-operations';
import { invalid } from './failure';
import type { Requests } from './requests';

/** What every request of an admin takes. */
export interface AdminRequestOptions {
  /** Milliseconds for all of it, an hour at most; default 5000. It fails when they are over: what a broker was told may still be done. */
  readonly timeout?: number | undefined;
  /** Aborted, it ends the waiting, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A method of an admin: from its options to its result, with questions that share its time. */
export type Method<Options, Result> = (call: AdminCall, options: Options) => Promise<Result>;

const DEFAULT_TIMEOUT_MS = 5000;
/** The longest time that the library takes; it would make a longer one shorter without a word. */
const TIMEOUT_MAX_MS = 3_600_000;
const NO_WAIT = -1;

/** Does what a method does, for as long as its options say. */
export async function perform<Options extends AdminRequestOptions, Result>(
  method: Method<Options, Result>,
  requests: Requests,
  options: Options,
): Promise<Result> {
  if (typeof options !== 'object' || (options as unknown) === null) throw invalid('Options must be an object.');
  const signal = signalOf(options.signal);
  const call = new AdminCall(requests, timeoutOf(options), signal);
  return untilAborted(method(call, options), signal);
}

/** How long brokers may work on a request before they answer; undefined leaves it to the time of the call. */
export function operationTimeoutOf(operationTimeout: unknown): number | undefined {
  if (operationTimeout === undefined) return undefined;
  const isWhole = typeof operationTimeout === 'number' && Number.isInteger(operationTimeout);
  if (isWhole && operationTimeout >= NO_WAIT && operationTimeout <= TIMEOUT_MAX_MS) return operationTimeout;
  throw invalid(
    `The 'operationTimeout' property must be a whole number of milliseconds from 0 to ${TIMEOUT_MAX_MS}, or -1 to wait for nothing.`,
  );
}

function timeoutOf(options: AdminRequestOptions): number {
  const timeout: unknown = options.timeout ?? DEFAULT_TIMEOUT_MS;
  if (typeof timeout === 'number' && timeout >= 0 && timeout <= TIMEOUT_MAX_MS) return timeout;
  throw invalid(`The 'timeout' property must be a number of milliseconds from 0 to ${TIMEOUT_MAX_MS}.`);
}
