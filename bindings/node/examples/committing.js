'use strict';
// The ways to commit how far a group has read: by itself, all that is delivered, and offset by offset.
//
//   node committing.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka, ErrorCodes },
  MockCluster,
} = require('kafkacore');

const MESSAGES = 7;

/** Runs a consumer until it has seen all messages. */
async function readAll(consumer, topic, onMessage = async () => {}) {
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await new Promise((resolve) => {
    consumer.run({
      eachMessage: async (payload) => {
        await onMessage(payload);
        if (Number(payload.message.offset) === MESSAGES - 1) resolve();
      },
    });
  });
}

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });
  const topic = `events-${Date.now()}`;
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: Array.from({ length: MESSAGES }, (_, n) => ({ value: `${n}`, partition: 0 })) });
  await producer.disconnect();
  const begin = { 'auto.offset.reset': 'earliest' };

  // By itself: what is delivered, every five seconds (auto.commit.interval.ms), in a rebalance and at the end.
  const automatic = kafka.consumer({ ...begin, 'group.id': `${topic}-automatic` });
  await readAll(automatic, topic);
  await automatic.disconnect();

  // By hand: every third message, the next offset to read and with it a note; and in a revocation all that is delivered.
  const byHand = kafka.consumer({
    ...begin,
    'group.id': `${topic}-by-hand`,
    'enable.auto.commit': false,
    rebalance_cb: async (error) => {
      if (error.code === ErrorCodes.ERR__REVOKE_PARTITIONS) await byHand.commitOffsets();
    },
    offset_commit_cb: (error, [{ offset, metadata }]) => console.log(error ?? `by hand: ${offset}, ${metadata ?? 'in the revocation'}`),
  });
  await readAll(byHand, topic, async ({ topic, partition, message }) => {
    const next = BigInt(message.offset) + 1n;
    if (next % 3n === 0n)
      await byHand.commitOffsets([{ topic, partition, offset: String(next), metadata: `after ${message.value}` }]);
  });
  await byHand.disconnect();

  // Whoever joins these groups next goes on behind that.
  for (const way of ['automatic', 'by-hand']) {
    const next = kafka.consumer({ ...begin, 'group.id': `${topic}-${way}` });
    await next.connect();
    const [{ offset }] = await next.committed([{ topic, partition: 0 }]);
    console.log(`${way}: committed up to ${offset}`);
    await next.disconnect();
  }
}

main();
