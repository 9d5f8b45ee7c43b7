import { untilAborted } from '../runtime/abort';
import { Consumer as RuntimeConsumer } from '../runtime/consumer';
import type { Handler } from '../runtime/dispatcher';
import { Handover } from '../runtime/handover';
import { Admin, underlyingOf } from './admin';
import { logOf } from './client';
import type { GlobalConfig } from './config';
import type { Batch } from './batch';
import { consumerSettings } from './consumer-config';
import type { ConsumerSettings } from './consumer-config';
import { ConsumerNews } from './consumer-news';
import { withCredentials } from './credentials';
import type { SaslCredentials } from './credentials';
import { EachBatch } from './each-batch';
import { EachMessage } from './each-message';
import type { HandlerOwner } from './each-message';
import { invalidArgument, notImplemented, translated, wrongState } from './errors';
import type { KafkaJSError } from './errors';
import { CONSUMER_EVENTS } from './events';
import type { ConsumerEvents, ConsumerPayloads, RemoveInstrumentationEventListener } from './events';
import { Instrumentation } from './instrumentation';
import type { Listener } from './instrumentation';
import { tellGroupMetadata } from './group-metadata';
import { Lifecycle } from './lifecycle';
import type { ClientLog, Logger } from './logger';
import { Run } from './run';
import { concurrencyOf, handlerOf } from './run-config';
import type { ConsumerRunConfig } from './run-config';
import { Source } from './source';
import type { ConsumedMessage } from './source';
import { Subscription } from './subscription';
import type { ConsumerSubscribeTopic, ConsumerSubscribeTopics } from './subscription';
import {
  checkPartition,
  checkStart,
  checkTopic,
  committedOf,
  grouped,
  optionalListOf,
  partitionOffsetOf,
  partitionsIn,
  placeOf,
} from './topic-partitions';
import type {
  CommittedOffset,
  PausedTopic,
  TopicPartition,
  TopicPartitionOffset,
  TopicPartitionOffsetAndMetadata,
  TopicPartitions,
} from './topic-partitions';
import { signalOf, waited } from './wait';
import type { WaitOptions } from './wait';

/** Waits for as long as it takes. */
const FOREVER = -1;

/** Receives messages as a member of a group. */
export class Consumer {
  #config: GlobalConfig;
  readonly #log: ClientLog;
  readonly #instrumentation: Instrumentation<ConsumerPayloads>;
  readonly #news: ConsumerNews;
  readonly #lifecycle: Lifecycle;
  readonly #subscription = new Subscription();
  #runtime: RuntimeConsumer | undefined;
  #settings: ConsumerSettings | undefined;
  #run: Run | undefined;
  /** Between the call to disconnect and its end: a rebalance_cb may still commit. */
  #isLeaving = false;
  #stopping: Promise<void> | undefined;
  #finished = Promise.resolve();

