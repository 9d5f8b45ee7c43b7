import { apart } from '../runtime/apart';
import { codes } from '../runtime/codes';
import type { ProducerGlobalConfig, ProducerTopicConfig } from './config';
import type { DeliveryReport } from './delivery-report';
import { errorSaying, wrongArgument } from './errors';
import type { LibrdKafkaError } from './errors';
import type { MessageHeader, MessageKey, MessageValue, NumberNullUndefined } from './message';
import { Producer } from './producer';
import { asItIs, serializeWith } from './serializers';
import type {
  CallbackSerializer,
  CallbackTopicSerializer,
  Serialize,
  Serializer,
  TopicSerializer,
} from './serializers';

/** Called when a message is delivered, with its offset if the broker told it, and its partition. */
export type DeliveryCallback = (error: Error | null, offset?: number | null, partition?: number) => unknown;

/** What a message carries until there is a report of it. */
class Waiting {
  constructor(readonly callback: DeliveryCallback) {}
}

/** What is no configuration is noticed later. */
function withReports(conf: ProducerGlobalConfig): ProducerGlobalConfig {
  if (typeof conf !== 'object' || (conf as unknown) === null) return conf;
  const callback = conf.dr_cb;
  return { ...conf, dr_cb: typeof callback === 'function' ? callback : true };
}

/** A producer that calls back for each message, and makes bytes of what it is given. */
export class HighLevelProducer extends Producer {
  /** What is being serialized, and how to give it up. */
  readonly #open = new Set<(error: Error) => void>();
  #serializeKey: Serialize = asItIs;
  #serializeValue: Serialize = asItIs;

  constructor(conf: ProducerGlobalConfig, topicConf?: ProducerTopicConfig | null) {
    super(withReports(conf), topicConf);
  }

  /** Serializes a message and sends it. Whatever goes wrong is told to the callback, never during the call. */
  override produce(
    topic: string,
    partition: NumberNullUndefined,
    message: unknown,
    key: unknown,
    timestamp: NumberNullUndefined,
    callback: DeliveryCallback,
  ): true;
  override produce(
    topic: string,
    partition: NumberNullUndefined,
    message: unknown,
    key: unknown,
    timestamp: NumberNullUndefined,
    headers: readonly MessageHeader[] | null | undefined,
    callback: DeliveryCallback,
  ): true;
  override produce(
    topic: string,
    partition: NumberNullUndefined,
    message: unknown,
    key: unknown,
    timestamp: NumberNullUndefined,
    headersOrCallback: readonly MessageHeader[] | DeliveryCallback | null | undefined,
    given?: DeliveryCallback,
  ): true {
    const isShort = typeof headersOrCallback === 'function';
    const headers = isShort ? undefined : headersOrCallback;
    const callback: unknown = isShort ? headersOrCallback : given;
    if (typeof callback !== 'function') throw wrongArgument('Callback must be a function');
    const waiting = new Waiting(callback as DeliveryCallback);
    this.#serialize(topic, message, key, (error, value, bytes) => {
      if (error === undefined) {
        try {
          this.take(topic, partition, value, bytes, timestamp, waiting, headers);
          return;
        } catch (thrown) {
          error = thrown;
        }
      }
      setImmediate(() => waiting.callback(error as Error));
    });
    return true;
  }

  /* eslint-disable @typescript-eslint/unified-signatures -- in one signature parameters would have no types */
  setKeySerializer(serializer: CallbackSerializer<MessageKey>): void;
  setKeySerializer(serializer: Serializer<MessageKey>): void;
  setKeySerializer(serializer: unknown): void {
    this.#serializeKey = serializeWith(serializer, false);
  }

  setValueSerializer(serializer: CallbackSerializer<MessageValue>): void;
  setValueSerializer(serializer: Serializer<MessageValue>): void;
  setValueSerializer(serializer: unknown): void {
    this.#serializeValue = serializeWith(serializer, false);
  }

  setTopicKeySerializer(serializer: CallbackTopicSerializer<MessageKey>): void;
  setTopicKeySerializer(serializer: TopicSerializer<MessageKey>): void;
  setTopicKeySerializer(serializer: unknown): void {
    this.#serializeKey = serializeWith(serializer, true);
  }

  setTopicValueSerializer(serializer: CallbackTopicSerializer<MessageValue>): void;
  setTopicValueSerializer(serializer: TopicSerializer<MessageValue>): void;
  setTopicValueSerializer(serializer: unknown): void {
    this.#serializeValue = serializeWith(serializer, true);
  }
  /* eslint-enable @typescript-eslint/unified-signatures */

  protected override reported(error: LibrdKafkaError | null, report: DeliveryReport): void {
    const waiting = report.opaque as unknown;
    delete report.opaque;
    super.reported(error, report);
    if (!(waiting instanceof Waiting)) return;
    const { offset, partition } = report;
    apart(() => waiting.callback(error, offset >= 0 ? offset : null, partition));
  }

  /** Serializers need never answer. */
  protected override ended(): void {
    for (const giveUp of this.#open)
      giveUp(errorSaying(codes.ERR__DESTROY, 'The producer was disconnected before the message was serialized.'));
  }

  /** Both at a time; with the first thing that goes wrong, or both when they are there. */
  #serialize(
    topic: string,
    message: unknown,
    key: unknown,
    done: (error: unknown, value?: unknown, key?: unknown) => void,
  ): void {
    const serialized: { value?: unknown; key?: unknown } = {};
    let left = 2;
    const fail = (error: unknown): void => {
      if (left === 0) return;
      left = 0;
      this.#open.delete(fail);
      done(error);
    };
    const took = (name: 'value' | 'key') => (error: unknown, bytes: unknown) => {
      if (error !== null && error !== undefined) {
        fail(error);
        return;
      }
      if (left === 0) return;
      serialized[name] = bytes;
      if (--left > 0) return;
      this.#open.delete(fail);
      done(undefined, serialized.value, serialized.key);
    };
    this.#serializeValue(topic, message, took('value'));
    this.#serializeKey(topic, key, took('key'));
    if (left > 0) this.#open.add(fail);
  }
}
