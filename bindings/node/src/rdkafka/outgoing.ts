import { isUint8Array } from 'node:util/types';

import { faultOfTopic } from '../runtime/topic-name';
import { wrongArgument } from './errors';
import type { MessageHeader } from './message';

const PARTITION_MAX = 2 ** 31 - 1;
const NO_HEADERS = 'Headers must be an array of objects';

/** Takes a topic from a caller; the sentence is for what is no name. */
export function topicOf(topic: unknown, sentence = '"topic" must be a string'): string {
  if (typeof topic !== 'string' || topic === '') throw wrongArgument(sentence);
  const fault = faultOfTopic(topic);
  if (fault !== undefined) throw wrongArgument(`"topic" ${fault}`);
  return topic;
}

/** Takes the value of a message from a caller. */
export function valueOf(value: unknown): Uint8Array | null {
  if (value === null || isUint8Array(value)) return value;
  throw wrongArgument('Message must be a buffer or null');
}

/** Takes a key from a caller; what is neither bytes nor a text is sent as its text. */
export function keyOf(key: unknown): Uint8Array | string | null {
  if (key === undefined || key === null) return null;
  // eslint-disable-next-line @typescript-eslint/no-base-to-string
  return typeof key === 'string' || isUint8Array(key) ? key : String(key);
}

/** Takes a time from a caller, in milliseconds since 1970; 0 stands for now. */
export function timestampOf(timestamp: unknown): number {
  if (timestamp === undefined || timestamp === null) return 0;
  if (typeof timestamp !== 'number') throw wrongArgument('Timestamp must be a number');
  if (!(timestamp <= Number.MAX_SAFE_INTEGER))
    throw wrongArgument('Timestamp must be a number of milliseconds up to 2^53 - 1');
  return Math.max(0, Math.trunc(timestamp));
}

export function partitionOf(partition: unknown, fallback: number): number {
  if (partition === undefined || partition === null) return fallback;
  if (Number.isInteger(partition) && (partition as number) <= PARTITION_MAX) return Math.max(partition as number, -1);
  throw wrongArgument(`Partition must be a whole number up to ${PARTITION_MAX}`);
}

/** Takes headers from a caller, and gives names and values in turn. */
export function headersOf(headers: unknown): (Uint8Array | string | null)[] | undefined {
  if (headers === undefined || headers === null) return undefined;
  if (!Array.isArray(headers)) throw wrongArgument(NO_HEADERS);
  const pairs: (Uint8Array | string | null)[] = [];
  for (const header of headers as readonly (MessageHeader | null | undefined)[]) {
    if (typeof (header ?? {}) !== 'object' || Array.isArray(header)) throw wrongArgument(NO_HEADERS);
    for (const [name, value] of Object.entries(header ?? {})) pairs.push(name, headerValue(value));
  }
  return pairs.length > 0 ? pairs : undefined;
}

function headerValue(value: unknown): Uint8Array | string | null {
  if (value === null || typeof value === 'string' || isUint8Array(value)) return value;
  throw wrongArgument('Header value must be a string or buffer');
}
