'use strict';
// Batches of messages, several partitions at a time, and a handler that says itself how far it has come.
//
//   node batches.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const { setTimeout: delay } = require('node:timers/promises');
const {
  KafkaJS: { Kafka },
  MockCluster,
} = require('kafkacore');

const MESSAGES = 100;

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });
  const topic = `readings-${Date.now()}`;
  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: MESSAGES }, (_, number) => ({ key: `${number}`, value: `${number}` }));
  await producer.send({ topic, messages });
  await producer.disconnect();

  const consumer = kafka.consumer({
    'group.id': topic,
    'auto.offset.reset': 'earliest',
    'js.consumer.max.batch.size': 10, // default 32; -1: all of one fetch, about 1 MiB
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });

  const seen = new Set();
  let running = 0;
  let together = 0;
  await new Promise((resolve) => {
    consumer.run({
      // Each partition in order and in one handler at a time, three of them at once.
      partitionsConsumedConcurrently: 3,
      // Only what is resolved counts as delivered. By default the whole batch does when the handler has ended.
      eachBatchAutoResolve: false,
      eachBatch: async ({ batch, resolveOffset, isRunning, isStale }) => {
        together = Math.max(together, ++running);
        for (const { offset, value } of batch.messages) {
          // Stopping, or the partition was revoked, paused or sought: what is left comes again, if it comes at all.
          if (!isRunning() || isStale()) break;
          await delay(1);
          seen.add(String(value));
          // Not the next one, as in a commit, but this one.
          resolveOffset(offset);
        }
        running--;
        if (seen.size === MESSAGES) resolve();
      },
    });
  });
  await consumer.disconnect();
  console.log(`${seen.size} messages, ${together > 1 ? 'several partitions' : 'one partition'} at a time`);
}

main();
