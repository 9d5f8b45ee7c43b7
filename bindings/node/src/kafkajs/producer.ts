import { untilAborted } from '../runtime/abort';
import type { OutgoingMessage } from '../runtime/outgoing';
import { Producer as RuntimeProducer } from '../runtime/producer';
import type { Delivery } from '../runtime/sends';
import { eventsOf, logOf } from './client';
import type { GlobalConfig } from './config';
import { invalidArgument, toKafkaJSError, translated, wrongState } from './errors';
import { PRODUCER_EVENTS } from './events';
import type { ProducerEvents, ProducerPayloads, RemoveInstrumentationEventListener } from './events';
import { Instrumentation } from './instrumentation';
import type { Listener } from './instrumentation';
import { Lifecycle } from './lifecycle';
import type { ClientLog, Logger } from './logger';
import { producerSettings } from './producer-config';
import type { WaitOptions } from './wait';

export type Message = OutgoingMessage;

export interface ProducerRecord {
  readonly topic: string;
  readonly messages: readonly Message[];
}

export type TopicMessages = ProducerRecord;

export interface ProducerBatch {
  readonly topicMessages?: readonly TopicMessages[];
}

/** Where the messages of a send came to lie: one of these for each partition that got any. */
export interface RecordMetadata {
  topicName: string;
  partition: number;
  errorCode: number;
  /** The lowest offset; '-1001' if the broker did not tell. */
  baseOffset?: string;
  logAppendTime?: string;
  logStartOffset?: string;
}

const DEFAULT_FLUSH_TIMEOUT_MS = 500;

/** These belong to the producer's configuration here. */
const NOT_PER_SEND = ['acks', 'timeout', 'compression'];

/** Sends messages. */
export class Producer {
  readonly #config: GlobalConfig;
  readonly #log: ClientLog;
  readonly #instrumentation: Instrumentation<ProducerPayloads>;
  readonly #lifecycle: Lifecycle;
  #runtime: RuntimeProducer | undefined;

  constructor(config: GlobalConfig) {
    this.#config = config;
    this.#log = logOf(config, 'producer');
    this.#instrumentation = new Instrumentation('producer', PRODUCER_EVENTS, this.#log);
    this.#lifecycle = new Lifecycle((isConnected) => {
      this.#instrumentation.emit(isConnected ? PRODUCER_EVENTS.CONNECT : PRODUCER_EVENTS.DISCONNECT, null);
    });
  }

  /** The names of the events that `on` takes. */
  get events(): ProducerEvents {
    return PRODUCER_EVENTS;
  }

  /** Calls a listener when something happens; what is returned takes it away again. */
  on<Name extends keyof ProducerPayloads>(
    name: Name,
    listener: Listener<ProducerPayloads[Name]>,
  ): RemoveInstrumentationEventListener {
    return this.#instrumentation.on(name, listener);
  }

  /** Resolves when a broker has answered; rejects with the reason why none did. Again after that, and after `disconnect()`. */
  connect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.connect(async (signal) => {
      const settings = producerSettings(this.#config);
      const runtime = new RuntimeProducer(settings.properties, eventsOf(this.#log, settings.callbacks));
      this.#runtime = runtime;
      try {
        await untilAborted(runtime.connect(settings.connectTimeoutMs), signal);
      } catch (error) {
        void runtime.close();
        throw error;
      }
    }, options);
  }

  /** Delivers what was sent, as far as that can be done in five seconds; the rest is rejected. */
  disconnect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.disconnect(async () => {
      await this.#runtime?.close();
    }, options);
  }

  /** Resolves when the messages are delivered; rejects if one of them is not. */
  send(record: ProducerRecord): Promise<RecordMetadata[]> {
    try {
      const runtime = this.#connected('Cannot send without awaiting connect()');
      checkRecord(record);
      // Not awaited here: a function that waits keeps what it was given, and the messages are copied by now.
      return delivered(record.topic, runtime.send(record.topic, record.messages));
    } catch (error) {
      return translated(Promise.reject(error as Error));
    }
  }

  /** Sends to several topics. */
  async sendBatch({ topicMessages = [] }: ProducerBatch = {}): Promise<RecordMetadata[]> {
    this.#connected('Cannot send without awaiting connect()');
    return (await Promise.all(topicMessages.map((record) => this.send(record)))).flat();
  }

  /** Sends at once what would wait for company, and resolves when all that was sent is delivered or has failed. */
  async flush(options: { readonly timeout?: number } = { timeout: DEFAULT_FLUSH_TIMEOUT_MS }): Promise<void> {
    const runtime = this.#connected('Cannot flush without awaiting connect()');
    const { timeout } = options;
    if (typeof timeout !== 'number' || !(timeout >= 0))
      throw invalidArgument('The timeout of flush must be a number of milliseconds.');
    await translated(runtime.flush(timeout));
  }

  logger(): Logger {
    return this.#log.logger;
  }

  #connected(complaint: string): RuntimeProducer {
    this.#lifecycle.mustBeConnected(complaint);
    if (this.#runtime === undefined) throw wrongState(complaint);
    return this.#runtime;
  }
}

/** Kafka's own limit. */
const TOPIC_BYTES_MAX = 249;

function checkRecord(record: ProducerRecord): void {
  const { topic, messages } = record;
  if (typeof topic !== 'string' || topic === '') throw invalidArgument('The topic of a send must be a name.');
  // The native library would say so too, but of all sends of the tick, because they share a call.
  if (topic.includes('\0') || Buffer.byteLength(topic) > TOPIC_BYTES_MAX) {
    throw invalidArgument(`The topic of a send must be a name of at most ${TOPIC_BYTES_MAX} bytes, without NUL.`);
  }
  if (!Array.isArray(messages)) throw invalidArgument('The messages of a send must be an array.');
  const misplaced = NOT_PER_SEND.find((name) => Object.hasOwn(record, name));
  if (misplaced !== undefined) {
    throw invalidArgument(
      `The '${misplaced}' property cannot be set for one send: set it in the configuration of the producer.`,
    );
  }
}

async function delivered(topic: string, deliveries: Promise<Delivery[]>): Promise<RecordMetadata[]> {
  try {
    return (await deliveries).map((delivery) => metadataOf(topic, delivery));
  } catch (error) {
    throw toKafkaJSError(error);
  }
}

function metadataOf(topicName: string, { partition, baseOffset }: Delivery): RecordMetadata {
  return {
    topicName,
    partition,
    errorCode: 0,
    baseOffset: String(baseOffset),
    logAppendTime: '-1',
    logStartOffset: '0',
  };
}
