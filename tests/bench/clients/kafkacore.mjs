// Our own package, by its KafkaJS API. Its properties are librdkafka's.
import { createRequire } from 'node:module';

const { KafkaJS } = createRequire(import.meta.url)('../../../bindings/node');
const kafkaOf = ({ servers }) => new KafkaJS.Kafka({ 'bootstrap.servers': servers, log_level: 3 });

export async function producer(settings) {
  const producer = kafkaOf(settings).producer(settings.properties);
  await producer.connect();
  const { topic } = settings;
  return { send: (partition, values) => producer.send({ topic, messages: values.map((value) => ({ partition, value })) }) };
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
      : { eachMessage: ({ partition, message }) => read(partition, message.value) },
  );
}
