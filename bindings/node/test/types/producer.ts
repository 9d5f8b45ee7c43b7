// Producing programs as they are written for the reference client.
import { KafkaJS } from 'kafkacore';

const kafka = new KafkaJS.Kafka({ 'bootstrap.servers': 'localhost:9092' });

export const block: KafkaJS.ProducerConfig = {
  compression: KafkaJS.CompressionTypes.GZIP,
  idempotent: true,
  acks: -1,
  retry: { retries: 5 },
};

export const config: KafkaJS.ProducerConstructorConfig = { kafkaJS: block, 'linger.ms': 5 };

const producer: KafkaJS.Producer = kafka.producer(config);

/** Everything that a message may have. */
export const messages: KafkaJS.Message[] = [
  { value: 'text' },
  { key: Buffer.from('key'), value: Buffer.from('value'), partition: 0, timestamp: Date.now().toString() },
  { key: null, value: null, headers: { one: 'text', two: [Buffer.from('bytes'), 'text'], none: undefined } },
];

/** What was received can be sent. */
export async function forward(topic: string, message: KafkaJS.KafkaMessage): Promise<void> {
  await producer.send({ topic, messages: [{ ...message, value: message.value }, message] });
}

export async function produce(): Promise<string | undefined> {
  await producer.connect();
  const record: KafkaJS.ProducerRecord = { topic: 'orders', messages };
  const [first]: KafkaJS.RecordMetadata[] = await producer.send(record);
  const topicMessages: KafkaJS.TopicMessages[] = [record, { topic: 'returns', messages: [{ value: 'one' }] }];
  const batch: KafkaJS.ProducerBatch = { topicMessages };
  await producer.sendBatch(batch);
  await producer.flush({ timeout: 1000 });
  await producer.disconnect();
  return first?.topicName.concat(String(first.partition), first.baseOffset ?? '');
}

export async function commit(consumer: KafkaJS.Consumer, offset: string): Promise<void> {
  const offsets: KafkaJS.OffsetsByTopicPartition = { topics: [{ topic: 'orders', partitions: [{ partition: 0, offset }] }] };
  await producer.sendOffsets({ consumer, ...offsets });
}

// What must not compile.

// @ts-expect-error A message has a value.
void producer.send({ topic: 'orders', messages: [{ key: 'a' }] });

// @ts-expect-error Numbers are no values.
void producer.send({ topic: 'orders', messages: [{ value: 7 }] });

// @ts-expect-error There is no such compression.
export const wrong: KafkaJS.ProducerConfig = { compression: 'brotli' };
