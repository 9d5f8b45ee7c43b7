'use strict';
// Sends that are not awaited one by one share requests to the broker.
//
//   node batching.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka },
  MockCluster,
} = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });

  // A message may wait so long for others to go with.
  const producer = kafka.producer({ 'linger.ms': 1000 });
  await producer.connect();

  // One after the other each of these would take a second; together they take one.
  const sends = Array.from({ length: 1000 }, (_, number) =>
    producer.send({ topic: 'measurements', messages: [{ value: String(number) }] }),
  );
  console.log(`${(await Promise.all(sends)).length} sends are delivered`);

  // Who cannot wait for the second flushes: everything that was sent before goes out at once.
  const send = producer.send({ topic: 'measurements', messages: [{ value: 'urgent' }] });
  await producer.flush({ timeout: 5000 });
  const [{ baseOffset }] = await send;
  console.log(`the urgent one is delivered, at offset ${baseOffset}`);
  await producer.disconnect();

  // Where latency counts more than throughput, nothing waits.
  const quick = kafka.producer({ 'linger.ms': 0 });
  await quick.connect();
  const start = performance.now();
  await quick.send({ topic: 'measurements', messages: [{ value: 'at once' }] });
  console.log(`and one without linger took ${Math.round(performance.now() - start)} ms`);
  await quick.disconnect();
}

main();
