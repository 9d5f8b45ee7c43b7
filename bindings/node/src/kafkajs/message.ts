import type { Hand } from '../runtime/hand';
import { setOwn } from '../runtime/own-property';
import type { Batch, Header } from '../runtime/reader';

/** Header values by name; a name that comes more than once has them all, in order. */
export type IHeaders = Record<string, Buffer | string | (Buffer | string)[] | undefined>;

/** A message as it was received. It may be sent again as it is. */
export interface KafkaMessage {
  key: Buffer | null;
  value: Buffer | null;
  /** Milliseconds since 1970. */
  timestamp: string;
  attributes: number;
  offset: string;
  /** Bytes of the value. */
  size: number;
  leaderEpoch?: number | undefined;
  headers?: IHeaders | undefined;
}

/** The first messages in hand. */
export function readMessages(hand: Hand, count: number): KafkaMessage[] {
  const messages: KafkaMessage[] = [];
  hand.peek(count, (batch, at) => {
    messages.push(readMessage(batch, at));
  });
  return messages;
}

let lastTimestamp = NaN;
let lastTimestampText = '';

/** The message at a position in a batch. Its buffers are views of the batch. */
export function readMessage(batch: Batch, at: number): KafkaMessage {
  const value = batch.value(at);
  const leaderEpoch = batch.leaderEpoch(at);
  const headers = batch.headers(at);
  return {
    key: batch.key(at),
    value,
    timestamp: timestampText(batch.timestamp(at)),
    attributes: 0,
    offset: String(batch.offset(at)),
    size: value === null ? 0 : value.length,
    leaderEpoch: leaderEpoch < 0 ? undefined : leaderEpoch,
    headers: headers === undefined ? undefined : headersOf(headers),
  };
}

/**
 * Made with the message, read or not: spreads, JSON and `structuredClone` copy only what is an object's own, and a getter that is defined on
 * each message costs more than a few headers.
 */
function headersOf(list: readonly Header[]): IHeaders {
  const headers: Record<string, Buffer | Buffer[] | null> = {};
  for (const [name, value] of list) {
    const known = name in headers && Object.hasOwn(headers, name) ? headers[name] : undefined;
    setOwn(headers, name, known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value]);
  }
  return headers as IHeaders;
}

/** Neighbouring messages mostly have one timestamp, and its text is dear. */
function timestampText(timestamp: number): string {
  if (timestamp !== lastTimestamp) {
    lastTimestamp = timestamp;
    lastTimestampText = String(timestamp);
  }
  return lastTimestampText;
}
