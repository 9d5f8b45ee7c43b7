import { inspect } from 'node:util';
import { isUint8Array } from 'node:util/types';

import { invalid } from './failure';
import type { BatchWriter, Bytes } from './writer';

/** Leaves the choice to the partitioner. */
export const ANY_PARTITION = -1;
const PARTITION_MAX = 2 ** 31 - 1;
/** Kafka's own clock ends where a double stops counting in ones. */
const TIMESTAMP_MAX = Number.MAX_SAFE_INTEGER;
/** What a message has that was written without one, in an old format. */
const NO_TIMESTAMP = -1;

type HeaderValue = Bytes | null;

/**
 * A message as callers give it. It is read once, during the call, and never written to. What else it has is ignored, so a
 * message that was consumed can be sent as it is.
 */
export interface OutgoingMessage {
  /** Strings are sent as UTF-8. Messages of one key go to one partition. */
  key?: Bytes | null | undefined;
  /** Null is sent as null: in a compacted topic it deletes the key. */
  value: Bytes | null;
  /** If not given (or -1), the partitioner chooses. */
  partition?: number | null | undefined;
  /** An array is one header for each of its values. Null is sent as null, and what is undefined is left out. */
  headers?: Record<string, HeaderValue | readonly HeaderValue[] | undefined> | null | undefined;
  /** Milliseconds since 1970; if not given (or 0 or -1), the time of the call. */
  timestamp?: string | number | null | undefined;
}

/**
 * Packs a message, or says which of its properties is wrong. `index` is its place in the caller's list, `chosen` the
 * partition if it is not the message that says it.
 */
export function pack(
  writer: BatchWriter,
  topic: number,
  message: OutgoingMessage,
  index: number,
  token: number,
  chosen?: number,
): void {
  checkMessage(message, index);
  const { key, value, headers, timestamp } = message;
  if (key !== undefined && key !== null && !isBytes(key))
    throw invalid(`Message key must be a string, a buffer or null: ${found(index, 'key', key)}`);
  if (value !== null && !isBytes(value))
    throw invalid(`Message must be a buffer or null: ${found(index, 'value', value)}`);
  writer.message(topic, chosen ?? partitionOf(message, index), timestampOf(timestamp, index), key, value, token);
  if (headers !== undefined && headers !== null) packHeaders(writer, headers, index);
}

export function checkMessage(message: OutgoingMessage, index: number): void {
  if (typeof message !== 'object' || (message as unknown) === null)
    throw invalid(`Message ${index} must be an object.`);
}

/** The partition that a message asks for, or `ANY_PARTITION`. */
export function partitionOf({ partition }: OutgoingMessage, index: number): number {
  if (partition === undefined || partition === null) return ANY_PARTITION;
  if (Number.isInteger(partition) && partition >= ANY_PARTITION && partition <= PARTITION_MAX) return partition;
  throw invalid(`Message partition must be a partition number: ${found(index, 'partition', partition)}`);
}

/** A message that can be packed, as it is now: while it waits, the caller may use his own for something else. */
export function copyOf(message: OutgoingMessage): OutgoingMessage {
  const { key, value, partition, headers, timestamp } = message;
  return {
    ...message,
    value: copyOfBytes(value),
    ...(key !== undefined && { key: copyOfBytes(key) }),
    ...(partition !== undefined && { partition }),
    ...(headers !== undefined && { headers: copyOfHeaders(headers) }),
    ...(timestamp !== undefined && { timestamp }),
  };
}

function packHeaders(writer: BatchWriter, headers: NonNullable<OutgoingMessage['headers']>, index: number): void {
  if (typeof headers !== 'object' || Array.isArray(headers) || headers instanceof Map)
    throw invalid(`Message headers must be an object: ${found(index, 'headers', headers)}`);
  const pairs: HeaderValue[] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined) continue;
    if (!Array.isArray(value)) pairs.push(name, headerValue(value, index, name));
    else for (const one of value) pairs.push(name, headerValue(one, index, name));
  }
  if (pairs.length > 0) writer.messageHeaders(pairs);
}

function headerValue(value: unknown, index: number, name: string): HeaderValue {
  if (value === null || isBytes(value)) return value;
  throw invalid(`Header value must be a string or buffer: ${found(index, `headers[${JSON.stringify(name)}]`, value)}`);
}

function timestampOf(timestamp: string | number | null | undefined, index: number): number {
  if (timestamp === undefined || timestamp === null) return 0;
  const isText = typeof timestamp === 'string' && timestamp !== '';
  const milliseconds = isText || typeof timestamp === 'number' ? Number(timestamp) : NaN;
  if (milliseconds === NO_TIMESTAMP) return 0;
  if (Number.isInteger(milliseconds) && milliseconds >= 0 && milliseconds <= TIMESTAMP_MAX) return milliseconds;
  throw invalid(`Message timestamp must be milliseconds since 1970: ${found(index, 'timestamp', timestamp)}`);
}

function copyOfHeaders(headers: OutgoingMessage['headers']): OutgoingMessage['headers'] {
  if (headers === undefined || headers === null) return headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const isList = Array.isArray(value);
      return [name, isList ? (value as readonly HeaderValue[]).map(copyOfBytes) : copyOfBytes(value as HeaderValue)];
    }),
  );
}

function copyOfBytes<T extends Bytes | null | undefined>(bytes: T): T {
  return (isUint8Array(bytes) ? Buffer.from(bytes) : bytes) as T;
}

function isBytes(value: unknown): value is Bytes {
  return typeof value === 'string' || isUint8Array(value);
}

function found(index: number, property: string, value: unknown): string {
  return `messages[${index}].${property} is ${inspect(value, { depth: 0 })}.`;
}
