import * as native from '../native/calls';
import type { Ticket } from '../native/calls';
import { codes } from './codes';
import { Failure, invalid, wrongState } from './failure';
import { addAddresses, removeAddresses } from './mock-addresses';
import { arrayOf, numberFrom, objectWith, refused, textOf, topicOf } from './mock-arguments';

const DEFAULT_BROKERS = 3;
const DEFAULT_PARTITIONS = 4;
const ALL_BROKERS = 0;
/** As in the library, which cannot say the names that callers here know. */
const BROKERS_MAX = 100;
const PARTITIONS_MAX = 10_000;
const FAULTS_MAX = 10_000;
const TIME_MAX_MS = 3_600_000;
/** Kafka's error codes have 16 bits, with a sign. */
const CODE_MIN = -(2 ** 15);
const CODE_MAX = 2 ** 15 - 1;

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
  /** Milliseconds that a new group waits for more members, an hour at most; default 0. */
  readonly rebalanceDelay?: number;
}

export interface MockTopic {
  readonly topic: string;
  /** Default 4, at most 10,000. */
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
      /** Milliseconds that the answer takes, an hour at most; needs a broker. */
      readonly latency: number;
    };

export interface MockRequest {
  readonly broker: number;
  /** The number of its kind for one without a name here. */
  readonly request: MockRequestName | number;
}

/** Makes the errors of an API from the failures of a call. */
type Attempt = <T>(call: () => T) => T;

/** A mock cluster whose failures are told by an API. */
export class Mock {
  /** What to write into `bootstrap.servers`. */
  readonly bootstrapServers: string;

  readonly #attempt: Attempt;
  readonly #mock: Ticket;
  readonly #brokers: number;
  #isClosed = false;

  constructor(options: MockClusterOptions, attempt: Attempt) {
    this.#attempt = attempt;
    const { brokers, topics, rebalanceDelay } = attempt(() => settingsOf(options));
    this.#brokers = brokers;
    this.#mock = attempt(() => native.mockCreate(brokers));
    this.bootstrapServers = native.mockBootstrap(this.#mock);
    addAddresses(this.bootstrapServers);
    try {
      this.setRebalanceDelay(rebalanceDelay);
      for (const topic of topics) this.createTopic(topic);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Makes a topic; throws ERR_TOPIC_ALREADY_EXISTS if it is there. */
  createTopic(topic: MockTopic): void {
    this.#do(() => {
      const given = objectWith<MockTopic>(topic, 'topic', ['topic', 'numPartitions', 'replicationFactor']);
      const { numPartitions = DEFAULT_PARTITIONS, replicationFactor = Math.min(this.#brokers, DEFAULT_BROKERS) } = given;
      const name = topicOf(given.topic);
      const partitions = numberFrom(1, PARTITIONS_MAX, numPartitions, 'numPartitions');
      const factor = numberFrom(1, this.#brokers, replicationFactor, 'replicationFactor');
      saying(codes.ERR_TOPIC_ALREADY_EXISTS, `The topic ${name} is there already.`, () => {
        native.mockTopicCreate(this.#mock, name, partitions, factor);
      });
    });
  }

  /** Who asks for the topic hears this error of Kafka from now on, 3 for one that is not there, 29 for one that is not allowed; 0 ends that. */
  setTopicError(topic: string, code: number): void {
    this.#do(() => {
      native.mockTopicErrorSet(this.#mock, topicOf(topic), codeOf(code));
    });
  }

  /** Closes the broker's connections and its port. */
  brokerDown(broker: number): void {
    this.#do(() => {
      native.mockBrokerDown(this.#mock, this.#checkBroker(broker));
    });
  }

  /** Opens the port again, with everything that the broker held. */
  brokerUp(broker: number): void {
    this.#do(() => {
      native.mockBrokerUp(this.#mock, this.#checkBroker(broker));
    });
  }

  /** Every answer of the broker takes so many milliseconds longer, an hour at most; 0 makes it fast again. */
  setLatency(broker: number, latencyMs: number): void {
    this.#do(() => {
      const rttMs = numberFrom(0, TIME_MAX_MS, latencyMs, 'latencyMs');
      native.mockRttSet(this.#mock, this.#checkBroker(broker), rttMs);
    });
  }

  /** Clients hear of it when they ask for metadata next. */
  setLeader(placement: MockPlacement): void {
    this.#place(placement, native.mockLeaderSet);
  }

  /** The broker that consumers are told to read from in place of the leader. */
  setFollower(placement: MockPlacement): void {
    this.#place(placement, native.mockFollowerSet);
  }

  /** Moves a group or a transactional producer to another broker. */
  setCoordinator(coordinator: MockCoordinator): void {
    this.#do(() => {
      const keys = ['groupId', 'transactionalId', 'broker'] as const;
      const given = objectWith<Partial<Record<(typeof keys)[number], unknown>>>(coordinator, 'coordinator', keys);
      const { groupId, transactionalId } = given;
      if ((groupId === undefined) === (transactionalId === undefined))
        throw refused('coordinator', 'of either a groupId or a transactionalId', coordinator);
      const broker = this.#checkBroker(given.broker);
      if (groupId !== undefined) native.mockCoordinatorSet(this.#mock, 'group', textOf(groupId, 'groupId'), broker);
      else native.mockCoordinatorSet(this.#mock, 'transaction', textOf(transactionalId, 'transactionalId'), broker);
    });
  }

  /** Milliseconds that a new group waits for more members from now on, an hour at most. */
  setRebalanceDelay(delayMs: number): void {
    this.#do(() => {
      native.mockRebalanceDelaySet(this.#mock, numberFrom(0, TIME_MAX_MS, delayMs, 'delayMs'));
    });
  }

