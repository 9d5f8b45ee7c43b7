import { inspect } from 'node:util';
import { isUint8Array } from 'node:util/types';

import { invalid } from './failure';
import type { BatchWriter, Bytes } from './writer';

const ANY_PARTITION = -1;
const MAX_PARTITION = 2 ** 31 - 1;
/** Kafka's own clock ends where a double stops counting in ones. */
const MAX_TIMESTAMP = Number.MAX_SAFE_INTEGER;

type HeaderValue = Bytes | null;

/** A message as callers give it. It is read once, during the call, and never written to. */
export interface OutgoingMessage {
  readonly key?: Bytes | null | undefined;
  readonly value: Bytes | null;
  /** If not given, the partitioner chooses. */
  readonly partition?: number | null | undefined;
  readonly headers?: Readonly<Record<string, HeaderValue | readonly HeaderValue[] | undefined>> | null | undefined;
  /** Milliseconds since 1970; if not given, the time of the call. */
  readonly timestamp?: string | number | null | undefined;
}

/** Packs a message, or says which of its properties is wrong. `index` is its place in the caller's list. */
export function pack(writer: BatchWriter, topic: number, message: OutgoingMessage, index: number, token: number): void {
  if (typeof message !== 'object' || (message as unknown) === null)
    throw invalid(`Message ${index} must be an object.`);
  const { key, value, partition, headers, timestamp } = message;
  if (key !== undefined && key !== null && !isBytes(key))
    throw invalid(`Message key must be a string, a buffer or null: ${found(index, 'key', key)}`);
  if (value !== null && !isBytes(value))
    throw invalid(`Message must be a buffer or null: ${found(index, 'value', value)}`);
  writer.message(topic, partitionOf(partition, index), timestampOf(timestamp, index), key, value, token);
  if (headers !== undefined && headers !== null) packHeaders(writer, headers, index);
}

function packHeaders(writer: BatchWriter, headers: NonNullable<OutgoingMessage['headers']>, index: number): void {
  if (typeof headers !== 'object')
    throw invalid(`Message headers must be an object: ${found(index, 'headers', headers)}`);
  const pairs: HeaderValue[] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (!Array.isArray(value)) pairs.push(name, headerValue(value, index, name));
    else for (const one of value) pairs.push(name, headerValue(one, index, name));
  }
  if (pairs.length > 0) writer.messageHeaders(pairs);
}

function headerValue(value: unknown, index: number, name: string): HeaderValue {
  if (value === null || isBytes(value)) return value;
  throw invalid(`Header value must be a string or buffer: ${found(index, `headers[${JSON.stringify(name)}]`, value)}`);
}

function partitionOf(partition: number | null | undefined, index: number): number {
  if (partition === undefined || partition === null) return ANY_PARTITION;
  if (Number.isInteger(partition) && partition >= ANY_PARTITION && partition <= MAX_PARTITION) return partition;
  throw invalid(`Message partition must be a partition number: ${found(index, 'partition', partition)}`);
}

function timestampOf(timestamp: string | number | null | undefined, index: number): number {
  if (timestamp === undefined || timestamp === null) return 0;
  const milliseconds = Number(timestamp);
  if (Number.isInteger(milliseconds) && milliseconds >= 0 && milliseconds <= MAX_TIMESTAMP) return milliseconds;
  throw invalid(`Message timestamp must be milliseconds since 1970: ${found(index, 'timestamp', timestamp)}`);
}

function isBytes(value: unknown): value is Bytes {
  return typeof value === 'string' || isUint8Array(value);
}

function found(index: number, property: string, value: unknown): string {
  return `messages[${index}].${property} is ${inspect(value, { depth: 0 })}.`;
}
