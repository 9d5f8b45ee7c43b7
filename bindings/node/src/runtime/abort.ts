import { invalid } from './failure';

/**
 * Waits for work, but no longer than until the signal is aborted: then rejects with its reason, and whatever becomes of the
 * work is nobody's business any more.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}

/** The signal that was given for a call; throws its reason if it is aborted already. */
export function signalOf(signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (!isAbortSignal(signal)) throw invalid("The 'signal' property must be an AbortSignal.");
  signal.throwIfAborted();
  return signal;
}

/** One of another realm, such as a test runner's, is one too. */
function isAbortSignal(value: unknown): value is AbortSignal {
  const { aborted, addEventListener } = value as Partial<AbortSignal>;
  return typeof aborted === 'boolean' && typeof addEventListener === 'function';
}
