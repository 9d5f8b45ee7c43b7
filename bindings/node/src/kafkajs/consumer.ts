import { inspect } from 'node:util';

import { untilAborted } from '../runtime/abort';
import { Consumer as RuntimeConsumer } from '../runtime/consumer';
import type { ConsumerEvents } from '../runtime/consumer';
import type { Handler } from '../runtime/dispatcher';
import { Failure } from '../runtime/failure';
import { Abandoned, Handover } from '../runtime/handover';
import { eventsOf, logOf } from './client';
import type { GlobalConfig } from './config';
import type { Batch } from './batch';
import { consumerSettings } from './consumer-config';
import type { ConsumerSettings } from './consumer-config';
import { EachBatch } from './each-batch';
import { EachMessage } from './each-message';
import type { HandlerOwner } from './each-message';
import { ErrorCodes, invalidArgument, notImplemented, toKafkaJSError, translated, wrongState } from './errors';
import { Lifecycle } from './lifecycle';
import type { ClientLog, Logger } from './logger';
import { callBack } from './rebalance-callback';
import { concurrencyOf, handlerOf } from './run-config';
import type { ConsumerRunConfig } from './run-config';
import { Source } from './source';
import type { ConsumedMessage } from './source';
import {
  checkPartition,
  checkStart,
  checkTopic,
  committedOf,
  grouped,
  listOf,
  partitionOffsetOf,
  partitionsIn,
  placeOf,
} from './topic-partitions';
import type {
  CommittedOffset,
  TopicPartition,
  TopicPartitionOffset,
  TopicPartitionOffsetAndMetadata,
  TopicPartitions,
} from './topic-partitions';

export interface ConsumerSubscribeTopics {
  readonly topics: readonly (string | RegExp)[];
  /** Forget the topics subscribed before. */
  readonly replace?: boolean;
}

export interface ConsumerSubscribeTopic {
  readonly topic: string | RegExp;
  readonly replace?: boolean;
}

/** Partitions to pause or resume: of a topic those that are named, or else all that are assigned. */
export interface PausedTopic {
  readonly topic: string;
  readonly partitions?: readonly number[];
}

/** What delivers now: a handler, or a loop that asks. */
interface Run {
  readonly handover: Handover<unknown> | undefined;
}

/** Waits for as long as it takes, as the native library counts. */
const FOREVER_MS = 0x7fff_ffff;

/** Receives messages as a member of a group. */
export class Consumer {
  readonly #config: GlobalConfig;
  readonly #log: ClientLog;
  readonly #lifecycle = new Lifecycle();
  readonly #topics = new Set<string>();
  #runtime: RuntimeConsumer | undefined;
  #settings: ConsumerSettings | undefined;
  #run: Run | undefined;
  /** Between the call to disconnect and its end: a rebalance_cb may still commit. */
  #isLeaving = false;
  #stopping: Promise<void> | undefined;

  constructor(config: GlobalConfig) {
    this.#config = config;
    this.#log = logOf(config, 'consumer');
  }

  /** Resolves when a broker has answered; rejects with the reason why none did. */
  connect(): Promise<void> {
    return this.#lifecycle.connect(async () => {
      const settings = consumerSettings(this.#config);
      const runtime = new RuntimeConsumer(settings.properties, this.#eventsOf(settings));
      this.#settings = settings;
      this.#runtime = runtime;
      try {
        await runtime.connect(settings.connectTimeoutMs);
      } catch (error) {
        void runtime.close(0);
        throw error;
      }
    });
  }

