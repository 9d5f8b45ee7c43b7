import * as native from '../native/calls';
import type { Client } from './client';
import { NO_OFFSET } from './offset';
import type { Offset } from './offset';
import { readPartitions, writePartitions } from './partitions';
import type { PartitionOffset, PartitionResult } from './partitions';
import type { PartitionInfo } from './topics';
import { BatchWriter } from './writer';

export interface BrokerInfo {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

/** A cluster as its brokers describe it. */
export interface ClusterInfo {
  /** -1 if there is none now. */
  readonly controller_id: number;
  readonly brokers: readonly BrokerInfo[];
  readonly topics: readonly {
    readonly name: string;
    readonly code: number;
    readonly partitions: readonly PartitionInfo[];
  }[];
}

/** How far a partition reaches. */
export interface Watermarks {
  readonly low: Offset;
  readonly high: Offset;
}

/** What a client of any kind can ask its cluster. */
export class Questions {
  readonly #client: Client;
  readonly #writer = new BatchWriter();

  constructor(client: Client) {
    this.#client = client;
  }

  /** Of these topics, or of all. */
  cluster(topics: readonly string[] | undefined, timeoutMs: number): Promise<ClusterInfo> {
    const question = JSON.stringify({ topics });
    return this.#client.request(
      (token) => {
        native.clientMetadata(this.#client.ticket, question, timeoutMs, token);
      },
      (batch, at) => JSON.parse(batch.valueText(at)) as ClusterInfo,
    );
  }

  /** As its leader knows them. */
  watermarks(topic: string, partition: number, timeoutMs: number): Promise<Watermarks> {
    return this.#client.request(
      (token) => {
        native.clientWatermarks(this.#client.ticket, topic, partition, timeoutMs, token);
      },
      (answer, at) => {
        const batch = answer.valueBatch(at);
        if (batch === undefined) return { low: NO_OFFSET, high: NO_OFFSET };
        return { low: batch.lowWatermark(batch.first), high: batch.offset(batch.first) };
      },
    );
  }

  /** The first offsets from the times on that stand in place of the offsets. */
  offsetsForTimes(times: readonly PartitionOffset[], timeoutMs: number): Promise<PartitionResult[]> {
    const list = writePartitions(this.#writer, times);
    return this.#client.request(
      (token) => {
        native.clientOffsetsForTimes(this.#client.ticket, list, timeoutMs, token);
      },
      (answer, at) => readPartitions(answer.valueBatch(at)),
    );
  }
}
