import { signalOf as signalIn, untilAborted } from '../runtime/abort';
import { attempt, invalidArgument } from './errors';

/** For calls that wait. */
export interface WaitOptions {
  /** Aborted, it ends the waiting: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The signal of a call's options; throws its reason if it is aborted already. */
export function signalOf(options: WaitOptions | undefined): AbortSignal | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || (options as unknown) === null) throw invalidArgument('Options must be an object.');
  return attempt(() => signalIn(options.signal));
}

/** Waits for what goes on by itself, for as long as a call's options say. */
export async function waited<T>(work: Promise<T>, options: WaitOptions | undefined): Promise<T> {
  return untilAborted(work, signalOf(options));
}
