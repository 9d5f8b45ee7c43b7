import { setTimeout as delay } from 'node:timers/promises';

import * as native from '../native/calls';
import { RecordFlag } from '../native/generated';
import type { Client } from './client';
import { nothing } from './client';
import { codes } from './codes';
import { callingDelivery } from './delivery';
import { Failure } from './failure';
import type { Hand } from './hand';
import type { Hands } from './hands';
import { readPartitions, writeNames, writePartitions } from './partitions';
import type { PartitionOffset, PartitionResult, TopicPartition } from './partitions';
import type { Positions } from './positions';
import type { Batch } from './reader';
import type { BatchWriter } from './writer';

/** Until a commit that came in the midst of a rebalance is tried again. */
const COMMIT_PAUSE_MS = 50;

/** A group that is being rearranged has the next generation already, or does not know it yet. */
const REBALANCING: ReadonlySet<number> = new Set([codes.ERR_REBALANCE_IN_PROGRESS, codes.ERR_ILLEGAL_GENERATION]);

/** What a consumer has to say to its group. */
export class Group {
  readonly #client: Client;
  readonly #writer: BatchWriter;
  readonly #positions: Positions;
  readonly #hands: Hands;

  constructor(client: Client, writer: BatchWriter, positions: Positions, hands: Hands) {
    this.#client = client;
    this.#writer = writer;
    this.#positions = positions;
    this.#hands = hands;
  }

  /** Replaces the subscription. Names that begin with ^ are patterns. */
  subscribe(topics: readonly string[]): Promise<void> {
    for (const topic of topics) this.#writer.topicRecord(topic);
    const batch = this.#writer.finish();
    return this.#client.request((token) => {
      native.consumerSubscribe(this.#client.ticket, batch, token);
    }, nothing);
  }

  /** Ends the subscription. */
  unsubscribe(): Promise<void> {
    return this.#client.request((token) => {
      native.consumerUnsubscribe(this.#client.ticket, token);
    }, nothing);
  }

  /** NONE, EAGER or COOPERATIVE. */
  rebalanceProtocol(): string {
    return native.consumerRebalanceProtocol(this.#client.ticket);
  }

  /** Whether other members may own the partitions by now. */
  isAssignmentLost(): boolean {
    return native.consumerAssignmentLost(this.#client.ticket);
  }

  /** Remembers offsets for the next commit; of each partition the next one to read. */
  store(offsets: readonly PartitionOffset[]): void {
    native.consumerStore(this.#client.ticket, writePartitions(this.#writer, offsets));
  }

  /** Commits these offsets, or else what was delivered. A handler that is late commits nothing of its partition: others may be further. */
  commit(offsets: readonly PartitionOffset[] | null): Promise<PartitionResult[]> {
    return this.#client.request(this.#committing(offsets), resultOf);
  }

  /** Commits what was delivered, for who is about to leave; again when the group refuses it for the time of a rebalance. Never rejects. */
  async commitLast(timeoutMs: number): Promise<void> {
    const end = performance.now() + timeoutMs;
    while ((await this.#isPutOff()) && performance.now() < end) await delay(COMMIT_PAUSE_MS);
  }

  async #isPutOff(): Promise<boolean> {
    try {
      return (await this.commit(null)).some(({ code }) => REBALANCING.has(code));
    } catch (error) {
      return REBALANCING.has(Failure.of(error)?.code ?? 0);
    }
  }

  /** As `commit`, but blocks the thread until it is answered. */
  commitNow(offsets: readonly PartitionOffset[] | null, timeoutMs: number): PartitionResult[] {
    return this.#client.requestNow(this.#committing(offsets), resultOf, timeoutMs);
  }

  /** Asks for what is committed, of these partitions or of all that are assigned; -1001 where nothing is. */
  committed(partitions: readonly TopicPartition[] | null, timeoutMs: number): Promise<PartitionResult[]> {
    const batch = partitions === null ? null : writeNames(this.#writer, partitions);
    return this.#client.request((token) => {
      native.consumerCommitted(this.#client.ticket, batch, timeoutMs, token);
    }, resultOf);
  }

  /**
   * Who this is in its group right now, in bytes that only the library understands. Rejects inside a handler that is late: as the member that
   * this is by now, it could commit what another one has done again.
   */
  async metadata(): Promise<Buffer> {
    this.#mustNotBeLate();
    const metadata = await this.#client.request(
      (token) => {
        native.consumerGroupMetadata(this.#client.ticket, token);
      },
      (answer, at) => Buffer.from(answer.value(at) ?? []),
    );
    this.#mustNotBeLate();
    return metadata;
  }

  /** The partition of the handler that this is called in, if that is late. */
  get #late(): Hand | undefined {
    const delivery = callingDelivery.getStore();
    return delivery?.isLate === true && this.#hands.has(delivery.hand) ? delivery.hand : undefined;
  }

  #mustNotBeLate(): void {
    const late = this.#late;
    if (late !== undefined) throw takenBack(late, 'abort the transaction', RecordFlag.ABORTABLE);
  }

  #committing(offsets: readonly PartitionOffset[] | null): (token: number) => void {
    const late = this.#late;
    if (late !== undefined && offsets?.some(({ topic, partition }) => topic === late.topic && partition === late.partition) === true)
      throw takenBack(late, 'its offset is not for this one to commit');
    this.#positions.flush();
    const batch = offsets === null ? null : writePartitions(this.#writer, offsets);
    return (token) => {
      native.consumerCommit(this.#client.ticket, batch, token);
    };
  }
}

function resultOf(answer: Batch, at: number): PartitionResult[] {
  return readPartitions(answer.valueBatch(at));
}

function takenBack({ topic, partition }: Hand, advice: string, flags = 0): Failure {
  const text = `${topic} [${partition}] was taken back while its handler ran, and comes again: ${advice}.`;
  return new Failure(codes.ERR__ASSIGNMENT_LOST, text, flags);
}
