import { as, elsewhere, settingsOf } from './config';
import type { GlobalConfig, KafkaConfig, Rule, Settings } from './config';
import type { CompressionTypes } from './enums';
import { notImplemented } from './errors';

/** What a producer takes in its kafkaJS block. */
export interface ProducerConfig extends KafkaConfig {
  readonly metadataMaxAge?: number;
  readonly allowAutoTopicCreation?: boolean;
  readonly transactionTimeout?: number;
  readonly idempotent?: boolean;
  readonly maxInFlightRequests?: number;
  readonly transactionalId?: string;
  readonly compression?: CompressionTypes;
  readonly acks?: number;
  readonly timeout?: number;
}

export type ProducerConstructorConfig = GlobalConfig & { readonly kafkaJS?: ProducerConfig };

const DEFAULT_TRANSACTION_TIMEOUT_MS = 60_000;
/** A request may outlive the transaction by so much. */
const SOCKET_GRACE_MS = 100;
const DEFAULT_RETRIES = 5;

export const PRODUCER_RULES: Readonly<Record<string, Rule>> = {
  createPartitioner: () => {
    throw notImplemented("The 'createPartitioner' property is not supported.");
  },
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

export function producerSettings(config: GlobalConfig): Settings {
  return settingsOf(config, PRODUCER_RULES, (block, properties) => {
    const { transactionTimeout = DEFAULT_TRANSACTION_TIMEOUT_MS, retry } = block as ProducerConfig;
    properties['partitioner'] = 'murmur2_random';
    properties['retries'] = retry?.retries ?? DEFAULT_RETRIES;
    properties['transaction.timeout.ms'] = transactionTimeout;
    properties['socket.timeout.ms'] = Math.min(
      Number(properties['socket.timeout.ms']),
      transactionTimeout + SOCKET_GRACE_MS,
    );
  });
}
