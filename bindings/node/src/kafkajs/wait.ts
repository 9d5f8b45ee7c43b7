import { invalidArgument } from './errors';

/** For calls that wait. */
export interface WaitOptions {
  /** Aborted, it ends the waiting: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The signal of a call's options; throws its reason if it is aborted already. */
export function signalOf(options: WaitOptions | undefined): AbortSignal | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || (options as unknown) === null) throw invalidArgument('Options must be an object.');
  const signal: unknown = options.signal ?? undefined;
  if (signal === undefined) return undefined;
  if (!isAbortSignal(signal)) throw invalidArgument("The 'signal' property must be an AbortSignal.");
  signal.throwIfAborted();
  return signal;
}

/** One of another realm, such as a test runner's, is one too. */
function isAbortSignal(value: unknown): value is AbortSignal {
  const { aborted, addEventListener } = value as Partial<AbortSignal>;
  return typeof aborted === 'boolean' && typeof addEventListener === 'function';
}
