'use strict';
// Reads from one topic, writes to another, each message exactly once: what is written and how far was read is committed
// together.
//
//   node exactly-once.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka },
  MockCluster,
} = require('kafkacore');

const WORDS = ['exactly', 'once', 'and', 'no', 'more'];

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });
  const run = `${process.pid}-${Date.now()}`;

  const producer = kafka.producer({ 'transactional.id': `shouter-${run}` });
  await producer.connect();
  await producer.withTransaction((transaction) =>
    transaction.send({ topic: `quiet-${run}`, messages: WORDS.map((value) => ({ value })) }),
  );

  // The offsets belong to the transactions, so the consumer must not commit them by itself.
  const group = { 'group.id': `shouters-${run}`, 'auto.offset.reset': 'earliest', 'enable.auto.commit': false };
  const consumer = kafka.consumer(group);
  await consumer.connect();
  await consumer.subscribe({ topics: [`quiet-${run}`] });
  let left = WORDS.length;
  await new Promise((resolve) =>
    consumer.run({
      eachMessage: async ({ topic, partition, message }) => {
        const loud = String(message.value).toUpperCase();
        // What throws here aborts the transaction, and the message comes again.
        await producer.withTransaction(async (transaction) => {
          await transaction.send({ topic: `loud-${run}`, messages: [{ ...message, value: loud }] });
          const offset = String(Number(message.offset) + 1);
          await transaction.sendOffsets({ consumer, topics: [{ topic, partitions: [{ partition, offset }] }] });
        });
        console.log(`${message.value} became ${loud}`);
        if (--left === 0) resolve();
      },
    }),
  );
  await Promise.all([consumer.disconnect(), producer.disconnect()]);
}

main();
