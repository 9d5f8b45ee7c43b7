import * as native from '../native/calls';
import type { Ticket } from '../native/calls';
import { invalid } from './failure';

const DEFAULT_BROKERS = 3;
const DEFAULT_PARTITIONS = 4;
const ALL_BROKERS = 0;

/** The requests of Kafka's protocol that the cluster knows. */
const API_KEYS = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  LeaveGroup: 13,
  SyncGroup: 14,
  ApiVersions: 18,
  InitProducerId: 22,
  OffsetForLeaderEpoch: 23,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  TxnOffsetCommit: 28,
  ConsumerGroupHeartbeat: 68,
  GetTelemetrySubscriptions: 71,
  PushTelemetry: 72,
} as const;

/** A kind of request, by its name in Kafka's protocol. */
export type MockRequestName = keyof typeof API_KEYS;

export interface MockClusterOptions {
  /** Default 3, at most 100. */
  readonly brokers?: number;
  /** Topics to begin with; others are made when they are first used. */
  readonly topics?: readonly MockTopic[];
  /** Milliseconds that a new group waits for more members; default 0. */
  readonly rebalanceDelay?: number;
}

export interface MockTopic {
  readonly topic: string;
  /** Default 4. */
  readonly numPartitions?: number;
  /** Default: as many as there are brokers, at most 3. */
  readonly replicationFactor?: number;
}

/** A partition and the broker that it is given to. */
export interface MockPlacement {
  readonly topic: string;
  readonly partition: number;
  readonly broker: number;
}

/** Of a group or of a transactional producer. */
export type MockCoordinator =
  { readonly groupId: string; readonly broker: number } | { readonly transactionalId: string; readonly broker: number };

/** How one request is answered: with an error code of Kafka, -195 for a connection that breaks, or 0 for no error. */
export type MockFault =
  | number
  | {
      readonly code: number;
      /** Milliseconds that the answer takes; needs a broker. */
      readonly latency: number;
    };

export interface MockRequest {
  readonly broker: number;
  /** The number of its kind for one without a name here. */
  readonly request: MockRequestName | number;
}

/**
 * A cluster inside this process, for tests: no network but the loopback, no disk, gone with the process. It produces, consumes, and knows
 * groups and transactions; of admin requests it answers those for offsets. Brokers are numbered from 1.
 */
export class MockCluster {
  /** What to write into `bootstrap.servers`. */
  readonly bootstrapServers: string;

  readonly #mock: Ticket;
  readonly #brokers: number;

  constructor({ brokers = DEFAULT_BROKERS, topics = [], rebalanceDelay = 0 }: MockClusterOptions = {}) {
    this.#brokers = brokers;
    this.#mock = native.mockCreate(brokers);
    try {
      this.bootstrapServers = native.mockBootstrap(this.#mock);
      this.setRebalanceDelay(rebalanceDelay);
      for (const topic of topics) this.createTopic(topic);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  createTopic({ topic, numPartitions = DEFAULT_PARTITIONS, replicationFactor }: MockTopic): void {
    const factor = replicationFactor ?? Math.min(this.#brokers, DEFAULT_BROKERS);
    native.mockTopicCreate(this.#mock, topic, numPartitions, factor);
  }

  /** Who asks for the topic hears this error of Kafka from now on, 3 for one that is not there, 29 for one that is not allowed; 0 ends that. */
  setTopicError(topic: string, code: number): void {
    native.mockTopicErrorSet(this.#mock, topic, code);
  }

  /** Closes the broker's connections and its port. */
  brokerDown(broker: number): void {
    native.mockBrokerDown(this.#mock, broker);
  }

  /** Opens the port again, with everything that the broker held. */
  brokerUp(broker: number): void {
    native.mockBrokerUp(this.#mock, broker);
  }

  /** Every answer of the broker takes so many milliseconds longer; 0 makes it fast again. */
  setLatency(broker: number, latencyMs: number): void {
    native.mockRttSet(this.#mock, broker, latencyMs);
  }

  /** Clients hear of it when they ask for metadata next. */
  setLeader({ topic, partition, broker }: MockPlacement): void {
    native.mockLeaderSet(this.#mock, topic, partition, broker);
  }

  /** The broker that consumers are told to read from in place of the leader. */
  setFollower({ topic, partition, broker }: MockPlacement): void {
    native.mockFollowerSet(this.#mock, topic, partition, broker);
  }

  setCoordinator(coordinator: MockCoordinator): void {
    const { broker } = coordinator;
    if ('groupId' in coordinator) native.mockCoordinatorSet(this.#mock, 'group', coordinator.groupId, broker);
    else native.mockCoordinatorSet(this.#mock, 'transaction', coordinator.transactionalId, broker);
  }

  /** Milliseconds that a new group waits for more members from now on. */
  setRebalanceDelay(delayMs: number): void {
    native.mockRebalanceDelaySet(this.#mock, delayMs);
  }

  /** Answers the next requests of a kind with these, one each: those that reach the broker, or whichever is asked. */
  failNext(request: MockRequestName, faults: readonly MockFault[], { broker = ALL_BROKERS } = {}): void {
    const apiKey = (API_KEYS as Readonly<Record<string, number>>)[request];
    if (apiKey === undefined)
      throw invalid(`The request ${request} is unknown; there are ${Object.keys(API_KEYS).join(', ')}.`);
    const planted = faults.map((fault) =>
      typeof fault === 'object' ? { code: fault.code, rttMs: fault.latency } : fault,
    );
    native.mockFaultsPush(this.#mock, broker, apiKey, JSON.stringify(planted));
  }

  /** Remembers the requests that come from now on, and forgets those before. */
  watchRequests(): void {
    native.mockRequestsWatch(this.#mock, true);
  }

  /** The requests that came since `watchRequests()`, in their order. */
  requests(): MockRequest[] {
    const seen = JSON.parse(native.mockRequestsSeen(this.#mock)) as { broker: number; apiKey: number }[];
    return seen.map(({ broker, apiKey }) => ({ broker, request: NAMES.get(apiKey) ?? apiKey }));
  }

  /** Stops all brokers; more than once does no harm. */
  close(): void {
    native.mockDrop(this.#mock);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}

const NAMES = new Map(Object.entries(API_KEYS).map(([name, apiKey]) => [apiKey as number, name as MockRequestName]));
