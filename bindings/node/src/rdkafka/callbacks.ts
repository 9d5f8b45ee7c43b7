import { apart } from '../runtime/apart';
import { errorOf } from './errors';
import type { LibrdKafkaError } from './errors';

/** Called once: with an error, or with null and the answer. */
export type Callback<T> = (error: LibrdKafkaError | null, answer: T) => unknown;

/** Called once: with an error, or with null. */
export type PlainCallback = (error: LibrdKafkaError | null) => unknown;

/** Calls back when work below is done. What a callback throws surfaces as uncaught, and the client goes on. */
export function answer<T>(work: Promise<T>, callback: Callback<T> | undefined): void {
  work.then(
    (value) => {
      apart(() => callback?.(null, value));
    },
    (error: unknown) => {
      apart(() => (callback as PlainCallback | undefined)?.(errorOf(error)));
    },
  );
}

/** Calls back in a turn of its own: a callback is never called during the call that it was given to. */
export function answerSoon(callback: (() => unknown) | undefined): void {
  if (callback === undefined) return;
  setImmediate(() => {
    callback();
  });
}

/** Takes apart what may be a time and a callback, or a callback alone; without a time, or with 0, it is the default. */
export function timeAndCallback<C>(
  timeout: number | C | null | undefined,
  callback: C | undefined,
  defaultMs: number,
): [timeoutMs: number, callback: C | undefined] {
  if (typeof timeout === 'function') return [defaultMs, timeout];
  return [typeof timeout === 'number' && timeout > 0 ? timeout : defaultMs, callback];
}

/** Takes apart what may be options and a callback, or a callback alone. */
export function optionsAndCallback<Options, C>(
  options: Options | C | null | undefined,
  callback: C | undefined,
): [options: Options | undefined, callback: C | undefined] {
  if (typeof options === 'function') return [undefined, options as C];
  return [(options as Options | null) ?? undefined, callback];
}
