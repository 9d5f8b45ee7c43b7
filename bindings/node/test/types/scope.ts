// Clients that live as long as a scope; ../kafkajs/connect.test.js runs it.
import type { KafkaJS } from 'kafkacore';

/** Runs a function while both are connected. */
export async function scope<T>(
  oneProducer: KafkaJS.Producer,
  oneConsumer: KafkaJS.Consumer,
  run: () => Promise<T>,
): Promise<T> {
  await using producer = oneProducer;
  await using consumer = oneConsumer;
  await Promise.all([producer.connect(), consumer.connect()]);
  return await run();
}
