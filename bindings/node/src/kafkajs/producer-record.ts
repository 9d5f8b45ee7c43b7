import type { OutgoingMessage } from '../runtime/outgoing';
import type { PartitionOffset as RuntimePartitionOffset } from '../runtime/partitions';
import type { Delivery } from '../runtime/sends';
import { faultOfTopic } from '../runtime/topic-name';
import type { Consumer } from './consumer';
import { invalidArgument } from './errors';
import { partitionOffsetOf } from './topic-partitions';
import type { WaitOptions } from './wait';

export type Message = OutgoingMessage;

export interface TopicMessages {
  topic: string;
  messages: Message[];
}

/** What a send answers: one entry for each partition that got messages, or one for each message, in order. */
export type SendResults = 'partition' | 'message';

/** Messages for one topic. If the signal is aborted, they may be delivered all the same. */
export interface ProducerRecord extends TopicMessages, WaitOptions {
  /** Default 'partition'. */
  results?: SendResults | undefined;
}

/** Messages for several topics. If the signal is aborted, they may be delivered all the same. */
export interface ProducerBatch extends WaitOptions {
  /** Default: none. */
  topicMessages?: TopicMessages[] | null | undefined;
  /** Default 'partition'. */
  results?: SendResults | undefined;
}

/** Where the messages of a send came to lie. */
export interface RecordMetadata {
  topicName: string;
  partition: number;
  errorCode: number;
  /** Of the message, or the lowest one of the partition; '-1001' if the broker did not tell. */
  baseOffset?: string;
  logAppendTime?: string;
  logStartOffset?: string;
  /** Never told: `baseOffset` is the offset. */
  offset?: string;
  timestamp?: string;
}

export interface PartitionOffset {
  partition: number;
  /** The next offset to read, not the last one read. */
  offset: string;
}

export interface TopicOffsets {
  topic: string;
  partitions: PartitionOffset[];
}

export interface OffsetsByTopicPartition {
  topics: TopicOffsets[];
}

/** Offsets that are committed with the transaction, in the name of the consumer's group. */
export interface OffsetsToSend extends OffsetsByTopicPartition, WaitOptions {
  /** Connected, and with `enable.auto.commit` off. */
  consumer: Consumer;
}

const RESULTS: readonly unknown[] = ['partition', 'message', undefined];

/** These belong to the producer's configuration here. */
const NOT_PER_SEND = ['acks', 'timeout', 'compression'];

export function checkRecord(record: ProducerRecord): void {
  checkOptions(record, 'send');
  const { topic, messages } = record;
  if (typeof topic !== 'string' || topic === '') throw invalidArgument('The topic of a send must be a name.');
  const fault = faultOfTopic(topic);
  if (fault !== undefined) throw invalidArgument(`The topic of a send ${fault}`);
  if (!Array.isArray(messages)) throw invalidArgument('The messages of a send must be an array.');
}

export function checkBatch(batch: ProducerBatch): void {
  checkOptions(batch, 'sendBatch');
  const { topicMessages } = batch;
  if (topicMessages !== undefined && topicMessages !== null && !Array.isArray(topicMessages))
    throw invalidArgument('The topicMessages of sendBatch must be an array.');
}

export function metadataOf(topicName: string, { partition, baseOffset }: Delivery): RecordMetadata {
  return {
    topicName,
    partition,
    errorCode: 0,
    baseOffset: String(baseOffset),
    logAppendTime: '-1',
    logStartOffset: '0',
  };
}

/** The offsets as a list. */
export function partitionOffsetsOf(options: OffsetsToSend): RuntimePartitionOffset[] {
  checkObject(options, 'sendOffsets');
  const { topics } = options;
  if (!Array.isArray(topics) || topics.length === 0) throw invalidArgument('sendOffsets arguments are invalid');
  return (topics as readonly TopicOffsets[]).flatMap((entry) => {
    if (typeof entry !== 'object' || (entry as unknown) === null)
      throw invalidArgument('The topics of sendOffsets must be objects with topic and partitions.');
    const { topic, partitions } = entry;
    if (!Array.isArray(partitions)) throw invalidArgument('The partitions of sendOffsets must be an array.');
    return (partitions as readonly PartitionOffset[]).map((one) => partitionOffsetOf({ ...one, topic }));
  });
}

export function checkObject(options: object, method: string): void {
  if (typeof options !== 'object' || (options as unknown) === null)
    throw invalidArgument(`The argument of ${method} must be an object.`);
}

function checkOptions(options: ProducerRecord | ProducerBatch, method: string): void {
  checkObject(options, method);
  const misplaced = NOT_PER_SEND.find((name) => Object.hasOwn(options, name));
  if (misplaced !== undefined) {
    throw invalidArgument(
      `The '${misplaced}' property cannot be set for one send: set it in the configuration of the producer.`,
    );
  }
  if (!RESULTS.includes(options.results))
    throw invalidArgument("The results of a send must be 'partition' or 'message'.");
}
