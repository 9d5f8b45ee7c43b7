import type { MessagesCallback } from './consuming';

/** As `consume(count, callback)`, but may call back during the call. */
export type Read = (count: number, callback: MessagesCallback) => void;

const reads = new WeakMap<object, Read>();

export function tellRead(consumer: object, read: Read): void {
  reads.set(consumer, read);
}

/** The short way to the messages of a consumer of this package, for its streams. */
export function readOf(consumer: object): Read | undefined {
  return reads.get(consumer);
}
