import { inspect } from 'node:util';

import { untilAborted } from '../runtime/abort';
import { Consumer as RuntimeConsumer } from '../runtime/consumer';
import type { Handler } from '../runtime/dispatcher';
import { Failure } from '../runtime/failure';
import type { PartitionOffset } from '../runtime/partitions';
import { eventsOf, logOf } from './client';
import type { GlobalConfig } from './config';
import { consumerSettings } from './consumer-config';
import type { ConsumerSettings } from './consumer-config';
import { EachBatch } from './each-batch';
import type { EachBatchHandler, EachBatchOwner } from './each-batch';
import { EachMessage } from './each-message';
import type { EachMessageHandler } from './each-message';
import { ErrorCodes, invalidArgument, notImplemented, toKafkaJSError, translated, wrongState } from './errors';
import { Lifecycle } from './lifecycle';
import type { ClientLog, Logger } from './logger';
import type { WaitOptions } from './wait';

export interface ConsumerSubscribeTopics {
  readonly topics: readonly (string | RegExp)[];
  /** Forget the topics subscribed before. */
  readonly replace?: boolean;
}

export interface ConsumerSubscribeTopic {
  readonly topic: string | RegExp;
  readonly replace?: boolean;
}

export interface ConsumerRunConfig {
  readonly eachMessage?: EachMessageHandler;
  readonly eachBatch?: EachBatchHandler;
  /** Whether a batch counts as delivered when its handler ran to its end; default true. */
  readonly eachBatchAutoResolve?: boolean;
  /** How many partitions may be in handlers at a time; default 1. */
  readonly partitionsConsumedConcurrently?: number;
}

export interface TopicPartitionOffsetAndMetadata {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read, not the last one read. */
  readonly offset: string;
  readonly leaderEpoch?: number | null;
  readonly metadata?: string | null;
}

/** Receives messages as a member of a group. */
export class Consumer {
  readonly #config: GlobalConfig;
  readonly #log: ClientLog;
  readonly #lifecycle = new Lifecycle();
  readonly #topics = new Set<string>();
  #runtime: RuntimeConsumer | undefined;
  #settings: ConsumerSettings | undefined;
  #isRunning = false;

  constructor(config: GlobalConfig) {
    this.#config = config;
    this.#log = logOf(config, 'consumer');
  }

