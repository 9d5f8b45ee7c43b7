import { setOwn } from '../runtime/own-property';
import type { Batch, Header } from '../runtime/reader';

export type MessageKey = Buffer | string | null | undefined;
export type MessageValue = Buffer | null;
/** A header, by its name. */
export type MessageHeader = Record<string, string | Buffer>;
/**
 * A topic by its name, or topics by a regular expression without flags, lookarounds and back references, which may match anywhere in
 * their names unless it begins with ^. A text that begins with ^ goes as it is to librdkafka, or in the new group protocol to the broker.
 */
export type SubscribeTopic = string | RegExp;
export type SubscribeTopicList = SubscribeTopic[];
export type NumberNullUndefined = number | null | undefined;

/** A message as it was received. Its buffers are views of memory that it shares with its neighbours. */
export interface Message {
  value: MessageValue;
  /** Bytes of the value. */
  size: number;
  key: Buffer | null;
  topic: string;
  offset: number;
  partition: number;
  /** Milliseconds since 1970. */
  timestamp: number;
  leaderEpoch?: number;
  /** In order, one object for each. */
  headers?: MessageHeader[];
}

/** The message at a position in a batch. */
export function readMessage(batch: Batch, at: number): Message {
  const value = batch.value(at);
  const message: Message = {
    value,
    size: value === null ? 0 : value.length,
    key: batch.key(at),
    topic: batch.topic(at) ?? '',
    offset: Number(batch.offset(at)),
    partition: batch.partition(at),
    timestamp: batch.timestamp(at),
  };
  const leaderEpoch = batch.leaderEpoch(at);
  if (leaderEpoch >= 0) message.leaderEpoch = leaderEpoch;
  const headers = batch.headers(at);
  if (headers !== undefined) message.headers = headers.map(headerOf);
  return message;
}

function headerOf([name, value]: Header): MessageHeader {
  const header = {};
  setOwn(header, name, value);
  return header;
}
