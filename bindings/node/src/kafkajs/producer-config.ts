import type { ProducerOptions } from '../runtime/producer';
import { PRODUCER_CALLBACKS } from './callbacks';
import { as, elsewhere, millisecondsOf, numberOf, settingsOf } from './config';
import type { ClientProperties, GlobalConfig, KafkaConfig, Properties, Rule, Settings } from './config';
import type { CompressionTypes } from './enums';
import { invalidArgument } from './errors';
import { callbackPartitioner, createdPartitioner, Partitioners } from './partitioner';
import type { ICustomPartitioner, PartitionerCallback } from './partitioner';

/** What a producer takes in its kafkaJS block. */
export interface ProducerConfig extends KafkaConfig {
  /** Chooses partitions in place of murmur2_random, the hash of Kafka's own clients. */
  createPartitioner?: ICustomPartitioner;
  metadataMaxAge?: number;
  allowAutoTopicCreation?: boolean;
  transactionTimeout?: number;
  idempotent?: boolean;
  maxInFlightRequests?: number;
  transactionalId?: string;
  compression?: CompressionTypes;
  acks?: number;
  timeout?: number;
}

export type ProducerConstructorConfig = ClientProperties & {
  kafkaJS?: ProducerConfig;
  partitioner_cb?: PartitionerCallback;
  /** What becomes of a send that finds the queue of messages full: it waits for room (the default), or rejects with ERR__QUEUE_FULL. */
  'js.producer.queue.full'?: 'wait' | 'error';
};

export interface ProducerSettings extends Settings {
  readonly options: ProducerOptions;
  readonly isTransactional: boolean;
  /** How long each call of a transaction may take. */
  readonly transactionTimeoutMs: number;
}

const DEFAULT_TRANSACTION_TIMEOUT_MS = 60_000;
/** A request may outlive the transaction by so much. */
const SOCKET_GRACE_MS = 100;
const DEFAULT_RETRIES = 5;
const DEFAULT_METADATA_MAX_AGE_MS = 300_000;

/** These told a callback of deliveries; here they are what a send resolves with, so that `true` changes nothing. */
const DELIVERY_CALLBACKS = ['dr_cb', 'dr_msg_cb'];

export const PRODUCER_RULES: Readonly<Record<string, Rule>> = {
  createPartitioner: elsewhere,
  metadataMaxAge: as('topic.metadata.refresh.interval.ms'),
  allowAutoTopicCreation: as('allow.auto.create.topics'),
  transactionTimeout: elsewhere,
  idempotent: as('enable.idempotence'),
  maxInFlightRequests: as('max.in.flight'),
  transactionalId: as('transactional.id'),
  compression: as('compression.codec'),
  acks: as('acks'),
  timeout: as('request.timeout.ms'),
};

export function producerSettings(config: GlobalConfig): ProducerSettings {
  refuseDeliveryCallbacks(config);
  let created: unknown;
  const settings = settingsOf(
    config,
    PRODUCER_RULES,
    (block, properties) => {
      translate(block, config, properties);
      created = (block as ProducerConfig).createPartitioner;
    },
    PRODUCER_CALLBACKS,
  );
  const { properties, callbacks } = settings;
  return {
    ...settings,
    options: {
      partitioner: partitionerOf(callbacks['partitioner_cb'], created),
      metadataMaxAgeMs: metadataMaxAgeOf(properties['topic.metadata.refresh.interval.ms']),
      isFullAnError: isFullAnError(config),
    },
    isTransactional: (properties['transactional.id'] ?? '') !== '',
    transactionTimeoutMs: Number(properties['transaction.timeout.ms'] ?? DEFAULT_TRANSACTION_TIMEOUT_MS),
  };
}

function translate(block: ProducerConfig, config: GlobalConfig, properties: Properties): void {
  const { transactionTimeout, retry } = block;
  const timeoutMs = millisecondsOf('transactionTimeout', transactionTimeout ?? DEFAULT_TRANSACTION_TIMEOUT_MS);
  properties['partitioner'] = 'murmur2_random';
  properties['retries'] = retry?.retries ?? DEFAULT_RETRIES;
  properties['transaction.timeout.ms'] = timeoutMs;
  const limitMs = numberOf(config['transaction.timeout.ms'] ?? timeoutMs) + SOCKET_GRACE_MS;
  // What is no number is refused by name below.
  if (!Number.isNaN(limitMs))
    properties['socket.timeout.ms'] = Math.min(Number(properties['socket.timeout.ms']), limitMs);
}

/** What stands outside the kafkaJS block wins, and librdkafka has KafkaJS's default partitioner built in. */
function partitionerOf(callback: unknown, created: unknown): ProducerOptions['partitioner'] {
  if (callback !== undefined) return callbackPartitioner(callback);
  if (created === undefined || created === Partitioners.DefaultPartitioner) return undefined;
  return createdPartitioner(created);
}

function metadataMaxAgeOf(property: string | undefined): number {
  const maxAgeMs = Number(property ?? DEFAULT_METADATA_MAX_AGE_MS);
  return maxAgeMs < 0 ? Infinity : maxAgeMs;
}

function isFullAnError(config: GlobalConfig): boolean {
  const choice = config['js.producer.queue.full'] ?? 'wait';
  if (choice === 'wait' || choice === 'error') return choice === 'error';
  throw invalidArgument("The 'js.producer.queue.full' property must be 'wait' or 'error'.");
}

function refuseDeliveryCallbacks(config: GlobalConfig): void {
  const refused = DELIVERY_CALLBACKS.find((name) => typeof config[name] === 'function');
  if (refused !== undefined)
    throw invalidArgument(`The '${refused}' property cannot be a function: what send resolves with is the report.`);
}