  /** Resolves when a broker has answered; rejects with the reason why none did. Again after that, and after `disconnect()`. */
  connect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.connect(async (signal) => {
      const settings = consumerSettings(this.#config);
      const runtime = new RuntimeConsumer(settings.properties, eventsOf(this.#log, settings.callbacks));
      this.#settings = settings;
      this.#runtime = runtime;
      try {
        await untilAborted(runtime.connect(settings.connectTimeoutMs), signal);
      } catch (error) {
        void runtime.close(0);
        throw error;
      }
    }, options);
  }

  /**
   * Waits for the handlers that run (but not for the one that calls, and not longer than
   * `js.consumer.disconnect.timeout.ms`), commits what is delivered if that is done automatically, and leaves the group.
   */
  disconnect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.disconnect(async () => {
      await this.#runtime?.close(this.#settings?.disconnectTimeoutMs ?? 0);
    }, options);
  }

  /** Adds topics to the subscription. The group is joined by `run`. */
  async subscribe(subscription: ConsumerSubscribeTopics | ConsumerSubscribeTopic): Promise<void> {
    const { runtime } = this.#connected('Subscribe can only be called while connected.');
    const { replace, topics, topic } = subscription as Partial<ConsumerSubscribeTopics & ConsumerSubscribeTopic>;
    if (typeof (subscription as { fromBeginning?: unknown }).fromBeginning === 'boolean') {
      throw invalidArgument(
        "The 'fromBeginning' property cannot be set in subscribe: set it in the configuration of the consumer.",
      );
    }
    const wanted = topics ?? (topic === undefined ? [] : [topic]);
    if (!Array.isArray(wanted) || wanted.length === 0) throw invalidArgument('Subscribe needs at least one topic.');
    const names = wanted.map(nameOf);
    if (replace === true) this.#topics.clear();
    for (const name of names) this.#topics.add(name);
    if (this.#isRunning) await translated(runtime.subscribe([...this.#topics]));
  }

  /** Joins the group and starts to deliver messages. Resolves at once. */
  async run(config: ConsumerRunConfig): Promise<void> {
    const { runtime, settings } = this.#connected('Run must be called after a successful connect().');
    if (this.#isRunning) throw wrongState('Consumer is already running.');
    const handler = this.#handler(config, settings);
    const concurrency = concurrencyOf(config);
    this.#isRunning = true;
    runtime.run(handler, concurrency, settings.backoff);
    if (this.#topics.size > 0) await translated(runtime.subscribe([...this.#topics]));
  }

  /** Commits these offsets, or else those of all messages that were delivered. */
  async commitOffsets(offsets?: readonly TopicPartitionOffsetAndMetadata[]): Promise<void> {
    const { runtime } = this.#connected('Commit can only be called while connected.');
    try {
      await runtime.commit(offsets === undefined ? null : offsets.map(partitionOffsetOf));
    } catch (error) {
      // Nothing was delivered since the last time: there is nothing to commit.
      if (Failure.of(error)?.code !== ErrorCodes.ERR__NO_OFFSET) throw toKafkaJSError(error);
    }
  }

  logger(): Logger {
    return this.#log.logger;
  }

  #handler(config: ConsumerRunConfig, settings: ConsumerSettings): Handler {
    const { eachMessage, eachBatch, eachBatchAutoResolve = true } = config;
    for (const name of ['autoCommit', 'autoCommitInterval']) {
      if (Object.hasOwn(config, name))
        throw invalidArgument(
          `The '${name}' property cannot be set in run: set it in the configuration of the consumer.`,
        );
    }
    if (Object.hasOwn(config, 'autoCommitThreshold'))
      throw notImplemented("The 'autoCommitThreshold' property is not supported.");
    const owner = this.#owner(settings);
    if (typeof eachMessage === 'function' && eachBatch === undefined) {
      return new EachMessage(eachMessage, (error) => {
        owner.handlerFailed(error);
      });
    }
    if (typeof eachBatch === 'function' && eachMessage === undefined) {
      return new EachBatch(eachBatch, settings.maxBatchSize, eachBatchAutoResolve, owner);
    }
    throw invalidArgument('Run needs one of eachMessage and eachBatch, as a function.');
  }

  #owner(settings: ConsumerSettings): EachBatchOwner {
    const isRunning = (): boolean => this.#lifecycle.isConnected;
    return {
      get isRunning() {
        return isRunning();
      },
      commitOffsetsIfNecessary: () => (settings.autoCommit ? Promise.resolve() : this.commitOffsets()),
      handlerFailed: (error) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
        this.#log.error(`The handler failed, and what it was given will be delivered again: ${text}`);
      },
    };
  }

  #connected(complaint: string): { runtime: RuntimeConsumer; settings: ConsumerSettings } {
    this.#lifecycle.mustBeConnected(complaint);
    if (this.#runtime === undefined || this.#settings === undefined) throw wrongState(complaint);
    return { runtime: this.#runtime, settings: this.#settings };
  }
}

/** librdkafka takes a name that begins with ^ for a pattern. */
function nameOf(topic: string | RegExp): string {
  if (typeof topic === 'string') {
    if (topic === '') throw invalidArgument('A topic must have a name.');
    return topic;
  }
  if (!(topic instanceof RegExp)) throw invalidArgument('A topic must be a string or a RegExp.');
  if (topic.flags !== '') throw invalidArgument(`The flags of ${String(topic)} are not supported.`);
  return topic.source.startsWith('^') ? topic.source : `^${topic.source}`;
}

function concurrencyOf({ partitionsConsumedConcurrently = 1 }: ConsumerRunConfig): number {
  if (Number.isSafeInteger(partitionsConsumedConcurrently) && partitionsConsumedConcurrently > 0)
    return partitionsConsumedConcurrently;
  throw invalidArgument("The 'partitionsConsumedConcurrently' property must be a positive integer.");
}

function partitionOffsetOf({
  topic,
  partition,
  offset,
  leaderEpoch,
  metadata,
}: TopicPartitionOffsetAndMetadata): PartitionOffset {
  if (typeof topic !== 'string') throw invalidArgument('Topic must be a string.');
  if (!isInt32(partition) || partition < 0) throw invalidArgument('Partition must be a number from 0.');
  if (!isInt32(leaderEpoch ?? -1)) throw invalidArgument('Leader epoch must be a number.');
  if (typeof (metadata ?? '') !== 'string') throw invalidArgument('Metadata must be a string.');
  const number = Number(offset);
  if (!Number.isSafeInteger(number) || number < 0) throw invalidArgument('Offset must be >= 0.');
  return { topic, partition, offset: number, leaderEpoch: leaderEpoch ?? -1, metadata: metadata ?? null };
}

function isInt32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) === ((value as number) | 0);
}