  /**
   * Waits for the handlers that run (but not for the one that calls, and not longer than
   * `js.consumer.disconnect.timeout.ms`), commits what is delivered if that is done automatically, and leaves the group.
   */
  disconnect(): Promise<void> {
    this.#runtime?.excuse();
    return this.#lifecycle.disconnect(async () => {
      const run = this.#run;
      this.#isLeaving = true;
      leaveLoop(run);
      await this.#runtime?.close(this.#settings?.disconnectTimeoutMs ?? 0);
      this.#isLeaving = false;
      this.#run = undefined;
      run?.handover?.end();
    });
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
    if (this.#run !== undefined) await translated(runtime.subscribe([...this.#topics]));
  }

  /** Joins the group and starts to deliver messages. Resolves at once. Again only after `stop`. */
  async run(config: ConsumerRunConfig = {}): Promise<void> {
    const { settings } = this.#connected('Run must be called after a successful connect().');
    if (this.#run !== undefined) throw wrongState('Consumer is already running.');
    const run = { handover: undefined };
    const handler = handlerOf(config, settings.maxBatchSize, this.#owner(settings, run));
    await this.#start(run, handler, concurrencyOf(config));
  }

  /** The messages, one after the other, for a loop or a stream to ask for. Joins the group, as `run` does. */
  messages(): Source<ConsumedMessage> {
    return this.#source<ConsumedMessage>((give, owner) => {
      return new EachMessage(({ topic, partition, message }) => give({ topic, partition, ...message }), owner);
    });
  }

  /** As `messages`, in batches of at most `js.consumer.max.batch.size`, each of one partition. */
  batches(): Source<Batch> {
    return this.#source<Batch>((give, owner, { maxBatchSize }) => {
      return new EachBatch(({ batch }) => give(batch), maxBatchSize, true, owner);
    });
  }

  /**
   * Waits for the handlers that run, as `disconnect` does, commits what is delivered if that is done automatically, and leaves
   * the group. The subscription stays, and `run` joins again.
   */
  async stop(): Promise<void> {
    const { runtime, settings } = this.#connected('Stop can only be called while connected.');
    runtime.excuse();
    const run = this.#run;
    if (run !== undefined) {
      this.#run = undefined;
      leaveLoop(run);
      const stopping = translated(runtime.stop(settings.disconnectTimeoutMs, settings.autoCommit)).finally(() => {
        run.handover?.end();
        if (this.#stopping === stopping) this.#stopping = undefined;
      });
      this.#stopping = stopping;
    }
    await this.#stopping;
  }

  /** The partitions that the group has assigned to this member. */
  assignment(): TopicPartition[] {
    return this.#attached('Assignment can only be called while connected.').runtime.assignment();
  }

  /** By which protocol the group assigns: NONE until it has assigned something, EAGER or COOPERATIVE. */
  rebalanceProtocol(): string {
    return this.#attached('Rebalance protocol can only be called while connected.').runtime.rebalanceProtocol();
  }

  /** Commits these offsets, or else those of all messages that were delivered. */
  async commitOffsets(offsets?: readonly TopicPartitionOffsetAndMetadata[]): Promise<void> {
    const { runtime } = this.#attached('Commit can only be called while connected.');
    try {
      await runtime.commit(offsets === undefined ? null : listOf('Offsets', offsets, partitionOffsetOf));
    } catch (error) {
      // Nothing was delivered since the last time: there is nothing to commit.
      if (Failure.of(error)?.code !== ErrorCodes.ERR__NO_OFFSET) throw toKafkaJSError(error);
    }
  }

  /**
   * What the group has committed for these partitions, or for all that are assigned. Waits at most `timeout` milliseconds, or with
   * -1 for as long as it takes.
   */
  async committed(
    partitions?: readonly TopicPartition[],
    timeout = -1,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<CommittedOffset[]> {
    const { runtime } = this.#attached('Committed can only be called while connected.');
    if (!Number.isInteger(timeout)) throw invalidArgument('Timeout must be a number of milliseconds.');
    const places = partitions === undefined ? null : listOf('Topic partitions', partitions, placeOf);
    if ((places ?? runtime.assignment()).length === 0) return [];
    const asked = runtime.committed(places, timeout < 0 ? FOREVER_MS : timeout);
    return (await translated(untilAborted(asked, signal))).map(committedOf);
  }

  /**
   * Goes on at another offset: of a partition that is assigned with the next message that is delivered, of another one as soon as it is
   * assigned. The last of several seeks counts. If offsets are committed automatically, a number is committed at once.
   */
  seek(place: TopicPartitionOffset): void {
    const { runtime, settings } = this.#connected('Seek can only be called while connected.');
    const topic = checkTopic((place as TopicPartitionOffset | undefined)?.topic);
    const partition = checkPartition(place.partition);
    const offset = checkStart(place.offset);
    runtime.seek(topic, partition, offset);
    const isAssigned = runtime.assignedOf(topic).includes(partition);
    if (!settings.autoCommit || !isAssigned || offset < 0) return;
    // What cannot be committed now is committed with what is delivered next.
    runtime.commit([{ topic, partition, offset }]).catch(() => undefined);
  }

  /** Delivers no more of these partitions until they are resumed; what is fetched stays. Those that are not assigned are left out.
   * What it returns resumes them. */
  pause(topics: readonly PausedTopic[]): () => void {
    const { runtime } = this.#connected('Pause can only be called while connected.');
    const paused = runtime.pause(partitionsIn(topics, (topic) => runtime.assignedOf(topic)));
    return () => {
      runtime.resume(paused);
    };
  }

  /** The partitions that are paused. One that is revoked is not paused any more. */
  paused(): TopicPartitions[] {
    return grouped(this.#attached('Paused can only be called while connected.').runtime.paused());
  }

  /** Goes on with partitions that were paused, each where it was. */
  resume(topics: readonly PausedTopic[]): void {
    const { runtime } = this.#connected('Resume can only be called while connected.');
    runtime.resume(partitionsIn(topics, (topic) => runtime.assignedOf(topic)));
  }

  describeGroup(): never {
    throw notImplemented('The describeGroup() method is not supported.');
  }

  logger(): Logger {
    return this.#log.logger;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  async #start(run: Run, handler: Handler, concurrency: number): Promise<void> {
    const complaint = 'The consumer was stopped before it ran.';
    this.#run = run;
    // Stopping and running again in one breath, the group is left before it is joined.
    await this.#stopping;
    if (this.#run !== run) throw wrongState(complaint);
    const { runtime, settings } = this.#connected(complaint);
    runtime.run(handler, concurrency, settings.backoff);
    if (this.#topics.size > 0) await translated(runtime.subscribe([...this.#topics]));
  }

  #source<T>(
    handlerFor: (give: (item: T) => Promise<void>, owner: HandlerOwner, settings: ConsumerSettings) => Handler,
  ): Source<T> {
    const { settings } = this.#connected('Messages can only be asked for while connected.');
    if (this.#run !== undefined) throw wrongState('Consumer is already running.');
    const handover = new Handover<T>(() => (this.#lifecycle.isConnected ? this.stop() : Promise.resolve()));
    const run = { handover };
    const handler = handlerFor((item) => handover.give(item), this.#owner(settings, run), settings);
    this.#start(run, handler, 1).catch((error: unknown) => {
      handover.end(error as Error);
    });
    return new Source(handover);
  }

  #eventsOf(settings: ConsumerSettings): ConsumerEvents {
    const { rebalanceCallback } = settings;
    return {
      ...eventsOf(this.#log),
      rebalance: (rebalance) =>
        rebalanceCallback === undefined ? undefined : callBack(rebalanceCallback, rebalance, this.#log),
    };
  }

  #owner(settings: ConsumerSettings, run: Run): HandlerOwner {
    const isRunning = (): boolean => this.#lifecycle.isConnected && this.#run === run;
    return {
      get isRunning() {
        return isRunning();
      },
      pause: (topic, partition) => this.pause([{ topic, partitions: [partition] }]),
      commitOffsetsIfNecessary: () => (settings.autoCommit ? Promise.resolve() : this.commitOffsets()),
      handlerFailed: (error) => {
        if (error instanceof Abandoned) return;
        const text = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
        this.#log.error(`The handler failed, and what it was given will be delivered again: ${text}`);
      },
    };
  }

  #connected(complaint: string): { runtime: RuntimeConsumer; settings: ConsumerSettings } {
    this.#lifecycle.mustBeConnected(complaint);
    return this.#attached(complaint);
  }

  /** Also while the consumer leaves. */
  #attached(complaint: string): { runtime: RuntimeConsumer; settings: ConsumerSettings } {
    if (!this.#isLeaving) this.#lifecycle.mustBeConnected(complaint);
    if (this.#runtime === undefined || this.#settings === undefined) throw wrongState(complaint);
    return { runtime: this.#runtime, settings: this.#settings };
  }
}

/** A loop cannot be waited for by itself. */
function leaveLoop(run: Run | undefined): void {
  if (run?.handover?.isTaking === true) run.handover.end();
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
