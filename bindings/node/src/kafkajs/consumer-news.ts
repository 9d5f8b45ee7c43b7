import { apart } from '../runtime/apart';
import type { ConsumerEvents as RuntimeEvents } from '../runtime/consumer';
import { Failure } from '../runtime/failure';
import type { Group } from '../runtime/group';
import type { Hand } from '../runtime/hand';
import { Abandoned } from '../runtime/handover';
import type { PartitionOffset } from '../runtime/partitions';
import type { Rebalance } from '../runtime/rebalances';
import type { Batch } from './batch';
import { eventsOf } from './client';
import type { ConsumerSettings } from './consumer-config';
import { ErrorCodes, textOfThrown, toKafkaJSError } from './errors';
import type { KafkaJSError } from './errors';
import { CONSUMER_EVENTS as EVENTS } from './events';
import type { ConsumerPayloads, GroupPayload, StartBatchProcessPayload } from './events';
import type { Instrumentation } from './instrumentation';
import type { ClientLog } from './logger';
import { callBack } from './rebalance-callback';
import { grouped } from './topic-partitions';
import type { TopicPartition } from './topic-partitions';

/** What the news have to know of their consumer. */
export interface NewsSource {
  rebalanceProtocol(): string;
  assignment(): readonly TopicPartition[];
  /** The consumer is beyond repair. */
  crashed(error: KafkaJSError): void;
}

/** Brings what happens to a consumer to the functions of its configuration, to its listeners, and to its log. */
export class ConsumerNews {
  readonly #log: ClientLog;
  readonly #instrumentation: Instrumentation<ConsumerPayloads>;
  readonly #source: NewsSource;
  #offsetCommitCallback: ConsumerSettings['offsetCommitCallback'];
  #groupId = '';
  #joiningSince = 0;

  constructor(log: ClientLog, instrumentation: Instrumentation<ConsumerPayloads>, source: NewsSource) {
    this.#log = log;
    this.#instrumentation = instrumentation;
    this.#source = source;
  }

  /** What a client with these settings has to tell is brought here from now on. */
  eventsOf(settings: ConsumerSettings): RuntimeEvents {
    const { rebalanceCallback, callbacks } = settings;
    const general = eventsOf(this.#log, callbacks);
    this.#offsetCommitCallback = settings.offsetCommitCallback;
    this.#groupId = settings.properties['group.id'] ?? '';
    return {
      ...general,
      error: (failure) => {
        general.error(failure);
        if (failure.fatal) this.#source.crashed(toKafkaJSError(failure) as KafkaJSError);
      },
      rebalance: (rebalance) => {
        if (rebalance.kind === 'revoked') this.#leaving();
        if (rebalanceCallback === undefined) {
          this.#joined(rebalance);
          return undefined;
        }
        return callBack(rebalanceCallback, rebalance, this.#log).then(() => {
          this.#joined(rebalance);
        });
      },
      committed: (offsets, failure) => {
        this.#committed(offsets, failure);
      },
      fetched: (count, duration) => {
        this.#instrumentation.emit(EVENTS.FETCH_START, {});
        this.#instrumentation.emit(EVENTS.FETCH, { numberOfBatches: count, duration });
      },
    };
  }

  /** Commits these offsets, or else those of what was delivered, and tells what comes of it. */
  async commit(group: Group, offsets: readonly PartitionOffset[] | null): Promise<void> {
    try {
      this.#committed(await group.commit(offsets), undefined);
    } catch (error) {
      const failure = Failure.of(error);
      // Nothing was delivered since the last time: there is nothing to commit.
      if (failure?.code === ErrorCodes.ERR__NO_OFFSET) return;
      if (failure !== undefined) this.#committed(offsets ?? [], failure);
      throw error;
    }
  }

