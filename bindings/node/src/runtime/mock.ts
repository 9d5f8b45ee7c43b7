import * as native from '../native/calls';
import type { Ticket } from '../native/calls';

const DEFAULT_BROKERS = 3;
const DEFAULT_PARTITIONS = 4;

export interface MockClusterOptions {
  /** Default 3. */
  readonly brokers?: number;
}

export interface MockTopic {
  readonly topic: string;
  /** Default 4. */
  readonly numPartitions?: number;
  /** Default: as many as there are brokers, at most 3. */
  readonly replicationFactor?: number;
}

/** A cluster inside this process, for tests: no network but the loopback, no disk, gone with the process. */
export class MockCluster {
  /** What to write into `bootstrap.servers`. */
  readonly bootstrapServers: string;

  readonly #mock: Ticket;
  readonly #brokers: number;

  constructor({ brokers = DEFAULT_BROKERS }: MockClusterOptions = {}) {
    this.#brokers = brokers;
    this.#mock = native.mockCreate(brokers);
    this.bootstrapServers = native.mockBootstrap(this.#mock);
  }

  createTopic({ topic, numPartitions = DEFAULT_PARTITIONS, replicationFactor }: MockTopic): void {
    const factor = replicationFactor ?? Math.min(this.#brokers, DEFAULT_BROKERS);
    native.mockTopicCreate(this.#mock, topic, numPartitions, factor);
  }

  /** Brokers are numbered from 1. */
  brokerDown(broker: number): void {
    native.mockBrokerDown(this.#mock, broker);
  }

  brokerUp(broker: number): void {
    native.mockBrokerUp(this.#mock, broker);
  }

  /** Stops all brokers; more than once does no harm. */
  close(): void {
    native.mockDrop(this.#mock);
  }
}
