// Our own package, by its KafkaJS API. Its properties are librdkafka's.
import { createRequire } from 'node:module';

const { KafkaJS } = createRequire(import.meta.url)('../../../bindings/node');
const kafkaOf = ({ servers }) => new KafkaJS.Kafka({ 'bootstrap.servers': servers, log_level: 3 });

export async function producer(settings) {
  const producer = kafkaOf(settings).producer(settings.properties);
  await producer.connect();
  const recordOf = (partition, values) => ({ topic: settings.topic, messages: values.map((value) => ({ partition, value })) });
  if (settings.properties['transactional.id'] === undefined)
    return { send: (partition, values) => producer.send(recordOf(partition, values)) };
  return {
    send: async (partition, values) => {
      const transaction = await producer.transaction();
      await transaction.send(recordOf(partition, values));
      await transaction.commit();
    },
  };
}

export async function consumer(settings, read) {
  const consumer = kafkaOf(settings).consumer({
    'group.id': settings.group,
    'js.consumer.max.batch.size': -1,
    ...settings.properties,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [settings.topic] });
  await consumer.run(
    settings.by === 'batch'
      ? {
          eachBatch: ({ batch: { partition, messages } }) => {
            for (const { value } of messages) read(partition, value);
          },
        }
      : {
          partitionsConsumedConcurrently: settings.concurrency ?? 1,
          eachMessage: ({ partition, message }) => read(partition, message.value),
        },
  );
}