  /** A handler failed: what it was given comes again. */
  handlerFailed(error: unknown, hand: Hand): void {
    if (error instanceof Abandoned) return;
    this.#log.error(`The handler failed, and what it was given will be delivered again: ${textOfThrown(error)}`);
    const { topic, partition, failures } = hand;
    const payload = { ...this.#group(), topic, partition, error, failures: failures + 1 };
    this.#instrumentation.emit(EVENTS.HANDLER_FAILED, payload);
  }

  heartbeat(): void {
    this.#instrumentation.emit(EVENTS.HEARTBEAT, this.#group());
  }

  /** A handler starts with a batch. What comes back, if anything, is to be called when it is done with it. */
  batchStarted(batchOf: () => Batch): (() => void) | undefined {
    const isHeard =
      this.#instrumentation.isHeard(EVENTS.START_BATCH_PROCESS) || this.#instrumentation.isHeard(EVENTS.END_BATCH_PROCESS);
    if (!isHeard) return undefined;
    const payload = payloadOf(batchOf());
    const start = performance.now();
    this.#instrumentation.emit(EVENTS.START_BATCH_PROCESS, payload);
    return () => {
      this.#instrumentation.emit(EVENTS.END_BATCH_PROCESS, { ...payload, duration: performance.now() - start });
    };
  }

  /** The group is to be joined from now on. */
  joining(): void {
    this.#joiningSince = performance.now();
  }

  stopped(): void {
    this.#instrumentation.emit(EVENTS.STOP, null);
  }

  crashed(error: KafkaJSError): void {
    this.#instrumentation.emit(EVENTS.CRASH, { error, groupId: this.#groupId, restart: false });
  }

  #committed(offsets: readonly PartitionOffset[], failure: Failure | undefined): void {
    const callback = this.#offsetCommitCallback;
    const list = offsets.map(({ topic, partition, offset, leaderEpoch = -1, metadata = null }) => {
      return { topic, partition, offset: String(offset), leaderEpoch: leaderEpoch < 0 ? null : leaderEpoch, metadata };
    });
    if (callback !== undefined) {
      const error = failure === undefined ? null : (toKafkaJSError(failure) as KafkaJSError);
      apart(() => void callback(error, list));
    }
    if (failure !== undefined || !this.#instrumentation.isHeard(EVENTS.COMMIT_OFFSETS)) return;
    const topics = grouped(list).map(({ topic }) => {
      const partitions = list.filter((entry) => entry.topic === topic);
      return { topic, partitions: partitions.map(({ partition, offset }) => ({ partition, offset })) };
    });
    this.#instrumentation.emit(EVENTS.COMMIT_OFFSETS, { ...this.#group(), topics });
  }

  #leaving(): void {
    this.joining();
    this.#instrumentation.emit(EVENTS.REBALANCING, this.#group());
  }

  #joined(rebalance: Rebalance): void {
    if (rebalance.kind !== 'assigned') return;
    // A listener is to find what he is told of, whether or not a callback has taken it.
    rebalance.answer();
    if (!this.#instrumentation.isHeard(EVENTS.GROUP_JOIN)) return;
    const members = grouped(this.#source.assignment()).map(({ topic, partitions: numbers }) => [topic, numbers] as const);
    this.#instrumentation.emit(EVENTS.GROUP_JOIN, {
      ...this.#group(),
      memberAssignment: Object.fromEntries(members),
      groupProtocol: this.#source.rebalanceProtocol(),
      duration: performance.now() - this.#joiningSince,
    });
  }

  #group(): GroupPayload {
    return { groupId: this.#groupId };
  }
}

function payloadOf(batch: Batch): StartBatchProcessPayload {
  return {
    topic: batch.topic,
    partition: batch.partition,
    highWatermark: batch.highWatermark,
    offsetLag: batch.offsetLag(),
    offsetLagLow: batch.offsetLagLow(),
    batchSize: batch.messages.length,
    firstOffset: batch.firstOffset(),
    lastOffset: batch.lastOffset(),
  };
}