  constructor(config: GlobalConfig) {
    this.#config = config;
    this.#log = logOf(config, 'consumer');
    this.#instrumentation = new Instrumentation('consumer', CONSUMER_EVENTS, this.#log);
    this.#news = new ConsumerNews(this.#log, this.#instrumentation, {
      rebalanceProtocol: () => this.rebalanceProtocol(),
      assignment: () => this.#runtime?.assignment() ?? [],
      crashed: (error) => {
        this.#crash(error);
      },
    });
    this.#lifecycle = new Lifecycle((isConnected) => {
      this.#instrumentation.emit(isConnected ? CONSUMER_EVENTS.CONNECT : CONSUMER_EVENTS.DISCONNECT, null);
    });
    tellGroupMetadata(this, async () =>
      this.#attached('The consumer of sendOffsets must be connected.').runtime.group.metadata(),
    );
  }

  /** The names of the events that `on` takes. */
  get events(): ConsumerEvents {
    return CONSUMER_EVENTS;
  }

  /** Calls a listener when something happens; what is returned takes it away again. */
  on<Name extends keyof ConsumerPayloads>(
    name: Name,
    listener: Listener<ConsumerPayloads[Name]>,
  ): RemoveInstrumentationEventListener {
    return this.#instrumentation.on(name, listener);
  }

  /** Resolves when a broker has answered; rejects with the reason why none did. Again after that, and after `disconnect()`. */
  connect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.connect(async (signal) => {
      const settings = consumerSettings(this.#config);
      const runtime = new RuntimeConsumer(settings.properties, this.#news.eventsOf(settings));
      this.#settings = settings;
      this.#runtime = runtime;
      try {
        await untilAborted(runtime.connect(settings.connectTimeoutMs), signal);
      } catch (error) {
        void runtime.close(0, false);
        throw error;
      }
    }, options);
  }

  /**
   * Waits for the handlers that run (but not for the one that calls, and not longer than
   * `js.consumer.disconnect.timeout.ms`), commits what is delivered if that is done automatically, and leaves the group.
   */
  async disconnect(options?: WaitOptions): Promise<void> {
    const signal = signalOf(options);
    this.#runtime?.excuse();
    await this.#lifecycle.disconnect(async () => {
      const run = this.#run;
      this.#isLeaving = true;
      run?.leaveLoop();
      await this.#runtime?.close(this.#settings?.disconnectTimeoutMs ?? 0, this.#settings?.autoCommit ?? false);
      this.#isLeaving = false;
      this.#run = undefined;
      this.#ended(run);
    }, { signal });
  }

  /** Adds topics to the subscription. The group is joined by `run`. */
  async subscribe(subscription: ConsumerSubscribeTopics | ConsumerSubscribeTopic, options?: WaitOptions): Promise<void> {
    const { runtime } = this.#connected('Subscribe can only be called while connected.');
    const signal = signalOf(options);
    const subscribed = this.#subscription.change(subscription, {
      isRunning: () => this.#run !== undefined,
      tell: (topics) => runtime.group.subscribe(topics),
    });
    await translated(untilAborted(subscribed, signal));
  }

  /** Joins the group and starts to deliver messages. Resolves at once; aborted before, it does not run. Again only after `stop`. */
  async run(config: ConsumerRunConfig = {}, options?: WaitOptions): Promise<void> {
    const { settings } = this.#connected('Run must be called after a successful connect().');
    const signal = signalOf(options);
    if (this.#run !== undefined) throw wrongState('Consumer is already running.');
    const run = new Run();
    const handler = handlerOf(config, settings.maxBatchSize, this.#owner(settings, run));
    const started = this.#start(run, handler, concurrencyOf(config));
    await untilAborted(started, signal).catch((error: unknown) => {
      if (this.#run === run) this.stop().catch(() => undefined);
      throw error;
    });
  }

  /** Resolves when the consumer is stopped or disconnected, at once if it does not run; rejects when it crashes, or is refused its topics. */
  finished(options?: WaitOptions): Promise<void> {
    // What is asked for with no options may be left alone: a crash that nobody waits for is no unhandled rejection.
    return options === undefined ? this.#finished : waited(this.#finished, options);
  }

  /** The messages, one after the other, for a loop or a stream to ask for. Joins the group, as `run` does. */
  messages(options?: WaitOptions): Source<ConsumedMessage> {
    return this.#source<ConsumedMessage>(options, (give, owner) => {
      return new EachMessage(({ topic, partition, message }) => give({ topic, partition, ...message }), owner);
    });
  }

  /** As `messages`, in batches of at most `js.consumer.max.batch.size`, each of one partition. */
  batches(options?: WaitOptions): Source<Batch> {
    return this.#source<Batch>(options, (give, owner, { maxBatchSize }) => {
      return new EachBatch(({ batch }) => give(batch), maxBatchSize, true, owner);
    });
  }

  /**
   * Waits for the handlers that run, as `disconnect` does, commits what is delivered if that is done automatically, and leaves
   * the group. The subscription stays, and `run` joins again.
   */
  async stop(options?: WaitOptions): Promise<void> {
    const { runtime, settings } = this.#connected('Stop can only be called while connected.');
    const signal = signalOf(options);
    runtime.excuse();
    const run = this.#run;
    if (run !== undefined) {
      run.leaveLoop();
      this.#leave(run, () => runtime.stop(settings.disconnectTimeoutMs, settings.autoCommit));
    }
    await untilAborted(this.#stopping ?? Promise.resolve(), signal);
  }

  /** The partitions that the group has assigned to this member. */
  assignment(): TopicPartition[] {
    return this.#attached('Assignment can only be called while connected.').runtime.assignment();
  }

  /** By which protocol the group assigns: NONE until it has assigned something, EAGER or COOPERATIVE. */
  rebalanceProtocol(): string {
    return this.#lifecycle.isConnected ? (this.#runtime?.group.rebalanceProtocol() ?? 'NONE') : 'NONE';
  }

  /** Commits these offsets, or else those of all messages that were delivered. */
  async commitOffsets(offsets?: readonly TopicPartitionOffsetAndMetadata[] | null, options?: WaitOptions): Promise<void> {
    const { runtime } = this.#attached('Commit can only be called while connected.');
    const signal = signalOf(options);
    const list = optionalListOf('Offsets', offsets, partitionOffsetOf);
    await translated(untilAborted(this.#news.commit(runtime.group, list), signal));
  }

  /**
   * What the group has committed for these partitions, or for all that are assigned. Waits at most `timeout` milliseconds, or with
   * -1 for as long as it takes.
   */
  async committed(
    partitions?: readonly TopicPartition[] | null,
    timeout = FOREVER,
    options?: WaitOptions,
  ): Promise<CommittedOffset[]> {
    const { runtime } = this.#attached('Committed can only be called while connected.');
    const signal = signalOf(options);
    if (!Number.isInteger(timeout)) throw invalidArgument('Timeout must be a number of milliseconds.');
    const places = optionalListOf('Topic partitions', partitions, placeOf);
    if ((places ?? runtime.assignment()).length === 0) return [];
    const asked = runtime.group.committed(places, timeout < 0 ? Infinity : timeout);
    return (await translated(untilAborted(asked, signal))).map(committedOf);
  }

  /**
   * Goes on at another offset: of a partition that is assigned with the next message that is delivered, of another one as soon as it is
   * assigned. The last of several seeks counts. If offsets are committed automatically, a number is committed at once.
   */
  seek(place: TopicPartitionOffset): void {
    const { runtime, settings } = this.#attached('Seek can only be called while connected.');
    const topic = checkTopic((place as TopicPartitionOffset | undefined)?.topic);
    const partition = checkPartition(place.partition);
    const offset = checkStart(place.offset);
    void runtime.seek(topic, partition, offset);
    const isAssigned = runtime.assignedOf(topic).includes(partition);
    if (!settings.autoCommit || !isAssigned || offset < 0) return;
    // What cannot be committed now is committed with what is delivered next.
    this.#news.commit(runtime.group, [{ topic, partition, offset }]).catch(() => undefined);
  }

  /** Delivers no more of these partitions until they are resumed; what is fetched stays. Those that are not assigned are left out.
   * What it returns resumes them. */
  pause(topics: readonly PausedTopic[]): () => void {
    const { runtime } = this.#attached('Pause can only be called while connected.');
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
    const { runtime } = this.#attached('Resume can only be called while connected.');
    runtime.resume(partitionsIn(topics, (topic) => runtime.assignedOf(topic)));
  }

  describeGroup(): never {
    throw notImplemented('The describeGroup() method is not supported.');
  }

  /**
   * Makes connections with these from now on, for SASL/PLAIN and SCRAM; those that stand go on as they are. Before `connect()`
   * they take the place of those in the configuration.
   */
  setSaslCredentials(credentials: SaslCredentials): void {
    const connected = this.#lifecycle.isOpen ? this.#runtime : undefined;
    this.#config = withCredentials(this.#config, credentials, connected);
  }

  /** An admin client over the connections of this one, with its logger. */
  dependentAdmin(): Admin {
    const runtime = (): RuntimeConsumer | undefined => this.#runtime;
    return new Admin(this.#config, underlyingOf(this.logger(), this.#lifecycle, runtime));
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
    this.#finished = run.finished;
    // Stopping and running again in one breath, the group is left before it is joined.
    if (this.#stopping !== undefined) await this.#stopping;
    if (this.#run !== run) throw wrongState(complaint);
    const { runtime, settings } = this.#connected(complaint);
    this.#news.joining();
    run.begin(() => {
      runtime.run(handler, concurrency, settings.backoff);
    });
    const { topics } = this.#subscription;
    if (topics.length === 0) return;
    try {
      await translated(runtime.group.subscribe(topics));
    } catch (error) {
      // Whoever has stopped it meanwhile did not want to be told.
      if (this.#run !== run || this.#isLeaving) return;
      this.#crash(error as KafkaJSError);
      throw error;
    }
  }

  #source<T>(
    options: WaitOptions | undefined,
    handlerFor: (give: (item: T) => Promise<void>, owner: HandlerOwner, settings: ConsumerSettings) => Handler,
  ): Source<T> {
    const { settings } = this.#connected('Messages can only be asked for while connected.');
    if (this.#run !== undefined) throw wrongState('Consumer is already running.');
    const signal = signalOf(options);
    // While the consumer stops or disconnects another run may wait for that, which is none of this loop's business.
    const stop = async (): Promise<void> => (this.#run === run && this.#lifecycle.isConnected ? this.stop() : this.#stopping);
    const handover = new Handover<T>(stop);
    const run = new Run(handover);
    run.endOn(signal, stop);
    const handler = handlerFor((item) => handover.give(item), this.#owner(settings, run), settings);
    // What went wrong the loop has heard by then; one whose consumer was ended before it began ends as any other.
    this.#start(run, handler, 1).catch(() => {
      handover.end();
    });
    return new Source(handover);
  }

  /** A run ends when the group is left. One that waits for another's end has not joined: to leave again would hit who joins next. */
  #leave(run: Run, leave: () => Promise<void>): void {
    this.#run = undefined;
    const stopping = translated(this.#stopping ?? leave()).finally(() => {
      this.#ended(run);
      if (this.#stopping === stopping) this.#stopping = undefined;
    });
    this.#stopping = stopping;
    stopping.catch(() => undefined);
  }

  #ended(run: Run | undefined): void {
    if (run?.end() === true) this.#news.stopped();
  }

  /** Nothing more can be received: what is below is given up. */
  #crash(error: KafkaJSError): void {
    const run = this.#run;
    if (run === undefined || this.#isLeaving) return;
    run.end(error);
    this.#leave(run, async () => this.#runtime?.stop(0, false).catch(() => undefined));
    this.#news.crashed(error);
  }

  #owner(settings: ConsumerSettings, run: Run): HandlerOwner {
    const isRunning = (): boolean => this.#lifecycle.isConnected && this.#run === run;
    return {
      get isRunning() {
        return isRunning();
      },
      pause: (topic, partition) => this.pause([{ topic, partitions: [partition] }]),
      commitOffsetsIfNecessary: (options) =>
        settings.autoCommit ? waited(Promise.resolve(), options) : this.commitOffsets(null, options),
      handlerFailed: (error, hand) => {
        this.#news.handlerFailed(error, hand);
      },
      batchStarted: (batchOf) => this.#news.batchStarted(batchOf),
      heartbeat: () => {
        this.#news.heartbeat();
        return Promise.resolve();
      },
    };
  }

  #connected(complaint: string): { runtime: RuntimeConsumer; settings: ConsumerSettings } {
    this.#lifecycle.mustBeConnected(complaint);
    return this.#attached(complaint);
  }

  /** Also while the consumer leaves: the handlers that it waits for go on as before. */
  #attached(complaint: string): { runtime: RuntimeConsumer; settings: ConsumerSettings } {
    if (!this.#isLeaving) this.#lifecycle.mustBeConnected(complaint);
    if (this.#runtime === undefined || this.#settings === undefined) throw wrongState(complaint);
    return { runtime: this.#runtime, settings: this.#settings };
  }
}
