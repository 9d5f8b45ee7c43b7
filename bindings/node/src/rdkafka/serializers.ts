import { isPromise } from 'node:util/types';

import { wrongArgument } from './errors';

type Done<T> = (error: unknown, serialized: T) => void;

/** Makes bytes of a value, and returns them or a promise of them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Serializer<Serialized, Value = any> = (value: Value) => Serialized | Promise<Serialized>;

/** Makes bytes of a value, and calls back with them: one parameter more says so. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type CallbackSerializer<Serialized, Value = any> = (value: Value, done: Done<Serialized>) => void;

/** As `Serializer`, for one who has to know the topic. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type TopicSerializer<Serialized, Value = any> = (
  topic: string,
  value: Value,
) => Serialized | Promise<Serialized>;

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type CallbackTopicSerializer<Serialized, Value = any> = (
  topic: string,
  value: Value,
  done: Done<Serialized>,
) => void;

/** A serializer could not make anything of a value. */
export interface SerializationError extends Error {
  value: unknown;
  serializer: unknown;
}

/** Serializes a value of a topic, and calls back once: at once, if it can. */
export type Serialize = (topic: string, value: unknown, done: Done<unknown>) => void;

export const asItIs: Serialize = (_topic, value, done) => {
  done(null, value);
};

/** A function of a program's: how it answers can be seen by how many parameters it has. */
export function serializeWith(serializer: unknown, isGivenTopic: boolean): Serialize {
  if (typeof serializer !== 'function') throw wrongArgument('"serializer" must be a function');
  const call = serializer as (...values: unknown[]) => unknown;
  const isCallingBack = call.length > (isGivenTopic ? 2 : 1);
  return (topic, value, callback) => {
    const done = once(callback);
    const values = isGivenTopic ? [topic, value] : [value];
    try {
      const returned = isCallingBack ? call(...values, done) : call(...values);
      if (isCallingBack) return;
      if (isThenable(returned))
        returned.then(
          (serialized) => {
            done(null, serialized);
          },
          (reason: unknown) => {
            done(reason ?? wrapped('it gives no reason', value, serializer), undefined);
          },
        );
      else done(null, returned);
    } catch (error) {
      done(wrapped(error, value, serializer), undefined);
    }
  };
}

function wrapped(thrown: unknown, value: unknown, serializer: unknown): SerializationError {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const error = new Error(`Could not serialize value: ${text}`, { cause: thrown });
  return Object.assign(error, { value, serializer });
}

function once(callback: Done<unknown>): Done<unknown> {
  let isCalled = false;
  return (error, serialized) => {
    if (isCalled) return;
    isCalled = true;
    callback(error, serialized);
  };
}

/** A promise of another library is one too. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isPromise(value) || typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}
