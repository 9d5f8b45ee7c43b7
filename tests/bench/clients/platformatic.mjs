// @platformatic/kafka. Its consumer is a stream of messages; there is no other by batch.
import { bench } from './peers.mjs';

const { Consumer, MessagesStreamModes, ProduceAcks, Producer } = bench('@platformatic/kafka');

export async function producer({ servers, topic }) {
  const producer = new Producer({ clientId: 'bench', bootstrapBrokers: servers.split(',') });
  return {
    send: (partition, values) =>
      producer.send({ acks: ProduceAcks.ALL, messages: values.map((value) => ({ topic, partition, value })) }),
  };
}

export async function consumer(settings, read) {
  const consumer = new Consumer({
    clientId: 'bench',
    groupId: settings.group,
    bootstrapBrokers: settings.servers.split(','),
    minBytes: 1,
    maxBytes: settings.fetch_bytes,
    maxBytesPerPartition: settings.partition_bytes,
    maxWaitTime: settings.wait_ms,
    autocommit: 5000,
  });
  const stream = await consumer.consume({ topics: [settings.topic], mode: MessagesStreamModes.EARLIEST });
  stream.on('data', ({ partition, value }) => read(partition, value));
  stream.on('error', (error) => process.nextTick(() => Promise.reject(error)));
}
