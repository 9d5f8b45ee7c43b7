// kafka-ts. Its producer is always idempotent; its consumer gives batches only, of text, and commits each of them.
import { bench } from './peers.mjs';

const { createKafkaClient } = bench('kafka-ts');
const kafkaOf = ({ servers }) =>
  createKafkaClient({
    clientId: 'bench',
    bootstrapServers: servers.split(',').map((server) => {
      const [host, port] = server.split(':');
      return { host, port: Number(port) };
    }),
  });

export const byteAt = (value, at) => value.charCodeAt(at);

export async function producer(settings) {
  const producer = kafkaOf(settings).createProducer({});
  const { topic } = settings;
  return { send: (partition, values) => producer.send(values.map((value) => ({ topic, partition, value }))) };
}

export async function consumer(settings, read) {
  await kafkaOf(settings).startConsumer({
    groupId: settings.group,
    topics: [settings.topic],
    fromBeginning: true,
    minBytes: 1,
    maxBytes: settings.fetch_bytes,
    partitionMaxBytes: settings.partition_bytes,
    maxWaitMs: settings.wait_ms,
    onBatch: (messages) => {
      for (const { partition, value } of messages) read(partition, value);
    },
  });
}
