import { apart } from '../runtime/apart';
import { errorOf, wrongArgument } from './errors';
import type { LibrdKafkaError } from './errors';

const NO_LIMIT = -1;

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

/** Takes a callback from a caller, who may do without one. */
export function callbackOf<C>(callback: C | null | undefined): C | undefined {
  if (callback === undefined || callback === null) return undefined;
  if (typeof callback === 'function') return callback;
  throw wrongArgument('"callback" must be a function');
}

/** Takes a time from a caller, in milliseconds; without one it is the default. */
export function timeOf<Default>(time: unknown, defaultMs: Default, name = 'timeout'): number | Default {
  if (time === undefined || time === null) return defaultMs;
  if (typeof time === 'number' && Number.isFinite(time) && time >= 0) return time;
  throw wrongArgument(`"${name}" must be a number of milliseconds from 0`);
}

/** As `timeOf`, for a limit: -1 stands for none, as it does in librdkafka. */
export function limitOf<Default>(time: unknown, defaultMs: Default): number | Default {
  return time === NO_LIMIT ? Infinity : timeOf(time, defaultMs);
}

/** Takes apart what may be a limit and a callback, or a callback alone; without a limit it is the default. */
export function limitAndCallback<C, Default>(
  timeout: number | C | null | undefined,
  callback: C | null | undefined,
  defaultMs: Default,
): [timeoutMs: number | Default, callback: C | undefined] {
  if (typeof timeout === 'function') return [defaultMs, timeout];
  return [limitOf(timeout, defaultMs), callbackOf(callback)];
}

/** As `limitAndCallback`, but 0 is no time either. */
export function timeAndCallback<C>(
  timeout: number | C | null | undefined,
  callback: C | null | undefined,
  defaultMs: number,
): [timeoutMs: number, callback: C | undefined] {
  const [timeoutMs, done] = limitAndCallback(timeout, callback, defaultMs);
  return [timeoutMs === 0 ? defaultMs : timeoutMs, done];
}

/** Takes apart what may be options and a callback, or a callback alone. */
export function optionsAndCallback<Options, C>(
  options: Options | C | null | undefined,
  callback: C | null | undefined,
): [options: Options | undefined, callback: C | undefined] {
  if (typeof options === 'function') return [undefined, options as C];
  return [(options as Options | null) ?? undefined, callbackOf(callback)];
}
