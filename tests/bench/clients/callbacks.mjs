// Our own package, by its callback API: single messages with delivery reports, and messages as they flow.
import { once } from 'node:events';
import { createRequire } from 'node:module';

const { KafkaConsumer, Producer } = createRequire(import.meta.url)('../../../bindings/node');

export const configOf = ({ servers, properties }) => ({ 'bootstrap.servers': servers, log_level: 3, ...properties });

export async function producer(settings) {
  const producer = new Producer({ ...configOf(settings), dr_cb: true }).connect();
  await once(producer, 'ready');
  producer.on('delivery-report', (error, { opaque }) => opaque.reported(error));
  return {
    send: (partition, values) =>
      new Promise((resolve, reject) => {
        let left = values.length;
        const opaque = {
          reported: (error) => {
            if (error) reject(error);
            else if (--left === 0) resolve();
          },
        };
        for (const value of values) producer.produce(settings.topic, partition, value, null, null, opaque);
      }),
  };
}

export async function consumer(settings, read) {
  const consumer = new KafkaConsumer({ ...configOf(settings), 'group.id': settings.group }).connect();
  await once(consumer, 'ready');
  consumer.subscribe([settings.topic]);
  consumer.on('data', ({ partition, value }) => read(partition, value));
  consumer.consume();
}
