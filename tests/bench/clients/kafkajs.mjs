// KafkaJS, with the settings that librdkafka's properties correspond to.
import { bench } from './peers.mjs';

const { Kafka, logLevel, Partitioners } = bench('kafkajs');
const kafkaOf = ({ servers }) => new Kafka({ brokers: servers.split(','), logLevel: logLevel.ERROR });

export async function producer(settings) {
  const producer = kafkaOf(settings).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const { topic } = settings;
  return {
    send: (partition, values) =>
      producer.send({ topic, acks: -1, messages: values.map((value) => ({ partition, value })) }),
  };
}

export async function consumer(settings, read) {
  const consumer = kafkaOf(settings).consumer({
    groupId: settings.group,
    maxBytesPerPartition: settings.partition_bytes,
    maxBytes: settings.fetch_bytes,
    minBytes: 1,
    maxWaitTimeInMs: settings.wait_ms,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [settings.topic], fromBeginning: true });
  await consumer.run({
    autoCommitInterval: 5000,
    ...(settings.by === 'batch'
      ? {
          eachBatch: async ({ batch: { partition, messages } }) => {
            for (const { value } of messages) read(partition, value);
          },
        }
      : { eachMessage: async ({ partition, message }) => read(partition, message.value) }),
  });
}