  /** Answers the next requests of a kind with these, one each: those that reach the broker, or whichever is asked. */
  failNext(request: MockRequestName, faults: readonly MockFault[], options: { readonly broker?: number } = {}): void {
    this.#do(() => {
      if (!Object.hasOwn(API_KEYS, request)) throw refused('request', `one of ${Object.keys(API_KEYS).join(', ')}`, request);
      const { broker } = objectWith<{ readonly broker?: unknown }>(options, 'options', ['broker']);
      const number = broker === undefined ? ALL_BROKERS : this.#checkBroker(broker);
      const planted = arrayOf(faults, 'faults').map((fault) => faultOf(fault, number));
      numberFrom(1, FAULTS_MAX, planted.length, 'faults.length');
      native.mockFaultsPush(this.#mock, number, API_KEYS[request], JSON.stringify(planted));
    });
  }

  /** Remembers the requests that come from now on, and forgets those before. */
  watchRequests(): void {
    this.#do(() => {
      native.mockRequestsWatch(this.#mock, true);
    });
  }

  /** The requests that came since `watchRequests()`, in their order. */
  requests(): MockRequest[] {
    return this.#do(() => {
      const seen = JSON.parse(native.mockRequestsSeen(this.#mock)) as { broker: number; apiKey: number }[];
      return seen.map(({ broker, apiKey }) => ({ broker, request: NAMES.get(apiKey) ?? apiKey }));
    });
  }

  /** Stops all brokers; more than once does no harm. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    removeAddresses(this.bootstrapServers);
    native.mockDrop(this.#mock);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #place(placement: MockPlacement, set: typeof native.mockLeaderSet): void {
    this.#do(() => {
      const given = objectWith<MockPlacement>(placement, 'placement', ['topic', 'partition', 'broker']);
      const topic = topicOf(given.topic);
      const partition = numberFrom(0, PARTITIONS_MAX - 1, given.partition, 'partition');
      const broker = this.#checkBroker(given.broker);
      saying(codes.ERR_UNKNOWN_TOPIC_OR_PART, `The topic ${topic} has no partition ${partition}.`, () => {
        set(this.#mock, topic, partition, broker);
      });
    });
  }

  #checkBroker(broker: unknown): number {
    return numberFrom(1, this.#brokers, broker, 'broker');
  }

  #do<T>(call: () => T): T {
    return this.#attempt(() => {
      if (this.#isClosed) throw wrongState('The mock cluster is closed.');
      return call();
    });
  }
}

const NAMES = new Map(Object.entries(API_KEYS).map(([name, apiKey]) => [apiKey as number, name as MockRequestName]));

function settingsOf(options: MockClusterOptions): Required<MockClusterOptions> {
  const given = objectWith<MockClusterOptions>(options, 'options', ['brokers', 'topics', 'rebalanceDelay']);
  const { brokers = DEFAULT_BROKERS, topics = [], rebalanceDelay = 0 } = given;
  return {
    brokers: numberFrom(1, BROKERS_MAX, brokers, 'brokers'),
    topics: arrayOf(topics, 'topics') as readonly MockTopic[],
    rebalanceDelay: numberFrom(0, TIME_MAX_MS, rebalanceDelay, 'rebalanceDelay'),
  };
}

/** A fault as the library takes it. */
function faultOf(fault: unknown, broker: number): object | number {
  if (typeof fault === 'number') return codeOf(fault);
  const { code, latency } = objectWith<{ code?: unknown; latency?: unknown }>(fault, 'fault', ['code', 'latency']);
  const rttMs = numberFrom(0, TIME_MAX_MS, latency, 'latency');
  if (broker === ALL_BROKERS) throw invalid("A fault with a 'latency' needs a broker; give one in the options.");
  return { code: codeOf(code), rttMs };
}

function codeOf(code: unknown): number {
  return numberFrom(CODE_MIN, CODE_MAX, code, 'code');
}

/** Makes a call that may fail with a code, and then says what that means here. */
function saying(code: number, message: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    const failure = Failure.of(error);
    throw failure?.code === code ? failure.saying(message) : error;
  }
}
