/** What listeners are given, as in KafkaJS. */
export interface InstrumentationEvent<Payload> {
  /** Counts the events of this process. */
  readonly id: number;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly payload: Payload;
}

/** Takes a listener away; more than once does no harm. */
export type RemoveInstrumentationEventListener = () => void;

/** Those of the network never come: librdkafka tells nobody of single requests. Its statistics have their sums (`stats_cb`). */
function clientEvents<Kind extends string>(kind: Kind) {
  return {
    CONNECT: `${kind}.connect`,
    DISCONNECT: `${kind}.disconnect`,
    REQUEST: `${kind}.network.request`,
    REQUEST_TIMEOUT: `${kind}.network.request_timeout`,
    REQUEST_QUEUE_SIZE: `${kind}.network.request_queue_size`,
  } as const;
}

export const ADMIN_EVENTS = Object.freeze(clientEvents('admin'));

export const PRODUCER_EVENTS = Object.freeze(clientEvents('producer'));

export const CONSUMER_EVENTS = Object.freeze({
  /** librdkafka sends heartbeats by itself: this comes when a handler has called the `heartbeat` of its payload. */
  HEARTBEAT: 'consumer.heartbeat',
  COMMIT_OFFSETS: 'consumer.commit_offsets',
  GROUP_JOIN: 'consumer.group_join',
  /** librdkafka fetches ahead all the time: both come when messages are taken over from it. */
  FETCH_START: 'consumer.fetch_start',
  FETCH: 'consumer.fetch',
  /** Around a batch of `eachBatch`, or what one fetch brought of a partition for `eachMessage`. */
  START_BATCH_PROCESS: 'consumer.start_batch_process',
  END_BATCH_PROCESS: 'consumer.end_batch_process',
  /** A handler threw, and what it was given comes again. KafkaJS has no such event. */
  HANDLER_FAILED: 'consumer.handler_failed',
  STOP: 'consumer.stop',
  CRASH: 'consumer.crash',
  REBALANCING: 'consumer.rebalancing',
  RECEIVED_UNSUBSCRIBED_TOPICS: 'consumer.received_unsubscribed_topics',
  ...clientEvents('consumer'),
} as const);

export type AdminEvents = typeof ADMIN_EVENTS;
export type ProducerEvents = typeof PRODUCER_EVENTS;
export type ConsumerEvents = typeof CONSUMER_EVENTS;

/** The payloads of the events that every kind of client has. */
type ClientPayloads<Kind extends string> = Record<`${Kind}.connect` | `${Kind}.disconnect`, null> &
  Record<`${Kind}.network.request${'' | '_timeout' | '_queue_size'}`, Readonly<Record<string, unknown>>>;

export type AdminPayloads = ClientPayloads<'admin'>;

export type ProducerPayloads = ClientPayloads<'producer'>;

/** Of a consumer, as far as it is known when something happens. */
export interface GroupPayload {
  readonly groupId: string;
  readonly memberId?: string | undefined;
  readonly groupGenerationId?: number | undefined;
}

export interface CommitOffsetsPayload extends GroupPayload {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
  }[];
}

export interface GroupJoinPayload extends GroupPayload {
  /** All partitions that the member has now, by topic. */
  readonly memberAssignment: Readonly<Record<string, readonly number[]>>;
  /** 'EAGER', 'COOPERATIVE' or 'NONE'. */
  readonly groupProtocol: string;
  /** Milliseconds that it took to join. */
  readonly duration: number;
}

export interface FetchPayload {
  /** Messages that were taken over. */
  readonly numberOfBatches: number;
  /** Milliseconds. */
  readonly duration: number;
}

export interface StartBatchProcessPayload {
  readonly topic: string;
  readonly partition: number;
  readonly highWatermark: string;
  readonly offsetLag: string;
  readonly offsetLagLow: string;
  readonly batchSize: number;
  readonly firstOffset: string | null;
  readonly lastOffset: string;
}

export interface EndBatchProcessPayload extends StartBatchProcessPayload {
  /** Milliseconds. */
  readonly duration: number;
}

export interface CrashPayload {
  readonly error: Error;
  readonly groupId: string;
  /** Whether the consumer goes on by itself. */
  readonly restart: boolean;
}

export interface HandlerFailedPayload extends GroupPayload {
  readonly topic: string;
  readonly partition: number;
  /** What the handler threw. */
  readonly error: unknown;
  /** Failures in a row: after the first the partition is tried again at once, after others with a growing delay. */
  readonly failures: number;
}

export interface ReceivedUnsubscribedTopicsPayload extends GroupPayload {
  readonly generationId?: number | undefined;
  readonly assignedTopics: readonly string[];
  readonly topicsSubscribed: readonly string[];
  readonly topicsNotSubscribed: readonly string[];
}

export interface ConsumerPayloads extends ClientPayloads<'consumer'> {
  'consumer.heartbeat': GroupPayload;
  'consumer.commit_offsets': CommitOffsetsPayload;
  'consumer.group_join': GroupJoinPayload;
  'consumer.fetch_start': Readonly<Record<string, never>>;
  'consumer.fetch': FetchPayload;
  'consumer.start_batch_process': StartBatchProcessPayload;
  'consumer.end_batch_process': EndBatchProcessPayload;
  'consumer.handler_failed': HandlerFailedPayload;
  'consumer.stop': null;
  'consumer.crash': CrashPayload;
  'consumer.rebalancing': GroupPayload;
  'consumer.received_unsubscribed_topics': ReceivedUnsubscribedTopicsPayload;
}
