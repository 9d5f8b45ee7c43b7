'use strict';
// Copies a topic into another exactly once, until it is ended: the program that exactly-once.test.js kills.
// Its environment names BROKERS, SOURCE, TARGET, GROUP, PROTOCOL and MEMBER.

const {
  KafkaJS: { Kafka },
} = require('../..');

const { BROKERS, SOURCE, TARGET, GROUP, PROTOCOL, MEMBER } = process.env;

/** In the new protocol one that was killed would have to wait until its own name is forgotten. */
const MEMBERSHIPS = {
  classic: { 'group.instance.id': MEMBER, 'session.timeout.ms': 6000, 'heartbeat.interval.ms': 200 },
  consumer: { 'group.protocol': 'consumer' },
};

async function main() {
  const kafka = new Kafka({ 'bootstrap.servers': BROKERS, log_level: 0, 'reconnect.backoff.max.ms': 500 });
  const producer = kafka.producer({ 'transactional.id': `${GROUP}-${MEMBER}` });
  const consumer = kafka.consumer({
    'group.id': GROUP,
    ...MEMBERSHIPS[PROTOCOL],
    'auto.offset.reset': 'earliest',
    'enable.auto.commit': false,
    'js.consumer.max.batch.size': 10,
  });
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: [SOURCE] });
  await consumer.run({
    eachBatch: async ({ batch: { partition, messages, lastOffset } }) => {
      try {
        await producer.withTransaction(async (transaction) => {
          await transaction.send({ topic: TARGET, messages });
          const offset = String(Number(lastOffset()) + 1);
          await transaction.sendOffsets({ consumer, topics: [{ topic: SOURCE, partitions: [{ partition, offset }] }] });
        });
      } catch (error) {
        // Whoever started it starts it again.
        if (error.fatal) process.exit(1);
        throw error;
      }
    },
  });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
